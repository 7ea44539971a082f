# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from .recent_attempts import RecentAttempts

TRIES = 10
TRIES_SECONDS = 600


class AttemptLimiter(RecentAttempts):
    """Counts wrong keys per address, in memory only.

    Keys cannot be guessed; this limits the load. Call it only for keys that were looked
    up and are wrong: many people share an address, and a right key always works.
    """

    def __init__(self):
        super().__init__(TRIES_SECONDS)

    def refuse(self, address):
        """Record a wrong key; return whether there were too many before."""
        blocked = len(self.times(address)) >= TRIES
        if not blocked:
            self.record(address)
        return blocked
