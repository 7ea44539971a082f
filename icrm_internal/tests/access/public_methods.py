# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Every entry point: methods that JSON-2 or the web client can call, and routes.

A method without a leading underscore and without ``@api.private`` is an API: anybody
with a login can call it, on any ids, with any arguments. The table names who may
call each and what decides that; ``test_public_methods`` fails on one that does not, and
calls the methods as those who may not.

Who:

- ``everybody``: any user with a login; it acts on what is the caller's own
- ``reader``: who may read the record (R in ``matrix.MATRIX``)
- ``editor``: who may write it (W)
- ``provider``: who serves the request (W on the ticket, and the role of an agent)
- ``customer``: who asked for the request, or for whom it is
- ``audience``: for whom the service is published
- a tuple: these roles, with one kind of record or another
- ``agent``, ``officer``, ``admin``: who has the group, or one above it
"""

from . import (
    entry_points_evaluation,
    entry_points_external,
    entry_points_fulfilment,
    entry_points_privacy,
    entry_points_voice,
)
from .entry_point import ASKS_REASON, EntryPoint

# Overrides of what every model has: access rights and rules decide; see the matrix.
ORM_METHODS = {
    "create",
    "write",
    "unlink",
    "copy",
    "copy_data",
    "default_get",
    "export_data",
    "get_views",
    "init",
}

METHODS = {
    # -- customers --
    "hr.department": {
        "action_icrm_open_customer": EntryPoint(
            "reader", "opens what rules let be read"
        ),
        "action_icrm_open_figures": EntryPoint("reader", "a list, filled by the rules"),
    },
    "hr.employee": {
        "action_icrm_dismiss_offer": EntryPoint("editor", "checks write access"),
        "action_icrm_open_customer": EntryPoint(
            "reader", "opens what rules let be read"
        ),
        "action_icrm_request_offer": EntryPoint(
            "editor", "checks write access; asks the catalogue as the caller"
        ),
    },
    "hr.employee.public": {
        "action_icrm_open_customer": EntryPoint(
            "reader", "opens what rules let be read"
        ),
    },
    "icrm.home": {
        "get_badges": EntryPoint("everybody", "what waits for the caller"),
        "get_home": EntryPoint("everybody", "read as the caller"),
    },
    "icrm.customer": {
        "action_confirm_link": EntryPoint(
            ("admin_user",), "checks the group; nobody for himself"
        ),
        "action_end_organization": EntryPoint(
            "officer", "checks the group and read access"
        ),
        "action_icrm_open_person_results": EntryPoint(
            "reader", "a list, filled by the rules"
        ),
        "action_icrm_open_erasure": EntryPoint("officer", "checks the group"),
        "action_request_own_data": EntryPoint(
            "everybody", "the caller's own data, for the caller alone"
        ),
        "action_mark_reviewed": EntryPoint("agent", "checks read access and the group"),
        "action_open_hr": EntryPoint("reader", "opens what rules let be read"),
        "action_open_messages": EntryPoint("reader", "a list, filled by the rules"),
        "action_open_my_profile": EntryPoint(
            "everybody", "the caller's own customer only"
        ),
        "action_open_people": EntryPoint("reader", "a list, filled by the rules"),
        "action_open_ratings": EntryPoint("reader", "a list, filled by the rules"),
        "action_open_requests": EntryPoint("reader", "a list, filled by the rules"),
    },
    "icrm.customer.external": {
        "action_add": EntryPoint("officer", "checks the group"),
    },
    "icrm.segment": {
        "action_open_history": EntryPoint("reader", "a list, filled by the rules"),
        "action_open_members": EntryPoint("reader", "a list, filled by the rules"),
        "action_refresh": EntryPoint("editor", "checks write access"),
    },
    "res.partner": {
        "action_icrm_open_customer": EntryPoint(
            "reader", "opens what rules let be read"
        ),
    },
    # -- catalogue --
    "icrm.public.holidays": {
        "action_add": EntryPoint("editor", "checks write access to the hours"),
    },
    "icrm.search": {
        "find": EntryPoint("everybody", "searches as the caller", {"text": "laptop"}),
        "find_pages": EntryPoint("everybody", "names screens", {"text": "complaint"}),
    },
    "icrm.search.miss": {
        "action_accept": EntryPoint("reader", "checks who edits the service"),
        "action_dismiss": EntryPoint("reader", "checks who edits the service"),
    },
    "icrm.service": {
        "action_ask_anyway": EntryPoint(
            "everybody", "asks the catalogue as the caller; opens the dialog"
        ),
        "action_hold_form": EntryPoint("editor", "checks write access"),
        "action_join_panel": EntryPoint("audience", "the caller's own membership"),
        "action_leave_panel": EntryPoint("reader", "the caller's own membership"),
        "action_new_version": EntryPoint("editor", "checks write access"),
        "action_open_editor": EntryPoint("reader", "opens what rules let be read"),
        "action_open_panel_trial": EntryPoint("reader", "opens what rules let be read"),
        "action_open_request": EntryPoint(
            "reader", "checks read access; opens the dialog"
        ),
        "action_publish": EntryPoint("editor", "checks write access"),
        "action_retire": EntryPoint("editor", "checks write access"),
        "action_try_with_panel": EntryPoint("editor", "checks write access"),
        "action_pin": EntryPoint("reader", "checks read access; the caller's own pin"),
        "action_open_simulations": EntryPoint(
            "reader", "a list, filled by the rules; a first one where one may write"
        ),
        "action_view_requests": EntryPoint("everybody", "a list, filled by the rules"),
        "get_form": EntryPoint("reader", "checks read access; the caller's language"),
        "get_plan": EntryPoint("reader", "checks read access; steps and dates only"),
        "get_promise": EntryPoint("audience", "asks the catalogue as the caller"),
        "search_form_records": EntryPoint(
            "reader", "searches as the caller", {"question_name": "x"}
        ),
        "search_catalogue": EntryPoint("everybody", "searches as the caller"),
        "submit_request": EntryPoint(
            "audience",
            "asks the catalogue as the caller, checks every id, then creates",
            {"values": {}},
        ),
        "suggest": EntryPoint(
            "audience", "asks the catalogue as the caller", {"text": "laptop"}
        ),
    },
    "icrm.service.question": {
        "action_duplicate": EntryPoint("editor", "copies what rules let be created"),
    },
    "icrm.service.article": {
        "action_helped": EntryPoint(
            "reader", "checks read access; adds one to a number"
        ),
        "action_icrm_ask_reason": ASKS_REASON,
        "action_not_helped": EntryPoint(
            "reader",
            "checks read access; adds a reason without a name",
            {"reason": "x"},
        ),
        "action_open": EntryPoint("reader", "checks read access"),
        "action_publish": EntryPoint("editor", "checks write access"),
    },
    "icrm.article.create": {
        "action_create": EntryPoint("agent", "_icrm_check_provider; resolved only"),
    },
    # -- requests --
    "helpdesk.ticket": {
        **entry_points_external.DOCUMENT,
        "action_icrm_ask_reason": ASKS_REASON,
        "action_icrm_acknowledge": EntryPoint("provider", "the hand-over decides"),
        "action_icrm_answer": EntryPoint(
            "customer", "_icrm_check_mine; open questions only", {"answers": {}}
        ),
        "action_icrm_approve": EntryPoint(
            "reader", "the approval's action_approve decides"
        ),
        "action_icrm_open_refuse": EntryPoint(
            "reader", "a dialog; action_refuse checks"
        ),
        "action_icrm_hand_over": EntryPoint(
            "provider", "checks who serves it", {"team_id": 0, "reason": "x"}
        ),
        "action_icrm_open_children": EntryPoint(
            "reader", "a list, filled by the rules"
        ),
        "action_view_duplicates": EntryPoint(
            "reader", "a list, filled by the rules; names the request"
        ),
        "action_icrm_split": EntryPoint(
            "provider", "checks who serves it", {"service_id": 0, "values": {}}
        ),
        "action_icrm_ask": EntryPoint(
            "provider", "_icrm_check_provider", {"body": "x"}
        ),
        "action_icrm_add_colleague": EntryPoint("provider", "_icrm_check_provider"),
        "action_icrm_check": EntryPoint(
            "provider", "_icrm_check_provider; lines of its service", {"check": 1}
        ),
        "action_icrm_confirm": EntryPoint("customer", "_icrm_check_mine"),
        "action_icrm_merge": EntryPoint(
            "provider", "_icrm_check_provider, on both requests", {"into": 0}
        ),
        "action_icrm_open_customer": EntryPoint(
            "reader", "opens what rules let be read"
        ),
        "action_icrm_open_expected_date": EntryPoint(
            "everybody", "a dialog; action_icrm_set_expected_date checks"
        ),
        "action_icrm_set_expected_date": EntryPoint(
            "provider",
            "_icrm_check_provider",
            {"expected_at": "2100-01-01 12:00:00", "reason": "x"},
        ),
        "action_icrm_open_customer_requests": EntryPoint(
            "reader", "a list, filled by the rules"
        ),
        "action_icrm_open_rate": EntryPoint(
            "everybody", "a dialog; action_icrm_rate checks"
        ),
        "action_icrm_open_withdraw": EntryPoint(
            "everybody", "a dialog; action_icrm_withdraw checks"
        ),
        "action_icrm_rate": EntryPoint("customer", "_icrm_check_mine", {"score": 5}),
        "action_icrm_finish": EntryPoint("customer", "_icrm_check_mine", {"score": 5}),
        "action_icrm_reject": EntryPoint(
            "provider", "_icrm_check_provider", {"reason": "x"}
        ),
        "action_icrm_reopen": EntryPoint(
            "customer", "_icrm_check_mine", {"reason": "x"}
        ),
        "action_icrm_reopen_closed": EntryPoint(
            "provider", "_icrm_check_provider", {"reason": "x"}
        ),
        "action_icrm_comment": EntryPoint(
            "customer", "_icrm_check_mine", {"body": "x"}
        ),
        "action_icrm_undo": EntryPoint(
            "everybody", "the caller's own step of the last minute", {"step": 0}
        ),
        "get_icrm_tasks": EntryPoint("everybody", "what waits for the caller"),
        "action_icrm_open_complaints": EntryPoint(
            "reader", "a list, filled by the rules of complaints"
        ),
        "action_icrm_reply": EntryPoint(
            "provider", "_icrm_check_provider", {"body": "x"}
        ),
        "action_icrm_resolve": EntryPoint("provider", "_icrm_check_provider"),
        "action_icrm_resume": EntryPoint("provider", "_icrm_check_provider"),
        "action_icrm_settle": EntryPoint("provider", "_icrm_check_provider"),
        "action_icrm_take": EntryPoint("provider", "_icrm_check_provider"),
        "action_icrm_withdraw": EntryPoint("customer", "_icrm_check_mine"),
        "get_form_answers": EntryPoint("reader", "checks read access"),
        "get_property_definition": EntryPoint(
            "everybody",
            "nothing of forms whose answers the caller may not read",
            {"full_name": "icrm_answers.x"},
        ),
        "get_formview_id": EntryPoint(
            "everybody", "names a view, by the caller's access"
        ),
    },
    "icrm.form.answered": {
        "get_form_answers": EntryPoint("reader", "checks read access"),
        "get_property_definition": EntryPoint(
            "everybody",
            "nothing of forms whose answers the caller may not read",
            {"full_name": "icrm_answers.x"},
        ),
    },
    "icrm.request.report": {
        "action_open_request": EntryPoint("reader", "opens what rules let be read"),
    },
    "icrm.external.delay.report": {
        "action_open_request": EntryPoint("reader", "opens what rules let be read"),
    },
    "icrm.external.cost.report": {
        "action_open_commitment": EntryPoint("reader", "opens what rules let be read"),
    },
    "icrm.forecast": {
        "action_open_requests": EntryPoint("reader", "a list, filled by the rules"),
    },
    "icrm.agreement": {
        "action_counter": EntryPoint(
            ("it_head", "finance_head"), "_get_heads", {"reason": "x"}
        ),
        "action_draft": EntryPoint(
            ("it_head", "finance_head"), "_get_heads", {"reason": "x"}
        ),
        "action_icrm_ask_reason": ASKS_REASON,
        "action_open_changes": EntryPoint(
            "reader", "a dialog over what rules let read"
        ),
        "action_end": EntryPoint("editor", "checks write access"),
        "action_new_version": EntryPoint("editor", "checks write access"),
        "action_open": EntryPoint("reader", "opens what rules let be read"),
        "action_propose": EntryPoint("editor", "checks write access"),
        "action_sign": EntryPoint(
            "editor", "the heads of both sides, each for the own"
        ),
    },
    "icrm.promise.simulation": {
        "action_simulate": EntryPoint("editor", "checks write access"),
        "action_use": EntryPoint("editor", "checks write access"),
    },
    "icrm.relationship": {
        "action_open_simulations": EntryPoint(
            "reader", "a list, filled by the rules; a first one where one may write"
        ),
        "action_open_complaints": EntryPoint("reader", "a list, filled by the rules"),
        "action_open": EntryPoint("reader", "opens what rules let be read"),
        "action_open_requests": EntryPoint("reader", "a list, filled by the rules"),
        "get_matrix": EntryPoint(
            (
                "agent",
                "buyer",
                "it_head",
                "finance_head",
                "officer",
                "admin_user",
                "auditor",
            ),
            "access right; relationships chosen by the rules",
        ),
    },
    "icrm.request.step.report": {
        "action_open_request": EntryPoint("reader", "opens what rules let be read"),
    },
    # -- complaints; the table of who may do what when: icrm_complaint --
    "icrm.complaint": {
        "action_icrm_ask_reason": ASKS_REASON,
        "action_acknowledge": EntryPoint(("desk", "buyer"), "_check_role"),
        "action_ask": EntryPoint(("buyer",), "_check_role", {"body": "x"}),
        "action_answer_proposal": EntryPoint(("staff",), "_check_role", {"values": {}}),
        "action_assign": EntryPoint(("desk",), "_check_role", {"user_id": 1}),
        "action_call_mediator": EntryPoint(("desk",), "_check_role", {"user_id": 1}),
        "action_confirm_link": EntryPoint(("desk",), "_check_role", {"reason": "x"}),
        "action_decide": EntryPoint(("buyer",), "_check_role", {"values": {}}),
        "action_follow_up": EntryPoint(
            ("staff", "desk", "buyer"), "_check_role", {"values": {}}
        ),
        "action_propose": EntryPoint(("buyer",), "_check_role", {"body": "x"}),
        "action_reopen": EntryPoint(("staff", "desk"), "_check_role", {"reason": "x"}),
        "action_reveal_identity": EntryPoint(("desk",), "_check_role", {"reason": "x"}),
        "action_write": EntryPoint(
            ("staff", "desk", "buyer"), "_check_role", {"body": "x"}
        ),
        "file_complaint": EntryPoint(
            "everybody", "for oneself; checks every id as caller"
        ),
    },
    "icrm.complaint.create": {
        "action_file": EntryPoint("everybody", "file_complaint decides"),
    },
    "icrm.complaint.step": {
        "action_apply": EntryPoint("everybody", "the methods of the complaint decide"),
    },
    # -- dialogs: a dialog is its author's; what it does, a method above decides --
    "icrm.reason.mixin": {"action_icrm_ask_reason": ASKS_REASON},
    "icrm.request.check.mixin": {
        "action_icrm_check": EntryPoint(
            "provider", "_icrm_check_provider; lines of its service", {"check": 1}
        ),
    },
    "icrm.request.colleague.mixin": {
        "action_icrm_add_colleague": EntryPoint("provider", "_icrm_check_provider"),
    },
    "icrm.reason.wizard": {
        "action_apply": EntryPoint("everybody", "the step decides, one of its model's"),
    },
    "icrm.request.rating": {
        "action_answer": EntryPoint(
            ("officer", "admin_user"),
            "who reads the rating and serves the request",
            {"reason": "x"},
        ),
        "action_icrm_ask_reason": ASKS_REASON,
        "action_open_answer": ASKS_REASON,
    },
    "icrm.request.create": {
        "action_submit": EntryPoint("everybody", "submit_request decides"),
    },
    "icrm.message": {
        "action_open_record": EntryPoint("reader", "opens what rules let be read"),
        "action_send_again": EntryPoint(
            ("admin_user",), "checks read access and the group"
        ),
    },
    "icrm.message.rule": {
        "action_preview": EntryPoint("reader", "opens a dialog, on read access"),
    },
    "icrm.orphaned.work": {
        "action_icrm_ask_reason": ASKS_REASON,
        "action_open": EntryPoint("reader", "opens what rules let be read"),
        "action_open_reassign": ASKS_REASON,
        "action_reassign": EntryPoint(
            "officer",
            "checks the group, then writes as the caller",
            {"reason": "x", "user_id": 1},
        ),
    },
    "icrm.approval": {
        "action_icrm_ask_reason": ASKS_REASON,
        "action_open_reassign": ASKS_REASON,
        "action_reassign": EntryPoint(
            "officer", "checks the group", {"reason": "x", "user_id": 1}
        ),
        "action_approve": EntryPoint(
            "reader", "approvers and their deputies; never one's own"
        ),
        "action_refuse": EntryPoint(
            "reader", "approvers and their deputies; never one's own", {"reason": "x"}
        ),
        "action_open_refuse": EntryPoint("everybody", "a dialog; action_refuse checks"),
        "action_open_request": EntryPoint("reader", "opens what rules let be read"),
    },
    "icrm.handover": {
        "action_acknowledge": EntryPoint("reader", "the receiving team, or its head"),
        "action_open_request": EntryPoint("reader", "who may read the request"),
        "action_return": EntryPoint(
            "reader", "the receiving team, or its head", {"reason": "x"}
        ),
    },
    "icrm.request.handover": {
        "action_send": EntryPoint("agent", "the request and the hand-over decide"),
    },
    "icrm.request.new.date": {
        "action_send": EntryPoint("agent", "action_icrm_set_expected_date decides"),
    },
    "icrm.request.split": {
        "action_next": EntryPoint("agent", "action_open_request decides"),
    },
    "icrm.request.merge": {
        "action_merge": EntryPoint("agent", "action_icrm_merge decides")
    },
    "icrm.request.rate": {
        "action_rate": EntryPoint("everybody", "action_icrm_rate decides")
    },
    "icrm.request.bulk": {
        "action_apply": EntryPoint("agent", "each request decides"),
    },
    "icrm.request.register": {
        "action_register": EntryPoint("agent", "submit_request decides"),
        "action_register_resolved": EntryPoint(
            "agent", "submit_request, _take and _resolve decide"
        ),
        "action_submit": EntryPoint("agent", "submit_request decides"),
    },
    "icrm.request.reply": {
        "action_send": EntryPoint("agent", "action_icrm_ask and _resolve decide"),
    },
    # -- set-up --
    "icrm.access.check": {
        "action_check": EntryPoint(("admin_user", "auditor"), "checks the groups"),
    },
    "icrm.access.log": {
        "action_check": EntryPoint(("admin_user", "auditor"), "checks the groups"),
        "action_open_checks": EntryPoint(
            ("admin_user", "auditor"), "checks the groups"
        ),
    },
    "icrm.access.review": {
        "action_start": EntryPoint("admin", "checks the group"),
        "action_close": EntryPoint("admin", "checks the group"),
        "action_remind": EntryPoint("admin", "checks the group"),
    },
    "icrm.access.review.line": {
        "action_confirm": EntryPoint("editor", "_check_decider"),
        "action_withdraw": EntryPoint("editor", "_check_decider"),
    },
    "icrm.person.role": {"action_grant": EntryPoint("admin", "checks the group")},
    "icrm.starter": {
        "action_apply": EntryPoint(
            "officer", "checks the group; creates as the caller"
        ),
        "action_back": EntryPoint("officer", "checks the group"),
        "action_next": EntryPoint("officer", "checks the group"),
    },
    "icrm.setup.company": {
        "action_save": EntryPoint("nobody", "writes company and hours as the caller")
    },
    "icrm.setup": {
        "action_choose": EntryPoint("admin", "checks the group"),
        "action_grant_roles": EntryPoint("admin", "checks the group"),
        "action_hide": EntryPoint("admin", "checks the group"),
    },
}

# {route: (auth, methods, who may and what decides)}; several methods as one text
ROUTES = {
    "/complaint": ("icrm_nobody", "GET", "everybody: a form that asks for a key"),
    "/complaint/new": (
        "icrm_nobody",
        "GET; POST",
        "everybody, as nobody: _file_anonymous checks it all",
    ),
    "/complaint/talk": (
        "icrm_nobody",
        "POST",
        "who has the complaint's key, compared in constant time",
    ),
    "/internal-action": (
        "public",
        "GET; POST",
        "who has the signed link, as its person: their rights decide",
    ),
    "/internal-action/<string:model>/<int:record_id>/<string:action>": (
        "user",
        "GET",
        "everybody with a login: leads to what they may read",
    ),
    "/my/profile": (
        "user",
        "GET, POST",
        "everybody with a login: the own preferences, by _from_user",
    ),
    "/my/requests": (
        "user",
        None,
        "everybody with a login: the own requests, by rules",
    ),
    "/my/requests/page/<int:page>": ("user", None, "as /my/requests"),
    "/my/requests/<int:request_id>": (
        "public",
        None,
        "who may read the request, or has its token; a visitor is sent away",
    ),
    "/my/requests/<int:request_id>/"
    "<any(withdraw,confirm,reopen,rate,reply,finish,undo):deed>": (
        "user",
        "POST",
        "customer; the methods action_icrm_* decide",
    ),
    "/my/requests/<int:request_id>/questions": (
        "user",
        "GET, POST",
        "customer; action_icrm_answer decides",
    ),
    "/my/articles/<int:article_id>/read": (
        "user",
        "POST",
        "a reader, searched as the user; says nothing",
    ),
    "/my/services": ("user", None, "everybody with a login: search_catalogue decides"),
    "/my/services/<int:service_id>": (
        "user",
        "GET; POST",
        "the service's audience; to ask: submit_request decides",
    ),
    "/my/ticket/<int:ticket_id>": (
        "public",
        None,
        "who may read the ticket; a visitor is sent away",
    ),
    "/my/ticket/<int:ticket_id>/<access_token>": (
        "public",
        None,
        "who has the ticket's token, compared in constant time",
    ),
    "/my/tickets": ("user", None, "everybody with a login: the own tickets, by rules"),
    "/my/tickets/page/<int:page>": ("user", None, "as /my/tickets"),
    "/submitted/ticket": ("user", "POST", "everybody with a login, for oneself"),
    "/ticket/close": (
        "user",
        "POST",
        "_hardening_may_close_from_portal: customer or provider of the ticket",
    ),
}

for _domain in (
    entry_points_fulfilment,
    entry_points_external,
    entry_points_voice,
    entry_points_evaluation,
    entry_points_privacy,
):
    METHODS |= _domain.METHODS
    ROUTES |= _domain.ROUTES
