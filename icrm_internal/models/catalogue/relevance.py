# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""How well services fit what was typed, as one SQL statement over their index.

A search is read into units (:func:`read_query`): words, pairs of Chinese characters,
concepts. Each counts by how telling it is, how well the best term for it fits, where in
the service that stands, and how rare it is in the catalogue.
"""

from odoo.tools import SQL

from ...measures.textsearch import BEGINNING, word_for

# Long searches: how much each word that is not found counts against
LENGTH = 0.7
# What a word that the catalogue does not know counts: names of places and people
# little, a concept that is not offered much.
UNKNOWN = 0.5
NOT_OFFERED = 1.2
# ... and one that is seldom a service more than all the rest: a hot dog
PRIVATE = 4.0
COMMONEST = 0.25
# When a service is meant: one word typed, and several
ONE_WORD = (0.08, 0.5)
BEST, COVERED, RELEVANT = 0.55, 0.25, 0.17
# All words of a search, as they are typed, are enough wherever they stand
ALL_WORDS = 0.95
# Two letters begin too many words
SHORT_BEGINNING = 0.6


def _asked(units):
    rows = [
        (number, term, worth)
        for number, unit in enumerate(units)
        for term, worth in unit.terms.items()
    ]
    beginnings = [
        (number, unit.beginning) for number, unit in enumerate(units) if unit.beginning
    ]
    return rows, beginnings


def _columns(rows, width):
    return [list(column) for column in zip(*rows, strict=True)] or [[]] * width


def hits_sql(units, with_word=False):
    """Return SQL of ``(service_id, unit, fit, literal[, word])``: each term found."""
    rows, beginnings = _asked(units)
    word = SQL(", t.word") if with_word else SQL()
    column = SQL(", word") if with_word else SQL()
    # OFFSET 0: the index for each term; the planner would read the whole table
    statement = SQL(
        """
        SELECT t.service_id, a.unit, t.weight * a.worth AS fit,
               a.worth = 1 AS literal %s
          FROM unnest(%s::int[], %s::text[], %s::float[]) AS a (unit, term, worth)
         CROSS JOIN LATERAL (
               SELECT service_id, weight %s FROM icrm_service_term
                WHERE term COLLATE "C" = a.term OFFSET 0) AS t
        """,
        word,
        *_columns(rows, 3),
        column,
    )
    for number, beginning in beginnings:
        statement = SQL(
            """
            %s UNION ALL
            SELECT t.service_id, %s, t.weight * %s, false %s
              FROM icrm_service_term t
             WHERE t.term COLLATE "C" >= %s AND t.term COLLATE "C" < %s
            """,
            statement,
            number,
            BEGINNING if len(beginning) > 2 else SHORT_BEGINNING,
            word,
            beginning,
            beginning + "\U0010ffff",
        )
    return statement


def scores_sql(units):
    """Return SQL of ``(service_id, score)``: the services that *units* may mean.

    How rare a word is, is counted among services for everyone alone: what is found must
    not reveal the content of services the caller may not read.
    """
    required = [unit for unit in units if not unit.optional]
    if len(required) == 1:
        condition = SQL("score >= %s AND covered >= %s", ONE_WORD[0], ONE_WORD[1])
    else:
        condition = SQL(
            "literal AND covered >= %s OR best >= %s AND covered >= %s AND score >= %s",
            ALL_WORDS,
            BEST,
            COVERED,
            RELEVANT,
        )
    return SQL(
        """(
        WITH unit AS MATERIALIZED (
            SELECT * FROM unnest(
                %(numbers)s::int[], %(weights)s::float[], %(optional)s::bool[],
                %(missing)s::float[]
            ) AS u (unit, weight, optional, missing)
        ), hit AS MATERIALIZED (
            SELECT service_id, unit, MAX(fit) AS fit,
                   BOOL_OR(literal) AS literal
              FROM (%(hits)s) AS found
             GROUP BY service_id, unit
        ), rarity AS (
            SELECT hit.unit, SUM(hit.fit) / MAX(hit.fit) AS frequency
              FROM hit JOIN icrm_service s ON s.id = hit.service_id
             WHERE s.audience = 'everyone' AND s.state = 'published'
             GROUP BY hit.unit
        ), size AS (
            SELECT COUNT(*) + 1 AS services FROM icrm_service
             WHERE audience = 'everyone' AND state = 'published'
        ), told AS (
            SELECT unit.*,
                   GREATEST(%(commonest)s, COALESCE(
                       ln(1 + size.services / rarity.frequency)
                       / ln(1 + size.services), 1)) AS rare,
                   rarity.unit IS NULL AS unheard
              FROM unit CROSS JOIN size LEFT JOIN rarity USING (unit)
        ), whole AS (
            SELECT GREATEST(%(least)s, COALESCE(SUM(
                       weight * CASE WHEN unheard THEN missing ELSE 1 END
                   ) FILTER (WHERE NOT optional), 0)) AS total,
                   -- arrays, not a join: the planner guesses the number of services
                   array_agg(weight * rare ORDER BY unit) AS worths,
                   array_agg(CASE WHEN optional THEN 0 ELSE weight END ORDER BY unit)
                       AS shares,
                   array_agg(LEAST(1, weight / 0.6) ORDER BY unit) AS trusts
              FROM told
        ), rated AS (
            SELECT service_id,
                   SUM(fit * worths[unit + 1]) / POWER(MIN(total), %(length)s) AS score,
                   SUM(shares[unit + 1]) / MIN(total) AS covered,
                   MAX(fit * trusts[unit + 1]) AS best,
                   BOOL_AND(literal) AS literal
              FROM hit CROSS JOIN whole
             GROUP BY service_id
        )
        SELECT service_id, CASE WHEN %(condition)s THEN score END AS score FROM rated
        )""",
        numbers=list(range(len(units))),
        weights=[unit.weight for unit in units],
        optional=[unit.optional for unit in units],
        missing=[
            PRIVATE if unit.private else NOT_OFFERED if unit.known else UNKNOWN
            for unit in units
        ],
        hits=hits_sql(units),
        commonest=COMMONEST,
        least=0.35,
        length=LENGTH,
        condition=condition,
    )


def join_scores(services, query, alias, units):
    """Join the scores of *units* to a *query* of services; return the SQL of a score.

    NULL where the service is not meant. The same units are joined once, for the
    condition and the order.
    """
    table = scores_sql(units)
    name = f"{alias}__found_{abs(hash(repr(units))):x}"[:60]
    query.add_join(
        "LEFT JOIN",
        name,
        table,
        SQL(
            "%s = %s",
            SQL.identifier(name, "service_id"),
            # what changed is read into the index first
            SQL.identifier(alias, "id", to_flush=services._fields["search_text"]),
        ),
    )
    return SQL.identifier(name, "score")


def explain(services, units, count=2):
    """Return ``{service id: [(typed, found)]}``: the best words a service is found by.

    One statement for any number of services.
    """
    found = {}
    lang = services.env.lang or ""
    services.env["icrm.service.term"].flush_model()
    # SQL: the index has no rights of its own; the services were read by the caller.
    for service, unit, word in services.env.execute_query(
        SQL(
            """
            SELECT service_id, unit, word FROM (
                SELECT DISTINCT ON (service_id, unit) service_id, unit, word, fit
                  FROM (%s) AS hit
                 WHERE service_id = ANY(%s)
                 ORDER BY service_id, unit, fit DESC, word
            ) AS best
             ORDER BY service_id, fit DESC, unit
            """,
            hits_sql(units, with_word=True),
            services.ids,
        )
    ):
        words = found.setdefault(service, [])
        word = word_for(word or "", lang.startswith("zh"), lang in ("zh_TW", "zh_HK"))
        typed = units[unit]
        said = word in [known for _typed, known in words]
        if len(words) < count and not said and not (words and typed.optional):
            words.append((typed.text, word))
    return found
