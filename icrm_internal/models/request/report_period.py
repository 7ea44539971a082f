# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The period a report opens on: the last 90 days, or the last ones that have data.

After an import of last year's requests the default period is empty, and an empty
screen says nothing.
"""

from datetime import timedelta

from odoo import fields
from odoo.fields import Domain
from odoo.tools import format_date
from odoo.tools.safe_eval import safe_eval

RECENT = "search_default_recent"
DAYS = timedelta(days=90)
#: The date by which each report filters its last 90 days
DATES = {
    "icrm.request.report": "submitted_at",
    "icrm.request.step.report": "started_at",
}


def get_personal_action(env, xmlid, personal):
    """Return an action with its filter *personal*, without it where that is void.

    Users in no team who head no department (an officer, an auditor) would open an
    empty screen. Departments are those one heads, whatever team one is in.
    """
    action = env["ir.actions.act_window"]._for_xml_id(xmlid)
    user = env.user
    context = safe_eval(action["context"], {"uid": user.id})
    has_own = user.icrm_department_ids
    if action["res_model"] != "hr.department":
        has_own = has_own or user.helpdesk_team_ids
    if has_own:
        context[f"search_default_{personal}"] = 1
    else:
        context.pop(f"search_default_{personal}", None)
    action["context"] = context
    return open_where_data_is(env, action)


def open_where_data_is(env, action):
    """Return *action* with the 90 days up to the last request, if none is recent.

    The title says so. One query where there are recent requests, two where not.
    """
    date = DATES.get(action["res_model"])
    context = action["context"]
    if isinstance(context, str):
        context = safe_eval(context, {"uid": env.uid})
    if not date or not context.get(RECENT):
        return action
    Ticket = env["helpdesk.ticket"]
    submitted = Domain("icrm_submitted_at", "!=", False)
    if Ticket.search_count(
        submitted & Domain("icrm_submitted_at", ">=", fields.Datetime.now() - DAYS),
        limit=1,
    ):
        return action
    last = Ticket.search(submitted, order="icrm_submitted_at desc", limit=1)
    if not last:
        return action
    until = last.icrm_submitted_at
    name = env._(
        "%(report)s: until %(date)s (none in the last 90 days)",
        report=action["name"],
        date=format_date(env, until),
    )
    domain = Domain(safe_eval(action["domain"] or "[]", {"uid": env.uid}))
    return {
        **action,
        "name": name,
        "display_name": name,
        "context": {key: value for key, value in context.items() if key != RECENT},
        "domain": list(domain & Domain(date, ">=", until - DAYS)),
    }
