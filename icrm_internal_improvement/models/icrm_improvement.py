# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError, MissingError, UserError
from odoo.fields import Domain
from odoo.tools import LazyTranslate, float_compare, is_html_empty, plaintext2html

from odoo.addons.icrm_internal.measures import rounding
from odoo.addons.icrm_internal.models.access import caller_values, company_day
from odoo.addons.icrm_internal.models.access.actions import open_form, open_list
from odoo.addons.icrm_internal.models.access.groups import AUDITOR, OFFICER
from odoo.addons.icrm_internal.models.access.icrm_reason_mixin import ReasonStep
from odoo.addons.icrm_internal.models.access.jobs import run_each
from odoo.addons.icrm_internal.models.customer.duty import Duty

from . import (
    finding_text,
    improvement_proof,
    improvement_raisers,
    improvement_steps,
    improvement_verdict,
)

_lt = LazyTranslate(__name__)

STATES = [
    ("plan", "Plan"),
    ("do", "Do"),
    ("check", "Check"),
    ("act", "Act"),
    ("done", "Closed"),
    ("abandoned", "Abandoned"),
]

OPEN_STATES = ("plan", "do", "check", "act")

# What was aimed at: fixed once it is approved, so that targets do not change
# afterwards.
GOAL_FIELDS = frozenset(
    {
        "name",
        "department_id",
        "company_id",
        "problem",
        "cause",
        "relevance",
        "resources_needed",
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

# Figures are compared to six decimals; what computing adds beyond is no difference.
DIGITS = 6

REASON_LIMIT = 5_000

PERIODS = [("month", "Month"), ("quarter", "Quarter"), ("year", "Year")]

UNITS = {"percent": "%", "number": "", "money": ""}

# The words for everybody: those of a published improvement are always complete.
FEEDBACK_FIELDS = frozenset({"feedback_heard", "feedback_done", "feedback_result"})

WORDS_LIMIT = 10_000

ORIGINS = [
    ("manual", "Manual"),
    ("kpi", "Low indicator"),
    ("gap", "Service quality gap"),
    ("miss", "Repeatedly missed promise"),
    ("complaint", "Complaint"),
    ("kano", "Unmet must-be"),
    ("idea", "Idea"),
    ("need", "Need"),
    ("feedback", "Feedback"),
    ("evaluation", "Evaluation"),
    ("risk", "Risk"),
    ("journey", "Customer journey"),
    ("process", "Process"),
    ("recurring", "Recurring problem"),
]


class IcrmImprovement(models.Model):
    """Something done better, after plan, do, check, act.

    It counts only when the indicator it set out to move was measured again after the
    change. Success and failure both stay on record.

    It begins by hand, by a rule or from another record; it ends as a success or a
    failure, and its outcome may be published to everybody.
    """

    _name = "icrm.improvement"
    _inherit = [
        "mail.thread",
        "mail.activity.mixin",
        "icrm.reminder",
        "icrm.kpi.source",
        "icrm.reason.mixin",
    ]
    _icrm_duties = (
        Duty("owner_id", [("is_open", "=", True)], required=True),
        Duty("sponsor_id", [("is_open", "=", True)]),
        Duty("department_id", [("is_open", "=", True)]),
    )
    _description = "Improvement"
    _order = "is_open desc, due_date, id desc"
    _check_company_auto = True

    name = fields.Char(string="Title", required=True, tracking=True)
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
            ("preventive", "Preventive: avoid a problem"),
            ("standard", "Standardisation: one good way for all"),
            ("innovation", "Innovation: try a new way"),
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
    # Why
    problem = fields.Text(
        help="What happens, where, how often, and who is affected.",
    )
    cause = fields.Text(
        string="Root Cause",
        help="Keep asking why until you reach something you can change.",
    )
    complaint_cause_id = fields.Many2one(
        "icrm.complaint.cause",
        string="Cause Category",
        ondelete="restrict",
        help="Uses complaint causes, so they can be counted together.",
    )
    # Who
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
    )
    sponsor_id = fields.Many2one(
        "res.users",
        ondelete="restrict",
        index="btree_not_null",
        tracking=True,
        domain="[('share', '=', False)]",
        help="Supports the owner and removes obstacles.",
    )
    member_ids = fields.Many2many(
        "res.users",
        "icrm_improvement_member_rel",
        string="Team",
        domain="[('share', '=', False)]",
        help="A task force from several departments.",
    )
    team_until = fields.Date(
        string="Team Access Until",
        help="The team loses access after this day, unless published.",
    )
    member_departments = fields.Char(
        string="Team Departments",
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

    # Goal and outcome
    goal = fields.Text(
        string="Expected Change",
        help="Specific: who does or gets what.",
    )
    relevance = fields.Text(
        help="Relevant: who benefits, and how.",
    )
    resources_needed = fields.Text(
        help="Attainable: people, time, money and tools.",
    )
    due_date = fields.Date(
        string="Due",
        tracking=True,
        help="Timed: when the new measurement is due.",
    )
    indicator = fields.Char(
        string="Figure",
        help="Measurable: the figure, e.g. days until a laptop is ready.",
    )
    unit = fields.Char(help="Unit, e.g. hours, %, points.")
    direction = fields.Selection(
        [("up", "More is better"), ("down", "Less is better")],
        required=True,
        default="up",
    )
    baseline_value = fields.Float(string="Before", aggregator=None, copy=False)
    baseline_date = fields.Date(
        string="Measured On",
        copy=False,
        help="Last day covered by the baseline.",
    )
    baseline_case_count = fields.Integer(
        string="Cases Before", readonly=True, copy=False, aggregator=None
    )
    target_value = fields.Float(string="Target", aggregator=None)
    risk_ids = fields.Many2many(
        "icrm.risk",
        "icrm_improvement_risk_rel",
        string="Risks",
        check_company=True,
        help="Required for innovations.",
    )
    # Change and new measurement
    change = fields.Text(string="Change Made", copy=False)
    implemented_on = fields.Date(
        copy=False,
        tracking=True,
        help="Only later measurements count.",
    )
    after_value = fields.Float(string="After", aggregator=None, copy=False)
    after_case_count = fields.Integer(
        string="Cases After", readonly=True, copy=False, aggregator=None
    )
    after_from = fields.Date(string="Measured From", copy=False)
    after_to = fields.Date(string="Measured To", copy=False)
    after_note = fields.Char(
        string="Measurement Method", copy=False, help="Method, source and sample."
    )
    is_measured = fields.Boolean(compute="_compute_is_measured")
    progress = fields.Float(
        compute="_compute_progress",
        store=True,
        aggregator="avg",
        help="1: target reached; 0: unchanged; below 0: worse.",
    )
    outcome = fields.Selection(
        [("success", "Success"), ("failure", "Failure")],
        readonly=True,
        copy=False,
        tracking=True,
        help="Success: the new measurement reached the target.",
    )
    success_rate = fields.Float(
        compute="_compute_success_rate",
        store=True,
        aggregator="avg",
        help="100 for success, 0 for failure; the mean is the success rate.",
    )
    figures_text = fields.Char(string="Goal", compute="_compute_figures_text")
    effect_text = fields.Char(string="Effect", compute="_compute_effect_text")

    # Steps
    approval_asked_on = fields.Date(
        readonly=True, copy=False, string="Approval Requested On"
    )
    approved_by_id = fields.Many2one(
        "res.users", ondelete="restrict", readonly=True, copy=False
    )
    approved_on = fields.Date(readonly=True, copy=False)
    closed_on = fields.Date(readonly=True, copy=False)
    abandon_reason = fields.Text(readonly=True, copy=False)
    # Act
    standard = fields.Text(
        string="New Standard",
        copy=False,
        help="The new way of working, and changed documents.",
    )
    standard_url = fields.Char(string="Document", copy=False)
    audit_date = fields.Date(
        copy=False,
        help="When to check that the standard is followed.",
    )
    audit_note = fields.Text(string="Audit Findings", copy=False)
    trained_customer_ids = fields.Many2many(
        "icrm.customer",
        "icrm_improvement_trained_rel",
        domain="[('kind', '=', 'employee')]",
        copy=False,
    )
    lesson = fields.Text(
        string="Lessons Learned",
        copy=False,
        help="Valuable even if it failed.",
    )
    previous_id = fields.Many2one(
        "icrm.improvement",
        string="Previous Attempt",
        ondelete="restrict",
        readonly=True,
        copy=False,
        index="btree_not_null",
    )
    next_ids = fields.One2many("icrm.improvement", "previous_id", string="Next Attempt")
    missing_text = fields.Text(compute="_compute_missing_text")
    next_step = fields.Char(compute="_compute_next_step")

    # Figures of an indicator
    kpi_id = fields.Many2one(
        "icrm.kpi",
        string="Indicator",
        ondelete="restrict",
        index="btree_not_null",
        help="Reads the figures from its results; empty to enter them.",
    )
    kpi_scope = fields.Selection(
        [
            ("department", "Department"),
            ("service", "Service"),
            ("company", "Company"),
        ],
        string="Results",
        required=True,
        default="department",
    )
    period_kind = fields.Selection(
        PERIODS, string="Measured per", required=True, default="month"
    )
    baseline_value_id = fields.Many2one(
        "icrm.kpi.value", ondelete="set null", readonly=True, copy=False
    )
    after_value_id = fields.Many2one(
        "icrm.kpi.value",
        ondelete="set null",
        readonly=True,
        copy=False,
        string="Result Value",
    )

    # Publication: "You said, we did"
    published = fields.Boolean(
        readonly=True,
        copy=False,
        tracking=True,
        help="Everyone can read this improvement, except the conversation.",
    )
    published_on = fields.Date(readonly=True, copy=False)
    feedback_heard = fields.Text(
        string="We Heard",
        copy=False,
        translate=True,
        help="Don't include names.",
    )
    feedback_done = fields.Text(string="We Did", copy=False, translate=True)
    feedback_result = fields.Text(
        string="Published Outcome", copy=False, translate=True
    )

    # Proof: what changed, measured beside those who were not touched, and told
    service_version_ids = fields.One2many(
        "icrm.service.version", "improvement_id", groups=fields.NO_ACCESS
    )
    agreement_ids = fields.One2many(
        "icrm.agreement", "improvement_id", groups=fields.NO_ACCESS
    )
    process_ids = fields.One2many(
        "icrm.process", "improvement_id", groups=fields.NO_ACCESS
    )
    changed_text = fields.Text(
        string="What Changed",
        compute="_compute_changed_text",
        compute_sudo=False,
        help="Published services, signed agreements and standard processes.",
    )
    proof_verdict = fields.Selection(
        improvement_proof.VERDICTS, string="Compared Effect", readonly=True, copy=False
    )
    proof_measure = fields.Selection(
        improvement_proof.MEASURES, string="Compared Figure", readonly=True, copy=False
    )
    proof_values = fields.Json(readonly=True, copy=False, groups=fields.NO_ACCESS)
    proof_text = fields.Char(
        string="Compared with Others", compute="_compute_proof_text"
    )
    proven_on = fields.Date(string="Compared On", readonly=True, copy=False)
    told_on = fields.Date(
        string="Notified on",
        readonly=True,
        copy=False,
        help="When those who raised it were notified of what changed.",
    )

    # Guests: consultants and partners
    partner_ids = fields.Many2many(
        "res.partner",
        "icrm_improvement_partner_rel",
        string="External Members",
        help="Consultants and partners. With a portal account they see this "
        "improvement, its tasks and public messages.",
    )
    guests_without_access = fields.Char(
        compute="_compute_guests_without_access",
        compute_sudo=True,
        string="Members Without Access",
    )

    # Origin
    origin = fields.Selection(
        ORIGINS,
        string="Source",
        required=True,
        default="manual",
        readonly=True,
        copy=False,
    )
    # Not readable: more people see an improvement than its origin, and an id that was
    # seen once can be tried elsewhere. It opens by action_open_origin.
    origin_model = fields.Char(
        readonly=True, copy=False, groups=fields.NO_ACCESS, string="Source Model"
    )
    origin_id = fields.Many2oneReference(
        model_field="origin_model",
        string="Source Record",
        readonly=True,
        copy=False,
        groups=fields.NO_ACCESS,
    )
    can_open_origin = fields.Boolean(
        compute="_compute_can_open_origin", compute_sudo=False, string="Can Open Source"
    )
    origin_text = fields.Char(
        string="Observations",
        compute="_compute_origin_text",
        help="Figures at the start.",
    )
    # What the text is made of: see finding_text.
    origin_values = fields.Json(
        readonly=True, copy=False, groups=fields.NO_ACCESS, string="Source Values"
    )
    origin_note = fields.Char(
        readonly=True, copy=False, groups=fields.NO_ACCESS, string="Source Note"
    )
    origin_key = fields.Char(
        readonly=True,
        copy=False,
        groups=fields.NO_ACCESS,
        help="The same finding starts only one improvement.",
        string="Source Key",
    )
    origin_topic = fields.Char(
        readonly=True,
        copy=False,
        groups=fields.NO_ACCESS,
        help="Topic of the finding; a rule starts only one at a time.",
        string="Source Topic",
    )
    rule_id = fields.Many2one(
        "icrm.improvement.rule",
        ondelete="set null",
        readonly=True,
        copy=False,
        index="btree_not_null",
    )

    _figures_range = models.Constraint(
        "CHECK (baseline_value BETWEEN -1e12 AND 1e12"
        " AND target_value BETWEEN -1e12 AND 1e12"
        " AND after_value BETWEEN -1e12 AND 1e12"
        " AND progress BETWEEN -1000 AND 1000"
        " AND success_rate BETWEEN 0 AND 100)",
        "Baseline, target and result: at most twelve digits.",
    )
    _after_order = models.Constraint(
        "CHECK (after_to >= after_from)",
        "A measurement must end after it starts.",
    )
    _origin_uniq = models.UniqueIndex(
        "(company_id, origin_key) WHERE origin_key IS NOT NULL",
        "An improvement was already started from this.",
    )
    _topic_idx = models.Index(
        "(company_id, origin_topic) WHERE origin_topic IS NOT NULL AND is_open"
    )

    # ------------------------------------------------------------------
    # Computed fields
    # ------------------------------------------------------------------

    @api.model
    def _group_expand_state(self, states, domain):
        """The four steps in their order; what is over only where there is some."""
        return [key for key, _name in STATES if key in OPEN_STATES or key in states]

    @api.depends("origin_values", "origin_note")
    @api.depends_context("lang")
    def _compute_origin_text(self):
        for improvement in self:
            # sudo: what the text is made of, for who reads the improvement
            own = improvement.sudo()
            improvement.origin_text = finding_text.render(
                self.env, own.origin_values, own.origin_note
            )

    @api.depends("state")
    def _compute_is_open(self):
        for improvement in self:
            improvement.is_open = improvement.state in OPEN_STATES

    @api.depends("due_date", "state")
    def _compute_is_overdue(self):
        for improvement in self:
            improvement.is_overdue = bool(
                improvement.is_open
                and improvement.due_date
                and improvement.due_date < company_day.today(improvement)
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
        is_officer = self.env.su or user.has_group(OFFICER)
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
            # No one approves their own improvement, unless they head the department.
            improvement.can_approve = (
                is_officer
                or is_head
                or (user == improvement.sponsor_id and user != improvement.owner_id)
            )

    # ------------------------------------------------------------------
    # Approved and closed improvements do not change
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        improvements = super().create(vals_list)
        improvements._check_sponsor()
        improvements._update_partner_followers()
        for improvement in improvements:
            if improvement.kpi_id and not improvement.indicator:
                # sudo: figures the caller may read, into fields no user may write
                improvement.sudo().write(improvement._prepare_from_kpi())
        return improvements

    def write(self, vals):
        if not self.env.su:
            if not LEAD_FIELDS.isdisjoint(vals):
                self._check_lead()
            fixed = GOAL_FIELDS & set(vals)
            for improvement in self:
                if "implemented_on" in vals and improvement.proven_on:
                    # No other day once it is known what that would show.
                    improvement._refuse_fixed({"implemented_on"})
                if fixed and improvement.state != "plan":
                    improvement._refuse_fixed(fixed)
                improvement._refuse_closed(vals)
        before = {improvement: improvement.partner_ids for improvement in self}
        result = super().write(vals)
        if {"sponsor_id", "department_id"} & vals.keys():
            self._check_sponsor()
        if "partner_ids" in vals:
            self._update_partner_followers(before)
        if not FEEDBACK_FIELDS.isdisjoint(vals):
            published = self.filtered("published")
            published._check_feedback()
            # sudo: the words of what all can read; who may write was decided above
            published.sudo()._publish_answer()
        if "state" in vals:
            self._notify_source()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_begun(self):
        for improvement in self:
            if improvement.state != "plan":
                raise UserError(
                    self.env._(
                        "“%(name)s” has started and cannot be deleted: abandon it.",
                        name=improvement.name,
                    )
                )

    def _refuse_fixed(self, names):
        raise UserError(
            self.env._(
                "“%(name)s” was approved; these cannot change: %(fields)s. If "
                "the goal is wrong, abandon it and start another.",
                name=self.name,
                fields=self._get_labels(names),
            )
        )

    def _refuse_closed(self, vals):
        """Of what is over, only the words for everybody, and audits, can change."""
        words = {"feedback_heard", "feedback_done", "feedback_result", "color"}
        words |= {
            "audit_date",
            "audit_note",
            "trained_customer_ids",
            "activity_ids",
            "active",
        }
        names = {
            name
            for name in set(vals) - words
            if name in self._fields and not name.startswith(("message_", "activity_"))
        }
        if not self.is_open and names:
            raise UserError(
                self.env._(
                    "“%(name)s” is closed; these cannot change: %(fields)s",
                    name=self.name,
                    fields=self._get_labels(names),
                )
            )

    def _get_labels(self, names):
        return ", ".join(
            self._fields[name]._description_string(self.env) for name in sorted(names)
        )

    def _check_lead(self):
        """Refuse who neither owns it, sponsors it nor heads the department."""
        for improvement in self:
            if not improvement.can_lead:
                # sudo: the name of a department is no secret.
                improvement_sudo = improvement.sudo()
                raise AccessError(
                    self.env._(
                        "“%(name)s”: only its owner, its sponsor or the head of "
                        "%(department)s can do this.",
                        name=improvement.name,
                        department=improvement_sudo.department_id.name or "",
                    )
                )

    def _check_sponsor(self):
        """A sponsor approves in place of the head: they are a head or are named by
        one."""
        label = self._get_labels(["sponsor_id"])
        for improvement in self.filtered("sponsor_id"):
            improvement.department_id._icrm_check_in_charge(
                improvement.sponsor_id, label
            )

    def _get_reminded(self):
        return self.owner_id

    # ------------------------------------------------------------------
    # Goal and outcome
    # ------------------------------------------------------------------
    # The goal is SMART: specific (``goal``), measurable (an indicator with baseline and
    # target), attainable (``resources_needed``), relevant (``relevance``), timed
    # (``due_date``).
    #
    # Success is that the measurement after the change reached the target. All else is
    # failure, however near: ``progress`` says how near, from 0 (as before) to 1 (the
    # target); below 0 it became worse.

    @api.depends("after_from", "after_to")
    def _compute_is_measured(self):
        for improvement in self:
            improvement.is_measured = bool(
                improvement.after_from and improvement.after_to
            )

    @api.depends(
        "baseline_value", "target_value", "after_value", "after_from", "after_to"
    )
    def _compute_progress(self):
        for improvement in self:
            way = improvement.target_value - improvement.baseline_value
            gone = improvement.after_value - improvement.baseline_value
            share = gone / way if improvement.is_measured and way else 0.0
            improvement.progress = min(max(share, -1000.0), 1000.0)

    @api.depends("outcome")
    def _compute_success_rate(self):
        for improvement in self:
            improvement.success_rate = 100.0 * (improvement.outcome == "success")

    @api.depends(
        "indicator", "baseline_value", "baseline_date", "target_value", "unit", "state"
    )
    def _compute_figures_text(self):
        for improvement in self:
            text = improvement.indicator or ""
            if text and improvement.baseline_date:
                before = improvement._format_number(improvement.baseline_value)
                text = f"{text}: {before}"
                # A target that is not set is not zero.
                if improvement.target_value or improvement.state != "plan":
                    target = improvement._format_figure(improvement.target_value)
                    text = f"{text} → {target}"
            improvement.figures_text = text

    @api.depends(
        "progress",
        "outcome",
        "after_from",
        "after_to",
        "baseline_value",
        "baseline_case_count",
        "after_case_count",
    )
    @api.depends_context("lang")
    def _compute_effect_text(self):
        for improvement in self:
            improvement.effect_text = improvement._get_effect_text()

    def _get_effect_text(self):
        """Return in words how far the new measurement got."""
        self.ensure_one()
        return improvement_verdict.get_verdict(self)

    def _format_figure(self, value):
        # Not the reader's separators: the sentence is also posted in the conversation.
        return f"{self._format_number(value)} {self.unit or ''}".strip()

    @api.model
    def _format_number(self, value):
        """Return *value* with two decimals at most; small ones keep their digits."""
        return (
            f"{value:.2g}" if 0 < abs(value) < 0.01 else f"{rounding.value(value):.10g}"
        )

    def _is_better(self, value, than):
        """Return whether *value* is better, and not just by a rounding error."""
        sign = 1 if self.direction == "up" else -1
        return float_compare(sign * value, sign * than, precision_digits=DIGITS) > 0

    def _is_reached(self):
        return self.is_measured and not self._is_better(
            self.target_value, self.after_value
        )

    # ------------------------------------------------------------------
    # Steps: each public method decides first who may
    # ------------------------------------------------------------------
    # ==============  ======  ======================================================
    # method          from    who; what it needs
    # ==============  ======  ======================================================
    # ask approval    plan    who leads it (owner, sponsor, head, officer)
    # start           plan    head, officer, or a sponsor who is not the owner;
    #                         a complete SMART goal; for innovation also a risk
    # in place        do      who leads it; what was changed, since when
    # measure         check   who leads it; a measurement after the change
    # close           act     who leads it; standard and audit date, or the lesson
    # try again       act     who leads it; the lesson
    # abandon         open    who leads it; a reason
    # ==============  ======  ======================================================

    @api.depends_context("uid", "lang")
    @api.depends(*improvement_steps.NEEDED_FIELDS)
    def _compute_missing_text(self):
        for improvement in self:
            improvement.missing_text = "\n".join(improvement._get_missing())

    def _get_missing(self):
        """Return sentences, one for each thing the next step still needs."""
        self.ensure_one()
        return improvement_steps.get_missing(self)

    @api.depends("missing_text", "approval_asked_on", "can_approve")
    @api.depends_context("uid", "lang")
    def _compute_next_step(self):
        for improvement in self:
            improvement.next_step = improvement_steps.get_next_step(improvement)

    # Plan
    def action_ask_approval(self):
        """Ask the head of the department for approval, of a goal that is complete."""
        for improvement_sudo in self._check_step("plan"):
            improvement_sudo._check_complete()
            approver = improvement_sudo._get_approver()
            improvement_sudo.write(
                {"approval_asked_on": company_day.today(improvement_sudo)}
            )
            if approver:
                improvement_sudo.activity_schedule(
                    "icrm_internal_improvement.mail_activity_type_improvement_approve",
                    user_id=approver.id,
                )
        return True

    def action_start(self):
        """Approve the plan; what is before is taken from the indicator again."""
        improvements_sudo = self._check_step("plan")
        for improvement in self._filter_by_kpi("plan"):
            improvement.sudo().write(improvement._prepare_from_kpi())
        for improvement_sudo in improvements_sudo:
            improvement = self.browse(improvement_sudo.id)
            if not improvement.can_approve:
                raise AccessError(
                    self.env._(
                        "“%(name)s” must be approved by the head of "
                        "%(department)s, or a sponsor other than the owner.",
                        name=improvement.name,
                        department=improvement_sudo.department_id.name,
                    )
                )
            improvement_sudo._check_complete()
            improvement_sudo.write(
                {
                    "state": "do",
                    "approved_by_id": self.env.uid,
                    "approved_on": company_day.today(improvement_sudo),
                }
            )
            improvement_sudo.activity_feedback(
                ["icrm_internal_improvement.mail_activity_type_improvement_approve"]
            )
        return True

    # Do
    def action_mark_implemented(self):
        """The change is in place, since today if nothing else is said."""
        for improvement_sudo in self._check_step("do"):
            improvement_sudo._check_complete()
            improvement_sudo.write(
                {
                    "state": "check",
                    "implemented_on": improvement_sudo.implemented_on
                    or company_day.today(improvement_sudo),
                }
            )
        return True

    # Check
    def action_measure(self):
        """Compare the new measurement with the target: this decides the outcome.

        Of an indicator the new result is taken, whatever was typed.
        """
        improvements_sudo = self._check_step("check")
        for improvement in self._filter_by_kpi("check"):
            improvement.sudo().write(improvement._prepare_after())
        for improvement_sudo in improvements_sudo:
            improvement_sudo._check_complete()
            reached = improvement_sudo._is_reached()
            improvement_sudo.write(
                {"state": "act", "outcome": "success" if reached else "failure"}
            )
            improvement_sudo._message_log(body=improvement_sudo._get_effect_text())
        return True

    # Act
    def action_close(self):
        """Close it: as the standard from now on, or with what was learnt."""
        for improvement_sudo in self._check_step("act"):
            improvement_sudo._check_complete()
            improvement_sudo._close_in_state("done")
        return True

    def action_try_again(self):
        """Close this failure and open the next cycle, which starts where it ended."""
        self.ensure_one()
        improvement_sudo = self._check_step("act")
        if improvement_sudo.outcome != "failure":
            raise UserError(
                self.env._("The target was reached; there is no need to try again.")
            )
        improvement_sudo._check_complete()
        improvement_sudo._close_in_state("done")
        again_sudo = improvement_sudo.copy(improvement_sudo._prepare_again())
        return again_sudo.sudo(False).action_open()

    def _prepare_again(self):
        """Return the values of the next cycle, beside those that are copied."""
        origin = (
            "origin",
            "origin_model",
            "origin_id",
            "origin_topic",
            "origin_values",
        )
        # sudo: the next cycle is about the same finding, for any caller.
        improvement_sudo = self.sudo()
        return {
            "previous_id": self.id,
            "baseline_value": self.after_value,
            "baseline_date": self.after_to,
            "baseline_value_id": self.after_value_id.id,
            "due_date": False,
            **{name: improvement_sudo[name] for name in origin},
            "origin_note": improvement_sudo.origin_note,
        }

    def action_abandon(self, reason: str):
        """Abandon it, with a reason that stays on record."""
        improvements_sudo = self._check_step(*OPEN_STATES)
        reason = caller_values.reason_of(self.env, reason, REASON_LIMIT)
        for improvement_sudo in improvements_sudo:
            improvement_sudo.write({"abandon_reason": reason})
            improvement_sudo._close_in_state("abandoned")
        return True

    @api.model
    def _icrm_reason_steps(self):
        return super()._icrm_reason_steps() | {
            "action_abandon": ReasonStep(
                title=self.env._("Abandon This Improvement?"),
                button=self.env._("Abandon"),
                hint=self.env._(
                    "The reason is saved so that others can learn from it."
                ),
                placeholder=self.env._("e.g. The new system solves it in March."),
            )
        }

    def action_open(self):
        """Open this improvement's form."""
        self.ensure_one()
        return open_form(self)

    # Helpers
    def _check_step(self, *states):
        """Lock these and return them in sudo: the caller leads them, and they are at
        this step."""
        self.check_access("write")
        self._check_lead()
        self._icrm_lock()
        labels = dict(self._fields["state"]._description_selection(self.env))
        for improvement in self:
            if improvement.state not in states:
                raise UserError(
                    self.env._(
                        "“%(name)s” is at “%(state)s”; this requires “%(wanted)s”.",
                        name=improvement.name,
                        state=labels[improvement.state],
                        wanted=" / ".join(labels[state] for state in states),
                    )
                )
        return self.sudo()

    def _check_complete(self):
        """Refuse the next step while something is missing; name all of it."""
        missing = self._get_missing()
        if missing:
            raise UserError(
                self.env._(
                    "“%(name)s”: complete first: %(missing)s",
                    name=self.name,
                    missing="\n".join(f"- {sentence}" for sentence in missing),
                )
            )

    def _close_in_state(self, state):
        for improvement in self:
            improvement.write(
                {"state": state, "closed_on": company_day.today(improvement)}
            )
        self.activity_unlink(
            ["icrm_internal_improvement.mail_activity_type_improvement_approve"]
        )
        self._publish_answer()

    def _get_approver(self):
        """Return who heads the department, else who heads the nearest above."""
        return self.department_id._icrm_get_head()

    @api.model
    def _cron_advance(self):
        """Read what the indicators came to; remind of goals that come due and of
        audits. Idempotent."""
        self._read_after()
        self._remind(
            "due_date",
            [("is_open", "=", True)],
            7,
            _lt("Measure again: is the goal reached?"),
        )
        self._remind(
            "audit_date",
            [("state", "=", "done"), ("audit_note", "=", False)],
            0,
            _lt("Audit whether the standard is followed, and record your findings"),
        )

    # ------------------------------------------------------------------
    # Figures of an indicator
    # ------------------------------------------------------------------
    # They are not typed then: the baseline is taken when the plan is approved, from
    # the latest period that is over; what is after, from the latest period that is over
    # and began after the change was in place. Both are read with the rights of who does
    # the step, and are visible from then on to all who see the improvement.

    @api.model
    def _read_after(self):
        """Read the figure after the change where the next period is closed by now, as
        the owner may read it; whether it is reached, its leader decides."""
        waiting = self.search(
            [
                ("state", "=", "check"),
                ("kpi_id", "!=", False),
                ("implemented_on", "!=", False),
                ("owner_id", "!=", False),
                ("after_to", "=", False),
            ]
        )

        def read(improvement):
            # As the owner: the rules of results.
            reader = improvement.with_user(improvement.owner_id).with_context(
                allowed_company_ids=improvement.company_id.ids
            )
            after = Domain("date_from", ">", improvement.implemented_on)
            result = reader._get_latest_result(after & Domain("is_final", "=", True))
            if result:
                # sudo: figures the owner may read, into fields no user may write
                improvement.sudo().write(reader._prepare_measured(result))

        run_each(waiting, read, alone=False)

    @api.onchange("kpi_id", "kpi_scope", "period_kind", "department_id", "service_id")
    def _onchange_kpi(self):
        if self.state == "plan":
            self.update(self._prepare_from_kpi())

    def action_open_results(self):
        """Open the indicator's results that the reader may see."""
        self.ensure_one()
        self.check_access("read")
        return open_list(
            self.env["icrm.kpi.value"],
            self.sudo().kpi_id.name,
            self._get_results_domain(),
            views="list,graph,form",
        )

    def _get_results_domain(self):
        """Return which results of the indicator this improvement is about."""
        self.ensure_one()
        scope = self.kpi_scope
        return (
            Domain("kpi_id", "=", self.kpi_id.id)
            & Domain("company_id", "=", self.company_id.id)
            & Domain("period_kind", "=", self.period_kind)
            & Domain("customer_department_id", "=", False)
            & Domain(
                "department_id",
                "=",
                scope != "company" and self.department_id._origin.id,
            )
            & Domain(
                "service_id", "=", scope == "service" and self.service_id._origin.id
            )
        )

    def _get_latest_result(self, domain=Domain.TRUE):
        """Return the indicator's result of the latest period that is over."""
        today = company_day.today(self)
        return self.env["icrm.kpi.value"].search(
            self._get_results_domain() & Domain("date_to", "<", today) & domain,
            order="date_to desc",
            limit=1,
        )

    def _filter_by_kpi(self, state):
        """Return those at a step that an indicator measures; the caller leads them."""
        self.check_access("write")
        measured = self.filtered(
            lambda improvement: improvement.kpi_id and improvement.state == state
        )
        measured._check_lead()
        return measured

    def _prepare_from_kpi(self):
        """Return name, unit, direction and the figure before, as the caller reads."""
        self.ensure_one()
        kpi = self.kpi_id
        if not kpi:
            return {"baseline_value_id": False}
        units = dict(kpi._fields["unit"]._description_selection(self.env))
        values = {
            "indicator": kpi.name,
            "unit": UNITS.get(kpi.unit, units[kpi.unit].lower()),
            "direction": kpi.direction,
        }
        if result := self._get_latest_result():
            values.update(
                baseline_value=result.value,
                baseline_date=result.date_to,
                baseline_value_id=result.id,
                baseline_case_count=result.case_count,
            )
        elif not self.baseline_value_id:
            # What was typed is not what was measured.
            values.update(baseline_value=0, baseline_date=False, baseline_case_count=0)
        return values

    def _prepare_after(self):
        """Return the new measurement, empty while there is none the caller reads."""
        self.ensure_one()
        result = self._get_latest_result(Domain("date_from", ">", self.implemented_on))
        return self._prepare_measured(result)

    def _prepare_measured(self, result):
        return {
            "after_case_count": result.case_count,
            "after_value": result.value,
            "after_from": result.date_from,
            "after_to": result.date_to,
            "after_value_id": result.id,
            "after_note": result.display_name or False,
        }

    # ------------------------------------------------------------------
    # Proof: what changed, measured beside others, and told
    # ------------------------------------------------------------------

    @api.depends_context("uid", "lang")
    @api.depends("service_version_ids", "agreement_ids", "process_ids")
    def _compute_changed_text(self):
        """What was put into force for it, as far as the reader may read that."""
        for improvement in self:
            improvement.changed_text = "\n".join(
                improvement_proof.get_changes(improvement)
            )

    @api.depends_context("uid", "lang")
    @api.depends("proof_values", "company_id.icrm_rating_min_count")
    def _compute_proof_text(self):
        """Who works on it reads all numbers; all others those of people enough."""
        inner = self
        if not self.env.user.has_group(AUDITOR):
            inner = self._filtered_access("write")
        for improvement in self:
            # sudo: what the sentence is made of, for who reads the improvement
            values = improvement.sudo().proof_values
            improvement.proof_text = improvement_proof.render(
                improvement, values, for_all=improvement not in inner
            )

    def action_change_service(self):
        """Open the service: what is published next is what changed for this."""
        self.ensure_one()
        self._check_step("do", "check")
        service = self.service_id
        if not service:
            raise UserError(self.env._("This improvement is about no single service."))
        service.improvement_id = self
        return open_form(service)

    def action_prove(self):
        """Compare what changed since then with departments that were not touched.

        Again only once another period is over: the sentence is the same until then.
        """
        for improvement_sudo in self._check_step("check", "act", "done"):
            if not improvement_sudo.implemented_on:
                raise UserError(
                    self.env._(
                        "“%(name)s”: say first when the change was implemented.",
                        name=improvement_sudo.name,
                    )
                )
            values = improvement_proof.measure(improvement_sudo)
            if values == improvement_sudo.proof_values:
                continue
            improvement_sudo.write(
                {
                    "proof_values": values,
                    "proof_verdict": values["verdict"],
                    "proof_measure": values["measure"],
                    "proven_on": company_day.today(improvement_sudo),
                }
            )
            improvement_sudo._message_log(body=improvement_sudo.proof_text)
        return True

    @api.model
    def _cron_tell(self):
        """Tell those who raised it what came of it, once; see improvement_raisers."""
        waiting = [
            ("published", "=", True),
            ("state", "=", "done"),
            ("told_on", "=", False),
        ]
        run_each(
            self.search(waiting),
            improvement_raisers.tell,
            domain=waiting,
            alone=False,
        )

    # ------------------------------------------------------------------
    # Publication: "You said, we did"
    # ------------------------------------------------------------------
    # Once it is closed, success or failure, a published one is on that page, too;
    # one that began with an idea, in the idea's entry.

    def action_publish(self):
        """Show this to everybody in the company, success or failure."""
        self.check_access("write")
        self._check_lead()
        self._check_feedback()
        for improvement in self:
            improvement.sudo().write(
                {"published": True, "published_on": company_day.today(improvement)}
            )
        self.sudo()._publish_answer()
        return True

    def action_unpublish(self):
        """Show it no more to those who have no part in it."""
        self.check_access("write")
        self._check_lead()
        self.sudo().write({"published": False, "published_on": False})
        # sudo: who leads the improvement takes back what it says; what the department
        # answered to an idea stays
        for answer_sudo in (
            self.env["icrm.public.answer"]
            .sudo()
            .search([("improvement_id", "in", self.ids)])
        ):
            if answer_sudo.idea_id.state in ("done", "declined"):
                answer_sudo.result = False
            else:
                answer_sudo.state = "draft"
        return True

    def _check_feedback(self):
        """Refuse what has not all its words for everybody."""
        for improvement in self:
            tests = [
                (improvement.feedback_heard, "feedback_heard"),
                (improvement.feedback_done, "feedback_done"),
                (improvement.is_open or improvement.feedback_result, "feedback_result"),
            ]
            missing = [name for is_filled, name in tests if not is_filled]
            if missing:
                raise UserError(
                    self.env._(
                        "“%(name)s”: fill in before publishing: %(fields)s",
                        name=improvement.name,
                        fields=self._get_labels(missing),
                    )
                )

    def _publish_answer(self):
        """Keep the entry of "You said, we did" of what is closed and published.

        In sudo: the caller has decided to publish it.
        """
        Answer = self.env["icrm.public.answer"]
        for improvement in self:
            if not (improvement.published and improvement.state == "done"):
                continue
            improvement._notify_source()
            idea = self.env["icrm.idea"]
            # sudo: what it began with, to quote the idea.
            improvement_sudo = improvement.sudo()
            if improvement_sudo.origin_model == idea._name:
                idea = idea.browse(improvement_sudo.origin_id).exists()
            values = {
                "heard": idea.name or " ".join(improvement.feedback_heard.split()),
                "answer": plaintext2html(improvement.feedback_done),
                "result": plaintext2html(improvement.feedback_result),
                "department_id": improvement.department_id.id,
                "service_id": improvement.service_id.id,
                "company_id": improvement.company_id.id,
                "improvement_id": improvement.id,
                "idea_id": idea.id,
                "source": "idea" if idea else "improvement",
                "state": "published",
            }
            if not is_html_empty(idea.answer):
                values["answer"] = idea.answer
            known = Answer.search(
                Domain("improvement_id", "=", improvement.id)
                | (Domain("idea_id", "in", idea.ids)),
                limit=1,
            )
            if known:
                known.write(values)
            else:
                Answer.create(values)

    def _mail_get_operation_for_mail_message_operation(self, message_operation):
        """Who may read it only because it is published, does not read what is said."""
        if message_operation == "read" and not self.env.user.has_group(AUDITOR):
            return dict.fromkeys(self, "write")
        return super()._mail_get_operation_for_mail_message_operation(message_operation)

    # ------------------------------------------------------------------
    # Guests: consultants and partners
    # ------------------------------------------------------------------
    # They have no access right to this model. Their pages (controllers/
    # improvement_portal.py) show what the methods here give out, which look for the
    # caller's own invitations only.

    @api.depends("partner_ids")
    def _compute_guests_without_access(self):
        for improvement in self:
            without = improvement.partner_ids.filtered(
                lambda partner: not partner.user_ids
            )
            improvement.guests_without_access = ", ".join(without.mapped("name"))

    @api.model
    def _get_my_invitations(self):
        """Return in sudo the improvements the current user is invited to."""
        # sudo: the caller's own invitations only
        return self.sudo().search(
            [("partner_ids", "=", self.env.user.partner_id.id)],
            order="is_open desc, due_date, id desc",
        )

    @api.model
    def _get_invitation(self, improvement_id):
        """Return in sudo one improvement the current user is invited to.

        :raise MissingError: there is none, or the user is not invited
        """
        invitation_sudo = self._get_my_invitations().filtered(
            lambda improvement: improvement.id == improvement_id
        )
        if not invitation_sudo:
            raise MissingError(self.env._("You have no access to this improvement."))
        return invitation_sudo

    def _get_guest_messages(self):
        """Return what was said to all, oldest first; notes are among colleagues."""
        self.ensure_one()
        # sudo: a guest has no right to messages; the domain is what portals show.
        Message = self.env["mail.message"].sudo()
        return Message.search(
            [
                ("model", "=", self._name),
                ("res_id", "=", self.id),
                ("message_type", "in", ("comment", "email")),
                *Message._get_search_domain_share(),
            ],
            order="id",
        )

    def _get_guest_tasks(self):
        """Return ``[{"name", "who", "date", "done"}]``: what there is to do."""
        self.ensure_one()
        # sudo: guests hear what there is to do, not more of the activities.
        return [
            {
                "name": activity.summary or activity.activity_type_id.name,
                "who": activity.user_id.name,
                "date": activity.date_deadline,
                "done": not activity.active,
            }
            for activity in self.sudo().activity_ids.sorted("date_deadline")
            if activity.activity_category != "upload_file"
        ]

    def _post_as_guest(self, words):
        """Add what a guest writes; *self* comes from ``_get_invitation``."""
        self.ensure_one()
        words = caller_values.text_of(
            self.env, self.env._("Message"), words, WORDS_LIMIT, required=True
        )
        if not self.is_open:
            raise UserError(self.env._("This improvement is closed."))
        # Plain text: message_post escapes it.
        return self.message_post(
            body=words,
            author_id=self.env.user.partner_id.id,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )

    def _update_partner_followers(self, before=None):
        """Let those who are new hear of messages, and those who are gone no more."""
        before = before or {}
        # sudo: partners follow with the improvement; who may invite may not see
        # them.
        for improvement in self.sudo():
            was = before.get(
                self.browse(improvement.id), improvement.env["res.partner"]
            )
            gone = was - improvement.partner_ids
            new = improvement.partner_ids - was
            if gone:
                improvement.message_unsubscribe(gone.ids)
            if new:
                improvement.message_subscribe(new.ids)

    # ------------------------------------------------------------------
    # Origin
    # ------------------------------------------------------------------

    @api.depends_context("uid")
    def _compute_can_open_origin(self):
        for improvement in self:
            improvement.can_open_origin = bool(improvement._get_readable_origin())

    def _get_readable_origin(self):
        """Return the record it began with, if there is one that the caller may read."""
        # sudo: which record; whether the caller may read it is asked next.
        improvement_sudo = self.sudo()
        source = self.env.get(improvement_sudo.origin_model)
        if source is None or not improvement_sudo.origin_id:
            return None
        source = source.browse(improvement_sudo.origin_id).exists()
        return source if source.has_access("read") else None

    @api.model
    def _search_started_from(self, records):
        """Return the improvements, as far as the caller may see them, that began with
        one of *records*.

        In sudo for the columns that say so: the caller has *records* in hand.
        """
        began = self.sudo()._search(
            [("origin_model", "=", records._name), ("origin_id", "in", records.ids)]
        )
        return self.search([("id", "in", began)])

    @api.model
    def _start(self, vals_list):
        """Start improvements; those already started from the same origin are returned.

        In sudo: the caller has decided that they may be started. The owner, unless
        named, is who heads the department concerned, and gets an activity.

        :param vals_list: values of improvements, each with ``origin`` and
            ``origin_key``; of those with the ``origin_topic`` of an open one, none
            is started
        :return: one improvement for each of *vals_list*, in that order, in sudo
        """
        Improvement = self.sudo().with_context(active_test=False)
        keys = [vals["origin_key"] for vals in vals_list]
        topics = {vals.get("origin_topic") for vals in vals_list} - {None, False}
        known = Improvement.search(
            [
                "|",
                ("origin_key", "in", keys),
                "&",
                ("origin_topic", "in", list(topics)),
                ("is_open", "=", True),
            ]
        )
        by_key = {
            (improvement.company_id.id, improvement.origin_key): improvement
            for improvement in known
        }
        by_topic = {
            (improvement.company_id.id, improvement.origin_topic): improvement
            for improvement in known
            if improvement.is_open and improvement.origin_topic
        }
        todo = {}
        for vals in vals_list:
            company_id = vals.get("company_id") or self.env.company.id
            key = (company_id, vals["origin_key"])
            topic = (company_id, vals.get("origin_topic") or None)
            if key in by_key or key in todo:
                continue
            if topic in by_topic:
                by_key[key] = by_topic[topic]
            elif topic[1] and any(topic == other[1] for other in todo.values()):
                continue
            else:
                todo[key] = (self._prepare_started(vals, company_id), topic)
        started = Improvement.create([vals for vals, _topic in todo.values()])
        for (key, (_vals, topic)), new in zip(todo.items(), started, strict=True):
            by_key[key] = new
            by_topic[topic] = new
        started._notify_owner()
        started._notify_source()
        result = Improvement.browse()
        for vals in vals_list:
            company_id = vals.get("company_id") or self.env.company.id
            result += (
                by_key.get((company_id, vals["origin_key"]))
                or by_topic[company_id, vals["origin_topic"]]
            )
        return result

    @api.model
    def _prepare_started(self, vals, company_id):
        vals = {**vals, "company_id": company_id}
        if "owner_id" not in vals:
            # sudo: who heads a department is no secret.
            department = self.env["hr.department"].sudo().browse(vals["department_id"])
            vals["owner_id"] = department._icrm_get_head().id
        return vals

    def _notify_owner(self):
        for improvement in self:
            if improvement.owner_id.active and improvement.owner_id != self.env.user:
                improvement.activity_schedule(
                    "mail.mail_activity_data_todo",
                    summary=self.with_context(lang=improvement.owner_id.lang).env._(
                        "Plan this improvement"
                    ),
                    user_id=improvement.owner_id.id,
                )

    def _notify_source(self):
        improvable = self.env.registry["icrm.improvement.source.mixin"]
        # sudo: the source is updated, visible to who leads the improvement or
        # not.
        for improvement_sudo in self.sudo().filtered("origin_id"):
            source_sudo = self.env[improvement_sudo.origin_model].sudo()
            if isinstance(source_sudo, improvable):
                source_sudo = source_sudo.browse(improvement_sudo.origin_id).exists()
                source_sudo._follow_improvement(improvement_sudo)

    def action_open_origin(self):
        """Open the record it began with, as far as the reader may see that."""
        self.ensure_one()
        self.check_access("read")
        source = self._get_readable_origin()
        if not source:
            raise AccessError(
                self.env._("You cannot see the source of this improvement.")
            )
        return open_form(source)
