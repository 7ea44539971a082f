# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The domain improvement's part of the table of doors; see ``public_methods``."""

from . import doors_improve, doors_process

# {model: {method: Door}}; an extended model of another domain must not stand here
# and there: its rows belong to ``public_methods``.
METHODS = {**doors_process.METHODS, **doors_improve.METHODS}

# {route: (auth, methods, who may and what decides)}
ROUTES = {**doors_improve.ROUTES}
