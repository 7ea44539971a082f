# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import time
from collections import OrderedDict

TRIES = 10
TRIES_SECONDS = 600
ADDRESSES = 10_000


class WrongKeys:
    """How often an address tried wrong keys lately; in memory, never stored.

    Keys cannot be guessed; this keeps the server quiet. One count per worker process.
    """

    def __init__(self):
        self._tries = OrderedDict()

    def blocked(self, address):
        return len(self._lately(address)) >= TRIES

    def note(self, address):
        self._tries[address] = [*self._lately(address), time.monotonic()]
        self._tries.move_to_end(address)
        while len(self._tries) > ADDRESSES:
            self._tries.popitem(last=False)

    def _lately(self, address):
        since = time.monotonic() - TRIES_SECONDS
        return [at for at in self._tries.get(address, ()) if at > since]

    def clear(self):
        self._tries.clear()
