# A PostgreSQL cluster of our own, reached only by its socket; its data may be thrown
# away, so it does not wait for the disk.

PG_OWNER=postgres
PG_SOCKET_MAX=90 # the kernel takes 107 bytes; the socket's own name needs some

env_hash() { printf '%s' "$ENV_DIR" | sha256sum | cut -c1-12; }

# The cluster refuses to run as root; then everything of it belongs to PG_OWNER.
as_pg() {
    if am_root; then
        (cd / && runuser -u "$PG_OWNER" -- "$@")
    else
        "$@"
    fi
}

owner_can_enter() { ! am_root || as_pg test -x "$1"; }

choose_cluster() {
    PG_HOME=$(cat "$STAMPS/cluster" 2>/dev/null || true)
    [ -n "$PG_HOME" ] && [ -d "$PG_HOME" ] && return 0
    PG_HOME=$ENV_DIR/pg
    if [ "${#PG_HOME}" -gt "$PG_SOCKET_MAX" ] || ! owner_can_enter "$ENV_DIR"; then
        PG_HOME=/var/tmp/icrm-$(env_hash)
        say "The database cluster lies in $PG_HOME: $ENV_DIR is too deep for a socket," \
            "or closed to the user $PG_OWNER."
    fi
}

make_cluster() {
    local owner
    owner=$(as_pg id -un)
    # In /var/tmp anybody could have put something of this name before us.
    if [ -e "$PG_HOME" ] && [ "$(stat -c %U "$PG_HOME")" != "$owner" ]; then
        say "$PG_HOME belongs to somebody else; remove it"
        return 1
    fi
    rm -rf "$PG_HOME"
    mkdir -m 700 "$PG_HOME" && chown "$owner" "$PG_HOME" || return 1
    as_pg "$PG_BIN_DIR/initdb" -D "$PG_HOME/data" -U "$PG_OWNER" --auth=trust \
        --encoding=UTF8 --locale=C.UTF-8 --no-sync || return 1
    as_pg tee -a "$PG_HOME/data/postgresql.conf" >/dev/null <<CONF
listen_addresses = ''
unix_socket_directories = '$PG_HOME'
max_connections = 200
shared_buffers = 512MB
fsync = off
synchronous_commit = off
full_page_writes = off
autovacuum_naptime = 5min
CONF
    start_cluster && psql_as_owner -c "CREATE ROLE odoo LOGIN CREATEDB"
}

psql_as_owner() {
    "$PG_BIN_DIR/psql" -h "$PG_HOME" -U "$PG_OWNER" -d postgres -v ON_ERROR_STOP=1 -qAtX "$@"
}

# After a crash the number in the pid file may be anybody's, or a dead process nobody
# fetched; and the server's children need a moment to notice that it is gone.
start_cluster() {
    local pidfile=$PG_HOME/data/postmaster.pid tries
    for tries in 1 2 3 4 5; do
        if [ -e "$pidfile" ]; then
            head -n 1 "$pidfile" >"$ENV_DIR/run/postmaster.pid"
            is_ours_running "$ENV_DIR/run/postmaster.pid" "$PG_HOME/data" || rm -f "$pidfile"
        fi
        # 9>&-: a server that inherits the lock would hold it for ever.
        if as_pg "$PG_BIN_DIR/pg_ctl" -D "$PG_HOME/data" -l "$PG_HOME/log" -w -t 60 start 9>&-
        then
            return 0
        fi
        [ "$tries" = 5 ] || sleep 1
    done
    tail -n 5 "$PG_HOME/log"
    return 1
}

cluster_answers() { "$PG_BIN_DIR/pg_isready" -q -h "$PG_HOME" 2>/dev/null; }

ensure_cluster() {
    PG_BIN_DIR=$(find_pg_bin) ||
        die "No PostgreSQL binaries; install postgresql-15, or set PG_BIN=<folder>."
    if am_root && ! id "$PG_OWNER" >/dev/null 2>&1; then
        useradd --system --no-create-home --shell /usr/sbin/nologin "$PG_OWNER" ||
            die "PostgreSQL does not run as root and the user $PG_OWNER could not be" \
                "created; create it, or run as an ordinary user."
    fi
    choose_cluster
    if [ ! -e "$STAMPS/cluster" ] || [ ! -e "$PG_HOME/data/PG_VERSION" ]; then
        stop_cluster
        must "Database cluster" "The database cluster could not be made" make_cluster
        stamp cluster "$PG_HOME"
    elif ! cluster_answers; then
        step "Start of the database cluster" start_cluster ||
            die "The database cluster does not start ($PG_HOME/log); run ./dev clean to" \
                "begin anew."
    fi
    export PGHOST=$PG_HOME PGUSER=odoo PGPORT=5432
    unset PGDATABASE PGPASSWORD PGSERVICE PGPASSFILE
    PATH=$PG_BIN_DIR:$PATH
}

stop_cluster() {
    [ -n "${PG_HOME:-}" ] && [ -e "$PG_HOME/data/postmaster.pid" ] || return 0
    as_pg "$PG_BIN_DIR/pg_ctl" -D "$PG_HOME/data" -m fast -w stop >/dev/null 2>&1 9>&- || true
}
