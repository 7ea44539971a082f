# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Closing checklists of some services, complete or half done in their requests."""

from datetime import timedelta

from odoo import Command, fields

from .two_languages import translate

# service: lines, and whether each is required
CHECKLISTS = {
    "laptop": [
        ("Asset number entered / 资产编号已登记", True),
        ("Disk encrypted / 磁盘已加密", True),
        ("Old computer taken back / 旧机已收回", False),
    ],
    "access": [
        ("Approved by the owner of the data / 数据负责人已批准", True),
        ("End date entered / 已设置到期日", False),
    ],
    "onboarding": [
        ("Contract signed by both sides / 劳动合同双方已签署", True),
        ("Account and access card handed over / 账号与门禁卡已交付", True),
        ("Mentor named / 已指定入职导师", False),
    ],
    "expenses": [
        ("Receipts checked / 发票已核对", True),
        ("Within the travel rules / 符合差旅标准", True),
    ],
    "order": [
        ("Three offers compared / 已比价三家", True),
        ("Order confirmed with a date / 订单已确认交期", True),
    ],
    "repair": [("Place safe and clean / 现场已恢复安全整洁", True)],
}
RESOLVED, OPEN = 12, 3


def build_checklists(env, services):
    """Give services checklists; in their requests those who serve checked them.

    :param services: {key: service}
    """
    Ticket = env["helpdesk.ticket"]
    ticks = []
    for key, lines in CHECKLISTS.items():
        service = services[key]
        service.check_ids = [
            Command.create({"name": name, "required": required, "sequence": number})
            for number, (name, required) in enumerate(lines)
        ]
        translate(service.check_ids, "name")
        for state, limit in (("resolved", RESOLVED), ("in_progress", OPEN)):
            requests = Ticket.search(
                [
                    ("icrm_service_id", "=", service.id),
                    ("icrm_state", "=", state),
                    ("user_id", "!=", False),
                ],
                order="id desc",
                limit=limit,
            )
            for request in requests:
                done_at = request.icrm_resolved_at or fields.Datetime.now()
                checks = service.check_ids
                for check in checks if state == "resolved" else checks[:1]:
                    done_at -= timedelta(minutes=7)
                    ticks.append(
                        {
                            "ticket_id": request.id,
                            "check_id": check.id,
                            "user_id": request.user_id.id,
                            "ticked_at": done_at,
                        }
                    )
    env["icrm.request.check"].create(ticks)
