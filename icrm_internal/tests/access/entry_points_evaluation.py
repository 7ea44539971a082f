# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The domain evaluation's part of the table of doors; see ``public_methods``."""

from . import entry_points_kpi, entry_points_scorecard
from .entry_point import Door

# {model: {method: Door}}; an extended model of another domain must not stand here
# and there: its rows belong to ``public_methods``.
METHODS = {
    # -- cycles --
    "icrm.evaluation.cycle": {
        "action_propose": Door("editor", "checks write access and the state"),
        "action_open": Door("editor", "checks write access and the state"),
        "action_close": Door("editor", "checks write access and the state"),
        "action_publish": Door("editor", "checks write access and the state"),
        "action_dismiss": Door("editor", "checks write access and the state"),
        "action_open_evaluators": Door("reader", "a list, filled by the rules"),
        "action_open_scores": Door("reader", "a list, filled by the rules"),
        "action_open_matrix": Door("reader", "opens what rules let be read"),
        "get_matrix": Door("reader", "from the released cells the caller may read"),
    },
    "icrm.evaluation": {
        "action_save": Door("editor", "the author only, while it is open"),
        "action_submit": Door("editor", "the author only, while it is open"),
    },
    "icrm.evaluation.score": {
        "action_correct": Door("reader", "opens a form; access rights decide"),
        "action_open_results": Door("reader", "a list, filled by the rules"),
    },
}

METHODS |= entry_points_kpi.METHODS | entry_points_scorecard.METHODS

# {route: (auth, methods, who may and what decides)}
ROUTES = {
    "/icrm/scorecards/<string:kind>/<string:day>.xlsx": (
        "user",
        "GET",
        "officers; _check_officer, logged",
    ),
}
