# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models
from odoo.exceptions import AccessError

from .finding_text import finding


class IcrmFeedback(models.Model):
    """From feedback to an improvement, which more people read: it quotes no one."""

    _name = "icrm.feedback"
    _inherit = ["icrm.feedback", "icrm.improvement.source.mixin"]

    def _check_improver(self):
        super()._check_improver()
        if not self.can_answer:
            raise AccessError(
                self.env._("Only the head of the department or an officer can answer.")
            )

    def _prepare_improvement(self):
        about = self.service_id or self.department_id
        return {
            "name": self.env._("Improve after feedback: %s", about.name),
            "department_id": self.department_id.id,
            "service_id": self.service_id.id,
            "company_id": self.company_id.id,
            "origin": "feedback",
            "origin_values": finding("feedback"),
        }
