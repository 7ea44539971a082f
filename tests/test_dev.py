# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""./dev where something is missing: one sentence, a code, a next run that works."""

import os
import signal
import socket
import subprocess
import time
import urllib.request

import pytest
from conftest import TOP

# A machine in order, and one fault put in front of it by a folder of false commands.
FAULTY = {
    "dpkg-query": "exit 1",
    "apt-get": "echo 'Could not resolve the archive' >&2; exit 100",
    "git": "echo 'Could not resolve host' >&2; exit 128",
    "python3": "exit 1",
    "ordinary": '[ "$1" = -u ] && echo 1000 || exec /usr/bin/id "$@"',
    "full": "echo 'Filesystem 1024-blocks Used Available Capacity Mounted on'; "
    "echo '/dev/vda 99 99 2048 99% /'",
}


class Machine:
    def __init__(self, folder):
        self.env = folder / "env"
        self.bin = folder / "bin"
        self.bin.mkdir()

    def break_command(self, name, fault=None):
        path = self.bin / name
        path.write_text(f"#!/bin/sh\n{FAULTY[fault or name]}\n")
        path.chmod(0o755)

    def repair(self, name):
        (self.bin / name).unlink()

    def start(self, *args, **variables):
        env = {
            k: v for k, v in os.environ.items() if not k.startswith(("PG", "PYTEST_"))
        }
        env |= {"DEV_ENV": str(self.env), "PATH": f"{self.bin}:{env['PATH']}"}
        return subprocess.Popen(
            [str(TOP / "dev"), *args],
            env={**env, **variables},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def dev(self, *args, **variables):
        """Run ``./dev``; return its code and all it said."""
        process = self.start(*args, **variables)
        said, _nothing = process.communicate(timeout=600)
        return process.returncode, said

    def serves(self, *args, **variables):
        code, said = self.dev(*args, **variables)
        assert code == 0, said
        return said


@pytest.fixture
def machine(tmp_path):
    return Machine(tmp_path)


def _free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return str(free.getsockname()[1])


def _odoo(folder, series):
    (folder / "odoo").mkdir(parents=True)
    major, minor = series.split(".")
    text = f"version_info = ({major}, {minor}, 0, FINAL, 0, '')\n"
    (folder / "odoo" / "release.py").write_text(text)
    return str(folder)


def test_port_taken_is_said_at_once(machine):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        code, said = machine.dev("run", PORT=port)
    assert code == 1
    assert f"Port {port} is taken" in said
    assert "PORT=<number> ./dev run" in said
    assert not machine.env.exists()


def test_ordinary_user_is_told_the_one_line(machine):
    machine.break_command("dpkg-query")
    machine.break_command("id", "ordinary")
    code, said = machine.dev("run", PORT=_free_port())
    assert code == 1
    (line,) = (line for line in said.splitlines() if "apt-get install" in line)
    assert "--no-install-recommends" in line
    assert {"fonts-noto-cjk", "libmagic1"} <= set(line.split())


def test_root_without_network_for_packages(machine):
    machine.break_command("dpkg-query")
    machine.break_command("apt-get")
    machine.break_command("id", "ordinary")
    (machine.bin / "id").write_text("#!/bin/sh\necho 0\n")
    code, said = machine.dev("run", PORT=_free_port())
    assert code == 1
    assert "could not be installed" in said
    assert "check the network" in said


def test_postgresql_binaries_not_where_named(machine):
    code, said = machine.dev("run", PORT=_free_port(), PG_BIN="/nowhere")
    assert code == 1
    assert "No PostgreSQL in PG_BIN=/nowhere" in said


@pytest.mark.parametrize("series", ["18.0", "19.1", "20.0"])
def test_odoo_of_another_series(machine, tmp_path, series):
    source = _odoo(tmp_path / "odoo", series)
    code, said = machine.dev("run", PORT=_free_port(), ODOO_SOURCE=source)
    assert code == 1
    assert f"is Odoo {series}, but icrm_internal needs 19.0" in said


def test_folder_without_odoo(machine, tmp_path):
    code, said = machine.dev("run", PORT=_free_port(), ODOO_SOURCE=str(tmp_path))
    assert code == 1
    assert "holds no Odoo" in said


def test_no_network_for_odoo(machine):
    for name in ("apt-get", "git", "python3"):
        machine.break_command(name)
    code, said = machine.dev("run", PORT=_free_port())
    assert code == 1
    assert "No network" in said
    assert "ODOO_SOURCE" in said


def test_no_space(machine):
    machine.break_command("df", "full")
    code, said = machine.dev("run", PORT=_free_port())
    assert code == 1
    assert "No space" in said
    assert "DEV_ENV=<folder>" in said


def test_environment_folder_of_somebody_else(machine):
    machine.env.mkdir()
    (machine.env / "letter.txt").write_text("dear")
    code, said = machine.dev("run", PORT=_free_port())
    assert code == 1
    assert "holds other files" in said
    code, said = machine.dev("clean")
    assert code == 1
    assert (machine.env / "letter.txt").read_text() == "dear"


def test_unknown_command_shows_the_known(machine):
    code, said = machine.dev("fly")
    assert code == 1
    assert "./dev COMMAND" in said
    assert "no command 'fly'" in said


SOURCES = {
    "one line": (
        "sources.list",
        "# main\ndeb http://one.test/debian {release} main contrib\n",
        "\thttp://one.test/debian",
    ),
    "one line with options": (
        "sources.list.d/a.list",
        "deb http://other.test/x stable main\n"
        "deb [ arch=amd64 signed-by=/k.gpg ] http://two.test/debian {release} main\n",
        " [ arch=amd64 signed-by=/k.gpg ]\thttp://two.test/debian",
    ),
    "stanzas": (
        "sources.list.d/debian.sources",
        "Types: deb\nURIs: http://off.test/debian\nSuites: {release}\nEnabled: no\n\n"
        "# second\nTypes: deb deb-src\nURIs: http://three.test/debian\n"
        "Suites: {release} {release}-updates\nComponents: main\nSigned-By: /k.gpg",
        "[signed-by=/k.gpg]\thttp://three.test/debian",
    ),
    "key in the stanza": (
        "sources.list.d/debian.sources",
        "Types: deb\nURIs: http://four.test/debian\nSuites: {release}\nSigned-By:\n"
        " -----BEGIN PGP PUBLIC KEY BLOCK-----\n .\n mQ\n",
        "\thttp://four.test/debian",
    ),
    "no archive": ("sources.list", "deb http://five.test/x other main\n", ""),
}


@pytest.mark.parametrize("case", SOURCES)
def test_package_sources_of_both_formats(tmp_path, case):
    name, text, expected = SOURCES[case]
    release = subprocess.run(
        ["sed", "-n", "s/^VERSION_CODENAME=//p", "/etc/os-release"],
        capture_output=True,
        text=True,
    ).stdout.strip()
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text.replace("{release}", release))
    script = f"""
        set -euo pipefail
        TOP={TOP}
        . "$TOP/tools/dev/common.sh"
        . "$TOP/tools/dev/source.sh"
        debian_sources || true"""
    found = subprocess.run(
        ["bash", "-c", script],
        env={**os.environ, "APT_ETC": str(tmp_path)},
        capture_output=True,
        text=True,
    )
    assert (found.stdout.rstrip("\n"), found.stderr) == (expected, "")


def test_beside_each_other(tmp_path):
    """What both said and counted is there; what broke off is one failure."""
    (tmp_path / "run").mkdir()
    script = f"""
        set -euo pipefail
        TOP={TOP}
        . "$TOP/tools/dev/common.sh"
        . "$TOP/tools/dev/check.sh"
        count() {{ say "$1"; passed=$((passed + $2)) skipped=$((skipped + 1)); }}
        break_off() {{ die "No space"; }}
        beside count slow 5 -- count quick 2
        beside break_off -- count last 1
        say "$passed passed, $failed failed, $skipped skipped" """
    done = subprocess.run(
        ["bash", "-c", script],
        env={**os.environ, "DEV_ENV": str(tmp_path)},
        capture_output=True,
        text=True,
    )
    assert done.stdout.split("\n")[:3] == ["quick", "slow", "last"]
    assert "No space" in done.stdout
    assert "8 passed, 1 failed, 3 skipped" in done.stdout
    assert not list((tmp_path / "run").iterdir())


def _wait_for(log, text, process, seconds=300):
    until = time.monotonic() + seconds
    while time.monotonic() < until and process.poll() is None:
        if log.exists() and text in log.read_text(errors="replace"):
            return
        time.sleep(0.1)
    pytest.fail(f"{text!r} never came")


def _processes(folders):
    """Yield the processes that name one of *folders* in their command line."""
    for entry in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{entry}/cmdline", "rb") as stream:
                command = stream.read()
        except OSError:
            continue
        if any(os.fsencode(folder) in command for folder in folders):
            yield int(entry)


def _cut_power(machine):
    """Kill whatever runs in the machine's environment, without a chance to tidy up."""
    cluster = machine.env / "stamps" / "cluster"
    folders = [machine.env]
    if cluster.exists():
        folders.append(cluster.read_text())
    until = time.monotonic() + 30
    while (running := set(_processes(folders))) and time.monotonic() < until:
        for pid in running:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        time.sleep(0.1)
    assert not running


def _answers(port, seconds=60):
    """Wait until Odoo answers, which dies or restarts meanwhile."""
    until = time.monotonic() + seconds
    while True:
        try:
            page = f"http://127.0.0.1:{port}/web/login"
            return urllib.request.urlopen(page, timeout=30).status == 200
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.2)


def _comes_back(machine, port):
    """Let Odoo restart, as after a job over its time; then kill it."""
    pidfile = machine.env / "run" / "odoo.pid"
    log = machine.env / "log" / "odoo.log"
    for how, same_process in ((signal.SIGHUP, True), (signal.SIGKILL, False)):
        pid, begun = pidfile.read_text(), log.stat().st_size
        os.kill(int(pid), how)
        until = time.monotonic() + 60
        while b"HTTP service" not in log.read_bytes()[begun:]:
            assert time.monotonic() < until, f"it never came back after {how.name}"
            time.sleep(0.2)
        assert _answers(port)
        assert (pidfile.read_text() == pid) == same_process
    assert "is running already" in machine.serves("run", PORT=port)


def test_keeper(tmp_path):
    """What is killed comes back; what cannot start is given up."""
    pidfile, count = tmp_path / "pid", tmp_path / "count"
    command = f'echo >>"{count}"; [ -e "{tmp_path}/broken" ] && exit 3; exec sleep 600'
    keeper = subprocess.Popen(
        [str(TOP / "tools/dev/keep.sh"), str(pidfile), "sh", "-c", command],
        start_new_session=True,
        stderr=subprocess.DEVNULL,
    )
    try:
        for turn in (1, 2, 3):
            until = time.monotonic() + 20
            while not count.exists() or len(count.read_text()) < turn:
                assert time.monotonic() < until
                time.sleep(0.05)
            if turn == 2:
                (tmp_path / "broken").touch()
            if turn < 3:
                time.sleep(0.2)
                os.kill(int(pidfile.read_text()), signal.SIGKILL)
        assert keeper.wait(20) == 3
    finally:
        if keeper.poll() is None:
            os.killpg(keeper.pid, signal.SIGKILL)


def test_broken_off_at_every_stage_and_run_again(machine, environment):
    """One environment from nothing, with a fault at each stage of its making."""
    port = _free_port()
    same = {
        "PORT": port,
        "ODOO_SOURCE": environment.odoo_folder,
        # The demo company is built for its own tests.
        "MODULES": "icrm_internal",
    }
    try:
        code, said = machine.dev("run", PIP_NO_INDEX="1", PIP_FIND_LINKS="", **same)
        assert code == 1
        assert "No network" in said

        process = machine.start("run", **same)
        log = machine.env / "log" / "Database-icrm.log"
        _wait_for(log, "icrm_internal", process)
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        _cut_power(machine)

        said = machine.serves("run", **same)
        assert f"http://127.0.0.1:{port}" in said
        assert "password" in said
        assert "claire" not in said, "nobody of the demo company is there"
        # Existing parts are not created again.
        assert "all dependencies" not in said
        assert "Start of the database cluster" in said

        began = time.monotonic()
        assert "is running already" in machine.serves("run", **same)
        assert time.monotonic() - began < 60

        _cut_power(machine)
        began = time.monotonic()
        machine.serves("run", **same)
        assert time.monotonic() - began < 60
        assert _answers(port)
        _comes_back(machine, port)

        assert machine.serves("odoo", "--version").strip().endswith("Odoo Server 19.0")
        machine.serves("stop")
        with pytest.raises(OSError):
            urllib.request.urlopen(f"http://127.0.0.1:{port}/web/login", timeout=5)
    finally:
        _cut_power(machine)
        machine.dev("clean")
    assert not machine.env.exists()
