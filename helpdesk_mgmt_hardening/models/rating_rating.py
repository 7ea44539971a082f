# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class RatingRating(models.Model):
    """Core lets every employee read, forge and change every rating.

    A rating of one of our documents is read with the document, and changed by nobody:
    whoever was asked answers through core's page, which checks the token and then
    writes as superuser. (Our own ratings are icrm.request.rating.)
    """

    _inherit = "rating.rating"
    _icrm_document_field = "rating_ids"

    def write(self, vals):
        result = super().write(vals)
        if "res_model_id" in vals or "res_id" in vals:
            # A row of some other document must not be moved onto one of ours.
            self.check_access("write")
        return result

    def _icrm_forbidden(self, operation):
        if operation == "read" or self.env.is_system():
            return super()._icrm_forbidden(operation)
        guarded = set(self._icrm_guarded_models())
        return (
            self.sudo()
            .filtered(lambda rating: rating.res_model in guarded)
            .sudo(self.env.su)
        )
