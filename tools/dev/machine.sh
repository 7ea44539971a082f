# What the machine itself must have: Debian packages, a Python, PostgreSQL's binaries.

# have COMMAND...: one of them at least.
have() { command -v "$@" >/dev/null 2>&1; }

# The Python to build on, with venv: 3.11, the one Debian 12 has and the tests ran on; or
# 3.12, if PYTHON names one.
find_python() {
    local candidate
    for candidate in ${PYTHON:+"$PYTHON"} python3.11 /usr/bin/python3.11; do
        if "$candidate" -c '
import sys, ensurepip, venv
raise SystemExit(sys.version_info[:2] not in ((3, 11), (3, 12)))' >/dev/null 2>&1; then
            command -v "$candidate"
            return 0
        fi
    done
    return 1
}

# The newest PostgreSQL whose server is installed; Debian keeps it out of PATH.
find_pg_bin() {
    local candidate
    if [ -n "${PG_BIN:-}" ]; then
        [ -x "$PG_BIN/initdb" ] && say "$PG_BIN" && return 0
        return 1
    fi
    for candidate in $(printf '%s\n' /usr/lib/postgresql/*/bin | sort -t/ -k5 -rn) \
        "$(dirname -- "$(command -v initdb || true)")"; do
        if [ -x "$candidate/initdb" ] && [ -x "$candidate/postgres" ]; then
            say "$candidate"
            return 0
        fi
    done
    return 1
}

has_package() { [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]; }

# Names the Debian packages this machine still lacks, one a line.
missing_packages() {
    find_python >/dev/null || say python3.11-venv
    if ! find_pg_bin >/dev/null; then
        # An explicit PG_BIN is a choice; installing something else would ignore it.
        [ -z "${PG_BIN:-}" ] || die "No PostgreSQL in PG_BIN=$PG_BIN; set it to the" \
            "folder that holds initdb, or unset it."
        say postgresql-15
    fi
    have chromium google-chrome chromium-browser google-chrome-stable || say chromium
    have wkhtmltopdf || say wkhtmltopdf
    have flock || say util-linux
    has_package fonts-noto-cjk || say fonts-noto-cjk
    has_package libmagic1 || has_package libmagic1t64 || say libmagic1
    has_package ca-certificates || say ca-certificates
}

apt_install() {
    DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@"
}

apt_refresh_and_install() {
    apt-get update -o APT::Update::Error-Mode=any && apt_install "$@"
}

ensure_packages() {
    local missing line
    missing=$(missing_packages) || exit 1
    [ -n "$missing" ] || return 0
    line=$(printf '%s' "$missing" | tr '\n' ' ')
    { have apt-get && have dpkg-deb; } ||
        die "This machine is not a Debian; install by hand what stands for: $line"
    am_root || die "Debian packages are missing; ask an administrator to run this line," \
        "then run the command again:
    apt-get install --no-install-recommends $line"
    # shellcheck disable=SC2086 # one word a package
    step "Debian packages: $line" apt_refresh_and_install $line ||
        die "The Debian packages could not be installed ($STEP_LOG); check the network" \
            "and the package sources, then run the command again."
    missing=$(missing_packages)
    [ -z "$missing" ] ||
        die "After the installation these are still missing: $missing; see $STEP_LOG."
}
