# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64
import hashlib
import secrets
from datetime import timedelta

import psycopg2.errors

from odoo import api, fields, models
from odoo.exceptions import AccessError, ConcurrencyError, UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import consteq, hash_sign, hmac, verify_hash_signed

from ..access import caller_values, company_day
from ..access.groups import DESK
from ..access.icrm_reason_mixin import ReasonStep
from ..access.jobs import run_each
from ..access.personal import KEEP, Personal, Retention
from ..customer.duty import Duty
from ..promise.icrm_clock import ClockEvent
from . import proposal
from .complainant import CLOSED, OF_COMPLAINT
from .complaint_desk import get_desk, warn_about_desk
from .icrm_complaint_followup import CHANNELS, OUTCOMES
from .neutrality import get_entrusted_domain, get_partiality, get_people
from .randomize_ids import randomize_ids

COMPLAINT_STATES = [
    ("filed", "Filed"),
    ("acknowledged", "Acknowledged"),
    ("in_progress", "In Progress"),
    ("decided", "Decided"),
    ("reopened", "Reopened"),
    ("closed", "Closed"),
]

PROTECTIONS = [
    ("identified", "Named"),
    ("confidential", "Confidential"),
    ("anonymous", "Anonymous"),
]

LEVELS = [
    ("1", "Complaint desk"),
    ("2", "Officers"),
    ("3", "Management"),
]

SUBJECT_LIMIT = 200

TEXT_LIMIT = 20_000

# Without letters and digits that are mistaken for one another.
ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"

NUMBER_LENGTH = 8


HOUR = 3600

BUDGETS = {
    "complaint_acknowledge": "icrm_complaint_acknowledge_hours",
    "complaint_resolve": "icrm_complaint_resolve_hours",
    "complaint_followup": "icrm_complaint_followup_hours",
}

FILE_KEYS = {
    "protection",
    "against",
    "service_id",
    "department_id",
    "ticket_id",
    "against_head",
    "subject",
    "body",
    "files",
    "clean_files",
    "form_key",
}

FORM_KEY_LIMIT = 64

FORM_SCOPE = "icrm.complaint form"

KEY_SCOPE = "icrm.complaint key"

FORM_HOURS = 24

KEY_LIMIT = 200

OPEN_STATES = ("filed", "acknowledged", "in_progress", "decided", "reopened")

UNDER_WAY = ("acknowledged", "in_progress")

FINDINGS = ("justified", "partly", "unfounded")


class IcrmComplaint(models.Model):
    """A grievance about a service, a department or how a request was handled.

    Its own model under global rules, and nothing of what makes other records talk: no
    followers, no activities, no mail.message, no attachments, no author, no times of
    creation, no numbers in a row. It is written through its actions alone, each of
    which decides who may.
    """

    _name = "icrm.complaint"
    _inherit = ["icrm.reason.mixin"]
    _description = "Complaint"
    _icrm_personal = (
        Personal("number", OF_COMPLAINT, KEEP),
        Personal("filed_on", OF_COMPLAINT, KEEP),
        Personal("state", OF_COMPLAINT, KEEP),
        Personal("subject", OF_COMPLAINT),
        Personal("body", OF_COMPLAINT),
    )
    _icrm_retention = Retention(
        "closed_on",
        CLOSED,
        parts=(
            ("icrm.complaint.message", "complaint_id"),
            ("icrm.complaint.followup", "complaint_id"),
        ),
    )
    _icrm_secret = CLOSED
    _order = "filed_on desc, number"
    _rec_name = "number"
    _icrm_duties = (
        Duty("handler_id", [("is_open", "=", True)], reassign=False),
        Duty("mediator_id", [("is_open", "=", True)], reassign=False),
    )
    _rec_names_search = ["number", "subject"]
    _log_access = False

    number = fields.Char(
        required=True,
        readonly=True,
        default=lambda self: self._new_number(),
        help="Random; does not reveal how many complaints exist.",
    )
    subject = fields.Char(required=True, readonly=True)
    body = fields.Text(string="What Happened", required=True, readonly=True)

    # About whom
    against = fields.Selection(
        [
            ("service", "A service"),
            ("department", "A department"),
            ("request", "Handling of a request"),
        ],
        required=True,
        readonly=True,
    )
    service_id = fields.Many2one("icrm.service", ondelete="set null", readonly=True)
    ticket_id = fields.Many2one(
        "helpdesk.ticket",
        string="Request",
        ondelete="set null",
        readonly=True,
        index="btree_not_null",
        help="Confidential complaints keep this with the identity.",
    )
    # Set null, here and below: a refusal to delete would reveal the complaint.
    department_id = fields.Many2one(
        "hr.department",
        string="Department Concerned",
        ondelete="set null",
        readonly=True,
        index="btree_not_null",
    )
    department_name = fields.Char(readonly=True)
    customer_department_id = fields.Many2one(
        "hr.department",
        string="Department of the Complainant",
        ondelete="set null",
        readonly=True,
        help="Named complaints only.",
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, ondelete="cascade"
    )
    against_head = fields.Boolean(string="Concerns the Head Personally", readonly=True)
    concerned_user_id = fields.Many2one(
        "res.users",
        string="Person Concerned",
        ondelete="set null",
        readonly=True,
        help="As of filing. Has no access to this complaint.",
    )
    concerned_employee_id = fields.Many2one(
        "hr.employee",
        string="Employee Concerned",
        ondelete="set null",
        readonly=True,
        groups=fields.NO_ACCESS,
        help="Users linked to them later have no access either.",
    )
    # As of filing, for departments are merged and deleted, and people move.
    # Ids of employees: rows of a relation would tell when a complaint came.
    staff = fields.Json(
        string="People of the Department Concerned",
        readonly=True,
        groups=fields.NO_ACCESS,
        help="As of filing, and who served for it. They never handle the complaint.",
    )
    superiors = fields.Json(
        string="Heads above the Department Concerned",
        readonly=True,
        groups=fields.NO_ACCESS,
        help="As of filing. They handle the complaint as management at most.",
    )
    is_concerned = fields.Boolean(
        compute="_compute_is_concerned",
        search="_search_is_concerned",
        groups=fields.NO_ACCESS,
        help="Used in access rules: the reader is or may be the subject.",
    )
    is_entrusted = fields.Boolean(
        compute="_compute_is_entrusted",
        search="_search_is_entrusted",
        groups=fields.NO_ACCESS,
        help="Used in access rules: the reader handles or mediates it, and is neutral.",
    )

    # Workflow
    state = fields.Selection(
        COMPLAINT_STATES, required=True, default="filed", readonly=True
    )
    is_open = fields.Boolean(compute="_compute_is_open", store=True)
    protection = fields.Selection(
        PROTECTIONS, string="Identity Protection", required=True, readonly=True
    )
    level = fields.Selection(LEVELS, required=True, default="1", readonly=True)
    handler_id = fields.Many2one(
        "res.users", ondelete="set null", readonly=True, index="btree_not_null"
    )
    mediator_id = fields.Many2one(
        "res.users", ondelete="set null", readonly=True, index="btree_not_null"
    )
    waits_for_complainant = fields.Boolean(
        readonly=True, string="Waiting for Complainant"
    )
    # The text is a message; see proposal.py
    proposal_state = fields.Selection(
        [
            ("open", "Waiting for an answer"),
            ("accepted", "Accepted"),
            ("declined", "Declined"),
            ("no_answer", "No answer"),
        ],
        string="Proposal",
        readonly=True,
    )
    proposal_due_on = fields.Date(string="Answer to Proposal By", readonly=True)
    can_decide = fields.Boolean(compute="_compute_can_decide")
    cause_id = fields.Many2one(
        "icrm.complaint.cause", ondelete="restrict", readonly=True
    )
    finding = fields.Selection(
        [
            ("justified", "Justified"),
            ("partly", "Partly justified"),
            ("unfounded", "Not justified"),
        ],
        readonly=True,
    )
    decision = fields.Text(readonly=True)
    remedy = fields.Text(readonly=True)
    filed_on = fields.Date(required=True, readonly=True)
    acknowledged_on = fields.Date(readonly=True)
    decided_on = fields.Date(readonly=True)
    closed_on = fields.Date(readonly=True)
    satisfied = fields.Selection(
        [("yes", "Satisfied"), ("no", "Not satisfied"), ("no_answer", "No answer")],
        string="Complainant",
        readonly=True,
    )
    score = fields.Integer(
        string="Satisfaction", readonly=True, aggregator="avg", help="From 1 to 5."
    )

    # Parts
    # For rules and methods in sudo alone: what a rule has read stays in the cache, for
    # a later read in the same transaction.
    identity_ids = fields.One2many(
        "icrm.complaint.identity", "complaint_id", groups=fields.NO_ACCESS
    )
    message_ids = fields.One2many("icrm.complaint.message", "complaint_id")
    evidence_ids = fields.One2many("icrm.complaint.evidence", "complaint_id")
    followup_ids = fields.One2many(
        "icrm.complaint.followup", "complaint_id", string="Follow-up"
    )
    # The key of an anonymous complaint, and the form it was filed with: only digests.
    key_salt = fields.Char(groups=fields.NO_ACCESS)
    key_digest = fields.Char(groups=fields.NO_ACCESS)
    form_digest = fields.Char(groups=fields.NO_ACCESS)

    # The current user
    is_mine = fields.Boolean(
        string="My Complaint", compute="_compute_viewer", search="_search_is_mine"
    )
    is_desk = fields.Boolean(compute="_compute_viewer")
    is_handler = fields.Boolean(compute="_compute_viewer")
    is_mediator = fields.Boolean(compute="_compute_viewer")
    can_read_messages = fields.Boolean(
        compute="_compute_viewer",
        help="Department heads see the complaint, not the conversation.",
        string="Can See Conversation",
    )
    complainant_text = fields.Char(
        string="Complainant Name", compute="_compute_complainant_text"
    )
    can_reveal = fields.Boolean(compute="_compute_complainant_text")
    can_confirm_link = fields.Boolean(compute="_compute_can_confirm_link")
    status_text = fields.Char(string="Status", compute="_compute_status_text")

    # Promises
    clock_ids = fields.One2many("icrm.clock", "complaint_id", string="Promises")
    next_due_at = fields.Datetime(
        string="Next Promise", compute="_compute_next_due_at", store=True
    )
    timeline = fields.Json(compute="_compute_timeline")
    is_overdue = fields.Boolean(
        compute="_compute_is_overdue", search="_search_is_overdue"
    )

    _number_uniq = models.UniqueIndex("(number)", "This number is already used.")
    _form_uniq = models.UniqueIndex(
        "(form_digest) WHERE form_digest IS NOT NULL", "A form can only be filed once."
    )
    _anonymous_key = models.Constraint(
        "CHECK ((protection = 'anonymous') = (key_digest IS NOT NULL))",
        "Only anonymous complaints must have a key.",
    )
    _protected_ticket = models.Constraint(
        "CHECK (protection = 'identified' OR"
        " (ticket_id IS NULL AND customer_department_id IS NULL))",
        "A protected complaint must not store the request or department of its "
        "complainant.",
    )
    _score_range = models.Constraint(
        "CHECK (score BETWEEN 0 AND 5)", "The score must be between 1 and 5."
    )

    # ------------------------------------------------------------------
    # The record
    # ------------------------------------------------------------------

    def init(self):
        randomize_ids(self)
        return super().init()

    @api.model
    def _new_number(self):
        return "".join(secrets.choice(ALPHABET) for _digit in range(NUMBER_LENGTH))

    @api.depends("state")
    def _compute_is_open(self):
        for complaint in self:
            complaint.is_open = complaint.state in OPEN_STATES

    @api.depends("number", "subject")
    def _compute_display_name(self):
        for complaint in self:
            complaint.display_name = f"{complaint.number} {complaint.subject}"

    def export_data(self, fields_to_export):
        """Refuse external ids: exporting one stores it where administrators read it."""
        if {"id", ".id"} & {path.rpartition("/")[2] for path in fields_to_export}:
            raise UserError(
                self.env._("To export complaints, turn off “I want to update data”.")
            )
        return super().export_data(fields_to_export)

    @api.depends_context("uid")
    @api.depends(
        "against_head",
        "concerned_user_id",
        "concerned_employee_id.user_id",
        "concerned_employee_id.icrm_customer_ids.user_id",
        "department_id.manager_id.user_id",
        "department_id.manager_id.icrm_customer_ids.user_id",
        "department_id.icrm_head_user_ids",
    )
    def _compute_is_concerned(self):
        # sudo: of what was read already, whether the user is concerned
        concerned = self.sudo().search(
            [("id", "in", self.ids), ("is_concerned", "=", True)]
        )
        for complaint in self:
            complaint.is_concerned = complaint in concerned

    @api.model
    def _search_is_concerned(self, operator, value):
        """Find what is about the current user in person.

        The heads of the department when it was filed, with any
        account they have, and those of now. If none was known, any of the
        heads may be meant.
        """
        if operator != "in":
            return NotImplemented
        mine = self.env["hr.employee"]._icrm_get_person_domain()
        heads = Domain("icrm_head_user_ids", "in", [self.env.uid])
        about_head = Domain("against_head", "=", True) & (
            Domain("concerned_employee_id", "any!", mine)
            | Domain("department_id", "any!", Domain("manager_id", "any!", mine))
            | Domain("concerned_employee_id", "=", False)
            & Domain("department_id", "any!", heads)
        )
        return Domain("concerned_user_id", "=", self.env.uid) | about_head

    @api.depends_context("uid")
    @api.depends("handler_id", "mediator_id")
    def _compute_is_entrusted(self):
        # sudo: of what was read already, whether the user works on it
        entrusted = self.sudo().search(
            [("id", "in", self.ids), ("is_entrusted", "=", True)]
        )
        for complaint in self:
            complaint.is_entrusted = complaint.id in entrusted._ids

    @api.model
    def _search_is_entrusted(self, operator, value):
        """Find what the current user handles or mediates, being neutral today.

        Who moves into the department concerned reads no more in the same second.
        """
        if operator != "in":
            return NotImplemented
        return get_entrusted_domain()

    def _is_concerned(self, user):
        """Return whether this complaint is about *user* in person; in sudo."""
        self.ensure_one()
        return bool(
            self.with_user(user)
            .sudo()
            .search_count([("id", "=", self.id), ("is_concerned", "=", True)])
        )

    def _today(self):
        """Return the day it is at the complaint desk."""
        company = self.company_id[:1] or self.env.company
        # sudo: the hours of the complaint desk are no secret.
        calendar = company.sudo()._icrm_get_complaint_calendar()
        return company_day.in_zone(calendar.tz or company_day.get_zone(company))

    def _prepare_improvement_vals(self):
        """Return what an improvement that begins with this complaint starts from.

        Contains what went wrong and where, never the complainant.
        """
        self.ensure_one()
        return {
            "name": self.subject,
            "department_id": self.department_id.id,
            "service_id": self.service_id.id,
            "company_id": self.company_id.id,
            "cause": self.cause_id.code or False,
            "remedy": self.remedy or False,
            "origin": f"{self._name},{self.id}",
        }

    # ------------------------------------------------------------------
    # Neutrality
    # ------------------------------------------------------------------

    @api.constrains(
        "handler_id",
        "mediator_id",
        "department_id",
        "concerned_user_id",
        "concerned_employee_id",
        "level",
    )
    def _check_neutrality(self):
        # sudo: who is partial is so, visible to the writer or not.
        for complaint in self.sudo():
            for user, role in (
                (complaint.handler_id, "handler"),
                (complaint.mediator_id, "mediator"),
            ):
                if reason := get_partiality(complaint, user, role):
                    raise ValidationError(reason)

    def _release_from_partial(self):
        """Take this case from a handler or mediator who is not neutral any more.

        Called by the job, in sudo. The desk is told; what was done stays done.
        """
        self.ensure_one()
        reasons = {
            role: reason
            for role in ("handler", "mediator")
            if (reason := get_partiality(self, self[f"{role}_id"], role))
        }
        is_orphan = self.state == "in_progress" and not self.handler_id
        if not reasons and not is_orphan:
            return
        vals = {f"{role}_id": False for role in reasons}
        if self.state == "in_progress" and ("handler" in reasons or is_orphan):
            vals["state"] = "acknowledged"
        if "handler" in reasons and self.proposal_state == "open":
            # What a partial handler proposed is proposed no more.
            vals |= {**proposal.WITHDRAWN, "waits_for_complainant": False}
            self._set_clock_holder("provider")
        self.write(vals)
        _ = self.with_context(lang=self.company_id.partner_id.lang).env._
        for reason in reasons.values():
            self._post(
                "desk",
                _("Taken from who had it: %(reason)s", reason=reason),
                internal=True,
            )
        self._schedule_reminder(self._get_desk_users())

    @api.model
    def _cron_check_neutrality(self):
        """Take cases from who is not neutral any more, and see that there is a desk."""
        held = [
            ("is_open", "=", True),
            "|",
            "|",
            ("handler_id", "!=", False),
            ("mediator_id", "!=", False),
            ("state", "=", "in_progress"),
        ]
        run_each(
            self.search(held), lambda one: one._release_from_partial(), domain=held
        )
        run_each(
            self.env["res.company"].search([]),
            self._warn_about_desk,
            lock=False,
        )

    # ------------------------------------------------------------------
    # The current user
    # ------------------------------------------------------------------

    @api.depends("handler_id", "mediator_id", "concerned_user_id")
    @api.depends_context("uid")
    def _compute_viewer(self):
        mine = self._get_mine()
        # sudo: only whether it is about the current user
        about_me = self.sudo().search(
            [("id", "in", self._origin.ids), ("is_concerned", "=", True)]
        )
        # sudo: only whether the current user works on it
        entrusted = self.sudo().search(
            [("id", "in", self._origin.ids), ("is_entrusted", "=", True)]
        )
        in_desk = self.env.user.has_group(DESK)
        user = self.env.user
        for complaint in self:
            is_mine = complaint in mine
            complaint.is_mine = is_mine
            # Users are not the desk of complaints they filed or that are about them.
            complaint.is_desk = (
                in_desk
                and not is_mine
                and complaint._origin not in about_me.sudo(False)
            )
            is_entrusted = complaint._origin.id in entrusted._ids
            complaint.is_handler = is_entrusted and complaint.handler_id == user
            complaint.is_mediator = is_entrusted and complaint.mediator_id == user
            complaint.can_read_messages = (
                is_mine
                or complaint.is_desk
                or complaint.is_handler
                or complaint.is_mediator
            )

    @api.depends("handler_id", "mediator_id", "concerned_user_id")
    @api.depends_context("uid")
    def _compute_can_confirm_link(self):
        for complaint in self:
            # sudo: the desk learns that there is another account, not whose.
            identity_sudo = complaint.is_desk and complaint.sudo().identity_ids
            complaint.can_confirm_link = bool(
                identity_sudo
                and identity_sudo.customer_id.user_id
                and identity_sudo.customer_id.user_id != identity_sudo.user_id
            )

    def _get_mine(self):
        """Return those of *self* that the current user filed; one query."""
        # sudo: only the caller's own identities are looked at.
        identities_sudo = (
            self.env["icrm.complaint.identity"]
            .sudo()
            .search(
                [
                    ("complaint_id", "in", self._origin.ids),
                    ("user_id", "=", self.env.uid),
                ]
            )
        )
        return self & self.browse(identities_sudo.complaint_id.ids)

    @api.model
    def _search_is_mine(self, operator, value):
        if operator != "in":
            return NotImplemented
        # sudo: only the caller's own identities are looked at.
        identities_sudo = self.env["icrm.complaint.identity"].sudo()
        own = identities_sudo._search([("user_id", "=", self.env.uid)])
        return [("id", "in", own.subselect("complaint_id"))]

    @api.depends("protection")
    @api.depends_context("uid", "lang")
    def _compute_complainant_text(self):
        # As the reader: the rules of the identity decide what is shown.
        known = {
            identity.complaint_id.id: identity
            for identity in self.env["icrm.complaint.identity"].search(
                [("complaint_id", "in", self._origin.ids)]
            )
        }
        for complaint in self:
            identity = known.get(complaint._origin.id)
            complaint.can_reveal = (
                complaint.protection == "confidential"
                and complaint.is_desk
                and not identity
            )
            if identity:
                # sudo: the public card of a customer, who is known to the reader
                identity_sudo = identity.sudo()
                complaint.complainant_text = (
                    identity_sudo.customer_id.display_name
                    or identity_sudo.user_id.name
                    or self.env._("Former employee")
                )
            elif complaint.protection == "anonymous":
                complaint.complainant_text = self.env._("Anonymous")
            else:
                complaint.complainant_text = self.env._("Confidential")

    @api.depends("handler_id", "state", "proposal_state", "proposal_due_on")
    @api.depends_context("uid")
    def _compute_can_decide(self):
        for complaint in self:
            complaint.can_decide = (
                complaint.is_handler
                and complaint.state in UNDER_WAY
                and not proposal.is_waiting(complaint)
            )

    @api.depends(
        "state", "handler_id", "waits_for_complainant", "level", "proposal_state"
    )
    @api.depends_context("uid", "lang")
    def _compute_status_text(self):
        for complaint in self:
            complaint.status_text = complaint._get_status_text()

    def _get_status_text(self):
        """Return the status as text for the complainant."""
        self.ensure_one()
        _ = self.env._
        if self.proposal_state == "open" and self.state in UNDER_WAY:
            return _("We propose a solution. Accept or decline it.")
        if self.waits_for_complainant and self.state in UNDER_WAY:
            return _("We have a question for you. Reply below.")
        state = self.state
        if state == "in_progress":
            # sudo: whether somebody neutral has it is what the sentence says.
            own_sudo = self.sudo()
            if not own_sudo.handler_id or get_partiality(
                own_sudo, own_sudo.handler_id, "handler"
            ):
                state = "acknowledged"
        return {
            "filed": _("Thank you. The complaint desk will confirm receipt."),
            "acknowledged": _(
                "We have read your complaint and are sorry this happened. A "
                "neutral person will investigate."
            ),
            "in_progress": _("A neutral person is investigating."),
            "decided": _("We have decided. Are you satisfied?"),
            "reopened": _(
                "You were not satisfied. We are sorry; the next level is reviewing it."
            ),
            "closed": _("Closed. Thank you for helping us improve."),
        }.get(state, "")

    # ------------------------------------------------------------------
    # Access
    # ------------------------------------------------------------------
    # Every public method begins with one of these.

    def _check_reader(self):
        """Return this one complaint in sudo; refuse who may not read it."""
        self.ensure_one()
        self.check_access("read")
        return self.sudo()

    def _check_role(self, *roles):
        """Return this complaint in sudo if the caller is one of *roles* to it.

        :param roles: "mine", "desk", "handler", "mediator"
        """
        self._refuse_partial()
        complaint_sudo = self._check_reader()
        if not any(self[f"is_{role}"] for role in roles):
            raise AccessError(
                self.env._("You cannot take this step in this complaint.")
            )
        return complaint_sudo

    def _refuse_partial(self):
        """Tell handlers and mediators why they cannot go on, instead of "no access"."""
        self.ensure_one()
        # sudo: what the caller was entrusted with, and why that is over
        complaint_sudo = self.sudo()
        if complaint_sudo.is_entrusted:
            return
        for role in ("handler", "mediator"):
            user = complaint_sudo[f"{role}_id"]
            if user == self.env.user and (
                reason := get_partiality(complaint_sudo, user, role)
            ):
                raise ValidationError(reason)

    # ------------------------------------------------------------------
    # Clocks
    # ------------------------------------------------------------------
    # What changes them is called in sudo.

    @api.depends("clock_ids.due_at", "clock_ids.stopped_at")
    def _compute_next_due_at(self):
        for complaint in self:
            dates = complaint.clock_ids.filtered(
                lambda clock: clock.due_at and not clock.stopped_at
            ).mapped("due_at")
            complaint.next_due_at = min(dates, default=False)

    @api.depends("clock_ids.stopped_at", "clock_ids.due_at")
    @api.depends_context("uid", "lang", "tz")
    def _compute_timeline(self):
        now = fields.Datetime.now()
        for complaint in self:
            clocks = complaint.clock_ids.filtered(
                # Those of an anonymous complaint start on the next day.
                lambda clock: clock.started_at <= now
            )
            complaint.timeline = clocks._get_timeline()

    @api.depends("next_due_at")
    def _compute_is_overdue(self):
        now = fields.Datetime.now()
        for complaint in self:
            complaint.is_overdue = bool(
                complaint.next_due_at and complaint.next_due_at < now
            )

    @api.model
    def _search_is_overdue(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain("next_due_at", "<", fields.Datetime.now())

    def _get_instant(self, coming=False):
        """Return when something happens now, as the clocks may know it.

        An anonymous complaint is dated by day: its clocks start with the *coming* day
        and stop as if at the beginning of this one, never earlier than they started.
        """
        self.ensure_one()
        if self.protection != "anonymous":
            return fields.Datetime.now()
        calendar = self.company_id._icrm_get_complaint_calendar()
        zone = calendar.tz or company_day.get_zone(self.company_id)
        day = self._today() + timedelta(days=1 if coming else 0)
        return company_day.midnight_in_zone(zone, day)

    def _start_clocks(self, *kinds):
        """Start a clock of each kind."""
        self.ensure_one()
        company = self.company_id
        calendar = company._icrm_get_complaint_calendar()
        if not calendar:
            return
        started_at = self._get_instant(coming=True)
        self.env["icrm.clock"]._open(
            [
                {
                    "kind": kind,
                    "complaint_id": self.id,
                    "company_id": company.id,
                    "calendar_id": calendar.id,
                    "budget_seconds": round(company[BUDGETS[kind]] * HOUR),
                    "started_at": started_at,
                    "holder": "provider",
                    "department_id": False,
                }
                for kind in kinds
            ]
        )

    def _get_running(self, *kinds):
        return self.env["icrm.clock"].search(
            [
                ("complaint_id", "=", self.id),
                ("kind", "in", kinds),
                ("stopped_at", "=", False),
            ]
        )

    def _stop_clocks(self, *kinds):
        clocks = self._get_running(*kinds)
        at = self._get_instant()
        clocks._apply_events({clock: ClockEvent(at, end="stop") for clock in clocks})

    def _set_clock_holder(self, holder):
        """Set the holder of the clock: "provider" (the desk) or "customer"."""
        clocks = self._get_running("complaint_resolve")
        at = self._get_instant()
        clocks._apply_events({clock: ClockEvent(at, holder=holder) for clock in clocks})

    # ------------------------------------------------------------------
    # Reminders
    # ------------------------------------------------------------------

    def _get_desk_users(self):
        """Return the members of the desk who may act for this complaint."""
        return get_desk(self.env, self.company_id).filtered(
            lambda user: not self._is_concerned(user)
            and user not in self.identity_ids._get_users()
        )

    def _check_desk(self):
        """Refuse to take a complaint while there is nobody to read it."""
        if not get_desk(self.env, self.company_id):
            raise UserError(
                self.env._(
                    "The complaint desk of %(company)s has no one who could take your "
                    "complaint, so it was not filed. Ask an Internal CRM administrator "
                    "to add a member, or turn to someone you trust.",
                    company=self.company_id.name,
                )
            )

    @api.model
    def _warn_about_desk(self, company):
        warn_about_desk(self, company)

    def _schedule_reminder(self, users):
        """Ask *users* to look into Odoo, without a word about this complaint."""
        self.env["icrm.message"]._notify_without_content(users, self.company_id)

    # ------------------------------------------------------------------
    # Filing by name or confidentially
    # ------------------------------------------------------------------

    @api.model
    def file_complaint(self, values):
        """File a complaint as the current user; return it.

        :param dict values:

            - ``protection``: "identified" or "confidential"; an anonymous complaint
              cannot be filed with an account: use the page /complaint/new
            - ``against``: "service", "department" or "request", and the id that goes
              with it: ``service_id``, ``department_id`` or ``ticket_id`` (a request
              of the caller's own)
            - ``against_head``: it is about the head of the department in person
            - ``subject``: up to 200 characters; ``body``: up to 20,000
            - ``files``: list of pairs, name and content in base64
            - ``clean_files``: without their names, and without what is hidden in them:
              author, place, device; always so if the complaint is confidential
            - ``form_key``: up to 64 characters; sent again it returns the complaint
              that it made the first time

        :raise UserError: names what is wrong; nothing is stored then
        """
        self._check_filing_keys(values)
        customer = self.env["icrm.customer"]._from_user()
        if not customer:
            raise UserError(
                self.env._(
                    "You are not an internal customer of %(company)s: ask HR to "
                    "link an employee to your user, or file anonymously.",
                    company=self.env.company.name,
                )
            )
        protection = values.get("protection")
        if protection not in ("identified", "confidential"):
            raise UserError(
                self.env._(
                    "Identity: choose named or confidential, or file anonymously "
                    "at /complaint/new."
                )
            )
        subject_vals = self._prepare_against(values)
        files = self._decode_files(values.get("files"))
        digest = self._digest_form(values.get("form_key"), f"user {self.env.uid}")
        # sudo: users have no right to create complaints; all values are checked.
        complaint_sudo = self.sudo()._find_by_form(digest)
        if complaint_sudo:
            return complaint_sudo.sudo(False)
        identity_vals = {
            "customer_id": customer.id,
            "user_id": self.env.uid,
            # sudo: where the caller works
            "department_id": customer.sudo().department_id.id,
        }
        if protection == "confidential":
            identity_vals["ticket_id"] = subject_vals.pop("ticket_id", False)
        else:
            subject_vals["customer_department_id"] = customer.department_id.id
        complaint_sudo = self.sudo()._create_filed(
            {
                **subject_vals,
                "protection": protection,
                "subject": values["subject"].strip(),
                "body": values["body"].strip(),
                "form_digest": digest,
            }
        )
        self.env["icrm.complaint.identity"].sudo().create(
            {**identity_vals, "complaint_id": complaint_sudo.id}
        )
        complaint_sudo._check_desk()
        complaint_sudo._add_evidence(
            "complainant", files, strip=bool(values.get("clean_files"))
        )
        complaint_sudo.invalidate_recordset()
        return complaint_sudo.sudo(False)

    def _check_filing_keys(self, values):
        """Refuse what is no complaint, by the names, types and sizes of its values."""
        _ = self.env._
        if not isinstance(values, dict):
            raise UserError(_("Pass the complaint as named values."))
        if unknown := sorted(map(str, values.keys() - FILE_KEYS)):
            raise UserError(
                _(
                    "Unknown values for a complaint: %(unknown)s. Allowed: %(known)s.",
                    unknown=", ".join(unknown)[:200],
                    known=", ".join(sorted(FILE_KEYS)),
                )
            )
        self._check_text(_("Subject"), values.get("subject"), SUBJECT_LIMIT)
        self._check_text(_("What happened"), values.get("body"), TEXT_LIMIT)
        caller_values.text_of(
            self.env, _("Form key"), values.get("form_key"), FORM_KEY_LIMIT
        )
        for label, key in (
            (_("Against the head personally"), "against_head"),
            (_("Remove names and hidden data"), "clean_files"),
        ):
            caller_values.flag_of(self.env, label, values.get(key))

    @api.model
    def _check_text(self, label, text, limit, required=True):
        """Return *text* without blanks around it, if it is one and not too long."""
        return caller_values.text_of(self.env, label, text, limit, required)

    def _prepare_against(self, values):
        """Return what the complaint is about, every id checked as the caller."""
        _ = self.env._
        against = values.get("against")
        about = {
            "service": ("icrm.service", "service_id", _("Service")),
            "department": ("hr.department", "department_id", _("Department")),
            "request": ("helpdesk.ticket", "ticket_id", _("Request")),
        }.get(against if isinstance(against, str) else None)
        if not about:
            raise UserError(_("Against: choose a service, a department or a request."))
        model, key, label = about
        record = caller_values.record_of(self.env[model], values.get(key))
        if record and against == "request" and not record.icrm_is_mine:
            record = False
        if not record:
            raise UserError(_("%(field)s: choose a listed value.", field=label))
        # sudo: whose service or request it is, and who heads that department
        record_sudo = record.sudo()
        department_sudo = {
            "service": lambda: record_sudo.department_id,
            "department": lambda: record_sudo,
            "request": lambda: record_sudo.icrm_provider_department_id
            or record_sudo.team_id.icrm_department_id,
        }[against]()
        company = self.env.company
        if against != "department":
            company = record_sudo.company_id or company
        elif record_sudo.company_id:
            company = record_sudo.company_id
        if company not in self.env.user.company_ids:
            raise UserError(_("%(field)s: choose a listed value.", field=label))
        vals = {
            "against": against,
            key: record.id,
            "company_id": company.id,
            **self._prepare_concerned(department_sudo, values.get("against_head")),
        }
        if against == "request":
            vals["service_id"] = record_sudo.icrm_service_id.id
        if against != "department":
            team_sudo = record_sudo.team_id
            if against == "request":
                team_sudo |= record_sudo.icrm_service_id.team_id
            vals["staff"] += team_sudo.user_ids.employee_ids.ids
        return vals

    @api.model
    def _prepare_concerned(self, department_sudo, against_head):
        """Return the values of whom a complaint concerns, as of today."""
        return {
            **get_people(department_sudo),
            "department_id": department_sudo.id,
            "department_name": department_sudo.name,
            "against_head": bool(against_head),
            "concerned_employee_id": against_head and department_sudo.manager_id.id,
            "concerned_user_id": against_head and department_sudo.manager_id.user_id.id,
        }

    @api.model
    def _digest_form(self, form_key, owner):
        """Return what is stored of a form: whose it was cannot be read from it."""
        if not form_key:
            return False
        return hashlib.sha256(f"{owner}/{form_key}".encode()).hexdigest()

    def _find_by_form(self, digest):
        if not digest:
            return self.browse()
        return self.search([("form_digest", "=", digest)], limit=1)

    def _create_filed(self, vals):
        """Create a complaint and start its clocks. Call it in sudo, all checked."""
        company = self.env["res.company"].browse(vals["company_id"])
        try:
            with self.env.cr.savepoint():
                complaint = self.with_company(company).create(
                    {**vals, "filed_on": self.with_company(company)._today()}
                )
        except psycopg2.errors.UniqueViolation as error:
            if error.diag.constraint_name != "icrm_complaint_form_uniq":
                raise
            # The same form was sent at the same time and the other one won. This
            # transaction cannot see what it wrote; a new one will, and Odoo begins one.
            raise ConcurrencyError("the same form was sent at the same time") from error
        complaint._start_clocks("complaint_acknowledge", "complaint_resolve")
        return complaint

    # ------------------------------------------------------------------
    # Anonymous filing
    # ------------------------------------------------------------------
    # All of this runs as the public user, even with a login; see ir_http.

    @api.model
    def _new_form(self):
        """Return a new form key, signed so that it cannot be forged."""
        # sudo: the database's secret signs; only the signature leaves.
        return hash_sign(
            self.sudo().env,
            FORM_SCOPE,
            secrets.token_urlsafe(32),
            expiration=timedelta(hours=FORM_HOURS),
        )

    @api.model
    def _file_anonymous(self, values, form, admit=None):
        """File an anonymous complaint; return ``(complaint, key)``.

        The key is derived from the form and the database's secret: the same form sent
        again gets the same complaint and the same key, though only digests are stored.

        :param values: texts: ``department`` (a key of :meth:`_get_public_choices`),
            ``against_head``, ``subject``, ``body``; and ``files``, checked pairs of a
            name and bytes
        :param form: as :meth:`_new_form` gave it
        :param admit: called before something new is stored; may refuse it by raising
        """
        _ = self.env._
        # sudo: the public user has no rights at all; this page is the access decision
        self = self.with_user(self.env.ref("base.public_user")).sudo()
        nonce = self._read_form(form)
        subject = self._check_text(_("Subject"), values.get("subject"), SUBJECT_LIMIT)
        text = self._check_text(_("What happened"), values.get("body"), TEXT_LIMIT)
        company, department = self._get_public_choice(values.get("department"))
        digest = self._digest_form(nonce, "anonymous")
        secret = self._get_secret(nonce)
        complaint = self._find_by_form(digest)
        if not complaint:
            if admit:
                admit()
            salt = secrets.token_hex(16)
            complaint = self._create_filed(
                {
                    **self._prepare_concerned(department, values.get("against_head")),
                    "against": "department",
                    "company_id": company.id,
                    "protection": "anonymous",
                    "subject": subject,
                    "body": text,
                    "form_digest": digest,
                    "key_salt": salt,
                    "key_digest": self._digest_secret(salt, secret),
                }
            )
            complaint._check_desk()
            complaint._add_evidence("complainant", values.get("files") or ())
        return complaint, self._write_key(complaint.number + secret)

    def _read_form(self, form):
        try:
            nonce = verify_hash_signed(self.env, FORM_SCOPE, form or "")
        except (ValueError, TypeError, AttributeError):
            nonce = None
        if not isinstance(nonce, str):
            raise UserError(
                self.env._(
                    "This form has expired or changed. Copy your text, then "
                    "reload the page."
                )
            )
        return nonce

    @api.model
    def _get_public_choices(self):
        """Return ``[(company, [(key, department)])]`` of what the page offers, in sudo.

        Every company that takes such complaints, with the departments it works with; a
        department without a company is offered by each. No department is a choice, too:
        its key alone names the company. A single company's keys name no company.
        """
        # sudo: the names of companies and departments, where such complaints are taken
        companies_sudo = (
            self.env["res.company"]
            .sudo()
            .search([("icrm_complaint_anonymous", "=", True)])
            .filtered(lambda company: get_desk(self.env, company))
        )
        departments_sudo = (
            self.env["hr.department"]
            .sudo()
            .search([("company_id", "in", [False, *companies_sudo.ids])])
        )
        none, nobody = departments_sudo.browse(), companies_sudo.browse()
        several = len(companies_sudo) > 1
        return [
            (
                company,
                [
                    (self._get_public_key(several and company, department), department)
                    for department in [
                        none,
                        *departments_sudo.filtered(
                            lambda one, own=company: one.company_id in (own, nobody)
                        ),
                    ]
                ],
            )
            for company in companies_sudo
        ]

    @api.model
    def _get_public_key(self, company, department):
        key = str(department.id or "")
        return f"{company.id}-{key}" if company else key

    def _get_public_choice(self, key):
        """Return the company and the department chosen; a foreign key is none."""
        _ = self.env._
        choices = self._get_public_choices()
        if not choices:
            raise UserError(
                _(
                    "%(company)s does not accept anonymous complaints.",
                    company=self.env.company.name,
                )
            )
        key = str(key or "")
        # The id alone will do where one company has the department: a form that was
        # opened before a second company opened the page, or a program.
        for name in (lambda known: known, lambda known: known.rpartition("-")[2]):
            found = [
                (company, department)
                for company, departments in choices
                for known, department in departments
                if name(known) == key
            ]
            if len(found) == 1:
                return found[0]
        if not key:
            raise UserError(_("Department: choose your company at least."))
        raise UserError(_("Department: choose one from the list or leave it empty."))

    def _get_secret(self, nonce):
        digest = hmac(self.env, KEY_SCOPE, nonce, hash_function=hashlib.sha256)
        return base64.b32encode(bytes.fromhex(digest)[:20]).decode()

    @api.model
    def _write_key(self, key):
        """Return a key in groups of four, to be copied by hand."""
        return "-".join(key[at : at + 4] for at in range(0, len(key), 4))

    @api.model
    def _digest_secret(self, salt, secret):
        # 160 random bits: there is nothing to guess, so nothing to make slow.
        return hashlib.sha256(f"{salt}/{secret}".encode()).hexdigest()

    @api.model
    def _find_by_key(self, key):
        """Return the complaint that *key* opens, in sudo, or an empty recordset.

        Takes the same steps whether there is such a number or not.
        """
        self = self.with_user(self.env.ref("base.public_user")).sudo()
        if not isinstance(key, str) or len(key) > KEY_LIMIT or "\x00" in key:
            return self.browse()
        letters = "".join(filter(str.isalnum, key)).upper()
        number, secret = letters[:NUMBER_LENGTH], letters[NUMBER_LENGTH:]
        complaint = self.search(
            [("number", "=", number), ("protection", "=", "anonymous")]
        )
        expected = complaint.key_digest or "0" * 64
        given = self._digest_secret(complaint.key_salt or "0" * 32, secret)
        return complaint if consteq(given, expected) else self.browse()

    # ------------------------------------------------------------------
    # Workflow
    # ------------------------------------------------------------------
    # Every action decides first who may. Nothing closes a complaint but its follow-up.
    #
    # =================  ==================================  =========================
    # method             who                                 when
    # =================  ==================================  =========================
    # acknowledge        desk, handler                       filed, reopened
    # assign             desk                                not decided, not closed
    # call mediator      desk                                not decided, not closed
    # write              complainant, desk, handler,         not closed
    #                    mediator
    # ask                handler                             under way
    # propose            handler                             under way
    # answer proposal    complainant                         a proposal waits
    # decide             handler                             under way, no proposal
    #                                                        waits
    # follow up          complainant, desk, handler          decided
    # reopen             complainant, desk                   closed
    # reveal identity    desk                                confidential
    # confirm link       desk                                another user of theirs
    # =================  ==================================  =========================

    def action_acknowledge(self, body: str | None = None):
        """Confirm to the complainant that the complaint was read."""
        complaint_sudo = self._check_role("desk", "handler")
        complaint_sudo._check_state("filed", "reopened")
        body = self._check_text(self.env._("Message"), body, TEXT_LIMIT, required=False)
        complaint_sudo.write(
            {
                "state": "in_progress" if complaint_sudo.handler_id else "acknowledged",
                "acknowledged_on": complaint_sudo._today(),
            }
        )
        complaint_sudo._stop_clocks("complaint_acknowledge")
        complaint_sudo._post(
            self._get_side(),
            body
            or self.env._(
                "We have read your complaint and are sorry this happened. A "
                "neutral person will investigate and reply to you here."
            ),
        )

    def action_assign(self, user_id: int):
        """Make a user the handler, who must be neutral and of the right level."""
        complaint_sudo = self._check_role("desk")
        complaint_sudo._check_state("filed", "acknowledged", "in_progress", "reopened")
        user_sudo = self._check_user(self.env._("Handler"), user_id)
        vals = {"handler_id": user_sudo.id}
        if complaint_sudo.state == "acknowledged":
            vals["state"] = "in_progress"
        complaint_sudo.write(vals)
        complaint_sudo._post(
            "desk",
            self.env._("%(name)s handles the complaint.", name=user_sudo.name),
            internal=True,
        )
        if user_sudo != self.env.user:
            complaint_sudo._schedule_reminder(user_sudo)

    def action_call_mediator(self, user_id: int):
        """Call in a mediator, from neither side."""
        complaint_sudo = self._check_role("desk")
        complaint_sudo._check_state("filed", "acknowledged", "in_progress", "reopened")
        user_sudo = self._check_user(self.env._("Mediator"), user_id)
        complaint_sudo.mediator_id = user_sudo
        complaint_sudo._post(
            "desk",
            self.env._(
                "%(name)s mediates and takes neither side.",
                name=user_sudo.name,
            ),
        )
        complaint_sudo._schedule_reminder(user_sudo)

    def action_write(
        self,
        body: str,
        internal: bool = False,
        files: list | None = None,
        clean_files: bool = False,
    ):
        """Add a message, and files: pairs of a name and a content in base64.

        The complainant's are never internal.

        :param bool clean_files: see :meth:`file_complaint`
        """
        complaint_sudo = self._check_role("mine", "desk", "handler", "mediator")
        side = self._get_side()
        complaint_sudo._write_message(
            side,
            body,
            caller_values.flag_of(self.env, self.env._("Internal"), internal)
            and side != "complainant",
            self._decode_files(files),
            caller_values.flag_of(
                self.env, self.env._("Remove names and hidden data"), clean_files
            ),
        )

    def action_ask(self, body: str):
        """Ask the complainant something; the clock is paused until the answer."""
        complaint_sudo = self._check_role("handler")
        complaint_sudo._check_state(*UNDER_WAY)
        body = self._check_text(self.env._("Question"), body, TEXT_LIMIT)
        complaint_sudo._post("handler", body)
        if not complaint_sudo.waits_for_complainant:
            complaint_sudo.waits_for_complainant = True
            complaint_sudo._set_clock_holder("customer")

    def action_propose(self, body: str):
        """Propose a solution; the complainant accepts or declines it."""
        complaint_sudo = self._check_role("handler")
        complaint_sudo._check_state(*UNDER_WAY)
        complaint_sudo._check_neutrality()
        body = self._check_text(self.env._("Proposal"), body, TEXT_LIMIT)
        proposal.propose(complaint_sudo, body)

    def action_answer_proposal(self, values: dict):
        """Accept or decline the proposal: ``accepted``, and ``reason`` if not.

        ``number``: which one was read; another one is refused.
        """
        complaint_sudo = self._check_role("mine")
        if not isinstance(values, dict):
            raise UserError(self.env._("Pass the answer as named values."))
        accepted, reason, number = proposal.read_answer(self.env, values)
        complaint_sudo._check_state(*UNDER_WAY)
        proposal.answer(complaint_sudo, accepted, reason, TEXT_LIMIT, number)

    def action_decide(self, values: dict):
        """Decide: ``finding``, ``cause_id``, ``decision``, and ``remedy`` if any.

        Only from a state under way: of two decisions at once the second is refused.
        """
        complaint_sudo = self._check_role("handler")
        complaint_sudo._check_state(*UNDER_WAY)
        complaint_sudo._check_neutrality()
        unanswered = proposal.check_answered(complaint_sudo)
        _ = self.env._
        if not isinstance(values, dict):
            raise UserError(_("Pass the decision as named values."))
        finding = values.get("finding")
        if finding not in FINDINGS:
            raise UserError(
                _("Finding: choose justified, partly justified or not justified.")
            )
        cause = caller_values.record_of(
            self.env["icrm.complaint.cause"], values.get("cause_id")
        )
        if not cause:
            raise UserError(_("Cause: choose one from the list."))
        decision = self._check_text(_("Decision"), values.get("decision"), TEXT_LIMIT)
        remedy = self._check_text(
            _("Remedy"), values.get("remedy"), TEXT_LIMIT, required=False
        )
        complaint_sudo.write(
            {
                "state": "decided",
                "finding": finding,
                "cause_id": cause.id,
                "decision": decision,
                "remedy": remedy or False,
                "decided_on": complaint_sudo._today(),
                "waits_for_complainant": False,
                **unanswered,
            }
        )
        complaint_sudo._set_clock_holder("provider")
        complaint_sudo._stop_clocks("complaint_resolve")
        complaint_sudo._start_clocks("complaint_followup")
        complaint_sudo._post("handler", "\n\n".join(filter(None, [decision, remedy])))

    def action_reopen(self, reason: str):
        """Open a closed complaint again, one level higher."""
        complaint_sudo = self._check_role("mine", "desk")
        complaint_sudo._check_state("closed")
        reason = caller_values.reason_of(self.env, reason, TEXT_LIMIT)
        if complaint_sudo.level == LEVELS[-1][0]:
            raise UserError(
                self.env._("Management has decided; there is no higher level.")
            )
        complaint_sudo._post(self._get_side(), reason)
        complaint_sudo._reopen()

    def action_reveal_identity(self, reason: str):
        """Show the caller the complainant of a confidential complaint, and log it."""
        complaint_sudo = self._check_role("desk")
        reason = caller_values.reason_of(self.env, reason, TEXT_LIMIT)
        if complaint_sudo.protection != "confidential":
            raise UserError(
                self.env._("Only confidential complaints have a protected identity.")
            )
        self.env["icrm.access.log"]._record("reveal", complaint_sudo, reason)
        complaint_sudo.identity_ids.revealed_user_ids |= self.env.user
        self.env.invalidate_all()

    def action_confirm_link(self, reason: str):
        """Let the user who acts as the complainant today read this complaint, too.

        The administrator has confirmed that user for all else; of complaints the desk
        decides. It learns nothing about the complainant of a confidential one.
        """
        complaint_sudo = self._check_role("desk")
        reason = caller_values.reason_of(self.env, reason, TEXT_LIMIT)
        identity_sudo = complaint_sudo.identity_ids
        user_sudo = identity_sudo.customer_id.user_id
        if not user_sudo or user_sudo == identity_sudo.user_id:
            raise UserError(self.env._("The complainant has no other confirmed user."))
        if user_sudo == self.env.user:
            raise UserError(
                self.env._("You cannot confirm a link to yourself; ask a colleague.")
            )
        self.env["icrm.access.log"]._record("link_confirm", complaint_sudo, reason)
        identity_sudo.user_id = user_sudo
        self.env.invalidate_all()

    @api.model
    def _icrm_reason_steps(self):
        return super()._icrm_reason_steps() | {
            "action_reopen": ReasonStep(
                title=self.env._("Reopen"),
                button=self.env._("Reopen"),
            ),
            "action_reveal_identity": ReasonStep(
                title=self.env._("Reveal identity"),
                button=self.env._("Reveal Identity"),
                hint=self.env._(
                    "You will see who complained. Your access and reason are "
                    "logged permanently for auditors."
                ),
            ),
            "action_confirm_link": ReasonStep(
                title=self.env._("Confirm new user"),
                button=self.env._("Confirm New User"),
                hint=self.env._(
                    "HR linked the complainant to another user, and an "
                    "administrator confirmed it. If you confirm, this user takes "
                    "over the complaint. This is logged permanently."
                ),
            ),
        }

    # ------------------------------------------------------------------
    # Steps of the workflow
    # ------------------------------------------------------------------
    # In sudo, after a decision about access.

    def _check_state(self, *states):
        """Lock the complaint; raise unless it is in one of *states*."""
        self.ensure_one()
        self._icrm_lock()
        if self.state not in states:
            names = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "This step is not possible while the complaint is “%(state)s”.",
                    state=names[self.state],
                )
            )

    def _check_user(self, label, user_id):
        """Return the user with this id, in sudo; a constraint checks the choice."""
        user = caller_values.record_of(self.env["res.users"], user_id)
        if not user:
            raise UserError(self.env._("%(field)s: choose a colleague.", field=label))
        return user.sudo()

    def _get_side(self):
        """Return on which side the current user speaks."""
        for role, side in (
            ("is_mine", "complainant"),
            ("is_handler", "handler"),
            ("is_mediator", "mediator"),
        ):
            if self[role]:
                return side
        return "desk"

    def _write_message(self, side, body, internal=False, files=(), strip=False):
        """Add a message and files; an answer lets our time run on."""
        self._check_state(*OPEN_STATES)
        body = self._check_text(self.env._("Message"), body, TEXT_LIMIT)
        self._post(side, body, internal)
        self._add_evidence(side, files, internal, strip)
        if side == "complainant" and self.waits_for_complainant:
            self.waits_for_complainant = False
            self._set_clock_holder("provider")
        # Mails carry the exact time: none is sent for an anonymous message.
        if side == "complainant" and self.protection != "anonymous":
            self._schedule_reminder(self.handler_id)

    def _post(self, side, body, internal=False, **values):
        """Store a message; notify the complainant, if known."""
        self.ensure_one()
        author = self.env.user if side != "complainant" else self.env["res.users"]
        self.env["icrm.complaint.message"].create(
            {
                "complaint_id": self.id,
                "position": self._next_position("message"),
                "side": side,
                "author_id": author.id,
                "author_name": author.name or False,
                "body": body,
                "internal": internal,
                "day": self._today(),
                **values,
            }
        )
        if side != "complainant" and not internal:
            self._schedule_reminder(self.identity_ids.user_id)

    def _add_evidence(self, side, files, internal=False, strip=False):
        """Store files that were checked, a list of ``(name, bytes)``."""
        self.env["icrm.complaint.evidence"]._store(self, side, files, internal, strip)

    @api.model
    def _decode_files(self, files):
        """Return ``[(name, bytes)]`` of files sent as pairs of name and base64."""
        files = files or []
        try:
            decoded = [
                (str(name), base64.b64decode(content, validate=True))
                for name, content in files
            ]
        except (TypeError, ValueError) as error:
            raise UserError(
                self.env._("Files: a list of names and base64 contents is required.")
            ) from error
        self.env["icrm.complaint.evidence"]._check_files(decoded)
        return decoded

    def _next_position(self, part):
        """Return the next place among the messages, the evidence, ...

        Queried in the database: what is read in sudo here must not stay in the cache.
        """
        rows = self.env[f"icrm.complaint.{part}"]._read_group(
            [("complaint_id", "=", self.id)], aggregates=["position:max"]
        )
        return (rows[0][0] or 0) + 1

    def _close(self):
        self.write({"state": "closed", "closed_on": self._today()})
        self._stop_clocks("complaint_followup")

    def _reopen(self):
        """Begin again one level higher: another handler, new promises."""
        levels = [level for level, _name in LEVELS]
        self._stop_clocks(
            "complaint_acknowledge", "complaint_resolve", "complaint_followup"
        )
        self.write(
            {
                "state": "reopened",
                "level": levels[levels.index(self.level) + 1],
                "handler_id": False,
                # Nobody who became a party keeps the complainant from going on.
                "mediator_id": self.mediator_id.id
                if not get_partiality(self, self.mediator_id, "mediator")
                else False,
                "waits_for_complainant": False,
                **proposal.WITHDRAWN,
                "closed_on": False,
            }
        )
        self._start_clocks("complaint_acknowledge", "complaint_resolve")

    # ------------------------------------------------------------------
    # Follow-up
    # ------------------------------------------------------------------
    # Without it nothing is closed, and "no" goes one level up.

    def action_follow_up(self, values):
        """Write down whether the complainant is satisfied.

        :param dict values: ``outcome`` ("yes", "no", or "no_answer" once the time to
            follow up has run out), ``score`` (1 to 5, or nothing), ``opinion``, and
            ``channel`` ("talk", "phone", "mail", "page") unless the caller is the
            complainant
        """
        complaint_sudo = self._check_role("mine", "desk", "handler")
        if not isinstance(values, dict):
            raise UserError(self.env._("Pass the follow-up as named values."))
        if self.is_mine:
            complaint_sudo._follow_up({**values, "channel": "page"})
        else:
            complaint_sudo._follow_up(values, asked_by=self.env.user)

    def _follow_up(self, values, asked_by=None):
        """Store a follow-up and do what follows from it. In sudo, the caller decided.

        :param asked_by: who asked; empty if the complainant answers
        """
        _ = self.env._
        self._check_state("decided")
        outcome, score = values.get("outcome"), values.get("score") or 0
        if outcome not in [*dict(OUTCOMES)] or (
            outcome == "no_answer" and not asked_by
        ):
            raise UserError(_("State whether you are satisfied."))
        if type(score) is not int or not 0 <= score <= 5:
            raise UserError(_("Satisfaction: enter 1 to 5."))
        if values.get("channel") not in [*dict(CHANNELS)]:
            raise UserError(
                _("Channel: choose in person, phone, mail or complaint page.")
            )
        opinion = self._check_text(
            _("Comment"),
            values.get("opinion"),
            TEXT_LIMIT,
            required=outcome == "no_answer",
        )
        if outcome == "no_answer" and not self.is_overdue:
            raise UserError(_("You can still reach the complainant; try once more."))
        self.env["icrm.complaint.followup"].create(
            {
                "complaint_id": self.id,
                "position": self._next_position("followup"),
                "level": self.level,
                "day": self._today(),
                "asked_by_id": asked_by.id if asked_by else False,
                "channel": values["channel"],
                "outcome": outcome,
                "score": score,
                "opinion": opinion or False,
            }
        )
        self.write({"satisfied": outcome, "score": score})
        if outcome == "no" and self.level != LEVELS[-1][0]:
            self._reopen()
        else:
            self._close()
