# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The figures that a review meeting begins with: taken once, shown as they were."""

from markupsafe import Markup

from odoo.tools import format_date

from odoo.addons.icrm_internal.models.access import company_day
from odoo.addons.icrm_internal.models.access.number_formatter import NumberFormatter

COUNTS = (
    "request_count",
    "open_count",
    "overdue_count",
    "reopened_count",
    "handover_count",
    "open_expectation_count",
)
# Shares, and the field that says of how many; without any there is nothing to show.
SHARES = {
    "response_met": "response_measured",
    "resolution_met": "resolution_measured",
}


def take(relationship):
    """Return the figures of a relationship as of today, to be kept as JSON.

    Those that everybody who sees the relationship sees; complaints are not among them.
    """
    # sudo: who plans the review was checked, and the figures protect their people
    figures = relationship.sudo()._get_figures().get(relationship.id, {})
    names = (*COUNTS, *SHARES, *SHARES.values(), "rating_avg", "rating_count", "health")
    # sudo: how many goals, not which
    goals = relationship.sudo().icrm_goal_ids.filtered(
        lambda goal: goal.state != "dropped"
    )
    return {
        "on": company_day.today(relationship).isoformat(),
        "values": {name: figures.get(name) for name in names},
        "goals": {
            "all": len(goals),
            "reached": len(goals.filtered(lambda goal: goal.state == "reached")),
            "overdue": len(goals.filtered("is_overdue")),
        },
    }


def render(env, figures):
    """Return what :func:`take` kept as a table, in the language of the reader."""
    if not figures:
        return False
    values = figures["values"]
    labels = env["icrm.relationship"].fields_get(attributes=["string"])
    formatter = NumberFormatter(env)
    no_data = env._("no data yet")
    rows = [(name, formatter.format_number(values[name] or 0)) for name in COUNTS]
    for name, measured in SHARES.items():
        shown = no_data
        if values[measured]:
            shown = env._(
                "%(share)s of %(count)s",
                share=formatter.format_percent(values[name] or 0),
                count=formatter.format_number(values[measured]),
            )
        rows.append((name, shown))
    rating, health = values["rating_avg"], values["health"]
    rows.append(
        ("rating_avg", no_data if rating is None else formatter.format_mean(rating))
    )
    rows.append(
        ("health", no_data if health is None else formatter.format_number(health))
    )
    shown_rows = [(labels[name]["string"], shown) for name, shown in rows]
    goals = figures.get("goals")
    if goals and goals["all"]:
        counts = {name: formatter.format_number(count) for name, count in goals.items()}
        shown_rows.append(
            (
                env._("Shared Goals"),
                env._("%(reached)s of %(all)s achieved, %(overdue)s overdue", **counts),
            )
        )
    line = Markup("<tr><td>%s</td><td class='text-end fw-bold'>%s</td></tr>")
    return Markup(
        "<p class='text-muted'>%s</p><table class='table table-sm'><tbody>%s</tbody>"
        "</table>"
    ) % (
        env._("As of %(day)s", day=format_date(env, figures["on"])),
        Markup("").join(line % row for row in shown_rows),
    )
