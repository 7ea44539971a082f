# What every part needs: settings, words to the user, steps that leave a log.

PORT=${PORT:-8069}
DB=${DB:-icrm}
ENV_DIR=${DEV_ENV:-$TOP/.dev}
case "$ENV_DIR" in /*) ;; *) ENV_DIR=$PWD/$ENV_DIR ;; esac
LOGS=$ENV_DIR/log
STAMPS=$ENV_DIR/stamps
VENV=$ENV_DIR/venv
CONF=$ENV_DIR/odoo.conf
DATA=$ENV_DIR/data
MARKER=$ENV_DIR/.made-by-icrm-dev
# The whole of a first run takes about 3.5 GB; a later one only what it writes.
SPACE_FIRST_MB=4000
SPACE_LATER_MB=300

say() { printf '%s\n' "$*"; }

die() {
    printf '\n%s\n' "$*" >&2
    exit 1
}

am_root() { [ "$(id -u)" = 0 ]; }

# step TITLE COMMAND...: run with its output in a log; true if it went well.
step() {
    local title=$1 log started=$SECONDS
    shift
    log=$LOGS/$(printf '%s' "$title" | tr -c 'a-zA-Z0-9' '-' | tr -s '-').log
    STEP_LOG=$log
    printf '%s ... ' "$title"
    # In a subshell: what it changes (folder, variables) ends with it.
    if ("$@") >"$log" 2>&1 </dev/null; then
        say "$((SECONDS - started)) s"
        return 0
    fi
    say "failed"
    tail -n 8 "$log" >&2
    check_space "$SPACE_LATER_MB"
    return 1
}

# must TITLE SENTENCE COMMAND...: a step that all that follows rests on.
must() {
    local title=$1 sentence=$2
    shift 2
    step "$title" "$@" ||
        die "$sentence ($STEP_LOG); see the reason above, then run the command again."
}

free_mb() { df -Pk "$1" 2>/dev/null | awk 'NR == 2 {print int($4 / 1024)}'; }

# check_space MB [WHAT...]: stop with a sentence before the disk is full half-way.
check_space() {
    local free
    free=$(free_mb "$ENV_DIR")
    if [ -n "$free" ] && [ "$free" -lt "$1" ]; then
        die "No space: $ENV_DIR has $free MB free and $1 MB are needed; free some, or" \
            "choose another place with DEV_ENV=<folder>, then run the command again."
    fi
}

# Only one ./dev prepares the environment at a time; the second one waits.
lock_env() {
    exec 9>"$ENV_DIR/lock"
    if ! flock -n 9; then
        say "Another ./dev is preparing $ENV_DIR; waiting for it."
        flock 9
    fi
}

unlock_env() { exec 9>&-; }

# The folder is ours only if we made it: ./dev clean deletes it without a question.
open_env() {
    if [ -d "$ENV_DIR" ] && [ ! -e "$MARKER" ] && [ -n "$(ls -A "$ENV_DIR" 2>/dev/null)" ]; then
        die "$ENV_DIR holds other files; point DEV_ENV at an empty or a new folder."
    fi
    { mkdir -p "$ENV_DIR" && : >"$MARKER"; } 2>/dev/null ||
        die "$ENV_DIR cannot be written; choose another place with DEV_ENV=<folder>."
    mkdir -p "$LOGS" "$STAMPS" "$DATA" "$ENV_DIR/run"
    lock_env
    if [ -e "$STAMPS/source" ]; then
        check_space "$SPACE_LATER_MB"
    else
        check_space "$SPACE_FIRST_MB"
    fi
}

# A stamp says which input a finished stage was made from; it is written last, so
# that a stage broken off is simply done again.
stamp_is() { [ "$(cat "$STAMPS/$1" 2>/dev/null)" = "$2" ]; }

stamp() { printf '%s' "$2" >"$STAMPS/$1"; }

is_ours_running() {
    # is_ours_running PIDFILE WORD: the process lives and is what we started.
    local pid
    pid=$(cat "$1" 2>/dev/null) || return 1
    [ -n "$pid" ] && tr "\0" " " 2>/dev/null <"/proc/$pid/cmdline" | grep -q -- "$2"
}
