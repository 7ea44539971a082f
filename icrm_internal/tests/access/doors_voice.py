# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The domain voice's part of the table of doors; see ``public_methods``."""

from .door import Door

# {model: {method: Door}}; an extended model of another domain must not stand here
# and there: its rows belong to ``public_methods``.
METHODS = {
    "icrm.campaign": {
        "get_results": Door("reader", "checks read access; sums what rules show"),
    },
}

# {route: (auth, methods, who may and what decides)}
ROUTES = {}
