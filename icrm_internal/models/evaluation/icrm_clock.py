# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class IcrmClock(models.Model):
    _inherit = "icrm.clock"

    # A period's results read the clocks of the period, not all there ever were.
    _icrm_stopped_idx = models.Index("(kind, stopped_at) WHERE stopped_at IS NOT NULL")
    _icrm_decided_idx = models.Index(
        "(COALESCE(missed_at, stopped_at)) WHERE state IN ('met', 'missed')"
    )
