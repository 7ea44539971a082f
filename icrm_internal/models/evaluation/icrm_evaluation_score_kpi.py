# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class IcrmEvaluationScore(models.Model):
    """Found by the indicator's result it counts in."""

    _name = "icrm.evaluation.score"
    _inherit = ["icrm.evaluation.score", "icrm.kpi.source"]
