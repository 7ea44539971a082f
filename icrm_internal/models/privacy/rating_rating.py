# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models

from ..access.personal import KEEP, SWEEP, Personal


class RatingRating(models.Model):
    _inherit = "rating.rating"
    _icrm_personal = (
        Personal("rating", "partner_id", KEEP),
        Personal("feedback", "partner_id"),
        Personal("publisher_comment", erased=SWEEP),
        Personal("res_name", erased=SWEEP),
        Personal("parent_res_name", erased=SWEEP),
    )
