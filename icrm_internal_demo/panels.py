# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Volunteers who try a form before everyone gets it: one trial runs, one has ended."""

from odoo import Command

from .two_languages import say, translate

RUNNING, ENDED = "software", "printer"
MEMBERS = ("claire", "ning", "mei", "jonas", "elena")
INVITED = ("peter",)
NOTE = (
    "We want to ask less and approve faster. Is anything missing? / "
    "我们想少问几项、审批更快，还缺什么吗？"
)
# who, of which trial, key, opinion, words
COMMENTS = [
    (
        "claire",
        RUNNING,
        "software_0",
        "unclear",
        "Name only, or the version, too? / 只填名称，还是也要版本？",
    ),
    ("mei", RUNNING, "software_0", "good", ""),
    ("mei", RUNNING, "#promise", "good", ""),
    (
        "jonas",
        RUNNING,
        "software_1",
        "unclear",
        "An example would help. / 最好有个例子。",
    ),
    (
        "claire",
        ENDED,
        "printer_1",
        "unclear",
        "I never know what you need here. / 不知道这里要写什么。",
    ),
    (
        "ning",
        ENDED,
        "printer_0",
        "unclear",
        "Please add a floor plan. / 请加上楼层平面图。",
    ),
    ("mei", ENDED, "printer_0", "good", ""),
]
REASON = (
    "The plan is on the intranet; a copy in the form would be out of date soon. / "
    "平面图在内网上，放在表单里很快会过时。"
)


def build_panels(env, services):
    """Let volunteers try two forms of IT, as their roles do it."""
    for key in (ENDED, RUNNING):
        service = services[key]
        head = service.department_id.manager_id.user_id
        as_head = service.with_user(head)
        for login in MEMBERS:
            user = env["res.users"].search([("login", "=", login)])
            service.with_user(user).action_join_panel()
        as_head.action_hold_form()
        _draft(service, key)
        trial = (
            env["icrm.panel.trial"]
            .with_user(head)
            .create(
                {
                    "service_id": service.id,
                    "note": say(NOTE, head.lang),
                    "response_hours": 2 if key == RUNNING else 0,
                    "resolution_hours": 8 if key == RUNNING else 0,
                }
            )
        )
        for login, wanted, question, verdict, body in COMMENTS:
            if wanted == key:
                user = env["res.users"].search([("login", "=", login)])
                trial.with_user(user).action_comment(
                    question, verdict, say(body, user.lang)
                )
        if key == ENDED:
            for comment in trial.comment_ids:
                if comment.question == "printer_0" and comment.verdict != "good":
                    comment.action_decline(say(REASON, comment.customer_id.lang))
                elif comment.needs_decision:
                    comment.action_take_up()
            as_head.action_publish()
    head = services[RUNNING].department_id.manager_id.user_id
    for login in INVITED:
        env["icrm.panel.member"].with_user(head).create(
            {
                "service_id": services[RUNNING].id,
                "customer_id": env["icrm.customer"]
                .search([("user_id.login", "=", login)])
                .id,
            }
        )


def _draft(service, key):
    """Change the form; customers do not see it yet."""
    questions = {question.name: question for question in service.question_ids}
    if key == ENDED:
        question = questions["printer_1"]
        question.write(
            {
                "label": "What happens? / 出现什么情况？",
                "help": "What you did, and what it shows now. / "
                "您做了什么，现在显示什么。",
            }
        )
        translate(question, "label", "help")
        return
    questions["software_2"].required = False
    service.write(
        {
            "question_ids": [
                Command.create(
                    {
                        "label": "Needed by / 需要日期",
                        "question_type": "date",
                        "no_past": True,
                    }
                )
            ]
        }
    )
    translate(service.question_ids[-1:], "label")
