# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import inspect
import re
from types import FunctionType

from odoo.exceptions import AccessError, MissingError
from odoo.http import _generate_routing_rules
from odoo.tests import tagged

from .matrix_records import MatrixCommon
from .public_methods import ORM_METHODS, ROUTES
from .roles import ROLES
from .tables import extended, sources

GROUPS = {
    "agent": "icrm_internal.group_icrm_agent",
    "officer": "icrm_internal.group_icrm_officer",
    "admin": "icrm_internal.group_icrm_admin",
}


def public_methods(env):
    """Return ``{(model, method)}`` of the public methods written in our addons."""
    found, ours = set(), sources(env)
    for name, model in env.registry.items():
        for cls in model.mro():
            if not cls.__module__.startswith(ours):
                continue
            for method_name, attribute in vars(cls).items():
                function = getattr(attribute, "__func__", attribute)
                if (
                    isinstance(function, FunctionType)
                    and not method_name.startswith("_")
                    and method_name not in ORM_METHODS
                    and not _is_private(model, method_name)
                ):
                    found.add((name, method_name))
    return found


def _is_private(model, method_name):
    return any(
        getattr(getattr(cls, method_name, None), "_api_private", False)
        for cls in model.mro()
    )


def our_routes(env):
    """Return ``{route: (auth, methods)}`` of the routes written in our addons."""
    found, ours = {}, sources(env)
    modules = sorted(env.registry._init_modules)
    for route, endpoint in _generate_routing_rules(modules, nodb_only=False):
        method = endpoint.func
        if any(
            cls.__module__.startswith(ours) and method.__name__ in vars(cls)
            for cls in type(method.__self__).mro()
        ):
            methods = endpoint.routing.get("methods")
            found.setdefault((route, endpoint.routing["auth"]), []).append(
                ", ".join(sorted(set(methods) - {"OPTIONS"})) if methods else None
            )
    return {
        route: (auth, None if None in methods else "; ".join(sorted(methods)))
        for (route, auth), methods in found.items()
    }


@tagged("post_install", "-at_install")
class TestPublicMethods(MatrixCommon):
    """The table of entry points is complete, and right about who is refused."""

    def test_every_method_is_in_the_table(self):
        table = {
            (model, name) for model, names in self.methods.items() for name in names
        }
        methods = public_methods(self.env)
        missing = [
            f'METHODS["{model}"]["{name}"] = EntryPoint("<callers>", "<what decides>")'
            for model, name in sorted(methods - table)
        ]
        self.assertFalse(
            missing,
            "Public methods that are in no table. Make them private (underscore, or "
            "@api.private), or add to tests/access/public_methods.py:\n"
            + "\n".join(missing),
        )
        self.assertFalse(
            sorted(table - methods), "Rows of METHODS whose method is gone"
        )

    def test_arguments_have_types(self):
        """Odoo's /doc shows them: from the signature, else from the docstring."""
        missing = []
        for model, name in sorted(public_methods(self.env)):
            method = getattr(self.env.registry[model], name)
            text = inspect.getdoc(method) or ""
            for argument in list(inspect.signature(method).parameters.values())[1:]:
                if argument.kind in (argument.VAR_POSITIONAL, argument.VAR_KEYWORD):
                    continue
                if argument.annotation is argument.empty and not re.search(
                    rf":param [^:]+ {argument.name}:", text
                ):
                    missing.append(f"{model}.{name}: {argument.name}")
        self.assertFalse(missing, "Arguments without a type")

    def test_every_route_is_in_the_table(self):
        routes = our_routes(self.env)
        table = extended(self.env, "ROUTES", ROUTES)
        missing = [
            f'ROUTES["{route}"] = ("{auth}", {methods!r}, "<who, what decides>")'
            for route, (auth, methods) in sorted(routes.items())
            if route not in table
        ]
        self.assertFalse(
            missing,
            "Routes that are in no table. Add to tests/access/public_methods.py:\n"
            + "\n".join(missing),
        )
        self.assertEqual(routes, {route: row[:2] for route, row in table.items()})

    def test_who_is_refused(self):
        """Each method, as each role that may not, on each kind of record."""
        wrong = []
        tried = 0
        for model, methods in self.methods.items():
            for kind, rights in self.matrix.get(model, {}).items():
                record = self.records.get((model, kind))
                if not record:
                    continue
                for name, entry_point in methods.items():
                    for role in ROLES:
                        if self._may_call(
                            entry_point.callers, model, kind, rights, role
                        ):
                            continue
                        tried += 1
                        user = getattr(self, role)
                        if self._reveals(
                            record.with_user(user), name, entry_point.args
                        ):
                            wrong.append(f"{role} could call {model}.{name} ({kind})")
        self.assertFalse(wrong, "\n".join(["", *wrong]))
        self.assertGreater(tried, 400)

    def _may_call(self, who, model, kind, rights, role):
        if who == "everybody":
            return True
        if isinstance(who, tuple):
            return role in who
        if who in GROUPS:
            user = getattr(self, role)
            return user.has_group(GROUPS[who]) and "R" in rights[role]
        if who == "customer":
            return role == "staff" and kind in ("request by me", "request for me")
        if who == "provider":
            return "W" in rights[role]
        if who == "audience":
            return "R" in rights[role]
        return {"reader": "R", "editor": "W"}[who] in rights[role]

    def _reveals(self, record, name, args):
        """Return whether the call did something, or returned more than an action."""
        result = None

        def call():
            nonlocal result
            result = getattr(record, name)(**args)

        try:
            done = self._attempt(call)
        except MissingError:
            return False
        if not done:
            return False
        # An action on what the caller cannot read opens an empty screen.
        if isinstance(result, dict) and result.get("type") == "ir.actions.act_window":
            shown = self.env[result["res_model"]].with_user(record.env.user)
            try:
                if result.get("res_id"):
                    return shown.browse(result["res_id"]).has_access("read")
                return bool(shown.search(result.get("domain") or [], limit=1))
            except AccessError:
                return False
        return True
