# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Somebody of the warehouse without an account of the company's: the portal."""

from odoo import Command

LOGIN = "dawei"
NAME = "蒋大伟"

# service, subject, what, answers of the form, what the desk did, its words
REQUESTS = [
    (
        "repair",
        "The roller door of hall 2 sticks",
        "It stops half way since this morning; the forklift cannot pass.",
        {"repair_0": "Hall 2", "repair_1": "Roller door"},
        "ask",
        "Does it stop at the same height each time?",
    ),
    (
        "badge",
        "Badge for the side entrance",
        "Mine opens the main gate only.",
        {"badge_0": "o0"},
        "resolve",
        "Done: your badge opens both from now on.",
    ),
    (
        "wifi",
        "No network at the packing tables",
        "Scanners lose the connection between rows 4 and 6.",
        {},
        "take",
        "",
    ),
]


def add_portal_user(env):
    """Give one employee a portal user, before there is anything of theirs."""
    employee = env["hr.employee"].search([("name", "=", NAME)], limit=1)
    user = env["res.users"].create(
        {
            "name": employee.name,
            "login": LOGIN,
            "password": LOGIN,
            "email": f"{LOGIN}@halden.example",
            "lang": "en_US",
            "tz": "Asia/Shanghai",
            "group_ids": [Command.set(env.ref("base.group_portal").ids)],
        }
    )
    employee.work_contact_id = user.partner_id


def build_portal(env, services):
    """Let them ask there; the desk asks back, solves and works."""
    user = env["res.users"].search([("login", "=", LOGIN)])
    for service in services.values():
        service.portal_published = service.audience == "everyone"
    for key, subject, what, answers, step, text in REQUESTS:
        service = services[key]
        request = service.with_user(user).submit_request(
            {"name": subject, "description": what, "answers": answers}
        )
        agent = service.team_id.user_ids[:1]
        request = request.sudo(False).with_user(agent)
        request.action_icrm_take()
        if step == "ask":
            request.action_icrm_ask(text)
        elif step == "resolve":
            request.action_icrm_resolve(text)
