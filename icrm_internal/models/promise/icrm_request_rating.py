# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class IcrmRequestRating(models.Model):
    _inherit = "icrm.request.rating"

    # In the order in which the figures of relationships go through them.
    _pair_idx = models.Index(
        "(provider_department_id, customer_department_id, id)"
        " INCLUDE (company_id, customer_id, score, rated_at)"
    )
