# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Projects that requests open: how one begins, and what its customer reads of it.

All in sudo: who may act or read was decided before.
"""

from datetime import timedelta

from markupsafe import Markup

from odoo import SUPERUSER_ID
from odoo.tools import format_date

from odoo.addons.icrm_internal.models.access import company_day

PROJECT_USER = "project.group_project_user"
BADGES = {
    "reached": "text-bg-success",
    "late": "text-bg-danger",
    "reached_late": "text-bg-warning",
    "ahead": "text-bg-light",
}


def open_project(ticket):
    """Return the project of a request, made from the template of its service.

    It is named after the number: neither subject nor text nor customer are passed on.
    The dates of the milestones keep their distance to the template's first day.
    """
    # The system opens it, without what the caller's screen sets by default.
    template = ticket.icrm_service_id.project_template_id.with_env(
        ticket.env(
            user=SUPERUSER_ID,
            su=True,
            context={"lang": ticket.company_id.partner_id.lang or "en_US"},
        )
    )
    service = ticket.icrm_service_id.with_env(template.env)
    today = company_day.today(ticket)
    mapping = {}
    project = template.with_context(
        milestone_mapping=mapping
    ).action_create_from_template(
        {
            "name": f"{ticket.number} {service.name}",
            "active": True,
            **_get_dates(template, today),
            **_get_leader(ticket),
        }
    )
    begin = template.date_start or company_day.today(ticket, template.create_date)
    for milestone in template.milestone_ids.filtered("deadline"):
        if copy := mapping.get(milestone.id):
            copied = milestone.browse(copy)
            copied.deadline = today + (milestone.deadline - begin)
    return project


def _get_dates(template, today):
    # Core sets both or none.
    if not (template.date_start and template.date):
        return {}
    return {"date_start": today, "date": today + (template.date - template.date_start)}


def _get_leader(ticket):
    """Who has the request leads its project, if that app is theirs."""
    user = ticket.user_id
    return {"user_id": user.id} if user.has_group(PROJECT_USER) else {}


def get_state(milestone, today):
    """Return how a milestone is: reached, reached_late, late or ahead."""
    due = milestone.deadline
    if milestone.is_reached:
        is_late = due and milestone.reached_date and milestone.reached_date > due
        return "reached_late" if is_late else "reached"
    return "late" if due and due < today else "ahead"


def describe(ticket):
    """Return the milestones of a request's project as a list: dates, on time or late.

    Names and dates alone: no task, nobody's name.
    """
    env = ticket.env
    labels = {
        "reached": env._("On time"),
        "reached_late": env._("Reached late"),
        "late": env._("Late"),
        "ahead": env._("Planned"),
    }
    today = company_day.today(ticket)
    milestones = ticket.icrm_project_id.milestone_ids
    rows = Markup().join(
        Markup(
            '<li class="py-1"><span class="badge rounded-pill me-1 %s">%s</span> %s'
            ' <span class="text-muted">%s</span></li>'
        )
        % (
            BADGES[state],
            labels[state],
            milestone.name,
            _get_date(milestone),
        )
        for milestone in milestones.sorted(
            lambda one: (one.deadline or today + timedelta(days=36500), one.id)
        )
        for state in [get_state(milestone, today)]
    )
    return rows and Markup('<ul class="list-unstyled mb-0">%s</ul>') % rows


def _get_date(milestone):
    day = milestone.is_reached and milestone.reached_date or milestone.deadline
    return f"· {format_date(milestone.env, day)}" if day else ""
