# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Promises under discussion: half the hours, with and without one more person."""

from .two_languages import say


def build_simulations(env, departments):
    """Simulate two proposals side by side, with a remark of the customer's head."""
    it, research = departments["it"], departments["research"]
    relationship = env["icrm.relationship"].search(
        [
            ("provider_department_id", "=", it.id),
            ("customer_department_id", "=", research.id),
        ]
    )
    head = it.manager_id.user_id
    Simulation = env["icrm.promise.simulation"].with_user(head)
    for name, people in (
        ("Half the hours / 小时数减半", 0),
        ("Half the hours, one more person / 小时数减半，增加一人", 1),
    ):
        simulation = Simulation.create(
            {"name": say(name, head.lang), "relationship_id": relationship.id}
        )
        for line in simulation.line_ids:
            line.hours_then = max(1, line.hours_now / 2)
        simulation.people_then = simulation.people_now + people
        simulation.action_simulate()
    other = research.manager_id.user_id
    simulation.with_user(other).message_post(
        body=say(
            "With one more person we would sign. Can card orders stay at a day?"
            " / 如果增加一人，我们愿意签。刷卡申请能维持一天吗？",
            other.lang,
        ),
        subtype_xmlid="mail.mt_comment",
    )
