# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import is_html_empty

from ..access import caller_values, inner_context
from ..access.actions import open_action, open_form
from ..access.groups import AGENT, AUDITOR
from ..access.personal import (
    ADDRESS,
    ANONYMISE,
    ARCHIVE,
    EMPTY,
    KEEP,
    NAME,
    Personal,
    Retention,
)
from ..access.safe_html import SafeHtml
from ..customer.duty import Duty
from . import (
    assignment,
    canned_text,
    checklist,
    closing,
    customer_panel,
    desk_actions,
    low_rating,
    merging,
    rating_rules,
    report_period,
    request_checks,
    request_display,
    request_tasks,
    undo,
)
from .attention import ATTENTIONS
from .confirmation import confirm, confirm_by_silence
from .conversation import (
    be_quiet,
    follow_message,
    open_conversations,
    post_comment,
    post_reply,
)
from .desk_queues import name_queues
from .helpdesk_ticket_stage import (
    OPEN_STATES,
    REQUEST_HOLDERS,
    REQUEST_STATES,
    RUNNING_HOLDERS,
)
from .icrm_service import DESCRIPTION_LIMIT
from .mail_intake import acknowledge, make_request
from .notices import (
    follow_changes,
    follow_creation,
    leave_out_told,
    take_back,
    tell_assignee,
    tell_question,
)
from .protection import will_protect
from .releasing import resume, return_to_queue
from .request_batch import (
    CONVERSION_EXCLUDED,
    RequestBatch,
    fill_numbers,
    prepare_conversion,
)
from .request_display import PROGRESS, VERDICTS
from .request_workflow import ChangeBatch, set_state, take_snapshot
from .serving import (
    compute_viewer,
    get_served_domain,
    may_serve,
    restrict_todo_group,
    restrict_todo_search,
)

OPEN = [("icrm_service_id", "!=", False), ("icrm_state", "in", OPEN_STATES)]

# Nobody is there who could answer.
ASKED = [
    *OPEN,
    ("icrm_holder", "=", "customer"),
    ("icrm_beneficiary_id.active", "=", False),
]

# A change of one of these is processed as a change of the request.
CHANGE_TRIGGERS = frozenset(
    {
        "stage_id",
        "team_id",
        "user_id",
        "priority",
        "icrm_service_id",
        "icrm_requester_id",
        "icrm_beneficiary_id",
    }
)

CLOSED_STATES = ("resolved", "withdrawn", "rejected")

# Whose a request is
ASKERS = ("icrm_requester_id", "icrm_beneficiary_id", "partner_id")


class HelpdeskTicket(models.Model):
    """A ticket with a service is a request; one without stays a plain ticket."""

    _name = "helpdesk.ticket"
    _inherit = [
        "helpdesk.ticket",
        "icrm.request.action.mixin",
        "icrm.request.check.mixin",
        "icrm.request.colleague.mixin",
        "icrm.request.find.mixin",
        "icrm.form.answered",
        "icrm.reason.mixin",
    ]
    _icrm_duties = (
        Duty("user_id", OPEN, release=return_to_queue),
        Duty("icrm_requester_id", ASKED, release=resume, reassign=False),
    )
    _icrm_personal = (
        Personal("number", ASKERS, KEEP),
        Personal("icrm_service_id", ASKERS, KEEP),
        Personal("icrm_state", ASKERS, KEEP),
        Personal("icrm_submitted_at", ASKERS, KEEP),
        Personal("icrm_resolved_at", ASKERS, KEEP),
        Personal("name", ASKERS, own="icrm_requester_id"),
        Personal("description", ASKERS, own="icrm_requester_id"),
        Personal("icrm_answers", ASKERS, EMPTY, own="icrm_requester_id"),
        Personal("icrm_answer_lines", ASKERS, EMPTY, own="icrm_requester_id"),
        Personal("partner_name", "partner_id", NAME),
        Personal("partner_email", "partner_id", ADDRESS),
        Personal("email_cc", ASKERS, EMPTY, own=False),
        Personal("icrm_colleague_email", ASKERS, EMPTY, own=False),
    )
    _icrm_retention = Retention(
        "closed_date",
        [("icrm_service_id", "!=", False), ("icrm_state", "in", CLOSED_STATES)],
        (ARCHIVE, ANONYMISE),
    )
    # The number is text: HT100000 sorts before HT99999. The id gives the same order.
    _order = "priority desc, sequence, id desc"
    _hardening = True

    # Service, requester and beneficiary
    icrm_service_id = fields.Many2one(
        "icrm.service", string="Service", ondelete="restrict", index="btree_not_null"
    )
    icrm_category_id = fields.Many2one(
        related="icrm_service_id.category_id", string="Service Category"
    )
    icrm_is_my_specialty = fields.Boolean(
        string="My Specialty",
        compute="_compute_icrm_is_my_specialty",
        search="_search_icrm_is_my_specialty",
        help="You are a specialist of the service's category.",
    )
    # Both bypass the search's access: helpdesk_mgmt's portal page repeats the record
    # rules in a search of the portal user, who may not read customers: "by me or for
    # me" must be searchable anyway.
    icrm_requester_id = fields.Many2one(
        "icrm.customer",
        string="Requester",
        ondelete="restrict",
        index="btree_not_null",
        tracking=True,
        bypass_search_access=True,
    )
    icrm_beneficiary_id = fields.Many2one(
        "icrm.customer",
        string="Requested for",
        ondelete="restrict",
        index="btree_not_null",
        tracking=True,
        bypass_search_access=True,
    )
    icrm_first_requester_id = fields.Many2one(
        "icrm.customer",
        string="Requester at Submission",
        ondelete="restrict",
        readonly=True,
        copy=False,
        help="Set when the requester is corrected.",
    )
    icrm_first_beneficiary_id = fields.Many2one(
        "icrm.customer",
        string="Requested for at Submission",
        ondelete="restrict",
        readonly=True,
        copy=False,
        help="Set when the beneficiary is corrected.",
    )
    icrm_customer_department_id = fields.Many2one(
        "hr.department",
        string="Customer Department",
        ondelete="restrict",
        index="btree_not_null",
        readonly=True,
        help="Department of the beneficiary at submission.",
    )
    icrm_provider_department_id = fields.Many2one(
        "hr.department",
        string="Provider Department",
        ondelete="restrict",
        index="btree_not_null",
        readonly=True,
    )
    description = SafeHtml()

    # Where it comes from
    icrm_origin = fields.Selection(
        [
            ("catalogue", "Catalogue"),
            ("portal", "Portal"),
            ("mail", "E-mail"),
            ("api", "API"),
            ("agent", "Agent"),
            ("import", "Import"),
        ],
        string="Origin",
        readonly=True,
    )
    # Who may read this one request for another reason than their role; see the rules.
    icrm_is_guest = fields.Boolean(
        string="Invited to Read",
        compute="_compute_icrm_is_guest",
        search="_search_icrm_is_guest",
    )
    icrm_form_key = fields.Char(
        string="Form Key",
        readonly=True,
        copy=False,
        groups="base.group_system",
        help="Prevents duplicate submissions.",
    )
    icrm_external_ref = fields.Char(
        string="External Number",
        readonly=True,
        copy=False,
    )

    # Workflow
    icrm_state = fields.Selection(
        REQUEST_STATES, string="Progress", readonly=True, index=True, copy=False
    )
    icrm_holder = fields.Selection(
        REQUEST_HOLDERS, string="Current Party", readonly=True, copy=False
    )
    icrm_submitted_at = fields.Datetime(
        string="Submitted", readonly=True, copy=False, index="btree_not_null"
    )
    icrm_first_response_at = fields.Datetime(
        string="First Response", readonly=True, copy=False
    )
    icrm_resolved_at = fields.Datetime(string="Resolved", readonly=True, copy=False)
    icrm_confirmed_at = fields.Datetime(
        string="Confirmed",
        readonly=True,
        copy=False,
        help="Confirmed by the customer, or automatically.",
    )
    icrm_reopen_count = fields.Integer(string="Reopened", readonly=True, copy=False)
    icrm_replied_at = fields.Datetime(
        string="Customer's Reply",
        readonly=True,
        copy=False,
        help="Last message of the customer after closing. Not confirmed automatically.",
    )
    icrm_attention = fields.Selection(
        ATTENTIONS, string="Attention", readonly=True, copy=False
    )
    icrm_reject_reason = fields.Text(
        string="Reason for Declining", readonly=True, copy=False
    )
    icrm_informs_merged = fields.Boolean(
        string="Informs Merged Requests",
        readonly=True,
        copy=False,
        help="Requests of other customers were merged into it: they are informed when "
        "it is done.",
    )

    # Promised dates
    icrm_response_due_at = fields.Datetime(
        string="Response Due", readonly=True, copy=False
    )
    icrm_due_at = fields.Datetime(string="Due", readonly=True, copy=False)
    icrm_next_due_at = fields.Datetime(
        string="Next Due",
        readonly=True,
        copy=False,
        help="Earliest promise still open; empty while waiting for the customer or a "
        "third party.",
    )

    # Core and helpdesk_mgmt set these; a token chosen by hand would open the request to
    # everybody with the address, dates would move in the figures.
    access_token = fields.Char(readonly=True)
    assigned_date = fields.Datetime(readonly=True)
    closed_date = fields.Datetime(readonly=True)
    last_stage_update = fields.Datetime(readonly=True)

    # The duplicate may be another customer's: a many2one would show its number and
    # title to every reader of the request.
    duplicate_id = fields.Many2one(
        groups=f"helpdesk_mgmt.group_helpdesk_user_own,{AGENT},{AUDITOR}"
    )
    duplicate_ids = fields.One2many(
        string="Duplicate requests",
        groups=f"helpdesk_mgmt.group_helpdesk_user_own,{AGENT},{AUDITOR}",
    )
    duplicate_count = fields.Integer(compute_sudo=True)

    # Those who serve: the customer, the promise
    icrm_customer_email = fields.Char(
        related="icrm_beneficiary_id.email", string="Customer's E-mail"
    )
    icrm_customer_phone = fields.Char(
        related="icrm_beneficiary_id.phone", string="Customer's Phone"
    )
    icrm_customer_job_title = fields.Char(
        related="icrm_beneficiary_id.job_title", string="Job Title"
    )
    icrm_customer_channel = fields.Selection(
        related="icrm_beneficiary_id.preferred_channel", string="Preferred Contact"
    )
    icrm_customer_lang = fields.Selection(
        related="icrm_beneficiary_id.lang", string="Language"
    )
    icrm_recent_ids = fields.Many2many(
        "helpdesk.ticket",
        string="Recent Requests of the Customer",
        compute="_compute_icrm_recent_ids",
        help="Other requests of the customer you can see.",
    )
    icrm_customer_open_count = fields.Integer(
        string="Open Requests of the Customer",
        compute="_compute_icrm_customer_open_count",
    )
    icrm_customer_rating = fields.Float(
        string="Average Rating Given",
        compute="_compute_icrm_customer_rating",
        digits=(3, 1),
        help="Average of the customer's ratings you can see, out of 5.",
    )
    icrm_customer_mood = fields.Char(
        string="Last Ratings",
        compute="_compute_icrm_customer_rating",
        help="Stars the customer gave last, newest first, as far as you can see them.",
    )
    icrm_response_verdict = fields.Selection(
        VERDICTS, string="First Response Met", compute="_compute_icrm_verdicts"
    )
    icrm_resolution_verdict = fields.Selection(
        VERDICTS, string="Resolution Met", compute="_compute_icrm_verdicts"
    )

    # The current user
    icrm_is_mine = fields.Boolean(
        string="Is My Request",
        compute="_compute_icrm_viewer",
        compute_sudo=True,
        search="_search_icrm_is_mine",
    )
    icrm_is_provider = fields.Boolean(
        string="Is Provider",
        compute="_compute_icrm_viewer",
        compute_sudo=True,
        search="_search_icrm_is_provider",
    )
    # Core searches to-dos whoever may read them; see mail.activity.
    activity_ids = fields.One2many(bypass_search_access=False)
    activity_type_id = fields.Many2one(related_sudo=False)
    activity_type_icon = fields.Char(related_sudo=False)
    activity_summary = fields.Char(related_sudo=False)
    icrm_can_withdraw = fields.Boolean(
        string="Can Withdraw", compute="_compute_icrm_viewer", compute_sudo=True
    )
    icrm_can_confirm = fields.Boolean(
        string="Can Confirm", compute="_compute_icrm_viewer", compute_sudo=True
    )
    icrm_can_reopen = fields.Boolean(
        string="Can Reopen", compute="_compute_icrm_viewer", compute_sudo=True
    )
    icrm_holder_name = fields.Char(
        string="Currently with", compute="_compute_icrm_holder_name", compute_sudo=True
    )
    icrm_is_overdue = fields.Boolean(
        string="Overdue",
        compute="_compute_icrm_is_overdue",
        search="_search_icrm_is_overdue",
    )

    # Rating
    icrm_rating_ids = fields.One2many(
        "icrm.request.rating", "ticket_id", string="Customer Ratings", copy=False
    )
    icrm_can_rate = fields.Boolean(
        string="Can Rate", compute="_compute_icrm_my_rating", compute_sudo=True
    )
    icrm_my_score = fields.Integer(
        string="My Rating", compute="_compute_icrm_my_rating", compute_sudo=True
    )
    icrm_my_comment = fields.Text(
        string="My Comment", compute="_compute_icrm_my_rating", compute_sudo=True
    )
    icrm_my_stars = fields.Selection(
        [(str(score), str(score)) for score in range(1, 6)],
        string="Your Rating",
        compute="_compute_icrm_my_stars",
    )

    # Texts and address for the customer
    icrm_customer_url = fields.Char(
        string="Customer URL",
        compute="_compute_icrm_customer_url",
        compute_sudo=True,
    )
    icrm_progress = fields.Selection(
        PROGRESS,
        string="Status",
        compute="_compute_icrm_texts",
        help="Status shown to the customer.",
    )
    icrm_status_text = fields.Char(
        string="Status Details", compute="_compute_icrm_texts"
    )
    icrm_promise_text = fields.Char(string="Promise", compute="_compute_icrm_texts")
    icrm_requester_text = fields.Char(
        string="Requested Service", compute="_compute_icrm_texts"
    )
    icrm_has_details = fields.Boolean(
        string="Has Details", compute="_compute_icrm_texts"
    )
    icrm_task = fields.Json(
        string="What You Can Do", compute="_compute_icrm_task", compute_sudo=True
    )

    # Of requests alone: numbers of plain tickets are their owners' to choose.
    _icrm_number_uniq = models.UniqueIndex(
        "(number, company_id) WHERE number != '/' AND icrm_service_id IS NOT NULL",
        "This request number already exists.",
    )
    _icrm_form_key_uniq = models.UniqueIndex(
        "(icrm_form_key) WHERE icrm_form_key IS NOT NULL",
        "This form was already submitted.",
    )
    _icrm_external_ref_uniq = models.UniqueIndex(
        "(company_id, icrm_external_ref) WHERE icrm_external_ref IS NOT NULL",
        "This external number already exists.",
    )
    # Words of the one search
    _icrm_name_trgm = models.Index(
        lambda registry: (
            "USING gin (name gin_trgm_ops) WHERE icrm_service_id IS NOT NULL"
            if registry.has_trigram
            else ""
        )
    )
    # Plain tickets, for which every page of the portal looks
    _icrm_plain_idx = models.Index("(id) WHERE icrm_service_id IS NULL")
    # The order of the queue; closed requests come last.
    _icrm_queue_idx = models.Index("(icrm_next_due_at, id)")
    # To assign by load or in turn
    _icrm_load_idx = models.Index(f"(user_id) WHERE icrm_state IN {OPEN_STATES}")
    _icrm_turn_idx = models.Index(
        "(user_id, assigned_date) WHERE assigned_date IS NOT NULL"
    )
    _icrm_unconfirmed_idx = models.Index(
        "(company_id, icrm_resolved_at) "
        "WHERE icrm_state = 'resolved' AND icrm_confirmed_at IS NULL"
    )

    # ------------------------------------------------------------------
    # The customer beside the request
    # ------------------------------------------------------------------

    @api.depends("icrm_beneficiary_id")
    @api.depends_context("uid")
    def _compute_icrm_recent_ids(self):
        recent = customer_panel.get_recent_ids(self)
        for ticket in self:
            ids = recent.get(ticket.icrm_beneficiary_id.id, [])
            ticket.icrm_recent_ids = [
                ticket_id for ticket_id in ids if ticket_id != ticket._origin.id
            ][: customer_panel.RECENT_LIMIT]

    @api.depends("icrm_beneficiary_id")
    @api.depends_context("uid")
    def _compute_icrm_customer_open_count(self):
        counts = dict(
            self._read_group(
                [
                    ("icrm_beneficiary_id", "in", self.icrm_beneficiary_id.ids),
                    ("icrm_state", "in", OPEN_STATES),
                ],
                ["icrm_beneficiary_id"],
                ["__count"],
            )
        )
        for ticket in self:
            ticket.icrm_customer_open_count = counts.get(ticket.icrm_beneficiary_id, 0)

    @api.depends("icrm_beneficiary_id")
    @api.depends_context("uid")
    def _compute_icrm_customer_rating(self):
        # Not a related field: that one would be read in sudo.
        moods = self.icrm_beneficiary_id._get_moods()
        for ticket in self:
            ticket.icrm_customer_rating = ticket.icrm_beneficiary_id.rating_average
            ticket.icrm_customer_mood = moods.get(ticket.icrm_beneficiary_id, False)

    @api.depends(
        "icrm_state",
        "icrm_response_due_at",
        "icrm_first_response_at",
        "icrm_due_at",
        "icrm_resolved_at",
    )
    def _compute_icrm_verdicts(self):
        now = fields.Datetime.now()
        for ticket in self:
            ticket.icrm_response_verdict, ticket.icrm_resolution_verdict = (
                request_display.verdicts(ticket, now)
            )

    def action_icrm_open_customer_requests(self):
        """Return the action that lists this customer's open requests."""
        self.ensure_one()
        return open_action(
            self.env,
            "icrm_internal.helpdesk_ticket_action_desk",
            self.env._(
                "Requests of %(customer)s",
                customer=self.icrm_beneficiary_id.display_name,
            ),
            domain=[("icrm_beneficiary_id", "=", self.icrm_beneficiary_id.id)],
            context={"search_default_open": 1},
        )

    @api.model
    def _icrm_get_guest_ids(self):
        """Return the ids of the requests that the caller is invited to read.

        Asked with every reading of requests: it must cost no query.
        """
        return set()

    @api.depends_context("uid")
    def _compute_icrm_is_guest(self):
        guest_ids = self._icrm_get_guest_ids()
        for ticket in self:
            ticket.icrm_is_guest = ticket._origin.id in guest_ids

    def _search_icrm_is_guest(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain("id", "in", list(self._icrm_get_guest_ids()))

    def action_view_duplicates(self):
        result = super().action_view_duplicates()
        # sudo: whether it is a request
        return desk_actions.open_merged(self) if self.sudo().icrm_service_id else result

    def action_icrm_open_customer(self):
        """Return the action that opens this request's customer."""
        self.ensure_one()
        return open_form(self.icrm_beneficiary_id)

    # ------------------------------------------------------------------
    # The current user
    # ------------------------------------------------------------------

    @api.depends_context("uid")
    @api.depends(
        "icrm_service_id",
        "icrm_requester_id.user_id",
        "icrm_beneficiary_id.user_id",
        "icrm_first_requester_id",
        "icrm_first_beneficiary_id",
        "icrm_state",
        "icrm_resolved_at",
        "icrm_confirmed_at",
        "company_id.icrm_reopen_days",
        "team_id",
        "user_id",
        "icrm_provider_department_id",
    )
    def _compute_icrm_viewer(self):
        compute_viewer(self)

    @api.depends("icrm_service_id.category_id")
    @api.depends_context("uid")
    def _compute_icrm_is_my_specialty(self):
        mine = self._icrm_get_specialties()
        for ticket in self:
            ticket.icrm_is_my_specialty = ticket.icrm_category_id in mine

    def _search_icrm_is_my_specialty(self, operator, value):
        if operator != "in":
            return NotImplemented
        mine = self._icrm_get_specialties()
        return Domain("icrm_service_id.category_id", "in", mine.ids)

    @api.model
    def _icrm_get_specialties(self):
        return self.env["icrm.service.category"]._get_specialties(self.env.user)

    def _search_icrm_is_mine(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain("icrm_service_id", "!=", False) & (
            Domain("icrm_requester_id.user_id", "=", self.env.uid)
            | Domain("icrm_beneficiary_id.user_id", "=", self.env.uid)
        )

    @api.model
    def _icrm_may_serve(self, team, department, assignee=()):
        """Return whether the user may serve requests; see :mod:`.serving`."""
        return may_serve(self.env, team, department, assignee)

    def _search_icrm_is_provider(self, operator, value):
        if operator != "in":
            return NotImplemented
        return get_served_domain(self.env)

    def _search_activity_state(self, operator, value):
        found = super()._search_activity_state(operator, value)
        return restrict_todo_search(self.env, found, operator, value)

    def _read_group_groupby(self, alias, groupby_spec, query):
        group = super()._read_group_groupby(alias, groupby_spec, query)
        if groupby_spec != "activity_state":
            return group
        return restrict_todo_group(self, self._table, group)

    @api.depends_context("uid", "lang")
    @api.depends("icrm_holder", "team_id", "user_id", "icrm_beneficiary_id")
    def _compute_icrm_holder_name(self):
        _ = self.env._
        for ticket in self:
            holder = ticket.icrm_holder
            name = False
            if holder in RUNNING_HOLDERS:
                names = (ticket.team_id.name, ticket.user_id.name)
                name = " - ".join(filter(None, names))
            elif holder == "customer":
                customer = ticket.icrm_requester_id or ticket.icrm_beneficiary_id
                name = _("You") if ticket.icrm_is_mine else customer.name
            elif holder == "third_party":
                name = _("Third party")
            ticket.icrm_holder_name = name

    @api.depends("icrm_next_due_at")
    def _compute_icrm_is_overdue(self):
        now = fields.Datetime.now()
        for ticket in self:
            due_at = ticket.icrm_next_due_at
            ticket.icrm_is_overdue = bool(due_at) and due_at < now

    def _search_icrm_is_overdue(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain("icrm_next_due_at", "<", fields.Datetime.now())

    # ------------------------------------------------------------------
    # Constraints
    # ------------------------------------------------------------------

    @api.constrains("company_id", "icrm_requester_id", "icrm_beneficiary_id")
    def _check_icrm_people(self):
        """Requester and beneficiary are of the company, when they are put down.

        HR moves people between companies: a request of before is not wrong for that.
        """
        self._icrm_check_companies(
            "team_id", "icrm_service_id", "icrm_requester_id", "icrm_beneficiary_id"
        )

    @api.constrains("company_id", "team_id", "icrm_service_id")
    def _check_icrm_company(self):
        """Service and team belong to the company."""
        self._icrm_check_companies("team_id", "icrm_service_id")

    def _icrm_check_companies(self, *names):
        request_checks.check_companies(self, names)

    # ------------------------------------------------------------------
    # Creation
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        """Number a whole batch in one query; make requests of those with a service.

        The caller's values win; snapshots, promises and the first row of the ledger
        are filled in. With ``icrm_origin`` = "import" no ledger row is written: the
        importer writes the real history.

        A batch of requests costs a constant number of queries: services, promises,
        teams, stages, customers, calendars, numbers, one INSERT each of tickets,
        events, followers and messages; more only if a follower of the team subscribed
        to new tickets.
        """
        default_service = self.env.context.get("default_icrm_service_id")
        vals_list = [dict(vals) for vals in vals_list]
        requests = []
        for vals in vals_list:
            if vals.setdefault("icrm_service_id", default_service):
                requests.append(vals)
        batch = self._icrm_prepare_requests(requests)
        # sudo: who of the team gets it is the team's to decide, seen or not.
        assignment.assign_new(self.sudo(), requests)
        self._icrm_fill_numbers(vals_list)
        if len(requests) < len(vals_list):
            tickets = super().create(vals_list)
        else:
            # A message and a search for followers per ticket are most of the cost.
            quiet = be_quiet(self, [vals["team_id"] for vals in requests])
            tickets = super(HelpdeskTicket, quiet).create(vals_list)
            tickets = tickets.with_env(self.env)
            # sudo: the first message is the system's.
            open_conversations(tickets.sudo())
        if requests:
            # sudo: clocks, events and approvals are created by the system.
            requests_sudo = tickets.sudo().filtered("icrm_service_id")
            requests_sudo._icrm_pre_start(batch)
            requests_sudo.filtered(
                lambda ticket: ticket.icrm_origin != "import"
            )._icrm_log_events()
            follow_creation(requests_sudo)
        return tickets

    def _icrm_pre_start(self, batch):
        """Run what comes before the first ledger row of new requests, in sudo.

        :param batch: what :meth:`_icrm_prepare_requests` returned, in the same order
        """

    @api.model
    def _icrm_fill_numbers(self, vals_list):
        """Give every ticket without a number one; one query per company's sequence."""
        fill_numbers(self, vals_list)

    @api.model
    def _icrm_prepare_requests(self, requests):
        """Complete the values of tickets with a service, in place.

        All values known before the INSERT, so that each request is written once.

        :return: the :class:`RequestBatch`, for :meth:`_icrm_pre_start`
        """
        # sudo: the snapshots are the system's; who may create is decided by the rules
        # on the ticket, or by the method that called with sudo.
        batch = RequestBatch(self.sudo(), requests)
        batch.complete()
        return batch

    def copy_data(self, default=None):
        """Number copies like new tickets.

        helpdesk_mgmt passes the number as if the caller had chosen it.
        """
        if self.env.su:
            return super().copy_data(default)
        default = default or {}
        default = {key: default[key] for key in default if key != "number"}
        vals_list = super().copy_data(default)
        for vals in vals_list:
            vals.pop("number", None)
        return vals_list

    def copy(self, default=None):
        # helpdesk_mgmt's own copy takes one ticket at a time.
        copies = [super(HelpdeskTicket, ticket).copy(default) for ticket in self]
        return self.browse().concat(*copies)

    # ------------------------------------------------------------------
    # Ledger
    # ------------------------------------------------------------------

    def _icrm_log_events(self, at=None):
        """Write the state of the requests from *at* on to the ledger, in one INSERT.

        :param datetime at: by default the moment each request was submitted
        """
        # sudo: the ledger is written by the system only.
        self.env["icrm.request.event"].sudo().create(
            [
                ticket._prepare_icrm_event(at or ticket.icrm_submitted_at)
                for ticket in self
            ]
        )

    def _prepare_icrm_event(self, at):
        self.ensure_one()
        return {
            "ticket_id": self.id,
            "occurred_at": at,
            "state": self.icrm_state,
            "holder": self.icrm_holder,
            "team_id": self.team_id.id,
            "department_id": self._icrm_get_holder_department(self).id,
            "user_id": self.user_id.id,
            "priority": self.priority,
            "requester_id": self.icrm_requester_id.id,
            "beneficiary_id": self.icrm_beneficiary_id.id,
            "changed_by_id": self.env.uid,
        }

    # ------------------------------------------------------------------
    # Workflow
    # ------------------------------------------------------------------
    # A change has three phases: the values that follow are collected from all domains,
    # everything is written once, then dependent records are updated (ledger, clocks,
    # mails).

    def write(self, vals):
        """Follow every change of stage, team, assignee, priority, service or customer.

        The stage may change without being written: a new team has its own stages. So
        the difference between before and after matters, not *vals*.
        """
        if not self.env.su:
            if "active" in vals:
                request_checks.check_archive(self)
            request_checks.refuse_other_customer(self, vals)
        if not CHANGE_TRIGGERS & vals.keys():
            return super().write(vals)
        # Without write access, raise before anything is computed.
        self.check_access("write")
        tickets_sudo = self.sudo()
        requests_sudo = tickets_sudo.filtered("icrm_service_id")
        converted_sudo = self.browse().sudo()
        if vals.get("icrm_service_id"):
            converted_sudo = tickets_sudo - requests_sudo
        batch = requests_sudo._icrm_prepare_changes(
            requests_sudo._icrm_snapshot(), dict(vals)
        )
        batches = defaultdict(list)
        for ticket in self:
            batches[batch.get_key(ticket.id)].append(ticket.id)
        for key, ids in batches.items():
            # helpdesk_mgmt writes its dates into the dictionary it is given.
            super(HelpdeskTicket, self.browse(ids)).write({**vals, **dict(key)})
        # Written with the stage: core would compute it in a further UPDATE.
        staged_sudo = tickets_sudo.browse(batch.get_ids("unattended"))
        self.env.remove_to_compute(self._fields["unattended"], staged_sudo)
        if converted_sudo:
            converted_sudo._icrm_convert_ticket()
        if batch:
            # helpdesk_mgmt dates again what moves from one closed stage to another.
            requests_sudo._icrm_write_grouped(batch.get_closing_dates())
            requests_sudo._icrm_after_change(batch)
        return True

    def _icrm_snapshot(self):
        """Return the values a change is compared with, per ticket id."""
        return take_snapshot(self)

    def _icrm_prepare_changes(self, before, vals, at=None):
        """Return what changes with these requests when *vals* are written, in sudo.

        A constant number of queries for a whole batch. Nothing is written.

        :param before: as :meth:`_icrm_snapshot` returned it; a request that is not in
            it is left out
        :param dict vals: the caller's values; empty if they are written already
        :param at: when it happens, naive UTC; now by default
        :rtype: ChangeBatch
        """
        batch = ChangeBatch(self, before, vals, at)
        batch.collect()
        checklist.refuse_incomplete(batch)
        assignment.assign_approved(batch)
        self._icrm_prepare_promises(batch)
        batch.collect_next_due()
        return batch

    def _icrm_prepare_promises(self, batch):
        """Collect the due dates; extended by the promise domain.

        :param batch: a :class:`ChangeBatch`; the dates go to ``vals`` of its changes
        """

    def _icrm_after_change(self, batch):
        """Update what depends on the requests after they were written, in sudo.

        :param batch: as :meth:`_icrm_prepare_changes` returned it
        """
        batch.get_logged()._icrm_log_events(batch.now)
        self._icrm_update_dependents(batch)
        follow_changes(self, batch)
        merging.inform_merged(
            self.filtered(
                lambda ticket: ticket.icrm_informs_merged
                and ticket.icrm_state == "resolved"
                and batch.before.get(ticket.id, {}).get("state") in OPEN_STATES
            )
        )

    def _icrm_sync_changes(self, before, at=None):
        """Process changes made without :meth:`write`, in sudo.

        :param before: as :meth:`_icrm_snapshot` returned it
        :param at: when they happened, naive UTC; now by default
        """
        batch = self._icrm_prepare_changes(before, {}, at)
        self._icrm_write_grouped(
            {change.ticket: change.vals for change in batch.changes}
        )
        self._icrm_after_change(batch)

    def _icrm_changes_holder(self, change):
        """Return whether the holder changes without a change of stage."""
        return change["team_id"] != change.before["team"]

    def _icrm_get_holder(self, after):
        """Return the holder that follows from stage and team.

        :param after: the request, or its :class:`RequestChange`
        """
        stage = after["stage_id"]
        if stage.closed or stage.icrm_state not in OPEN_STATES:
            return False
        holder = stage.icrm_holder or "provider"
        department = after["team_id"].icrm_department_id
        if (
            holder == "provider"
            and department
            and department != after["icrm_provider_department_id"]
        ):
            return "department"
        return holder

    def _icrm_get_holder_department(self, after):
        """Return the department of the holder.

        :param after: the request, or its :class:`RequestChange`
        """
        if after["icrm_holder"] == "customer":
            return after["icrm_customer_department_id"]
        return (
            after["team_id"].icrm_department_id or after["icrm_provider_department_id"]
        )

    def _icrm_write_grouped(self, values):
        """Write each ticket's values with core's write, equal ones together."""
        batches = defaultdict(list)
        for ticket, vals in values.items():
            if vals:
                batches[tuple(sorted(vals.items()))].append(ticket.id)
        for items, ids in batches.items():
            tickets = self.browse(ids).with_context(mail_notrack=True)
            # pylint: disable-next=super-method-mismatch
            super(HelpdeskTicket, tickets).write(dict(items))

    def _icrm_update_dependents(self, batch):
        """Update dependent records; extended by the promise domain.

        :param batch: as :meth:`_icrm_prepare_changes` returned it
        """

    def _icrm_convert_ticket(self):
        """Convert plain tickets that were given a service to requests."""
        vals_list = [prepare_conversion(ticket) for ticket in self]
        batch = self._icrm_prepare_requests(vals_list)
        for ticket, vals in zip(self, vals_list, strict=True):
            for name in CONVERSION_EXCLUDED:
                vals.pop(name)
            # Without our own write: this creates a request.
            # pylint: disable-next=super-method-mismatch
            super(HelpdeskTicket, ticket).write(vals)
        self._icrm_pre_start(batch)
        self._icrm_log_events()

    def _icrm_set_state(self, state):
        """Move each request to the first stage of its team that means *state*.

        :raise UserError: if a team has no such stage
        """
        set_state(self, state)

    # -- Undo (see undo.py); extended by the promise domain --
    def _icrm_undo_scope(self):
        """Return all requests that a step on these may change, in sudo."""
        return self | self.duplicate_ids

    def _icrm_undo_snapshot(self):
        return undo.get_state(self)

    def _icrm_undo_messages(self, since):
        """Cancel what waits to be sent of a step that began at *since*, in sudo."""
        take_back(self, since)

    def _icrm_undo_restore(self, before):
        undo.set_state(self, before)

    # ------------------------------------------------------------------
    # Access
    # ------------------------------------------------------------------
    # Each method checks the right itself, then writes with sudo: customers have no
    # right to write on tickets.
    def _icrm_check_provider(self):
        """Return these requests in sudo if the caller may serve all of them."""
        self.check_access("read")
        if not self or not all(ticket.icrm_is_provider for ticket in self):
            raise AccessError(self.env._("Only the team of the request can do this."))
        return self._icrm_sudo_clean()

    def _icrm_check_mine(self):
        """Return these requests in sudo if all of them are the caller's own."""
        self.check_access("read")
        if not self or not all(ticket.icrm_is_mine for ticket in self):
            raise AccessError(
                self.env._("Only the requester or the person it is for can do this.")
            )
        return self._icrm_sudo_clean()

    def _icrm_sudo_clean(self):
        """Return these requests in sudo, without defaults of the caller's context."""
        return self.with_context(caller_values.context_of(self.env)).sudo()

    def _icrm_check_state(self, states):
        """Lock these requests; raise unless every one is in one of *states*."""
        request_checks.check_state(self, states)

    def _icrm_check_body(self, body, label):
        """Return *body* if it is not empty and not too long."""
        caller_values.text_of(self.env, label, body, DESCRIPTION_LIMIT)
        if not body or is_html_empty(body):
            raise UserError(self.env._("%(field)s is required.", field=label))
        return body

    # ------------------------------------------------------------------
    # Actions of those who serve
    # ------------------------------------------------------------------

    def action_icrm_take(self):
        """Take requests upon oneself and begin; several at once are fine.

        :raise UserError: one is closed, or already assigned to a colleague
        """
        requests_sudo = self._icrm_check_provider()
        requests_sudo._icrm_check_state(OPEN_STATES)
        for ticket in requests_sudo:
            if ticket.user_id and ticket.user_id != self.env.user:
                raise UserError(
                    self.env._(
                        "Request %(number)s is assigned to %(name)s.",
                        number=ticket.number,
                        name=ticket.user_id.name,
                    )
                )
        requests_sudo.filtered(lambda ticket: not ticket.user_id).write(
            {"user_id": self.env.uid}
        )
        requests_sudo.filtered(
            lambda ticket: ticket.icrm_state == "new"
        )._icrm_set_state("in_progress")
        return True

    def action_icrm_ask(self, body: str, attachment_ids: list[int] | None = None):
        """Ask the customer something and wait for the answer.

        :param body: the question; plain text, or ``Markup``
        :param attachment_ids: up to ten of the caller's own loose uploads
        """
        requests_sudo = self._icrm_check_provider()
        requests_sudo._icrm_check_state(OPEN_STATES)
        quotes = self._icrm_post_reply(
            self._icrm_check_body(body, self.env._("Question")),
            attachment_ids=attachment_ids,
        )
        tell_question(requests_sudo, quotes)
        inner_context.give(requests_sudo, icrm_quotes=quotes)._icrm_set_state("waiting")
        return True

    def action_icrm_reply(self, body: str, attachment_ids: list[int] | None = None):
        """Write to the customers of requests; their states stay.

        :param body: the message; plain text, or ``Markup``
        :param attachment_ids: up to ten of the caller's own loose uploads
        """
        self._icrm_check_provider()
        self._icrm_post_reply(
            self._icrm_check_body(body, self.env._("Message")),
            step=False,
            attachment_ids=attachment_ids,
        )
        return True

    def action_icrm_settle(self):
        """Take the mark off requests that were looked at."""
        self._icrm_check_provider().write({"icrm_attention": False})
        return True

    def action_icrm_resume(self):
        """Resume requests that were waiting."""
        requests_sudo = self._icrm_check_provider()
        requests_sudo._icrm_check_state(("waiting",))
        requests_sudo._icrm_set_state("in_progress")
        return True

    def action_icrm_resolve(
        self, body: str | None = None, attachment_ids: list[int] | None = None
    ):
        """Declare requests done, with an answer to the customer or without.

        :param body: the answer; plain text, or ``Markup``
        :param attachment_ids: up to ten of the caller's own loose uploads; with an
            answer only
        """
        requests_sudo = self._icrm_check_provider()
        requests_sudo._icrm_check_state(OPEN_STATES)
        return closing.resolve(self, requests_sudo, body, attachment_ids)

    def action_icrm_reject(self, reason: str):
        """Decline requests; the customer reads the reason.

        :param str reason: up to 2,000 characters, compulsory
        """
        requests_sudo = self._icrm_check_provider()
        requests_sudo._icrm_check_state(OPEN_STATES)
        return closing.reject(self, requests_sudo, reason)

    def action_icrm_merge(self, into: int, others: bool = False):
        """Close requests as duplicates of another one, which stays open.

        Customers who may not read the other request keep their own conversation, and
        are informed in it when the other one is done.

        :param into: the request that stays open, a record or an id
        :param bool others: merge even if the other request is another customer's
        """
        others = caller_values.flag_of(self.env, self.env._("Other customer"), others)
        if not isinstance(into, models.BaseModel):
            into = caller_values.record_of(self, into)
        target_sudo = into._icrm_check_provider()
        requests_sudo = self._icrm_check_provider()
        target_sudo.ensure_one()
        (requests_sudo | target_sudo)._icrm_check_state(OPEN_STATES)
        return merging.merge(self, requests_sudo, target_sudo, others)

    # ------------------------------------------------------------------
    # Actions of those who are served
    # ------------------------------------------------------------------

    def action_icrm_open_withdraw(self):
        """Ask for the reason before a request is withdrawn."""
        self.ensure_one()
        return self._icrm_ask_reason("action_icrm_withdraw")

    def action_icrm_withdraw(self, reason=None):
        """Take back requests that are not needed any more.

        :param str reason: plain text up to 2,000 characters, for those who serve; the
            screens ask for it
        """
        requests_sudo = self._icrm_check_mine()
        requests_sudo._icrm_check_state(OPEN_STATES)
        return closing.withdraw(self, requests_sudo, reason)

    def _icrm_get_asked_customer(self):
        return self.icrm_beneficiary_id

    def action_icrm_answer(self, answers):
        """Answer compulsory questions of one's own open request that are unanswered.

        :param dict answers: {technical name of a question: value}
        :raise ValidationError: one line per question that is not answered as it should
        """
        self.ensure_one()
        self._icrm_check_mine()._icrm_check_state(OPEN_STATES)
        self._icrm_post_reply(self._icrm_complete_answers(answers), step=False)
        return True

    def action_icrm_confirm(self):
        """Agree that requests are done."""
        requests_sudo = self._icrm_check_mine()
        requests_sudo._icrm_check_state(("resolved",))
        rating_rules.check_can_rate(requests_sudo)
        confirm(requests_sudo)
        return True

    def action_icrm_comment(self, body: str):
        """Write in the conversation of one's own open requests; answers a question.

        :param str body: plain text, compulsory
        """
        self._icrm_check_mine()._icrm_check_state(OPEN_STATES)
        post_comment(self, body)
        return True

    def action_icrm_finish(self, score: int | None = None, comment: str | None = None):
        """Confirm one's own resolved request, with a rating or without.

        With one or two stars it is not confirmed: the customer may want it reopened.

        :param score: 1 to 5, or nothing
        :param comment: as for ``action_icrm_rate``
        """
        self.ensure_one()
        if score:
            self.action_icrm_rate(score, comment)
        if not score or score > rating_rules.COMMENT_UP_TO and self.icrm_can_confirm:
            self.action_icrm_confirm()
        return True

    @api.model
    def action_icrm_undo(self, step: int):
        """Take back one's own step of the last minute.

        :param int step: id of the step, as the step itself returned it
        """
        return undo.undo(self, step)

    @api.model
    @api.readonly
    def get_icrm_tasks(self):
        """Return what waits for the caller: questions, requests to confirm.

        :return: list of dicts, as the field ``icrm_task`` has them
        """
        return request_tasks.find(self)

    def action_icrm_reopen_closed(self, reason: str):
        """Reopen closed requests, for those who serve them; a merged one is one again.

        :param str reason: up to 2,000 characters, compulsory; the customer reads it
        """
        requests_sudo = self._icrm_check_provider()
        requests_sudo._icrm_check_state(CLOSED_STATES)
        return closing.reopen(self, requests_sudo, reason)

    def action_icrm_reopen(self, reason: str):
        """Reopen resolved requests; possible for a few days.

        :param reason: what is missing; plain text, or ``Markup``; compulsory
        """
        requests_sudo = self._icrm_check_mine()
        requests_sudo._icrm_check_state(("resolved",))
        return closing.reopen_own(self, requests_sudo, reason)

    def _cron_icrm_confirm(self):
        """Confirm what was resolved long enough ago, a batch a commit."""
        confirm_by_silence(self)

    # ------------------------------------------------------------------
    # Rating
    # ------------------------------------------------------------------

    @api.depends_context("uid")
    @api.depends(
        "icrm_is_mine",
        "icrm_state",
        "user_id",
        "team_id",
        "icrm_first_requester_id",
        "icrm_first_beneficiary_id",
        "company_id.icrm_rating_change_hours",
        "icrm_rating_ids.score",
        "icrm_rating_ids.comment",
        "icrm_rating_ids.rated_at",
    )
    def _compute_icrm_my_rating(self):
        rating_rules.compute_own_rating(self)

    @api.depends("icrm_my_score")
    @api.depends_context("uid")
    def _compute_icrm_my_stars(self):
        for ticket in self:
            ticket.icrm_my_stars = (
                str(ticket.icrm_my_score) if ticket.icrm_my_score else False
            )

    def action_icrm_rate(self, score, comment=None):
        """Rate one's own resolved request; for some hours the rating may be changed.

        Nothing of it appears in the conversation.

        :param int score: 1 to 5
        :param str comment: plain text up to 5,000 characters, compulsory with 1 and 2
        """
        request_sudo = self._icrm_check_mine()
        request_sudo.ensure_one()
        low_rating.schedule(
            rating_rules.rate(request_sudo, score, comment, self.icrm_can_rate)
        )
        return True

    # ------------------------------------------------------------------
    # Conversation
    # ------------------------------------------------------------------

    def _message_auto_subscribe(self, updated_values, followers_existing_policy="skip"):
        """Do not look for the followers of a team again that is known to have none."""
        quiet_ids = inner_context.get(self.env, "icrm_quiet_team_ids", ())
        if updated_values.get("team_id") in quiet_ids and not (
            updated_values.get("user_id")
        ):
            return True
        return super()._message_auto_subscribe(
            updated_values, followers_existing_policy=followers_existing_policy
        )

    def _message_post_after_hook(self, message, msg_values):
        result = super()._message_post_after_hook(message, msg_values)
        # sudo: a message updates the request; the right to post was checked.
        follow_message(self.sudo(), message.sudo())
        return result

    def _icrm_is_customer(self, partner):
        """Return whether a contact is requester or beneficiary, by contact or user."""
        customers = self.icrm_requester_id | self.icrm_beneficiary_id
        return partner in (
            self._icrm_customer_partners() | customers.user_id.partner_id
        )

    def _icrm_is_served_by(self, partner):
        """Return whether a contact is of the provider side of this request."""
        users = partner.user_ids.filtered(lambda user: user.active and not user.share)
        return any(
            self.with_user(user)._icrm_may_serve(
                self.team_id, self.icrm_provider_department_id, self.user_id
            )
            for user in users
        )

    def _message_create(self, values_list):
        """Fill in the placeholders of canned replies that agents post."""
        values_list = canned_text.fill_messages(self, values_list)
        return super()._message_create(values_list)

    def _icrm_post_reply(self, body, step=True, attachment_ids=None):
        """Post *body* as the caller, for everybody in the conversation to read.

        :param bool step: whether a change of the request goes with it, whose own
            notification quotes it: see :func:`~.notices.leave_out_told`
        :param attachment_ids: loose uploads of the caller; several requests get a
            copy each
        :return: {id of the request: id of the message}
        """
        return post_reply(self, body, step, attachment_ids)

    def _notify_get_recipients(self, message, msg_vals=False, **kwargs):
        """Leave out whom our own messages tell: nobody hears of anything twice."""
        recipients = super()._notify_get_recipients(message, msg_vals, **kwargs)
        # sudo: who is told, whatever the author may read
        return leave_out_told(self.sudo(), message.sudo(), recipients)

    def _message_auto_subscribe_notify(self, partner_ids, template):
        """Notify assignees of requests by a message of ours."""
        requests = tell_assignee(self.sudo(), partner_ids)  # sudo: the system tells
        return super(HelpdeskTicket, self - requests)._message_auto_subscribe_notify(
            partner_ids, template
        )

    def _icrm_customer_partners(self):
        """Return the contacts of requester and beneficiary."""
        return (
            self.icrm_requester_id.partner_id
            | self.icrm_beneficiary_id.filtered(
                lambda customer: customer.kind == "employee"
            ).partner_id
        ) or self.partner_id

    # ------------------------------------------------------------------
    # Mail
    # ------------------------------------------------------------------

    def _get_model_description(self, model_name):
        """Mails and activities call a ticket with a service a request."""
        # sudo: whether the ticket has a service, nothing of it
        if model_name == self._name and self[:1].sudo().icrm_service_id:
            return self.env._("Request")
        return super()._get_model_description(model_name)

    def _creation_message(self):
        # sudo: whether the ticket has a service, nothing of it
        if self.sudo().icrm_service_id:
            return self.env._("Request created")
        return super()._creation_message()

    @api.private  # by JSON-2, users could create any ticket in sudo
    @api.model
    def message_new(self, msg_dict, custom_values=None):
        """Make a request of an e-mail whose sender is a customer of the team's service.

        From others it stays a plain ticket, if the alias accepts the sender.
        """
        # helpdesk_mgmt stores what it finds here; a mail without text has False, and
        # the description is compulsory.
        msg_dict = {**msg_dict, "body": msg_dict.get("body") or ""}
        values, customers_sudo = make_request(self, msg_dict, custom_values or {})
        # sudo: a user who writes a mail has no right to create tickets; the alias and
        # the lookup above have decided.
        ticket = super(HelpdeskTicket, self.sudo()).message_new(
            msg_dict, custom_values=values
        )
        if customers_sudo:
            acknowledge(ticket, customers_sudo)
        return ticket.sudo(self.env.su)

    def _icrm_has_own_template(self):
        """Return whether the company chose a mail of its own for this stage."""
        shipped_id = self.env["ir.model.data"]._xmlid_to_res_id(
            "helpdesk_mgmt.closed_ticket_template"
        )
        return self.stage_id.mail_template_id.id not in (False, shipped_id)

    def _track_template(self, tracking):
        """Spare customers helpdesk_mgmt's closing mail, which greets the assignee."""
        templates = super()._track_template(tracking)
        # sudo: the request, not the reader, decides which mail is right.
        ticket = self[:1].sudo()
        if ticket.icrm_service_id and not ticket._icrm_has_own_template():
            templates.pop("stage_id", None)
        return templates

    # ------------------------------------------------------------------
    # What is protected (see helpdesk_mgmt_hardening)
    # ------------------------------------------------------------------
    @api.model
    def _hardening_domain(self):
        """Requests, what the team of a department serves, and where a company chose
        so, every ticket. The others stay as helpdesk_mgmt has them."""
        return (
            Domain("icrm_service_id", "!=", False)
            | Domain("team_id.icrm_department_id", "!=", False)
            | Domain("company_id.icrm_ticket_confidential", "=", True)
            | Domain("team_id", "=", False)
            & Domain("company_id.icrm_ticket_no_team", "=", True)
        )

    @api.model
    def _hardening_will_protect(self, vals):
        return will_protect(self.env, vals)

    @classmethod
    def _hardening_owns(cls, field):
        """A token opens a page without a login: nobody sets one on any ticket."""
        return super()._hardening_owns(field) or field.name == "access_token"

    # ------------------------------------------------------------------
    # Portal
    # ------------------------------------------------------------------

    def _hardening_may_close_from_portal(self):
        """Requests are closed on their own page: withdrawn, or done and confirmed."""
        self.ensure_one()
        # sudo: that the user may read it, super checks
        return not self.sudo().icrm_service_id and (
            super()._hardening_may_close_from_portal()
        )

    def _compute_access_url(self):
        result = super()._compute_access_url()
        for ticket in self:
            if ticket.icrm_service_id:
                ticket.access_url = f"/my/requests/{ticket.id}"
        return result

    def _compute_icrm_customer_url(self):
        for ticket in self:
            user = ticket.icrm_requester_id.user_id
            path = ticket.access_url
            if user and not user.share:
                path = f"/odoo/internal-my-requests/{ticket.id}"
            ticket.icrm_customer_url = ticket.get_base_url() + path

    # ------------------------------------------------------------------
    # Texts
    # ------------------------------------------------------------------

    @api.depends(
        "icrm_can_confirm",
        "icrm_is_mine",
        "description",
        "icrm_answers",
        "icrm_state",
        "icrm_holder",
        "icrm_due_at",
        "icrm_response_due_at",
        "icrm_first_response_at",
        "icrm_resolved_at",
        "icrm_confirmed_at",
        "icrm_requester_id",
        "icrm_beneficiary_id",
        "icrm_provider_department_id",
        "user_id",
    )
    @api.depends_context("uid", "lang", "tz")
    def _compute_icrm_texts(self):
        request_display.compute_texts(self)

    @api.depends("icrm_progress", "icrm_status_text", "icrm_can_rate", "duplicate_id")
    @api.depends_context("uid", "lang", "tz")
    def _compute_icrm_task(self):
        questions = request_tasks.find_questions(self)
        for ticket in self:
            ticket.icrm_task = request_tasks.describe(ticket, questions)

    def _icrm_format_status(self):
        """Return one sentence: the status and the next step."""
        return request_display.status(self)

    def _icrm_format_due(self, now):
        """Return the promise, and whether it was or will be met."""
        return request_display.promise(self, now)

    def _icrm_get_progress_steps(self):
        """Return ``[(label, "past" | "now" | "ahead")]``: the progress of a request."""
        self.ensure_one()
        return request_display.steps(self)

    # ------------------------------------------------------------------
    # Screens
    # ------------------------------------------------------------------

    @api.readonly
    def get_formview_id(self, access_uid: int | None = None):
        """Open the customer's form for users who do not serve the request."""
        access_uid = caller_values.id_of(access_uid) or None
        ticket = self.with_user(access_uid) if access_uid else self
        if (
            len(ticket) == 1
            # Asking for another user must not reveal whom another's request concerns.
            and self.has_access("read")
            and ticket.has_access("read")
            and ticket.icrm_service_id
            and not ticket.icrm_is_provider
        ):
            return self.env.ref("icrm_internal.helpdesk_ticket_view_form_my").id
        return super().get_formview_id(access_uid=access_uid)

    @api.model
    def get_views(self, views: list, options: dict | None = None):
        result = super().get_views(views, options)
        desk_actions.hide_archive_and_duplicate(self.env, result)
        name_queues(self.env, result)
        return result

    def _icrm_form_action(self):
        """Return the action that opens this request as those who serve see it."""
        self.ensure_one()
        return open_form(self, "icrm_internal.helpdesk_ticket_view_form_desk")

    @api.model
    def _icrm_personal_action(self, xmlid, personal):
        """Return an action without those of its default filters that are void."""
        return report_period.get_personal_action(self.env, xmlid, personal)

    @api.model
    def _icrm_reason_steps(self):
        return super()._icrm_reason_steps() | closing.get_reason_steps(self.env)

    def action_icrm_open_rate(self):
        """Ask for one to five stars."""
        self.ensure_one()
        return open_action(
            self.env,
            "icrm_internal.icrm_request_rate_action",
            context={"default_ticket_id": self.id},
        )
