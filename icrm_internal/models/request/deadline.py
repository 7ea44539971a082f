# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Instants as readable text: "today 16:00", "Mon, Nov 24, 8:00 AM"."""

from datetime import timedelta

import babel.dates
import pytz

from odoo import fields
from odoo.tools.misc import babel_locale_parse, get_lang


def format_deadline(env, instant):
    """Return the naive UTC *instant* in the language and time zone of *env*.

    Near days by name, others by date; the year only where it is another one.
    An empty string for no instant.
    """
    if not instant:
        return ""
    zone, locale = _get_zone(env), _get_locale(env)
    # CLDR 42 puts a narrow no-break space before AM and PM; mail clients show a box.
    time = babel.dates.format_time(
        _to_local(instant, zone), format="short", locale=locale
    ).replace("\u202f", " ")
    return env._("%(day)s, %(time)s", day=format_day(env, instant), time=time)


def format_day(env, instant):
    """Return the day of the naive UTC *instant*, as :func:`format_deadline` does."""
    if not instant:
        return ""
    zone = _get_zone(env)
    day = _to_local(instant, zone).date()
    today = _to_local(fields.Datetime.now(), zone).date()
    names = {
        today: env._("today"),
        today + timedelta(days=1): env._("tomorrow"),
        today - timedelta(days=1): env._("yesterday"),
    }
    skeleton = "MMMEd" if day.year == today.year else "yMMMEd"
    return names.get(day) or babel.dates.format_skeleton(
        skeleton, day, locale=_get_locale(env)
    )


def _get_zone(env):
    return pytz.timezone(env.context.get("tz") or env.user.tz or "UTC")


def _get_locale(env):
    return babel_locale_parse(get_lang(env).code)


def _to_local(instant, zone):
    return pytz.utc.localize(instant).astimezone(zone)
