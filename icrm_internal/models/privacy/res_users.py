# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models

from ..access.personal import EMPTY, KEEP, LOGIN, Personal


class ResUsers(models.Model):
    _inherit = "res.users"
    _icrm_personal = (
        Personal("login", "id", LOGIN),
        Personal("tz", "id", KEEP),
        Personal("signature", "id", EMPTY),
    )
