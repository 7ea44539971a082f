# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class IcrmEvaluationCycle(models.Model):
    """An evaluation ends when what follows from it is done."""

    _inherit = "icrm.evaluation.cycle"

    def _get_open_actions(self):
        """Add the improvements that began with a result of this cycle."""
        Score = self.env["icrm.evaluation.score"]
        improvements = self.env["icrm.improvement"]._search_started_from(
            Score.search([("cycle_id", "in", self.ids)])
        )
        return [
            *super()._get_open_actions(),
            *improvements.filtered("is_open").mapped("name"),
        ]
