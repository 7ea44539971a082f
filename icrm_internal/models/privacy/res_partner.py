# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models

from ..access.personal import EMPTY, NAME, Personal


class ResPartner(models.Model):
    _inherit = "res.partner"
    _icrm_personal = (
        Personal("name", "id", NAME),
        Personal("email", "id", EMPTY),
        Personal("phone", "id", EMPTY),
        Personal("street", "id", EMPTY),
        Personal("street2", "id", EMPTY),
        Personal("city", "id", EMPTY),
        Personal("zip", "id", EMPTY),
        Personal("website", "id", EMPTY),
        Personal("comment", "id", EMPTY, own=False),
        Personal("image_1920", "id", EMPTY, own=False),
    )
