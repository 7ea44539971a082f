# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL
from odoo.tools.sql import escape_psql

from ...measures import textsearch
from .translations import read_texts

# What a word is worth: (in the name, elsewhere)
BEGINNING = (1.0, 0.7)
INSIDE = (0.85, 0.6)
SLIP = 0.5
# Merely alike, and how alike pg_trgm must find them
LIKENESS = 0.3
ALIKE = 0.5
# How relevant a service must be to be shown: an average over the words typed, the
# longer the weightier. One good word of several is enough.
RELEVANT = 0.2
BEST_WORD = 0.3
# Of a Chinese word not found as a whole, the share of its pairs that must be there
PAIRS_FOUND = 0.5


class IcrmService(models.Model):
    """How a service is found: by what people type, not by what it is called."""

    _inherit = "icrm.service"

    # Line 1 the names, line 2 the rest, both folded (see measures/textsearch), in
    # every language: a Chinese word finds the service on an English screen, too.
    search_text = fields.Text(compute="_compute_search_text", store=True)
    # Nothing to read: only an order for lists, of what was typed (`icrm_query`)
    relevance = fields.Float(compute="_compute_relevance")

    _search_text_trgm = models.Index(
        lambda registry: "USING gin (search_text gin_trgm_ops)"
        if registry.has_trigram
        else ""
    )

    # Extended by the requests: what the own department asks for most
    _catalogue_order = "is_pinned desc, relevance desc, name, id"

    @api.depends(
        "name",
        "summary",
        "keywords",
        "category_id.search_text",
        "department_id.name",
    )
    def _compute_search_text(self):
        """Three queries, whatever the number of services and languages."""
        names = read_texts(self, ["name"])
        texts = read_texts(self, ["summary", "keywords"])
        departments = read_texts(self.sudo().department_id, ["name"])
        for service in self:
            service.search_text = "\n".join(
                textsearch.fold_document(" ".join(filter(None, parts)))
                for parts in (
                    names[service.id],
                    [
                        *texts[service.id],
                        service.category_id.search_text,
                        *departments.get(service.department_id.id, ()),
                    ],
                )
            )

    @api.depends_context("icrm_query")
    def _compute_relevance(self):
        self.relevance = 0.0

    # -------------------------------------------------------------------- search
    @api.model
    @api.readonly
    def search_catalogue(self, query="", limit=40):
        """Return the services the caller may ask for, best first; one query.

        Pinned ones first, then by relevance if there is a *query*, then what the
        caller's department asked for most, then by name. The access rules are part of
        the same statement: a limit never hides what the caller may see.

        :param str query: what was typed, in any language; slips are forgiven
        :param int limit: 1 to 200
        :return: an ``icrm.service`` recordset (over JSON-2: ids)
        """
        if type(limit) is not int or not 0 < limit <= 200:
            raise UserError(self.env._("The limit must lie between 1 and 200."))
        if not isinstance(query or "", str):
            raise UserError(self.env._("The search must be a text."))
        services = self.with_context(icrm_query=query)
        found = services.search(
            self._catalogue_domain() & services._query_domain(query),
            limit=limit,
            order=self._catalogue_order,
        )
        return found.with_env(self.env)

    @api.model
    def _catalogue_domain(self):
        """What the catalogue shows the current user: in force, and for him or her."""
        return Domain("state", "=", "published") & Domain("is_in_audience", "=", True)

    @api.model
    def _query_domain(self, query):
        """Return the domain of the services that *query* may mean."""
        if not (query or "").strip():
            return Domain.TRUE
        tokens = textsearch.tokenize(query)
        if not tokens:
            return Domain.FALSE  # nothing but punctuation

        def to_sql(model, alias, sql_query):
            return SQL("%s >= %s", model._relevance_sql(alias, tokens), RELEVANT)

        def predicate(service):
            return service.search(
                Domain("id", "=", service.id) & Domain.custom(to_sql=to_sql)
            )

        return Domain.custom(to_sql=to_sql, predicate=predicate)

    def _search_display_name(self, operator, value):
        """Typing in any search box forgives."""
        if isinstance(value, str) and value.strip():
            if operator == "ilike":
                return self._query_domain(value)
            if operator == "not ilike":
                return ~self._query_domain(value)
        return super()._search_display_name(operator, value)

    def _order_field_to_sql(self, alias, field_name, direction, nulls, query):
        if field_name == "relevance":
            typed = self.env.context.get("icrm_query")
            if isinstance(typed, (list, tuple)):  # the facets of a search box
                typed = " ".join(text for text in typed if isinstance(text, str))
            tokens = textsearch.tokenize(typed) if isinstance(typed, str) else None
            if not tokens:
                return SQL()
            return SQL("%s %s", self._relevance_sql(alias, tokens), direction)
        return super()._order_field_to_sql(alias, field_name, direction, nulls, query)

    def _relevance_sql(self, alias, tokens):
        """Return the SQL of a number from 0 (not meant) to 1 (begins its name)."""
        text = SQL.identifier(
            alias, "search_text", to_flush=self._fields["search_text"]
        )
        names = SQL("split_part(%s, E'\\n', 1)", text)
        weights = [len(token.text) for token in tokens]
        scores = [self._token_sql(token, text, names) for token in tokens]
        if len(tokens) == 1:
            return scores[0]
        average = SQL(
            "(%s) / %s::float",
            SQL(" + ").join(
                SQL("%s * %s", weight, score)
                for weight, score in zip(weights, scores, strict=True)
            ),
            sum(weights),
        )
        # only words found as they are count here: slips are not looked for again
        best = SQL(", ").join(
            self._token_sql(token, text, names, forgive=False) for token in tokens
        )
        return SQL("GREATEST(%s, %s * GREATEST(%s))", average, BEST_WORD, best)

    def _common_word_sql(self, word):
        """Whether *word* is one of the catalogue's, asked once for a statement.

        Likeness costs ten times what all the rest does and finds nothing better for a
        word that is right. Only services for everyone are asked: whether something is
        found must not tell what is in those the caller may not see.
        """
        internal = self.env.user._is_internal()
        portal = Domain.TRUE if internal else Domain("portal_published", "=", True)
        query = (
            self.browse()
            .sudo()
            ._search(
                Domain("state", "=", "published")
                & Domain("audience", "=", "everyone")
                & portal
                & Domain("company_id", "in", self.env.companies.ids)
                & Domain("search_text", "like", f" {word}"),
                limit=1,
            )
        )
        return SQL("EXISTS (%s)", query.select(SQL("1")))

    def _token_sql(self, token, text, names, forgive=True):
        word = escape_psql(token.text)
        if token.unspaced:
            cases = [
                SQL("WHEN %s LIKE %s THEN %s", names, f"%{word}%", BEGINNING[0]),
                SQL("WHEN %s LIKE %s THEN %s", text, f"%{word}%", BEGINNING[1]),
            ]
            if forgive and len(token.text) > 2:
                pairs = textsearch.pairs(token.text)
                found = SQL(" + ").join(
                    SQL("(%s LIKE %s)::int", text, f"%{escape_psql(pair)}%")
                    for pair in pairs
                )
                cases.append(
                    SQL(
                        "WHEN (%s) >= %s THEN %s",
                        found,
                        PAIRS_FOUND * len(pairs),
                        SLIP,
                    )
                )
            return SQL("CASE %s ELSE 0 END", SQL(" ").join(cases))
        cases = [
            SQL("WHEN %s LIKE %s THEN %s", names, f"% {word}%", BEGINNING[0]),
            SQL("WHEN %s LIKE %s THEN %s", text, f"% {word}%", BEGINNING[1]),
        ]
        if len(token.text) > 2:
            cases += [
                SQL("WHEN %s LIKE %s THEN %s", names, f"%{word}%", INSIDE[0]),
                SQL("WHEN %s LIKE %s THEN %s", text, f"%{word}%", INSIDE[1]),
            ]
        if forgive and len(token.text) > 3:
            # Known slips work everywhere; likeness only where PostgreSQL has pg_trgm.
            patterns = [f"% {pattern}%" for pattern in textsearch.slips(token.text)]
            cases.append(SQL("WHEN %s LIKE ANY (%s) THEN %s", text, patterns, SLIP))
            if self.env.registry.has_trigram:
                cases.append(
                    SQL(
                        "WHEN NOT %s AND word_similarity(%s, %s) >= %s THEN %s",
                        self._common_word_sql(word),
                        token.text,
                        text,
                        ALIKE,
                        LIKENESS,
                    )
                )
        return SQL("CASE %s ELSE 0 END", SQL(" ").join(cases))
