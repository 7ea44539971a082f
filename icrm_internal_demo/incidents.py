# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A major incident that goes on, one that was reviewed, and planned maintenance."""

from datetime import timedelta

from odoo import fields

from .two_languages import say, translate

# department, service, title, what customers read, updates, review
INCIDENTS = [
    (
        "it_infra",
        "wifi",
        "No Wi-Fi in building B / B 栋无线网络中断",
        "Use the cable meanwhile. We expect it back this afternoon. / "
        "请暂时使用有线网络，预计今天下午恢复。",
        [
            "A switch has failed; the spare part is on its way. / "
            "交换机故障，备件正在运送途中。"
        ],
        None,
    ),
    (
        "it",
        "printer",
        "Printers on floor 3 / 三楼打印机",
        "",
        ["The print server is being restarted. / 打印服务器正在重启。"],
        (
            "The disk of the print server was full.",
            "A colleague looked into the log at once.",
            "An alert when the disk is four fifths full: Priya, next Friday.",
        ),
    ),
]
# department, services, title, what customers read, days ahead, hours
MAINTENANCE = [
    (
        "it_infra",
        ["vpn", "restore"],
        "Upgrade of the servers / 服务器升级",
        "No VPN meanwhile. Files on your computer are not affected. / "
        "期间无法使用 VPN，本机文件不受影响。",
        5,
        4,
    ),
]


def build_incidents(env, departments, services):
    """Link open requests, tell their customers, review one, announce a window."""
    for department, key, name, text, updates, review in INCIDENTS:
        service = services[key]
        incident = env["icrm.incident"].create(
            {
                "name": name,
                "description": text,
                "department_id": departments[department].id,
                "service_ids": service.ids,
                "owner_id": service.team_id.user_ids[:1].id,
                "started_at": fields.Datetime.now() - timedelta(hours=3),
            }
        )
        translate(incident, "name", "description")
        requests = env["helpdesk.ticket"].search(
            [
                ("icrm_service_id", "=", service.id),
                ("icrm_state", "in", ("new", "in_progress", "waiting")),
            ],
            limit=5,
        )
        incident._link(requests)
        for update in updates:
            owner = incident.owner_id
            incident.with_user(owner).action_tell(say(update, owner.lang))
        if review:
            incident.write(
                dict(zip(("cause", "helped", "actions"), review, strict=True))
            )
            incident.action_resolve("Everything works again.")
            incident.action_close()
        # The company is built in silence.
        env["icrm.message"]._cancel(incident)
    for department, keys, name, text, days, hours in MAINTENANCE:
        start = fields.Datetime.now() + timedelta(days=days)
        start = start.replace(hour=12, minute=0, second=0)
        maintenance = env["icrm.maintenance"].create(
            {
                "name": name,
                "description": text,
                "department_id": departments[department].id,
                "service_ids": [services[key].id for key in keys],
                "start_at": start,
                "end_at": start + timedelta(hours=hours),
            }
        )
        translate(maintenance, "name", "description")
        maintenance.action_announce()
        env["icrm.message"]._cancel(maintenance)
