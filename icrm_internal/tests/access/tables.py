# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The tables beside this file, with those of the installed addons that build on ours.

An addon ``icrm_internal_<name>`` is walked by the tests here as soon as it brings
``tests/access/tables.py`` with any of these, each as it is named in the core:

- ``MATRIX``, ``WRITES``, ``records(cls)``, ``new_values(env, model, record)``: see
  ``matrix`` and ``matrix_records``
- ``METHODS``, ``ROUTES``: see ``public_methods``; methods that it adds to a model of
  the core are in its table, too
- ``STATES``: see ``test_arguments``; ``SHARED``: see ``test_shared``
- ``NO_DUTY``: see ``evaluation/test_orphaned_work``
"""

import importlib

CORE = "icrm_internal"


def addons(env):
    """Return ``{addon: its tables}`` of the installed addons that bring some."""
    found = {}
    for name in sorted(env.registry._init_modules):
        if not name.startswith(f"{CORE}_"):
            continue
        path = f"odoo.addons.{name}.tests.access.tables"
        try:
            found[name] = importlib.import_module(path)
        except ModuleNotFoundError as error:
            if not path.startswith(error.name or "-"):
                raise
    return found


def sources(env):
    """Return what the modules of the code begin with that the tables speak of."""
    names = ("helpdesk_mgmt_hardening", CORE, *addons(env))
    return tuple(f"odoo.addons.{name}." for name in names)


def extended(env, name, base):
    """Return the table *base* of the core with what the addons add to it as *name*."""
    result = dict(base)
    for table in addons(env).values():
        for key, value in getattr(table, name, {}).items():
            if isinstance(value, dict):
                value = {**result.get(key, {}), **value}
            result[key] = value
    return result
