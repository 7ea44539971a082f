# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models


class IcrmService(models.Model):
    _inherit = "icrm.service"

    approval_step_ids = fields.One2many(
        "icrm.approval.step", "service_id", string="Approval", copy=True
    )
    approval_text = fields.Char(
        string="Needs Approval by", compute="_compute_approval_text", compute_sudo=True
    )

    @api.depends("approval_step_ids.display_name")
    def _compute_approval_text(self):
        then = self.env._(", then ")
        for service in self:
            service.approval_text = then.join(
                step.display_name for step in service.approval_step_ids
            )

    def _icrm_promise_in_words(self):
        """Who must approve, and that the time runs from then."""
        words = super()._icrm_promise_in_words()
        who = words["promise"] and self.sudo().approval_text
        if who:
            hours = self.get_promise()["resolution_hours"]
            words["promise"] = self.env._(
                "Promised within %(hours)s working hours after the approval",
                hours=f"{hours:g}",
            )
            words["effort"] = self.env._("Needs approval by: %(who)s", who=who)
            words["notice"] = ""
        return words

    def _get_substance_labels(self):
        return super()._get_substance_labels() | {"approval": self.env._("Approval")}

    def _get_substance(self):
        """Who must approve is part of what is published."""
        content = super()._get_substance()
        if text := self.sudo().with_context(lang="en_US").approval_text:
            content["approval"] = text
        return content
