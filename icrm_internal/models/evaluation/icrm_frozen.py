# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.exceptions import AccessError


class IcrmFrozen(models.AbstractModel):
    """Rows that are computed and stored by SQL; users cannot edit them."""

    _name = "icrm.frozen"
    _inherit = "icrm.append.only"
    _description = "Frozen Result"

    @api.model_create_multi
    def create(self, vals_list):
        raise AccessError(
            self.env._("Scorecards are computed and cannot be created by hand.")
        )

    def _icrm_refuse_change(self):
        raise AccessError(
            self.env._("Scorecards cannot be edited or deleted: add a correction.")
        )
