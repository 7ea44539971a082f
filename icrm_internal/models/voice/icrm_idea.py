# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import is_html_empty

from ..access import company_day
from ..access.actions import open_form
from ..access.groups import OFFICER
from ..access.personal import KEEP, SWEEP, Personal
from ..access.safe_html import SafeHtml
from ..customer.duty import Duty
from .answer_date import get_answer_date

# What an author may still change, as long as no one has looked into the idea.
BY_AUTHOR = {"name", "description", "department_id", "service_id"}
OVER = ("done", "declined")


class IcrmIdea(models.Model):
    """Somebody's idea: others vote, the department answers for all to read."""

    _name = "icrm.idea"
    _description = "Idea"
    _icrm_personal = (
        Personal("name", "author_id", SWEEP),
        Personal("description", "author_id", SWEEP),
        Personal("state", "author_id", KEEP),
    )
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _icrm_duties = (
        Duty("department_id", [("state", "in", ("new", "considered", "trial"))]),
    )
    _order = "vote_count desc, id desc"
    _hardening_initial_fields = ("answer", "due_on", "answered_on")

    name = fields.Char(string="Idea", required=True, tracking=True)
    description = SafeHtml()
    company_id = fields.Many2one(
        "res.company",
        required=True,
        readonly=True,
        default=lambda self: self.env.company,
    )
    author_id = fields.Many2one(
        "icrm.customer",
        required=True,
        ondelete="restrict",
        index=True,
        default=lambda self: self.env["icrm.customer"]._from_user(),
    )
    department_id = fields.Many2one(
        "hr.department",
        string="For Department",
        ondelete="restrict",
        index="btree_not_null",
        tracking=True,
        help="The department that could do it; leave empty if unsure.",
    )
    service_id = fields.Many2one(
        "icrm.service", ondelete="restrict", index="btree_not_null"
    )
    state = fields.Selection(
        [
            ("new", "New"),
            ("considered", "Under Review"),
            ("trial", "On Trial"),
            ("done", "Done"),
            ("declined", "Not Now"),
        ],
        default="new",
        required=True,
        copy=False,
        group_expand=True,
        tracking=True,
    )
    answer = SafeHtml(
        string="Published Response", copy=False, help="Public; shown below the idea."
    )
    due_on = fields.Date(string="Answer By", readonly=True, copy=False)
    answered_on = fields.Date(readonly=True, copy=False)
    vote_ids = fields.One2many("icrm.idea.vote", "idea_id", groups="base.group_system")
    vote_count = fields.Integer(
        string="Votes", compute="_compute_vote_count", store=True
    )
    is_voted = fields.Boolean(
        string="My Vote",
        compute="_compute_is_voted",
        search="_search_is_voted",
        compute_sudo=False,
    )
    is_mine = fields.Boolean(compute="_compute_viewer")
    can_answer = fields.Boolean(compute="_compute_viewer")
    is_late = fields.Boolean(compute="_compute_is_late")
    need_ids = fields.Many2many("icrm.need", string="Related Needs", copy=False)
    public_answer_ids = fields.One2many(
        "icrm.public.answer", "idea_id", string="You Said, We Did"
    )

    _due_index = models.Index("(due_on) WHERE answered_on IS NULL")

    @api.depends("vote_ids")
    def _compute_vote_count(self):
        # sudo: how many, not who
        counts = dict(
            self.env["icrm.idea.vote"]
            .sudo()
            ._read_group([("idea_id", "in", self.ids)], ["idea_id"], ["__count"])
        )
        for idea in self:
            idea.vote_count = counts.get(idea._origin, 0)

    @api.depends_context("uid")
    @api.depends("vote_ids")
    def _compute_is_voted(self):
        voted = self._search_mine()
        for idea in self:
            idea.is_voted = idea._origin.id in voted

    def _search_is_voted(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [("id", "in" if True in value else "not in", list(self._search_mine()))]

    def _search_mine(self):
        """Return the ids of ideas the current user voted for; one query."""
        # sudo: the caller's own votes; by "in", for votes of deleted people have none
        votes_sudo = (
            self.env["icrm.idea.vote"]
            .sudo()
            .search([("customer_id", "in", self.env["icrm.customer"]._from_user().ids)])
        )
        return set(votes_sudo.idea_id.ids)

    @api.depends("author_id", "department_id")
    @api.depends_context("uid")
    def _compute_viewer(self):
        officer = self.env.user.has_group(OFFICER)
        for idea in self:
            # sudo: whether this user is the author, or heads the department
            idea_sudo = idea.sudo()
            idea.is_mine = idea_sudo.author_id.user_id == self.env.user
            idea.can_answer = (
                officer or self.env.user in idea_sudo.department_id.icrm_head_user_ids
            )

    @api.depends("due_on", "answered_on", "state")
    def _compute_is_late(self):
        for idea in self:
            idea.is_late = bool(
                idea.due_on
                and not idea.answered_on
                and idea.state not in OVER
                and idea.due_on < company_day.today(idea)
            )

    @api.model_create_multi
    def create(self, vals_list):
        """Ideas are one's own; officers write down those of others, too."""
        officer = self.env.user.has_group(OFFICER)
        customer = self.env["icrm.customer"]._from_user()
        for vals in vals_list:
            if self.env.su or officer:
                continue
            if not customer:
                raise AccessError(
                    self.env._(
                        "To submit ideas, ask HR to link an employee to your user."
                    )
                )
            if vals.get("author_id", customer.id) != customer.id:
                raise AccessError(self.env._("You can only submit ideas of your own."))
        ideas = super().create(vals_list)
        for idea_sudo in ideas.sudo():  # sudo: the promise is the company's
            idea_sudo.due_on = get_answer_date(
                idea_sudo.company_id, company_day.today(idea_sudo)
            )
        return ideas

    def write(self, vals):
        """The author changes the words of a new idea; the department decides."""
        if not self.env.su:
            if "author_id" in vals:
                self._hardening_refuse_fields(["author_id"])
            for idea in self.filtered(lambda idea: not idea.can_answer):
                if not set(vals) <= BY_AUTHOR or idea.state != "new":
                    raise AccessError(
                        self.env._(
                            "“%(idea)s”: only its department decides, and only "
                            "its author can edit it while new.",
                            idea=idea.name,
                        )
                    )
        before = {idea: idea._get_public_status() for idea in self}
        result = super().write(vals)
        if {"state", "answer", "name", "department_id"} & set(vals):
            self._check_answer()
            self._publish_answer()
            self.filtered(
                lambda idea: idea._get_public_status() != before[idea]
            )._notify_answer()
        return result

    def _get_public_status(self):
        """Return what readers hear of: that there is an answer, and how it ended."""
        return not is_html_empty(self.answer) and (
            self.state if self.state in OVER else "answered"
        )

    def _notify_answer(self):
        """Let the author and the voters hear of the answer, once per status."""
        # sudo: the day, and the author; write() has decided who answers
        for idea_sudo in self.sudo():
            status = idea_sudo._get_public_status()
            if not status:
                continue
            if not idea_sudo.answered_on:
                idea_sudo.answered_on = company_day.today(idea_sudo)
            Message = self.env["icrm.message"].with_company(idea_sudo.company_id)
            Message._enqueue(
                "idea_answered", idea_sudo.author_id, idea_sudo, occasion=status
            )
            # No record: the row and the mail name none, so who voted stays unknown.
            Message._enqueue(
                "voted_idea_answered",
                idea_sudo._get_voters(),
                values={"idea": idea_sudo.id},
                occasion=f"{idea_sudo.id}:{status}",
            )

    def _get_voters(self):
        """Return who voted, but the author; for messages without a trace."""
        # sudo: who voted; not shown to anyone
        return self.sudo().vote_ids.customer_id - self.sudo().author_id

    def _check_answer(self):
        for idea in self.filtered(lambda idea: idea.state in OVER):
            if is_html_empty(idea.answer):
                raise UserError(
                    self.env._(
                        "“%(idea)s”: write a public answer before closing it.",
                        idea=idea.name,
                    )
                )

    def _publish_answer(self):
        """Keep the entry of "You said, we did" of ideas that have ended."""
        for idea in self.filtered(lambda idea: idea.state in OVER):
            # sudo: who may end the idea informs everybody; write() has decided.
            answer_sudo = self.env["icrm.public.answer"].sudo()
            values = {
                "heard": idea.name,
                "answer": idea.answer,
                "department_id": idea.department_id.id,
                "company_id": idea.company_id.id,
                "idea_id": idea.id,
                "source": "idea",
                "state": "published",
            }
            known_sudo = answer_sudo.search([("idea_id", "=", idea.id)], limit=1)
            if known_sudo:
                known_sudo.write(values)
            else:
                answer_sudo.create(values)

    def action_vote(self, wanted=True):
        """Vote for the idea, or take the vote back; no one votes twice.

        :param bool wanted: whether the idea has the caller's vote afterwards, whatever
            it was before
        """
        self.ensure_one()
        self.check_access("read")
        self._icrm_lock()
        if self.state in OVER:
            raise UserError(self.env._("Voting is closed: the idea has been answered."))
        customer = self.env["icrm.customer"]._from_user()
        if not customer:
            raise UserError(self.env._("Only employees can vote."))
        # sudo: the caller's own vote, for an idea they may read
        Vote_sudo = self.env["icrm.idea.vote"].sudo()
        mine_sudo = Vote_sudo.search(
            [("idea_id", "=", self.id), ("customer_id", "=", customer.id)]
        )
        if not wanted:
            mine_sudo.unlink()
        elif not mine_sudo:
            Vote_sudo.create({"idea_id": self.id, "customer_id": customer.id})
        return True

    def action_open_answer(self):
        """Open the dialog in which its department answers, from a card."""
        self.ensure_one()
        self.check_access("read")
        return open_form(
            self,
            "icrm_internal.icrm_idea_view_form_answer",
            name=self.env._("Answer"),
            target="new",
        )

    def action_make_need(self):
        """Put the idea down among the needs; open that need."""
        self.ensure_one()
        self.check_access("write")
        if not self.can_answer:
            raise AccessError(self.env._("Only its department can do this."))
        self._icrm_lock()
        need = self.need_ids[:1] or self.env["icrm.need"].create(
            {
                "name": self.name,
                "description": self.description,
                "source": "idea",
                "service_id": self.service_id.id,
                "provider_department_id": self.department_id.id,
                "customer_department_id": self.author_id.department_id.id,
                "mentions": 1 + self.vote_count,
                "company_id": self.company_id.id,
            }
        )
        self.need_ids |= need
        return open_form(need)
