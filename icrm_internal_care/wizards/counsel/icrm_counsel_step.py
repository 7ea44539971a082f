# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

from odoo.addons.icrm_internal.models.complaint.randomize_ids import randomize_ids


class IcrmCounselStep(models.TransientModel):
    """The dialogs of a confidential talk, which checks who may do what.

    Nothing of it stays when the step is done.
    """

    _name = "icrm.counsel.step"
    _description = "Step of a Talk"

    case_id = fields.Many2one(
        "icrm.counsel.case", required=True, readonly=True, ondelete="cascade"
    )
    kind = fields.Selection(
        [
            ("write", "Reply"),
            ("arrange", "Offer Appointment"),
            ("note", "Add Note"),
            ("choose", "Change Counselor"),
        ],
        required=True,
        readonly=True,
    )
    body = fields.Text(string="Message")
    at = fields.Datetime(string="Appointment")
    place = fields.Char()
    candidate_ids = fields.Many2many("res.users", compute="_compute_candidate_ids")
    counsellor_id = fields.Many2one(
        "res.users",
        string="Counselor",
        domain="[('id', 'in', candidate_ids)]",
        ondelete="cascade",
    )

    def init(self):
        # Gaps between one's own dialogs would count those of others.
        randomize_ids(self)
        return super().init()

    @api.depends("case_id")
    @api.depends_context("uid")
    def _compute_candidate_ids(self):
        for step in self:
            case = step.case_id
            step.candidate_ids = (
                case._get_counsellors(self.env.user, case.company_id)
                - case.counsellor_id
            )

    def action_apply(self):
        """Do the step as the user, who must be allowed to."""
        self.ensure_one()
        getattr(self, f"_apply_{self.kind}")()
        # sudo: users may not delete; it is the caller's own dialog.
        self.sudo().unlink()
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    def _apply_write(self):
        self.case_id.action_write(self.body)

    def _apply_arrange(self):
        self.case_id.action_arrange({"at": self.at, "place": self.place})

    def _apply_note(self):
        self.case_id.action_note(self.body)

    def _apply_choose(self):
        self.case_id.action_choose(self.counsellor_id.id)
