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
    timezone = pytz.timezone(env.context.get("tz") or env.user.tz or "UTC")
    locale = babel_locale_parse(get_lang(env).code)
    local = pytz.utc.localize(instant).astimezone(timezone)
    today = pytz.utc.localize(fields.Datetime.now()).astimezone(timezone).date()
    # CLDR 42 puts a narrow no-break space before AM and PM; mail clients show a box.
    time = babel.dates.format_time(local, format="short", locale=locale).replace(
        "\u202f", " "
    )
    names = {
        today: env._("today"),
        today + timedelta(days=1): env._("tomorrow"),
        today - timedelta(days=1): env._("yesterday"),
    }
    day = names.get(local.date())
    if not day:
        skeleton = "MMMEd" if local.year == today.year else "yMMMEd"
        day = babel.dates.format_skeleton(skeleton, local, locale=locale)
    return env._("%(day)s, %(time)s", day=day, time=time)
