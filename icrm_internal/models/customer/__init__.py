# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import (
    hr_department,
    hr_employee,
    hr_employee_public,
    icrm_interest,
    icrm_segment,
    icrm_segment_membership,
    icrm_customer,
    icrm_orphaned_work,
    res_lang,
    res_partner,
    res_users,
    resource_resource,
)
