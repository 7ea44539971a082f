# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import icrm_external_outcome_mixin
from . import icrm_external_commitment
from . import icrm_external_lateness
from . import icrm_external_association
from . import helpdesk_ticket
