# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Somebody who was erased, somebody who waits for it, holds, rules, the dictionary."""

from dateutil.relativedelta import relativedelta

from odoo import fields

from .two_languages import say

GONE = ("lena", "Lena Vogt", "Buyer", "procurement")
ASKED = ("paul", "Paul Richter", "Technician", "it")
OFFICER, ADMIN = "sofia", "admin"

HOLDS = [
    ("tao", "Audit 2026 of travel expenses / 2026年差旅费审计", 6),
    ("jonas", "Labour court, file 17/26 / 劳动仲裁 17/26 号案", None),
]

# model, field, meaning, login of who answers for it
MEANINGS = [
    (
        "helpdesk.ticket",
        "description",
        "What the customer wrote; the desk never edits it / 客户填写的内容",
        "daniel",
    ),
    (
        "helpdesk.ticket",
        "icrm_resolved_at",
        "End of the work, before the customer confirms / 办理完成时间，客户确认之前",
        "daniel",
    ),
    (
        "icrm.request.rating",
        "score",
        "One to five stars; 4 and 5 count as satisfied / 1至5星，4星和5星计为满意",
        "sofia",
    ),
    (
        "icrm.customer",
        "other_emails",
        "Only for mail that comes in / 仅用于识别来信",
        "sofia",
    ),
]


def build_privacy(env, departments):
    """Erase one who has left, propose another, hold two, explain some fields."""
    users = {
        user.login: user
        for user in env["res.users"].search([])
        if user.login in (OFFICER, ADMIN, "daniel", "tao", "jonas")
    }
    officer, admin = users[OFFICER], users[ADMIN]
    erased = _add_leaver(env, departments, GONE)
    env["icrm.feedback"].create(
        {
            "name": "Thank you for the quick delivery. Lena Vogt",
            "author_id": erased.id,
            "department_id": departments["it"].id,
            "state": "answered",
            "reply": "Dear Lena Vogt, you are welcome.",
            "answered_on": fields.Date.today() - relativedelta(days=70),
        }
    )
    env.flush_all()
    for customer, reason in (
        (erased, "Asked for it in writing / 本人书面申请"),
        (_add_leaver(env, departments, ASKED), "Left three years ago / 离职满三年"),
    ):
        erasure = (
            env["icrm.erasure"]
            .with_user(officer)
            .create({"customer_id": customer.id, "reason": say(reason, "en_US")})
        )
        erasure.action_propose()
        if customer == erased:
            erasure.with_user(admin).action_execute()
    today = fields.Date.today()
    env["icrm.legal.hold"].create(
        [
            {
                "customer_id": env["icrm.customer"]
                .search([("user_id", "=", users[login].id)], limit=1)
                .id,
                "reason": say(reason, "en_US"),
                "until": months and today + relativedelta(months=months),
            }
            for login, reason, months in HOLDS
            if login in users
        ]
    )
    rule = env.ref("icrm_internal.icrm_retention_rule_message", False)
    if rule:
        rule.write({"active": True, "last_run_on": fields.Datetime.now()})
    Field = env["icrm.data.field"]
    Field._refresh()
    for model, name, meaning, login in MEANINGS:
        row = Field.search([("model", "=", model), ("name", "=", name)])
        row.write({"meaning": say(meaning, "en_US"), "owner_id": users[login].id})


def _add_leaver(env, departments, person):
    """Return the customer of somebody who has left."""
    login, name, job, department = person
    employee = env["hr.employee"].create(
        {
            "name": name,
            "department_id": departments[department].id,
            "job_title": job,
            "work_email": f"{login}.{name.split()[1].lower()}@halden.example",
            "work_phone": "+86 21 5550 7719",
        }
    )
    customer = employee.icrm_customer_ids
    employee.active = False
    return customer
