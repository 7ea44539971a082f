# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ..access import caller_values, company_day
from ..access.actions import open_dialog, open_form
from ..access.groups import OFFICER
from ..access.icrm_reason_mixin import ReasonStep
from ..access.jobs import run_batches
from ..access.listing import join_names
from ..customer.duty import Duty
from ..fulfilment import run
from ..request.helpdesk_ticket_stage import OPEN_STATES
from ..request.notices import is_silent, tell_desk, without
from . import chain, progress

# What commitments hand on to their requests
TO_TICKETS = {"name": "icrm_external_order", "partner_id": "icrm_external_customer_id"}
WORSE = {"done": 0, "safe": 0, "at_risk": 1, "late": 2}

COMMITMENT_STATES = [
    ("open", "Open"),
    ("delivered", "Delivered"),
    ("cancelled", "Cancelled"),
]
# The order is that of the board: what needs somebody comes first.
STANDINGS = [
    ("late", "Late"),
    ("at_risk", "At risk"),
    ("safe", "Safe"),
    ("done", "Done"),
]

OUTLOOK = (
    "expected_at",
    "slack_hours",
    "critical_department_id",
    "holding_department_ids",
    "standing",
)


class IcrmExternalCommitment(models.Model):
    """What was promised to a customer outside, by a date: an order, a lead, a ticket.

    The document is another app's (``document_model``, ``document_id``), named by a
    bridge; there is none where the commitment was made by hand.
    """

    _name = "icrm.external.commitment"
    _description = "External Commitment"
    _inherit = [
        "mail.thread",
        "icrm.editable",
        "icrm.reason.mixin",
        "icrm.external.question.mixin",
    ]
    _order = "slack_hours, id"
    _icrm_duties = (Duty("user_id", [("state", "=", "open")], required=True),)

    name = fields.Char(
        string="External Order",
        required=True,
        size=64,
        tracking=True,
        help="Number of the order, project or case.",
    )
    document_model = fields.Char(readonly=True, copy=False)
    # What the document said last: it is followed when it says something else.
    document_state = fields.Char(readonly=True, copy=False)
    document_id = fields.Many2oneReference(
        model_field="document_model", readonly=True, copy=False
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="External Customer",
        required=True,
        ondelete="restrict",
        index=True,
        domain="[('icrm_is_internal', '=', False)]",
        tracking=True,
    )
    customer_date = fields.Datetime(
        string="Customer's Date",
        required=True,
        tracking=True,
        help="When the customer expects it.",
    )
    delivered_at = fields.Datetime(string="Delivered on", readonly=True, copy=False)
    state = fields.Selection(
        COMMITMENT_STATES,
        string="Status",
        required=True,
        readonly=True,
        default="open",
        copy=False,
        tracking=True,
    )
    user_id = fields.Many2one(
        "res.users",
        string="Owner",
        ondelete="restrict",
        index="btree_not_null",
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
        tracking=True,
        help="Answers to the customer.",
    )
    department_id = fields.Many2one(
        "hr.department",
        string="Asking Department",
        ondelete="restrict",
        index="btree_not_null",
        default=lambda self: self.env.user.employee_id.department_id,
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        readonly=True,
        index=True,
        default=lambda self: self.env.company,
    )
    ticket_ids = fields.One2many(
        "helpdesk.ticket", "icrm_commitment_id", string="Requests", readonly=True
    )

    # As of the last change of its requests, or of the job a quarter of an hour ago
    expected_at = fields.Datetime(
        string="Expected Inside",
        compute="_compute_outlook",
        store=True,
        help="When the last open request inside is expected to be done; empty if "
        "none is open.",
    )
    slack_hours = fields.Float(
        string="Slack",
        compute="_compute_outlook",
        store=True,
        aggregator="min",
        help="Hours from the expected end inside to the customer's date; negative: "
        "late. With nothing open inside, the hours left.",
    )
    critical_department_id = fields.Many2one(
        "hr.department",
        compute="_compute_outlook",
        store=True,
        ondelete="restrict",
        index="btree_not_null",
        help="Has the step that decides the end now.",
    )
    holding_department_ids = fields.Many2many(
        "hr.department",
        relation="icrm_external_commitment_holding_rel",
        string="Now with",
        compute="_compute_outlook",
        store=True,
    )
    standing = fields.Selection(
        STANDINGS,
        compute="_compute_outlook",
        store=True,
        group_expand=True,
        help="At risk: the slack is shorter than one working day of the critical "
        "department.",
    )
    progress = fields.Html(compute="_compute_progress", sanitize=False)
    open_count = fields.Integer("Open Requests", compute="_compute_progress")
    has_document = fields.Boolean(compute="_compute_has_document")
    follows_date = fields.Boolean(compute="_compute_has_document")
    follows_value = fields.Boolean(compute="_compute_has_document")
    checked_at = fields.Datetime(string="As of", readonly=True, copy=False)
    # The last standing the responsible person was notified of
    told_standing = fields.Char(
        string="Notified Standing",
        readonly=True,
        copy=False,
        groups="base.group_system",
    )

    _document_uniq = models.UniqueIndex(
        "(document_model, document_id) WHERE document_id IS NOT NULL",
        "This document already has a commitment.",
    )
    # The board, by slack
    _open_slack_idx = models.Index("(company_id, slack_hours) WHERE state = 'open'")
    _open_idx = models.Index("(company_id, customer_date) WHERE state = 'open'")

    # ------------------------------------------------------------------
    # Outlook
    # ------------------------------------------------------------------

    @api.depends(
        "state",
        "customer_date",
        "delivered_at",
        "department_id",
        "ticket_ids.icrm_state",
        "ticket_ids.icrm_holder",
        "ticket_ids.icrm_due_at",
        "ticket_ids.icrm_expected_at",
        "ticket_ids.icrm_forecast_at",
        "ticket_ids.team_id",
        "ticket_ids.icrm_step_ids.state",
        "ticket_ids.icrm_step_ids.expected_at",
    )
    def _compute_outlook(self):
        """Compute slack and standing, stored so that lists sort by them."""
        now = fields.Datetime.now()
        for commitment, outlook in chain.compute(self, now).items():
            commitment.expected_at = outlook.end
            commitment.slack_hours = outlook.slack
            commitment.standing = outlook.standing
            commitment.critical_department_id = outlook.department
            commitment.holding_department_ids = outlook.holding

    def _refresh(self):
        """Compute the outlook again: time has passed, or a step changed hands."""
        for name in OUTLOOK:
            self.env.add_to_compute(self._fields[name], self)
        self.flush_recordset(OUTLOOK)

    @api.depends("ticket_ids.icrm_state")
    @api.depends_context("uid", "lang", "tz")
    def _compute_progress(self):
        for commitment in self:
            # sudo: who reads the commitment reads how far it is, and no texts
            row_sudo = commitment._origin.sudo()
            commitment.progress = row_sudo and progress.render(row_sudo)
            commitment.open_count = len(row_sudo._get_open_tickets())

    @api.depends("document_model", "document_id")
    def _compute_has_document(self):
        for commitment in self:
            # sudo: whether the document is still there
            follows = commitment.sudo()._get_followed()
            commitment.has_document = bool(follows)
            commitment.follows_date = "customer_date" in follows
            commitment.follows_value = "order_value" in follows

    @api.depends("name", "partner_id")
    def _compute_display_name(self):
        for commitment in self:
            # sudo: the customer's name is on the commitment
            partner_sudo = commitment.sudo().partner_id
            commitment.display_name = " · ".join(
                filter(None, (commitment.name, partner_sudo.name))
            )

    def _get_open_tickets(self):
        return self.ticket_ids.filtered(lambda ticket: ticket.icrm_state in OPEN_STATES)

    # ------------------------------------------------------------------
    # Its document
    # ------------------------------------------------------------------

    def _get_document(self):
        """Return the document, an empty record of this model where there is none."""
        self.ensure_one()
        model = self.document_model
        if not self.document_id or model not in self.env:
            return self.browse()
        return self.env[model].browse(self.document_id).exists()

    def _get_followed(self):
        """Return the fields that are changed on the document."""
        document = self._get_document()
        return getattr(document, "_icrm_commitment_follows", frozenset())

    def _follow(self, vals):
        """Take over what changed in the document, in sudo.

        :param dict vals: ``state`` among them: "open", "delivered" or "cancelled"
        """
        self.ensure_one()
        vals["document_state"] = state = vals.pop("state")
        has_changed = state != self.document_state
        delivered_at = vals.pop("delivered_at", None)
        if delivered_at and state == self.state == "delivered":
            vals["delivered_at"] = delivered_at
        changed = {
            name: value
            for name, value in vals.items()
            if self._fields[name].convert_to_write(self[name], self) != value
        }
        if changed:
            # The new owner is told of the document by its own app.
            self.with_context(mail_auto_subscribe_no_notify=True).write(changed)
        if not has_changed or state == self.state:
            return
        if state == "delivered":
            self._deliver(delivered_at)
        elif state == "cancelled":
            self._cancel()
        else:
            self._reopen()

    def write(self, vals):
        if not self.env.su:
            self._check_followed(vals)
        moved = self.filtered(
            lambda row: row.state == "open"
            and "customer_date" in vals
            and row.customer_date != fields.Datetime.to_datetime(vals["customer_date"])
        )
        result = super().write(vals)
        if not TO_TICKETS.keys().isdisjoint(vals):
            self._hand_on()
        if moved:
            moved._notify_moved()
        return result

    def _check_followed(self, vals):
        """Raise if what the document says would be changed here."""
        for commitment in self:
            # sudo: what the document is called, to who may change its commitment
            document_sudo = commitment.sudo()._get_document()
            followed = commitment.sudo()._get_followed() & vals.keys()
            if followed:
                raise UserError(
                    self.env._(
                        "%(commitment)s: change %(fields)s in the document: "
                        "%(document)s.",
                        commitment=commitment.name,
                        fields=join_names(
                            self.env,
                            [
                                self._fields[name]._description_string(self.env)
                                for name in sorted(followed)
                            ],
                        ),
                        document=document_sudo.display_name or commitment.name,
                    )
                )

    def _hand_on(self):
        """Write customer and order of commitments to their requests."""
        for commitment in self:
            # sudo: they say whom they are for, whoever may change them
            tickets_sudo = commitment.sudo().ticket_ids
            if tickets_sudo:
                tickets_sudo.write(commitment.sudo()._prepare_ticket())

    def _prepare_ticket(self):
        """Return what a request for this commitment takes over."""
        self.ensure_one()
        return {
            "icrm_commitment_id": self.id,
            "icrm_external_customer_id": self.partner_id.id,
            "icrm_external_order": self.name,
        }

    def _take_for_request(self, commitment_id, service):
        """Return the commitment in sudo, if the caller may ask inside for it.

        :raise AccessError: neither it nor its document may be changed by the caller
        """
        commitment = self.sudo(False).browse(commitment_id or ()).exists()
        # sudo: asked next whether it, or its document, is the caller's to change
        row_sudo = commitment.sudo()
        if not row_sudo or not commitment._may_ask():
            raise AccessError(
                self.env._("External commitment: choose one that you may change.")
            )
        if row_sudo.state != "open":
            raise UserError(
                self.env._(
                    "%(commitment)s is %(state)s.",
                    commitment=row_sudo.name,
                    state=progress.get_label(row_sudo, "state"),
                )
            )
        # sudo: the service is on offer to the caller
        if service.sudo().company_id != row_sudo.company_id:
            raise UserError(
                self.env._(
                    "%(service)s belongs to another company than %(commitment)s.",
                    service=service.name,
                    commitment=row_sudo.name,
                )
            )
        return row_sudo

    def _may_ask(self):
        """Return whether the caller may change the commitment, or its document."""
        if self.has_access("write"):
            return True
        # sudo: which document it is; the access to it is the caller's
        document = self.sudo()._get_document().sudo(False)
        return bool(document) and document.has_access("write")

    # ------------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------------

    def _check_editor(self, states):
        """Return these commitments in sudo, if the caller may change them.

        :param states: those in which they may be
        """
        self.check_access("write")
        rows_sudo = self.sudo()
        for row_sudo in rows_sudo:
            if row_sudo.state not in states:
                raise UserError(
                    self.env._(
                        "%(commitment)s is %(state)s.",
                        commitment=row_sudo.name,
                        state=progress.get_label(row_sudo, "state"),
                    )
                )
        return rows_sudo

    def action_ask_inside(self):
        """Choose a service of another department for this commitment."""
        self.ensure_one()
        rows_sudo = self._check_editor(("open",))
        return open_dialog(
            self.env["icrm.external.ask"],
            self.env._("Ask Inside"),
            commitment_id=self.id,
            customer_date=rows_sudo.customer_date,
        )

    def action_deliver(self):
        """Record that the customers have got what was promised."""
        self._check_editor(("open",))._deliver()
        return True

    def action_reopen(self):
        """Take delivered or cancelled commitments up again."""
        self._check_editor(("delivered", "cancelled"))._reopen()
        return True

    def action_cancel(self, reason: str):
        """Record that the customers do not want it any more.

        Open requests inside stay open until somebody withdraws them.

        :param reason: up to 2,000 characters, compulsory
        """
        reason = caller_values.reason_of(self.env, reason)
        self._check_editor(("open",))._cancel(reason)
        return True

    def action_withdraw_requests(self, reason: str):
        """Withdraw the open requests inside of cancelled commitments.

        :param reason: up to 2,000 characters, compulsory, for those who serve
        """
        reason = caller_values.reason_of(self.env, reason)
        rows_sudo = self._check_editor(("cancelled",))
        run.withdraw(rows_sudo._get_open_tickets(), reason)
        return True

    def action_open_document(self):
        """Open the order, lead or ticket."""
        self.ensure_one()
        self.check_access("read")
        document = self._get_document()
        document.check_access("read")
        return open_form(document or self)

    @api.model
    def _icrm_reason_steps(self):
        _ = self.env._
        return super()._icrm_reason_steps() | {
            "action_cancel": ReasonStep(
                title=_("Cancel Commitment"),
                button=_("Cancel Commitment"),
                hint=_("Open requests inside stay open until they are withdrawn."),
                placeholder=_("e.g. The customer ordered elsewhere"),
            ),
            "action_withdraw_requests": ReasonStep(
                title=_("Withdraw Open Requests"),
                button=_("Withdraw"),
                hint=_("Those who serve them are notified and stop working."),
                placeholder=_("e.g. The order was cancelled"),
            ),
        }

    # ------------------------------------------------------------------
    # In sudo
    # ------------------------------------------------------------------

    def _deliver(self, at=None):
        now = fields.Datetime.now()
        self.write({"state": "delivered", "delivered_at": at or now})

    def _reopen(self):
        self.write({"state": "open", "delivered_at": False})

    def _cancel(self, reason=None):
        self.write({"state": "cancelled", "delivered_at": False})
        for commitment in self:
            if reason:
                commitment._message_log(body=reason)
            if commitment._get_open_tickets():
                commitment._notify("commitment_cancelled")

    # ------------------------------------------------------------------
    # Notifications
    # ------------------------------------------------------------------

    def _get_responsible(self):
        """Return whoever answers to the customer: the responsible person, else the
        heads of the asking department, else officers."""
        company = self.company_id
        for users in (self.user_id, self.department_id.icrm_head_user_ids):
            if found := users._icrm_filter_available(company):
                return found
        return self.env.ref(OFFICER).all_user_ids._icrm_filter_available(company)

    def _notify(self, event):
        """Notify the responsible person, once a day of the same."""
        self.ensure_one()
        if is_silent(self.env):
            return
        today = company_day.today(self)
        self.env["icrm.message"]._enqueue(
            event,
            without(self._get_responsible(), self.env.user),
            self,
            occasion=f"{self.standing} {today}",
        )

    def _notify_moved(self):
        """Tell those who hold something open of another date of the customer."""
        if is_silent(self.env):
            return
        now = fields.Datetime.now()
        # sudo: who holds the requests, whoever moved the date
        for ticket_sudo in self.sudo()._get_held_tickets():
            tell_desk(ticket_sudo, "customer_date_desk", f"{now}")

    def _get_held_tickets(self):
        """Return the open requests, or the sub-requests that their steps are with."""
        held = self.env["helpdesk.ticket"]
        tickets = self._get_open_tickets()
        steps = run.get_steps(tickets.filtered("icrm_has_steps"))
        by_ticket = steps.filtered(lambda step: step.state == "running").grouped(
            "ticket_id"
        )
        for ticket in tickets:
            running = by_ticket.get(ticket, steps.browse())
            held |= running.child_id
            if len(running.child_id) < len(running) or not running:
                held |= ticket
        return held

    @api.model
    def _cron_advance(self):
        """Compute the open commitments again, and tell of those that got worse."""
        begin = fields.Datetime.now()
        todo = Domain("checked_at", "=", False) | Domain("checked_at", "<", begin)
        run_batches(
            self,
            Domain("state", "=", "open") & todo,
            lambda rows: rows._advance(begin),
            limit=100,
        )

    def _follow_states(self):
        """Deliver, cancel or reopen what documents say without being written: an order
        counts what stock and timesheets deliver."""
        for model, rows in (
            self.filtered("document_id").grouped("document_model").items()
        ):
            # The bridge that asked for it may be gone.
            if not hasattr(self.env.get(model), "_icrm_prepare_follow"):
                continue
            by_id = rows.grouped("document_id")
            for document in self.env[model].browse(by_id).exists():
                prepared = document._icrm_prepare_follow()
                by_id[document.id]._follow(
                    {
                        name: prepared[name]
                        for name in ("state", "delivered_at")
                        if name in prepared
                    }
                )

    def _advance(self, now):
        self._follow_states()
        self._refresh()
        self.checked_at = now
        for commitment in self:
            told = commitment.told_standing or "safe"
            if WORSE[commitment.standing] > WORSE[told]:
                commitment._notify("commitment_worse")
            if commitment.standing != told:
                commitment.told_standing = commitment.standing
