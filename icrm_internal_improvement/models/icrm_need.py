# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models
from odoo.exceptions import UserError
from odoo.tools.mail import html_to_inner_content

from .finding_text import finding


class IcrmNeed(models.Model):
    """A need is planned once an improvement has begun, and met when that worked."""

    _name = "icrm.need"
    _inherit = ["icrm.need", "icrm.improvement.source.mixin"]

    def _check_improver(self):
        super()._check_improver()
        if not self.provider_department_id:
            raise UserError(self.env._("Set a responsible provider first."))

    def _prepare_improvement(self):
        return {
            "name": self.name,
            "department_id": self.provider_department_id.id,
            "service_id": self.service_id.id,
            "company_id": self.company_id.id,
            "origin": "need",
            "origin_values": finding("need", mentions=self.mentions),
            "problem": html_to_inner_content(self.description or "") or False,
        }

    def _follow_improvement(self, improvement):
        if improvement.is_open and self.state in ("new", "confirmed"):
            self.state = "planned"
        elif improvement.state == "done" and improvement.outcome == "success":
            self.state = "met"
