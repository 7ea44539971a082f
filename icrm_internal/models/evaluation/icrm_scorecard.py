# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import hashlib
import json
import logging
from collections import defaultdict
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ...measures import drawing, period, rounding, trend
from ..access import caller_values, company_day
from ..access.actions import open_action, open_dialog, show_message
from ..access.groups import AUDITOR, OFFICER
from ..access.jobs import run_each
from ..access.number_formatter import NumberFormatter
from ..customer import department_names
from . import scorecard_rows
from .company_result import CompanyResult
from .icrm_kpi import PERIOD_KINDS, format_period
from .icrm_scorecard_line import LEAST
from .scorecard_builder import ScorecardBuilder
from .scorecard_comparison import CompanySide, Side, compare

STATES = [("draft", "Draft"), ("frozen", "Frozen"), ("published", "Published")]

REASONS = 3

# The columns of a line and how PostgreSQL reads them.
TYPES = {
    "sequence": "int",
    "kpi_id": "int",
    "parent_kpi_id": "int",
    "is_group": "bool",
    "has_value": "bool",
    "case_count": "int",
    "has_score": "bool",
    "has_previous": "bool",
    "has_previous_score": "bool",
    "rank": "int",
    "rank_of": "int",
    "cause_department_id": "int",
    "cause_service_id": "int",
    "cause_case_count": "int",
}

HEAD = {
    "score": "float",
    "has_score": "bool",
    "known_share": "float",
    "previous_score": "float",
    "has_previous": "bool",
    "rank": "int",
    "rank_of": "int",
    "compared_days": "int",
}

_logger = logging.getLogger(__name__)

BATCH = 100

# How many periods a small curve draws.
PERIODS = 12

# What a cell of the heat map is made of.
CELL = [
    "scorecard_id",
    "kpi_id",
    "sequence",
    "is_group",
    "has_value",
    "value",
    "has_score",
    "score",
    "has_previous",
    "previous_value",
]


class PointsFloat(fields.Float):
    """A score as it was computed, shown with the digits it is published with.

    Not rounded in its column: the checksum of what was frozen was made of it.
    """

    def _description_digits(self, env):
        return (16, rounding.POINTS)


class IcrmScorecard(models.Model):
    """A department's result in a period: its indicators, their targets, its state.

    Draft: a preview that follows the indicators, for the office. Frozen: what the
    period came to; it stays, whatever happens to what it was computed from. Published:
    the heads of the department read it. One is written by the engine alone (see
    ``_build``): not even the superuser edits one through the ORM;
    what was wrong gets a counter-entry (:mod:`.icrm_scorecard_correction`).
    """

    _name = "icrm.scorecard"
    _inherit = "icrm.frozen"
    _description = "Scorecard"
    _order = (
        "date_from desc, period_kind, final_score desc nulls last, department_id, id"
    )
    _log_access = False

    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, ondelete="restrict"
    )
    department_id = fields.Many2one(
        "hr.department", required=True, readonly=True, ondelete="restrict"
    )
    department_name = fields.Char(
        string="Department's Name", translate=True, readonly=True, help="When frozen."
    )
    period_kind = fields.Selection(
        PERIOD_KINDS, string="Period Type", required=True, readonly=True
    )
    date_from = fields.Date(string="First Day", required=True, readonly=True)
    date_to = fields.Date(string="Last Day", required=True, readonly=True)
    period_name = fields.Char(string="Period", compute="_compute_period_name")
    state = fields.Selection(STATES, required=True, readonly=True, default="draft")
    score = PointsFloat(
        string="Computed Score",
        readonly=True,
        aggregator=None,
        help="0 to 100: the weighted mean of indicators that have data.",
    )
    has_score = fields.Boolean(readonly=True)
    known_share = PointsFloat(
        string="Weight With Data",
        readonly=True,
        aggregator="avg",
        help="Share of the weight with data, in percent.",
    )
    previous_score = PointsFloat(
        string="Previous Period", readonly=True, aggregator="avg"
    )
    has_previous = fields.Boolean(string="Has Previous Period", readonly=True)
    rank = fields.Integer(
        readonly=True,
        aggregator=None,
        help="Among departments of the same level; 0 if none.",
    )
    rank_of = fields.Integer(
        string="Departments Compared", readonly=True, aggregator=None
    )
    compared_days = fields.Integer(
        string="Days Compared",
        readonly=True,
        aggregator=None,
        help="While the period runs: days of the previous period compared with.",
    )
    frozen_on = fields.Date(string="Frozen", readonly=True)
    published_on = fields.Date(readonly=True)
    published_by_id = fields.Many2one(
        "res.users", string="Published by", readonly=True, ondelete="restrict"
    )
    checksum = fields.Char(
        readonly=True,
        groups=f"{OFFICER},{AUDITOR}",
        help="SHA-256 of the frozen content.",
    )
    line_ids = fields.One2many("icrm.scorecard.line", "scorecard_id", readonly=True)
    correction_ids = fields.One2many("icrm.scorecard.correction", "scorecard_id")
    correction_total = fields.Integer(
        string="Corrections",
        readonly=True,
        default=0,
        aggregator=None,
    )
    final_score = fields.Float(
        string="Score", readonly=True, digits=(5, 1), aggregator="avg"
    )
    change = fields.Float(compute="_compute_change", digits=(5, 1), aggregator=None)
    trend = fields.Selection(
        [("better", "Better"), ("same", "Unchanged"), ("worse", "Worse")],
        compute="_compute_trend",
        help="Whether the score moved beyond what chance does.",
    )

    _one_uniq = models.Constraint(
        "UNIQUE (company_id, department_id, period_kind, date_from)",
        "A department can only have one scorecard per period.",
    )
    # BETWEEN leaves NaN and infinity out.
    _scores = models.Constraint(
        "CHECK (score BETWEEN 0 AND 100 AND final_score BETWEEN 0 AND 100"
        " AND previous_score BETWEEN 0 AND 100 AND known_share BETWEEN 0 AND 100)",
        "Scores and shares must be between 0 and 100.",
    )
    _department_idx = models.Index("(department_id, period_kind, date_from)")

    # ------------------------------------------------------------------
    # Computed fields
    # ------------------------------------------------------------------

    @api.depends("period_kind", "date_from")
    @api.depends_context("lang")
    def _compute_period_name(self):
        for card in self:
            card.period_name = card.date_from and format_period(
                self.env, card.date_from, card.period_kind
            )

    def _get_department_name(self):
        return department_names.get(self, "department_name", "department_id")

    @api.depends("department_id", "department_name", "period_name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for card in self:
            name = card._get_department_name()
            card.display_name = f"{name}, {card.period_name or ''}"

    @api.depends("score", "previous_score", "has_score", "has_previous")
    def _compute_change(self):
        """Compare the computed scores as they are published, without corrections."""
        for card in self:
            known = card.has_score and card.has_previous
            card.change = (
                rounding.change(card.previous_score, card.score) if known else 0
            )

    def _get_trend(self):
        """Return the :class:`.Trend` of the score since the period before."""
        self.ensure_one()
        known = self.has_score and self.has_previous
        single = self.line_ids.filtered(lambda line: not line.is_group)
        return trend.of_score(
            self.change if known else 0, {line._get_trend() for line in single}
        )

    @api.depends("change")
    def _compute_trend(self):
        for card in self:
            card.trend = card._get_trend().quality

    def _write_sql(self, **values):
        """Write by SQL: the steps of the office, which checked who takes them."""
        self.flush_model()
        # SQL: the ORM refuses every write of what is frozen.
        self.env.cr.execute(
            SQL(
                "UPDATE icrm_scorecard SET %s WHERE id = ANY(%s)",
                SQL(", ").join(
                    SQL("%s = %s", SQL.identifier(name), value)
                    for name, value in values.items()
                ),
                self.ids,
            )
        )
        self.invalidate_model()

    # ------------------------------------------------------------------
    # Checksums of what was frozen
    # ------------------------------------------------------------------

    @api.model
    def _get_contents(self, ids):
        """Return {id: bytes}: what each scorecard says, the same for the same content.

        Two statements. No names, no times, no ids of its own rows: frozen again from
        the same results, or on another server, it is the same to the byte.
        """
        self.env["icrm.scorecard.line"].flush_model()
        self.flush_model()
        rows = self.env.execute_query_dict(
            SQL(
                """
                SELECT id, company_id, department_id, period_kind,
                       date_from::text, date_to::text, score, has_score, known_share,
                       previous_score, has_previous, rank, rank_of
                  FROM icrm_scorecard WHERE id = ANY(%s)
                """,
                list(ids),
            )
        )
        lines = self.env.execute_query_dict(
            SQL(
                "SELECT %s FROM icrm_scorecard_line WHERE scorecard_id = ANY(%s)"
                " ORDER BY scorecard_id, sequence, kpi_id",
                SQL(", ").join(
                    map(
                        SQL.identifier,
                        (
                            "scorecard_id",
                            *self.env["icrm.scorecard.line"]._FROZEN_FIELDS,
                        ),
                    )
                ),
                list(ids),
            )
        )
        by_card = {row.pop("id"): {**row, "lines": []} for row in rows}
        for line in lines:
            by_card[line.pop("scorecard_id")]["lines"].append(line)
        return {
            id_: json.dumps(
                content, sort_keys=True, separators=(",", ":"), default=str
            ).encode()
            for id_, content in by_card.items()
        }

    @api.model
    def _get_checksums(self, ids):
        return {
            id_: hashlib.sha256(content).hexdigest()
            for id_, content in self._get_contents(ids).items()
        }

    def action_verify(self):
        """Return whether these still are what was frozen, even after a change by SQL.

        :return: a notification; for officers and auditors
        """
        self.check_access("read")
        _ = self.env._
        if not (self.env.user.has_group(OFFICER) or self.env.user.has_group(AUDITOR)):
            raise AccessError(_("Only officers and auditors can do this."))
        frozen = self.filtered(lambda card: card.state != "draft")
        if not frozen:
            raise UserError(_("Drafts change daily and cannot be compared."))
        now = self._get_checksums(frozen.ids)
        wrong = frozen.filtered(lambda card: card.checksum != now[card.id])
        if not wrong:
            return show_message(_("All figures match the frozen scorecard."))
        names = ", ".join(wrong.mapped("display_name"))
        return show_message(
            _("Changed since freezing: %(names)s.", names=names), "danger", sticky=True
        )

    # ------------------------------------------------------------------
    # Publishing
    # ------------------------------------------------------------------

    @api.model
    def _check_officer(self):
        if not self.env.user.has_group(OFFICER):
            raise AccessError(self.env._("Only officers can do this."))

    def action_publish(self):
        """Let the heads of these departments read them, and notify them by mail."""
        self._check_officer()
        self.check_access("read")
        if any(card.state == "draft" for card in self):
            raise UserError(self.env._("Freeze the period before publishing."))
        # Two who press at once: the second one publishes nothing twice.
        self._icrm_lock()
        cards_sudo = self.sudo().filtered(lambda card: card.state == "frozen")
        for company, of_company_sudo in cards_sudo.grouped("company_id").items():
            of_company_sudo._write_sql(
                state="published",
                published_on=company_day.today(company),
                published_by_id=self.env.uid,
            )
        cards_sudo._notify_published()
        return True

    # ------------------------------------------------------------------
    # In plain words
    # ------------------------------------------------------------------

    def _get_reasons(self):
        """Return the sentences on what moved the score most since the period before."""
        self.ensure_one()
        if not self.has_score:
            # They moved no total.
            return []
        lines = self.line_ids.filtered(lambda line: not line.is_group and line.change)
        lines = lines.sorted(lambda line: (-abs(line.change), line.sequence))
        reasons = [line._get_reason() for line in lines[:REASONS]]
        if self.has_score and self.has_previous:
            reasons.append(self._get_other_reason(sum(lines.mapped("change"))))
        return [reason for reason in reasons if reason]

    def _get_other_reason(self, explained):
        """Return what moved the score besides the indicators explained already."""
        other = self.score - self.previous_score - explained
        if abs(other) < LEAST:
            return ""
        _ = self.env._
        single = self.line_ids.filtered(lambda line: not line.is_group)
        gained = single.filtered(
            lambda line: line.share and not line.has_previous_score
        )
        lost = single.filtered(
            lambda line: line.has_previous_score and not line.has_score
        )
        points = NumberFormatter(self.env).format_change(other)
        parts = []
        if gained:
            names = ", ".join(gained.kpi_id.mapped("name"))
            parts.append(_("Data now, but not before: %(names)s.", names=names))
        if lost:
            names = ", ".join(lost.kpi_id.mapped("name"))
            parts.append(_("Data before, but not now: %(names)s.", names=names))
        if parts:
            parts.append(_("Effect of new weights: %(points)s.", points=points))
        else:
            parts.append(_("Weights changed: %(points)s points.", points=points))
        return " ".join(parts)

    def _get_compared_text(self):
        """Return what a period that runs is compared with; nothing for a whole one."""
        if not self[:1].compared_days:
            return ""
        card = self[0]
        before = period.previous(card.period_kind, card.date_from)[0]
        return self.env._(
            "Compared with the first %(days)s days of %(period)s.",
            days=card.compared_days,
            period=format_period(self.env, before, card.period_kind),
        )

    def _get_missing(self):
        """Return the names of the indicators whose weight was shared out."""
        by_kpi = {line.kpi_id.id: line for line in self.line_ids}

        def counts(line):
            parent = by_kpi.get(line.parent_kpi_id.id)
            if not line.weight or (parent and not parent.is_group):
                return False
            return not parent or counts(parent)

        return [
            line.kpi_id.name
            for line in self.line_ids
            if not (line.has_score or line.is_group) and counts(line)
        ]

    def _get_notified_people(self):
        """Return what a mail or a card says in short."""
        formatter = NumberFormatter(self.env)
        return {
            "score": formatter.format_points(
                self.final_score if self.has_score else None
            ),
            "change": formatter.format_change(self.change),
            "reasons": self._get_reasons(),
        }

    # ------------------------------------------------------------------
    # Building and freezing
    # ------------------------------------------------------------------
    # A handful of statements, whatever the number of departments: ScorecardBuilder
    # reads, three write. What is frozen is left as it is, and all of a period is one
    # transaction: killed before its commit, nothing happened; killed after it, or run
    # again, there is nothing left to do.

    @api.model
    def _build(self, company, kind, first):
        """Bring the drafts of a period up to date; return the ids of all its drafts.

        :param first: the first day of the period
        """
        first, last = period.bounds(kind, first)
        self.env.flush_all()
        # SQL: compiling the statements takes longer than what it saves.
        self.env.cr.execute("SET LOCAL jit = off")
        cards = ScorecardBuilder(self.env, company, kind, first).build()
        return self._store(company, kind, first, last, cards)

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
        # SQL: the ORM refuses to delete here.
        self.env.cr.execute(
            SQL(
                "DELETE FROM icrm_scorecard WHERE %s AND state = 'draft'"
                " AND department_id <> ALL(%s)",
                whose,
                list(cards),
            )
        )
        names = SQL(", ").join(map(SQL.identifier, HEAD))
        # SQL: one statement for all departments; bench_scorecard
        drafts = dict(
            self.env.execute_query(
                SQL(
                    """
                    INSERT INTO icrm_scorecard AS card (
                        company_id, department_id, period_kind, date_from, date_to,
                        state, correction_total, final_score, %(names)s)
                    SELECT %(company)s, department_id, %(kind)s, %(first)s, %(last)s,
                           'draft', 0,
                           CASE WHEN has_score THEN ROUND(score::numeric, 1) END,
                           %(names)s
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
        # SQL: the ORM refuses to delete here; bench_scorecard
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
        told = self.env["icrm.scorecard.line"]._FROZEN_FIELDS
        names = SQL(", ").join(map(SQL.identifier, told))
        # SQL: one statement for all lines; bench_scorecard
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

    @api.model
    def _freeze(self, company, kind, first):
        """Freeze the scorecards of a period that is over; return how many are new.

        The indicators of the period are computed and closed first. What is frozen
        already stays, so a second time there is nothing to do.
        """
        first, last = period.bounds(kind, first)
        periods = self._get_periods(company, kind, first, last)
        # One after the other; a transaction that waited is retried and finds it done.
        periods._icrm_lock()
        self._compute_open(company, kind, first, last)
        periods._close()
        drafts = self._build(company, kind, first)
        checksums = self._get_checksums(drafts)
        # SQL: one statement for all departments; the ORM refuses. bench_scorecard
        self.env.cr.execute(
            SQL(
                """
                UPDATE icrm_scorecard AS card
                   SET state = 'frozen', frozen_on = %s, checksum = sum.checksum
                  FROM unnest(%s::int[], %s::varchar[]) AS sum (id, checksum)
                 WHERE card.id = sum.id AND card.state = 'draft'
                """,
                company_day.today(company),
                list(checksums),
                list(checksums.values()),
            )
        )
        self.invalidate_model()
        department_names.freeze(self.browse(drafts), "department_name", "department_id")
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

    # ------------------------------------------------------------------
    # Actions on all scorecards of a period
    # ------------------------------------------------------------------
    # Freezing happens by itself some days after a period's end, publishing never: that
    # a result is fit to be published is decided by a person.

    @api.model
    def _read_period(self, kind, day):
        """Return the bounds of the period of that *kind* around *day*, both as given
        by a caller.

        :raise UserError: if there is no such period
        """
        if not isinstance(kind, str) or kind not in period.MONTHS:
            raise UserError(
                self.env._(
                    "Scorecards cover a month, quarter or year, not: %(kind)s.",
                    kind=str(kind)[:60],
                )
            )
        return period.bounds(
            kind, caller_values.day_of(self.env, self.env._("Day"), day)
        )

    @api.model
    def action_preview(self, kind, day):
        """Compute the drafts of the period around a day; the office alone sees them.

        :param str kind: month, quarter or year
        :param str day: any day of the period, as 2026-03-31
        :return: number of drafts
        """
        self._check_officer()
        first, last = self._read_period(kind, day)
        if first > company_day.today(self):
            raise UserError(self.env._("This period has not started."))
        cards_sudo = self.sudo()
        cards_sudo._compute_open(self.env.company, kind, first, last)
        return len(cards_sudo._build(self.env.company, kind, first))

    @api.model
    def action_freeze(self, kind: str, day: str):
        """Freeze the scorecards of the period around a day, which must be over.

        :return: number of scorecards that were frozen now; 0 the second time
        """
        self._check_officer()
        first, last = self._read_period(kind, day)
        if last >= company_day.today(self):
            raise UserError(
                self.env._(
                    "The period ends on %(day)s: freeze it from the day after.",
                    day=fields.Date.to_string(last),
                )
            )
        return self.sudo()._freeze(self.env.company, kind, first)

    @api.model
    def action_publish_period(self, kind: str, day: str):
        """Publish all frozen scorecards of the period around a day.

        :return: number of scorecards that were published now
        """
        self._check_officer()
        first, _last = self._read_period(kind, day)
        cards = self.search(
            [
                ("company_id", "=", self.env.company.id),
                ("period_kind", "=", kind),
                ("date_from", "=", first),
                ("state", "=", "frozen"),
            ]
        )
        cards.action_publish()
        return len(cards)

    # ------------------------------------------------------------------
    # Actions on one scorecard
    # ------------------------------------------------------------------

    def action_correct(self):
        """Open the form of a counter-entry."""
        self.ensure_one()
        self._check_officer()
        self.check_access("read")
        return open_dialog(
            self.env["icrm.scorecard.correction"],
            self.env._("Correct"),
            scorecard_id=self.id,
        )

    def action_print(self):
        """Return the action that prints these, in the caller's language."""
        self.check_access("read")
        return self.env.ref("icrm_internal.icrm_scorecard_action_report").report_action(
            self
        )

    def action_own_targets(self):
        """Open the own targets of this department, beside the company's."""
        self.ensure_one()
        self.check_access("read")
        return self.env["icrm.kpi.own.target"]._open_list(self.department_id)

    def action_compare(self):
        """Open the comparison of this department's periods."""
        self.ensure_one()
        self.check_access("read")
        return open_action(
            self.env,
            "icrm_internal.icrm_scorecard_action_comparison",
            context={
                "icrm_department_id": self.department_id.id,
                "icrm_kind": self.period_kind,
                "icrm_day": fields.Date.to_string(self.date_from),
            },
        )

    # ------------------------------------------------------------------
    # Nightly freezing
    # ------------------------------------------------------------------

    @api.model
    def _cron_freeze(self):
        """Freeze the last period that is over for long enough; one company a commit."""
        # Nobody waits for a company's row: its periods are locked.
        if run_each(
            self.env["res.company"].search([]), self._freeze_if_due, lock=False
        ):
            self._send_notices()

    @api.model
    def _freeze_if_due(self, company):
        today = company_day.today(company)
        kind = company.icrm_scorecard_kind
        first, last = period.previous(kind, period.bounds(kind, today)[0])
        if (
            last + timedelta(days=company.icrm_scorecard_days) < today
            and self._get_periods(company, kind, first, last)._icrm_try_lock()
        ):
            count = self._freeze(company, kind, first)
            if count:
                _logger.info(
                    "%s scorecards of %s from %s frozen", count, company.name, first
                )

    # ------------------------------------------------------------------
    # Mails to heads
    # ------------------------------------------------------------------

    def _notify_published(self):
        """Store whom to notify: the head of each department; a job sends the mails."""
        self.env["icrm.scorecard.notice"].create(
            [
                {"scorecard_id": card.id, "user_id": head.user_id.id}
                for card in self
                if (head := card.department_id.manager_id).active and head.user_id
            ]
        )
        self.env.ref("icrm_internal.ir_cron_scorecard").sudo()._trigger()

    @api.model
    def _send_notices(self):
        """Queue what waits, one message a head, mark and message in one transaction."""
        # sudo: users cannot read notices; the job does.
        Notice = self.env["icrm.scorecard.notice"].sudo()
        waiting = [("is_notified", "=", False)]

        def send(user):
            notices = Notice.search([*waiting, ("user_id", "=", user.id)])
            # Another server may be at it.
            notices = notices.try_lock_for_update().filtered_domain(waiting)
            if notices:
                self.env["icrm.message"]._enqueue(
                    "scorecards_published",
                    user,
                    values={"cards": notices.scorecard_id.ids},
                    occasion=str(min(notices.ids)),
                )
            notices.is_notified = True

        run_each(Notice.search(waiting, order="user_id").user_id, send, lock=False)

    # ------------------------------------------------------------------
    # Screen of one scorecard
    # ------------------------------------------------------------------
    # As the caller may read it; constant queries, as for the screens below.

    @api.readonly
    def get_card(self):
        """Return this scorecard with its lines, groups first, and their past.

        :return: dict: id, name, department, period, kind, state, score (0 to 100 or
            null), computed (before corrections), previous, change, compared (with
            what, while the period runs), rank, rank_of, known (percent of
            the weight), is_covered (enough of it has data for colour and rank),
            missing (names), reasons (sentences),
            corrections, history ([{period, score}]), curve and colors (see
            :mod:`drawing`), can_set_own (targets of the department), ``lines``: null
            if the caller may not read them, else a list of dicts in the order of the
            tree
        """
        self.ensure_one()
        self.check_access("read")
        past = self._get_past()
        lines = self._get_lines(past)
        moved = self._get_trend()
        scores = [card.final_score if card.has_score else None for card in past]
        # sudo: who reads a scorecard reads who corrected it and why.
        corrections = self.sudo().correction_ids
        return {
            "id": self.id,
            "name": self.display_name,
            "department": self._get_department_name(),
            "department_id": self.department_id.id,
            "period": self.period_name,
            "kind": self.period_kind,
            "date_from": fields.Date.to_string(self.date_from),
            "state": self.state,
            "score": self.final_score if self.has_score else None,
            "computed": rounding.points(self.score) if self.has_score else None,
            "previous": rounding.points(self.previous_score)
            if self.has_previous
            else None,
            "change": self.change if self.has_score and self.has_previous else None,
            "trend": moved.quality,
            "arrow": moved.arrow,
            "compared": self._get_compared_text(),
            "rank": self.rank,
            "rank_of": self.rank_of,
            "known": rounding.points(self.known_share),
            "is_covered": self._is_covered(),
            "missing": self._get_missing(),
            "reasons": self._get_reasons(),
            "corrections": [
                {
                    "points": correction.points,
                    "reason": correction.reason,
                    "user": correction.user_id.name,
                    "date": fields.Date.to_string(correction.date),
                }
                for correction in corrections
            ],
            "history": [
                {
                    "period": card.period_name,
                    "score": score,
                }
                for card, score in zip(past, scores, strict=True)
            ],
            "curve": drawing.curve(scores, None, 220, 60) if len(past) > 1 else None,
            "colors": drawing.COLORS,
            "can_set_own": self.env["icrm.kpi.own.target"]._can_set(self.department_id),
            "lines": lines,
        }

    def _is_covered(self):
        """Return whether enough of the weight has data for a colour and a rank."""
        # sudo: a setting of the company, no secret
        return self.known_share >= self.company_id.sudo().icrm_scorecard_least_share

    def _get_past(self):
        """Return this and the scorecards before it that the caller may read, in order
        of time."""
        return self.search(
            [
                ("company_id", "=", self.company_id.id),
                ("department_id", "=", self.department_id.id),
                ("period_kind", "=", self.period_kind),
                ("date_from", "<=", self.date_from),
            ],
            order="date_from desc",
            limit=PERIODS,
        )[::-1]

    def _get_lines(self, past):
        Line = self.env["icrm.scorecard.line"]
        # As the reader; a scorecard without lines there is not.
        if not self.line_ids:
            return None
        OwnTarget = self.env["icrm.kpi.own.target"]
        own = OwnTarget._get_rows(self) if OwnTarget.has_access("read") else {}
        history = defaultdict(dict)
        format_number = NumberFormatter(self.env).format_number
        points = ["scorecard_id", "kpi_id", "has_value", "value"]
        for line in Line.search_fetch([("scorecard_id", "in", past.ids)], points):
            history[line.kpi_id.id][line.scorecard_id.id] = line
        found = [
            {
                "id": line.id,
                "kpi_id": line.kpi_id.id,
                "parent_id": line.parent_kpi_id.id or None,
                "is_group": line.is_group,
                "name": line.kpi_id.name,
                "definition": line.kpi_id.definition,
                "has_value": line.has_value,
                "value": line._format_value(line.value) if line.has_value else None,
                "target": line._format_value(line.target)
                if line.target != line.floor
                else None,
                "own_target": OwnTarget._get_shown(own.get(line.kpi_id), line),
                "floor": line._format_value(line.floor),
                "score": line._get_points(),
                "weight": line.weight,
                "share": rounding.points(line.share),
                "numerator": format_number(line.numerator),
                "denominator": format_number(line.denominator),
                "n": line.case_count,
                "previous": line._format_value(line.previous_value)
                if line.has_previous
                else None,
                "trend": line._get_trend(),
                "arrow": line._get_arrow(),
                "change": rounding.points(line.change),
                "rank": line.rank,
                "rank_of": line.rank_of,
                "reason": line._get_reason(),
                "history": [
                    self._get_point(history[line.kpi_id.id].get(card.id), card)
                    for card in past
                ],
                "target_value": line.target if line.target != line.floor else None,
            }
            for line in self.line_ids
        ]
        for line in found:
            values = [point["value"] for point in line["history"]]
            target = None if line["is_group"] else line["target_value"]
            line["curve"] = drawing.curve(values, target) if len(values) > 1 else None
        return found

    @api.model
    def _get_point(self, line, card):
        known = line and line.has_value
        return {
            "period": card.period_name,
            "value": line.value if known else None,
            "text": line._format_value(line.value) if known else None,
        }

    # ------------------------------------------------------------------
    # Screen of all departments
    # ------------------------------------------------------------------

    @api.model
    @api.readonly
    def get_overview(self, kind=None, day=None):
        """Return the departments and indicators of a period as a heat map.

        :param str kind: month, quarter or year; default: of the latest scorecards
        :param str day: any day of the period; default: the latest one there is
        :return: dict: kind, day (first one), period, null if there is nothing yet,
            and compared (with what, while the period runs);
            ``periods``: what there is to choose from; ``kpis``: [{id, name, is_group,
            parent_id}]; ``departments``: [{id (of the scorecard), name, depth, state,
            score, change, trend, arrow, rank, known, is_covered, cells {kpi id: {id,
            score, value, trend, arrow}}}]; ``company``: the same of the company, with
            the ids of results of indicators, null for who may not read those;
            ``can_run``: whether the caller runs the steps of the office
        """
        self.check_access("read")
        mine = Domain("company_id", "in", self.env.companies.ids)
        periods = self._get_choice(mine)
        if kind is None and day is None:
            if periods:
                kind, day = periods[0]["kind"], periods[0]["day"]
            else:
                kind = self.env.company.icrm_scorecard_kind
                day = fields.Date.to_string(company_day.today(self))
        first, last = self._read_period(kind, day)
        cards = self.search(
            mine & Domain("period_kind", "=", kind) & Domain("date_from", "=", first)
        )
        Line = self.env["icrm.scorecard.line"]
        # All at once: thousands of lines are not read a thousand at a time.
        lines = Line.search_fetch([("scorecard_id", "in", cards.ids)], CELL)
        cells = defaultdict(dict)
        places = {}
        format_value = NumberFormatter(self.env).format_value
        for line in lines:
            cells[line.scorecard_id.id][line.kpi_id.id] = {
                "id": line.id,
                "score": line._get_points(),
                "value": format_value(line.value, line.kpi_id.unit)
                if line.has_value
                else None,
                "trend": line._get_trend(),
                "arrow": line._get_arrow(),
            }
            places.setdefault(line.kpi_id, (line.sequence, line.kpi_id.id))
        # The groups in front, each indicator with a score somewhere behind.
        scored = lines.filtered("has_score").kpi_id
        groups = lines.filtered("is_group").kpi_id
        # As the reader, who may see a score and not what it is made of
        trends = {card.id: card._get_trend() for card in cards}
        # sudo: who reads a scorecard reads whose it is.
        ordered = cards.sudo().sorted(
            lambda card: (card.department_id.complete_name or "", card.id)
        )
        return {
            "kind": kind,
            "day": fields.Date.to_string(first),
            "period": self._get_period_name(kind, first),
            "is_over": last < company_day.today(self),
            "compared": cards.filtered("compared_days")._get_compared_text(),
            "ends": fields.Date.to_string(last),
            "periods": periods,
            "kpis": [
                {
                    "id": kpi.id,
                    "name": kpi.name,
                    "is_group": kpi in groups,
                    "definition": kpi.definition,
                }
                for kpi in scored.sorted(lambda kpi: places[kpi])
            ],
            "departments": [
                {
                    "id": card.id,
                    "name": card._get_department_name(),
                    "depth": (card.department_id.parent_path or "").count("/") - 1,
                    "state": card.state,
                    "score": card.final_score if card.has_score else None,
                    "change": card.change
                    if card.has_score and card.has_previous
                    else None,
                    "trend": trends[card.id].quality,
                    "arrow": trends[card.id].arrow,
                    "rank": card.rank,
                    "known": rounding.points(card.known_share),
                    "is_covered": card._is_covered(),
                    "cells": cells[card.id],
                }
                for card in ordered
            ],
            "company": self._get_company_row(cards, kind, first),
            "can_run": self.env.user.has_group(OFFICER),
            "colors": drawing.COLORS,
        }

    @api.model
    def _get_company_row(self, cards, kind, first):
        """Return the row of the company; None of several, and for heads."""
        if len(cards.company_id) != 1:
            return None
        return CompanyResult(cards, kind, first).get_row()

    @api.model
    def _get_period_name(self, kind, first):
        return self.new({"period_kind": kind, "date_from": first}).period_name

    @api.model
    def _get_choice(self, domain):
        """Return the periods the caller may read scorecards of, the latest first, those
        of the company's usual kind before the others."""
        found = self._read_group(
            domain, ["period_kind", "date_from:day", "state"], ["__count"]
        )
        periods = {}
        for kind, day, state, count in found:
            states = periods.setdefault((kind, day), {})
            states[state] = states.get(state, 0) + count
        usual = self.env.company.icrm_scorecard_kind
        return [
            {
                "kind": kind,
                "day": fields.Date.to_string(day),
                "ends": fields.Date.to_string(period.bounds(kind, day)[1]),
                "name": self._get_period_name(kind, day),
                "states": periods[kind, day],
            }
            for kind, day in sorted(
                sorted(periods, key=lambda found: found[1], reverse=True),
                key=lambda found: found[0] != usual,
            )
        ]

    # ------------------------------------------------------------------
    # Comparison
    # ------------------------------------------------------------------

    @api.model
    @api.readonly
    def get_comparison(
        self,
        department_id: int | None = None,
        kind: str | None = None,
        first: str | None = None,
        second: str | None = None,
        baseline: str | None = None,
    ):
        """Return a department's figures of two periods, or before and after a day.

        :param department_id: one the caller may read scorecards of; 0: the company,
            for officers and auditors; default: the first of these
        :param kind: month, quarter or year
        :param first: a day of the first period; default: the last but one
        :param second: a day of the second one; default: the last
        :param baseline: a day: all periods that ended before it against all that
            began on it or later, cases added up
        :return: dict: departments [[id, name]], periods, department_id, kind, first,
            second, baseline, before and after ({name, score, count} or null), change,
            trend and arrow (of the scores), rows [{kpi_id, name, is_group, before,
            after (texts or null), score_before, score_after, trend, arrow, n_before,
            n_after}]
        """
        self.check_access("read")
        mine = Domain("company_id", "in", self.env.companies.ids)
        # sudo: who reads a scorecard reads whose it is.
        departments = (
            self._read_group(mine, [], ["department_id:recordset"])[0][0]
            .sudo()
            .sorted(lambda department: (department.complete_name or "", department.id))
        )
        known = [[department.id, department.name] for department in departments]
        of_company = self.env.user.has_group(OFFICER) or self.env.user.has_group(
            AUDITOR
        )
        if known and of_company:
            known.insert(0, [0, self.env.company.name])
        if department_id is None:
            department_id = known[0][0] if known else False
        elif isinstance(department_id, bool) or department_id not in [
            id_ for id_, _name in known
        ]:
            raise UserError(self.env._("This department has no scorecard."))
        is_company = bool(known) and department_id == 0
        if is_company:
            mine = Domain("company_id", "=", self.env.company.id)
        else:
            mine &= Domain("department_id", "=", department_id)
        periods = self._get_choice(mine)
        if kind is None:
            kind = periods[0]["kind"] if periods else "quarter"
        periods = [choice for choice in periods if choice["kind"] == kind]
        mine &= Domain("period_kind", "=", kind)
        if baseline:
            self._read_period(kind, baseline)
            day = fields.Date.to_date(baseline)
            sides = [
                self.search(mine & Domain("date_to", "<", day)),
                self.search(mine & Domain("date_from", ">=", day)),
            ]
        else:
            days = [choice["day"] for choice in periods]
            second = second or (days[0] if days else None)
            first = first or (days[1] if len(days) > 1 else second)
            sides = [
                self.search(
                    mine & Domain("date_from", "=", self._read_period(kind, day)[0])
                )
                if day
                else self.browse()
                for day in (first, second)
            ]
        make_side = CompanySide if is_company else Side
        sides = [make_side(cards) for cards in sides]
        rows = compare(self.env, *(side.get_figures() for side in sides))
        before, after = (side.summarise() for side in sides)
        change = rounding.change(
            before and before["score"],
            after and after["score"],
        )
        moved = trend.of_score(
            change or 0, {row["trend"] for row in rows if not row["is_group"]}
        )
        return {
            "departments": known,
            "department_id": department_id,
            "kind": kind,
            "periods": periods,
            "first": first,
            "second": second,
            "baseline": baseline or None,
            "before": before,
            "after": after,
            "change": change,
            "trend": moved.quality,
            "arrow": moved.arrow,
            "rows": rows,
            "colors": drawing.COLORS,
        }

    # ------------------------------------------------------------------
    # Export
    # ------------------------------------------------------------------

    @api.model
    def _get_export(self, kind, day):
        """Return ([(sheet, [row, ...])], period), published results only.

        :raise AccessError: to all but officers
        :raise UserError: if nothing of that period was published
        """
        self._check_officer()
        first, last = self._read_period(kind, day)
        cards = self.search(
            [
                ("company_id", "=", self.env.company.id),
                ("period_kind", "=", kind),
                ("date_from", "=", first),
                ("state", "=", "published"),
            ]
        )
        if not cards:
            raise UserError(self.env._("Nothing is published for this period."))
        _ = self.env._
        period_sudo = self.sudo()._get_periods(self.env.company, kind, first, last)
        return [
            (
                _("Departments"),
                scorecard_rows.department_rows(
                    cards, self._get_company_row(cards, kind, first)
                ),
            ),
            (_("Indicators"), scorecard_rows.indicator_rows(cards)),
            (_("Corrections"), scorecard_rows.correction_rows(cards)),
            (_("People"), scorecard_rows.people_rows(cards, first, last)),
        ], period_sudo.sudo(False)
