# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What tickets need before they are created, for a whole batch at once."""

from collections import defaultdict

from odoo import fields
from odoo.tools import SQL

from .promise_ask import PromiseAsk
from .request_workflow import next_due

CHANNELS = {
    "catalogue": "helpdesk_mgmt.helpdesk_ticket_channel_web",
    "portal": "helpdesk_mgmt.helpdesk_ticket_channel_web",
    "mail": "helpdesk_mgmt.helpdesk_ticket_channel_email",
}
HOUR = 3600
# Fields of the due dates, to respond and to resolve
DUE_NAMES = ("icrm_response_due_at", "icrm_due_at")


# What a ticket that becomes a request has, or has computed.
CONVERSION_EXCLUDED = (
    "description",
    "company_id",
    "icrm_service_id",
    "unattended",
    "commercial_partner_id",
)


def prepare_conversion(ticket):
    """Return what a plain ticket that was given a service brings along."""
    return {
        "icrm_service_id": ticket.icrm_service_id.id,
        "icrm_requester_id": ticket.icrm_requester_id.id,
        "icrm_beneficiary_id": ticket.icrm_beneficiary_id.id,
        "team_id": ticket.team_id.id or ticket.icrm_service_id.team_id.id,
        "stage_id": ticket.stage_id.id,
        "partner_id": ticket.partner_id.id,
        "priority": ticket.priority,
        "description": ticket.description,
        "channel_id": ticket.channel_id.id,
        "icrm_submitted_at": ticket.create_date,
    }


def fill_numbers(tickets, vals_list):
    """Give every ticket without a number one; one query per company's sequence."""
    by_company = defaultdict(list)
    for vals in vals_list:
        if vals.get("number", "/") == "/":
            by_company[vals.get("company_id") or tickets.env.company.id].append(vals)
    for company_id, batch in by_company.items():
        if len(batch) == 1:
            batch[0]["number"] = tickets._prepare_ticket_number(batch[0])
            continue
        numbers = _next_numbers(tickets, len(batch), company_id)
        for vals, number in zip(batch, numbers, strict=True):
            vals["number"] = number


def _next_numbers(tickets, count, company_id):
    """Return *count* new ticket numbers of a company."""
    # sudo: as ir.sequence does in next_by_code
    sequence_sudo = (
        tickets.env["ir.sequence"]
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
        return [tickets._prepare_ticket_number(values) for _index in range(count)]
    # SQL: all numbers of a batch at once; bench_intake
    rows = tickets.env.execute_query(
        SQL(
            "SELECT nextval(%s) FROM generate_series(1, %s)",
            f"ir_sequence_{sequence_sudo.id:03d}",
            count,
        )
    )
    # get_next_char() would work out prefix and suffix again for each number.
    prefix, suffix = sequence_sudo._get_prefix_suffix()
    width = sequence_sudo.padding
    return [f"{prefix}{number:0{width}d}{suffix}" for (number,) in rows]


class RequestBatch:
    """The values of new tickets with a service.

    The caller's values win. Customer, team, stage, departments and promised dates
    are filled in, at a number of queries that does not depend on how many there are.
    Intermediate results are kept for the clocks, so
    that promises and calendars are read once.

    :param tickets: the model, in sudo
    :param list requests: dictionaries of values, each with a service
    """

    def __init__(self, tickets, requests):
        self.tickets = tickets
        self.env = tickets.env
        self.requests = requests
        #: per request what is promised, a :class:`RequestPromise`
        self.promised = []
        #: {(calendar id, company id): the CalendarWorkTime that was read}
        self.hours = {}

    def complete(self):
        """Fill in what is missing, in place."""
        requests = self.requests
        if not requests:
            return
        now = fields.Datetime.now()
        services = self.env["icrm.service"].browse(
            {vals["icrm_service_id"] for vals in requests}
        )
        services.fetch(services._icrm_get_batch_fields())
        services_by_id = {service.id: service for service in services}
        self._fill_customers(services_by_id)
        first_stages = {}
        promises = []
        for vals in requests:
            service = services_by_id[vals["icrm_service_id"]]
            if "team_id" not in vals:
                vals["team_id"] = service.team_id.id
            vals["company_id"] = service.company_id.id
            # Else helpdesk_mgmt may assign it to the requester.
            vals.setdefault("user_id", False)
            vals.setdefault("priority", service.default_priority)
            vals.setdefault("icrm_provider_department_id", service.department_id.id)
            vals.setdefault("icrm_origin", "agent")
            vals.setdefault("icrm_submitted_at", now)
            if vals["icrm_origin"] != "import" or vals.get("icrm_answers"):
                # Also without answers: those who serve may add them.
                if "icrm_form_id" not in vals:
                    vals["icrm_form_id"] = service._get_frozen_form().id
            # The description is required; the form's answers may be enough.
            vals["description"] = vals.get("description") or ""
            if "channel_id" not in vals and vals["icrm_origin"] in CHANNELS:
                vals["channel_id"] = self.env["ir.model.data"]._xmlid_to_res_id(
                    CHANNELS[vals["icrm_origin"]]
                )
            team = self.env["helpdesk.ticket.team"].browse(vals["team_id"])
            if not vals.get("stage_id"):
                if team not in first_stages:
                    first_stages[team] = team._get_applicable_stages()[:1]
                vals["stage_id"] = first_stages[team].id
            stage = self.env["helpdesk.ticket.stage"].browse(vals["stage_id"])
            vals.setdefault("icrm_state", stage.icrm_state)
            vals.setdefault("icrm_holder", stage.icrm_holder)
            # Else computed after the INSERT, by an UPDATE of the new row
            vals["unattended"] = stage.unattended
            promises.append((service, team, vals["priority"]))
        self._fill_promises(promises)

    def _fill_customers(self, services_by_id):
        """Fill in requester, beneficiary, contact and the customer's department."""
        requests = self.requests
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
        customers.fetch(
            ["department_id", "partner_id", "company_id", "kind", "active", "user_id"]
        )
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
        partners = self.env["res.partner"].browse(
            {vals.get("partner_id") for vals in requests} - {None, False}
        )
        commercial = {
            partner.id: partner.commercial_partner_id.id for partner in partners
        }
        for vals in requests:
            # As with "unattended" above
            partner_id = vals.get("partner_id")
            vals["commercial_partner_id"] = commercial.get(partner_id, False)

    def _fill_promises(self, promises):
        """Fill in the promised dates, with one walk over each calendar.

        :param promises: per request its ``(service, team, priority)``
        """
        requests = self.requests
        Department = self.env["hr.department"]
        Customer = self.env["icrm.customer"]
        found = self.env["icrm.service"]._icrm_promises(
            [
                PromiseAsk(
                    service,
                    priority,
                    Department.browse(vals.get("icrm_customer_department_id") or ()),
                    fields.Datetime.to_datetime(vals["icrm_submitted_at"]),
                    Customer.browse(vals.get("icrm_beneficiary_id") or ()),
                )
                for vals, (service, _team, priority) in zip(
                    requests, promises, strict=True
                )
            ]
        )
        walks = defaultdict(list)
        for vals, (service, team, _priority), source in zip(
            requests, promises, found, strict=True
        ):
            promised = RequestPromise(
                [each and round(each * HOUR) for each in source.hours], source
            )
            self.promised.append(promised)
            if not any(source.hours):
                continue
            promised.calendar = service._icrm_calendar(team)
            start = fields.Datetime.to_datetime(vals["icrm_submitted_at"])
            walks[promised.calendar, service.company_id].append((start, promised))
        for (calendar, company), batch in walks.items():
            starts = [start for start, _promised in batch]
            hours = calendar._icrm_hours(company, min(starts), max(starts))
            self.hours[calendar.id, company.id] = hours
            due_dates = hours.due_dates(
                [
                    (start, budget)
                    for start, promised in batch
                    for budget in promised.budgets
                ]
            )
            for index, (_start, promised) in enumerate(batch):
                promised.due_dates = due_dates[2 * index : 2 * index + 2]
        for vals, promised in zip(requests, self.promised, strict=True):
            for name, due_at in zip(DUE_NAMES, promised.due_dates, strict=True):
                vals.setdefault(name, due_at)
            if "icrm_next_due_at" not in vals:
                vals["icrm_next_due_at"] = next_due(defaultdict(bool), vals)


class RequestPromise:
    """What is promised about one request: to respond, and to resolve.

    ``budgets`` are working seconds, ``due_dates`` naive UTC datetimes, both ``False``
    where nothing is promised; ``calendar`` is what they run on; ``source`` the
    :class:`Promised` that they come from.
    """

    __slots__ = ("budgets", "calendar", "due_dates", "source")

    def __init__(self, budgets, source):
        self.budgets = budgets
        self.source = source
        self.calendar = None
        self.due_dates = (False, False)
