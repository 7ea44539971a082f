# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class RatingRating(models.Model):
    """Core lets every employee read, forge and change every rating.

    A rating of a protected document is read with the document and never changed:
    raters answer on core's page, which checks the token and then
    writes as superuser.
    """

    _inherit = "rating.rating"
    _hardening_document_field = "rating_ids"

    def write(self, vals):
        result = super().write(vals)
        if "res_model_id" in vals or "res_id" in vals:
            # A row of some other document must not be moved onto a protected one.
            self.check_access("write")
        return result

    def _hardening_forbidden(self, operation):
        if operation == "read" or self.env.is_system():
            return super()._hardening_forbidden(operation)
        # sudo: only to find their documents
        return (
            self.sudo()
            .filtered(
                lambda rating: self._hardening_protected_ids(
                    rating.res_model or "", [rating.res_id]
                )
            )
            .sudo(self.env.su)
        )
