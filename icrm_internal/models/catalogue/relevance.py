# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""How well services fit what was typed, as SQL over the text they are searched by."""

from odoo.fields import Domain
from odoo.tools import SQL
from odoo.tools.sql import escape_psql

from ...measures import textsearch

# What a word is worth: (in the name, elsewhere)
BEGINNING = (1.0, 0.7)
INSIDE = (0.85, 0.6)
SLIP = 0.5
# Merely alike, and how alike pg_trgm must find them
LIKENESS = 0.3
ALIKE = 0.5
# Of several words typed, what the best one alone is worth
BEST_WORD = 0.3
# Of a Chinese word not found as a whole, the share of its pairs that must be there
PAIRS_FOUND = 0.5


def relevance_sql(services, alias, tokens):
    """Return the SQL of a number from 0 (not meant) to 1 (begins its name)."""
    text = SQL.identifier(
        alias, "search_text", to_flush=services._fields["search_text"]
    )
    names = SQL("split_part(%s, E'\\n', 1)", text)
    weights = [len(token.text) for token in tokens]
    scores = [_token(services, token, text, names) for token in tokens]
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
    # only exact words count here; typos are not searched again
    best = SQL(", ").join(
        _token(services, token, text, names, forgive=False) for token in tokens
    )
    return SQL("GREATEST(%s, %s * GREATEST(%s))", average, BEST_WORD, best)


def _is_common_word(services, word):
    """Whether *word* is one of the catalogue's, asked once for a statement.

    Likeness costs ten times what all the rest does and finds nothing better for a
    word that is right. Only services for everyone are asked, in sudo: whether something
    is found must not reveal the content of services the caller may not read.
    """
    internal = services.env.user._is_internal()
    portal = Domain.TRUE if internal else Domain("portal_published", "=", True)
    query = (
        services.browse()
        .sudo()
        ._search(
            Domain("state", "=", "published")
            & Domain("audience", "=", "everyone")
            & portal
            & Domain("company_id", "in", services.env.companies.ids)
            & Domain("search_text", "like", f" {word}"),
            limit=1,
        )
    )
    return SQL("EXISTS (%s)", query.select(SQL("1")))


def _token(services, token, text, names, forgive=True):
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
        # Typo patterns work everywhere; similarity needs PostgreSQL's pg_trgm.
        patterns = [f"% {pattern}%" for pattern in textsearch.typo_patterns(token.text)]
        cases.append(SQL("WHEN %s LIKE ANY (%s) THEN %s", text, patterns, SLIP))
        if services.env.registry.has_trigram:
            cases.append(
                SQL(
                    "WHEN NOT %s AND word_similarity(%s, %s) >= %s THEN %s",
                    _is_common_word(services, word),
                    token.text,
                    text,
                    ALIKE,
                    LIKENESS,
                )
            )
    return SQL("CASE %s ELSE 0 END", SQL(" ").join(cases))
