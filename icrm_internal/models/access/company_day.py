# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The day it is where a company works.

What is due, over, valid or counted on a day follows the company's day: neither the
server's, which is UTC's, nor that of whoever reads, who may travel. Jobs have no time
zone at all. The only place that turns an instant into a day or a day into an instant,
in Python and in SQL; tests/test_source.py refuses others.
"""

from datetime import date, datetime, time, timedelta

import pytz

from odoo import fields
from odoo.tools import SQL

# No place on earth is further ahead of UTC, or further behind.
AHEAD = timedelta(hours=14)
BEHIND = timedelta(hours=12)


def get_zone(company):
    """Return the name of the time zone in which *company* works."""
    # sudo: the time zone of a company is no secret.
    company_sudo = company.sudo()
    return company_sudo.resource_calendar_id.tz or company_sudo.partner_id.tz or "UTC"


def today(records, at=None):
    """Return the day it is for the company of *records*, which share one.

    That of the environment, for models without a company and rows of none.

    :param datetime at: the instant, naive UTC; now by default
    """
    return in_zone(get_zone(_get_company(records)), at)


def in_zone(zone, at=None):
    """Return the day it is in a named time zone at an instant (naive UTC), or now."""
    return clock_in_zone(zone, at or fields.Datetime.now()).date()


def clock_in_zone(zone, at):
    """Return what clocks show in a named time zone at an instant (naive UTC)."""
    return pytz.utc.localize(at).astimezone(pytz.timezone(zone)).replace(tzinfo=None)


def midnight(records, day):
    """Return the instant (naive UTC) at which *day* begins for their company."""
    return midnight_in_zone(get_zone(_get_company(records)), day)


def midnight_in_zone(zone, day):
    """Return the instant (naive UTC) at which *day* begins in a named time zone."""
    local = pytz.timezone(zone).localize(datetime.combine(day, time.min))
    return local.astimezone(pytz.utc).replace(tzinfo=None)


def latest(at=None) -> date:
    """Return the latest day that it is anywhere, at an instant (naive UTC) or now: to
    search for what may be due."""
    return ((at or fields.Datetime.now()) + AHEAD).date()


def earliest(at=None) -> date:
    """Return the earliest day that it is anywhere, at an instant (naive UTC) or now: to
    search for what may be valid."""
    return ((at or fields.Datetime.now()) - BEHIND).date()


def sql_zone(company_id):
    """Return the SQL of the name of a company's time zone, as :func:`get_zone`."""
    return SQL(
        """
        (SELECT COALESCE(zone_calendar.tz, zone_partner.tz, 'UTC')
           FROM res_company AS zone_company
           LEFT JOIN resource_calendar AS zone_calendar
             ON zone_calendar.id = zone_company.resource_calendar_id
           LEFT JOIN res_partner AS zone_partner
             ON zone_partner.id = zone_company.partner_id
          WHERE zone_company.id = %s)""",
        company_id,
    )


def sql_day(at, company_id):
    """Return the SQL of a company's day of an instant, a ``timestamp`` in UTC."""
    return SQL(
        "((%s)::timestamp AT TIME ZONE 'UTC' AT TIME ZONE %s)::date",
        at,
        sql_zone(company_id),
    )


def sql_midnight(day, company_id):
    """Return the SQL of the instant, in UTC, at which a day begins for a company."""
    return SQL(
        "((%s)::date::timestamp AT TIME ZONE %s AT TIME ZONE 'UTC')",
        day,
        sql_zone(company_id),
    )


def _get_company(records):
    if records._name == "res.company":
        companies = records
    elif "company_id" in records._fields:
        companies = records.company_id
    else:
        companies = records.env.company
    if len(companies) > 1:
        raise ValueError(f"{records!r} are of several companies, each with its day")
    return companies or records.env.company
