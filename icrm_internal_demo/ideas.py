# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What people propose, praise and miss, and what the departments answer."""

from datetime import timedelta

from markupsafe import Markup

from odoo import Command, fields

from .two_languages import say

# author, for, idea, why, state, public answer, who votes
IDEAS = [
    (
        "elena",
        "it",
        "One form for everything a newcomer needs / 新员工所需一张表单搞定",
        "Today I fill in five forms for the same person. / 现在同一个人要填五张表。",
        "done",
        "The form “New employee” orders laptop, badge and access at once. / "
        "“新员工”表单现可一次申请电脑、工牌和权限。",
        ["mei", "jonas", "tao", "priya", "wei", "peter", "carla"],
    ),
    (
        "tao",
        "it",
        "A loan laptop while mine is being repaired / 维修期间提供备用电脑",
        "Two days without a laptop are two days lost. / 没有电脑的两天等于白费。",
        "trial",
        "",
        ["elena", "jonas", "carla", "hong"],
    ),
    (
        "jonas",
        "finance",
        "Travel expenses by photo / 拍照报销差旅费",
        "Nobody should glue receipts on paper. / 不必再把发票贴在纸上。",
        "considered",
        "",
        ["elena", "tao", "priya", "anita", "wei"],
    ),
    (
        "hong",
        "hr",
        "A quiet room on each floor / 每层设一间静音室",
        "",
        "new",
        "",
        ["anita", "elena"],
    ),
    (
        "peter",
        "procurement",
        "Order fruit for every meeting / 每次会议订购水果",
        "",
        "declined",
        "Not now: the canteen brings fruit on Mondays; we think of it in spring. / "
        "暂不采纳：食堂每周一供应水果，明年春天再议。",
        ["tao"],
    ),
]
# author, for, in one sentence, reply
FEEDBACK = [
    (
        "tao",
        "it",
        "Nobody tells how long a repair takes / 没人告知维修需要多久",
        "",
    ),
    (
        "elena",
        "hr",
        "The new training calendar is a pleasure / 新的培训日历很好用",
        "Thank you, Anita will read it. / 谢谢，我们会转告同事。",
    ),
    (
        "wei",
        "finance",
        "Two people asked me for the same receipt / 两位同事向我要同一张发票",
        "",
    ),
]
# department, you said, we do, outcome
ANSWERS = [
    (
        "it",
        "Passwords expire on Monday mornings / 密码总在周一早上过期",
        "They expire at noon now, with a reminder three days before. / "
        "现改为中午过期，并提前三天提醒。",
        "Calls on Monday mornings went down from 40 to 12. / "
        "周一早上的来电从 40 次降到 12 次。",
    ),
    (
        "hr",
        "Contracts take too long / 合同办理太慢",
        "Standard contracts are signed on screen since March. / "
        "自三月起，标准合同在线签署。",
        "",
    ),
]
# Departments that need it
NEEDED_BY = {
    "A loan laptop while mine is repaired": "research",
    "Access on the first day": "finance",
}
# need, service, KANO class, mentions, state, source
NEEDS = [
    (
        "A loan laptop while mine is repaired",
        "laptop",
        "O",
        5,
        "planned",
        "idea",
    ),
    (
        "Access on the first day",
        "access",
        "M",
        9,
        "confirmed",
        "focus_group",
    ),
    (
        "A word when it is done",
        "laptop",
        "M",
        4,
        "new",
        "interview",
    ),
]


def _paragraph(text):
    return Markup("<p>%s</p>") % text if text else False


def build_ideas(env, departments, services):
    """Create them; in the name of their authors, so that screens look lived in."""
    users = {user.login: user for user in env["res.users"].search([])}
    customer = env["icrm.customer"]
    known = {key: customer._from_user(user) for key, user in users.items()}
    for author, department, name, why, state, answer, voters in IDEAS:
        env["icrm.idea"].create(
            {
                "name": say(name, users[author].lang),
                "description": _paragraph(say(why, users[author].lang)),
                "author_id": known[author].id,
                "department_id": departments[department].id,
                "state": state if not answer else "new",
                "vote_ids": [
                    Command.create({"customer_id": known[voter].id}) for voter in voters
                ],
            }
        ).write({"state": state, "answer": _paragraph(say(answer, users[author].lang))})
    today = fields.Date.today()
    for place, (author, department, name, reply) in enumerate(FEEDBACK):
        feedback = env["icrm.feedback"].create(
            {
                "name": say(name, users[author].lang),
                "author_id": known[author].id,
                "department_id": departments[department].id,
                "due_on": today + timedelta(days=4 * place - 1),
                "reply": say(reply, users[author].lang),
            }
        )
        if reply:
            feedback._mark_answered()
    for department, heard, answer, result in ANSWERS:
        lang = departments[department].manager_id.user_id.lang
        env["icrm.public.answer"].create(
            {
                "heard": say(heard, lang),
                "answer": _paragraph(say(answer, lang)),
                "result": _paragraph(say(result, lang)),
                "department_id": departments[department].id,
                "source": "feedback",
            }
        ).action_publish()
    research = env["icrm.research"].create(
        {
            "name": "The first week of newcomers",
            "kind": "focus_group",
            "date": fields.Datetime.now() - timedelta(days=12),
            "user_id": users["sofia"].id,
            "service_id": services["access"].id,
            "participant_ids": [
                Command.create({"customer_id": known[key].id, "is_consented": True})
                for key in ("elena", "jonas", "tao")
            ],
        }
    )
    research.action_done()
    for name, service, kano, mentions, state, source in NEEDS:
        env["icrm.need"].create(
            {
                "name": name,
                "service_id": services[service].id,
                "kano_class": kano,
                "mentions": mentions,
                "state": state,
                "source": source,
                "research_id": research.id if source == "focus_group" else False,
                "user_id": users["sofia"].id,
                "customer_department_id": name in NEEDED_BY
                and departments[NEEDED_BY[name]].id,
            }
        )
