# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import inspect
import re

from odoo.http import _generate_routing_rules
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import AccessHttpCommon
from .public_methods import ROUTES
from .tables import extended, sources

IDS = (0, 2**31 - 1, 2**31, 2**63, 10**30)
TEXTS = ("", "0", "-1", "2147483648", "x", "%00", "%ED%A0%80", "1e400", "x" * 3000)
DATES = ("0001-01-01", "0026-12-20", "2026-02-31", "9" * 400, "1111-11-11T00:00")
# Fields of forms that no signature names
FORM_FIELDS = {
    "/submitted/ticket": ("subject", "description", "category", "team"),
    "/ticket/close": ("ticket_id", "stage_id"),
    "/my/profile": ("preferred_channel", "lang", "quiet_from", "interest"),
    "/complaint/new": ("department", "against_head", "subject", "body", "form"),
    "/complaint/talk": ("key", "deed", "body", "outcome", "score", "opinion"),
    "/survey/me": ("code", "send", "a-1-1", "a-x", "skip-1", "lang", "speak"),
    "/my/services/<int:service_id>": ("subject", "description", "form_key"),
}
# What leads a form further than "please fill in"
GOOD = {"/submitted/ticket": "subject=x", "/my/services/<int:service_id>": "subject=x"}
DEEDS = ("reason", "score", "comment")


@tagged("post_install", "-at_install")
class TestRouteArguments(AccessHttpCommon):
    """No address and no form of ours is answered with a fault of the server."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.routes = extended(cls.env, "ROUTES", ROUTES)

    def _signatures(self):
        """Return ``{route: names of its parameters}``."""
        found, ours = {}, sources(self.env)
        modules = sorted(self.env.registry._init_modules)
        for route, endpoint in _generate_routing_rules(modules, nodb_only=False):
            if route not in self.routes:
                continue
            names = found.setdefault(route, set())
            for cls in type(endpoint.func.__self__).mro():
                method = vars(cls).get(endpoint.func.__name__)
                if method and cls.__module__.startswith(ours):
                    names |= {
                        name
                        for name, parameter in inspect.signature(
                            method
                        ).parameters.items()
                        if parameter.kind != parameter.VAR_KEYWORD and name != "self"
                    }
        return found

    def _paths(self, route):
        """Yield addresses of a route: a right one first, then crooked ones."""
        right = {
            "request_id": self.own.id,
            "ticket_id": self.own.id,
            "service_id": self.service.id,
            "deed": "reopen",
            "kind": "month",
            "day": "2026-03-01",
        }

        def fill(value):
            def one(match):
                name = match[1].rpartition(":")[2]
                number = match[1].startswith(("int", "model"))
                if value is None or (isinstance(value, str) and number):
                    return str(right.get(name, 1))
                return right["deed"] if name == "deed" else str(value)

            return re.sub(r"<((?:[^<>()]|\([^)]*\))*)>", one, route)

        paths = [fill(None)]
        # A record in an address is looked up by Odoo, before ours is called.
        if "<" in route and "<model" not in route:
            paths += [fill(value) for value in (*IDS, *TEXTS[1:-1], *DATES)]
        return dict.fromkeys(paths)

    def test_every_route(self):
        wrong, tried = [], 0
        values = [*TEXTS, *DATES]
        for route, names in sorted(self._signatures().items()):
            auth, methods, _why = self.routes[route]
            names = sorted(names - set(re.findall(r"(\w+)>", route)))
            names += FORM_FIELDS.get(route, ())
            if "deed" in route:
                names += DEEDS
            user = self.staff if "/my/" in route else self.officer
            login = user.login if auth == "user" or "token" in route else None
            self.authenticate(login, login)
            for at, path in enumerate(self._paths(route)):
                queries = [GOOD.get(route, "")]
                if not at:
                    queries += [
                        f"{name}={value}&{GOOD.get(route, '')}"
                        for name in names
                        for value in values
                    ]
                for query, post in self._requests(queries, methods):
                    tried += 1
                    status = self._status(path, query, post)
                    if status >= 500:
                        verb = "POST" if post else "GET"
                        wrong.append(f"{status} {verb} {path}?{query}"[:150])
        self.assertFalse(wrong, "\n".join(["", *wrong]))
        self.assertGreater(tried, 500)

    def _requests(self, queries, methods):
        for query in queries:
            if not methods or "GET" in methods:
                yield query, False
            if methods and "POST" in methods:
                yield query, True

    def _status(self, path, query, post):
        # What is refused is logged; here only what breaks is asked for.
        with mute_logger("odoo.http", "odoo.sql_db", "werkzeug"):
            if not post:
                return self.url_open(
                    f"{path}?{query}" if query else path, allow_redirects=False
                ).status_code
            token = self.csrf_token()
            return self.url_open(
                path,
                data=f"csrf_token={token}&{query}",
                headers={"Content-Type": "application/x-www-form-urlencoded"},
                allow_redirects=False,
            ).status_code

    def test_names_of_files(self):
        self.login(self.staff)
        service = self._service("Badge", portal_published=True)
        for path, field, data in (
            (f"/my/services/{service.id}", "files", {"subject": "With a file"}),
            ("/submitted/ticket", "attachment", {"subject": "x", "description": "x"}),
        ):
            body = b"".join(
                b'--x\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n'
                % (name.encode(), value.encode())
                for name, value in {**data, "csrf_token": self.csrf_token()}.items()
            )
            body += (
                b'--x\r\nContent-Disposition: form-data; name="%s"; filename="a\x00b"'
                b"\r\nContent-Type: text/plain\r\n\r\nhello\r\n--x--\r\n"
            ) % field.encode()
            with mute_logger("odoo.http"):
                response = self.url_open(
                    path,
                    data=body,
                    headers={"Content-Type": "multipart/form-data; boundary=x"},
                    allow_redirects=False,
                )
            self.assertLess(response.status_code, 500, path)
