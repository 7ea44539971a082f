# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What the service desks work with: canned replies, specialists, assignment."""

from odoo import Command

# shortcut, text
CANNED = [
    (
        "received",
        "Dear {customer},\nwe are working on {number} ({subject}). It will be done by "
        "{due}.\nKind regards\n{agent}",
    ),
    (
        "restart",
        "Dear {customer},\nplease restart the computer and try again. If the problem "
        "persists, reply here.\nKind regards\n{agent}",
    ),
    (
        "已受理",
        "{customer}，您好：\n{number}（{subject}）预计 {due} 前完成。\n{agent}",
    ),
    (
        "请补充",
        "{customer}，您好：\n请补充照片或截图，以便我们处理 {number}。\n{agent}",
    ),
]

# department whose team assigns so
RULES = {"it": "competence", "admin": "load"}


def build_desk(env, services, specs):
    """Add canned replies; let two teams assign new requests by a rule.

    :param services: {key: service}
    :param specs: the services of the catalogue, as dictionaries
    """
    group = env.ref("icrm_internal.group_icrm_agent")
    env["mail.canned.response"].create(
        [
            {
                "source": source,
                "substitution": text,
                "group_ids": [Command.link(group.id)],
            }
            for source, text in CANNED
        ]
    )
    for spec in specs:
        service = services[spec["key"]]
        team = service.team_id
        if rule := RULES.get(spec["department"]):
            team.icrm_assignment = rule
        if spec["department"] == "it" and not service.category_id.specialist_ids:
            service.category_id.specialist_ids = team.user_ids[:1]
