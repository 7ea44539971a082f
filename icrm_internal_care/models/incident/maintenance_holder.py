# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The party that holds a request while planned maintenance stops its clocks.

None of RUNNING_HOLDERS: no time is used up. Neither the customer's nor a third party's:
the ledger and the figures show it on its own.
"""

HOLDER = "maintenance"
MAINTENANCE = [(HOLDER, "Planned maintenance")]
