# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Requests that belong to another department, on their way there."""

# from, to, why, whether the other side has acknowledged
HANDOVERS = [
    ("it", "it_infra", "The cause is in the network, not on the computer.", False),
    ("it_infra", "procurement", "The part must be ordered first.", True),
    ("research", "logistics", "Only the shipment is missing.", False),
    ("procurement", "it", "采购规格需要 IT 确认。", False),
]


def build_handovers(env, teams):
    """Hand some requests in progress over.

    :param teams: {department key: team}
    """
    for source, target, reason, acknowledged in HANDOVERS:
        request = env["helpdesk.ticket"].search(
            [
                ("team_id", "=", teams[source].id),
                ("icrm_state", "=", "in_progress"),
                ("icrm_handover_id", "=", False),
            ],
            limit=1,
        )
        if not request.user_id:
            continue
        handover = request.with_user(request.user_id).action_icrm_hand_over(
            teams[target].id, reason
        )
        if acknowledged:
            receiver = teams[target].user_ids[:1]
            handover.with_user(receiver).action_acknowledge()
