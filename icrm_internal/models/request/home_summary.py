# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The home page by mail, once a week, to those who steer: heads, officers, auditors.

What it says is what the home page says, read as the recipient when it is sent. People
switch it off in their profile, a company by the rule of the event.
"""

from markupsafe import Markup

from ..access import company_day
from ..access.groups import AUDITOR, MANAGER
from ..messaging.message_event import MessageText, make_list

EVENT = "home_summary"


def enqueue(model):
    """Notify all who want it, once a week whatever happens to the job."""
    env = model.env
    groups = env.ref(MANAGER) | env.ref(AUDITOR)
    users = groups.all_user_ids.filtered(lambda user: user.active and not user.share)
    customers = env["icrm.customer"].search(
        [("user_id", "in", users.ids), ("weekly_summary", "=", True)]
    )
    year, week, _day = company_day.today(env.company).isocalendar()
    env["icrm.message"]._enqueue(EVENT, customers.user_id, occasion=f"{year}-{week:02}")


def render(message):
    """Return the text for its recipient; None if there is nothing to say."""
    user = message._get_recipient().user
    if not user:
        return None
    env = message.env
    home = (
        env["icrm.home"]
        .with_user(user)
        .with_context(allowed_company_ids=user.company_ids.ids)
        .get_home()
    )
    blocks = [
        block
        for block in home["blocks"]
        if not block["confidential"] and (block["figures"] or block["rows"])
    ]
    customer = env["icrm.customer"].with_user(user)._from_user()
    if not (home["tasks"] or blocks) or not customer.weekly_summary:
        return None
    body = Markup()
    if home["tasks"]:
        body += _section(
            env._("Needs you: %(count)s", count=len(home["tasks"])),
            [
                ": ".join(
                    ([] if task.get("confidential") else [task["name"]])
                    + [task["status"]]
                )
                for task in home["tasks"]
            ],
        )
    for block in blocks:
        lines = [
            " ".join(filter(None, (f"{part['label']}: {part['value']}", _note(part))))
            for part in block["figures"]
        ]
        lines += [
            " ".join(filter(None, (part["label"], _note(part))))
            for part in block["rows"]
        ]
        body += _section(block["title"], lines)
    body += Markup("<p>%s</p>") % env._(
        "Switch off this summary in your profile: %(link)s",
        link=f"{message.get_base_url()}/odoo/internal-my-profile",
    )
    return MessageText(
        env._("Your week in Internal CRM, %(day)s", day=_today(env)),
        body,
        ((env._("Open Home"), "/odoo/internal-services"),),
    )


def _today(env):
    return env["ir.qweb.field.date"].value_to_html(company_day.today(env.company), {})


def _note(part):
    return f"({part['note']})" if part["note"] else ""


def _section(title, lines):
    return Markup("<h3>%s</h3>%s") % (title, make_list(lines))
