# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Who is on the complaint desk of a company, and what happens when nobody is."""

from ..access import company_day
from ..access.groups import ADMIN, DESK, OFFICER


def get_desk(env, company):
    """Return the active members of the desk of *company*."""
    # sudo: who is on the desk, to count them
    members_sudo = env.ref(DESK).sudo().all_user_ids
    return members_sudo.filtered(
        lambda user: user.active and company in user.company_ids
    )


def warn_about_desk(complaints, company):
    """Tell administrators that nobody can act for complaints of *company*.

    Nobody is on the desk, or of one complaint all its members are a party. In sudo:
    the job's.
    """
    env = complaints.env
    of_company = [("company_id", "=", company.id)]
    if get_desk(env, company):
        open_ones = complaints.search([*of_company, ("is_open", "=", True)])
        if all(complaint._get_desk_users() for complaint in open_ones):
            return
    elif not company.icrm_complaint_anonymous and not complaints.search_count(
        of_company, limit=1
    ):
        return
    for group in (ADMIN, OFFICER, "base.group_system"):
        users = env.ref(group).all_user_ids.filtered(
            lambda user: user.active and company in user.company_ids
        )
        if users:
            break
    env["icrm.message"].with_company(company)._enqueue(
        "complaint_desk_empty",
        users,
        occasion=str(company_day.today(company)),
    )
