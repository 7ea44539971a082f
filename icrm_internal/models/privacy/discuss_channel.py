# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models

from ..access.personal import SWEEP, Personal


class DiscussChannel(models.Model):
    _inherit = "discuss.channel"
    _icrm_personal = (
        Personal("name", erased=SWEEP),
        Personal("description", erased=SWEEP),
    )
