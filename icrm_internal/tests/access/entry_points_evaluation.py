# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The domain evaluation's part of the table of entry points; see ``public_methods``."""

from . import entry_points_kpi, entry_points_scorecard
from .entry_point import EntryPoint

# {model: {method: EntryPoint}}; without models extended from other domains
# and there: its rows belong to ``public_methods``.
METHODS = {
    # -- cycles --
    "icrm.evaluation.cycle": {
        "action_propose": EntryPoint("editor", "checks write access and the state"),
        "action_open": EntryPoint("editor", "checks write access and the state"),
        "action_close": EntryPoint("editor", "checks write access and the state"),
        "action_publish": EntryPoint("editor", "checks write access and the state"),
        "action_dismiss": EntryPoint("editor", "checks write access and the state"),
        "action_open_evaluators": EntryPoint("reader", "a list, filled by the rules"),
        "action_open_scores": EntryPoint("reader", "a list, filled by the rules"),
        "action_open_matrix": EntryPoint("reader", "opens what rules let be read"),
        "get_matrix": EntryPoint(
            "reader", "from the released cells the caller may read"
        ),
    },
    "icrm.evaluation": {
        "action_save": EntryPoint("editor", "the author only, while it is open"),
        "action_submit": EntryPoint("editor", "the author only, while it is open"),
        "action_check": EntryPoint("editor", "the author only; writes nothing"),
        "action_decline": EntryPoint("editor", "the author only, while it is open"),
        "action_resume": EntryPoint("editor", "the author only, while it is open"),
        "get_sheet": EntryPoint("everybody", "the caller's own evaluations"),
    },
    "icrm.evaluation.score": {
        "action_correct": EntryPoint("reader", "opens a form; access rights decide"),
        "action_open_results": EntryPoint("reader", "a list, filled by the rules"),
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
