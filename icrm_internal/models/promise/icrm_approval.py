# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from collections import defaultdict
from datetime import timedelta

from markupsafe import Markup

from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ..access import caller_values, company_day
from ..access.actions import open_form
from ..access.groups import OFFICER
from ..access.icrm_reason_mixin import ReasonStep
from ..access.jobs import run_batches
from ..access.personal import KEEP, SWEEP, Personal
from ..customer.duty import Duty
from ..request.helpdesk_ticket_stage import OPEN_STATES
from ..request.notices import tell_customers
from .icrm_approval_step import APPROVERS, LINK_POLICIES
from .releasing import ask_again, reassign

APPROVAL_STATES = [
    ("waiting", "Later"),
    ("requested", "To approve"),
    ("approved", "Approved"),
    ("refused", "Declined"),
    ("skipped", "Not needed"),
    ("cancelled", "Cancelled"),
]

COMMENT_LIMIT = 2000

# So many are reminded of in one go: one message to each approver.
REMIND_BATCH = 500

# By what of a request its approvers are found.
PLANNED_BY = (
    "company_id",
    "icrm_service_id",
    "icrm_requester_id",
    "icrm_beneficiary_id",
    "icrm_customer_department_id",
    "icrm_provider_department_id",
    "partner_id",
    "team_id",
    "priority",
)


class IcrmApproval(models.Model):
    """One approval a request needs before its work starts, and what became of it.

    Why our own and not OCA's ``base_tier_validation`` (19.0.1.4.6, tried): every
    employee may write and delete its reviews, and no rule could stop that, because the
    module writes them as the user; so users could approve their own requests.
    Reviews and definitions are readable by the public. Its mixin sits in ``write()`` of
    every ticket and computes the need for a review record by record. It knows no
    deputies, no reminders, and nothing of a promise that waits meanwhile.

    Rows are written by the system alone: they are made with the request, for a batch
    in a constant number of queries, and change by the decisions below. The approvers
    are a snapshot: a new head does not inherit the approvals of the old one.
    """

    _name = "icrm.approval"
    _inherit = ["icrm.approval.action.mixin", "icrm.reason.mixin"]
    _description = "Approval"
    _icrm_personal = (
        Personal("ticket_id", "decided_by_id", KEEP),
        Personal("state", "decided_by_id", KEEP),
        Personal("comment", "decided_by_id", SWEEP),
    )
    _order = "ticket_id desc, sequence, id"
    _rec_name = "ticket_id"
    _icrm_duties = (
        Duty(
            "approver_ids",
            [("state", "in", ("requested", "waiting"))],
            required=True,
            release=ask_again,
            reassign=reassign,
        ),
    )

    active = fields.Boolean(
        default=True,
        readonly=True,
        help="Inactive after the request or its service changed.",
    )
    ticket_id = fields.Many2one(
        "helpdesk.ticket",
        string="Request",
        required=True,
        ondelete="cascade",
        index=True,
        readonly=True,
    )
    company_id = fields.Many2one(
        "res.company", required=True, ondelete="cascade", readonly=True
    )
    sequence = fields.Integer(readonly=True)
    approver_type = fields.Selection(APPROVERS, string="Role", readonly=True)
    mode = fields.Selection(
        [("any", "Any of them"), ("all", "All of them")], readonly=True
    )
    approver_ids = fields.Many2many(
        "res.users",
        relation="icrm_approval_user_rel",
        string="Approvers",
        readonly=True,
        context={"active_test": False},
    )
    approved_ids = fields.Many2many(
        "res.users",
        relation="icrm_approval_approved_rel",
        string="Approved by or for",
        readonly=True,
        context={"active_test": False},
    )
    department_id = fields.Many2one(
        "hr.department",
        string="Approver's Department",
        ondelete="restrict",
        readonly=True,
        index="btree_not_null",
        help="Approvers holding the request.",
    )
    state = fields.Selection(
        APPROVAL_STATES, string="Status", required=True, readonly=True, index=True
    )
    skip_reason = fields.Selection(
        [
            ("own", "Requested by the approver"),
            ("nobody", "No approver found"),
        ],
        readonly=True,
    )
    requested_at = fields.Datetime(string="Requested on", readonly=True)
    decided_at = fields.Datetime(string="Decided", readonly=True)
    decided_by_id = fields.Many2one(
        "res.users", string="Decided by", ondelete="restrict", readonly=True
    )
    decided_for_id = fields.Many2one(
        "res.users",
        string="Deputy for",
        ondelete="restrict",
        readonly=True,
    )
    comment = fields.Text(readonly=True)
    reminded_on = fields.Date(readonly=True)
    digest = fields.Char(
        readonly=True,
        groups="base.group_system",
        help="Fingerprint of the request; a change restarts approval.",
    )
    # By link: as the step said when the request was made
    link_policy = fields.Selection(
        LINK_POLICIES,
        string="Approve from an E-mail",
        required=True,
        default="always",
        readonly=True,
    )
    amount_question = fields.Char(string="Amount", readonly=True)
    link_limit = fields.Float(string="Amount Limit", readonly=True)
    can_decide = fields.Boolean(
        string="My Approvals",
        compute="_compute_can_decide",
        compute_sudo=True,
        search="_search_can_decide",
    )

    # The request, shown to the approver
    number = fields.Char(string="Request Number", related="ticket_id.number")
    subject = fields.Char(related="ticket_id.name", string="Subject")
    service_id = fields.Many2one(related="ticket_id.icrm_service_id")
    requester_id = fields.Many2one(related="ticket_id.icrm_requester_id")
    beneficiary_id = fields.Many2one(related="ticket_id.icrm_beneficiary_id")
    customer_department_id = fields.Many2one(
        related="ticket_id.icrm_customer_department_id"
    )
    provider_department_id = fields.Many2one(
        related="ticket_id.icrm_provider_department_id"
    )
    promise_text = fields.Char(related="ticket_id.icrm_promise_text")
    request_details = fields.Html(
        string="Requested",
        compute="_compute_request_details",
        compute_sudo=True,
        sanitize_style=True,
    )

    attachment_ids = fields.Many2many(
        "ir.attachment", string="Files", compute="_compute_attachment_ids"
    )
    deputy_text = fields.Char(string="As Deputy", compute="_compute_deputy_text")

    # The access rules of requests rest on this one.
    is_approver = fields.Boolean(
        compute="_compute_is_approver",
        search="_search_is_approver",
        help="You are an approver or deputy of this approval.",
    )

    _reminder_idx = models.Index("(requested_at, id) WHERE state = 'requested'")

    # ------------------------------------------------------------------
    # Request
    # ------------------------------------------------------------------

    @api.depends(
        "ticket_id.description", "ticket_id.icrm_answers", "ticket_id.icrm_answer_lines"
    )
    @api.depends_context("lang", "tz")
    def _compute_request_details(self):
        for approval in self:
            ticket = approval.ticket_id
            rows = Markup("").join(
                Markup("<tr><td class='pe-4 text-muted'>%s</td><td>%s</td></tr>") % row
                for row in ticket._icrm_format_answers()
            )
            table = Markup("<table class='mb-2'>%s</table>") % rows
            approval.request_details = (table if rows else Markup("")) + (
                ticket.description or Markup("")
            )

    @api.depends("ticket_id")
    @api.depends_context("uid")
    def _compute_attachment_ids(self):
        """The files of the request that the reader may open; one query."""
        files = self.env["ir.attachment"].search(
            [
                ("res_model", "=", "helpdesk.ticket"),
                ("res_id", "in", self.ticket_id.ids),
                ("res_field", "=", False),
            ],
            order="id",
        )
        by_request = files.grouped("res_id")
        for approval in self:
            approval.attachment_ids = by_request.get(approval.ticket_id.id, files[:0])

    def _get_task(self):
        """Return this approval as a task of the reader's (see ``request_tasks``)."""
        # sudo: who may decide may read what is decided.
        ticket = self.sudo().ticket_id
        sentences = [
            self.env._(
                "%(person)s needs your approval: %(service)s.",
                person=ticket.icrm_beneficiary_id.name or "",
                service=ticket.icrm_service_id.name,
            ),
            self.deputy_text and f"{self.deputy_text}.",
        ]
        return {
            "id": ticket.id,
            "kind": "approve",
            "number": ticket.number,
            "name": ticket.name,
            "status": " ".join(filter(None, sentences)),
            "action": open_form(self),
            "buttons": [
                {
                    "model": self._name,
                    "id": self.id,
                    "method": "action_approve",
                    "label": self.env._("Approve"),
                    "primary": True,
                },
                {
                    "model": self._name,
                    "id": self.id,
                    "method": "action_open_refuse",
                    "label": self.env._("Refuse"),
                    "primary": False,
                },
            ],
        }

    # ------------------------------------------------------------------
    # Who decides
    # ------------------------------------------------------------------

    @api.depends_context("uid", "lang")
    @api.depends("state", "approver_ids", "approved_ids")
    def _compute_deputy_text(self):
        """Name those whom the reader would decide for, if not for themselves."""
        deputised = self.env["icrm.approval.delegation"]._get_absent(self.env.user)
        for approval in self:
            users = approval._get_authorities(deputised)
            is_deputy = approval.state == "requested" and self.env.user not in users
            approval.deputy_text = bool(is_deputy and users) and self.env._(
                "As deputy for %(names)s", names=", ".join(users.mapped("name"))
            )

    @api.depends_context("uid")
    @api.depends("state", "approver_ids", "approved_ids", "ticket_id")
    def _compute_can_decide(self):
        deputised = self.env["icrm.approval.delegation"]._get_absent(self.env.user)
        for approval in self:
            approval.can_decide = (
                approval.state == "requested"
                and bool(approval._get_authorities(deputised))
                and self.env.user not in approval._get_concerned()
            )

    @api.depends_context("uid")
    @api.depends("state", "approver_ids", "decided_by_id")
    def _compute_is_approver(self):
        # sudo: of records already read, whose approval is pending; that is a field for
        # none.
        found = self.sudo().search([("id", "in", self.ids), ("is_approver", "=", True)])
        for approval in self:
            approval.is_approver = approval._origin in found

    def _search_is_approver(self, operator, value):
        if operator != "in":
            return NotImplemented
        uid = self.env.uid
        chains = self.env["icrm.approval.delegation"]._sql_chains()
        # A deputy in one company has no share in another. (Part of every search of
        # requests: a sub-query, not a query of its own.)
        represented = Domain.OR(
            Domain("company_id", "=", company_id)
            & Domain(
                "approver_ids",
                "any!",
                Domain(
                    "id",
                    "in",
                    SQL(
                        "(SELECT user_id FROM (%s) AS chain"
                        " WHERE delegate_id = %s AND company_id = %s)",
                        chains,
                        uid,
                        company_id,
                    ),
                ),
            )
            for company_id in self.env.user._get_company_ids()
        )
        return (
            Domain("state", "in", ("requested", "approved", "refused"))
            & (Domain("approver_ids", "in", [uid]) | Domain("decided_by_id", "=", uid))
        ) | (Domain("state", "=", "requested") & represented)

    def _search_can_decide(self, operator, value):
        if operator != "in":
            return NotImplemented
        deputised = self.env["icrm.approval.delegation"]._get_absent(self.env.user)
        # sudo: who may decide may read it; that is checked below, as the user.
        asked = (
            self.sudo()
            .search(
                [
                    ("state", "=", "requested"),
                    (
                        "approver_ids",
                        "in",
                        self.env.user.union(*deputised.values()).ids,
                    ),
                ]
            )
            .with_user(self.env.user)
        )
        return Domain("id", "in", asked.filtered("can_decide").ids)

    def _get_authorities(self, deputised):
        """Return the approvers for whom the caller may decide, including themselves.

        :param deputised: as ``icrm.approval.delegation._get_absent`` returned it
        """
        # sudo: approvers are compared with the caller and those they are deputy of.
        approvals_sudo = self.sudo()
        open_sudo = approvals_sudo.approver_ids - approvals_sudo.approved_ids
        return open_sudo & self._get_represented(deputised)

    def _get_represented(self, deputised):
        # sudo: users of other departments and companies are compared, not shown.
        company = self.sudo().company_id
        user = self.env.user
        return (user | deputised.get(company.id, user.browse())).sudo()

    def _get_concerned(self):
        """Return requester and beneficiary: they never decide.

        As people, by any user of theirs: those of the submission, and those of now.
        """
        # sudo: the requester may be a customer whom the approver cannot read.
        ticket_sudo = self.sudo().ticket_id
        return (
            ticket_sudo.icrm_requester_id
            | ticket_sudo.icrm_beneficiary_id
            | ticket_sudo.icrm_first_requester_id
            | ticket_sudo.icrm_first_beneficiary_id
        )._get_logins()

    # ------------------------------------------------------------------
    # Asking
    # ------------------------------------------------------------------

    @api.model
    def _create_for_requests(self, tickets, plans=None):
        """Make the approvals that requests need, in sudo; return the rows.

        A constant number of queries for any number of requests; one message to each
        approver for all of them.

        :param plans: per request the result of :meth:`_plan`; by default called here
        """
        if plans is None:
            plans = self._plan(tickets)
        values = []
        for ticket, plan in zip(tickets, plans, strict=True):
            digest = plan and ticket._icrm_get_approved_digest()
            for row in plan:
                values.append(
                    {
                        **row,
                        "ticket_id": ticket.id,
                        "company_id": ticket.company_id.id,
                        "sequence": len(values),
                        "digest": digest,
                    }
                )
        if not values:
            return self
        approvals = self.create(values)
        approvals._set_department()
        approvals.filtered(lambda approval: approval.state == "requested")._notify()
        approvals._log_skipped()
        return approvals

    @api.model
    def _plan_new_requests(self, vals_list):
        """Return what :meth:`_plan` does, for requests that are about to be created.

        :param vals_list: values of requests, complete
        """
        services = self.env["icrm.service"].browse(
            {vals["icrm_service_id"] for vals in vals_list}
        )
        steps = self._get_steps(services)
        Ticket = self.env["helpdesk.ticket"]
        return [
            self._plan_request(
                Ticket.new({name: vals.get(name) for name in PLANNED_BY}),
                steps[service],
            )
            if (service := services.browse(vals["icrm_service_id"])) in steps
            else []
            for vals in vals_list
        ]

    @api.model
    def _plan(self, tickets):
        """Return who must approve: per request a list of values of approvals."""
        steps = self._get_steps(tickets.icrm_service_id)
        return [
            self._plan_request(ticket, steps.get(ticket.icrm_service_id, ()))
            for ticket in tickets
        ]

    @api.model
    def _get_steps(self, services):
        """Return {service: its steps}, one query; without those that have none."""
        return (
            self.env["icrm.approval.step"]
            .search([("service_id", "in", services.ids)])
            .grouped("service_id")
        )

    @api.model
    def _plan_request(self, ticket, steps):
        plan, asked = [], False
        for step in steps:
            users, skip_reason = self._find_approvers(ticket, step)
            state = "skipped" if skip_reason else "waiting" if asked else "requested"
            asked = asked or state == "requested"
            plan.append(
                {
                    "approver_type": step.approver_type,
                    "mode": step.mode,
                    "approver_ids": [Command.set(users.ids)],
                    "state": state,
                    "skip_reason": skip_reason,
                    **step._prepare_link_policy(),
                    "requested_at": state == "requested" and fields.Datetime.now(),
                }
            )
        return plan

    @api.model
    def _find_approvers(self, ticket, step):
        """Return ``(users, reason why none is needed or False)``."""
        beneficiary = ticket.icrm_beneficiary_id.user_id
        requester = ticket.icrm_requester_id.user_id or ticket.partner_id.user_ids
        # Linked to them, and not confirmed: nobody knows whose request it is to these.
        doubtful = (
            (ticket.icrm_requester_id | ticket.icrm_beneficiary_id)._get_logins()
            - requester
            - beneficiary
        )
        for users in step._get_candidates(ticket, step.approver_type, step.user_ids):
            # Who cannot open the request cannot approve it.
            users = users._icrm_filter_available(ticket.company_id)
            if step.approver_type == "line_manager":
                # Heads of their own department have their manager above it.
                users -= beneficiary
            if requester & users and (step.mode == "any" or users <= requester):
                return users.browse(), "own"
            if users := users - requester - beneficiary - doubtful:
                return users, False
        return step.user_ids.browse(), "nobody"

    def _replace_approvers(self, gone):
        """Ask others than *gone*, who cannot approve any more; in sudo.

        See :func:`~.releasing.ask_again`.

        :return: the approvals of which somebody else must be told
        """
        asked = self.browse()
        for approval in self:
            missing = (approval.approver_ids - approval.approved_ids) & gone
            others = approval.approver_ids - gone
            found = self.env["res.users"]
            if missing and (approval.mode == "all" or not others):
                found = approval._find_successors(missing)
            open_others = found | (others - approval.approved_ids)
            if not missing or not open_others:
                continue
            approval._set_approvers(others | approval.approved_ids | found)
            approval._log_replaced(missing, found)
            if found and approval.state == "requested":
                asked |= approval
        return asked

    def _replace_unavailable(self):
        """Ask others than the approvers who are gone or lost the company; in sudo."""
        for approval in self:
            users = approval.approver_ids
            if gone := users - users._icrm_filter_available(approval.company_id):
                approval._replace_approvers(gone)

    def _find_successors(self, gone):
        """Return who is asked up the line instead of *gone*: the nearest who is there,
        at last the officers."""
        self.ensure_one()
        ticket = self.ticket_id
        excluded = gone | self.approver_ids | self.approved_ids | self._get_concerned()
        from_department = self.env["hr.department"]
        if self.approver_type == "users":
            # The heads of who was named are above them, not those of the customer.
            employees = gone.with_context(active_test=False).employee_ids
            from_department = employees.filtered(
                lambda employee: employee.company_id == ticket.company_id
            ).department_id[:1]
        for users in self.env["icrm.approval.step"]._get_candidates(
            ticket, self.approver_type, gone, from_department
        ):
            users = users._icrm_filter_available(ticket.company_id) - excluded
            if users:
                return users
        # Nobody above: officers decide, or reassign it with a reason.
        officers = self.env.ref(OFFICER).all_user_ids
        return officers._icrm_filter_available(ticket.company_id) - excluded

    def _set_approvers(self, users):
        self.ensure_one()
        self.write({"approver_ids": [Command.set(users.ids)], "reminded_on": False})
        self._set_department()

    def _log_replaced(self, former, users, reason=""):
        """Leave a note for those who serve."""
        self.ensure_one()
        names = {
            "former": ", ".join(former.mapped("name")) or "-",
            "users": ", ".join(users.mapped("name")),
        }
        text = (
            self.env._("Approval: %(users)s is asked instead of %(former)s.", **names)
            if users
            else self.env._("Approval: %(former)s is no longer asked.", **names)
        )
        if reason:
            text = self.env._("%(text)s: %(comment)s", text=text, comment=reason)
        self.ticket_id._message_log(body=text, author_id=self.env.user.partner_id.id)

    def _set_department(self):
        """Note the department of the first approver, one query for all."""
        employees = self.env["hr.employee"].search_fetch(
            [
                ("user_id", "in", self.approver_ids.ids),
                ("department_id", "!=", False),
            ],
            ["user_id", "company_id", "department_id"],
        )
        departments = {
            (employee.user_id, employee.company_id): employee.department_id
            for employee in employees
        }
        for approval in self:
            approval.department_id = next(
                (
                    departments[user, approval.company_id]
                    for user in approval.approver_ids
                    if (user, approval.company_id) in departments
                ),
                approval.ticket_id.icrm_customer_department_id,
            )

    def _log_skipped(self):
        """Log on the requests which approvals were not needed; one INSERT."""
        bodies = {}
        who = dict(self._fields["approver_type"]._description_selection(self.env))
        for approval in self.filtered("skip_reason"):
            name = who[approval.approver_type]
            bodies[approval.ticket_id.id] = (
                self.env._(
                    "No approval needed, requested by the approver: %(who)s", who=name
                )
                if approval.skip_reason == "own"
                else self.env._("No approver found: %(who)s", who=name)
            )
        if bodies and not self.env.context.get("tracking_disable"):
            self.env["helpdesk.ticket"].browse(bodies)._message_log_batch(bodies)

    # ------------------------------------------------------------------
    # Decision
    # ------------------------------------------------------------------
    # The right is checked first, then whether there is anything to decide. Of two
    # simultaneous decisions Odoo replays the second one on the result of the first,
    # and it is refused or counted.

    def action_approve(self, comment=None):
        """Approve; the next approval is requested, or the work may start.

        :param str comment: up to 2,000 characters, or nothing
        """
        approvals_sudo = self._check_decision()
        comment = self._check_comment(comment)
        before = approvals_sudo.ticket_id._icrm_snapshot()
        deputised = self.env["icrm.approval.delegation"]._get_absent(self.env.user)
        for approval in approvals_sudo:
            authorities = approval._get_authorities(deputised)
            complete = approval.mode == "any" or not (
                approval.approver_ids - approval.approved_ids - authorities
            )
            approval.write(
                {
                    **approval._prepare_decision(authorities, comment),
                    "approved_ids": [Command.link(user.id) for user in authorities],
                    "state": "approved" if complete else "requested",
                }
            )
            approval._log_decision(self.env._("Approved"))
        approvals_sudo.filtered(
            lambda approval: approval.state == "approved"
        ).ticket_id._icrm_request_next_approval()
        approvals_sudo.ticket_id._icrm_sync_changes(before)
        for ticket in approvals_sudo.ticket_id:
            if ticket.icrm_approval_state == "approved":
                last = max(ticket.icrm_approval_ids.ids)
                tell_customers(ticket, "request_approved", f"{last}")
        return True

    def action_refuse(self, reason):
        """Refuse; the request is rejected and the customer reads the reason.

        :param str reason: up to 2,000 characters, compulsory
        """
        approvals_sudo = self._check_decision()
        reason = caller_values.reason_of(self.env, reason)
        deputised = self.env["icrm.approval.delegation"]._get_absent(self.env.user)
        for approval in approvals_sudo:
            authorities = approval._get_authorities(deputised)
            approval.write(
                {
                    **approval._prepare_decision(authorities, reason),
                    "state": "refused",
                }
            )
            approval._log_decision(self.env._("Declined"))
            approval.ticket_id._icrm_refuse(self.env.user.partner_id, reason)
        return True

    def action_open_refuse(self):
        """Ask for the reason before anything is refused."""
        return self._icrm_ask_reason("action_refuse")

    @api.model
    def _icrm_reason_steps(self):
        return super()._icrm_reason_steps() | {
            "action_refuse": ReasonStep(
                title=self.env._("Refuse"),
                button=self.env._("Refuse"),
                hint=self.env._("This will close the request."),
                placeholder=self.env._("Reason (visible to the requester)"),
            ),
            "action_reassign": ReasonStep(
                title=self.env._("Ask Someone Else"),
                button=self.env._("Reassign"),
                hint=self.env._("Replaces the approvers who have not approved yet."),
                placeholder=self.env._("Reason (logged on the request)"),
                asks_person=True,
            ),
        }

    def action_open_reassign(self):
        """Ask whom to ask instead, and why."""
        return self._icrm_ask_reason("action_reassign")

    def action_reassign(self, reason, user_id):
        """Ask another user instead of those who have not approved yet.

        :param str reason: up to 2,000 characters, compulsory; it is logged
        :param int user_id: who is asked: neither requester nor beneficiary
        :raise AccessError: the caller is no officer
        """
        self.check_access("read")
        if not self.env.user.has_group(OFFICER):
            raise AccessError(self.env._("Only officers can reassign approvals."))
        reason = caller_values.reason_of(self.env, reason)
        user = caller_values.record_of(self.env["res.users"], user_id)
        if not user:
            raise UserError(self.env._("Choose the person who approves instead."))
        # sudo: locks; the request first, as a decision does.
        self.sudo().ticket_id._icrm_lock()
        self._icrm_lock()
        states = dict(self._fields["state"]._description_selection(self.env))
        Work = self.env["icrm.orphaned.work"]
        for approval in self:
            number = approval.sudo().ticket_id.number
            if approval.state not in ("requested", "waiting"):
                raise UserError(
                    self.env._(
                        "The approval of %(number)s is not open: “%(state)s”.",
                        number=number,
                        state=states[approval.state],
                    )
                )
            if user in approval._get_concerned():
                raise UserError(
                    self.env._(
                        "%(name)s cannot approve %(number)s: it is their own request.",
                        name=user.name,
                        number=number,
                    )
                )
            Work._check_assignable(approval, user)
        approvals_sudo = self.sudo().with_context(caller_values.context_of(self.env))
        before = approvals_sudo.ticket_id._icrm_snapshot()
        label = self._fields["approver_ids"]._description_string(self.env)
        for approval in approvals_sudo:
            former = approval.approver_ids - approval.approved_ids
            approval._set_approvers(approval.approved_ids | user.sudo())
            approval._log_replaced(former, user, reason)
            Work._log_reassigned(
                approval.sudo(False), label, former - user, user, reason
            )
        approvals_sudo.filtered(
            lambda approval: approval.state == "requested"
        )._notify()
        approvals_sudo.ticket_id._icrm_sync_changes(before)
        return True

    def action_open_request(self):
        """Open the request that is to be approved."""
        self.ensure_one()
        return self.ticket_id._get_records_action(
            views=[(self.ticket_id.get_formview_id(), "form")], context={}
        )

    def _check_decision(self):
        """Return these approvals in sudo if the caller may decide all of them now."""
        self.check_access("read")
        if not self:
            raise UserError(self.env._("No approval is pending."))
        # sudo: locks; the request first, as closing it does.
        self.sudo().ticket_id._icrm_lock()
        self._icrm_lock()
        deputised = self.env["icrm.approval.delegation"]._get_absent(self.env.user)
        states = dict(self._fields["state"]._description_selection(self.env))
        for approval in self:
            number = approval.sudo().ticket_id.number
            if self.env.user in approval._get_concerned():
                raise AccessError(
                    self.env._(
                        "You cannot approve your own request: %(number)s.",
                        number=number,
                    )
                )
            represented = approval._get_represented(deputised)
            if not approval.sudo().approver_ids & represented:
                raise AccessError(
                    self.env._(
                        "You are not an approver of %(number)s or a deputy.",
                        number=number,
                    )
                )
            if (
                approval.state != "requested"
                or approval.sudo().ticket_id.icrm_state not in OPEN_STATES
            ):
                raise UserError(
                    self.env._(
                        "The approval of %(number)s is not open: “%(state)s”.",
                        number=number,
                        state=states[approval.state],
                    )
                )
            if not approval._get_authorities(deputised):
                raise UserError(
                    self.env._("You have already approved %(number)s.", number=number)
                )
        return (
            self.env["helpdesk.ticket"]
            ._icrm_sudo_clean()
            .env["icrm.approval"]
            .browse(self.ids)
        )

    def _check_comment(self, comment):
        label = self._fields["comment"]._description_string(self.env)
        return caller_values.text_of(self.env, label, comment, COMMENT_LIMIT)

    def _prepare_decision(self, authorities, comment):
        user = self.env.user
        return {
            "decided_at": fields.Datetime.now(),
            "decided_by_id": user.id,
            "decided_for_id": False if user in authorities else authorities[:1].id,
            "comment": comment,
        }

    def _log_decision(self, what):
        """Leave a note for those who serve."""
        names = {"what": what, "name": self.decided_by_id.name}
        text = self.env._("%(what)s by %(name)s", **names)
        if self.decided_for_id:
            names["absent"] = self.decided_for_id.name
            text = self.env._("%(what)s by %(name)s as deputy of %(absent)s", **names)
        if self.comment:
            text = self.env._("%(text)s: %(comment)s", text=text, comment=self.comment)
        self.ticket_id._message_log(
            body=text, author_id=self.decided_by_id.partner_id.id
        )

    # ------------------------------------------------------------------
    # Notices
    # ------------------------------------------------------------------

    def _notify(self, reminder=False):
        """Notify the approvers, and the deputies of those absent.

        One message to each, however many requests there are; by mail or in the inbox,
        as each one likes it.
        """
        if self.env.context.get("tracking_disable"):
            return
        for user, approvals in self._get_readers().items():
            approvals._notify_user(user, reminder)

    def _get_readers(self):
        """Return {user: the approvals to notify them of}, in sudo."""
        deputies = self.env["icrm.approval.delegation"]._get_deputies(self.approver_ids)
        by_user = defaultdict(self.browse)
        for approval in self:
            for user in approval.approver_ids - approval.approved_ids:
                for reader in user | deputies.get((user, approval.company_id), user):
                    if reader.active and reader not in approval._get_concerned():
                        by_user[reader] |= approval
        return by_user

    def _notify_user(self, user, reminder):
        tickets = self.ticket_id
        self.env["icrm.message"]._enqueue(
            "approval_reminder" if reminder else "approval_requested",
            user,
            record=tickets if len(tickets) == 1 else None,
            values={"approvals": self.ids},
            author=tickets.company_id[:1].partner_id,
            # Asked again after somebody else, that is another time.
            occasion=f"{min(self.ids)} {fields.Datetime.now():%Y%m%d%H%M%S}",
        )

    @api.model
    def _cron_remind(self):
        """Remind approvers, once a day each approval, of what waits for some days.

        Idempotent: the row has the day of the last reminder.
        """
        reminded = set()
        now = fields.Datetime.now()
        for company in self.env["res.company"].search(
            [("icrm_approval_remind_days", ">", 0)]
        ):
            today = company_day.today(company)
            since = now - timedelta(days=company.icrm_approval_remind_days)
            if not run_batches(
                self,
                [
                    ("company_id", "=", company.id),
                    ("state", "=", "requested"),
                    ("requested_at", "<=", since),
                    "|",
                    ("reminded_on", "=", False),
                    ("reminded_on", "<", today),
                ],
                lambda approvals, today=today: reminded.update(
                    approvals._remind_on(today)
                ),
                REMIND_BATCH,
                # Of one approver together: one message to each.
                order="requested_at, id",
            ):
                return
        self.env["icrm.approval.delegation"]._notify_deputies(self.browse(reminded))

    def _remind_on(self, day):
        """Remind the approvers; return the ids."""
        self.reminded_on = day
        self._notify(reminder=True)
        return self.ids
