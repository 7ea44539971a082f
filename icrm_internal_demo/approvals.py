# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Approval steps of services, and requests waiting for approval."""

from datetime import timedelta

from odoo import Command, fields

# service: the steps; a login means "by name"
STEPS = {
    "laptop": ("line_manager",),
    "hire": ("department_head", "mei"),
}

# who, service, subject, answers to the questions: a number is a day from now
REQUESTS = [
    (
        "claire",
        "laptop",
        "A computer that runs the lens simulation",
        ("o1", 21, "5200"),
    ),
    ("ning", "laptop", "测试台用的笔记本电脑", ("o0", 14, "5200")),
    ("priya", "laptop", "Laptop for the second service desk shift", ("o0", 10, "4711")),
    # She heads her department: HR approves first.
    (
        "ingrid",
        "hire",
        "A second firmware engineer",
        ("Firmware engineer", 60, "The probe project starts in spring.", "5200"),
    ),
    (
        "wei",
        "hire",
        "服务台再招一名工程师",
        ("服务台工程师", 45, "工单量比去年多三成。", "4711"),
    ),
]
# absent, deputy, days, note
DEPUTY = ("ingrid", "daniel", 10, "At the optics fair in Munich")


def build_steps(env, services):
    """Set the approval steps of services, before they are published."""
    for key, steps in STEPS.items():
        services[key].approval_step_ids = [
            Command.create(
                {"sequence": number, "approver_type": step}
                if not (person := _user(env, step))
                else {
                    "sequence": number,
                    "approver_type": "users",
                    "user_ids": [Command.link(person.id)],
                }
            )
            for number, step in enumerate(steps)
        ]


def build_approvals(env, services):
    """Ask as people do; so the approvals wait, and the promises with them."""
    today = fields.Date.today()
    for login, key, subject, answers in REQUESTS:
        services[key].with_user(_user(env, login)).submit_request(
            {
                "name": subject,
                "answers": {
                    f"{key}_{number}": fields.Date.to_string(
                        today + timedelta(days=answer)
                    )
                    if isinstance(answer, int)
                    else answer
                    for number, answer in enumerate(answers)
                },
            }
        )
    absent, deputy, days, note = DEPUTY
    env["icrm.approval.delegation"].create(
        {
            "user_id": _user(env, absent).id,
            "delegate_id": _user(env, deputy).id,
            "date_from": today,
            "date_to": today + timedelta(days=days),
            "note": note,
        }
    )


def _user(env, login):
    return env["res.users"].search([("login", "=", login)])
