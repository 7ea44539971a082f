# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import re
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from ..access import caller_values
from ..access.groups import AGENT, AUDITOR, OFFICER
from ..customer import phone_digits

MAX_TEXT = 100
MAX_LIMIT = 20
MIN_PHONE = 5
PEOPLE = 50
# So much of a word must be typed before it is meant
MIN_LATIN = 5
MIN_CHINESE = 2
# Requests found by an index and then judged
CANDIDATES = 300
# Words of others' requests: how far back; words too short for the index of names less
WORDS_DAYS = 365
SHORT_WORDS_DAYS = 60
INDEXED = re.compile(r"\w{3}", re.ASCII)
NUMBER = re.compile(r"[A-Za-z]{0,8}[-/ ]?0*([0-9]{1,12})")


class IcrmSearch(models.AbstractModel):
    """One search for everything one may see."""

    _name = "icrm.search"
    _description = "Search Everywhere"

    @api.model
    @api.readonly
    def find(self, text: str, limit: int = 5) -> list[dict]:
        """Return what the caller may see of *text*; a fixed number of queries.

        Screens that are no service; requests by number, words, person or telephone
        number; services; articles; people. What was found by its number comes first.

        :param text: what was typed, at most 100 characters count
        :param limit: of each kind, 1 to 20
        :return: dicts with ``kind`` (page, request, service, article, customer),
            ``id``, ``name``, ``detail``, ``action`` (the screen that shows it)
        """
        text = self._clean(text)
        limit = caller_values.number_of(
            self.env, self.env._("Limit"), limit, 1, MAX_LIMIT
        )
        if len(text) < 2:
            return []
        people = self._find_people(text)
        return [
            *self._show_pages(text),
            *self._show_requests(self._find_requests(text, people, limit)),
            *self._show_services(text, limit),
            *self._show_articles(text, limit),
            *self._show_people(people[:limit]),
        ]

    @api.model
    @api.readonly
    def find_pages(self, text: str) -> list[dict]:
        """Return the screens that are meant by *text*, as ``find`` does; no query."""
        return self._show_pages(self._clean(text))

    @api.model
    def _clean(self, text):
        return caller_values.text_of(
            self.env, self.env._("Search"), text or "", 10_000
        )[:MAX_TEXT].strip()

    # ------------------------------------------------------------------
    # Screens
    # ------------------------------------------------------------------

    @api.model
    def _get_pages(self):
        """Return {action: (name, words)}: what people look for among the services, and
        has a screen of its own. The words are those of every language."""
        return {}

    @api.model
    def _show_pages(self, text):
        if not self.env.user._is_internal():
            return []
        typed = text.casefold().split()
        return [
            {"kind": "page", "id": 0, "name": name, "detail": "", "action": action}
            for action, (name, words) in self._get_pages().items()
            if any(self._is_word(own, word) for own in typed for word in words)
        ]

    @api.model
    def _is_word(self, typed, word):
        """Return whether *typed* is *word*, a beginning of it or, as Chinese writes no
        spaces, has it inside."""
        least = MIN_LATIN if word.isascii() else MIN_CHINESE
        if len(typed) < least:
            return False
        return word.startswith(typed) or (
            typed.startswith(word) if word.isascii() else word in typed
        )

    # ------------------------------------------------------------------
    # Requests
    # ------------------------------------------------------------------

    @api.model
    def _number_domain(self, text):
        """Return the domain of requests whose number *text* may be, or None.

        Exact values only: the index of numbers finds them among a million.
        """
        found = NUMBER.fullmatch(text)
        if not found:
            return None
        digits = found[1]
        numbers = {text, text.upper()}
        # sudo: how numbers look is on every request
        sequence_sudo = self.env["ir.sequence"].sudo()
        for sequence in sequence_sudo.search(
            [("code", "=", "helpdesk.ticket.sequence")]
        ):
            prefix = sequence.prefix if "%" not in (sequence.prefix or "") else ""
            numbers.add(f"{prefix or ''}{digits.zfill(sequence.padding)}")
        return Domain("number", "in", sorted(numbers)) & Domain("number", "!=", "/")

    def _find_requests(self, text, people, limit):
        """Return the requests that may be read of those the indexes find.

        The access rules are a long OR over several tables: asked first they would read
        a million requests. So a few hundred are found by an index, and then judged.
        """
        Ticket = self.env["helpdesk.ticket"].with_context(active_test=False)
        found = Ticket
        domain = self._number_domain(text)
        if domain:
            found = Ticket.search(
                Domain("id", "in", self._candidates(domain)), limit=limit
            )
        # a number typed is meant
        for wanted in () if found else self._other_searches(text, people):
            if len(found) >= limit:
                break
            ids = self._candidates(wanted)
            found |= Ticket.search(
                Domain("id", "in", ids) & Domain("id", "not in", found.ids),
                limit=limit - len(found),
                order="icrm_submitted_at desc, id desc",
            )
        return found

    def _other_searches(self, text, people):
        """Return the domains of own requests, of people's and of those one serves."""
        # sudo: who one is, which teams and departments one serves
        user_sudo = self.env.user.sudo()
        mine_sudo = (
            self.env["icrm.customer"].sudo().search([("user_id", "=", self.env.uid)])
        )
        words = Domain.AND(Domain("name", "ilike", word) for word in text.split()[:6])
        searches = []
        if mine_sudo:
            searches.append(self._of_people(mine_sudo) & words)
        if people:
            searches.append(self._of_people(people))
        days = WORDS_DAYS if INDEXED.search(text) else SHORT_WORDS_DAYS
        since = fields.Datetime.now() - timedelta(days=days)
        recent = Domain("icrm_submitted_at", ">=", since) & words
        if user_sudo.has_group(OFFICER) or user_sudo.has_group(AUDITOR):
            searches.append(recent)
        elif user_sudo.has_group(AGENT):
            teams_sudo = (
                self.env["helpdesk.ticket.team"]
                .sudo()
                .search([("user_ids", "in", user_sudo.ids)])
            )
            departments = user_sudo.icrm_department_ids
            searches += [
                recent & Domain(field, "in", records.ids)
                for field, records in (
                    ("team_id", teams_sudo),
                    ("icrm_provider_department_id", departments),
                )
                if records
            ]
        return searches

    @api.model
    def _of_people(self, customers):
        return Domain("icrm_requester_id", "in", customers.ids) | Domain(
            "icrm_beneficiary_id", "in", customers.ids
        )

    def _candidates(self, domain):
        """Return the ids of the newest requests of *domain*, whoever may read them."""
        # sudo: ids alone, and only for a search that judges them by the rules
        Ticket_sudo = self.env["helpdesk.ticket"].sudo().with_context(active_test=False)
        return Ticket_sudo.search(
            domain
            & Domain("icrm_service_id", "!=", False)
            & Domain("company_id", "in", self.env.companies.ids),
            limit=CANDIDATES,
            order="id desc",
        ).ids

    def _show_requests(self, requests):
        requests.fetch(["number", "name", "icrm_service_id", "icrm_state"])
        # sudo: only to tell own requests from those of the desk
        own = requests.sudo().filtered(
            lambda request: self.env.user
            in (request.icrm_requester_id | request.icrm_beneficiary_id).user_id
        )
        states = dict(requests._fields["icrm_state"]._description_selection(self.env))
        return [
            {
                "kind": "request",
                "id": request.id,
                "name": f"{request.number} {request.name}",
                "detail": states.get(request.icrm_state, ""),
                "action": "icrm_internal.helpdesk_ticket_action_my"
                if request.id in own.ids
                else "icrm_internal.helpdesk_ticket_action_desk",
            }
            for request in requests
        ]

    # ------------------------------------------------------------------
    # Services, articles, people
    # ------------------------------------------------------------------

    def _show_services(self, text, limit):
        services = self.env["icrm.service"].search_catalogue(text, limit=limit)
        services.fetch(["name", "summary"])
        return [
            {
                "kind": "service",
                "id": service.id,
                "name": service.name,
                "detail": service.summary or "",
                "action": "icrm_internal.icrm_service_action_my",
            }
            for service in services
        ]

    def _show_articles(self, text, limit):
        words = text.split()[:6]
        domain = Domain.AND(
            Domain("name", "ilike", word) | Domain("keywords", "ilike", word)
            for word in words
        )
        domain &= Domain("state", "=", "published")
        domain &= Domain("service_id.state", "=", "published")
        articles = self.env["icrm.service.article"].search_fetch(
            domain, ["name", "service_id"], limit=limit
        )
        return [
            {
                "kind": "article",
                "id": article.id,
                "name": article.name,
                "detail": article.service_id.name,
                "action": "icrm_internal.icrm_service_action_my",
                "service_id": article.service_id.id,
            }
            for article in articles
        ]

    def _find_people(self, text):
        Customer = self.env["icrm.customer"]
        if not self.env.user._is_internal():
            return Customer
        domain = Domain("name", "ilike", text) | Domain("email", "=ilike", text)
        # only for those who may read the numbers: desk, officers, auditors
        if self._is_phone(text) and Customer._has_field_access(
            Customer._fields["phone_digits"], "read"
        ):
            domain |= Domain("phone_digits", "like", phone_digits.get_needle(text))
        return Customer.search(domain, limit=PEOPLE)

    @api.model
    def _is_phone(self, text):
        needle = phone_digits.get_needle(text)
        # zeros alone are in every number
        return len(phone_digits.to_digits(text)) >= MIN_PHONE and needle.strip("0")

    def _show_people(self, people):
        people.fetch(["name", "job_title"])
        return [
            {
                "kind": "customer",
                "id": person.id,
                "name": person.name,
                "detail": person.job_title or "",
                "action": "icrm_internal.icrm_customer_action",
            }
            for person in people
        ]
