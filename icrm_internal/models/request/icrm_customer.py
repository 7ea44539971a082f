# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from collections import defaultdict
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import email_normalize
from odoo.tools.sql import escape_psql

from ..access.actions import open_action, open_list
from ..access.groups import AGENT
from .helpdesk_ticket_stage import OPEN_STATES

LAST_REQUESTS = 8

# The last ratings that tell how a customer feels
MOOD_LENGTH = 3
MOOD_DAYS = 365

TONES = {
    "new": "info",
    "in_progress": "primary",
    "waiting": "warning",
    "resolved": "success",
    "withdrawn": "secondary",
    "rejected": "danger",
}


class IcrmCustomer(models.Model):
    """Requests and ratings of a customer.

    Everything here is counted and listed with the caller's rights: a colleague finds
    none of another's requests, an agent those of the own teams, and each number leads
    to exactly the records behind it.
    """

    _inherit = "icrm.customer"

    request_count = fields.Integer(
        compute="_compute_request_counts", string="All Requests"
    )
    open_request_count = fields.Integer(
        compute="_compute_request_counts", string="Open Requests"
    )
    last_request_ids = fields.Many2many(
        "helpdesk.ticket", compute="_compute_last_request_ids", string="Recent Requests"
    )
    rating_average = fields.Float(
        compute="_compute_ratings",
        string="Average Rating Given",
        digits=(3, 1),
        help="Average of the ratings you can see, out of 5.",
    )
    rating_count = fields.Integer(compute="_compute_ratings", string="Ratings Given")

    @api.model
    def _find_by_address(self, address, company):
        """Return the one employee of *company* with an e-mail address; in sudo."""
        address = email_normalize(address) or ""
        found = self.search(
            Domain("kind", "=", "employee")
            & Domain("company_id", "=", company.id)
            & (
                # Not the private one, which would tell whose it is.
                Domain("employee_id.work_email", "=ilike", escape_psql(address))
                | Domain("partner_id.email_normalized", "=", address)
            ),
            limit=2,
        )
        return found if address and len(found) == 1 else self.browse()

    def _get_request_domain(self):
        """Return the domain of the requests of these customers.

        A person's are those requested by or for them; a department's, all that its
        people requested while they belonged to it; an organization's, those of its
        people.
        """
        departments = self.filtered(lambda customer: customer.kind == "department")
        people = self.concat(self, *self._get_people_by_organization().values())
        return Domain("icrm_service_id", "!=", False) & (
            Domain("icrm_requester_id", "in", people.ids)
            | Domain("icrm_beneficiary_id", "in", people.ids)
            | Domain("icrm_customer_department_id", "in", departments.department_id.ids)
        )

    def _get_people_by_organization(self):
        """Return {organization: its people, those who left too} of these; one query."""
        organizations = {
            customer.organization_id: customer
            for customer in self
            if customer.kind == "organization"
        }
        if not organizations:
            return {}
        # sudo: who works for an organization, to find what the caller may read
        groups = (
            self.sudo()
            .with_context(active_test=False)
            ._read_group(
                Domain("kind", "=", "employee")
                & Domain("organization_id", "in", [one.id for one in organizations]),
                ["organization_id"],
                ["id:recordset"],
            )
        )
        return {
            organizations[contact.sudo(self.env.su)]: people.sudo(self.env.su)
            for contact, people in groups
        }

    @api.depends_context("uid")
    def _compute_request_counts(self):
        """One query for any number of customers, one more for organizations."""
        self.request_count = self.open_request_count = 0
        customers = self._origin
        if not customers or not self.env["helpdesk.ticket"].has_access("read"):
            return
        by_department = {
            customer.department_id: customer
            for customer in customers
            if customer.kind == "department"
        }
        by_person = {
            person: organization
            for organization, people in customers._get_people_by_organization().items()
            for person in people
        }
        totals = dict.fromkeys(customers, 0)
        opened = dict.fromkeys(customers, 0)
        groups = self.env["helpdesk.ticket"]._read_group(
            customers._get_request_domain(),
            [
                "icrm_requester_id",
                "icrm_beneficiary_id",
                "icrm_customer_department_id",
                "icrm_state",
            ],
            ["__count"],
        )
        for requester, beneficiary, department, state, count in groups:
            owners = {
                requester,
                beneficiary,
                by_department.get(department),
                by_person.get(requester),
                by_person.get(beneficiary),
            }
            for customer in owners & totals.keys():
                totals[customer] += count
                if state in OPEN_STATES:
                    opened[customer] += count
        for customer in self:
            customer.request_count = totals[customer._origin]
            customer.open_request_count = opened[customer._origin]

    @api.depends_context("uid")
    def _compute_last_request_ids(self):
        Ticket = self.env["helpdesk.ticket"]
        readable = Ticket.has_access("read")
        for customer in self:
            customer.last_request_ids = readable and Ticket.search(
                customer._origin._get_request_domain(),
                order="icrm_submitted_at desc, id desc",
                limit=LAST_REQUESTS,
            )

    def _get_rating_domain(self):
        """Return the domain of the ratings that these customers gave."""
        departments = self.filtered(lambda customer: customer.kind == "department")
        people = self.concat(self, *self._get_people_by_organization().values())
        return Domain("customer_id", "in", people.ids) | Domain(
            "customer_department_id", "in", departments.department_id.ids
        )

    @api.depends_context("uid")
    def _compute_ratings(self):
        """Average what the caller may see: the own ratings, or those of the role."""
        Rating = self.env["icrm.request.rating"]
        groups = (
            Rating._read_group(
                self._origin._get_rating_domain(),
                ["customer_id", "customer_department_id"],
                ["score:sum", "__count"],
            )
            if Rating.has_access("read")
            else []
        )
        people_of = self._origin._get_people_by_organization()
        for customer in self:
            people = customer._origin | people_of.get(customer._origin, self.browse())
            mine = [
                (total, count)
                for giver, department, total, count in groups
                if giver in people
                or (
                    customer.kind == "department"
                    and department == customer.department_id
                )
            ]
            count = sum(count for __, count in mine)
            customer.rating_count = count
            customer.rating_average = (
                sum(total for total, __ in mine) / count if count else 0
            )

    def _get_moods(self):
        """Return {customer: stars} of the last ratings the caller may see; one query.

        Each as it was given: "★★★★☆"; newest first.
        """
        Rating = self.env["icrm.request.rating"]
        if not self or not Rating.has_access("read"):
            return {}
        since = fields.Datetime.now() - timedelta(days=MOOD_DAYS)
        moods = defaultdict(list)
        for rating in Rating.search_fetch(
            Domain("customer_id", "in", self.ids) & Domain("rated_at", ">=", since),
            ["customer_id", "score"],
            order="rated_at desc, id desc",
        ):
            moods[rating.customer_id].append(rating.score)
        return {
            customer: "  ".join(
                "★" * score + "☆" * (5 - score) for score in scores[:MOOD_LENGTH]
            )
            for customer, scores in moods.items()
        }

    def _get_timeline_entries(self, limit):
        entries = super()._get_timeline_entries(limit)
        if not self or not self.has_access("read"):
            return entries
        return (
            entries + self._get_request_entries(limit) + self._get_rating_entries(limit)
        )

    def _get_request_entries(self, limit):
        Ticket = self.env["helpdesk.ticket"]
        if not Ticket.has_access("read"):
            return []
        tickets = Ticket.search(
            self._get_request_domain(),
            order="icrm_submitted_at desc, id desc",
            limit=limit,
        )
        labels = dict(Ticket._fields["icrm_state"]._description_selection(self.env))
        entries = []
        for ticket in tickets:
            url = self._get_request_url(ticket)
            # sudo: the name of the service, for readers of the request
            service_sudo = ticket.icrm_service_id.sudo()
            entries.append(
                {
                    "at": ticket.icrm_submitted_at or ticket.create_date,
                    "icon": "fa-ticket",
                    "title": self.env._(
                        "Requested %(service)s",
                        service=service_sudo.name,
                    ),
                    "text": f"{ticket.number} {ticket.name}",
                    "badge": labels.get(ticket.icrm_state),
                    "tone": TONES.get(ticket.icrm_state, "secondary"),
                    "url": url,
                }
            )
            if ticket.icrm_resolved_at:
                entries.append(
                    {
                        "at": ticket.icrm_resolved_at,
                        "icon": "fa-check",
                        "title": self.env._("Request done"),
                        "text": f"{ticket.number} {ticket.name}",
                        "url": url,
                    }
                )
        return entries

    def _get_rating_entries(self, limit):
        Rating = self.env["icrm.request.rating"]
        if not Rating.has_access("read"):
            return []
        return [
            {
                "at": rating.rated_at,
                "icon": "fa-star-o",
                "title": self.env._("Rated %(score)s of 5", score=rating.score),
                "text": rating.comment,
                "url": self._get_request_url(rating.ticket_id),
            }
            for rating in Rating.search(
                self._get_rating_domain(), order="rated_at desc, id desc", limit=limit
            )
        ]

    def _get_request_url(self, ticket):
        """Return the address of *ticket* in the application the caller works in."""
        is_provider = self.env.user.has_group(AGENT)
        path = "internal-service-desk" if is_provider else "internal-my-requests"
        return f"/odoo/{path}/{ticket.id}"

    def action_open_requests(self):
        """Return the action that lists the customer's requests.

        With ``icrm_open_only`` in the context: those not yet closed.
        """
        self.ensure_one()
        domain = self._get_request_domain()
        name = self.env._("Requests of %(customer)s", customer=self.display_name)
        if self.env.context.get("icrm_open_only"):
            domain &= Domain("icrm_state", "in", OPEN_STATES)
            name = self.env._(
                "Open Requests of %(customer)s", customer=self.display_name
            )
        is_provider = self.env.user.has_group(AGENT)
        return open_action(
            self.env,
            "icrm_internal.helpdesk_ticket_action_desk"
            if is_provider
            else "icrm_internal.helpdesk_ticket_action_my",
            name,
            domain=list(domain),
            context={},
        )

    def action_open_ratings(self):
        """Return the action that lists the ratings behind the average."""
        self.ensure_one()
        ratings = self.env.ref("icrm_internal.icrm_customer_rating_view_list")
        return open_list(
            self.env["icrm.request.rating"],
            self.env._("Ratings by %(customer)s", customer=self.display_name),
            self._get_rating_domain(),
            views=[(ratings.id, "list")],
        )
