# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import re
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from .helpdesk_ticket_course import OPEN_STATES

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
    """What may spare a customer the request: his own open one, or an article."""

    _inherit = "icrm.service"

    @api.readonly
    def suggest(self, text):
        """Return what looks like *text*: own open requests and help articles.

        A constant number of queries, whatever is stored. Only what the caller may see.

        :param str text: what the customer has typed so far; the first 250 characters
            count, and fewer than three find nothing
        :return: dict with ``duplicates``, up to five ``{"id", "number", "name",
            "state"}`` of the last 30 days, and ``articles``, up to five ``{"id",
            "name", "service_id", "url"}``, best first
        """
        service = self._check_on_offer()
        wanted = grams(text[:250]) if isinstance(text, str) else set()
        if len(wanted) < 2:
            return {"duplicates": [], "articles": []}
        return {
            "duplicates": service._suggest_duplicates(wanted),
            "articles": service._suggest_articles(text[:250], wanted),
        }

    def _suggest_duplicates(self, wanted):
        since = fields.Datetime.now() - timedelta(days=SUGGEST_DAYS)
        tickets = self.env["helpdesk.ticket"].search_fetch(
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
            limit=100,
        )
        return [
            {
                "id": ticket.id,
                "number": ticket.number,
                "name": ticket.name,
                "state": ticket.icrm_state,
            }
            for ticket in self._best(tickets, wanted, lambda ticket: ticket.name)
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
            Domain("service_id.state", "=", "published") & (own | matches),
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
            for article in self._best(
                articles,
                wanted,
                lambda article: f"{article.name} {article.keywords or ''}",
            )
        ]

    def _best(self, records, wanted, text_of):
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
