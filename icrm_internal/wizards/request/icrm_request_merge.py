# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

from ...models.request.merging import get_candidate_domain, share_customer


class IcrmRequestMerge(models.TransientModel):
    """The dialog in which a request is closed as a duplicate of another one."""

    _name = "icrm.request.merge"
    _description = "Merge Request"

    ticket_id = fields.Many2one(
        "helpdesk.ticket",
        string="Request",
        required=True,
        readonly=True,
        ondelete="cascade",
    )
    others = fields.Boolean(
        string="Show requests of other people and services", default=False
    )
    candidate_ids = fields.Many2many(
        "helpdesk.ticket", compute="_compute_candidate_ids", string="Can Merge into"
    )
    target_id = fields.Many2one(
        "helpdesk.ticket",
        string="Merge into",
        ondelete="cascade",
        compute="_compute_target_id",
        store=True,
        readonly=False,
        domain="[('id', 'in', candidate_ids)]",
    )
    is_other = fields.Boolean(compute="_compute_is_other")

    @api.depends("ticket_id", "others")
    def _compute_candidate_ids(self):
        for wizard in self:
            found = self.env["helpdesk.ticket"].search(
                get_candidate_domain(wizard.ticket_id, wizard.others)
            )
            # Not filtered in SQL: who may serve is decided in one place only.
            wizard.candidate_ids = found.filtered("icrm_is_provider")

    @api.depends("candidate_ids")
    def _compute_target_id(self):
        """Choose the only one that is proposed."""
        for wizard in self:
            target = wizard.target_id & wizard.candidate_ids
            if not target and not wizard.others and len(wizard.candidate_ids) == 1:
                target = wizard.candidate_ids
            wizard.target_id = target

    @api.depends("target_id")
    def _compute_is_other(self):
        for wizard in self:
            # sudo: customers are compared, readable by the agent or not.
            wizard.is_other = bool(wizard.target_id) and not share_customer(
                wizard.sudo().ticket_id, wizard.sudo().target_id
            )

    def action_merge(self):
        """Merge, and open the target request."""
        self.ensure_one()
        result = self.ticket_id.action_icrm_merge(self.target_id, self.others)
        result["params"]["next"] = self.target_id._icrm_form_action()
        return result
