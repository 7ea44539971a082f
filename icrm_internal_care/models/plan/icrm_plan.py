# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.icrm_internal.models.access import company_day
from odoo.addons.icrm_internal.models.access.actions import (
    open_action,
    open_dialog,
)
from odoo.addons.icrm_internal.models.access.jobs import run_each
from odoo.addons.icrm_internal.models.customer.duty import Duty

from ...measures import greeting_days
from .plan_audience import PlanAudience

# What only HR knows of a person: nobody else learns the day from us.
PERSONAL = ("birthday", "anniversary", "left")
# What cannot change any more once people are on their way.
FIXED = {
    "trigger",
    "company_id",
    "days_before",
    "holiday",
    "holiday_name",
    "silence_days",
}
CRON = "icrm_internal_care.icrm_plan_cron_run"

LIFECYCLES = [
    ("new", "New"),
    ("active", "Active"),
    ("at_risk", "At risk"),
    ("dormant", "Dormant"),
]


class IcrmPlan(models.Model):
    """What is said to which internal customers, step by step, and when.

    People enter by the trigger: because they are in the audience, or on a day of theirs
    or of all. For each of them and each step there is one ``icrm.plan.touch``,
    whatever happens to the job that makes and sends them. Of greetings to days that
    only HR knows there is none: see ``icrm.plan.greeting``.
    """

    _name = "icrm.plan"
    _description = "Communication Plan"
    _order = "sequence, id"
    _icrm_duties = (
        Duty("user_id", [("state", "in", ("running", "paused"))], required=True),
        Duty("department_ids", [("state", "in", ("running", "paused"))]),
    )

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company",
        required=True,
        default=lambda self: self.env.company,
        ondelete="restrict",
    )
    user_id = fields.Many2one(
        "res.users",
        string="Owner",
        required=True,
        default=lambda self: self.env.user,
        ondelete="restrict",
        domain="[('share', '=', False)]",
        help="Speaks for the plan, and calls people without an account manager.",
    )
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("running", "Running"),
            ("paused", "Paused"),
            ("ended", "Ended"),
        ],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        group_expand=True,
    )
    trigger = fields.Selection(
        [
            ("audience", "Joining the audience"),
            ("joined", "First working day"),
            ("left", "Last working day"),
            ("birthday", "Birthday"),
            ("anniversary", "Work anniversary"),
            ("holiday", "Holiday"),
            ("winback", "Silence"),
        ],
        string="Starts With",
        default="audience",
        required=True,
        help="Birthdays: only of those who show theirs to all employees, in Employees. "
        "Only the person learns of birthdays, work anniversaries and last days.",
    )
    is_personal = fields.Boolean(compute="_compute_is_personal")
    days_before = fields.Integer(
        default=0, required=True, help="Days before the event."
    )
    silence_days = fields.Integer(
        string="Silent For",
        default=180,
        required=True,
        help="Days without a request.",
    )
    holiday = fields.Selection(
        [
            ("new_year", "New Year"),
            ("lunar_new_year", "Chinese New Year"),
            ("labour_day", "Labour Day"),
            ("dragon_boat", "Dragon Boat Festival"),
            ("mid_autumn", "Mid-Autumn Festival"),
            ("double_ninth", "Double Ninth Festival"),
            ("christmas", "Christmas"),
            ("other", "Another public holiday"),
        ],
        default="new_year",
    )
    holiday_name = fields.Char(
        string="Public Holiday",
        help="English name of a public holiday of the company's country.",
    )
    holiday_on = fields.Date(
        string="Next Holiday", compute="_compute_holiday_on", compute_sudo=True
    )

    # For whom
    audience = fields.Selection(
        [
            ("everyone", "Everyone"),
            ("departments", "Departments"),
            ("segments", "Segments"),
            ("lifecycle", "Lifecycle stage"),
        ],
        default="everyone",
        required=True,
    )
    department_ids = fields.Many2many(
        "hr.department",
        string="Departments",
        ondelete="restrict",
        help="Includes all sub-departments.",
    )
    segment_ids = fields.Many2many(
        "icrm.segment", string="Segments", ondelete="restrict"
    )
    lifecycle = fields.Selection(
        LIFECYCLES, string="Lifecycle Stage", help="Of the department of each person."
    )
    audience_count = fields.Integer(
        string="People", compute="_compute_audience_count", compute_sudo=True
    )

    date_from = fields.Date(string="First Day", help="Empty: as soon as it is started.")
    date_to = fields.Date(string="Last Day", help="Empty: until it is ended.")
    started_on = fields.Date(readonly=True, copy=False)
    paused_on = fields.Date(readonly=True, copy=False)
    step_ids = fields.One2many("icrm.plan.step", "plan_id", string="Steps", copy=True)

    # Counters: of people, over all steps
    planned_count = fields.Integer(string="Planned", compute="_compute_counts")
    sent_count = fields.Integer(string="Sent", compute="_compute_counts")
    call_count = fields.Integer(string="Open Calls", compute="_compute_counts")
    done_count = fields.Integer(string="Called", compute="_compute_counts")
    skipped_count = fields.Integer(string="Left Out", compute="_compute_counts")
    answered_count = fields.Integer(string="Answered", compute="_compute_counts")
    clicked_count = fields.Integer(
        string="Clicked",
        compute="_compute_counts",
        help="People who followed a link of a message. Who they are is not shown; nor "
        "is their number while fewer people than the company's minimum for ratings "
        "received a message.",
    )
    shows_clicks = fields.Boolean(compute="_compute_counts")

    _dates_check = models.Constraint(
        "CHECK (date_to >= date_from)", "A plan cannot end before it starts."
    )
    _days_check = models.Constraint(
        "CHECK (days_before BETWEEN 0 AND 60 AND silence_days BETWEEN 14 AND 3650)",
        "Days before the event: 0 to 60. Silence: 14 to 3,650 days.",
    )
    _holiday_check = models.Constraint(
        "CHECK (trigger <> 'holiday' OR holiday IS NOT NULL)", "Choose a holiday."
    )

    @api.depends("trigger")
    def _compute_is_personal(self):
        for plan in self:
            plan.is_personal = plan.trigger in PERSONAL

    @api.depends("trigger", "holiday", "holiday_name", "company_id")
    def _compute_holiday_on(self):
        for plan in self:
            plan.holiday_on = plan._get_next_holiday(company_day.today(plan))

    def _get_next_holiday(self, since):
        """Return the day of the plan's holiday, the first from *since* on; or None."""
        self.ensure_one()
        if self.trigger != "holiday" or not self.holiday:
            return None
        for year in (since.year, since.year + 1):
            day = self._get_holiday(year)
            if day and day >= since:
                return day
        return None

    def _get_holiday(self, year):
        if self.holiday != "other":
            return greeting_days.get_day(self.holiday, year)
        country = self.company_id.country_id.code
        if not country or not greeting_days.is_country(country):
            return None
        return greeting_days.get_named_day(country, self.holiday_name or "", year)

    @api.depends("audience", "department_ids", "segment_ids", "lifecycle", "company_id")
    def _compute_audience_count(self):
        for plan in self:
            plan.audience_count = self.env["icrm.customer"].search_count(
                plan._get_audience_domain()
            )

    def _compute_counts(self):
        """A fixed number of queries for any number of plans.

        Clicks of one person, or of a few, would name them: see the list of touches.
        """
        # sudo: how many, for those who may read the plan
        Touch_sudo = self.env["icrm.plan.touch"].sudo()
        counts = {
            (plan.id, state): count
            for plan, state, count in Touch_sudo._read_group(
                [("plan_id", "in", self.ids)], ["plan_id", "state"], ["__count"]
            )
        }
        marks = {
            name: dict(
                Touch_sudo._read_group(
                    [("plan_id", "in", self.ids), (name, "=", True)],
                    ["plan_id"],
                    ["__count"],
                )
            )
            for name in ("is_answered", "is_clicked")
        }
        people = dict(
            Touch_sudo._read_group(
                [("plan_id", "in", self.ids), ("state", "=", "sent")],
                ["plan_id"],
                ["customer_id:count_distinct"],
            )
        )
        for plan in self:
            for state in ("planned", "sent", "call", "done", "skipped"):
                plan[f"{state}_count"] = counts.get((plan.id, state), 0)
            plan.answered_count = marks["is_answered"].get(plan, 0)
            minimum = (plan.company_id or self.env.company).icrm_rating_min_count
            plan.shows_clicks = people.get(plan, 0) >= minimum
            plan.clicked_count = plan.shows_clicks and marks["is_clicked"].get(plan, 0)

    # ------------------------------------------------------------------
    # For whom
    # ------------------------------------------------------------------

    def _get_audience_domain(self):
        """Return the people whom it is for, but for those who want none."""
        self.ensure_one()
        domain = (
            Domain("kind", "!=", "department")
            & Domain("active", "=", True)
            & Domain("company_id", "=", self.company_id.id)
            & Domain("plan_opt_out", "=", False)
        )
        if self.audience == "departments":
            domain &= Domain("department_id", "child_of", self.department_ids.ids)
        elif self.audience == "segments":
            domain &= Domain("segment_ids", "in", self.segment_ids.ids)
        elif self.audience == "lifecycle":
            domain &= self._get_lifecycle_domain()
        return domain

    def _get_lifecycle_domain(self):
        """Return the people whose department is in the plan's stage.

        Not their own stage: auditors, and officers who head them, read the audience.
        Nobody where no stages are computed.
        """
        if "icrm.customer.value" not in self.env:
            return Domain.FALSE
        # sudo: who is in a stage is decided by the job, for any plan
        Value_sudo = self.env["icrm.customer.value"].sudo()
        found = Value_sudo._search(
            [("lifecycle", "=", self.lifecycle), ("kind", "=", "department")]
        )
        customers = Domain("id", "in", found.subselect("customer_id"))
        # sudo: as above
        departments = (
            self.env["icrm.customer"]
            .sudo()
            ._search(customers & Domain("kind", "=", "department"))
        )
        return Domain("department_id", "in", departments.subselect("department_id"))

    # ------------------------------------------------------------------
    # Writing
    # ------------------------------------------------------------------

    def write(self, vals):
        started = self.filtered(lambda plan: plan.state != "draft")
        if started and not self.env.su and not FIXED.isdisjoint(vals):
            raise UserError(
                self.env._(
                    "“%(plan)s” was started: duplicate it to change when it begins.",
                    plan=started[0].name,
                )
            )
        result = super().write(vals)
        if "company_id" in vals:
            # Core checks only before the write: none moves to another company.
            self.check_access("write")
        return result

    def copy_data(self, default=None):
        vals_list = super().copy_data(default=default)
        for plan, vals in zip(self, vals_list, strict=True):
            vals.setdefault("name", self.env._("%(plan)s (copy)", plan=plan.name))
        return vals_list

    @api.ondelete(at_uninstall=False)
    def _unlink_except_started(self):
        for plan in self:
            if plan.state != "draft":
                raise AccessError(
                    self.env._(
                        "“%(plan)s” was started: archive it instead of deleting it.",
                        plan=plan.name,
                    )
                )

    @api.constrains("audience", "department_ids", "segment_ids", "lifecycle")
    def _check_audience(self):
        """A choice that names nobody would be a plan that never speaks."""
        for plan in self:
            missing = {
                "departments": not plan.department_ids,
                "segments": not plan.segment_ids,
                "lifecycle": not plan.lifecycle,
            }
            if missing.get(plan.audience):
                raise ValidationError(
                    self.env._("“%(plan)s”: choose the audience.", plan=plan.name)
                )
            if plan.department_ids.company_id - plan.company_id:
                raise ValidationError(
                    self.env._(
                        "“%(plan)s”: the departments are of another company.",
                        plan=plan.name,
                    )
                )

    @api.constrains("trigger", "holiday", "holiday_name", "company_id")
    def _check_holiday(self):
        for plan in self:
            if plan.trigger != "holiday" or plan.holiday != "other":
                continue
            country = plan.company_id.country_id.code or ""
            year = company_day.today(plan).year
            names = (
                greeting_days.get_names(country, year)
                if greeting_days.is_country(country)
                else []
            )
            if plan.holiday_name not in names:
                raise ValidationError(
                    self.env._(
                        "Public Holiday: choose one of %(names)s.",
                        names=", ".join(names)
                        or self.env._("a country; the company has none"),
                    )
                )

    @api.constrains("trigger", "step_ids")
    def _check_personal(self):
        """A call or a task would tell others of the day."""
        for plan in self.filtered("is_personal"):
            if "call" in plan.step_ids.mapped("channel"):
                raise ValidationError(
                    self.env._(
                        "“%(plan)s”: no one calls on a day that only the person knows. "
                        "Choose another channel.",
                        plan=plan.name,
                    )
                )

    # ------------------------------------------------------------------
    # Its course
    # ------------------------------------------------------------------

    def action_start(self):
        """Start the plan, or go on after a pause."""
        self._lock_in(("draft", "paused"))
        for plan in self:
            today = company_day.today(plan)
            if not plan.step_ids:
                raise UserError(
                    self.env._("“%(plan)s”: add a step first.", plan=plan.name)
                )
            if plan.date_to and plan.date_to < today:
                raise UserError(
                    self.env._("“%(plan)s”: “Until” is in the past.", plan=plan.name)
                )
            # sudo: the state is written by its buttons; the right was checked
            plan_sudo = plan.sudo()
            if plan_sudo.paused_on:
                plan_sudo._shift_planned((today - plan_sudo.paused_on).days)
            plan_sudo.write(
                {
                    "state": "running",
                    "started_on": plan_sudo.started_on or today,
                    "paused_on": False,
                }
            )
        self._wake()
        return True

    def action_pause(self):
        """Send nothing until it is started again; what is planned moves on by then."""
        self._lock_in(("running",))
        for plan in self:
            # sudo: as in action_start
            plan.sudo().write({"state": "paused", "paused_on": company_day.today(plan)})
        return True

    def action_end(self):
        """End the plan: what is planned is left out."""
        self._lock_in(("running", "paused"))
        self._end()
        return True

    def _lock_in(self, states):
        self.check_access("write")
        self._icrm_lock()
        for plan in self:
            if plan.state not in states:
                raise UserError(
                    self.env._(
                        "“%(plan)s” is %(state)s: reload the page.",
                        plan=plan.name,
                        state=dict(
                            plan._fields["state"]._description_selection(self.env)
                        )[plan.state].lower(),
                    )
                )

    def _end(self):
        # sudo: as in action_start; what is planned is the plan's
        plans_sudo = self.sudo()
        self.env["icrm.plan.touch"].sudo().search(
            [("plan_id", "in", self.ids), ("state", "=", "planned")]
        ).write({"state": "skipped", "reason": "ended"})
        plans_sudo.write({"state": "ended"})

    def _shift_planned(self, days):
        """Plan what waited later by the *days* of a pause."""
        Touch = self.env["icrm.plan.touch"]
        Touch.flush_model(["planned_on", "state", "plan_id"])
        # SQL: rows of 10,000 people in one statement
        self.env.cr.execute(
            SQL(
                """
                UPDATE icrm_plan_touch
                   SET planned_on = planned_on + %s, due_on = due_on + %s
                 WHERE plan_id = ANY(%s) AND state = 'planned'
                """,
                days,
                days,
                self.ids,
            )
        )
        Touch.invalidate_model(["planned_on", "due_on"])

    @api.model
    def _wake(self):
        if cron := self.env.ref(CRON, raise_if_not_found=False):
            cron.sudo()._trigger()  # sudo: the job of our own

    # ------------------------------------------------------------------
    # The job
    # ------------------------------------------------------------------

    @api.model
    def _cron_run(self):
        """Enter who is due, then send what is; any number of times a day."""
        # sudo: the job runs everybody's plans
        plans = self.sudo().search([("state", "=", "running")])
        if run_each(plans, IcrmPlan._advance, [("state", "=", "running")]):
            self.env["icrm.plan.touch"].sudo()._send_due()  # sudo: as above

    def _advance(self):
        """Enter the people whose time has come; end the plan when it is over."""
        self.ensure_one()
        today = company_day.today(self)
        if self.date_to and self.date_to < today:
            self._end()
            return
        if self.date_from and self.date_from > today:
            return
        audience = PlanAudience(self)
        if not self.is_personal:
            audience.enrol(today)
            return
        for step, customer, years, occasion in audience.greet(today):
            step._send_greeting(customer, years, occasion)

    # ------------------------------------------------------------------
    # Screens
    # ------------------------------------------------------------------

    def action_preview(self):
        """Open the dialog that shows what one person would get, and when."""
        self.ensure_one()
        self.check_access("read")
        return open_dialog(
            self.env["icrm.plan.preview"], self.env._("Preview"), plan_id=self.id
        )

    def action_open_touches(self):
        """Return the list of who was or will be written to or called."""
        self.ensure_one()
        self.check_access("read")
        return open_action(
            self.env,
            "icrm_internal_care.icrm_plan_touch_action",
            self.name,
            domain=[("plan_id", "=", self.id)],
        )

    def action_open_audience(self):
        """Return the list of the people whom it is for now."""
        self.ensure_one()
        self.check_access("read")
        # sudo: their cards are everybody's to read; the segment, an officer's
        people_sudo = (
            self.env["icrm.customer"].sudo().search(self.sudo()._get_audience_domain())
        )
        return open_action(
            self.env,
            "icrm_internal.icrm_customer_action",
            self.env._("Audience of %(plan)s", plan=self.name),
            domain=[("id", "in", people_sudo.ids)],
            context={},
        )
