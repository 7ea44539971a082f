# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What departments let the others know."""

from datetime import timedelta

from odoo import Command, fields

# from (none: the company), for (none: all), first and last day from today, whether it
# is to be confirmed, texts
ANNOUNCEMENTS = [
    (
        "it",
        (),
        -1,
        5,
        False,
        {
            "en_US": (
                "No network on Saturday, 8:00 to 12:00",
                "Switches are replaced in building B. Save your work on Friday;"
                " machines on the shop floor are not affected.",
            ),
            "zh_CN": (
                "周六 8:00 至 12:00 网络中断",
                "B 栋更换交换机，请在周五下班前保存好工作。车间设备不受影响。",
            ),
            "zh_TW": (
                "週六 8:00 至 12:00 網路中斷",
                "B 棟更換交換器，請在週五下班前儲存好工作。廠房設備不受影響。",
            ),
        },
    ),
    (
        "finance",
        ("legal", "research"),
        -3,
        10,
        False,
        {
            "en_US": (
                "Travel expenses of this year: hand in by the 15th",
                "What arrives later is paid in January.",
            ),
            "zh_CN": ("本年度差旅费请于 15 日前报销", "逾期提交的将于 1 月支付。"),
            "zh_TW": ("本年度差旅費請於 15 日前報銷", "逾期提交者將於 1 月支付。"),
        },
    ),
    (
        "hr",
        (),
        -6,
        20,
        True,
        {
            "en_US": (
                "Who may read what: the new rules for personal data",
                "Send personal data by request only, never by chat. Please confirm that"
                " you have read this.",
            ),
            "zh_CN": (
                "个人数据新规：谁可以查看什么",
                "个人数据只能通过申请提交，请勿用聊天工具发送。阅读后请确认。",
            ),
            "zh_TW": (
                "個人資料新規：誰可以檢視什麼",
                "個人資料只能透過申請送出，請勿用聊天工具傳送。閱讀後請確認。",
            ),
        },
    ),
]

# Logins of the demo: they still find it on Home.
LOOKING = ("admin", "claire", "ning", "priya", "wei", "daniel", "sofia")


def build_announcements(env, departments):
    """Create them with their translations."""
    today = fields.Date.today()
    for sender, audience, first, last, is_confirmed, texts in ANNOUNCEMENTS:
        title, text = texts["en_US"]
        announcement = env["icrm.announcement"].create(
            {
                "name": title,
                "body": text,
                "department_id": departments[sender].id,
                "department_ids": [
                    Command.link(departments[key].id) for key in audience
                ],
                "date_from": today + timedelta(days=first),
                "date_to": today + timedelta(days=last),
                "asks_confirmation": is_confirmed,
            }
        )
        for lang, (title, text) in texts.items():
            announcement.with_context(lang=lang).write({"name": title, "body": text})
        if is_confirmed:
            readers = env["icrm.customer"].search(announcement._get_readers())
            for reader in readers[::3].user_id.filtered(
                lambda user: user.login not in LOOKING
            ):
                announcement.with_user(reader).action_confirm()
