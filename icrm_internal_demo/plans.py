# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What is said to customers: a plan that runs, calls to make, examples to start."""

from datetime import timedelta

from odoo import Command, fields

from .two_languages import write_translations

# (days after the step before, channel, subjects, texts)
STEPS = [
    (
        0,
        "preferred",
        {
            "en_US": "{name}, the new service catalogue is here",
            "zh_CN": "{name}，新版服务目录已上线",
            "zh_TW": "{name}，新版服務目錄已上線",
        },
        {
            "en_US": "<p>Type two words on Home and send your request. Questions? Ask "
            "{manager}.</p>",
            "zh_CN": "<p>在首页输入两个词，即可提交申请。"
            "如有疑问，请联系{manager}。</p>",
            "zh_TW": "<p>在首頁輸入兩個詞，即可送出申請。"
            "如有疑問，請聯絡{manager}。</p>",
        },
    ),
    (
        14,
        "preferred",
        {
            "en_US": "Did you find what you need, {name}?",
            "zh_CN": "{name}，您找到需要的服务了吗？",
            "zh_TW": "{name}，您找到需要的服務了嗎？",
        },
        {
            "en_US": "<p>Tell us which service {department} is missing.</p>",
            "zh_CN": "<p>{department}还缺少哪些服务？请告诉我们。</p>",
            "zh_TW": "<p>{department}還缺少哪些服務？請告訴我們。</p>",
        },
    ),
]
NAMES = {
    "en_US": "News of the service catalogue",
    "zh_CN": "服务目录新闻",
    "zh_TW": "服務目錄新訊",
}
# Who prefers the telephone: logins
BY_PHONE = ("claire", "ning", "felix", "hao", "mei", "amira")
# Who has been called, and what came of it
NOTE = "Asks for a form for business cards."


def build_plans(env):
    """Create a plan that runs, with contacts of last week and calls to make."""
    users = {
        user.login: user
        for user in env["res.users"].search(
            [("login", "in", ("sofia", "daniel", *BY_PHONE))]
        )
    }
    Customer = env["icrm.customer"]
    by_phone = Customer.search([("user_id.login", "in", BY_PHONE)])
    by_phone.preferred_channel = "phone"
    plan = env["icrm.plan"].create(
        {
            "name": NAMES["en_US"],
            "user_id": users["sofia"].id,
            "audience": "everyone",
            "step_ids": [
                Command.create(
                    {
                        "sequence": number,
                        "delay": delay,
                        "channel": channel,
                        "subject": subjects["en_US"],
                        "body": texts["en_US"],
                    }
                )
                for number, (delay, channel, subjects, texts) in enumerate(STEPS, 1)
            ],
        }
    )
    write_translations(plan, "name", NAMES)
    for step, (_delay, _channel, subjects, texts) in zip(
        plan.step_ids, STEPS, strict=True
    ):
        write_translations(step, "subject", subjects)
        source = _inner(texts["en_US"])
        step.update_field_translations(
            "body",
            {
                lang: {source: _inner(text)}
                for lang, text in texts.items()
                if lang != "en_US"
            },
            source_lang="en_US",
        )
    today = fields.Date.today()
    started = today - timedelta(days=6)
    plan.write({"state": "running", "started_on": started})
    _build_touches(env, plan, started, by_phone, users)


def _inner(html):
    return html.removeprefix("<p>").removesuffix("</p>")


def _build_touches(env, plan, started, by_phone, users):
    """Write down the contacts as the job would have, without sending anything."""
    people = env["icrm.customer"].search(plan._get_audience_domain(), order="id")
    first, second = plan.step_ids
    rows = []
    for number, customer in enumerate(people):
        is_call = customer in by_phone
        rows.append(
            {
                "plan_id": plan.id,
                "step_id": first.id,
                "customer_id": customer.id,
                "company_id": plan.company_id.id,
                "occasion": "",
                "due_on": started,
                "planned_on": started,
                "sent_on": started,
                "state": "call" if is_call else "sent",
                "user_id": (
                    customer.account_manager_id.id or users["sofia"].id
                    if is_call
                    else False
                ),
                "next_try_on": started if is_call else False,
                "is_clicked": not is_call and number % 3 == 0,
            }
        )
        rows.append(
            {
                "plan_id": plan.id,
                "step_id": second.id,
                "customer_id": customer.id,
                "company_id": plan.company_id.id,
                "occasion": "",
                "due_on": started + timedelta(days=14),
                "planned_on": started + timedelta(days=14),
                "state": "planned",
            }
        )
    touches = env["icrm.plan.touch"].create(rows)
    people.last_touch_on = started
    done = touches.filtered(lambda touch: touch.state == "call")[:1]
    done.write(
        {
            "state": "done",
            "result": "reached",
            "is_answered": True,
            "note": NOTE,
            "tries": 1,
        }
    )
