# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import (
    icrm_access_check,
    icrm_customer,
    icrm_message,
    icrm_message_rule,
    icrm_orphaned_work,
)
