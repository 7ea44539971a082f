# Starting and stopping Odoo, and the commands around it.

SERVER_PID=$ENV_DIR/run/odoo.pid
KEEPER_PID=$ENV_DIR/run/keeper.pid
SERVER_WHAT=$ENV_DIR/run/odoo.what
SERVER_LOG=$LOGS/odoo.log
ANSWER_SECONDS=120

keeper_runs() { is_ours_running "$KEEPER_PID" "$VENV/bin/odoo"; }

odoo_runs() { keeper_runs || is_ours_running "$SERVER_PID" "$VENV/bin/odoo"; }

port_taken() { (exec 3<>"/dev/tcp/127.0.0.1/$PORT") 2>/dev/null; }

refuse_port() {
    port_taken || return 0
    die "Port $PORT is taken by another program; choose another with PORT=<number> ./dev run."
}

answers() {
    "$VENV/bin/python" -c '
import sys, urllib.request
urllib.request.urlopen(sys.argv[1], timeout=30).read()' \
        "http://127.0.0.1:$PORT/web/login" >/dev/null 2>&1
}

stop_odoo() {
    local pid waited=0
    # The keeper first, or it would bring Odoo back.
    if keeper_runs; then kill -9 "$(cat "$KEEPER_PID")" 2>/dev/null || true; fi
    if odoo_runs; then
        pid=$(cat "$SERVER_PID")
        kill "$pid" 2>/dev/null || true
        while kill -0 "$pid" 2>/dev/null && [ "$waited" -lt 100 ]; do
            sleep 0.1
            waited=$((waited + 1))
        done
        kill -9 "$pid" 2>/dev/null || true
    fi
    rm -f "$SERVER_PID" "$KEEPER_PID"
}

start_odoo() {
    local until
    refuse_port
    printf 'Odoo ... '
    # Its own session: closing the terminal must not stop it. PATH: when Odoo starts
    # itself anew, it calls "python" and must find the one of the environment.
    PATH=$VENV/bin:$PATH ODOO_RC=$CONF setsid "$TOP/tools/dev/keep.sh" "$SERVER_PID" \
        "$VENV/bin/python" -W ignore "$VENV/bin/odoo" -d "$DB" --http-port "$PORT" \
        >>"$SERVER_LOG" 2>&1 </dev/null 9>&- &
    printf '%s' "$!" >"$KEEPER_PID"
    printf '%s' "$DB $PORT" >"$SERVER_WHAT"
    until=$((SECONDS + ANSWER_SECONDS))
    until answers; do
        if ! keeper_runs || [ "$SECONDS" -ge "$until" ]; then
            say "failed"
            tail -n 15 "$SERVER_LOG" >&2
            stop_odoo
            die "Odoo does not answer ($SERVER_LOG); see the reason above, then run the" \
                "command again."
        fi
        sleep 0.3
    done
    say "answers"
}

print_logins() {
    local file=$TOP/icrm_internal_demo/logins.txt
    printf '\nOpen http://127.0.0.1:%s and log in as:\n\n' "$PORT"
    if [[ ",$(own_modules)," == *,icrm_internal_demo,* ]]; then
        awk -F '\t' '/^[^#]/ { printf "  %-24s login %-20s password %s\n", $1, $2, $3 }' "$file"
    else
        printf '  %-24s login %-20s password %s\n' administrator admin admin
    fi
    printf '\n./dev stop ends it; its log is %s.\n' "$SERVER_LOG"
}

command_run() {
    local started=$SECONDS
    # Known at once, before minutes of preparation.
    odoo_runs || refuse_port
    am_root && say "You work as root; that is fine for a throw-away machine only."
    prepare
    ensure_run_database
    if odoo_runs && [ "$(cat "$SERVER_WHAT")" = "$DB $PORT" ] && answers; then
        say "Odoo is running already."
    else
        stop_odoo
        start_odoo
    fi
    print_logins
    say "Ready after $((SECONDS - started)) s."
}

command_stop() {
    [ -e "$MARKER" ] || { say "Nothing runs: there is no $ENV_DIR."; return 0; }
    stop_odoo
    PG_HOME=$(cat "$STAMPS/cluster" 2>/dev/null || true)
    PG_BIN_DIR=$(find_pg_bin) && stop_cluster
    say "Stopped."
}

command_update() {
    local was_running=no
    prepare
    if odoo_runs; then was_running=yes; fi
    if [ "$(database_note "$DB" | cut -d' ' -f1)" = ready ]; then
        # Asked for by name, so done even if the code looks the same.
        note_database "$DB" "ready outdated"
    fi
    ensure_run_database
    if [ "$was_running" = yes ] && ! odoo_runs; then start_odoo; fi
    say "The database $DB is up to date."
}

command_odoo() {
    prepare >&2
    unlock_env
    # PGDATABASE: the database of any command that is not told another one.
    PATH=$VENV/bin:$PATH ODOO_RC=$CONF PGDATABASE=$DB exec "$VENV/bin/python" -W ignore "$VENV/bin/odoo" "$@"
}

command_wheel() {
    prepare >&2
    ensure_test_tools
    must "Wheels" "The wheels could not be built" build_wheels
    ls "$TOP"/dist/*.whl
}

# Of every addon that says how it is built.
build_wheels() {
    local built=("$TOP"/*/pyproject.toml)
    rm -rf "$TOP"/dist/odoo_addon_*
    "$VENV/bin/pip" wheel -q --disable-pip-version-check --no-deps --no-build-isolation \
        --wheel-dir "$TOP/dist" "${built[@]%/pyproject.toml}"
}

command_clean() {
    local home
    [ -e "$ENV_DIR" ] || { say "Nothing to remove."; return 0; }
    [ -e "$MARKER" ] || die "$ENV_DIR was not made by ./dev; remove it by hand."
    home=$(cat "$STAMPS/cluster" 2>/dev/null || true)
    command_stop
    case "$home" in /var/tmp/icrm-*) rm -rf "$home" ;; esac
    rm -rf "$ENV_DIR"
    say "Removed $ENV_DIR."
}
