# Databases: a template with everything icrm_internal depends on, and what is made of it.

TEMPLATE=icrm_template
# The one below the core, the core, and those that build on it, installed when asked for.
ADDONS="helpdesk_mgmt_hardening icrm_internal icrm_internal_import icrm_internal_improvement"
ADDONS+=" icrm_internal_care"
LANGUAGES=zh_CN,zh_TW
# An asset that Debian's package lacks although mail's manifest lists it.
DEBIAN_GAP=odoo/addons/mail/static/lib/selfie_segmentation/selfie_segmentation.js

odoo_lacks_asset() {
    [ ! -e "$ODOO_DIR/$DEBIAN_GAP" ] && [ ! -e "$ODOO_DIR/${DEBIAN_GAP#odoo/}" ]
}

addons_path() {
    local path=$ODOO_DIR/odoo/addons
    # A checkout keeps all but `base` and its like in a folder beside `odoo`.
    [ -d "$ODOO_DIR/odoo/addons/web" ] || path=$path,$ODOO_DIR/addons
    printf '%s' "$path,$TOP"
    # Asked for only where the asset is missing; elsewhere the addon would be a lie.
    if odoo_lacks_asset; then printf ',%s' "$TOP/tests/addons"; fi
}

write_conf() {
    local text
    text="[options]
addons_path = $(addons_path)
data_dir = $DATA
db_host = $PGHOST
db_port = $PGPORT
db_user = odoo
http_interface = 127.0.0.1
http_port = $PORT
with_demo = False
"
    [ "$(cat "$CONF" 2>/dev/null)" = "${text%$'\n'}" ] || printf '%s' "$text" >"$CONF"
    chmod 600 "$CONF"
}

# Everything that must stand before any Odoo command can run.
prepare() {
    open_env
    ensure_packages
    ensure_source
    ensure_venv
    ensure_cluster
    write_conf
}

run_odoo() { ODOO_RC=$CONF "$VENV/bin/python" -W ignore "$VENV/bin/odoo" "$@"; }

sql() { psql -d "$1" -v ON_ERROR_STOP=1 -qAtX -c "$2"; }

database_exists() { [ "$(sql template1 "SELECT 1 FROM pg_database WHERE datname = '$1'")" = 1 ]; }

# The note on a database says what it was made from, and that it was made to the end.
database_note() {
    sql template1 "SELECT shobj_description(oid, 'pg_database') FROM pg_database
        WHERE datname = '$1'"
}

note_database() { sql template1 "COMMENT ON DATABASE \"$1\" IS '$2'"; }

drop_database() {
    dropdb --if-exists --force "$1" && rm -rf "${DATA:?}/filestore/$1"
}

# copy_database FROM TO: with its files, which never change once written.
copy_database() {
    drop_database "$2" && createdb -T "$1" "$2" || return 1
    if [ -d "$DATA/filestore/$1" ]; then
        cp -al "$DATA/filestore/$1" "$DATA/filestore/$2"
    fi
}

# install_modules DATABASE MODULES [ARGS...]: true only if all of them are installed.
install_modules() {
    local database=$1 modules=$2 lacking
    shift 2
    run_odoo -d "$database" -i "$modules" --no-http --stop-after-init "$@" || return 1
    lacking=$(sql "$database" "SELECT string_agg(wanted, ', ')
        FROM unnest(string_to_array('$modules', ',')) wanted
        WHERE NOT EXISTS (SELECT 1 FROM ir_module_module
            WHERE name = wanted AND state = 'installed')")
    [ -z "$lacking" ] || { say "not installed: $lacking"; return 1; }
}

hash_files() {
    find "$@" -type f ! -name '*.pyc' ! -path '*/tests/*' -print0 |
        LC_ALL=C sort -z | xargs -0 -r sha256sum | sha256sum | cut -c1-16
}

# What `run` shows: the core, the addons beside it and the demo company, or MODULES.
# Addons that install themselves (BRIDGES) come as soon as what they bridge to is there.
own_modules() {
    if [ -n "${MODULES:-}" ]; then
        printf '%s' "$MODULES"
        return
    fi
    printf '%s' "${ADDONS// /,}"
    if [ -d "$TOP/icrm_internal_demo" ]; then printf ',icrm_internal_demo'; fi
}

own_code_hash() { hash_files "$TOP"/icrm_internal*/ "$TOP"/helpdesk_mgmt_hardening; }

dependencies() {
    "$VENV/bin/python" -c '
import ast, sys
manifest = ast.literal_eval(open(sys.argv[1], encoding="utf-8").read())
print(",".join(n for n in manifest["depends"] if n != "helpdesk_mgmt_hardening"))' "$TOP/icrm_internal/__manifest__.py"
}

make_template() {
    drop_database "$TEMPLATE" && createdb "$TEMPLATE" &&
        install_modules "$TEMPLATE" "$1"
}

# Installing the dependencies takes most of the time of a new database; do it once.
ensure_template() {
    local modules note
    modules=$(dependencies)
    if odoo_lacks_asset; then modules=$modules,icrm_debian_assets; fi
    note="ready $(printf '%s' "$modules $ODOO_DIR $(cat "$STAMPS/requirements")" |
        sha256sum | cut -c1-16)"
    [ "$(database_note "$TEMPLATE")" = "$note" ] && return 0
    must "Database with all dependencies" "The dependencies could not be installed" \
        make_template "$modules"
    note_database "$TEMPLATE" "$note"
}

make_run_database() {
    copy_database "$TEMPLATE" "$DB" && note_database "$DB" "half-made" &&
        install_modules "$DB" "$(own_modules)" "--load-language=$LANGUAGES" &&
        # Six months came in one go; without statistics their lists take seconds.
        sql "$DB" ANALYZE
}

# What builds on the lowest of ours is updated with it; what is new is installed.
update_run_database() {
    run_odoo -d "$DB" -u helpdesk_mgmt_hardening -i "$(own_modules)" --no-http --stop-after-init
}

# The database of `run`: made if there is none, made anew if an earlier run broke off,
# brought up to date if the code changed. A database without our note is not ours: it is
# served as it is.
ensure_run_database() {
    local note wanted
    wanted="ready $(own_code_hash)"
    note=$(database_note "$DB")
    if database_exists "$DB" && [ -z "$note" ]; then
        say "The database $DB was not made by ./dev; it is served as it is."
    elif [ "$note" = "$wanted" ]; then
        return 0
    elif [ "${note%% *}" = ready ]; then
        stop_odoo
        step "Update of the database $DB" update_run_database ||
            die "The update of the database $DB failed ($STEP_LOG); see the reason above" \
                "and run the command again, or choose a new one with DB=<name>."
        note_database "$DB" "$wanted"
    else
        stop_odoo
        ensure_template
        must "Database $DB" "The database $DB could not be made" make_run_database
        note_database "$DB" "$wanted"
    fi
}
