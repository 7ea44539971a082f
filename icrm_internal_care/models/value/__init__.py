# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import base
from . import res_company
from . import res_config_settings
from . import icrm_value_policy
from . import icrm_customer_value
from . import icrm_customer_stage
from . import icrm_customer
from . import icrm_segment
from . import icrm_segment_membership
from . import icrm_message
