# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models

from ..access.personal import EMPTY, KEEP, Personal


class HrVersion(models.Model):
    _inherit = "hr.version"
    _icrm_personal = (
        Personal("department_id", "employee_id", KEEP),
        Personal("job_title", "employee_id", KEEP),
        Personal("private_street", "employee_id", EMPTY),
        Personal("private_street2", "employee_id", EMPTY),
        Personal("private_city", "employee_id", EMPTY),
        Personal("private_zip", "employee_id", EMPTY),
        Personal("spouse_complete_name", "employee_id", EMPTY, own=False),
    )
