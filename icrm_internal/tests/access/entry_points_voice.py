# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The domain voice's part of the table of entry points; see ``public_methods``."""

from . import entry_points_feedback
from .entry_point import ASKS_REASON, EntryPoint

# {model: {method: EntryPoint}}; without models extended from other domains
# and there: its rows belong to ``public_methods``.
METHODS = {
    "icrm.comment": {
        "action_icrm_ask_reason": ASKS_REASON,
        "action_find_themes": EntryPoint("editor", "checks write access"),
        "action_make_need": EntryPoint("officer", "checks the group; opens a form"),
        "action_reveal": EntryPoint(
            "desk", "checks read access and the group", {"reason": "x"}
        ),
    },
    **entry_points_feedback.METHODS,
    "icrm.campaign": {
        "action_icrm_ask_reason": ASKS_REASON,
        "action_close": EntryPoint("editor", "checks write access"),
        "action_cancel_survey": EntryPoint(
            "admin", "checks the group; logged", {"reason": "x"}
        ),
        "action_preview_survey": EntryPoint("editor", "checks write access"),
        "action_resend": EntryPoint("editor", "checks write access"),
        "action_open_codes": EntryPoint("reader", "a list, filled by the rules"),
        "action_test_run": EntryPoint("editor", "checks write access; to oneself only"),
        "action_create_public_answer": EntryPoint(
            "reader", "the right to create; opens a form"
        ),
        "action_open_public_answers": EntryPoint(
            "reader", "a list, filled by the rules"
        ),
        "action_add_people": EntryPoint("editor", "checks write access; opens a form"),
        "action_ask_open": EntryPoint("editor", "checks write access; opens a form"),
        "action_open": EntryPoint("editor", "checks write access"),
        "action_open_participants": EntryPoint("reader", "a list, filled by the rules"),
        "action_open_comments": EntryPoint(
            "reader", "checks read access; rules fill it"
        ),
        "action_print_results": EntryPoint("reader", "checks read access; get_results"),
        "action_export_results": EntryPoint("reader", "checks read access; an address"),
        "action_open_results": EntryPoint("reader", "checks read access"),
        "action_open_series": EntryPoint("reader", "a list, filled by the rules"),
        "action_plan": EntryPoint("editor", "checks write access"),
        "action_preview": EntryPoint("editor", "checks write access"),
        "action_publish": EntryPoint("editor", "checks write access"),
        "action_distribute_points": EntryPoint("editor", "checks write access"),
        "action_reset_points": EntryPoint("editor", "checks write access"),
        "action_unplan": EntryPoint("editor", "checks write access"),
        "get_results": EntryPoint("reader", "checks read access; sums what rules show"),
    },
    "icrm.campaign.participant": {
        "action_answer": EntryPoint("reader", "refuses all but who is asked"),
        "action_interview": EntryPoint(
            "officer", "checks write access to the campaign"
        ),
        "action_remind": EntryPoint(
            "officer", "checks write access to the campaign; not of anonymous ones"
        ),
        "action_issue_code": EntryPoint(
            "desk", "checks the group; nobody who runs campaigns; printing is logged"
        ),
    },
    "survey.survey": {
        "action_icrm_new_version": EntryPoint("editor", "copies as the caller"),
        "action_icrm_open_campaigns": EntryPoint(
            "reader", "a list, filled by the rules"
        ),
        "action_icrm_preview": EntryPoint("reader", "checks read access"),
        "action_icrm_send": EntryPoint(
            "reader", "reads the survey; opens a form to create"
        ),
        "action_icrm_use_template": EntryPoint("editor", "copies as the caller"),
        "action_send_survey": EntryPoint("reader", "refuses ours; others as in Odoo"),
        "action_test_survey": EntryPoint(
            "reader", "checks read access; others as in Odoo"
        ),
        "get_formview_id": EntryPoint("reader", "reads the survey's type"),
    },
    "icrm.campaign.add": {
        "action_add": EntryPoint("editor", "checks write access to the campaign"),
    },
    "icrm.campaign.import": {
        "action_import": EntryPoint("editor", "checks write access to the campaign"),
    },
    "icrm.survey.add": {
        "action_add": EntryPoint("editor", "checks write access to the survey"),
    },
}

# {route: (auth, methods, who may and what decides)}
ROUTES = {
    "/icrm/campaign/<int:campaign_id>/results.xlsx": (
        "user",
        "GET",
        "who may read the campaign: get_results decides; written in the access log",
    ),
    '/survey/results/<model("survey.survey"):survey>': (
        "user",
        None,
        "ours do not exist here; others as in Odoo",
    ),
    "/my/ideas": (
        "user",
        "GET, POST",
        "the visitor's own ideas; to submit: employees only",
    ),
    "/my/surveys/next": (
        "user",
        "GET",
        "everybody: a redirect to the own next survey",
    ),
    "/my/surveys": (
        "user",
        "GET",
        "everybody with a login: the own rows, by _search_mine",
    ),
    "/survey/me": (
        "icrm_nobody",
        "GET; POST",
        "everybody: asks for a code; takes the answer of whom the code belongs to",
    ),
    "/survey/thanks": ("icrm_nobody", "GET", "everybody: two sentences"),
    "/survey/preview/<int:survey_id>": (
        "user",
        "GET, POST",
        "officers: the group and read access; stores nothing",
    ),
    "/survey/interview/<int:participant_id>": (
        "user",
        "GET, POST",
        "officers: the group and read access; refuses anonymous campaigns",
    ),
}
