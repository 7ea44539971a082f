# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from typing import NamedTuple


class EntryPoint(NamedTuple):
    callers: str | tuple
    reason: str
    # Arguments for the test's calls
    args: dict = {}


ASKS_REASON = EntryPoint("everybody", "a dialog; the step it asks for decides")
