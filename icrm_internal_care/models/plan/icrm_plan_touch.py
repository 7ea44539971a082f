# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from collections import defaultdict
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

from odoo.addons.icrm_internal.models.access import company_day
from odoo.addons.icrm_internal.models.access.actions import open_action, open_form
from odoo.addons.icrm_internal.models.access.groups import OFFICER
from odoo.addons.icrm_internal.models.access.jobs import run_batches
from odoo.addons.icrm_internal.models.access.personal import KEEP, Personal
from odoo.addons.icrm_internal.models.access.safe_html import SafeHtml
from odoo.addons.icrm_internal.models.customer.duty import Duty
from odoo.addons.icrm_internal.models.messaging.recipient import BY_PERSON

from .icrm_plan_step import EVENTS

# So many are sent or put on a list in one commit.
BATCH = 500
# What the cap puts off for so many days is left out.
PATIENCE = timedelta(days=30)
# After so many calls in vain nobody tries again.
TRIES = 3
# What a caller writes; all else is the application's.
OF_CALLER = {"note", "next_try_on"}
# A person was reached out to.
COUNTED = ("sent", "call", "done")

REASONS = [
    ("opt_out", "Wants no messages"),
    ("gone", "Has left"),
    ("cap", "Too many contacts"),
    ("unreached", "Not reached"),
    ("ended", "The plan has ended"),
]


class IcrmPlanTouch(models.Model):
    """One person and one step of a plan: planned, sent, to be called, or left out.

    Written by the job, set-based; a person who calls writes what came of it.
    """

    _name = "icrm.plan.touch"
    _description = "Contact of a Communication Plan"
    _icrm_personal = (
        Personal("plan_id", "customer_id", KEEP),
        Personal("sent_on", "customer_id", KEEP),
        Personal("note", "customer_id", own=False),
    )
    _order = "planned_on desc, id desc"
    _icrm_duties = (Duty("user_id", [("state", "=", "call")], required=True),)
    _log_access = False
    _rec_name = "customer_id"

    plan_id = fields.Many2one(
        "icrm.plan", required=True, readonly=True, ondelete="cascade", index=True
    )
    step_id = fields.Many2one(
        "icrm.plan.step", required=True, readonly=True, index=True, ondelete="cascade"
    )
    customer_id = fields.Many2one(
        "icrm.customer",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, ondelete="restrict"
    )
    department_id = fields.Many2one(
        related="customer_id.department_id", related_sudo=True
    )
    occasion = fields.Char(
        readonly=True,
        help="Distinguishes a second time from a repetition, such as the year.",
    )
    due_on = fields.Date(string="Due", readonly=True, help="As the plan has it.")
    planned_on = fields.Date(
        readonly=True, help="Later than due, if the person had too many contacts."
    )
    sent_on = fields.Date(readonly=True)
    state = fields.Selection(
        [
            ("planned", "Planned"),
            ("sent", "Sent"),
            ("call", "To Call"),
            ("done", "Called"),
            ("skipped", "Left Out"),
        ],
        default="planned",
        required=True,
        readonly=True,
        group_expand=True,
    )
    reason = fields.Selection(REASONS, readonly=True)
    is_answered = fields.Boolean(string="Answered", readonly=True)
    is_clicked = fields.Boolean(readonly=True, groups=fields.NO_ACCESS)

    # Calls
    user_id = fields.Many2one(
        "res.users",
        string="Caller",
        ondelete="restrict",
        index="btree_not_null",
        domain="[('share', '=', False)]",
    )
    phone = fields.Char(compute="_compute_phone", compute_sudo=True)
    preferred_channel = fields.Selection(
        related="customer_id.preferred_channel", related_sudo=True
    )
    subject = fields.Char(compute="_compute_script", compute_sudo=True)
    script = SafeHtml(compute="_compute_script", compute_sudo=True)
    result = fields.Selection(
        [
            ("reached", "Reached"),
            ("unreached", "Not reached"),
            ("no_interest", "No interest"),
        ],
        readonly=True,
    )
    note = fields.Text()
    tries = fields.Integer(readonly=True)
    next_try_on = fields.Date(string="Next Try")

    _person_uniq = models.Constraint(
        "UNIQUE (step_id, customer_id, occasion)", "One row a person and step."
    )
    _due_idx = models.Index("(company_id, planned_on) WHERE state = 'planned'")
    _call_idx = models.Index("(user_id, next_try_on) WHERE state = 'call'")
    _recent_idx = models.Index("(customer_id, sent_on) WHERE sent_on IS NOT NULL")

    @api.depends("customer_id")
    def _compute_phone(self):
        for touch in self:
            customer = touch.customer_id
            touch.phone = (
                customer.phone
                or customer.mobile_phone
                or customer.employee_id.work_phone
                or ""
            )

    @api.depends("step_id", "customer_id")
    def _compute_script(self):
        """Render what is said in the language in which it is said."""
        for touch in self:
            recipient = self.env["icrm.message"]._get_recipient_of(touch.customer_id)
            spoken = touch.with_context(lang=recipient.get_lang(touch.company_id))
            subject, body = spoken.step_id._render(spoken.customer_id)
            touch.subject = subject
            touch.script = body

    def write(self, vals):
        """The caller writes a note and the next try, while there is one."""
        if not self.env.su:
            others = set(vals) - OF_CALLER
            if others and not (
                others == {"user_id"} and self.env.user.has_group(OFFICER)
            ):
                raise AccessError(
                    self.env._("Only an officer can give a call to another person.")
                )
            self._check_callable()
        return super().write(vals)

    # ------------------------------------------------------------------
    # Sending
    # ------------------------------------------------------------------

    @api.model
    def _send_due(self):
        """Send what is due or put it on a call list, a batch a commit."""
        running = self.env["icrm.plan"].search([("state", "=", "running")])
        for company in running.company_id:
            today = company_day.today(company)
            in_time = run_batches(
                self,
                Domain("company_id", "=", company.id)
                & Domain("state", "=", "planned")
                & Domain("planned_on", "<=", today)
                & Domain(
                    "plan_id",
                    "in",
                    running.filtered(
                        lambda plan, its=company: plan.company_id == its
                    ).ids,
                ),
                IcrmPlanTouch._send_batch,
                BATCH,
                order="planned_on, id",
            )
            if not in_time:
                return

    def _send_batch(self):
        """Send these, of one company; rows and messages in the same transaction."""
        company = self.company_id
        today = company_day.today(company)
        recent = self._count_recent(today)
        changes = defaultdict(self.browse)
        for touch in self.sorted(lambda found: (found.planned_on, found.id)):
            customer = touch.customer_id
            if not customer.active:
                vals = {"state": "skipped", "reason": "gone"}
            elif customer.plan_opt_out:
                vals = {"state": "skipped", "reason": "opt_out"}
            elif recent[customer.id] >= company.icrm_plan_most:
                vals = {"planned_on": today + timedelta(days=1)}
                if today - touch.due_on >= PATIENCE:
                    vals = {"state": "skipped", "reason": "cap"}
            else:
                recent[customer.id] += 1
                vals = {**touch._reach_out(), "sent_on": today}
            changes[tuple(vals.items())] |= touch
        for vals, touches in changes.items():
            touches.write(dict(vals))
        reached = self.filtered(lambda touch: touch.sent_on)
        reached.customer_id.write({"last_touch_on": today})
        won_back = reached.filtered(lambda touch: touch.plan_id.trigger == "winback")
        won_back._mark_contacted(today)

    def _count_recent(self, today):
        """Return {customer id: contacts of all plans in the days of the cap}."""
        since = today - timedelta(days=self.company_id.icrm_plan_most_days)
        return defaultdict(
            int,
            {
                customer.id: count
                for customer, count in self._read_group(
                    [
                        ("customer_id", "in", self.customer_id.ids),
                        ("sent_on", ">", since),
                        ("state", "in", COUNTED),
                    ],
                    ["customer_id"],
                    ["__count"],
                )
            },
        )

    def _reach_out(self):
        """Queue the message, or find who calls; return the values of the row."""
        channel = self.step_id.channel
        customer = self.customer_id
        if channel == "call" or (
            channel == "preferred" and customer.preferred_channel in BY_PERSON
        ):
            if caller := self._get_caller():
                return {
                    "state": "call",
                    "user_id": caller.id,
                    "next_try_on": company_day.today(self),
                }
            channel = "preferred"
        self.env["icrm.message"]._enqueue(
            EVENTS[channel],
            customer,
            self,
            author=self._get_speaker().partner_id,
        )
        return {"state": "sent"}

    def _get_speaker(self):
        """Return the user who speaks: the account manager, else the plan's owner."""
        for user in (self.customer_id.account_manager_id, self.plan_id.user_id):
            if user._icrm_filter_available():
                return user
        return self.env["res.users"]

    def _get_caller(self):
        """Return the user who calls; nobody calls themselves."""
        for user in (self.customer_id.account_manager_id, self.plan_id.user_id):
            if user._icrm_filter_available() and user not in (
                self.customer_id._get_logins()
            ):
                return user
        return self.env["res.users"]

    def _mark_contacted(self, day):
        """Let the value of customers know who was won back, where it is computed."""
        if self and "icrm.customer.stage" in self.env:
            self.env["icrm.customer.stage"]._mark_contacted(self.customer_id, day)

    # ------------------------------------------------------------------
    # Calls
    # ------------------------------------------------------------------

    def action_reached(self):
        """The customer was reached: the call is done."""
        self._finish_call("reached")
        return True

    def action_no_interest(self):
        """The customer does not want to talk: the call is done."""
        self._finish_call("no_interest")
        return True

    def action_not_reached(self):
        """Try again on the date of the next try, else tomorrow; three times at most."""
        self._lock_call()
        for touch in self:
            today = company_day.today(touch)
            # sudo: the state is written by its buttons; the right was checked
            touch_sudo = touch.sudo()
            vals = {"result": "unreached", "tries": touch_sudo.tries + 1}
            if vals["tries"] >= TRIES:
                vals |= {"state": "skipped", "reason": "unreached"}
            elif not touch_sudo.next_try_on or touch_sudo.next_try_on <= today:
                vals["next_try_on"] = today + timedelta(days=1)
            touch_sudo.write(vals)
        return True

    def _finish_call(self, result):
        self._lock_call()
        # sudo: as in action_not_reached
        for touch_sudo in self.sudo():
            touch_sudo.write(
                {
                    "state": "done",
                    "result": result,
                    "is_answered": result == "reached",
                    "tries": touch_sudo.tries + 1,
                    "sent_on": company_day.today(touch_sudo),
                }
            )

    def _lock_call(self):
        self._check_callable()
        self.check_access("write")
        self._icrm_lock()
        self._check_callable()

    def _check_callable(self):
        """Raise unless these are calls that are still to be made."""
        self.check_access("read")
        for touch in self:
            if touch.state != "call":
                raise AccessError(
                    self.env._(
                        "The call to %(name)s is done: reload the page.",
                        name=touch.customer_id.name,
                    )
                )

    # ------------------------------------------------------------------
    # Screens
    # ------------------------------------------------------------------

    def action_open_customer(self):
        """Return the form of the customer."""
        self.ensure_one()
        self.check_access("read")
        return open_form(self.customer_id)

    def action_open_message(self):
        """Return the messages that were queued for these, as far as rules allow."""
        self.check_access("read")
        return open_action(
            self.env,
            "icrm_internal.icrm_message_action",
            domain=[("res_model", "=", self._name), ("res_id", "in", self.ids)],
        )

    # ------------------------------------------------------------------
    # The message
    # ------------------------------------------------------------------

    def _is_still_meant(self):
        """Return whether a message that is due now should still go out."""
        return self.plan_id.state != "ended" and not self.customer_id.plan_opt_out
