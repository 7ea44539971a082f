# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from typing import NamedTuple


class Door(NamedTuple):
    who: str | tuple
    why: str
    # Arguments for the test's calls
    args: dict = {}


ASKS_REASON = Door("everybody", "a dialog; the step it asks for decides")
