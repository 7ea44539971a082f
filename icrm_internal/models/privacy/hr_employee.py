# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models

from ..access.personal import EMPTY, NAME, Personal


class HrEmployee(models.Model):
    _inherit = "hr.employee"
    _icrm_personal = (
        Personal("name", "id", NAME),
        Personal("legal_name", "id", NAME, own=False),
        Personal("work_email", "id", EMPTY),
        Personal("work_phone", "id", EMPTY),
        Personal("mobile_phone", "id", EMPTY),
        Personal("private_email", "id", EMPTY),
        Personal("private_phone", "id", EMPTY),
        Personal("emergency_contact", "id", EMPTY),
        Personal("emergency_phone", "id", EMPTY),
        Personal("private_car_plate", "id", EMPTY),
        Personal("image_1920", "id", EMPTY, own=False),
    )
