# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Help articles with what readers say of them, and keywords that searches propose.

Services that are often requested and have no article stay so: printer, expenses, stock.
"""

import html
from datetime import timedelta

from markupsafe import Markup, escape
from opencc import OpenCC

from odoo import Command, fields

# service, (name, steps) in English and in Chinese, days until the review,
# counts: solved, not helped, answered; reasons why it did not help
ARTICLES = [
    (
        "password",
        (
            "Unlock your account yourself",
            [
                "Open the login page",
                "Choose Forgot password",
                "Enter the code from your phone",
            ],
        ),
        ("自助解锁账号", ["打开登录页面", "点击“忘记密码”", "输入手机收到的验证码"]),
        90,
        (41, 6, 63),
        ["My phone number changed, no code arrives.", "手机换号了，收不到验证码。"],
    ),
    (
        "vpn",
        (
            "VPN from home, step by step",
            ["Start the VPN client", "Choose Halden Office", "Confirm on your phone"],
        ),
        (
            "在家连接 VPN 的步骤",
            ["启动 VPN 客户端", "选择 Halden Office", "在手机上确认"],
        ),
        -12,
        (28, 9, 40),
        [
            "Step 2 looks different since the update.",
            "In the hotel nothing connects.",
            "更新后界面与第二步不一致。",
        ],
    ),
    (
        "wifi",
        (
            "Wi-Fi for guests",
            [
                "Ask the front desk for a code",
                "Choose Halden Guest",
                "The code is valid for a day",
            ],
        ),
        ("访客无线网络", ["向前台领取验证码", "选择 Halden Guest", "验证码当天有效"]),
        200,
        (17, 1, 22),
        [],
    ),
    (
        "leave",
        (
            "How your leave balance is counted",
            [
                "A year has 15 days, from the sixth year on 20",
                "Unused days end in March",
                "Half days count as 0.5",
            ],
        ),
        (
            "年假余额如何计算",
            ["每年 15 天，第六年起 20 天", "未休天数次年三月底失效", "半天计 0.5 天"],
        ),
        30,
        (33, 4, 29),
        ["Nothing about parental leave."],
    ),
    (
        "travel",
        (
            "Trains: what you can book yourself",
            [
                "Second class up to 4 hours",
                "First class needs the head's approval",
                "Keep the ticket for the expenses",
            ],
        ),
        (
            "火车票：哪些可以自己订",
            ["四小时以内二等座", "一等座须经部门负责人批准", "保留车票用于报销"],
        ),
        320,
        (12, 2, 18),
        [],
    ),
]
# Made of a request, for a reviewer; not published yet
DRAFT = (
    "access",
    (
        "Read access to test reports",
        ["Ask the owner of the folder", "Say how long you need it"],
    ),
    ("开通检测报告查看权限", ["向文件夹负责人申请", "说明使用期限"]),
)

# service, what three people searched before they chose it
SEARCHES = [
    ("laptop", "new machine"),
    ("laptop", "本本太卡"),
    ("vpn", "work from hotel"),
    ("repair", "too cold in here"),
    ("expenses", "打车票怎么报"),
    ("badge", "forgot my card"),
]


def _format(steps):
    return Markup("<ol>%s</ol>") % Markup("").join(
        Markup("<li>%s</li>") % escape(step) for step in steps
    )


def _to_html(text):
    """Return *text* as HTML keeps it: quotes stay, so that its terms are found."""
    return html.escape(text, quote=False)


def build_knowledge(env, services):
    """Add articles and proposed keywords.

    :param services: {service key: service}
    """
    today = fields.Date.today()
    for key, english, chinese, days, counts, reasons in ARTICLES:
        article = _create_article(env, services[key], english, chinese)
        article.write(
            {
                "review_on": today + timedelta(days=days),
                "helped_count": counts[0],
                "not_helped_count": counts[1],
                "answered_count": counts[2],
                "feedback_ids": [
                    Command.create(
                        {"day": today - timedelta(days=9 * number + 2), "reason": text}
                    )
                    for number, text in enumerate(reasons)
                ],
            }
        )
    key, english, chinese = DRAFT
    service = services[key]
    draft = _create_article(env, service, english, chinese)
    request = env["helpdesk.ticket"].search(
        [("icrm_service_id", "=", service.id), ("icrm_state", "=", "resolved")], limit=1
    )
    draft.write(
        {
            "state": "draft",
            "reviewer_id": service.owner_id.id,
            "ticket_id": request.id,
        }
    )
    _add_searches(env, services)


def _create_article(env, service, english, chinese):
    article = env["icrm.service.article"].create(
        {
            "service_id": service.id,
            "name": english[0],
            "body": _format(english[1]),
        }
    )
    to_taiwan = OpenCC("s2twp").convert
    for lang, write in (("zh_CN", str), ("zh_TW", to_taiwan)):
        article.update_field_translations("name", {lang: write(chinese[0])})
        # Term by term: a whole text in another language would replace the English one
        terms = zip(english[1], chinese[1], strict=True)
        article.update_field_translations(
            "body",
            {lang: {_to_html(term): _to_html(write(text)) for term, text in terms}},
        )
    return article


def _add_searches(env, services):
    """Search and choose as three people do; the product proposes the words."""
    people = env["icrm.customer"].search([("user_id", "!=", False)], limit=3).user_id
    for key, words in SEARCHES:
        for user in people:
            env["icrm.search.miss"].with_user(user)._record(services[key], words)
