# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import (
    res_company,
    res_config_settings,
    icrm_plan,
    icrm_plan_step,
    icrm_plan_variant,
    icrm_plan_touch,
    icrm_plan_greeting,
    icrm_customer,
    icrm_message,
    icrm_home,
    icrm_kpi,
)
