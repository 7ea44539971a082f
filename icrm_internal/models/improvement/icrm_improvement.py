# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

STATES = [
    ("plan", "Plan"),
    ("do", "Do"),
    ("check", "Check"),
    ("act", "Act"),
    ("done", "Closed"),
    ("abandoned", "Abandoned"),
]
OPEN_STATES = ("plan", "do", "check", "act")
# What was aimed at: fixed once it is approved, so that nobody moves the goalposts.
GOAL_FIELDS = frozenset(
    {
        "name",
        "department_id",
        "company_id",
        "problem",
        "cause",
        "relevance",
        "means",
        "kind",
        "goal",
        "indicator",
        "unit",
        "direction",
        "baseline_value",
        "baseline_date",
        "target_value",
        "due_date",
        "service_id",
        "kpi_id",
        "kpi_scope",
        "period_kind",
    }
)
# What its steps write (icrm_improvement_course); no user may write it directly.
COURSE_FIELDS = frozenset(
    {
        "state",
        "outcome",
        "approved_by_id",
        "approved_on",
        "approval_asked_on",
        "closed_on",
        "abandon_reason",
        "published",
        "published_on",
        "previous_id",
        "origin",
        "origin_model",
        "origin_id",
        "origin_key",
        "origin_topic",
        "origin_text",
        "rule_id",
        "reminded_date",
        "baseline_value_id",
        "after_value_id",
    }
)
# Who takes part and who answers for it: not for the team to say.
LEAD_FIELDS = frozenset(
    {
        "owner_id",
        "sponsor_id",
        "department_id",
        "company_id",
        "member_ids",
        "team_until",
        "partner_ids",
        "programme_id",
        "active",
    }
)


class IcrmImprovement(models.Model):
    """Something done better, after plan, do, check, act.

    It counts only when the indicator it set out to move was measured again after the
    change. Success and failure are both kept.

    What it aims at and how that is measured: icrm_improvement_goal. Its steps:
    icrm_improvement_course. How it begins by itself: icrm_improvement_origin.
    """

    _name = "icrm.improvement"
    _description = "Improvement"
    _inherit = ["mail.thread", "mail.activity.mixin", "icrm.reminder"]
    _order = "is_open desc, due_date, id desc"
    _check_company_auto = True

    name = fields.Char(string="What Gets Better", required=True, tracking=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
        ondelete="cascade",
    )
    kind = fields.Selection(
        [
            ("corrective", "Corrective: remove a cause"),
            ("preventive", "Preventive: before it happens"),
            ("standard", "Standardisation: everybody the same good way"),
            ("innovation", "Innovation: a new way"),
        ],
        required=True,
        default="corrective",
        tracking=True,
    )
    state = fields.Selection(
        STATES,
        string="Step",
        required=True,
        default="plan",
        readonly=True,
        copy=False,
        tracking=True,
        group_expand="_group_expand_state",
    )
    is_open = fields.Boolean(compute="_compute_is_open", store=True)
    is_overdue = fields.Boolean(compute="_compute_is_overdue")
    color = fields.Integer()
    # -- why --
    problem = fields.Text(
        string="What Is Wrong", help="What happens, where, how often, whom it hurts."
    )
    cause = fields.Text(
        string="Why It Is So", help="Ask why until the answer can be changed."
    )
    complaint_cause_id = fields.Many2one(
        "icrm.complaint.cause",
        string="Kind of Cause",
        ondelete="restrict",
        help="The same words as for complaints, so that causes can be counted.",
    )
    # -- who --
    department_id = fields.Many2one(
        "hr.department",
        string="Department Concerned",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        tracking=True,
        default=lambda self: self.env["icrm.customer"]._from_user().department_id,
    )
    service_id = fields.Many2one(
        "icrm.service", ondelete="restrict", index="btree_not_null", check_company=True
    )
    owner_id = fields.Many2one(
        "res.users",
        ondelete="restrict",
        index=True,
        tracking=True,
        domain="[('share', '=', False)]",
        default=lambda self: self.env.user,
        help="Sees it through to the end.",
    )
    sponsor_id = fields.Many2one(
        "res.users",
        ondelete="restrict",
        index="btree_not_null",
        tracking=True,
        domain="[('share', '=', False)]",
        help="Stands behind it, and gets out of the way what the owner cannot.",
    )
    member_ids = fields.Many2many(
        "res.users",
        "icrm_improvement_member_rel",
        string="Team",
        domain="[('share', '=', False)]",
        help="A task force, of as many departments as it takes.",
    )
    team_until = fields.Date(
        string="Team until",
        help="After this day the team reads it no more, unless it is published.",
    )
    member_departments = fields.Char(
        string="Departments in the Team",
        compute="_compute_member_departments",
        compute_sudo=True,
    )
    programme_id = fields.Many2one(
        "icrm.programme",
        ondelete="set null",
        index="btree_not_null",
        check_company=True,
    )
    can_lead = fields.Boolean(compute="_compute_can")
    can_approve = fields.Boolean(compute="_compute_can")
    can_edit = fields.Boolean(compute="_compute_can")

    @api.model
    def _group_expand_state(self, states, domain):
        """The four steps in their order; what is over only where there is some."""
        return [key for key, _name in STATES if key in OPEN_STATES or key in states]

    @api.depends("state")
    def _compute_is_open(self):
        for improvement in self:
            improvement.is_open = improvement.state in OPEN_STATES

    @api.depends("due_date", "state")
    def _compute_is_overdue(self):
        today = fields.Date.context_today(self)
        for improvement in self:
            improvement.is_overdue = bool(
                improvement.is_open
                and improvement.due_date
                and improvement.due_date < today
            )

    @api.depends("member_ids", "owner_id")
    def _compute_member_departments(self):
        for improvement in self:
            people = improvement.member_ids | improvement.owner_id
            departments = people.employee_ids.department_id
            improvement.member_departments = ", ".join(departments.mapped("name"))

    @api.depends_context("uid")
    @api.depends("owner_id", "sponsor_id", "department_id", "state")
    def _compute_can(self):
        user = self.env.user
        is_officer = self.env.su or user.has_group("icrm_internal.group_icrm_officer")
        editable = self._origin._filtered_access("write")
        for improvement in self:
            # sudo: whether the reader heads the department, nothing else
            is_head = user in improvement.department_id.sudo().icrm_head_user_ids
            improvement.can_edit = (
                not improvement._origin or improvement._origin in editable
            )
            improvement.can_lead = (
                is_officer
                or is_head
                or user in (improvement.owner_id | improvement.sponsor_id)
            )
            # Nobody approves what is his own, unless the department is his as well.
            improvement.can_approve = (
                is_officer
                or is_head
                or (user == improvement.sponsor_id and user != improvement.owner_id)
            )

    # -- what was decided stands -------------------------------------------------------
    @api.model_create_multi
    def create(self, vals_list):
        defaults = {key[8:] for key in self.env.context if key.startswith("default_")}
        self._refuse_course(defaults.union(*vals_list))
        improvements = super().create(vals_list)
        improvements._check_sponsor()
        improvements._greet_partners()
        return improvements

    def write(self, vals):
        self._refuse_course(vals)
        if not self.env.su:
            if not LEAD_FIELDS.isdisjoint(vals):
                self._check_lead()
            fixed = GOAL_FIELDS & set(vals)
            for improvement in self:
                if fixed and improvement.state != "plan":
                    improvement._refuse_fixed(fixed)
                improvement._refuse_closed(vals)
        before = {improvement: improvement.partner_ids for improvement in self}
        result = super().write(vals)
        if {"sponsor_id", "department_id"} & vals.keys():
            self._check_sponsor()
        if "partner_ids" in vals:
            self._greet_partners(before)
        return result

    def _store(self, vals):
        """Write what a step says; who may was decided before."""
        return super().write(vals)  # pylint: disable=super-method-mismatch

    @api.ondelete(at_uninstall=False)
    def _unlink_except_begun(self):
        for improvement in self:
            if improvement.state != "plan":
                raise UserError(
                    self.env._(
                        "“%(name)s” has begun and is kept. Abandon it, with a reason.",
                        name=improvement.name,
                    )
                )

    def _refuse_course(self, names):
        if self.env.su:
            return
        labels = self._get_labels(COURSE_FIELDS & set(names))
        if labels:
            raise AccessError(
                self.env._(
                    "An improvement moves on with its buttons; these cannot be set by "
                    "hand: %(fields)s",
                    fields=labels,
                )
            )

    def _refuse_fixed(self, names):
        raise UserError(
            self.env._(
                "“%(name)s” was approved with its goal; these stay as they are: "
                "%(fields)s. If the goal was wrong, abandon it and start another.",
                name=self.name,
                fields=self._get_labels(names),
            )
        )

    def _refuse_closed(self, vals):
        """Of what is over, only the words for everybody, and audits, can change."""
        words = {"feedback_heard", "feedback_done", "feedback_result", "color"}
        words |= {"audit_date", "audit_note", "trained_ids", "activity_ids", "active"}
        names = {
            name
            for name in set(vals) - words
            if name in self._fields and not name.startswith(("message_", "activity_"))
        }
        if not self.is_open and names:
            raise UserError(
                self.env._(
                    "“%(name)s” is over and stays as it is: %(fields)s",
                    name=self.name,
                    fields=self._get_labels(names),
                )
            )

    def _get_labels(self, names):
        return ", ".join(
            self._fields[name].get_description(self.env, ["string"])["string"]
            for name in sorted(names)
        )

    def _check_lead(self):
        """Refuse who neither owns it, sponsors it nor heads the department."""
        for improvement in self:
            if not improvement.can_lead:
                raise AccessError(
                    self.env._(
                        "“%(name)s”: this is for its owner, its sponsor or the head of "
                        "%(department)s to do.",
                        name=improvement.name,
                        department=improvement.sudo().department_id.name or "",
                    )
                )

    def _check_sponsor(self):
        """A sponsor approves in place of the head: he is one, or is named by one."""
        label = self._get_labels(["sponsor_id"])
        for improvement in self.filtered("sponsor_id"):
            improvement.department_id._icrm_check_in_charge(
                improvement.sponsor_id, label
            )

    def _get_reminded(self):
        return self.owner_id
