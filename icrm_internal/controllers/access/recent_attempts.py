# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What limits rates on pages without login.

The counters are in the memory of one process; nothing is stored. Addresses are hashed
with a random key that is replaced regularly.
"""

import hashlib
import ipaddress
import math
import secrets
import threading
import time
from collections import OrderedDict

from odoo.http import request

HOUR = 3600
ADDRESSES = 10_000
# The first wait, which doubles, and the longest; in seconds.
WAIT, LONGEST_WAIT = 5, 120


class RecentAttempts:
    """Times of recent attempts per source, within the last *seconds*."""

    def __init__(self, seconds=HOUR):
        self.seconds = seconds
        self.lock = threading.RLock()
        self.clear()

    def clear(self):
        self._began = time.monotonic()
        self._now, self._before = self._new(), self._new()

    def _new(self):
        return secrets.token_bytes(32), OrderedDict()

    def times(self, who):
        """Return the recorded times of *who*, ascending."""
        with self.lock:
            self._rotate_key()
            since = time.monotonic() - self.seconds
            return [
                at
                for key, times in (self._before, self._now)
                for at in times.get(self._digest(key, who), ())
                if at > since
            ]

    def record(self, who):
        with self.lock:
            self._rotate_key()
            key, times = self._now
            times.setdefault(self._digest(key, who), []).append(time.monotonic())
            while len(times) > ADDRESSES:
                times.popitem(last=False)

    def _rotate_key(self):
        """Replace the key; counts of the last but one key are dropped."""
        age = time.monotonic() - self._began
        if age >= 2 * self.seconds:
            self.clear()
        elif age >= self.seconds:
            self._began += self.seconds
            self._before, self._now = self._now, self._new()

    def _digest(self, key, who):
        return hashlib.blake2b(who.encode(), key=key).digest()


class RateLimiter(RecentAttempts):
    """Allows a number per hour; after that one at a time, with growing waits."""

    def take(self, who, free):
        """Count one more from *who* and return 0, or return the seconds to wait."""
        with self.lock:
            times = self.times(who)
            if len(times) >= free:
                wait = min(WAIT * 2 ** min(len(times) - free, 10), LONGEST_WAIT)
                left = times[-1] + wait - time.monotonic()
                if left > 0:
                    return math.ceil(left)
            self.record(who)
            return 0


def get_address():
    """Return the visitor's address; of IPv6 the /64 network of one connection."""
    address = request.httprequest.remote_addr or ""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if parsed.version == 6:
        return str(ipaddress.ip_network((parsed, 64), strict=False))
    return address
