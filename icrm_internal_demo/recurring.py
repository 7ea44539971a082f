# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A problem that many have at once: since an update the VPN drops."""

from datetime import timedelta

from odoo import fields

ASKS = [
    ("VPN drops every few minutes since the update", "更新后 VPN 频繁断线"),
    ("My VPN connection drops again and again", "VPN 老是断线，连接不稳定"),
    ("VPN drops during every video call", "视频会议时 VPN 断线"),
    ("Since the update the VPN connection drops", "升级之后 VPN 一直断线"),
    ("VPN connection drops at home", "在家办公 VPN 断线"),
]
REQUESTS = 22


def build_recurring(env, services):
    """Let colleagues of several departments ask the same, and find it as at night.

    :param services: {service key: service}
    """
    service = services["vpn"]
    now = fields.Datetime.now()
    customers = env["icrm.customer"].search(
        [
            ("kind", "=", "employee"),
            ("department_id", "not in", (False, service.department_id.id)),
            ("user_id", "!=", env.ref("base.user_admin").id),
        ],
        limit=REQUESTS,
    )
    agents = service.team_id.user_ids
    stage = env.ref("helpdesk_mgmt.helpdesk_ticket_stage_done")
    values, events = [], []
    for number, customer in enumerate(customers):
        start = now - timedelta(days=1 + number, hours=3)
        agent = agents[number % len(agents)]
        taken = start + timedelta(hours=1)
        done = start + timedelta(hours=5 + number % 4)
        values.append(
            {
                "create_date": start,
                "name": ASKS[number % len(ASKS)][customer.lang != "en_US"],
                "description": "",
                "icrm_service_id": service.id,
                "icrm_requester_id": customer.id,
                "icrm_origin": "import",
                "priority": "1",
                "stage_id": stage.id,
                "user_id": agent.id,
                "assigned_date": taken,
                "last_stage_update": done,
                "closed_date": done,
                "icrm_state": "resolved",
                "icrm_holder": False,
                "icrm_submitted_at": start,
                "icrm_first_response_at": taken,
                "icrm_resolved_at": done,
                "icrm_confirmed_at": done,
            }
        )
        events.append(
            [
                {
                    "occurred_at": at,
                    "state": state,
                    "holder": holder,
                    "team_id": service.team_id.id,
                    "department_id": service.team_id.icrm_department_id.id,
                    "user_id": agent.id if state != "new" else False,
                    "priority": "1",
                }
                for at, state, holder in (
                    (start, "new", "provider"),
                    (taken, "in_progress", "provider"),
                    (done, "resolved", False),
                )
            ]
        )
    env["helpdesk.ticket"]._icrm_import(values, events)
    # sudo: the demo company is made as the system makes it
    Problem = env["icrm.recurring.problem"].sudo()
    Problem._find(service, Problem._read_names(env.company))
