# Odoo itself and the Python environment around it.

ODOO_GIT=${ODOO_GIT:-https://github.com/odoo/odoo}
ODOO_SERIES=19.0
# Odoo's Debian package takes these from other packages; all are data, none is run.
SID_PACKAGES="odoo-19 fonts-montserrat"
RELEASE_PACKAGES="libjs-jquery libjs-jquery-form libjs-underscore fonts-font-awesome
    fonts-inconsolata fonts-roboto-unhinted fonts-glyphicons-halflings fonts-ocr-b gsfonts"

# series_of FOLDER: the series of the Odoo in it, such as 19.0; nothing if it has none.
series_of() {
    [ -f "$1/odoo/release.py" ] || return 0
    sed -n 's/^version_info *= *(\([0-9]*\), *\([0-9]*\),.*/\1.\2/p' \
        "$1/odoo/release.py" | head -n 1
}

importable_source() {
    local python folder
    python=$(command -v python3) || return 1
    folder=$("$python" -c '
import os, odoo.release
print(os.path.dirname(os.path.dirname(os.path.abspath(odoo.release.__file__))))' \
        2>/dev/null) || return 1
    [ "$(series_of "$folder")" = "$ODOO_SERIES" ] && say "$folder"
}

# Puts the folder that holds `odoo` into ODOO_DIR, in the order README promises.
ensure_source() {
    local series
    if [ -n "${ODOO_SOURCE:-}" ]; then
        series=$(series_of "$ODOO_SOURCE")
        [ -n "$series" ] ||
            die "ODOO_SOURCE=$ODOO_SOURCE holds no Odoo (no odoo/release.py); name the" \
                "folder of an Odoo $ODOO_SERIES checkout, or unset ODOO_SOURCE."
        [ "$series" = "$ODOO_SERIES" ] ||
            die "ODOO_SOURCE=$ODOO_SOURCE is Odoo $series, but icrm_internal needs" \
                "$ODOO_SERIES; name such a folder, or unset ODOO_SOURCE."
        ODOO_DIR=$(cd "$ODOO_SOURCE" && pwd)
    elif [ -e "$STAMPS/source" ] && [ -d "$(cat "$STAMPS/source")/odoo" ]; then
        ODOO_DIR=$(cat "$STAMPS/source")
        return 0
    elif ODOO_DIR=$(importable_source); then
        say "Odoo $ODOO_SERIES of this machine: $ODOO_DIR"
    elif unpack_debian_odoo; then
        ODOO_DIR=$ENV_DIR/odoo/usr/lib/python3/dist-packages
    elif clone_odoo; then
        ODOO_DIR=$ENV_DIR/odoo-git
    else
        die "No network: neither Debian's package odoo-19 nor the official repository" \
            "could be fetched ($LOGS); check the network, or name a folder with Odoo" \
            "$ODOO_SERIES in ODOO_SOURCE, then run the command again."
    fi
    series=$(series_of "$ODOO_DIR")
    [ "$series" = "$ODOO_SERIES" ] ||
        die "$ODOO_DIR is Odoo ${series:-unknown}, not $ODOO_SERIES; run ./dev clean," \
            "or name a folder with Odoo $ODOO_SERIES in ODOO_SOURCE."
    stamp source "$ODOO_DIR"
}

release_name() { sed -n 's/^VERSION_CODENAME=//p' /etc/os-release; }

# cat_sources PATTERN...: the files that exist, with an empty line after each, as a
# stanza may end with its file.
cat_sources() {
    local file
    for file in "$@"; do
        if [ -f "$file" ]; then cat "$file" && printf '\n\n'; fi
    done
}

# debian_sources: this machine's own Debian archive, as "OPTIONS<TAB>URI" of the first
# source that serves its release; understands both formats of apt.
debian_sources() {
    local etc=${APT_ETC:-/etc/apt} found
    found=$(cat_sources "$etc"/sources.list "$etc"/sources.list.d/*.list |
        awk -v suite="$(release_name)" '
            $1 == "deb" {
                options = ""; first = 2
                if ($2 ~ /^\[/) {
                    do { options = options " " $first } while ($(first++) !~ /\]$/)
                }
                if ($(first + 1) == suite && !seen++) print options "\t" $first
            }')
    [ -n "$found" ] || found=$(cat_sources "$etc"/sources.list.d/*.sources |
        awk -v suite="$(release_name)" '
            function flush() {
                if (deb && !off && index(" " suites " ", " " suite " ") && uri && !seen++)
                    print (key ~ /^\// ? "[signed-by=" key "]" : "") "\t" uri
                deb = off = 0; suites = uri = key = ""
            }
            /^#/ { next }
            /^[[:space:]]*$/ { flush(); next }
            tolower($1) == "types:" { for (i = 2; i <= NF; i++) if ($i == "deb") deb = 1 }
            tolower($1) == "enabled:" { off = tolower($2) ~ /^(no|false)$/ }
            tolower($1) == "uris:" { uri = $2 }
            tolower($1) == "suites:" { $1 = ""; suites = $0 }
            tolower($1) == "signed-by:" { key = $2 }')
    [ -n "$found" ] && say "$found"
}

# An apt of our own: its lists and cache lie in the environment folder, so the system
# never learns of the unstable suite and no rights are needed.
private_apt() {
    local apt=$ENV_DIR/apt
    apt-get -q -o Dir::Etc::SourceList="$apt/sources.list" -o Dir::Etc::SourceParts=/dev/null \
        -o Dir::State="$apt/state" -o Dir::Cache="$apt/cache" -o Dir::Log="$apt" \
        -o Dir::State::status=/var/lib/dpkg/status -o APT::Sandbox::User="$(id -un)" \
        -o APT::Update::Error-Mode=any -o Acquire::Retries=2 -o Acquire::Languages=none "$@"
}

private_apt_update() {
    local apt=$ENV_DIR/apt line
    line=$(debian_sources) || {
        say "no Debian archive among the package sources of this machine"
        return 1
    }
    mkdir -p "$apt/state/lists/partial" "$apt/cache/archives/partial"
    printf '%s\n' "$line" | awk -F '\t' -v suite="$(release_name)" '
        { print "deb", $1, $2, suite, "main"
          if (suite != "sid") print "deb", $1, $2, "sid", "main" }' >"$apt/sources.list"
    private_apt update
}

download_and_unpack() {
    local package
    rm -rf "$ENV_DIR/odoo" "$ENV_DIR/odoo.part" "$ENV_DIR/debs"
    mkdir -p "$ENV_DIR/debs" "$ENV_DIR/odoo.part"
    cd "$ENV_DIR/debs" || return 1
    # shellcheck disable=SC2086 # one word a package
    private_apt download $SID_PACKAGES || return 1
    # shellcheck disable=SC2046,SC2086 # one word a package
    private_apt download $(printf "%s/$(release_name) " $RELEASE_PACKAGES) || return 1
    for package in *.deb; do
        dpkg-deb -x "$package" "$ENV_DIR/odoo.part" || return 1
    done
    rm -rf "$ENV_DIR/debs"
    mv "$ENV_DIR/odoo.part" "$ENV_DIR/odoo"
}

unpack_debian_odoo() {
    have apt-get && have dpkg-deb || return 1
    step "Lists of Debian packages" private_apt_update &&
        step "Odoo $ODOO_SERIES from Debian's package" download_and_unpack
}

clone_odoo() {
    have git || return 1
    rm -rf "$ENV_DIR/odoo-git" "$ENV_DIR/odoo-git.part"
    step "Odoo $ODOO_SERIES from its repository" env GIT_TERMINAL_PROMPT=0 \
        git clone -q --depth 1 --branch "$ODOO_SERIES" "$ODOO_GIT" "$ENV_DIR/odoo-git.part" &&
        mv "$ENV_DIR/odoo-git.part" "$ENV_DIR/odoo-git"
}

make_venv() {
    local python
    python=$(find_python) || return 1
    rm -rf "$VENV"
    "$python" -m venv "$VENV" || return 1
    printf '%s\n' "$ODOO_DIR" >"$(site_packages)/icrm_odoo.pth"
    # Odoo's prefork server starts its children by the script it was started with.
    cat >"$VENV/bin/odoo" <<SCRIPT
#!$VENV/bin/python
import odoo.cli

if __name__ == "__main__":
    odoo.cli.main()
SCRIPT
    chmod +x "$VENV/bin/odoo"
}

site_packages() { printf '%s\n' "$VENV"/lib/python3.*/site-packages; }

# Every package is pinned, so nothing has to be resolved: --no-deps also keeps pip from
# asking for what Odoo's metadata names and nobody here needs (psycopg2 from source, ...).
pip_install() {
    "$VENV/bin/pip" install -q --disable-pip-version-check --no-input --no-deps "$@"
}

# ensure_requirements NAME FILE: one file of pinned packages, once per content.
ensure_requirements() {
    local sum
    sum=$(cat "$TOP/requirements.txt" "$2" | sha256sum | cut -c1-16)
    stamp_is "$1" "$sum" && return 0
    step "Python packages: $(basename "$2")" pip_install -r "$2" ||
        die "No network: the Python packages of $(basename "$2") could not be fetched" \
            "($STEP_LOG); check the network, then run the command again."
    stamp "$1" "$sum"
}

ensure_venv() {
    if ! stamp_is venv "$ODOO_DIR" || ! "$VENV/bin/python" -c pass 2>/dev/null; then
        rm -f "$STAMPS/venv" "$STAMPS/requirements" "$STAMPS/requirements-test"
        must "Python environment" "The Python environment could not be made" make_venv
        stamp venv "$ODOO_DIR"
    fi
    ensure_requirements requirements "$TOP/requirements.txt"
}

ensure_test_tools() { ensure_requirements requirements-test "$TOP/requirements-test.txt"; }
