# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Who serves a request: for one request, and as a domain for a queue."""

from odoo.fields import Domain

from ..access.groups import AGENT, MANAGER, OFFICER


def may_serve(env, team, department, assignee=()):
    """Return whether the user may serve requests of a team and a department.

    An agent who is in the team or has it assigned, the head of the department or of one
    above it, officers. The records are given in sudo.
    """
    user = env.user
    if user.has_group(OFFICER):
        return True
    if not user.has_group(AGENT):
        return False
    if user in team.user_ids or user in assignee:
        return True
    return user.has_group(MANAGER) and user in (
        (team.icrm_department_id | department).icrm_head_user_ids
    )


def get_served_domain(env):
    """Return the domain of the requests for which :func:`may_serve` is true."""
    user = env.user
    if user.has_group(OFFICER):
        return Domain("icrm_service_id", "!=", False)
    if not user.has_group(AGENT):
        return Domain.FALSE
    served = Domain("team_id.user_ids", "=", user.id) | Domain("user_id", "=", user.id)
    if user.has_group(MANAGER):
        for department in ("team_id.icrm_department_id", "icrm_provider_department_id"):
            served |= Domain(f"{department}.icrm_head_user_ids", "=", user.id)
    return Domain("icrm_service_id", "!=", False) & served
