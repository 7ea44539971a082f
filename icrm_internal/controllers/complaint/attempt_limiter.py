# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from .rate_limiter import Lately

TRIES = 10
TRIES_SECONDS = 600


class AttemptLimiter(Lately):
    """How often an address tried wrong keys lately; in memory, never stored.

    Keys cannot be guessed; this keeps the server quiet. Ask it only about keys that
    were looked up and open nothing: many people share an address, and whoever has a
    right key is served at any time.
    """

    def __init__(self):
        super().__init__(TRIES_SECONDS)

    def refuse(self, address):
        """Note a wrong key; return whether there were too many before."""
        blocked = len(self.times(address)) >= TRIES
        if not blocked:
            self.note(address)
        return blocked
