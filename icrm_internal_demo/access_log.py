# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The access log of the last weeks, its check, and an access review that is running."""

from datetime import timedelta

from odoo import fields

from .two_languages import say

AUDITOR = "omar"
# Who, what, of which model, why, days ago, rows, fields.
ENTRIES = (
    (
        "ruth",
        "reveal",
        "icrm.complaint",
        "The works council asked for a name",
        41,
        0,
        "",
    ),
    (
        "sofia",
        "export",
        "helpdesk.ticket",
        "List export / 列表导出",
        34,
        412,
        "number, name, icrm_service_id, icrm_resolved_at",
    ),
    ("admin", "role", "res.users", "Data Export: given to Sofia Lindqvist", 35, 0, ""),
    (
        "admin",
        "settings",
        "res.company",
        "Links in E-mails Valid For: 14 → 21",
        27,
        0,
        "",
    ),
    ("daniel", "export", "icrm.service", "Service Charter / 服务章程", 20, 12, ""),
    ("sofia", "target", "icrm.kpi.target", "Promises met; Target: 85 → 90", 16, 0, ""),
    ("admin", "role", "res.users", "Agent: given to Li Wei", 12, 0, ""),
    (
        "sofia",
        "correction",
        "icrm.scorecard.correction",
        "+2: A request was counted twice",
        6,
        0,
        "",
    ),
    (
        "wei",
        "export",
        "helpdesk.ticket",
        "List export / 列表导出",
        3,
        37,
        "number, name",
    ),
)
# Roles that are decided already: whose, by whom, why; no reason: withdrawn.
DECISIONS = (
    ("priya", "daniel", "Service desk, first shift / 服务台早班"),
    ("wei", "daniel", "Service desk, second shift / 服务台晚班"),
)


def build_access_log(env):
    """Fill the log, check it, and begin a review of the roles."""
    users = {
        user.login: user for user in env["res.users"].search([("share", "=", False)])
    }
    now = fields.Datetime.now()
    company = env.ref("base.main_company")
    env["icrm.access.log"].create(
        [
            {
                "at": now - timedelta(days=days, minutes=7 * number),
                "user_id": users[login].id,
                "kind": kind,
                "res_model": model,
                "record_name": env["ir.model"]
                .with_context(lang=users[login].lang)
                ._get(model)
                .name,
                "reason": say(reason, users[login].lang),
                "row_count": rows,
                "field_names": names,
                "company_id": company.id,
            }
            for number, (login, kind, model, reason, days, rows, names) in enumerate(
                sorted(ENTRIES, key=lambda entry: -entry[4])
            )
        ]
    )
    env["icrm.access.check"]._run(users[AUDITOR])
    review = env["icrm.access.review"]._start(company, users["admin"])
    for login, head, why in DECISIONS:
        lines = review.line_ids.filtered(
            lambda line, login=login: line.user_id.login == login
        )
        lines.write({"why": say(why, users[head].lang)})
        lines._decide("confirmed", users[head])
