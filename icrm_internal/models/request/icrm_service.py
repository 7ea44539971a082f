# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import re
from datetime import timedelta

import psycopg2.errors
from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, ConcurrencyError, UserError
from odoo.fields import Domain
from odoo.tools import SQL, email_normalize, plaintext2html

from ..access import caller_values
from ..access.actions import open_action, open_dialog
from ..access.groups import AGENT, AUDITOR
from .ask_anyway import get_contact_message
from .deadline import format_deadline
from .helpdesk_ticket_stage import OPEN_STATES
from .promise_ask import PromiseAsk, Promised
from .replying import check_uploads
from .request_batch import HOUR

NAME_LIMIT = 250

DESCRIPTION_LIMIT = 20_000

FORM_KEY_LIMIT = 64

SUBMIT_KEYS = {
    "name",
    "description",
    "answers",
    "form",
    "beneficiary_id",
    "beneficiary_email",
    "attachment_ids",
    "priority",
    "form_key",
    "origin",
    "external_customer_id",
    "external_order",
    "external_commitment_id",
}

SUBMIT_ORIGINS = ("catalogue", "portal", "api")

# Requested so often within this time, a service wants an article.
OFTEN = 10

OFTEN_WITHIN = timedelta(days=90)

SUGGEST_LIMIT = 5

SUGGEST_DAYS = 30

# How much two texts must have in common to be called alike, of 1.
ALIKE = 0.25

WORD = re.compile(r"\w+")

# Scripts written without spaces between words.
UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")


def grams(text):
    """Return the set of character pairs and triples by which texts are compared.

    Triples inside words, as pg_trgm does it; pairs in scripts without spaces, where a
    triple is longer than most words.
    """
    found = set()
    for word in WORD.findall(text.casefold()):
        if UNSPACED.search(word):
            found.update(word[i : i + 2] for i in range(max(1, len(word) - 1)))
        else:
            word = f"  {word} "
            found.update(word[i : i + 3] for i in range(len(word) - 2))
    return found


def likeness(one, other):
    """Return in 0..1 how much of the smaller of two sets of grams is in the other."""
    if not one or not other:
        return 0.0
    return len(one & other) / min(len(one), len(other))


class IcrmService(models.Model):
    """Requests of a service: promise, submission, suggestions, counts."""

    _inherit = "icrm.service"

    _catalogue_order = "is_pinned desc, relevance desc, own_demand desc, name, id"

    customer_priority = fields.Boolean(
        string="Customers Set Priority",
        help="Otherwise, requests start with the default priority.",
    )

    # Figures from requests
    request_count = fields.Integer(
        "Requests",
        compute="_compute_request_count",
        groups=f"{AGENT},{AUDITOR}",
    )
    own_demand = fields.Integer(
        "Requests of My Department",
        compute="_compute_own_demand",
        help="Requests of your department in the last twelve months.",
    )
    rating_avg = fields.Float(
        "Rating",
        compute="_compute_rating",
        digits=(3, 1),
        help="Average rating, shown once there are enough ratings to protect "
        "anonymity.",
    )
    rating_count = fields.Integer("Rated", compute="_compute_rating")
    lacks_article = fields.Boolean(
        "Often Requested, No Article",
        compute="_compute_lacks_article",
        search="_search_lacks_article",
        groups=f"{AGENT},{AUDITOR}",
    )

    # ------------------------------------------------------------------
    # Promise
    # ------------------------------------------------------------------

    @api.constrains("calendar_id", "team_id", "state", "company_id", "promise_ids")
    def _check_calendar_opens(self):
        """A promise needs working hours that open some day.

        The service's own hours always; those it falls back on once it is published.
        """
        # sudo: teams' and companies' hours count, visible to the writer or not.
        promising = self.sudo().filtered(
            lambda service: service.calendar_id
            or (service.state == "published" and service.promise_ids)
        )
        # each calendar once: a year is computed for it, however many services use it
        for calendar, company in {
            (service._icrm_calendar(), service.company_id) for service in promising
        }:
            calendar._icrm_check_opens(company)

    def _icrm_promise_hours(
        self, priority, customer_department=None, at=None, customer=None
    ):
        """Return the working hours ``(to respond, to resolve)`` of one request.

        :param customer_department: an ``hr.department``; whom the promise is made to
        :param at: naive UTC datetime of the request, now by default
        :param customer: an ``icrm.customer``; for whom the request is
        """
        self.ensure_one()
        ask = PromiseAsk(self, priority, customer_department, at, customer)
        [promised] = self._icrm_promises([ask])
        return promised.hours

    @api.model
    def _icrm_promises(self, asks):
        """Return what is promised for many requests, in their order.

        The one place where promises come from: here the catalogue's, the same for all
        customers and all times; agreements and segments go before it, in the promise
        domain.

        :param asks: list of :class:`PromiseAsk`
        :return: list of :class:`Promised`
        """
        return [
            Promised(ask.service._icrm_catalogue_hours(ask.priority)) for ask in asks
        ]

    @api.model
    def _icrm_get_batch_fields(self):
        """Return the fields that new requests read of their services, at once."""
        return [
            *("company_id", "team_id", "department_id", "default_priority"),
            *("frozen_form_id", "form_changed"),
        ]

    def _icrm_catalogue_hours(self, priority, or_default=True):
        """Return what the catalogue promises for a priority; without a line for it what
        the default priority's line says, if *or_default*; else ``(False, False)``."""
        self.ensure_one()
        # sudo: promises are read on behalf of others, too; nothing else is read.
        service_sudo = self.sudo()
        lines = {line.priority: line for line in service_sudo.promise_ids}
        line = lines.get(priority)
        if not line and or_default:
            line = lines.get(service_sudo.default_priority)
        if not line:
            return False, False
        return line.response_hours, line.resolution_hours

    @api.readonly
    def get_promise(self, priority=None):
        """Return what is promised for a request of this service now.

        :param str priority: "0" to "3"; by default the service's own
        :return: dict with ``response_due_at`` and ``due_at`` (naive UTC datetimes, or
            ``False`` where nothing is promised), ``response_hours`` and
            ``resolution_hours`` (working hours, or ``False``), ``out_of_hours``
            (whether the provider is closed now) and ``opens_at`` (or ``False``)
        """
        service = self._check_on_offer()
        priority = service._check_priority(priority) or service.sudo().default_priority
        now = fields.Datetime.now()
        customer = self.env["icrm.customer"].with_company(service.sudo().company_id)
        # sudo: one's own department
        customer_sudo = customer._from_user().sudo()
        hours = service._icrm_promise_hours(
            priority, customer_sudo.department_id, now, customer_sudo
        )
        calendar = service._icrm_calendar()
        promise = {
            "response_hours": hours[0],
            "resolution_hours": hours[1],
            "response_due_at": False,
            "due_at": False,
            "out_of_hours": False,
            "opens_at": False,
        }
        if not calendar:
            return promise

        def compute(worktime):
            return worktime.opens_at(now), [
                bool(budget) and worktime.add(now, round(budget * HOUR))
                for budget in hours
            ]

        answer = calendar._icrm_compute_over_hours(
            compute, now, company=service.sudo().company_id
        )
        if answer:
            opens_at, (promise["response_due_at"], promise["due_at"]) = answer
            if opens_at != now:
                promise.update(out_of_hours=True, opens_at=opens_at)
        else:
            promise["out_of_hours"] = True
        return promise

    def _icrm_format_promise(self):
        """Return the promise for a request made now, as three short texts.

        ``promise``: by when; ``effort``: in working hours; ``notice``: that the
        department is closed and when the time starts to run. Each may be empty.
        """
        words = {"promise": "", "effort": "", "notice": ""}
        if self.state != "published" or not self.is_in_audience:
            return words
        promise = self.get_promise()
        if promise["due_at"]:
            words["promise"] = self.env._(
                "Promised by %(when)s",
                when=format_deadline(self.env, promise["due_at"]),
            )
        if promise["response_hours"] and promise["resolution_hours"]:
            words["effort"] = self.promise_text
        if promise["out_of_hours"] and promise["opens_at"]:
            # sudo: the provider's name is on the card of the service.
            words["notice"] = self.env._(
                "%(provider)s's hours start %(when)s; the clock starts then.",
                provider=self.sudo().department_id.name,
                when=format_deadline(self.env, promise["opens_at"]),
            )
        return words

    # ------------------------------------------------------------------
    # Mail
    # ------------------------------------------------------------------

    def _icrm_mail_customers(self, msg):
        """Return the customers who may have sent a mail for this service, in sudo.

        By all their addresses. Several share one: whoever has a user and is taken for
        the author. Nobody outside the audience.
        """
        # sudo: whose address it is decides what a mail becomes; nothing is shown.
        Customer_sudo = self.env["icrm.customer"].sudo()
        if not self or self.state != "published" or not self.active:
            return Customer_sudo
        customers_sudo = Customer_sudo._icrm_find_by_email(
            msg.get("email_from") or msg.get("from"), self.company_id
        )
        if len(customers_sudo) > 1:
            customers_sudo = (
                customers_sudo.filtered(
                    lambda customer: customer.user_id.partner_id.id
                    and customer.user_id.partner_id.id == msg.get("author_id")
                )
                or customers_sudo
            )
        return customers_sudo.filtered(self._is_for_customer)

    def _is_for_customer(self, customer):
        """Return whether a customer belongs to the audience of this service."""
        self.ensure_one()
        if self.audience == "departments":
            above = (customer.department_id.parent_path or "").split("/")
            served = {str(id_) for id_ in self.audience_department_ids.ids}
            return not served.isdisjoint(above)
        if self.audience == "segments":
            return bool(self.audience_segment_ids & customer.segment_ids)
        return True

    # ------------------------------------------------------------------
    # Submission
    # ------------------------------------------------------------------

    def submit_request(self, values):
        """Request this service; return the request, a ``helpdesk.ticket``.

        Everything is checked as the caller: that the service is published and meant
        to them, the answers to its form, every id. Sending the same ``form_key`` again
        returns the request it made the first time.

        :param dict values: any of

            - ``name``: the subject, up to 250 characters; by default the service's name
            - ``description``: plain text, or ``Markup``; up to 20,000 characters
            - ``answers``: ``{name of the question: answer}``
            - ``form``: the digest of the form that was shown; answers that mean
              something else in the form of now are refused then
            - ``beneficiary_id``: id of an ``icrm.customer``; by default the caller
            - ``beneficiary_email``: instead of it a colleague's e-mail address; of a
              portal user it is not looked up, the service desk adds the colleague
            - ``attachment_ids``: up to ten ids of the caller's own loose uploads
            - ``priority``: "0" to "3", where the service lets customers choose
            - ``form_key``: up to 64 characters, unique per form shown
            - ``origin``: "catalogue" (default), "portal" or "api"
            - ``external_customer_id``: id of a contact outside, whom the request serves
            - ``external_order``: the number of the order, up to 64 characters
            - ``external_commitment_id``: in place of both, an external commitment
              that the caller may change

        :raise UserError: names what is wrong; nothing is stored then
        :raise AccessError: the service, or an id, is not the caller's to use
        """
        service = self._check_on_offer()
        values = service._check_request_types(values)
        if existing := service._find_by_form_key(values.get("form_key")):
            return existing
        requester = self.env["icrm.customer"].with_company(service.company_id)
        requester = requester._from_user()
        if not requester:
            raise UserError(
                self.env._(
                    "You are not an internal customer of %(company)s. Ask HR to link "
                    "your user to your employee record.",
                    company=service.sudo().company_id.name,
                )
            )
        ticket_vals = service._prepare_request(values, requester)
        attachments_sudo = check_uploads(self.env, values.get("attachment_ids"))
        ticket_sudo = service._create_request(ticket_vals)
        if attachments_sudo:
            attachments_sudo.write(
                {"res_model": ticket_sudo._name, "res_id": ticket_sudo.id}
            )
        return ticket_sudo.sudo(False)

    def _check_on_offer(self):
        """Return this one service if it is published and meant for the caller."""
        # One answer for "does not exist", "not published" and "not for you".
        found = len(self) == 1 and self.search(
            Domain("id", "=", self.id) & self._catalogue_domain(), limit=1
        )
        # The ids Odoo keeps for each user
        company_ids = self.env.user._get_company_ids()
        # sudo: what is on offer was found as the caller; companies are compared.
        if not found or found.sudo().company_id.id not in company_ids:
            raise AccessError(self.env._("This service is not available to you."))
        return found

    def _check_request_types(self, values):
        """Return *values* if their names, types and sizes are right."""
        _ = self.env._
        if not isinstance(values, dict):
            raise UserError(
                _(
                    "A request needs named values, not %(kind)s.",
                    kind=type(values).__name__,
                )
            )
        if unknown := sorted(map(str, values.keys() - SUBMIT_KEYS)):
            raise UserError(
                _(
                    "Unknown values for a request: %(unknown)s. Allowed: %(known)s.",
                    unknown=", ".join(unknown)[:200],
                    known=", ".join(sorted(SUBMIT_KEYS)),
                )
            )
        labels = {
            "name": (_("Subject"), NAME_LIMIT),
            "description": (_("Description"), DESCRIPTION_LIMIT),
            "form_key": (_("Form key"), FORM_KEY_LIMIT),
            "form": (_("Form"), FORM_KEY_LIMIT),
            "beneficiary_email": (_("Requested for"), NAME_LIMIT),
        }
        for key, (label, limit) in labels.items():
            caller_values.text_of(self.env, label, values.get(key), limit)
        if values.get("origin") and values["origin"] not in SUBMIT_ORIGINS:
            raise UserError(
                _(
                    "Origin: select one of %(origins)s.",
                    origins=", ".join(SUBMIT_ORIGINS),
                )
            )
        if not isinstance(values.get("answers") or {}, dict):
            raise UserError(_("Answers: enter one value per question."))
        self._check_priority(values.get("priority"))
        return values

    def _check_priority(self, priority):
        """Return the priority if it is one; ``None`` for the service's own."""
        if priority in (None, False, ""):
            return None
        priorities = dict(
            self._fields["default_priority"]._description_selection(self.env)
        )
        if not isinstance(priority, str) or priority not in priorities:
            raise UserError(
                self.env._(
                    "Priority: select one of %(priorities)s.",
                    priorities=", ".join(priorities),
                )
            )
        return priority

    def _prepare_request(self, values, requester):
        """Return the values of the ticket, every id checked as the caller."""
        self.ensure_one()
        # sudo: of a service on offer to the caller; settings they need not see decide.
        service_sudo = self.sudo()
        priority = self._check_priority(values.get("priority"))
        if priority and priority != service_sudo.default_priority:
            if not (service_sudo.customer_priority or self._is_served_by_caller()):
                raise UserError(
                    self.env._("Priority: customers cannot set it for this service.")
                )
        beneficiary = requester
        if values.get("beneficiary_id") not in (None, False):
            beneficiary = self._check_beneficiary(values["beneficiary_id"])
        address = self._check_address(values.get("beneficiary_email"))
        if address and self.env.user._is_internal():
            beneficiary, address = self._find_beneficiary(address), False
        description = values.get("description") or ""
        # A plain text keeps its line breaks; Markup is sanitized by the field.
        if not hasattr(description, "__html__"):
            description = plaintext2html(description) if description.strip() else ""
        return {
            "name": (values.get("name") or "").strip() or self.name,
            "description": description,
            "priority": priority or service_sudo.default_priority,
            "icrm_service_id": self.id,
            "icrm_requester_id": requester.id,
            "icrm_beneficiary_id": beneficiary.id,
            "icrm_colleague_email": address,
            **self._prepare_answers(
                values.get("answers") or {}, beneficiary, values.get("form")
            ),
            "icrm_origin": values.get("origin") or "catalogue",
            "icrm_form_key": values.get("form_key") or False,
        }

    def _check_address(self, email):
        """Return an e-mail address, whosever it is; False for none."""
        if not (email or "").strip():
            return False
        address = email_normalize(email)
        if not address:
            raise UserError(self.env._("Requested for: enter one e-mail address."))
        return address

    def _find_beneficiary(self, address):
        """Return the one colleague with this e-mail address, in sudo."""
        # sudo: whoever knows the address may request for that person, and learns
        # nothing else; the company is the service's.
        company_sudo = self.sudo().company_id
        customers_sudo = self.env["icrm.customer"].sudo()
        found = customers_sudo._find_by_address(address, company_sudo)
        if not found:
            raise UserError(
                self.env._(
                    "Requested for: enter the e-mail address of a colleague of "
                    "%(company)s.",
                    company=company_sudo.name,
                )
            )
        return found

    def _is_served_by_caller(self):
        """Return whether the caller is one of those who serve this service."""
        # sudo: teams and departments are compared, not shown.
        service_sudo = self.sudo()
        return self.env["helpdesk.ticket"]._icrm_may_serve(
            service_sudo.team_id, service_sudo.department_id
        )

    def _find_by_form_key(self, form_key):
        """Return the caller's request made with this key, if there is one.

        :raise AccessError: the key belongs to another user's request
        """
        Ticket = self.env["helpdesk.ticket"]
        if not form_key:
            return Ticket
        # sudo: a key of another user's request is refused, not used for a new one.
        ticket_sudo = Ticket.sudo().search([("icrm_form_key", "=", form_key)], limit=1)
        if ticket_sudo and (
            ticket_sudo.icrm_requester_id.user_id != self.env.user
            or ticket_sudo.icrm_service_id != self
        ):
            raise AccessError(self.env._("This form has expired. Open a new one."))
        return ticket_sudo.sudo(False)

    def _create_request(self, vals):
        """Create the ticket in sudo; the caller was checked by then.

        Without a savepoint of its own: callers that continue after an error set one.
        """
        # Without the caller's defaults: a default_stage_id is not theirs to set.
        Ticket = self.env["helpdesk.ticket"]
        Ticket_sudo = Ticket.with_context(caller_values.context_of(self.env)).sudo()
        try:
            return Ticket_sudo.create(vals).with_env(self.env(su=True))
        except psycopg2.errors.UniqueViolation as error:
            if error.diag.constraint_name != "helpdesk_ticket_icrm_form_key_uniq":
                raise
            # The same form was sent at the same time and the other one won. This
            # transaction cannot see what it wrote; a new one will, and Odoo begins one.
            raise ConcurrencyError("the same form was sent at the same time") from error

    # ------------------------------------------------------------------
    # Articles
    # ------------------------------------------------------------------

    def _compute_lacks_article(self):
        lacking = self.filtered_domain(self._get_lacking_domain())
        for service in self:
            service.lacks_article = service in lacking

    def _search_lacks_article(self, operator, value):
        return self._get_lacking_domain() if operator == "in" else NotImplemented

    @api.model
    def _get_lacking_domain(self):
        """Return the services often requested of late that have no article."""
        # sudo: how often services are requested, of whatever is seen of them
        often = (
            self.env["helpdesk.ticket"]
            .sudo()
            ._read_group(
                [
                    ("icrm_service_id", "!=", False),
                    ("icrm_submitted_at", ">=", fields.Datetime.now() - OFTEN_WITHIN),
                ],
                ["icrm_service_id"],
                having=[("__count", ">=", OFTEN)],
            )
        )
        return (
            Domain("id", "in", [service.id for (service,) in often])
            & Domain("state", "=", "published")
            & ~Domain("article_ids", "any", [("state", "=", "published")])
        )

    # ------------------------------------------------------------------
    # Suggestions
    # ------------------------------------------------------------------

    @api.readonly
    def suggest(self, text=""):
        """Return what looks like *text*: own open requests and help articles.

        A constant number of queries. Only what the caller may read.

        :param str text: what the customer has typed so far; the first 250 characters
            count; before two are typed, own open requests of this service
        :return: dict with ``duplicates``, up to five ``{"id", "number", "name",
            "state"}`` of the last 30 days, and ``articles``, up to five ``{"id",
            "name", "service_id", "url"}``, best first
        """
        service = self._check_on_offer()
        wanted = grams(text[:250]) if isinstance(text, str) else set()
        if len(wanted) < 2 or len(text.strip()) < 2:
            open_requests = service._search_own_open(SUGGEST_LIMIT)
            return {
                "duplicates": [self._show_duplicate(one) for one in open_requests],
                "articles": [],
            }
        return {
            "duplicates": service._suggest_duplicates(wanted),
            "articles": service._suggest_articles(text[:250], wanted),
        }

    def _search_own_open(self, limit=100):
        since = fields.Datetime.now() - timedelta(days=SUGGEST_DAYS)
        return self.env["helpdesk.ticket"].search_fetch(
            [
                ("icrm_service_id", "=", self.id),
                ("icrm_state", "in", OPEN_STATES),
                ("icrm_submitted_at", ">=", since),
                "|",
                ("icrm_requester_id.user_id", "=", self.env.uid),
                ("icrm_beneficiary_id.user_id", "=", self.env.uid),
            ],
            ["number", "name", "icrm_state"],
            order="id desc",
            limit=limit,
        )

    @api.model
    def _show_duplicate(self, ticket):
        return {
            "id": ticket.id,
            "number": ticket.number,
            "name": ticket.name,
            "state": ticket.icrm_state,
        }

    def _suggest_duplicates(self, wanted):
        tickets = self._search_own_open()
        return [
            self._show_duplicate(ticket)
            for ticket in self._rank_similar(
                tickets, wanted, lambda ticket: ticket.name
            )
        ]

    def _suggest_articles(self, text, wanted):
        words = [word for word in WORD.findall(text) if len(word) > 1][-8:]
        parts = {
            part
            for word in words
            for part in (grams(word) if UNSPACED.search(word) else {word})
        }
        own = Domain("service_id", "=", self.id)
        matches = Domain.OR(
            Domain(field, "ilike", part)
            for part in sorted(parts)[:24]
            for field in ("name", "keywords")
        )
        articles = self.env["icrm.service.article"].search_fetch(
            Domain("service_id.state", "=", "published")
            & Domain("state", "=", "published")
            & (own | matches),
            ["name", "keywords", "service_id", "url"],
            limit=200,
        )
        return [
            {
                "id": article.id,
                "name": article.name,
                "service_id": article.service_id.id,
                "url": article.url or False,
            }
            for article in self._rank_similar(
                articles,
                wanted,
                lambda article: f"{article.name} {article.keywords or ''}",
            )
        ]

    def _rank_similar(self, records, wanted, text_of):
        """Return the records whose text is alike, the likest first."""
        scored = [
            (likeness(wanted, grams(text_of(record))), index, record)
            for index, record in enumerate(records)
        ]
        scored = sorted(
            (item for item in scored if item[0] >= ALIKE),
            key=lambda item: (-item[0], item[1]),
        )
        return [record for _score, _index, record in scored[:SUGGEST_LIMIT]]

    # ------------------------------------------------------------------
    # Figures
    # ------------------------------------------------------------------

    @api.ondelete(at_uninstall=False)
    def _unlink_except_requested(self):
        # sudo: requests count, visible to who deletes or not.
        tickets_sudo = (
            self.env["helpdesk.ticket"].sudo().with_context(active_test=False)
        )
        counts = tickets_sudo._read_group(
            [("icrm_service_id", "in", self.ids)], ["icrm_service_id"], ["__count"]
        )
        for service, count in counts:
            raise UserError(
                self.env._(
                    "%(service)s has %(count)s requests. Archive it instead.",
                    count=count,
                    service=service.name,
                )
            )

    def _compute_request_count(self):
        counts = dict(
            self.env["helpdesk.ticket"]._read_group(
                [("icrm_service_id", "in", self._origin.ids)],
                ["icrm_service_id"],
                ["__count"],
            )
        )
        for service in self:
            service.request_count = counts.get(service._origin, 0)

    def action_open_request(self):
        """Open the request dialog for this service."""
        super().action_open_request()
        defaults = {"service_id": self.id}
        if self.env.context.get("icrm_preview"):
            defaults["preview_only"] = True
        return open_dialog(self.env["icrm.request.create"], self.name, **defaults)

    @api.model
    def _get_fallback_service(self):
        """Return the service for anything else, if the user may request it."""
        # sudo: which service it is; whether the user may request it is asked next
        service_sudo = self.env.company.sudo().icrm_fallback_service_id
        return self.search(
            self._catalogue_domain() & Domain("id", "in", service_sudo.ids)
        )

    @api.model
    def action_ask_anyway(self, query: str = ""):
        """Open the dialog of the service for anything else, as its subject *query*.

        Without one, say which officers to write to.
        """
        query = caller_values.text_of(
            self.env, self.env._("Search"), query or "", NAME_LIMIT
        )
        service = self._get_fallback_service()
        if not service:
            return get_contact_message(self.env, query)
        return open_dialog(
            self.env["icrm.request.create"],
            service.name,
            service_id=service.id,
            name=query,
        )

    def action_view_requests(self):
        """Open the requests for these services, as far as the user may see them."""
        return open_action(
            self.env,
            "icrm_internal.helpdesk_ticket_action_desk",
            domain=[("icrm_service_id", "in", self.ids)],
            context={"default_icrm_service_id": len(self) == 1 and self.id},
        )

    @api.depends_context("uid")
    def _compute_own_demand(self):
        # SQL: the same that sorts the catalogue; bench_search
        rows = self.env.execute_query(self._sql_own_demand())
        demand = dict(rows)
        for service in self:
            service.own_demand = demand.get(service._origin.id, 0)

    def _sql_own_demand(self):
        """Requests per service of the user's department(s) in twelve months."""
        Ticket = self.env["helpdesk.ticket"]
        Customer = self.env["icrm.customer"]
        return SQL(
            """
            SELECT %(service)s AS service_id, count(*) AS demand
              FROM helpdesk_ticket
             WHERE %(department)s IN (
                       SELECT %(customer_department)s
                         FROM icrm_customer
                        WHERE %(user)s = %(uid)s AND icrm_customer.active)
               AND %(submitted)s >= %(since)s
               AND helpdesk_ticket.icrm_service_id IS NOT NULL
             GROUP BY 1
            """,
            service=self._sql_column(Ticket, "icrm_service_id"),
            department=self._sql_column(Ticket, "icrm_customer_department_id"),
            submitted=self._sql_column(Ticket, "icrm_submitted_at"),
            customer_department=self._sql_column(Customer, "department_id"),
            user=self._sql_column(Customer, "user_id"),
            uid=self.env.uid,
            since=fields.Datetime.now() - relativedelta(months=12),
        )

    @api.model
    def _sql_column(self, model, name):
        return SQL.identifier(model._table, name, to_flush=model._fields[name])

    def _order_field_to_sql(self, alias, field_name, direction, nulls, query):
        if field_name == "own_demand":
            joined = query.make_alias(alias, "own_demand")
            query.add_join(
                "LEFT JOIN",
                joined,
                SQL("(%s)", self._sql_own_demand()),
                SQL(
                    "%s = %s",
                    SQL.identifier(joined, "service_id"),
                    SQL.identifier(alias, "id"),
                ),
            )
            demand = SQL("COALESCE(%s, 0)", SQL.identifier(joined, "demand"))
            return SQL("%s %s %s", demand, direction, nulls)
        return super()._order_field_to_sql(alias, field_name, direction, nulls, query)

    @api.depends_context("lang")
    def _compute_rating(self):
        # An average over enough ratings is anonymous, so everybody may see it.
        averages = self.env["icrm.request.rating"]._icrm_averages(
            "service_id", self._origin.ids
        )
        for service in self:
            count, average = averages.get(service._origin.id, (0, 0.0))
            service.rating_count = count
            service.rating_avg = average
