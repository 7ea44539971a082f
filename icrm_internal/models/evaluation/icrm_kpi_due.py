# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ...importer import strict
from ...measures import period
from ..access import company_day
from ..access.groups import OFFICER
from ..access.number_formatter import NumberFormatter
from .icrm_kpi import ENTERED, PERIOD_KINDS, format_period
from .icrm_kpi_period import DAYS_TO_CLOSE


class IcrmKpiDue(models.Model):
    """Results that people have to enter: a row per indicator, department and period.

    Of periods that are open and end this month, or have ended already; a closed period
    is not proposed. The departments are those entered before; the indicator's own; else
    those with published services, for an indicator never entered for the company as a
    whole. The table is a query: what is typed becomes an ``icrm.kpi.value``, whose
    rules decide who may.
    """

    _name = "icrm.kpi.due"
    _description = "Result to Enter"
    _auto = False
    _log_access = False
    _order = "date_from, kpi_id, department_id, id"
    _rec_name = "kpi_id"
    _depends = {
        "icrm.kpi": [
            "active",
            "company_id",
            "date_from",
            "date_to",
            "department_id",
            "entry_kind",
            "owner_id",
            "source",
        ],
        "icrm.kpi.period": ["company_id", "date_from", "date_to", "kind", "state"],
        "icrm.kpi.value": [
            "company_id",
            "customer_department_id",
            "date_from",
            "department_id",
            "kpi_id",
            "period_kind",
            "service_id",
        ],
        "icrm.service": ["active", "company_id", "department_id", "state"],
    }

    kpi_id = fields.Many2one("icrm.kpi", string="Indicator", readonly=True)
    owner_id = fields.Many2one("res.users", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    department_id = fields.Many2one("hr.department", readonly=True)
    period_kind = fields.Selection(PERIOD_KINDS, string="Period Type", readonly=True)
    date_from = fields.Date(string="First Day", readonly=True)
    date_to = fields.Date(string="Last Day", readonly=True)
    due_on = fields.Date(string="Due", readonly=True, help="Closed the day after.")
    value_id = fields.Many2one("icrm.kpi.value", string="Entered Result", readonly=True)
    is_entered = fields.Boolean(string="Entered", readonly=True)
    whom = fields.Char(string="Result Of", compute="_compute_whom")
    unit = fields.Selection(related="kpi_id.unit")
    definition = fields.Text(related="kpi_id.definition")
    period_name = fields.Char(string="Period", compute="_compute_period_name")
    # A text: a number cannot be empty.
    result = fields.Char(compute="_compute_entry", inverse="_inverse_entry", size=30)
    # By a method of its own: fields of one method are not computed while one of them is
    # written, and a result that reads as empty is deleted.
    note = fields.Char(compute="_compute_note", inverse="_inverse_entry", size=500)
    score = fields.Float(compute="_compute_entry", digits=(5, 1))
    is_scored = fields.Boolean(string="Has Score", compute="_compute_entry")

    @property
    def _table_query(self):
        today = company_day.today(self.env.company)
        _first, month_end = period.bounds("month", today)
        return SQL(
            """
            SELECT (open.id::bigint * 100000 + COALESCE(whom.department_id, 0)) * 10000
                   + kpi.id AS id,
                   kpi.id AS kpi_id, kpi.owner_id, open.company_id,
                   whom.department_id, open.kind AS period_kind, open.date_from,
                   open.date_to, open.date_to + %(days)s AS due_on,
                   value.id AS value_id, value.id IS NOT NULL AS is_entered
              FROM icrm_kpi AS kpi
              JOIN icrm_kpi_period AS open
                ON open.kind = kpi.entry_kind AND open.state = 'open'
               AND open.date_from <= %(today)s AND open.date_to <= %(month_end)s
               AND (kpi.company_id IS NULL OR kpi.company_id = open.company_id)
               AND (kpi.date_from IS NULL OR kpi.date_from <= open.date_to)
               AND (kpi.date_to IS NULL OR kpi.date_to >= open.date_from)
             CROSS JOIN LATERAL (
                   SELECT EXISTS (SELECT FROM icrm_kpi_value AS known
                                   WHERE known.kpi_id = kpi.id
                                     AND known.company_id = open.company_id
                                     AND known.department_id IS NULL) AS is_whole
                   ) AS kind
             CROSS JOIN LATERAL (
                   SELECT NULL::int AS department_id WHERE kind.is_whole
                    UNION
                   SELECT kpi.department_id WHERE kpi.department_id IS NOT NULL
                    UNION
                   SELECT known.department_id
                     FROM icrm_kpi_value AS known
                    WHERE known.kpi_id = kpi.id AND known.department_id IS NOT NULL
                      AND known.company_id = open.company_id
                      AND known.customer_department_id IS NULL
                      AND known.service_id IS NULL
                    UNION
                   SELECT service.department_id
                     FROM icrm_service AS service
                    WHERE kpi.department_id IS NULL AND NOT kind.is_whole
                      AND service.state = 'published' AND service.active
                      AND service.company_id = open.company_id
                   ) AS whom
              LEFT JOIN hr_department AS department
                ON department.id = whom.department_id
              LEFT JOIN icrm_kpi_value AS value
                ON value.kpi_id = kpi.id AND value.company_id = open.company_id
               AND value.period_kind = open.kind AND value.date_from = open.date_from
               AND value.department_id IS NOT DISTINCT FROM whom.department_id
               AND value.customer_department_id IS NULL AND value.service_id IS NULL
             WHERE kpi.active AND kpi.source = ANY(%(entered)s)
               AND (whom.department_id IS NULL OR department.active)
            """,
            days=DAYS_TO_CLOSE,
            today=today,
            month_end=month_end,
            entered=list(ENTERED),
        )

    @api.depends("department_id", "company_id")
    def _compute_whom(self):
        # sudo: who enters a result reads of whom it is
        for due in self.sudo():
            due.whom = due.department_id.complete_name or due.company_id.name

    @api.depends("period_kind", "date_from")
    @api.depends_context("lang")
    def _compute_period_name(self):
        for due in self:
            due.period_name = due.date_from and format_period(
                self.env, due.date_from, due.period_kind
            )

    @api.depends("value_id.note")
    def _compute_note(self):
        for due in self:
            # As the reader: the rules of results.
            due.note = due.value_id.note

    @api.depends("value_id.value", "value_id.score")
    @api.depends_context("lang")
    def _compute_entry(self):
        format_number = NumberFormatter(self.env).format_number
        for due in self:
            # As the reader: the rules of results.
            value = due.value_id
            due.result = format_number(value.value) if value else False
            due.score = value.score
            due.is_scored = value.is_scored

    def _inverse_entry(self):
        """Write what was typed as results, as the caller; an empty cell deletes."""
        Value = self.env["icrm.kpi.value"]
        for due in self:
            number = due._read_number()
            if number is None:
                if due.note and not due.value_id:
                    raise UserError(
                        self.env._(
                            "%(kpi)s, %(whom)s: enter a result, too; a note alone is "
                            "not stored.",
                            kpi=due.kpi_id.name,
                            whom=due.whom,
                        )
                    )
                due.value_id.unlink()
            elif due.value_id:
                due.value_id.write({"value": number, "note": due.note})
            else:
                Value.create(
                    {
                        "kpi_id": due.kpi_id.id,
                        "company_id": due.company_id.id,
                        "department_id": due.department_id.id,
                        "period_kind": due.period_kind,
                        "date_from": due.date_from,
                        "value": number,
                        "note": due.note,
                    }
                )
        self.env.flush_all()
        self.invalidate_model()

    def _read_number(self):
        """Return the number typed, in the caller's language; None for an empty cell."""
        text = (self.result or "").strip()
        if not text:
            return None
        lang = self.env["res.lang"]._get_data(code=self.env.lang or "en_US")
        plain = text.replace(lang.thousands_sep or "\N{NO-BREAK SPACE}", "")
        plain = plain.replace(" ", "").replace(lang.decimal_point or ".", ".")
        try:
            return strict.to_number(plain)
        except ValueError:
            raise UserError(
                self.env._(
                    "%(kpi)s, %(whom)s: “%(text)s” is not a number.",
                    kpi=self.kpi_id.name,
                    whom=self.whom,
                    text=text,
                )
            ) from None

    @api.model
    def _get_mine(self):
        """Return what the caller has to enter and has not: the own indicators'; for
        officers those without an owner, too."""
        mine = Domain("owner_id", "=", self.env.uid)
        if self.env.user.has_group(OFFICER):
            mine |= Domain("owner_id", "=", False)
        return self.search(
            mine
            & Domain("is_entered", "=", False)
            & Domain("date_to", "<", company_day.today(self.env.company)),
            order="due_on, id",
        )
