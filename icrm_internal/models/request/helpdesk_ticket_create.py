# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

from .helpdesk_ticket_stage import RUNNING_HOLDERS

CHANNELS = {
    "catalogue": "helpdesk_mgmt.helpdesk_ticket_channel_web",
    "portal": "helpdesk_mgmt.helpdesk_ticket_channel_web",
    "mail": "helpdesk_mgmt.helpdesk_ticket_channel_email",
}
HOUR = 3600


class HelpdeskTicket(models.Model):
    """Birth: what a ticket needs to be a request, filled in for a whole batch."""

    _inherit = "helpdesk.ticket"
    # The number is text: HT100000 sorts before HT99999. The id tells the same order.
    _order = "priority desc, sequence, id desc"

    _icrm_number_uniq = models.UniqueIndex(
        "(number, company_id) WHERE number != '/'",
        "Another ticket has this number already.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        """Number a whole batch in one query; make requests of those with a service.

        What the caller gives is kept; snapshots, promises and the first row of the
        ledger are filled in. With ``icrm_origin`` = "import" no ledger row is written:
        the importer knows the real course.

        A batch of requests costs a constant number of queries: services, promises,
        teams, stages, customers, calendars, numbers, one INSERT each of tickets,
        events, followers and messages; more only for those of whose birth a follower
        of the team wants to hear.
        """
        default_service = self.env.context.get("default_icrm_service_id")
        vals_list = [dict(vals) for vals in vals_list]
        requests = []
        for vals in vals_list:
            if vals.setdefault("icrm_service_id", default_service):
                requests.append(vals)
        self._icrm_fill_requests(requests)
        self._icrm_fill_numbers(vals_list)
        if len(requests) < len(vals_list):
            tickets = super().create(vals_list)
        else:
            # A message and a search for followers per ticket are most of the cost.
            quiet = self.with_context(
                mail_create_nolog=True,
                mail_create_nosubscribe=True,
                icrm_quiet_team_ids=self._icrm_quiet_team_ids(
                    [vals["team_id"] for vals in requests]
                ),
            )
            tickets = super(HelpdeskTicket, quiet).create(vals_list)
            tickets = tickets.with_env(self.env)
            tickets.sudo()._icrm_open_conversations()
        if requests:
            born_sudo = tickets.sudo().filtered(
                lambda ticket: ticket.icrm_service_id and ticket.icrm_origin != "import"
            )
            born_sudo._icrm_begin()
            born_sudo._icrm_log_events()
        return tickets

    def _icrm_begin(self):
        """Do what must be done before the ledger of new requests begins, in sudo."""

    @api.constrains(
        "company_id",
        "team_id",
        "icrm_service_id",
        "icrm_requester_id",
        "icrm_beneficiary_id",
    )
    def _check_icrm_company(self):
        """Service, team, requester and beneficiary belong to one company."""
        for ticket in self.sudo().filtered("icrm_service_id"):
            companies = (
                ticket.company_id
                | ticket.team_id.company_id
                | ticket.icrm_service_id.company_id
                | ticket.icrm_requester_id.company_id
                | ticket.icrm_beneficiary_id.company_id
            )
            if len(companies) > 1:
                raise ValidationError(
                    self.env._(
                        "Request %(number)s: service, team, requester and beneficiary "
                        "must belong to the same company, not to %(companies)s.",
                        number=ticket.number,
                        companies=", ".join(companies.mapped("name")),
                    )
                )

    def copy(self, default=None):
        # helpdesk_mgmt's own copy takes one ticket at a time.
        copies = [super(HelpdeskTicket, ticket).copy(default) for ticket in self]
        return self.browse().concat(*copies)

    # -- numbers --
    @api.model
    def _icrm_fill_numbers(self, vals_list):
        """Give every ticket without a number one; one query per company's sequence."""
        by_company = defaultdict(list)
        for vals in vals_list:
            if vals.get("number", "/") == "/":
                by_company[vals.get("company_id") or self.env.company.id].append(vals)
        for company_id, batch in by_company.items():
            if len(batch) == 1:
                batch[0]["number"] = self._prepare_ticket_number(batch[0])
                continue
            numbers = self._icrm_next_numbers(len(batch), company_id)
            for vals, number in zip(batch, numbers, strict=True):
                vals["number"] = number

    @api.model
    def _icrm_next_numbers(self, count, company_id):
        """Return *count* new ticket numbers of a company."""
        sequence_sudo = (
            self.env["ir.sequence"]
            .sudo()
            .search(
                [
                    ("code", "=", "helpdesk.ticket.sequence"),
                    ("company_id", "in", (company_id, False)),
                ],
                order="company_id",
                limit=1,
            )
        )
        if sequence_sudo.implementation != "standard" or sequence_sudo.use_date_range:
            values = {"company_id": company_id}
            return [self._prepare_ticket_number(values) for _index in range(count)]
        rows = self.env.execute_query(
            SQL(
                "SELECT nextval(%s) FROM generate_series(1, %s)",
                f"ir_sequence_{sequence_sudo.id:03d}",
                count,
            )
        )
        # get_next_char() would work out prefix and suffix for each number anew.
        prefix, suffix = sequence_sudo._get_prefix_suffix()
        width = sequence_sudo.padding
        return [f"{prefix}{number:0{width}d}{suffix}" for (number,) in rows]

    # -- requests --
    @api.model
    def _icrm_fill_requests(self, requests):
        """Complete the values of tickets that ask for a service, in place."""
        if not requests:
            return
        now = fields.Datetime.now()
        # sudo: the snapshots are the system's; who may create is decided by the rules
        # on the ticket, or by the method that called with sudo.
        self_sudo = self.sudo()
        services_sudo = self_sudo.env["icrm.service"].browse(
            {vals["icrm_service_id"] for vals in requests}
        )
        services_sudo.fetch(
            ["company_id", "team_id", "department_id", "default_priority"]
        )
        services_by_id = {service.id: service for service in services_sudo}
        self_sudo._icrm_fill_customers(requests, services_by_id)
        first_stages = {}
        promises = []
        for vals in requests:
            service = services_by_id[vals["icrm_service_id"]]
            if "team_id" not in vals:
                vals["team_id"] = service.team_id.id
            vals["company_id"] = service.company_id.id
            # Else helpdesk_mgmt may assign it to whoever asked.
            vals.setdefault("user_id", False)
            vals.setdefault("priority", service.default_priority)
            vals.setdefault("icrm_provider_department_id", service.department_id.id)
            vals.setdefault("icrm_origin", "agent")
            vals.setdefault("icrm_submitted_at", now)
            # The description is compulsory; the form's answers may say it all.
            vals["description"] = vals.get("description") or ""
            if "channel_id" not in vals and vals["icrm_origin"] in CHANNELS:
                vals["channel_id"] = self.env["ir.model.data"]._xmlid_to_res_id(
                    CHANNELS[vals["icrm_origin"]]
                )
            team = self_sudo.env["helpdesk.ticket.team"].browse(vals["team_id"])
            if not vals.get("stage_id"):
                if team not in first_stages:
                    first_stages[team] = team._get_applicable_stages()[:1]
                vals["stage_id"] = first_stages[team].id
            stage = self_sudo.env["helpdesk.ticket.stage"].browse(vals["stage_id"])
            vals.setdefault("icrm_state", stage.icrm_state)
            vals.setdefault("icrm_holder", stage.icrm_holder)
            promises.append((service, team, vals["priority"]))
        self_sudo._icrm_fill_promises(requests, promises)

    def _icrm_fill_customers(self, requests, services_by_id):
        """Fill in requester, beneficiary, contact and the customer's department."""
        Customer = self.env["icrm.customer"]
        partner_ids = {
            vals["partner_id"]
            for vals in requests
            if vals.get("partner_id") and not vals.get("icrm_requester_id")
        }
        by_partner = {}
        if partner_ids:
            for customer in Customer.search(
                [("partner_id", "in", list(partner_ids)), ("kind", "=", "employee")],
                order="id desc",
            ):
                by_partner[customer.partner_id.id, customer.company_id] = customer
        for vals in requests:
            if not vals.get("icrm_requester_id"):
                company = services_by_id[vals["icrm_service_id"]].company_id
                customer = by_partner.get((vals.get("partner_id"), company), Customer)
                vals["icrm_requester_id"] = customer.id
            if not vals.get("icrm_beneficiary_id"):
                vals["icrm_beneficiary_id"] = vals["icrm_requester_id"]
        names = ("icrm_requester_id", "icrm_beneficiary_id")
        customers = Customer.browse(
            {vals[name] for vals in requests for name in names} - {False}
        )
        customers.fetch(["department_id", "partner_id", "company_id"])
        for vals in requests:
            requester = Customer.browse(vals["icrm_requester_id"] or ())
            beneficiary = Customer.browse(vals["icrm_beneficiary_id"] or ())
            requester = requester.with_prefetch(customers.ids)
            beneficiary = beneficiary.with_prefetch(customers.ids)
            vals.setdefault("icrm_customer_department_id", beneficiary.department_id.id)
            if partner := requester.partner_id:
                vals["partner_id"] = vals.get("partner_id") or partner.id
                vals["partner_name"] = vals.get("partner_name") or partner.name
                vals["partner_email"] = vals.get("partner_email") or partner.email

    def _icrm_fill_promises(self, requests, promises):
        """Fill in the promised dates, with one walk over each calendar.

        :param promises: per request its ``(service, team, priority)``
        """
        clocks = defaultdict(list)
        Department = self.env["hr.department"]
        promised = self.env["icrm.service"]._icrm_promises(
            [
                (
                    service,
                    priority,
                    Department.browse(vals.get("icrm_customer_department_id") or ()),
                    fields.Datetime.to_datetime(vals["icrm_submitted_at"]),
                )
                for vals, (service, _team, priority) in zip(
                    requests, promises, strict=True
                )
            ]
        )
        for vals, (service, team, _priority), hours in zip(
            requests, promises, promised, strict=True
        ):
            if not any(hours):
                continue
            submitted_at = fields.Datetime.to_datetime(vals["icrm_submitted_at"])
            calendar = service._icrm_calendar(team)
            clocks[calendar, service.company_id].append((vals, submitted_at, hours))
        for (calendar, company), batch in clocks.items():
            due_dates = calendar._icrm_due_dates(
                (
                    (submitted_at, hours and round(hours * HOUR))
                    for _vals, submitted_at, pair in batch
                    for hours in pair
                ),
                company,
            )
            for index, (vals, _submitted_at, _hours) in enumerate(batch):
                vals.setdefault("icrm_response_due_at", due_dates[2 * index])
                vals.setdefault("icrm_due_at", due_dates[2 * index + 1])
        for vals in requests:
            if "icrm_next_due_at" not in vals:
                vals["icrm_next_due_at"] = self._icrm_next_due(
                    vals["icrm_holder"],
                    vals.get("icrm_first_response_at"),
                    vals.get("icrm_response_due_at"),
                    vals.get("icrm_due_at"),
                )

    @api.model
    def _icrm_next_due(self, holder, responded_at, response_due_at, due_at):
        """Return the earliest promise that runs: none while nobody of ours holds it."""
        if holder not in RUNNING_HOLDERS:
            return False
        dates = [due_at, False if responded_at else response_due_at]
        return min(filter(None, dates), default=False)

    def _icrm_log_events(self, at=None):
        """Write how things stand from *at* on into the ledger, in one INSERT.

        :param datetime at: by default the moment each request was submitted
        """
        self.env["icrm.request.event"].sudo().create(
            [
                ticket._prepare_icrm_event(at or ticket.icrm_submitted_at)
                for ticket in self
            ]
        )

    def _prepare_icrm_event(self, at):
        self.ensure_one()
        if self.icrm_holder == "customer":
            department = self.icrm_customer_department_id
        else:
            department = (
                self.team_id.icrm_department_id or self.icrm_provider_department_id
            )
        return {
            "ticket_id": self.id,
            "occurred_at": at,
            "state": self.icrm_state,
            "holder": self.icrm_holder,
            "team_id": self.team_id.id,
            "department_id": department.id,
            "user_id": self.user_id.id,
            "priority": self.priority,
            "requester_id": self.icrm_requester_id.id,
            "beneficiary_id": self.icrm_beneficiary_id.id,
            "by_id": self.env.uid,
        }
