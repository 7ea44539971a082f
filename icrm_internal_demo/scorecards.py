# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Scorecards of the last three quarters, published, and this one's drafts."""

from datetime import timedelta

from odoo import fields


def build_scorecards(env, departments):
    """Let the officer freeze and publish ended periods.

    :param departments: {key of company.DEPARTMENTS: department}
    """
    officer = env["res.users"].search([("login", "=", "sofia")])
    today = fields.Date.today()
    Period = env["icrm.kpi.period"]
    Period._ensure()
    Period.search(
        [("state", "=", "open")], order="date_from, date_to"
    )._compute_results()
    Scorecard = env["icrm.scorecard"].with_user(officer)
    first = today.replace(month=today.month - (today.month - 1) % 3, day=1)
    quarters = []
    for _turn in range(3):
        quarters.insert(0, first - timedelta(days=1))
        first = quarters[0].replace(month=quarters[0].month - 2, day=1)
    for day in quarters:
        Scorecard.action_freeze("quarter", fields.Date.to_string(day))
        Scorecard.action_publish_period("quarter", fields.Date.to_string(day))
    Scorecard.action_preview("quarter", fields.Date.to_string(today))
    card = Scorecard.search(
        [
            ("department_id", "=", departments["procurement"].id),
            ("state", "=", "published"),
            ("has_score", "=", True),
        ],
        limit=1,
    )
    if card:
        env["icrm.scorecard.correction"].with_user(officer).create(
            {
                "scorecard_id": card.id,
                "points": 2,
                "reason": "Nine requests lay at the customs for a week",
            }
        )
