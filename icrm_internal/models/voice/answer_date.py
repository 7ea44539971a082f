# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""By when ideas and feedback are answered: so many working days of the company."""

from datetime import timedelta

from ..access import company_day


def get_answer_date(company_sudo, day):
    """Return the day by which what is sent on *day* is answered.

    Working days are those of the company's working hours; without any, all days.
    """
    days = company_sudo.icrm_feedback_days
    calendar_sudo = company_sudo.resource_calendar_id
    zone = company_day.get_zone(company_sudo)
    begin = company_day.midnight_in_zone(zone, day + timedelta(days=1))
    end = calendar_sudo and calendar_sudo.plan_days(
        days,
        begin,
        compute_leaves=True,
        domain=calendar_sudo._icrm_leave_domain(company_sudo),
    )
    return company_day.in_zone(zone, end) if end else day + timedelta(days=days)
