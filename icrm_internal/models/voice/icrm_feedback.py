# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import LazyTranslate

from ..access import company_day
from ..access.actions import open_form
from ..access.groups import MANAGER, OFFICER
from ..access.personal import KEEP, Personal, Retention
from ..customer.duty import Duty
from .answer_date import get_answer_date

_lt = LazyTranslate(__name__)

BY_OFFICE = {
    "state",
    "user_id",
    "due_on",
    "public_answer_id",
    "reply",
    "answered_on",
    "channel",
    "author_id",
}


class IcrmFeedback(models.Model):
    """Praise or criticism that is no complaint: heard, and answered in time.

    Known to its author, the head of the department it is for, and the office. Others
    read the public answer only.
    """

    _name = "icrm.feedback"
    _description = "Feedback"
    _icrm_personal = (
        Personal("name", "author_id"),
        Personal("details", "author_id"),
        Personal("department_id", "author_id", KEEP),
        Personal("state", "author_id", KEEP),
    )
    _icrm_retention = Retention(
        "answered_on",
        [("state", "=", "answered")],
    )
    _inherit = ["mail.thread", "mail.activity.mixin", "icrm.reminder"]
    _icrm_duties = (
        Duty("user_id", [("state", "=", "new")], required=True),
        Duty("department_id", [("state", "=", "new")]),
    )
    _order = "due_on, id desc"
    _hardening_initial_fields = ("reply", "public_answer_id")

    name = fields.Char(string="What should we know?", required=True, tracking=True)
    details = fields.Text(string="More Details")
    company_id = fields.Many2one(
        "res.company",
        required=True,
        readonly=True,
        default=lambda self: self.env.company,
    )
    author_id = fields.Many2one(
        "icrm.customer",
        ondelete="restrict",
        index="btree_not_null",
        default=lambda self: self.env["icrm.customer"]._from_user(),
        help="Empty if passed on anonymously.",
    )
    department_id = fields.Many2one(
        "hr.department",
        string="For Department",
        required=True,
        ondelete="restrict",
        index=True,
    )
    service_id = fields.Many2one(
        "icrm.service", ondelete="restrict", index="btree_not_null"
    )
    channel = fields.Selection(
        [
            ("app", "Here"),
            ("talk", "Conversation"),
            ("phone", "Phone"),
            ("mail", "Email"),
            ("meeting", "Meeting"),
        ],
        default="app",
        required=True,
    )
    user_id = fields.Many2one(
        "res.users",
        string="Owner",
        ondelete="restrict",
        domain="[('share', '=', False)]",
        tracking=True,
    )
    due_on = fields.Date(string="Answer By", tracking=True)
    state = fields.Selection(
        [("new", "To Answer"), ("answered", "Answered")],
        default="new",
        required=True,
        readonly=True,
        copy=False,
        group_expand=True,
        tracking=True,
    )
    reply = fields.Text(string="Answer", copy=False)
    answered_on = fields.Date(readonly=True, copy=False)
    public_answer_id = fields.Many2one(
        "icrm.public.answer",
        string="You Said, We Did",
        ondelete="set null",
        index="btree_not_null",
        copy=False,
    )
    can_answer = fields.Boolean(compute="_compute_viewer")
    is_mine = fields.Boolean(compute="_compute_viewer")

    _due_index = models.Index("(due_on) WHERE state = 'new'")

    @api.depends("department_id", "author_id")
    @api.depends_context("uid")
    def _compute_viewer(self):
        officer = self.env.user.has_group(OFFICER)
        for feedback in self:
            # sudo: whether this user heads the department, or is the author
            feedback_sudo = feedback.sudo()
            heads_sudo = feedback_sudo.department_id.icrm_head_user_ids
            feedback.can_answer = officer or self.env.user in heads_sudo
            feedback.is_mine = feedback_sudo.author_id.user_id == self.env.user

    @api.model_create_multi
    def create(self, vals_list):
        """Feedback goes to the head of the department, with a date to answer by."""
        office = self.env.su or self.env.user.has_group(MANAGER)
        customer = self.env["icrm.customer"]._from_user()
        for vals in vals_list:
            if not office:
                for name in BY_OFFICE & set(vals):
                    del vals[name]
                vals["author_id"] = customer.id
        feedback = super().create(vals_list)
        for piece in feedback:
            # sudo: who is in charge follows from the department, for any author
            feedback_sudo = piece.sudo()
            if not feedback_sudo.user_id:
                feedback_sudo.user_id = (
                    feedback_sudo.department_id.manager_id.icrm_user_id
                )
            if not feedback_sudo.due_on:
                feedback_sudo.due_on = get_answer_date(
                    feedback_sudo.company_id, company_day.today(feedback_sudo)
                )
        return feedback

    def write(self, vals):
        """Who gave it changes the words until it is answered; who answers, the rest."""
        if not self.env.su:
            for feedback in self.filtered(lambda feedback: not feedback.can_answer):
                if set(vals) & BY_OFFICE or feedback.state != "new":
                    raise AccessError(
                        self.env._(
                            "“%(feedback)s” must be answered by its department.",
                            feedback=feedback.name,
                        )
                    )
        return super().write(vals)

    def action_answer(self):
        """Say that it is answered: to its author, or to all in public."""
        self.check_access("write")
        self._icrm_lock()
        for feedback in self:
            if not feedback.can_answer:
                raise AccessError(
                    self.env._(
                        "Only the head of the department or an officer can answer."
                    )
                )
            if not (
                feedback.reply or ""
            ).strip() and feedback.public_answer_id.state != ("published"):
                raise UserError(
                    self.env._(
                        "“%(feedback)s”: write an answer to the author or in "
                        "public first.",
                        feedback=feedback.name,
                    )
                )
        self._mark_answered()

    def _mark_answered(self):
        # sudo: an answer that all can read is one to each of them
        for feedback_sudo in self.sudo().filtered(
            lambda feedback: feedback.state == "new"
        ):
            today = company_day.today(feedback_sudo)
            feedback_sudo.write({"state": "answered", "answered_on": today})
            self.env["icrm.message"]._enqueue(
                "feedback_answered", feedback_sudo.author_id.user_id, feedback_sudo
            )

    def action_open_answer(self):
        """Open the dialog in which one answers, from a card or a line of a list."""
        self.ensure_one()
        self.check_access("read")
        return open_form(
            self,
            "icrm_internal.icrm_feedback_view_form_answer",
            name=self.env._("Answer"),
            target="new",
        )

    def action_create_public_answer(self):
        """Open a new entry of "You said, we did" for these pieces of feedback.

        Nothing is written before the entry is saved.
        """
        self.check_access("write")
        if not all(self.mapped("can_answer")):
            raise AccessError(
                self.env._("Only the head of the department or an officer can answer.")
            )
        departments = self.department_id
        if len(departments) != 1:
            raise UserError(self.env._("Choose feedback for one department only."))
        unanswered = self.filtered(lambda feedback: not feedback.public_answer_id)
        if not unanswered:
            return open_form(self.public_answer_id[:1])
        defaults = {
            "heard": unanswered[:1].name,
            "department_id": departments.id,
            "source": "feedback",
            "company_id": unanswered[:1].company_id.id,
            "feedback_ids": [Command.link(feedback.id) for feedback in unanswered],
        }
        return open_form(
            self.env["icrm.public.answer"],
            context={f"default_{name}": value for name, value in defaults.items()},
        )

    def _get_reminded(self):
        return self.user_id

    @api.model
    def _cron_remind(self):
        """Remind owners two days before an answer is due."""
        self._remind("due_on", [("state", "=", "new")], 2, _lt("Feedback to answer"))
