# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Talks in confidence with the counselor of Halden Instruments."""

from datetime import timedelta

from odoo import Command, fields

COUNSELLOR = "jonas"

# who, pseudonym, subject, text, steps: (who, method, what)
TALKS = [
    (
        "claire",
        "",
        "Too much at once",
        "For some weeks I have been taking work home every evening, and I sleep badly. "
        "I would like to talk to somebody who is not in my team.",
        [
            (COUNSELLOR, "action_write", "Thank you for writing. Let us sit down."),
            (COUNSELLOR, "_arrange", "Room 2.07"),
            (COUNSELLOR, "action_note", "Overload since the move; no deputy."),
            ("claire", "action_write", "The time suits me. Thank you."),
        ],
    ),
    (
        "ning",
        "晚风",
        "与同事关系紧张",
        "最近和一位同事经常发生争执，我不知道该怎么开口，希望先听听您的建议。",
        [(COUNSELLOR, "action_write", "谢谢您的信任。能说说最近一次是怎么开始的吗？")],
    ),
    # In the portal
    (
        "dawei",
        "",
        "夜班后睡不好",
        "连续几周夜班，白天睡不着，不知道该找谁说。",
        [(COUNSELLOR, "action_write", "谢谢您写信来。我们约个时间聊聊好吗？")],
    ),
]


def build_confidential_talks(env):
    """Make somebody the counselor, and have two people ask for a talk."""
    logins = {COUNSELLOR, *(talk[0] for talk in TALKS)}
    users = {
        user.login: user
        for user in env["res.users"].search([("login", "in", list(logins))])
    }
    group = env.ref("icrm_internal_care.group_icrm_counsellor")
    users[COUNSELLOR].group_ids = [Command.link(group.id)]
    silent = env["icrm.counsel.case"].with_context(tracking_disable=True)
    for login, alias, subject, body, steps in TALKS:
        case = silent.with_user(users[login]).ask_for_talk(
            {
                "subject": subject,
                "body": body,
                "alias": alias,
                "counsellor_id": users[COUNSELLOR].id,
            }
        )
        for actor, method, text in steps:
            talk = case.with_user(users[actor]).with_context(lang=users[actor].lang)
            if method == "_arrange":
                day = fields.Datetime.now() + timedelta(days=3)
                talk.action_arrange(
                    {"at": day.replace(hour=6, minute=0, second=0), "place": text}
                )
            else:
                getattr(talk, method)(text)
