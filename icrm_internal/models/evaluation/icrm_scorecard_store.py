# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import json

from odoo import api, fields, models
from odoo.tools import SQL

from ...measures import period

# The columns of a line and how PostgreSQL reads them.
TYPES = {
    "sequence": "int",
    "kpi_id": "int",
    "parent_kpi_id": "int",
    "is_group": "bool",
    "has_value": "bool",
    "n": "int",
    "has_score": "bool",
    "has_previous": "bool",
    "has_previous_score": "bool",
    "rank": "int",
    "rank_of": "int",
    "cause_department_id": "int",
    "cause_service_id": "int",
    "cause_n": "int",
}
HEAD = {
    "score": "float",
    "has_score": "bool",
    "known_share": "float",
    "previous_score": "float",
    "has_previous": "bool",
    "rank": "int",
    "rank_of": "int",
}


class IcrmScorecard(models.Model):
    """Writing and freezing: all of a period is one transaction.

    Killed before its commit, nothing happened; killed after it, or run again, there is
    nothing left to do.
    """

    _inherit = "icrm.scorecard"

    # -- writing -----------------------------------------------------------------------
    @api.model
    def _store(self, company, kind, first, last, cards):
        """Write the drafts by three statements; what is frozen stays."""
        rows = [
            {name: value for name, value in card.items() if name != "lines"}
            | {"department_id": id_}
            for id_, card in cards.items()
        ]
        whose = SQL(
            "company_id = %s AND period_kind = %s AND date_from = %s",
            company.id,
            kind,
            first,
        )
        self.env.cr.execute(
            SQL(
                "DELETE FROM icrm_scorecard WHERE %s AND state = 'draft'"
                " AND department_id <> ALL(%s)",
                whose,
                list(cards),
            )
        )
        names = SQL(", ").join(map(SQL.identifier, HEAD))
        drafts = dict(
            self.env.execute_query(
                SQL(
                    """
                    INSERT INTO icrm_scorecard AS card (
                        company_id, department_id, period_kind, date_from, date_to,
                        state, correction_total, final_score, %(names)s)
                    SELECT %(company)s, department_id, %(kind)s, %(first)s, %(last)s,
                           'draft', 0, ROUND(score::numeric, 1), %(names)s
                      FROM jsonb_to_recordset(%(rows)s) AS row (
                           department_id int, %(typed)s)
                     ORDER BY department_id
                        ON CONFLICT (company_id, department_id, period_kind, date_from)
                        DO UPDATE SET %(updated)s, final_score = EXCLUDED.final_score
                     WHERE card.state = 'draft'
                    RETURNING department_id, id
                    """,
                    names=names,
                    company=company.id,
                    kind=kind,
                    first=first,
                    last=last,
                    rows=json.dumps(rows),
                    typed=SQL(", ").join(
                        SQL("%s %s", SQL.identifier(name), SQL(type_))
                        for name, type_ in HEAD.items()
                    ),
                    updated=SQL(", ").join(
                        SQL("%(name)s = EXCLUDED.%(name)s", name=SQL.identifier(name))
                        for name in HEAD
                    ),
                )
            )
        )
        self.env.cr.execute(
            SQL(
                "DELETE FROM icrm_scorecard_line WHERE scorecard_id = ANY(%s)",
                list(drafts.values()),
            )
        )
        self._store_lines(
            {drafts[id_]: card["lines"] for id_, card in cards.items() if id_ in drafts}
        )
        self.invalidate_model()
        self.env["icrm.scorecard.line"].invalidate_model()
        return sorted(drafts.values())

    @api.model
    def _store_lines(self, lines_by_card):
        told = self.env["icrm.scorecard.line"]._TOLD
        names = SQL(", ").join(map(SQL.identifier, told))
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO icrm_scorecard_line (scorecard_id, %(names)s)
                SELECT scorecard_id, %(names)s
                  FROM jsonb_to_recordset(%(rows)s) AS row (
                       scorecard_id int, %(typed)s)
                 ORDER BY scorecard_id, sequence
                """,
                names=names,
                rows=json.dumps(
                    [
                        {"scorecard_id": card_id, **line}
                        for card_id, lines in lines_by_card.items()
                        for line in lines.values()
                    ]
                ),
                typed=SQL(", ").join(
                    SQL("%s %s", SQL.identifier(name), SQL(TYPES.get(name, "numeric")))
                    for name in told
                ),
            )
        )

    # -- freezing ----------------------------------------------------------------------
    @api.model
    def _freeze(self, company, kind, first):
        """Freeze the scorecards of a period that is over; return how many are new.

        The indicators of the period are computed and closed first. What is frozen
        already stays, so a second time there is nothing to do.
        """
        first, last = period.bounds(kind, first)
        periods = self._get_periods(company, kind, first, last)
        # One after the other; whoever waited starts anew and finds it done.
        periods._icrm_lock()
        self._compute_open(company, kind, first, last)
        periods._close()
        drafts = self._build(company, kind, first)
        checksums = self._get_checksums(drafts)
        self.env.cr.execute(
            SQL(
                """
                UPDATE icrm_scorecard AS card
                   SET state = 'frozen', frozen_on = %s, checksum = sum.checksum
                  FROM unnest(%s::int[], %s::varchar[]) AS sum (id, checksum)
                 WHERE card.id = sum.id AND card.state = 'draft'
                """,
                fields.Date.context_today(self),
                list(checksums),
                list(checksums.values()),
            )
        )
        self.invalidate_model()
        return len(drafts)

    @api.model
    def _compute_open(self, company, kind, first, last):
        """Compute the indicators of a period and of the one before, unless they are
        closed."""
        for bounds in (period.previous(kind, first), (first, last)):
            known = self.env["icrm.kpi.period"].search(
                [
                    ("company_id", "=", company.id),
                    ("kind", "=", kind),
                    ("date_from", "=", bounds[0]),
                ]
            )
            if known.state != "closed":
                self.env["icrm.kpi"]._compute_values(*bounds, companies=company)

    @api.model
    def _get_periods(self, company, kind, first, last):
        """Return the period of results, made now if indicators did not need it yet."""
        Period = self.env["icrm.kpi.period"].sudo()
        domain = [
            ("company_id", "=", company.id),
            ("kind", "=", kind),
            ("date_from", "=", first),
        ]
        known = Period.search(domain)
        if known:
            return known
        # Of two who need a new one the second finds it.
        company._icrm_lock()
        return Period.create(
            {
                "company_id": company.id,
                "kind": kind,
                "date_from": first,
                "date_to": last,
            }
        )
