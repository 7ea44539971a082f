# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

from ...models.complaint import proposal
from ...models.complaint.icrm_complaint_followup import CHANNELS, OUTCOMES


class IcrmComplaintStep(models.TransientModel):
    """The dialogs of a complaint's workflow; the complaint checks who may do what.

    Nothing of it stays when the step is done.
    """

    _name = "icrm.complaint.step"
    _description = "Complaint Step"

    complaint_id = fields.Many2one(
        "icrm.complaint", required=True, readonly=True, ondelete="cascade"
    )
    kind = fields.Selection(
        [
            ("acknowledge", "Acknowledge"),
            ("assign", "Assign"),
            ("mediator", "Invite mediator"),
            ("write", "Reply"),
            ("ask", "Ask complainant"),
            ("propose", "Propose"),
            ("answer", "Answer proposal"),
            ("decide", "Decide"),
            ("follow_up", "Follow up"),
        ],
        required=True,
        readonly=True,
    )
    is_mine = fields.Boolean(related="complaint_id.is_mine", related_sudo=False)
    question = fields.Text(compute="_compute_question")
    user_id = fields.Many2one(
        "res.users",
        string="Colleague",
        domain="[('share', '=', False)]",
        ondelete="cascade",
    )
    body = fields.Text(string="Message")
    internal = fields.Boolean(
        string="Internal only", help="Hidden from the complainant."
    )
    file = fields.Binary(attachment=False)
    file_name = fields.Char()
    clean_files = fields.Boolean(
        string="Remove names and hidden data",
        help="The file is renamed; author, place and device are removed. Confidential "
        "complaints: always.",
    )
    finding = fields.Selection(
        [
            ("justified", "Justified"),
            ("partly", "Partly justified"),
            ("unfounded", "Not justified"),
        ],
    )
    cause_id = fields.Many2one("icrm.complaint.cause", ondelete="cascade")
    decision = fields.Text()
    remedy = fields.Text(
        compute="_compute_remedy", store=True, readonly=False, precompute=True
    )
    answer = fields.Selection([("yes", "Accept"), ("no", "Decline")])
    # Which proposal was read. Sent by the dialog, hence not readonly.
    proposal_number = fields.Integer(
        compute="_compute_proposal_number",
        store=True,
        readonly=False,
        precompute=True,
    )
    outcome = fields.Selection(OUTCOMES, string="Satisfied?")
    score = fields.Selection(
        [
            ("1", "1 - very dissatisfied"),
            ("2", "2"),
            ("3", "3"),
            ("4", "4"),
            ("5", "5 - very satisfied"),
        ],
        string="Handling Rating",
    )
    channel = fields.Selection(CHANNELS, default="talk")
    opinion = fields.Text(string="Comment")

    @api.depends("complaint_id", "kind")
    @api.depends_context("uid")
    def _compute_question(self):
        """Show what was asked where it is answered, as the user may read it."""
        for step in self:
            complaint = step.complaint_id
            if step.kind in ("answer", "decide"):
                step.question = proposal.get_text(complaint)
                continue
            asked = complaint.message_ids.filtered(
                lambda message: message.side != "complainant" and not message.internal
            )
            step.question = (
                step.kind == "write"
                and complaint.is_mine
                and complaint.waits_for_complainant
                and asked[-1:].body
            )

    @api.depends("complaint_id", "kind")
    def _compute_proposal_number(self):
        for step in self:
            step.proposal_number = (
                proposal.get_number(step.complaint_id) if step.kind == "answer" else 0
            )

    @api.depends("complaint_id", "kind")
    def _compute_remedy(self):
        """What was accepted is what is done."""
        for step in self:
            complaint = step.complaint_id
            accepted = step.kind == "decide" and complaint.proposal_state == "accepted"
            step.remedy = accepted and proposal.get_text(complaint)

    def action_apply(self):
        """Do the step as the user, who must be allowed to."""
        self.ensure_one()
        complaint = self.complaint_id
        getattr(self, f"_apply_{self.kind}")()
        # sudo: users may not delete; it is the caller's own dialog.
        self.sudo().unlink()
        if complaint.has_access("read"):
            return {"type": "ir.actions.client", "tag": "soft_reload"}
        # Those who handled it at a lower level are excluded.
        return self.env["ir.actions.act_window"]._for_xml_id(
            "icrm_internal.icrm_complaint_action_handle"
        )

    def _apply_acknowledge(self):
        self.complaint_id.action_acknowledge(self.body)

    def _apply_assign(self):
        self.complaint_id.action_assign(self.user_id.id)

    def _apply_mediator(self):
        self.complaint_id.action_call_mediator(self.user_id.id)

    def _apply_write(self):
        files = []
        if self.file:
            content = self.with_context(bin_size=False).file
            files = [[self.file_name or self.env._("Evidence"), content.decode()]]
        self.complaint_id.action_write(
            self.body, self.internal, files, self.clean_files
        )

    def _apply_ask(self):
        self.complaint_id.action_ask(self.body)

    def _apply_propose(self):
        self.complaint_id.action_propose(self.body)

    def _apply_answer(self):
        if not self.answer:
            raise UserError(self.env._("Choose “Accept” or “Decline”."))
        self.complaint_id.action_answer_proposal(
            {
                "accepted": self.answer == "yes",
                "reason": self.body,
                "number": self.proposal_number,
            }
        )

    def _apply_decide(self):
        self.complaint_id.action_decide(
            {
                "finding": self.finding,
                "cause_id": self.cause_id.id,
                "decision": self.decision,
                "remedy": self.remedy,
            }
        )

    def _apply_follow_up(self):
        self.complaint_id.action_follow_up(
            {
                "outcome": self.outcome,
                "score": int(self.score or 0),
                "opinion": self.opinion,
                "channel": self.channel,
            }
        )
