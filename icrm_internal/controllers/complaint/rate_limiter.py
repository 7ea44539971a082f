# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Rate limits of anonymous complaints."""

import math
import threading
import time

from odoo.exceptions import UserError
from odoo.tools import config

from ..access.recent_attempts import HOUR, RateLimiter

# Limits without login, settable as system parameters ``icrm_internal.<name>``. Many
# people may share one address: in a company of 10,000 behind one router, 100 complaints
# on the same day cause no waiting.
LIMITS = {
    # an hour from one address, or to one complaint; then one at a time, with waits
    "anonymous_free": 30,
    # an hour, from all addresses
    "anonymous_hour": 300,
    "anonymous_hour_mb": 500,
    # a day from everywhere, computed from stored files: across all servers
    "anonymous_day_mb": 2_000,
}


class LimitExceeded(UserError):
    """A temporary refusal, with the seconds after which to try again."""

    def __init__(self, message, seconds):
        super().__init__(message)
        self.seconds = seconds


class HourlyTotal:
    """Number and bytes of all submissions in this hour."""

    def __init__(self):
        self.lock = threading.Lock()
        self.clear()

    def clear(self):
        self._began, self._count, self._size = time.monotonic(), 0, 0

    def take(self, size, most, most_size):
        """Count one more; return "count" or "size" if there is too much of it."""
        # Each process counts its own submissions against its share of the limit.
        parts = max(1, config["workers"] or 0)
        with self.lock:
            if time.monotonic() - self._began >= HOUR:
                self.clear()
            if self._count + 1 > max(1, most // parts):
                return "count"
            if size and self._size + size > most_size // parts:
                return "size"
            self._count += 1
            self._size += size
        return None

    def minutes_left(self):
        return math.ceil((self._began + HOUR - time.monotonic()) / 60)


filings, total = RateLimiter(), HourlyTotal()


def get_limit(env, name):
    """Return a limit; the default if the setting is no positive number."""
    # sudo: the page's own setting
    text = env["ir.config_parameter"].sudo().get_param(f"icrm_internal.{name}") or ""
    is_number = text.isascii() and text.isdigit() and len(text) < 10
    return int(text) if is_number else LIMITS[name]


def admit(env, who, size):
    """Accept an anonymous submission, or refuse it temporarily.

    :param who: the address, or the complaint the key belongs to
    :param size: bytes of its files
    :raise LimitExceeded: with a message for the sender
    """
    megabyte = 1024**2
    # One process may serve several databases.
    who = f"{env.cr.dbname} {who}"
    if seconds := filings.take(who, get_limit(env, "anonymous_free")):
        raise LimitExceeded(
            env._(
                "Too many submissions. Try again in %(seconds)s seconds; your "
                "text is saved, but attach your files again.",
                seconds=seconds,
            ),
            seconds,
        )
    excess = None
    if size:
        stored = env["icrm.complaint.evidence"]._get_size_of_today()
        if stored + size > get_limit(env, "anonymous_day_mb") * megabyte:
            excess = "size"
    excess = excess or total.take(
        size,
        get_limit(env, "anonymous_hour"),
        get_limit(env, "anonymous_hour_mb") * megabyte,
    )
    if excess == "size":
        raise LimitExceeded(
            env._(
                "Files cannot be accepted now. Send your text without files and "
                "add them later with your key."
            ),
            HOUR,
        )
    if excess:
        minutes = total.minutes_left()
        raise LimitExceeded(
            env._(
                "Too many submissions in the last hour. Try again in %(minutes)s "
                "minutes; your text is saved, but attach your files again.",
                minutes=minutes,
            ),
            minutes * 60,
        )
