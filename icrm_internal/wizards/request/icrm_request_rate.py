# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

from ...models.access.actions import show_message


class IcrmRequestRate(models.TransientModel):
    """One to five stars: no default, a comment required with one or two."""

    _name = "icrm.request.rate"
    _description = "Rate Request"

    ticket_id = fields.Many2one(
        "helpdesk.ticket", string="Request", required=True, readonly=True
    )
    provider_id = fields.Many2one(
        related="ticket_id.icrm_provider_department_id", related_sudo=False
    )
    score = fields.Selection(
        [
            ("1", "Very dissatisfied"),
            ("2", "Dissatisfied"),
            ("3", "Neutral"),
            ("4", "Satisfied"),
            ("5", "Very satisfied"),
        ],
        string="How satisfied are you?",
        default=lambda self: self._default_score(),
        required=True,
    )
    comment = fields.Text(
        default=lambda self: self._default_ticket().icrm_my_comment,
    )
    is_comment_required = fields.Boolean(compute="_compute_is_comment_required")

    @api.model
    def _default_score(self):
        """Return the rating to change, if there is one; never a suggestion."""
        score = self._default_ticket().icrm_my_score
        return str(score) if score else False

    @api.model
    def _default_ticket(self):
        return self.env["helpdesk.ticket"].browse(
            self.env.context.get("default_ticket_id")
        )

    @api.depends("score")
    def _compute_is_comment_required(self):
        for dialog in self:
            dialog.is_comment_required = dialog.score in ("1", "2")

    def action_rate(self):
        """Rate the request as the user, who must be allowed to."""
        self.ensure_one()
        self.ticket_id.action_icrm_rate(int(self.score), self.comment)
        return show_message(
            self.env._("Thank you for your feedback."),
            then={"type": "ir.actions.client", "tag": "soft_reload"},
        )
