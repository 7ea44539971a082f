# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Who is served faster than others, and the reason that all read."""

from .two_languages import say, translate

SEGMENT = "Warehouse and dispatch / 仓库与发运"
SERVICE, CUSTOMER, PRIORITY = "access", "logistics", "1"
REASON = (
    "Lorries wait at the gate while a shift cannot log in / "
    "班组无法登录时，货车只能在门口等待"
)
# who asks, for what
REQUESTS = [
    ("leo", "Customs folder of the new warehouse / 新仓库的报关文件夹"),
    ("hui", "Stock planning for the night shift / 夜班库存计划"),
]


def build_segment_promises(env, departments, services):
    """Promise a department by its segment what another one has agreed on."""
    segment = env["icrm.segment"].create(
        {
            "name": SEGMENT,
            "kind": "rule",
            "domain": str([("department_id", "child_of", departments[CUSTOMER].id)]),
        }
    )
    translate(segment, "name")
    service = services[SERVICE]
    promise = env["icrm.segment.promise"].create(
        {
            "service_id": service.id,
            "segment_id": segment.id,
            "agreement_line_id": env["icrm.agreement.line"]
            .search(
                [
                    ("service_id", "=", service.id),
                    ("priority", "=", PRIORITY),
                    ("agreement_id.state", "=", "signed"),
                ],
                limit=1,
            )
            .id,
            "reason": REASON,
        }
    )
    translate(promise, "reason")
    service.action_publish()
    for login, name in REQUESTS:
        customer = env["icrm.customer"].search([("user_id.login", "=", login)])
        env["helpdesk.ticket"].create(
            {
                "name": say(name, customer.lang),
                "description": say(name, customer.lang),
                "icrm_service_id": service.id,
                "icrm_requester_id": customer.id,
                "icrm_origin": "catalogue",
            }
        )
