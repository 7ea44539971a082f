# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The wheel, as a company already on Odoo installs it: no checkout, a new database."""

import ast
import json
import re
import socket
import subprocess
import sys
import time
import zipfile

import pytest
import requests
from conftest import TOP

DATABASE = "icrm_wheel"
ANSWER_SECONDS = 60


def _run(*args, **options):
    done = subprocess.run(
        [str(arg) for arg in args], capture_output=True, text=True, **options
    )
    if done.returncode:
        pytest.fail(f"{args}\n{done.stdout[-4000:]}\n{done.stderr[-4000:]}")
    return done.stdout


@pytest.fixture(scope="module")
def wheel(environment):
    environment.dev("wheel")
    (path,) = (TOP / "dist").glob("odoo_addon_icrm_internal-*.whl")
    return path


@pytest.fixture(scope="module")
def wheel_below(wheel):
    """Its dependency of this repository, too."""
    (path,) = (TOP / "dist").glob("odoo_addon_helpdesk_mgmt_hardening-*.whl")
    return path


@pytest.fixture(scope="module")
def company(environment, wheel, wheel_below, tmp_path_factory):
    """An Odoo of its own: a new Python environment and what its owner would install."""
    folder = tmp_path_factory.mktemp("company")
    _run(sys.executable, "-m", "venv", folder / "venv")
    python = folder / "venv" / "bin" / "python"
    (site,) = (folder / "venv" / "lib").glob("python3*/site-packages")
    (site / "odoo.pth").write_text(environment.odoo_folder)
    _run(
        python,
        *("-m", "pip", "install", "-q", "--disable-pip-version-check", "--no-deps"),
        *("-r", TOP / "requirements.txt", wheel_below, wheel),
        cwd=folder,
    )
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    conf = (environment.folder / "odoo.conf").read_text()
    conf = "\n".join(
        line
        for line in conf.splitlines()
        if not line.startswith(("addons_path", "data_dir", "http_port"))
    )
    rc = folder / "odoo.conf"
    rc.write_text(f"{conf}\ndata_dir = {folder / 'data'}\nhttp_port = {port}\n")
    odoo = [python, "-W", "ignore", "-m", "odoo"]
    environment.create_database(DATABASE)
    options = ["-c", rc, "-d", DATABASE]
    _run(
        *odoo,
        *(*options, "-i", "icrm_internal", "--no-http", "--stop-after-init"),
        cwd=folder,
    )
    yield {
        "site": site,
        "python": python,
        "command": [str(part) for part in (*odoo, *options)],
        "folder": folder,
        "url": f"http://127.0.0.1:{port}",
    }
    environment.drop_database(DATABASE)


@pytest.fixture(scope="module")
def session(company):
    """A browser of the administrator on that company's running Odoo."""
    log = company["folder"] / "odoo.log"
    with log.open("wb") as output:
        server = subprocess.Popen(
            company["command"], stdout=output, stderr=output, cwd=company["folder"]
        )
    try:
        browser = requests.Session()
        login = f"{company['url']}/web/login"
        until = time.monotonic() + ANSWER_SECONDS
        while True:
            try:
                page = browser.get(login, timeout=30).text
                break
            except requests.ConnectionError:
                if server.poll() is not None or time.monotonic() > until:
                    pytest.fail(log.read_text()[-4000:])
                time.sleep(0.3)
        token = re.search(r'csrf_token: "([^"]+)"', page).group(1)
        browser.post(
            login,
            data={"login": "admin", "password": "admin", "csrf_token": token},
            timeout=60,
        )
        browser.uid = _call(browser, company, "res.users", "context_get")["uid"]
        yield browser
    finally:
        server.terminate()
        server.wait(timeout=30)


def _call(session, company, model, method, *args, **kwargs):
    answer = session.post(
        f"{company['url']}/web/dataset/call_kw/{model}/{method}",
        json={
            "params": {"model": model, "method": method, "args": args, "kwargs": kwargs}
        },
        timeout=60,
    ).json()
    assert "error" not in answer, json.dumps(answer["error"])[:2000]
    return answer["result"]


def test_wheel_holds_the_addon_and_asks_for_what_it_needs(wheel):
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        (metadata,) = (n for n in names if n.endswith("METADATA"))
        text = archive.read(metadata).decode()
    for part in ("__manifest__.py", "security/access/ir.model.access.csv", "static"):
        assert any(n.startswith(f"odoo/addons/icrm_internal/{part}") for n in names)
    assert "Requires-Dist: odoo-addon-helpdesk_mgmt==19.0.*" in text
    assert "Requires-Dist: odoo-addon-helpdesk_mgmt_hardening==19.0.*" in text
    assert "License: AGPL-3" in text
    assert not any("icrm_debian_assets" in name for name in names)


def test_every_addon_is_built_with_what_a_shop_shows(wheel):
    """Icon, description, screens; and it asks for what it builds on."""
    built = {path.parent.name for path in TOP.glob("*/__manifest__.py")}
    for addon in built:
        (path,) = wheel.parent.glob(f"odoo_addon_{addon}-*.whl")
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
            (metadata,) = (n for n in names if n.endswith("METADATA"))
            text = archive.read(metadata).decode()
        home = f"odoo/addons/{addon}"
        manifest = ast.literal_eval((TOP / addon / "__manifest__.py").read_text())
        shown = ["static/description/icon.png", "static/description/index.html"]
        for part in [*shown, "README.rst", *manifest.get("images", ())]:
            assert f"{home}/{part}" in names
        assert f"Summary: {manifest['summary']}" in text
        for name in manifest.get("external_dependencies", {}).get("python", ()):
            assert f"Requires-Dist: {name}" in text
        for name in built & set(manifest["depends"]):
            assert f"Requires-Dist: odoo-addon-{name}==19.0.*" in text


def test_installed_from_the_wheel_alone(company):
    where = _run(
        *(company["python"], "-W", "ignore", "-c"),
        "import odoo.addons.icrm_internal as addon; print(addon.__path__)",
        cwd=company["folder"],
    )
    assert where.strip() == str([str(company["site"] / "odoo/addons/icrm_internal")])


def test_catalogue_opens(session, company):
    page = session.get(f"{company['url']}/odoo/internal-services", timeout=120)
    assert page.status_code == 200
    assert "/web/login" not in page.url
    assert "web.assets_web" in page.text
    menus = _call(session, company, "ir.ui.menu", "load_menus", False)
    roots = {menu["xmlid"] for menu in menus.values() if "xmlid" in menu}
    assert "icrm_internal.icrm_menu_my_services" in roots


def test_catalogue_shows_a_published_service(session, company):
    department = _call(
        session, company, "hr.department", "create", [{"name": "Computing"}]
    )[0]
    team = _call(
        session,
        company,
        "helpdesk.ticket.team",
        "create",
        [
            {
                "name": "Desk",
                "icrm_department_id": department,
                "user_ids": [(4, session.uid)],
            }
        ],
    )[0]
    category = _call(
        session, company, "icrm.service.category", "create", [{"name": "Computers"}]
    )[0]
    service = _call(
        session,
        company,
        "icrm.service",
        "create",
        [
            {
                "name": "Laptop for a new colleague",
                "category_id": category,
                "department_id": department,
                "team_id": team,
                "state": "published",
                "promise_ids": [
                    (
                        0,
                        0,
                        {"priority": "1", "response_hours": 2, "resolution_hours": 8},
                    )
                ],
            }
        ],
    )[0]
    found = _call(session, company, "icrm.service", "search_catalogue", query="lapt")
    assert service in found
