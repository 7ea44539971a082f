# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import logging
from datetime import timedelta

import psycopg2.errors
from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command, Domain

from ...measures import rounding
from ...measures.figures import GAP_MODELS
from ..access import caller_values, company_day
from ..access.actions import open_action, open_dialog, open_form, show_message
from ..access.groups import ADMIN, AUDITOR, OFFICER
from ..access.icrm_reason_mixin import ReasonStep
from ..access.jobs import attempt_batch, run_each, run_step
from ..access.recurrence import INTERVALS, RECURRENCES
from ..access.safe_html import SafeHtml
from ..customer.duty import Duty
from . import (
    campaign_message,
    campaign_opening,
    campaign_restrictions,
    campaign_turnout,
    crypto,
)
from .audience_query import AudienceQuery
from .ballot_storage import BallotStorage, destroy_key_after_commit
from .campaign_count import CampaignCount
from .campaign_opening import PICKED, POINTS
from .campaign_results import CampaignResults
from .campaign_workbook import make_sheets

# Audiences that the designer of the campaign picks; see _get_minimum_audience.
PICKED_AUDIENCES = ("segments", "customers")

# So many people are written to at a time.
SEND_BATCH = 500

# Not those whose mail failed: it is sent again.
CODE_STATES = ("unreachable", "handed")


_logger = logging.getLogger(__name__)


class IcrmCampaign(models.Model):
    """One sending of a survey to an audience: asked, answered, counted, published.

    What was answered is encrypted in ballot boxes until the campaign closes; see
    :mod:`.ballot_storage` and :mod:`.crypto`. Repeated campaigns are the waves of one
    series.

    The model decides who may do what, and when; the work is done beside it, by classes
    and functions without a state of their own: :mod:`.campaign_restrictions` (what
    cannot be changed any more), :mod:`.campaign_opening`, :mod:`.audience_query`,
    :mod:`.campaign_message`, :mod:`.campaign_turnout`, :mod:`.campaign_count`,
    :mod:`.campaign_results`, :mod:`.campaign_workbook`.
    """

    _name = "icrm.campaign"
    _inherit = ["mail.thread", "mail.activity.mixin", "icrm.reason.mixin"]
    _icrm_duties = (
        Duty("user_id", [("state", "!=", "published")]),
        Duty("audience_department_ids", [("state", "in", ("draft", "open"))]),
    )
    _description = "Campaign"
    _icrm_named_in_log = True
    _order = "opens_on desc, id desc"

    name = fields.Char(required=True, translate=True, tracking=True)
    survey_id = fields.Many2one(
        "survey.survey",
        required=True,
        ondelete="restrict",
        index=True,
        domain="[('survey_type', '=', 'icrm')]",
        tracking=True,
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        default=lambda self: self.env.company,
        ondelete="restrict",
    )
    user_id = fields.Many2one(
        "res.users",
        string="Responsible",
        required=True,
        default=lambda self: self.env.user,
        ondelete="restrict",
        tracking=True,
    )
    active = fields.Boolean(default=True, copy=False)
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("open", "Running"),
            ("closed", "Closed"),
            ("published", "Published"),
        ],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
    )
    trigger = fields.Selection(
        [("audience", "Sent to an audience"), ("request_closed", "After a request")],
        default="audience",
        required=True,
        help="Pulse: invites each requester after their request.",
    )
    protection = fields.Selection(
        [
            ("identified", "Identified"),
            ("confidential", "Confidential"),
            ("anonymous", "Anonymous"),
        ],
        default="anonymous",
        required=True,
        tracking=True,
        help="Identified: officers see names. Confidential: only the confidential "
        "desk can reveal a name, with a reason. Anonymous: no one can.",
        string="Anonymity",
    )

    # Whom it is about
    about = fields.Selection(
        [
            ("departments", "Departments"),
            ("services", "Services"),
            ("relationships", "Relationships"),
            ("company", "The company"),
        ],
        default="departments",
        required=True,
    )
    subject_ids = fields.One2many("icrm.campaign.subject", "campaign_id", copy=True)
    about_department_ids = fields.Many2many(
        "hr.department",
        string="Rated Departments",
        compute="_compute_about_ids",
        inverse="_inverse_about_department_ids",
    )
    about_service_ids = fields.Many2many(
        "icrm.service",
        string="Rated Services",
        compute="_compute_about_ids",
        inverse="_inverse_about_service_ids",
    )
    about_relationship_ids = fields.Many2many(
        "icrm.relationship",
        string="Rated Relationships",
        compute="_compute_about_ids",
        inverse="_inverse_about_relationship_ids",
    )

    # Who is asked
    audience = fields.Selection(
        [
            ("everyone", "Everyone"),
            ("departments", "Departments"),
            ("segments", "Segments"),
            ("customers", "Recent requesters"),
        ],
        string="Survey Audience",
        default="everyone",
        required=True,
        help="Recent requesters: people who requested from the subjects within the "
        "days below.",
    )
    audience_department_ids = fields.Many2many(
        "hr.department",
        relation="icrm_campaign_audience_department_rel",
        string="Invited Departments",
        help="Includes all sub-departments.",
    )
    audience_segment_ids = fields.Many2many(
        "icrm.segment",
        relation="icrm_campaign_audience_segment_rel",
        string="Invited Segments",
    )
    contact_days = fields.Integer(
        string="Interaction Within",
        default=365,
        required=True,
        help="Requests in the last ... days count as interaction.",
    )
    subject_choice = fields.Selection(
        [
            ("contact", "Only those they requested from"),
            ("all", "Anyone"),
        ],
        string="Subjects per Person",
        default="contact",
        required=True,
    )
    subjects_per_person = fields.Integer(
        string="Max. Subjects",
        default=3,
        required=True,
        help="Subjects per person, most contact first.",
    )
    sample_share = fields.Integer(
        string="Sample",
        default=100,
        required=True,
        help="Share of the audience, spread evenly over departments.",
    )
    cooldown_days = fields.Integer(
        string="Cool-down",
        default=lambda self: self.env.company.icrm_survey_cooldown_days,
        required=True,
        help="Skips people surveyed within these days.",
    )
    participant_ids = fields.One2many("icrm.campaign.participant", "campaign_id")

    # What is shown, and to whom
    breakdown = fields.Selection(
        [("department", "By department"), ("none", "Overall only")],
        default="department",
        required=True,
        help="Shows results by respondents' department where groups are large enough; "
        "fixed once open.",
    )
    anonymity_threshold = fields.Integer(
        string="Minimum Group Size",
        default=5,
        required=True,
        tracking=True,
        help="Smaller groups are never shown; at least 5.",
    )
    anonymity_threshold_text = fields.Integer(
        string="Minimum Group Size for Comments",
        default=8,
        required=True,
        tracking=True,
        help="Minimum authors for showing comments; at least 8.",
    )
    visibility = fields.Selection(
        [
            ("officers", "Officers only"),
            ("heads", "Heads of the rated departments"),
            ("everybody", "Everyone"),
        ],
        string="Who Can See Results",
        compute="_compute_visibility",
        store=True,
        readonly=False,
        precompute=True,
        copy=True,
        required=True,
        tracking=True,
    )
    group_ids = fields.One2many("icrm.campaign.group", "campaign_id")
    protection_sentence = fields.Char(
        string="Anonymity Statement", compute="_compute_protection_sentence"
    )

    # Its course
    is_planned = fields.Boolean(
        string="Open Automatically",
        readonly=True,
        copy=False,
        tracking=True,
        help="Opens on its opening date if nothing blocks it.",
    )
    next_step = fields.Char(compute="_compute_next_step", compute_sudo=True)
    preview = fields.Html(compute="_compute_preview", sanitize=False)
    opens_on = fields.Date(tracking=True, copy=False)
    opened_on = fields.Date(readonly=True, copy=False)
    closes_on = fields.Date(tracking=True, copy=False)
    closed_on = fields.Date(readonly=True, copy=False)
    published_on = fields.Date(readonly=True, copy=False)

    # Ballot boxes and counting
    key_name = fields.Char(
        readonly=True,
        copy=False,
        groups=fields.NO_ACCESS,
        help="Encrypts the ballot boxes; destroyed on closing.",
    )
    count_report = fields.Json(
        readonly=True,
        copy=False,
        groups=fields.NO_ACCESS,
        help="Number of withheld results.",
    )
    cancel_reason = fields.Text(readonly=True, copy=False)
    ballot_problem = fields.Char(
        compute="_compute_ballot_problem",
        compute_sudo=True,
        help="Why an open campaign cannot be counted.",
        string="Lost Answers",
    )

    # Weights
    weight_ids = fields.One2many(
        "icrm.campaign.weight",
        "campaign_id",
        string="Weights",
        copy=True,
        help="Leave empty to weight all dimensions equally.",
    )
    can_weigh = fields.Boolean(
        compute="_compute_can_weigh",
        compute_sudo=True,
        help="Whether the survey has dimensions without point allocation.",
        string="Can Set Weights",
    )

    # Waves
    recurrence = fields.Selection(
        RECURRENCES,
        default="none",
        required=True,
        tracking=True,
        help="Prepares and opens the next wave after closing.",
    )
    series_id = fields.Many2one(
        "icrm.campaign",
        string="First Wave",
        readonly=True,
        ondelete="restrict",
        index="btree_not_null",
        help="Repeated campaigns are waves of the first.",
    )
    previous_id = fields.Many2one(
        "icrm.campaign",
        string="Previous Wave",
        readonly=True,
        copy=False,
        ondelete="restrict",
        index="btree_not_null",
    )
    next_ids = fields.One2many("icrm.campaign", "previous_id", string="Next Wave")
    wave = fields.Integer(readonly=True, copy=False)

    # How many were asked and have answered: never what, and never when
    participant_count = fields.Integer(
        string="People Invited", compute="_compute_participation", compute_sudo=True
    )
    response_count = fields.Integer(
        string="Answered", compute="_compute_participation", compute_sudo=True
    )
    participation = fields.Float(
        compute="_compute_participation",
        compute_sudo=True,
        digits=(16, rounding.POINTS),
        help="Share of invited people who answered.",
        string="Response rate",
    )
    invited_count = fields.Integer(
        string="Invited at Closing", readonly=True, copy=False
    )
    answered_count = fields.Integer(
        string="Answered at Closing", readonly=True, copy=False
    )
    turnout = fields.Html(
        string="Participation by Department",
        compute="_compute_turnout",
        sanitize=False,
        groups=f"{OFFICER},{AUDITOR}",
    )

    # Invitations and reminders
    mail_subject = fields.Char(
        string="Email Subject",
        translate=True,
        help="Leave empty for a standard subject.",
    )
    mail_text = SafeHtml(
        string="Message",
        translate=True,
        help="Greeting, link, closing date and anonymity statement are added.",
    )
    reminder_days = fields.Integer(
        string="Remind After",
        default=5,
        required=True,
        help="Days before each reminder.",
    )
    reminder_max = fields.Integer(
        string="Max. Reminders",
        default=2,
        required=True,
        help="Sent to those who have not answered; 0 for none.",
    )
    reminded_round = fields.Integer(readonly=True, copy=False, string="Reminder Round")
    code_count = fields.Integer(
        string="Paper Codes",
        compute="_compute_code_count",
        compute_sudo=True,
        help="For people without email; issued by the confidential desk.",
    )
    failed_count = fields.Integer(
        string="Failed Emails", compute="_compute_code_count", compute_sudo=True
    )

    # After a request: the pulse
    pulse_delay_hours = fields.Integer(
        string="Delay",
        default=4,
        required=True,
        help="Hours from resolution to invitation.",
    )
    pulse_days = fields.Integer(
        string="Answer Within",
        default=7,
        required=True,
        help="Days an invitation stays valid.",
    )
    pulse_comment_below = fields.Integer(
        string="Ask Why Below",
        default=3,
        required=True,
        help="A lower score in the first question prompts a why question.",
    )

    # What the results are compared with, besides the waves before and the company
    benchmark_measure = fields.Selection(
        [
            ("csat", "Satisfaction (CSAT)"),
            ("nps", "Net Promoter Score (NPS)"),
            ("enps", "Employee Net Promoter Score (eNPS)"),
            ("ces", "Effort (CES)"),
            ("servqual", "SERVQUAL"),
        ],
        string="External Benchmark",
        tracking=True,
    )
    benchmark_value = fields.Float(tracking=True)
    benchmark_source = fields.Char(
        tracking=True, help="Who measured it, when, and where it is published."
    )

    # You said, we did
    public_answer_ids = fields.One2many(
        "icrm.public.answer", "campaign_id", string="Published Response"
    )
    public_answer_count = fields.Integer(
        compute="_compute_public_answer_count", string="Published Response Count"
    )

    _minimum_check = models.Constraint(
        "CHECK (anonymity_threshold BETWEEN 5 AND 1000"
        " AND anonymity_threshold_text BETWEEN 8 AND 1000"
        " AND anonymity_threshold_text >= anonymity_threshold)",
        "Minimum group sizes: 5 to 1,000 people; for comments 8 to 1,000, and "
        "not lower.",
    )
    _dates_check = models.Constraint(
        "CHECK (closes_on >= opens_on)", "A campaign must close after it opens."
    )
    _contact_days_check = models.Constraint(
        "CHECK (contact_days BETWEEN 1 AND 3650)",
        "Interaction must be within 1 to 3,650 days.",
    )
    _subjects_per_person_check = models.Constraint(
        "CHECK (subjects_per_person BETWEEN 1 AND 20)",
        "Subjects per person must be between 1 and 20.",
    )
    _sample_share_check = models.Constraint(
        "CHECK (sample_share BETWEEN 1 AND 100)",
        "A sample must be between 1 and 100 percent.",
    )
    _cooldown_days_check = models.Constraint(
        "CHECK (cooldown_days BETWEEN 0 AND 3650)",
        "The cool-down must be between 0 and 3,650 days.",
    )
    _benchmark_check = models.Constraint(
        "CHECK (benchmark_measure IS NULL OR TRIM(COALESCE(benchmark_source, '')) <> ''"
        ")",
        "Name the source of the external benchmark.",
    )
    # BETWEEN leaves NaN and infinity out.
    _benchmark_range = models.Constraint(
        "CHECK (benchmark_value BETWEEN -1000 AND 1000)",
        "External benchmark: choose a value from -1,000 to 1,000.",
    )
    _wave_uniq = models.UniqueIndex(
        "(series_id, wave) WHERE series_id IS NOT NULL",
        "A series cannot contain the same wave twice.",
    )
    _previous_uniq = models.UniqueIndex(
        "(previous_id) WHERE previous_id IS NOT NULL",
        "A wave can only have one next wave.",
    )
    _reminder_check = models.Constraint(
        "CHECK (reminder_days BETWEEN 1 AND 365 AND reminder_max BETWEEN 0 AND 10)",
        "Reminders: wait 1 to 365 days, send at most ten.",
    )
    _pulse_check = models.Constraint(
        "CHECK (pulse_delay_hours BETWEEN 0 AND 720 AND pulse_days BETWEEN 1 AND 60"
        " AND pulse_comment_below BETWEEN 0 AND 11)",
        "Pulse limits: sent after 0 to 720 hours, open for 1 to 60 days, asks "
        "why below 0 to 11.",
    )

    # ------------------------------------------------------------------
    # Creating and writing
    # ------------------------------------------------------------------
    # Every change passes write(), the superuser's too; see campaign_restrictions.

    @api.model_create_multi
    def create(self, vals_list):
        campaign_restrictions.check_create(self, vals_list)
        # Nor by the default of a context, as a column of the kanban gives it.
        self = self.with_context(
            campaign_restrictions.without_workflow_defaults(self.env.context)
        )
        campaigns = super().create(vals_list)
        campaigns._ensure_company_subject()
        return campaigns

    def write(self, vals):
        """Refuse changes of what participants were promised; clear subjects of another
        kind."""
        about = vals.get("about")
        if about:
            self.filtered(lambda campaign: campaign.about != about).subject_ids.unlink()
        campaign_restrictions.check_write(self, vals)
        result = super().write(vals)
        if about:
            self._ensure_company_subject()
        return result

    def _write_workflow(self, vals):
        """Write what only the course of a campaign changes: past our own ``write``."""
        return super().write(vals)  # pylint: disable=super-method-mismatch

    def copy_data(self, default=None):
        """A copy by hand is a campaign of its own: of no series."""
        vals_list = super().copy_data(default=default)
        for vals in vals_list:
            vals.pop("series_id", None)
        return vals_list

    def unlink(self):
        """The keys of deleted campaigns are destroyed with them."""
        # sudo: the names of the keys cannot be read by users
        names = self.sudo().filtered("key_name").mapped("key_name")
        result = super().unlink()
        for name in names:
            destroy_key_after_commit(self.env.cr, name)
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_answered(self):
        """Refuse to delete campaigns with answers; archive instead."""
        for campaign in self:
            # sudo: whether anybody has answered, not who
            if campaign.state in ("closed", "published") or (
                campaign.state == "open"
                and campaign.sudo().participant_ids._get_answered()
            ):
                raise UserError(
                    self.env._(
                        "%(campaign)s has answers: archive it instead of deleting it.",
                        campaign=campaign.display_name,
                    )
                )

    # ------------------------------------------------------------------
    # Whom it is about
    # ------------------------------------------------------------------

    @api.onchange("trigger")
    def _onchange_trigger(self):
        """A pulse goes on: a wave a month, everybody asked once in it at most."""
        if self.trigger == "request_closed":
            today = self._get_today()
            self.recurrence = "month"
            self.opens_on = self.opens_on or today
            self.closes_on = self.opens_on + relativedelta(months=1, days=-1)
            if self.about not in ("departments", "services"):
                self.about = "departments"

    @api.depends("survey_id")
    def _compute_visibility(self):
        """Heads see what is said of their service, not what their staff say of the
        employer; officers may choose otherwise."""
        for campaign in self:
            # sudo: what is asked, whoever may read the questions
            survey_sudo = campaign.survey_id.sudo()
            campaign.visibility = (
                "officers" if survey_sudo._icrm_is_about_employer() else "heads"
            )

    @api.depends("subject_ids.department_id", "subject_ids.service_id", "about")
    def _compute_about_ids(self):
        for campaign in self:
            for about, (name, column) in PICKED.items():
                campaign[name] = (
                    campaign.subject_ids[column] if campaign.about == about else False
                )

    def _inverse_about_department_ids(self):
        self._set_picked_subjects("departments")

    def _inverse_about_service_ids(self):
        self._set_picked_subjects("services")

    def _inverse_about_relationship_ids(self):
        self._set_picked_subjects("relationships")

    def _set_picked_subjects(self, about):
        """Make the subjects those that were picked; what stays keeps its row."""
        name, column = PICKED[about]
        for campaign in self.filtered(lambda campaign: campaign.about == about):
            picked = campaign[name]
            gone = campaign.subject_ids.filtered(
                lambda subject, column=column, picked=picked: subject[column]
                not in picked
            )
            new = picked - campaign.subject_ids[column]
            if gone or new:
                campaign.subject_ids = [
                    Command.delete(subject.id) for subject in gone
                ] + [Command.create({column: record.id}) for record in new]

    def _ensure_company_subject(self):
        """The company as a whole is one subject, which does not have to be picked."""
        self.env["icrm.campaign.subject"].create(
            [
                {"campaign_id": campaign.id}
                for campaign in self
                if campaign.about == "company" and not campaign.subject_ids
            ]
        )

    @api.constrains("about")
    def _check_about(self):
        self.subject_ids._check_about()

    def _fill_pulse_subjects(self):
        """Without a choice a pulse is about every department that offers services."""
        if self.subject_ids or self.about != "departments":
            return
        # sudo: who may open the pulse; all departments of its company are asked about
        providers = (
            self.env["icrm.service"]
            .sudo()
            ._read_group(
                [("state", "=", "published"), ("company_id", "=", self.company_id.id)],
                ["department_id"],
            )
        )
        self.env["icrm.campaign.subject"].create(
            [
                {"campaign_id": self.id, "department_id": department.id}
                for (department,) in providers
            ]
        )

    # ------------------------------------------------------------------
    # Opening
    # ------------------------------------------------------------------
    # Each step happens once, however often it is clicked: the campaign's row is locked,
    # and the step is refused unless the campaign is in the state it starts from.

    @api.depends(
        "state",
        "survey_id",
        "opens_on",
        "closes_on",
        "about",
        "subject_ids",
        "about_department_ids",
        "about_service_ids",
        "about_relationship_ids",
        "audience",
        "audience_department_ids",
        "audience_segment_ids",
    )
    @api.depends_context("lang")
    def _compute_next_step(self):
        """What is still to be done before a draft can be opened."""
        for campaign in self:
            campaign.next_step = False
            if campaign.state != "draft":
                continue
            if not campaign.survey_id:
                campaign.next_step = self.env._("Choose a survey.")
                continue
            try:
                campaign._check_openable(on=campaign.opens_on)
            except UserError as error:
                campaign.next_step = error.args[0]
            else:
                campaign.next_step = self.env._(
                    "Check the preview, send yourself a test, then open."
                )

    @api.depends("state")
    @api.depends_context("lang", "uid")
    def _compute_preview(self):
        """Count the audience as it was saved; one statement a campaign, drafts only."""
        for campaign in self:
            campaign.preview = False
            origin = campaign._origin
            if origin and campaign.state == "draft" and campaign.trigger == "audience":
                campaign.preview = self.env["ir.qweb"]._render(
                    "icrm_internal.campaign_preview",
                    {"campaign": origin, **AudienceQuery(origin).preview()},
                    minimal_qcontext=True,
                )

    def action_preview(self):
        """Return the counts of the audience as it is now.

        No message is sent and nothing is stored. See
        :meth:`.AudienceQuery.preview` for what is counted.
        """
        self.ensure_one()
        self.check_access("write")
        return AudienceQuery(self).preview()

    def action_ask_open(self):
        """Return the dialog that says who is asked and who is left out, then opens.

        :raise UserError: something prevents opening: one sentence that names it
        """
        self.ensure_one()
        self.check_access("write")
        self._check_openable()
        return open_form(
            self,
            "icrm_internal.icrm_campaign_view_form_open",
            name=self.env._("Open and Send"),
            target="new",
        )

    def action_open(self):
        """Write down who is asked and begin to send.

        :raise UserError: something prevents it: one sentence that names it
        """
        self.check_access("write")
        for campaign in self:
            campaign._lock_in_state("draft")
            campaign._check_openable()
            campaign.sudo()._open()
        return True

    def action_plan(self):
        """Have the campaign open by itself on its opening date."""
        self.check_access("write")
        for campaign in self:
            campaign._lock_in_state("draft")
            campaign._check_openable(on=campaign.opens_on)
            if not campaign.opens_on:
                raise UserError(self.env._("Set an opening date."))
            campaign.sudo()._write_workflow({"is_planned": True})
        return True

    def action_unplan(self):
        """Keep a planned campaign from opening by itself."""
        self.check_access("write")
        self.filtered("is_planned").sudo()._write_workflow({"is_planned": False})
        return True

    def _get_today(self):
        """Return today in the company's time zone, not the caller's."""
        return company_day.today(self[:1])

    def _takes_answers(self):
        """Return whether people can answer today: the date decides, not the job that
        closes."""
        self.ensure_one()
        return self.state == "open" and not (
            self.closes_on and self.closes_on < self._get_today()
        )

    def _lock_in_state(self, *states):
        """Lock the campaign for a step; raise unless it is in one of *states*."""
        self.ensure_one()
        self._icrm_lock()
        if self.state not in states:
            words = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "%(campaign)s is %(state)s: this is not possible.",
                    campaign=self.display_name,
                    state=words[self.state].lower(),
                )
            )

    def _check_openable(self, on=None):
        """Raise, in one sentence, if something prevents opening.

        :param on: the day it would open on; today if empty
        """
        self.ensure_one()
        campaign_opening.check_openable(self, on)

    def _get_minimum_audience(self):
        """Return how many are asked at least.

        Anyone who picks the audience picks whom an answer is hidden among. With three
        times the minimum they would need two thirds of all participants on their side
        to be left with too few others; with the minimum itself, four of them are
        enough. Departments are not picked: who belongs to one is decided by HR. Where
        names are read anyway, there is nothing to hide.
        """
        if self.protection == "identified" or self.audience not in PICKED_AUDIENCES:
            return self.anonymity_threshold
        return 3 * self.anonymity_threshold

    def _open(self):
        """Open; the caller has checked the officer's right and that nothing prevents
        it."""
        self.ensure_one()
        if self.trigger == "request_closed":
            self._fill_pulse_subjects()
        # Who is changing a question now comes first, or too late.
        self.survey_id._icrm_lock()
        today = self._get_today()
        if self.trigger == "audience":
            campaign_opening.check_audience(self)
            AudienceQuery(self).invite()
        self._open_boxes()
        self._write_workflow(
            {
                "state": "open",
                "is_planned": False,
                "opens_on": today,
                "opened_on": today,
                "wave": self.wave or 1,
            }
        )
        self.env.ref("icrm_internal.ir_cron_campaign_send")._trigger()

    # ------------------------------------------------------------------
    # Closing and counting
    # ------------------------------------------------------------------

    def action_close(self):
        """Close and count: what was answered is unsealed, counted, and destroyed."""
        self.check_access("write")
        for campaign in self:
            campaign._lock_in_state("open")
            campaign.sudo()._close()
        return True

    def _close(self):
        """Close: no more answers are accepted, and the boxes are opened for
        counting.

        If that fails, all is as before, and the key is given back: unless it was
        retired before, for then somebody may have looked into the boxes.
        """
        self.ensure_one()
        key = self.key_name
        was_retired = crypto.is_retired(self.env.cr, key)
        try:
            with self.env.cr.savepoint():
                self._write_turnout()
                self._write_workflow(
                    {"state": "closed", "closed_on": self._get_today()}
                )
                self._count()
        except Exception:
            if key and not was_retired:
                crypto.give_back_key(self.env.cr, key)
                _logger.warning("%s was not closed; its key is back in use", self)
            raise

    def _count(self):
        """Open the boxes, count, and destroy them; all of it or nothing."""
        self.ensure_one()
        self._count_responses(*self._decrypt_boxes())
        self._destroy_boxes()

    def _count_responses(self, responses, texts):
        """Turn answers into results and comments; see :meth:`.CampaignCount.run`."""
        self.ensure_one()
        # sudo: results cannot be written by users; who may close was decided by the
        # caller
        CampaignCount(self.sudo()).run(responses, texts)

    def _open_boxes(self):
        """Give every participant a code and a place in a box; again for new ones."""
        for campaign in self:
            # sudo: boxes cannot be written by users; callers decide who is asked
            BallotStorage(campaign.sudo()).open()

    def _decrypt_boxes(self):
        """Open the boxes for counting; see :meth:`.BallotStorage.decrypt_boxes`."""
        self.ensure_one()
        # sudo: boxes cannot be read by users; who may close was decided by the caller
        return BallotStorage(self.sudo()).decrypt_boxes()

    def _destroy_boxes(self):
        """Write who has answered, for all at once; destroy the boxes, then the keys."""
        for campaign in self:
            # sudo: boxes cannot be written by users; all in them has been counted
            BallotStorage(campaign.sudo()).destroy()

    # ------------------------------------------------------------------
    # Publishing
    # ------------------------------------------------------------------

    def action_publish(self):
        """Show the results to those who may see them, and notify the heads.

        The services' KANO classes are written into the catalogue. Nothing is published
        of what was given up.
        """
        for campaign in self.filtered("cancel_reason"):
            raise UserError(
                self.env._(
                    "%(campaign)s was cancelled: there is nothing to publish.",
                    campaign=campaign.display_name,
                )
            )
        self.check_access("write")
        for campaign in self:
            campaign._lock_in_state("closed")
            campaign_sudo = campaign.sudo()
            campaign_sudo._write_workflow(
                {"state": "published", "published_on": campaign._get_today()}
            )
            campaign_sudo._notify_heads()
        for campaign in self:
            # What only officers see does not show in the catalogue either.
            if campaign.visibility != "officers":
                # sudo: publishing was allowed
                campaign.sudo()._store_kano_classes()
        return True

    def _store_kano_classes(self):
        """Write the class of each service that was asked about into the catalogue."""
        self.ensure_one()
        evaluated = CampaignResults(self).get_kano_by_service()
        for service in self.env["icrm.service"].browse(evaluated):
            kano = evaluated[service.id]
            service.write(
                {
                    "kano_class": kano.kind,
                    "kano_better": kano.better,
                    "kano_worse": kano.worse,
                    "kano_campaign_id": self.id,
                }
            )

    def _notify_heads(self):
        """Write to the heads of the departments it was about."""
        self.env["icrm.message"]._enqueue("survey_results", self._get_heads(), self)

    def _get_heads(self):
        """Return the heads who see the results."""
        if self.visibility == "officers":
            return self.env["res.users"]
        return self.subject_ids.department_id.icrm_head_user_ids.filtered(
            lambda user: user.active and self.company_id in user.company_ids
        )

    # ------------------------------------------------------------------
    # Giving up what is lost
    # ------------------------------------------------------------------
    # Without its key, or with a broken box, a campaign would stay open for ever. An
    # administrator ends it, once nothing can be read any more and not before: no one
    # gets rid of answers that way.

    @api.depends("state")
    @api.depends_context("lang")
    def _compute_ballot_problem(self):
        for campaign in self:
            campaign.ballot_problem = (
                campaign.state == "open" and campaign._find_ballot_problem()
            )

    def _find_ballot_problem(self):
        """Return the sentence that says why nothing can be counted, None if it can."""
        self.ensure_one()
        # sudo: whether the boxes open; what is in them is not looked at
        return BallotStorage(self.sudo()).find_problem()

    def action_cancel_survey(self, reason: str):
        """End a campaign whose answers are lost: nothing is counted.

        The boxes are destroyed; who did it and why is written in the access log.

        :param reason: why no one will find the key, for all who read the campaign
        :raise AccessError: the caller is not an administrator
        :raise UserError: without a reason, or if the answers can be counted
        """
        self.check_access("write")
        if not self.env.user.has_group(ADMIN):
            raise AccessError(
                self.env._("Only an administrator can cancel a campaign.")
            )
        reason = caller_values.reason_of(self.env, reason)
        for campaign in self:
            campaign._lock_in_state("open")
            if not campaign._find_ballot_problem():
                raise UserError(
                    self.env._(
                        "%(campaign)s can be counted: close it instead.",
                        campaign=campaign.display_name,
                    )
                )
            campaign.sudo()._cancel_survey(reason)
        return True

    @api.model
    def _icrm_reason_steps(self):
        return super()._icrm_reason_steps() | {
            "action_cancel_survey": ReasonStep(
                title=self.env._("Cancel This Campaign?"),
                button=self.env._("Cancel Campaign"),
                hint=self.env._(
                    "The campaign closes without results and its ballot boxes are "
                    "destroyed. First look for the key in the server's backups."
                ),
                placeholder=self.env._(
                    "e.g. The server's disk was lost and had no backup."
                ),
            )
        }

    def _cancel_survey(self, reason):
        self.ensure_one()
        self._write_turnout()
        self._write_workflow(
            {
                "state": "closed",
                "closed_on": self._get_today(),
                "cancel_reason": reason,
            }
        )
        # As many as none answered: the outcome is known; no second message is sent.
        self._count_responses([], [])
        self._destroy_boxes()
        self.env["icrm.access.log"]._record("give_up", self, reason)
        self.message_post(
            body=self.env._(
                "Cancelled: answers are lost and nothing was counted. %(reason)s",
                reason=reason,
            )
        )

    # ------------------------------------------------------------------
    # By itself
    # ------------------------------------------------------------------

    @api.model
    def _cron_advance(self):
        """Close what is over, prepare the next waves, open what is planned.

        Each campaign by itself and committed at once; running twice changes nothing.
        """
        for domain, step in (
            ([("state", "=", "open"), ("closes_on", "!=", False)], "_close_if_due"),
            ([("state", "in", ("closed", "published"))], "_prepare_next_wave"),
            ([("state", "=", "draft"), ("is_planned", "=", True)], "_open_if_due"),
        ):
            domain = Domain(domain) & self._get_step_domain(step)
            if not run_each(
                self.search(domain, order="id"),
                lambda campaign, step=step: getattr(campaign, step)(),
                domain=domain,
                on_error=lambda campaign, error: campaign._notify_refusal(error),
            ):
                return

    @api.model
    def _get_step_domain(self, step):
        """Return the domain of those for whom *step* may be due: no more are read."""
        latest = company_day.latest()
        return Domain(
            {
                "_close_if_due": [("closes_on", "<", latest)],
                "_prepare_next_wave": [
                    ("recurrence", "!=", "none"),
                    ("next_ids", "=", False),
                ],
                "_open_if_due": [("opens_on", "<=", latest)],
            }[step]
        )

    def _close_if_due(self):
        if self.closes_on < self._get_today():
            self._lock_in_state("open")
            self._close()

    def _prepare_next_wave(self):
        """Prepare the wave after this one, once."""
        self._lock_in_state("closed", "published")
        if not self.next_ids and self.recurrence != "none":
            self._create_next_wave()

    def _open_if_due(self):
        if self.opens_on <= self._get_today():
            self._lock_in_state("draft")
            self._check_openable()
            self._open()

    def _notify_refusal(self, error):
        """Why it could not go on, to whom the campaign belongs; said once."""
        self._write_workflow({"is_planned": False})
        summary = self.with_context(lang=self.user_id.lang).env._(
            "Campaign could not continue automatically"
        )
        if summary not in self.activity_ids.mapped("summary"):
            self.activity_schedule(
                "mail.mail_activity_data_todo",
                user_id=self.user_id.id,
                summary=summary,
                note=str(error)
                if isinstance(error, UserError)
                else self.env._(
                    "An unexpected error; the next run tries again. Ask your "
                    "administrator to look into the server log."
                ),
            )

    # ------------------------------------------------------------------
    # Waves
    # ------------------------------------------------------------------
    # The next wave is prepared when one has closed, so that the officer can look at it,
    # change it or call it off before it opens.

    @api.depends("name", "wave")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for campaign in self:
            campaign.display_name = (
                self.env._(
                    "%(name)s (wave %(wave)s)", name=campaign.name, wave=campaign.wave
                )
                if campaign.wave > 1
                else campaign.name
            )

    def _create_next_wave(self):
        """Return the next wave: a planned copy on the next date of the series."""
        self.ensure_one()
        first = self.series_id or self
        if not self.series_id:
            self._write_workflow({"series_id": self.id, "wave": self.wave or 1})
        opens_on = self._get_next_date(first.opened_on)
        following = self.copy(
            {
                "name": self.name,
                "user_id": self.user_id.id,
                "opens_on": opens_on,
                "closes_on": opens_on + (self.closes_on - self.opened_on),
            }
        )
        # The copy is called "... (copy)" in the other languages otherwise.
        for lang, _name in self.env["res.lang"].get_installed():
            following.with_context(lang=lang).name = self.with_context(lang=lang).name
        following._write_workflow(
            {
                "series_id": first.id,
                "previous_id": self.id,
                "wave": self.wave + 1,
                "is_planned": True,
            }
        )
        self.activity_schedule(
            "mail.mail_activity_data_todo",
            user_id=self.user_id.id,
            date_deadline=opens_on,
            summary=self.with_context(lang=self.user_id.lang).env._(
                "Check the next wave before it opens automatically"
            ),
        )
        return following

    def _get_next_date(self, anchor):
        """Return the series' next date from today on, after this wave.

        Computed from the first wave, so that the 31st does not become the 28th for
        good.
        """
        step = INTERVALS[self.recurrence]
        earliest = max(self._get_today(), self.opened_on + relativedelta(days=1))
        turn = 1
        while (day := anchor + relativedelta(months=step * turn)) < earliest:
            turn += 1
        return day

    def action_open_series(self):
        """Return the action that shows all waves of this series."""
        self.ensure_one()
        first = self.series_id or self
        return open_action(
            self.env,
            "icrm_internal.icrm_campaign_action",
            domain=["|", ("id", "=", first.id), ("series_id", "=", first.id)],
            context={"search_default_all": 1},
        )

    # ------------------------------------------------------------------
    # Weights
    # ------------------------------------------------------------------
    # For surveys in which respondents do not share out the points themselves. Fixed
    # from the opening on: no one chooses the weights that suit the answers.

    @api.depends("survey_id.question_and_page_ids.icrm_measure")
    def _compute_can_weigh(self):
        for campaign in self:
            dimensions, are_asked = campaign._get_weight_dimensions()
            campaign.can_weigh = dimensions and not are_asked

    def _get_weight_dimensions(self):
        """Return (dimensions that can be weighed, whether people are asked to)."""
        self.ensure_one()
        # sudo: what is asked, for anyone who may read the campaign
        questions = self.sudo().survey_id.question_ids
        items = questions.filtered(lambda question: question.icrm_measure in GAP_MODELS)
        dimensions = items.icrm_dimension_id.sorted()
        return dimensions, "weight" in questions.mapped("icrm_measure")

    def action_distribute_points(self):
        """Share the points out equally, to begin with."""
        self.check_access("write")
        for campaign in self:
            dimensions, _are_asked = campaign._get_weight_dimensions()
            campaign.weight_ids.unlink()
            if not dimensions:
                continue
            each, rest = divmod(POINTS, len(dimensions))
            self.env["icrm.campaign.weight"].create(
                [
                    {
                        "campaign_id": campaign.id,
                        "dimension_id": dimension.id,
                        "points": each + (place < rest),
                    }
                    for place, dimension in enumerate(dimensions)
                ]
            )
        return True

    def action_reset_points(self):
        """Let all dimensions count the same."""
        self.check_access("write")
        self.weight_ids.unlink()
        return True

    def _check_weights(self):
        """Raise unless 100 points are shared out over the dimensions asked about."""
        self.ensure_one()
        campaign_opening.check_weights(self)

    def _check_weights_open(self):
        """Weights are fixed when a campaign opens."""
        self._icrm_lock()
        for campaign in self:
            if campaign.state != "draft":
                raise UserError(
                    self.env._(
                        "%(campaign)s is already open: its weights can no longer "
                        "change.",
                        campaign=campaign.display_name,
                    )
                )

    # ------------------------------------------------------------------
    # Participation
    # ------------------------------------------------------------------

    @api.depends("state", "participant_ids", "invited_count", "answered_count")
    def _compute_participation(self):
        """Two queries for any number of campaigns, beside the reading of the boxes."""
        totals = campaign_turnout.get_totals(
            self.filtered(lambda campaign: campaign.state == "open")
        )
        for campaign in self:
            asked, given = campaign.invited_count, campaign.answered_count
            if campaign.state == "open":
                asked, given = totals.get(campaign.id, (0, 0))
            campaign.participant_count = asked
            campaign.response_count = given
            campaign.participation = 100 * given / asked if asked else 0

    @api.depends("state")
    @api.depends_context("lang")
    def _compute_turnout(self):
        for campaign in self:
            campaign.turnout = False
            if campaign._origin and campaign.state != "draft":
                # sudo: shown are groups of the minimum size at least.
                shown = campaign._origin.sudo()._get_shown_turnout()
                campaign.turnout = campaign_turnout.render(self.env, shown)

    def _write_turnout(self):
        """Write down how many took part: lists of closed campaigns are read at once."""
        self.ensure_one()
        rows = campaign_turnout.get_by_department(self)
        self._write_workflow(
            {
                "invited_count": sum(row["invited"] for row in rows),
                "answered_count": sum(row["answered"] for row in rows),
            }
        )

    def _get_shown_turnout(self):
        """Return the participation as it is shown: small departments combined."""
        self.ensure_one()
        return campaign_turnout.combine_small_departments(
            self, campaign_turnout.get_by_department(self)
        )

    def action_add_people(self):
        """Return the dialog in which people are added while the campaign runs."""
        self.ensure_one()
        self.check_access("write")
        return open_dialog(
            self.env["icrm.campaign.add"],
            self.env._("Add People"),
            campaign_id=self.id,
        )

    def action_open_participants(self):
        """Return the action that lists who was asked."""
        self.ensure_one()
        return open_action(
            self.env,
            "icrm_internal.icrm_campaign_participant_action",
            domain=[("campaign_id", "=", self.id)],
        )

    # ------------------------------------------------------------------
    # Invitations and reminders
    # ------------------------------------------------------------------
    # The queue is the participants themselves. A batch locks its rows, makes the
    # messages and writes down that they are made, in one transaction: a kill before its
    # commit leaves neither, a kill after it leaves both, and a second sender finds the
    # rows locked or done.

    @api.depends("protection", "anonymity_threshold")
    @api.depends_context("lang")
    def _compute_protection_sentence(self):
        for campaign in self:
            campaign.protection_sentence = campaign_message.get_protection_message(
                campaign
            )

    @api.model
    def _cron_send(self):
        """Invite those who wait, then remind those who have not answered."""
        run_step(self.env, "icrm.campaign: people who left", self._withdraw_leavers)
        for campaign in self.search([("state", "=", "open")], order="id"):
            if not campaign._send_invitations() or not campaign._send_reminders():
                return
        self.env["ir.cron"]._commit_progress(remaining=0)

    def _send_invitations(self):
        """Invite everybody who waits; return whether there is time left."""
        if not self._takes_answers():
            return True
        return self._send_in_batches(
            Domain("state", "=", "waiting"), reminder=False, values={"state": "invited"}
        )

    def _send_reminders(self):
        """Remind those who have not answered; return whether there is time left.

        Which round is due hangs on the days since the opening alone, so that a job that
        comes late or twice sends nothing twice.
        """
        days = (self._get_today() - self.opened_on).days
        due = min(self.reminder_max, days // self.reminder_days)
        if due <= self.reminded_round or not self._takes_answers():
            return True
        left = self._send_in_batches(
            Domain("state", "=", "invited") & Domain("reminders", "<", due),
            reminder=True,
            values={"reminders": due},
        )
        if left:
            # sudo: the course of a campaign is written by the system only.
            self.sudo()._write_workflow({"reminded_round": due})
            self.env["ir.cron"]._commit_progress()
        return left

    def _send_in_batches(self, domain, reminder, values):
        """Walk over the participants once, in batches; each is committed.

        :return: whether there is time left for more
        """
        cron = self.env["ir.cron"]
        # sudo: the list of participants is written by the system only.
        Participant_sudo = self.env["icrm.campaign.participant"].sudo()
        domain &= Domain("campaign_id", "=", self.id)
        last = 0
        while True:
            try:
                batch = Participant_sudo._lock_batch(domain & Domain("id", ">", last))
                if not batch:
                    return True
                last = max(batch.ids)
                attempt_batch(batch, lambda some: some._send_messages(reminder, values))
            except psycopg2.errors.SerializationFailure:
                # Another sender was here a moment ago: look again at what it left.
                self.env.cr.rollback()
                self.env.invalidate_all()
                continue
            self.env.invalidate_all()
            if not cron._commit_progress(len(batch), remaining=SEND_BATCH):
                return False

    @api.model
    def _withdraw_leavers(self):
        """Take those off the list who have left, unless they have answered."""
        # sudo: the list of participants is written by the system only.
        Participant_sudo = self.env["icrm.campaign.participant"].sudo()
        leavers = Participant_sudo.search(
            [
                ("campaign_id.state", "=", "open"),
                ("state", "!=", "withdrawn"),
                ("customer_id.active", "=", False),
            ]
        )
        leavers._withdraw()

    def action_resend(self):
        """Invite those once more whose mail failed.

        Meanwhile no code of theirs can be handed out.
        """
        self.check_access("write")
        # sudo: participants are written by the campaign's actions alone
        campaigns_sudo = self.sudo()
        failed_sudo = campaigns_sudo.participant_ids.filtered(
            lambda participant: participant.state == "failed"
        )
        if not failed_sudo or not all(
            campaign_sudo._takes_answers() for campaign_sudo in campaigns_sudo
        ):
            raise UserError(
                self.env._("No failed emails, or the campaign is not open.")
            )
        self.env["mail.mail"].sudo().search(
            [
                ("model", "=", failed_sudo._name),
                ("res_id", "in", failed_sudo.ids),
                ("state", "=", "exception"),
            ]
        ).unlink()
        failed_sudo.write({"state": "waiting"})
        self.env.ref("icrm_internal.ir_cron_campaign_send").sudo()._trigger()
        return show_message(
            self.env._(
                "%(count)s will be invited again in a few minutes.",
                count=len(failed_sudo),
            ),
            then={"type": "ir.actions.act_window_close"},
        )

    def _get_message(self, reminder, inbox=False):
        """Return subject and body, with marks inside; see :mod:`.campaign_message`."""
        self.ensure_one()
        return campaign_message.render(self, reminder, inbox)

    @api.model
    def _fill_in(self, body, name, link):
        """Return *body* with a person's own words in place of the marks."""
        return campaign_message.fill_in(body, name, link)

    def _get_sender(self):
        return self.company_id.email_formatted or self.user_id.email_formatted

    # ------------------------------------------------------------------
    # Other ways than the mail
    # ------------------------------------------------------------------

    def _compute_code_count(self):
        counts = {
            (campaign, state): count
            for campaign, state, count in self.env[
                "icrm.campaign.participant"
            ]._read_group(
                [
                    ("campaign_id", "in", self.ids),
                    ("state", "in", [*CODE_STATES, "failed"]),
                ],
                ["campaign_id", "state"],
                ["__count"],
            )
        }
        for campaign in self:
            by_state = [
                counts.get((campaign._origin, state), 0) for state in CODE_STATES
            ]
            campaign.code_count = sum(by_state)
            campaign.failed_count = counts.get((campaign._origin, "failed"), 0)

    def action_open_codes(self):
        """Return the action that lists who gets a code on paper, from the desk."""
        action = self.action_open_participants()
        return {**action, "context": {"search_default_on_paper": 1}}

    def action_test_run(self):
        """Send the invitation to the caller alone, as others will get it.

        Its link leads to the survey as it will be asked; nothing is stored of what is
        answered there, and no one becomes a participant.
        """
        self.ensure_one()
        self.check_access("write")
        user = self.env.user
        if not user.email:
            raise UserError(self.env._("Set an email address in your preferences."))
        # sudo: who prepares the campaign sees its mail; it goes to them alone
        campaign_message.send_test(self.sudo().with_context(lang=user.lang), user)
        return show_message(
            self.env._(
                "Test invitation sent to %(email)s; its answers are not stored.",
                email=user.email,
            )
        )

    def action_preview_survey(self):
        """Return the page of the survey as it will be asked; nothing is stored."""
        self.ensure_one()
        self.check_access("write")
        return {
            "type": "ir.actions.act_url",
            "url": self._get_preview_url(),
            "target": "new",
        }

    def _get_preview_url(self):
        return f"{self.get_base_url()}/survey/preview/{self.survey_id.id}"

    # ------------------------------------------------------------------
    # The pulse
    # ------------------------------------------------------------------
    # One to three questions to those whose request was just resolved. A pulse invites
    # people one by one while it is open; a month is a wave.

    @api.model
    def _cron_pulse(self):
        """Invite those whose requests were resolved; no one twice, run it as often."""
        running = [("trigger", "=", "request_closed"), ("state", "=", "open")]
        run_each(
            self.search(running, order="id"),
            lambda pulse: pulse._invite_and_send(),
            domain=running,
            alone=False,
        )

    def _invite_and_send(self):
        if self._invite_resolved():
            self.env.ref("icrm_internal.ir_cron_campaign_send")._trigger()

    def _invite_resolved(self):
        """Add those whose request ended; return how many."""
        self.ensure_one()
        today = self._get_today()
        until = min(today + timedelta(days=self.pulse_days), self.closes_on)
        if today + timedelta(days=1) > until:
            # Too late in this wave to answer: the next one asks them.
            return 0
        # sudo: the name of the key; without it no one could answer, see ballot_problem
        if crypto.load(self.env.cr, self.sudo().key_name) is None:
            return 0
        participants = AudienceQuery(self).invite_resolved(until)
        if participants:
            self._open_boxes()
        return len(participants)

    # ------------------------------------------------------------------
    # Results
    # ------------------------------------------------------------------

    @api.readonly
    def get_results(self, filters: dict | None = None):
        """Return the figures of this campaign that the caller may see.

        :param filters: {"subject_ids": [...], "group_ids": [...]}, both optional
        :return: a dict for the charts. Means lie on the survey's scale, ``scale`` says
            which; scores run from 0 to 100; what is not known or too small is None.
            ``charts``: see :mod:`.campaign_charts`.
        :raise AccessError: if the campaign is not the caller's to see
        :raise UserError: if a filter names what does not belong to the campaign

        The number of statements does not depend on how much was answered.
        """
        self.ensure_one()
        self.check_access("read")
        return CampaignResults(self).get(filters)

    def _get_visible_subjects(self):
        return self.env["icrm.campaign.subject"].search([("campaign_id", "=", self.id)])

    def action_open_results(self):
        """Return the action that shows the results; empty before closing."""
        self.ensure_one()
        self.check_access("read")
        return open_action(
            self.env,
            "icrm_internal.icrm_campaign_results_action",
            context={"active_id": self.id},
        )

    def action_open_comments(self):
        """Return the action that lists the comments the caller may read."""
        self.ensure_one()
        self.check_access("read")
        return open_action(
            self.env,
            "icrm_internal.icrm_comment_action",
            domain=[("campaign_id", "=", self.id)],
        )

    def action_print_results(self):
        """Return the action that prints the results, in the caller's language."""
        self.ensure_one()
        self.check_access("read")
        return self.env.ref("icrm_internal.icrm_campaign_report").report_action(self)

    def action_export_results(self):
        """Return the action that downloads the results as a workbook."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_url",
            "url": f"/icrm/campaign/{self.id}/results.xlsx",
            "target": "download",
        }

    def _get_export(self):
        """Return the results as sheets: [(name, [row, ...])], heads first.

        Made of :meth:`get_results`, as the caller: nothing more than the screen shows.
        """
        return make_sheets(self.env, self.get_results())

    # ------------------------------------------------------------------
    # You said, we did
    # ------------------------------------------------------------------

    @api.depends("public_answer_ids")
    @api.depends_context("uid")
    def _compute_public_answer_count(self):
        """Those that the reader may see."""
        counts = dict(
            self.env["icrm.public.answer"]._read_group(
                [("campaign_id", "in", self.ids)], ["campaign_id"], ["__count"]
            )
        )
        for campaign in self:
            campaign.public_answer_count = counts.get(campaign._origin, 0)

    def action_create_public_answer(self):
        """Return the form of a new entry; a head's is their department's."""
        self.ensure_one()
        self.check_access("read")
        answers = self.env["icrm.public.answer"]
        answers.check_access("create")
        if self.state not in ("closed", "published") or self.cancel_reason:
            raise UserError(
                self.env._(
                    "%(campaign)s has no results to respond to yet.",
                    campaign=self.display_name,
                )
            )
        # The subjects that the caller sees: a head those of the own departments.
        subjects = self._get_visible_subjects()
        if not self.env.user.has_group(OFFICER):
            subjects = subjects.filtered(
                lambda subject: self.env.user
                in subject.department_id.icrm_head_user_ids
            )
        department = subjects.department_id
        return open_form(
            answers,
            name=self.env._("You Said, We Did"),
            context={
                "default_source": "campaign",
                "default_campaign_id": self.id,
                "default_company_id": self.company_id.id,
                "default_department_id": len(department) == 1 and department.id,
            },
        )

    def action_open_public_answers(self):
        """Return the action that lists what was answered in public."""
        self.ensure_one()
        return open_action(
            self.env,
            "icrm_internal.icrm_public_answer_action",
            domain=[("campaign_id", "=", self.id)],
        )
