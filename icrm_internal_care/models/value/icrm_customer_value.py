# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import json

from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.icrm_internal.measures import rounding
from odoo.addons.icrm_internal.measures.scoring import weighted_score
from odoo.addons.icrm_internal.models.access import company_day
from odoo.addons.icrm_internal.models.access.actions import open_action, open_form
from odoo.addons.icrm_internal.models.access.jobs import run_step
from odoo.addons.icrm_internal.models.access.number_formatter import NumberFormatter
from odoo.addons.icrm_internal.models.access.personal import KEEP, Personal

from ...measures import health, lifecycle, rfm
from . import customer_facts, value_text

KINDS = [("department", "Department"), ("employee", "Person")]
LABELS = [
    ("high", "High value"),
    ("potential", "Potential"),
    ("ordinary", "Ordinary"),
]
CLASSES = [("a", "A"), ("b", "B"), ("c", "C")]
STAGES = [
    ("new", "New customer"),
    ("active", "Active customer"),
    ("at_risk", "At risk"),
    ("dormant", "Dormant"),
    ("left", "Has left"),
]
#: Stages of which account managers are warned
WARNINGS = ("at_risk", "dormant")
#: Rows of one statement
BATCH = 5000
# The columns that are computed, as a statement reads them
COLUMNS = {
    "customer_id": SQL("customer_id integer"),
    "company_id": SQL("company_id integer"),
    "kind": SQL("kind varchar"),
    "computed_on": SQL("computed_on date"),
    "is_large": SQL("is_large boolean"),
    "first_request_on": SQL("first_request_on date"),
    "last_request_on": SQL("last_request_on date"),
    "recency_days": SQL("recency_days integer"),
    "rhythm_days": SQL("rhythm_days numeric"),
    "frequency": SQL("frequency integer"),
    "effort_hours": SQL("effort_hours numeric"),
    "value_hours": SQL("value_hours numeric"),
    "measured_count": SQL("measured_count integer"),
    "missed_count": SQL("missed_count integer"),
    "missed_share": SQL("missed_share numeric"),
    "wait_hours": SQL("wait_hours numeric"),
    "open_count": SQL("open_count integer"),
    "overdue_count": SQL("overdue_count integer"),
    "satisfaction": SQL("satisfaction numeric"),
    "rating_count": SQL("rating_count integer"),
    "r_score": SQL("r_score integer"),
    "f_score": SQL("f_score integer"),
    "m_score": SQL("m_score integer"),
    "rfm_label": SQL("rfm_label varchar"),
    "abc": SQL("abc varchar"),
    "lifecycle": SQL("lifecycle varchar"),
    "reasons": SQL("reasons jsonb"),
    "health": SQL("health integer"),
    "has_health": SQL("has_health boolean"),
    "health_parts": SQL("health_parts jsonb"),
}


class IcrmCustomerValue(models.Model):
    """What a customer is worth, where it stands, and how well it goes with it.

    Departments; people only where their company wants figures per person. Computed
    every night for all customers of a company: the facts in SQL
    (:mod:`customer_facts`), the verdicts by :mod:`measures`, one statement to write
    them and the log of stages. Nothing here comes from an anonymous answer or a
    complaint, and no scorecard is made of it.
    """

    _name = "icrm.customer.value"
    _description = "Customer Value"
    _icrm_personal = (
        Personal("computed_on", "customer_id", KEEP),
        Personal("rfm_label", "customer_id", KEEP),
        Personal("abc", "customer_id", KEEP),
        Personal("lifecycle", "customer_id", KEEP),
        Personal("lifecycle_since", "customer_id", KEEP),
        Personal("health", "customer_id", KEEP),
    )
    _order = "health, id"
    _rec_name = "customer_id"
    _log_access = False
    # Of everybody
    _icrm_is_history = False

    customer_id = fields.Many2one(
        "icrm.customer", readonly=True, ondelete="set null", index=True
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, ondelete="cascade", index=True
    )
    kind = fields.Selection(KINDS, required=True, readonly=True)
    account_manager_id = fields.Many2one(related="customer_id.account_manager_id")
    computed_on = fields.Date(required=True, readonly=True)
    # A group this small is nobody's but officers' to look at.
    is_large = fields.Boolean(
        string="Large Enough",
        readonly=True,
        help="The department has at least as many people as an average rating needs.",
    )

    # Facts
    first_request_on = fields.Date(string="First Request", readonly=True)
    last_request_on = fields.Date(string="Last Request", readonly=True)
    recency_days = fields.Integer(
        string="Days since Last Request", readonly=True, aggregator="avg"
    )
    rhythm_days = fields.Float(
        string="Usual Days between Requests",
        readonly=True,
        digits=(8, 1),
        aggregator="avg",
        help="Median of two years. 0: too few requests.",
    )
    frequency = fields.Integer(string="Requests in 12 Months", readonly=True)
    effort_hours = fields.Float(
        string="Effort in 12 Months (h)",
        readonly=True,
        digits=(12, 1),
        help="Working hours that providers held the requests of twelve months.",
    )
    value_hours = fields.Float(
        string="Total Effort (h)",
        readonly=True,
        digits=(12, 1),
        help="Working hours that providers held all requests so far.",
    )
    measured_count = fields.Integer(string="Promises Evaluated", readonly=True)
    missed_count = fields.Integer(string="Promises Missed", readonly=True)
    missed_share = fields.Float(
        string="Missed (%)", readonly=True, digits=(5, 1), aggregator=None
    )
    wait_hours = fields.Float(
        string="Waiting Time (h)",
        readonly=True,
        digits=(8, 1),
        aggregator=None,
        help="Mean working hours until a request was resolved, in twelve months.",
    )
    open_count = fields.Integer(string="Open Requests", readonly=True)
    overdue_count = fields.Integer(string="Overdue Requests", readonly=True)
    satisfaction = fields.Float(
        readonly=True,
        digits=(3, 1),
        aggregator=None,
        help="Mean of the averages that relationships show, each of enough people. "
        "Departments only.",
    )
    rating_count = fields.Integer(string="Ratings Shown", readonly=True)

    # Verdicts
    r_score = fields.Integer(string="Recency Score", readonly=True, aggregator="avg")
    f_score = fields.Integer(string="Frequency Score", readonly=True, aggregator="avg")
    m_score = fields.Integer(string="Effort Score", readonly=True, aggregator="avg")
    rfm_label = fields.Selection(
        LABELS, string="Customer Value", readonly=True, index=True
    )
    abc = fields.Selection(CLASSES, string="Class", readonly=True)
    lifecycle = fields.Selection(STAGES, required=True, readonly=True, index=True)
    lifecycle_since = fields.Date(string="Since", required=True, readonly=True)
    reasons = fields.Json(string="Reason Codes", readonly=True)
    reason_text = fields.Char(string="Reasons", compute="_compute_reason_text")
    health = fields.Integer(readonly=True, aggregator="avg")
    has_health = fields.Boolean(readonly=True)
    health_parts = fields.Json(readonly=True)
    figures = fields.Html(
        string="Key Figures", compute="_compute_figures", sanitize=False
    )

    _customer_uniq = models.Constraint(
        "UNIQUE (customer_id)", "A customer has one row of figures."
    )
    # BETWEEN leaves NaN and infinity out.
    _ranges = models.Constraint(
        """CHECK (
            health BETWEEN 0 AND 100 AND satisfaction BETWEEN 0 AND 5
            AND missed_share BETWEEN 0 AND 100 AND wait_hours BETWEEN 0 AND 1e9
            AND effort_hours BETWEEN 0 AND 1e12 AND value_hours BETWEEN 0 AND 1e12
            AND rhythm_days BETWEEN 0 AND 1e5
            AND r_score BETWEEN 0 AND 5 AND f_score BETWEEN 0 AND 5
            AND m_score BETWEEN 0 AND 5
        )""",
        "A figure is out of range.",
    )

    # ------------------------------------------------------------------
    # Texts
    # ------------------------------------------------------------------

    @api.depends("reasons")
    @api.depends_context("lang")
    def _compute_reason_text(self):
        for value in self:
            value.reason_text = "; ".join(value_text.render(self.env, value.reasons))

    @api.depends("health", "health_parts", "reasons")
    @api.depends_context("lang")
    def _compute_figures(self):
        for value in self:
            value.figures = value._render_figures()

    def _render_figures(self):
        """Return the figures of a customer, where each comes from, as tables."""
        _ = self.env._
        number = NumberFormatter(self.env)
        fact = Markup("<tr><td>%s</td><td class='text-end text-nowrap'>%s</td></tr>")

        def shown(name, text=None):
            """Return a row; "–" where the figure is none."""
            label = self._fields[name]._description_string(self.env)
            return fact % (
                label,
                number.format_number(self[name]) if text is None else text,
            )

        facts = [
            shown("recency_days", "–" if not self.last_request_on else None),
            shown("rhythm_days", None if self.rhythm_days else "–"),
            shown("frequency"),
            shown("effort_hours"),
            shown("value_hours"),
            shown("wait_hours", None if self.wait_hours else "–"),
            shown(
                "missed_count",
                "–"
                if not self.measured_count
                else _(
                    "%(missed)s of %(count)s",
                    missed=self.missed_count,
                    count=self.measured_count,
                ),
            ),
            shown("overdue_count"),
        ]
        if self.kind == "department":
            facts.append(
                shown(
                    "satisfaction",
                    None if self.rating_count else _("too few ratings to be shown"),
                )
            )
        labels = value_text.get_part_labels(self.env)
        parts = [
            Markup(
                "<tr><td>%s</td><td class='text-end'>%s</td>"
                "<td class='text-end'>%s</td></tr>"
            )
            % (
                labels[part],
                _("no data yet")
                if share is None
                else f"{number.format_share(100 * share)} %",
                "–" if share is None else health.WEIGHTS[part],
            )
            for part in health.WEIGHTS
            for share in [(self.health_parts or {}).get(part)]
        ]
        return Markup(
            "<div class='row'><div class='col-lg-6'>"
            "<table class='table table-sm'><tbody>%s</tbody></table></div>"
            "<div class='col-lg-6'><table class='table table-sm'><thead><tr><th>%s</th>"
            "<th class='text-end'>%s</th><th class='text-end'>%s</th></tr></thead>"
            "<tbody>%s</tbody><tfoot><tr class='fw-bold'><td>%s</td>"
            "<td class='text-end'>%s</td><td></td></tr></tfoot></table></div></div>"
        ) % (
            Markup().join(facts),
            _("Part of the health"),
            _("Value"),
            _("Weight"),
            Markup().join(parts),
            _("Health: weighted mean"),
            self.health if self.has_health else _("no data yet"),
        )

    def _get_known_figures(self):
        """Return {field: figure} of what is known; as memberships keep it."""
        known = {
            "recency_days": self.last_request_on,
            "missed_share": self.measured_count,
            "satisfaction": self.rating_count,
            "health": self.has_health,
        }
        return {name: self[name] for name, is_known in known.items() if is_known}

    # ------------------------------------------------------------------
    # Computation
    # ------------------------------------------------------------------

    @api.model
    def _cron_compute(self):
        """Compute the figures of all companies; again changes nothing."""
        # sudo: a job, for all companies
        for company in self.env["res.company"].sudo().search([]):
            run_step(
                self.env,
                f"icrm.customer.value: {company.id}",
                lambda company=company: self._compute_company(company),
            )

    @api.model
    def _compute_company(self, company):
        """Write the figures of all customers of *company*, and warn of changes."""
        # sudo: everybody's figures, whoever asks for them; rules decide who reads them
        self_sudo = self.sudo()
        company_sudo = company.sudo()
        self_sudo._delete_stale(company_sudo)
        today = company_day.today(company_sudo)
        policy = self.env["icrm.value.policy"]._of(company_sudo)
        kinds = ["department"]
        if company_sudo.icrm_person_figures:
            kinds.append("employee")
        # SQL: of everybody, without reading the rest of the rows
        before = dict(
            self_sudo.env.execute_query(
                SQL(
                    "SELECT customer_id, lifecycle FROM icrm_customer_value"
                    " WHERE company_id = %s",
                    company_sudo.id,
                )
            )
        )
        changed = []
        for kind in kinds:
            facts = customer_facts.read(self_sudo.env, company_sudo, kind, today)
            rows = self_sudo._judge(company_sudo, kind, today, policy, facts)
            for start in range(0, len(rows), BATCH):
                changed += self_sudo._write_rows(rows[start : start + BATCH], before)
        self_sudo.invalidate_model()
        stages_sudo = self_sudo.env["icrm.customer.stage"]
        stages_sudo.invalidate_model()
        stages_sudo.browse(changed)._warn()
        stages_sudo._follow_up(company_sudo, today, policy.return_days)

    @api.model
    def _judge(self, company, kind, today, policy, facts):
        """Return the rows to write, from the *facts* of all customers of a kind."""
        # Who never asked, or left, takes no place among the others.
        ranked = [
            own for own in facts if own["is_active"] and own["silent"] is not None
        ]
        verdicts = {
            own["customer_id"]: scores
            for own, *scores in zip(
                ranked,
                rfm.scores([own["silent"] for own in ranked], policy.recency, True),
                rfm.scores([own["requests"] for own in ranked], policy.frequency),
                rfm.scores(
                    [rounding.value(own["effort"] / 3600) for own in ranked],
                    policy.effort,
                ),
                rfm.abc_classes(
                    [own["effort"] for own in ranked], policy.a_share, policy.b_share
                ),
                strict=True,
            )
        }
        enough = company.icrm_rating_min_count
        return [
            self._prepare_row(own, verdicts.get(own["customer_id"], [None] * 4), policy)
            | {
                "company_id": company.id,
                "kind": kind,
                "computed_on": str(today),
                "is_large": own["people"] >= enough,
            }
            for own in facts
        ]

    @api.model
    def _prepare_row(self, own, verdict, policy):
        """Return the columns of one customer from its facts and scores."""
        r_score, f_score, m_score, abc = verdict
        measured = own["measured"]
        met = own["kept"] / measured if measured else None
        facts = lifecycle.Facts(
            is_active=own["is_active"],
            joined=own["joined"],
            first=own["first"],
            silent=own["silent"],
            rhythm=own["rhythm"],
            before=own["before"],
            now=own["now"],
            missed=None if met is None else 1 - met,
            measured=measured,
            opened=own["opened"],
            overdue=own["overdue"],
        )
        stage = lifecycle.judge(facts, policy.rules)
        parts = health.get_parts(facts, met, own["stars"], policy.rules)
        score = weighted_score(health.weigh(parts)) if own["is_active"] else None
        return {
            "customer_id": own["customer_id"],
            "first_request_on": own["first_on"] and str(own["first_on"]),
            "last_request_on": own["last_on"] and str(own["last_on"]),
            "recency_days": own["silent"] or 0,
            "rhythm_days": rounding.value(own["rhythm"] or 0),
            "frequency": own["requests"],
            "effort_hours": rounding.value(own["effort"] / 3600),
            "value_hours": rounding.value(rfm.customer_value(own["effort_total"])),
            "measured_count": measured,
            "missed_count": measured - own["kept"],
            "missed_share": rounding.value(100 * (1 - met)) if measured else 0,
            "wait_hours": rounding.value(own["waited"] / own["waits"] / 3600)
            if own["waits"]
            else 0,
            "open_count": own["opened"],
            "overdue_count": own["overdue"],
            "satisfaction": rounding.value(own["stars"] or 0),
            "rating_count": own["star_count"],
            "r_score": r_score or 0,
            "f_score": f_score or 0,
            "m_score": m_score or 0,
            "rfm_label": rfm.label(
                r_score, f_score, m_score, policy.high_from, policy.potential_from
            ),
            "abc": abc,
            "lifecycle": stage.stage,
            "reasons": value_text.store(stage.reasons),
            "health": score or 0,
            "has_health": score is not None,
            "health_parts": parts,
        }

    @api.model
    def _write_rows(self, rows, before):
        """Write *rows*, and log the stages that changed; return the ids in the log.

        :param before: {customer id: its stage until now}
        """
        # SQL: as many rows as there are customers, compared with those of yesterday
        found = self.env.execute_query(
            SQL(
                """
                WITH new AS MATERIALIZED (
                    SELECT * FROM jsonb_to_recordset(%(rows)s::jsonb)
                               AS row (%(types)s, before varchar)
                ), logged AS (
                    INSERT INTO icrm_customer_stage (
                        customer_id, company_id, kind, from_stage, to_stage,
                        happened_on, reasons, is_contacted, is_counted, return_rate)
                    SELECT customer_id, company_id, kind, before, lifecycle,
                           computed_on, reasons, FALSE, FALSE, 0
                      FROM new
                     WHERE before IS DISTINCT FROM lifecycle
               ON CONFLICT DO NOTHING
                 RETURNING id
                ), written AS (
                    INSERT INTO icrm_customer_value AS old (
                        %(columns)s, lifecycle_since)
                    SELECT %(columns)s, computed_on FROM new
               ON CONFLICT (customer_id) DO UPDATE
                       SET (%(columns)s) = ROW(%(excluded)s),
                           lifecycle_since = CASE
                               WHEN old.lifecycle = excluded.lifecycle
                               THEN old.lifecycle_since
                               ELSE excluded.computed_on END
                     WHERE (%(current)s) IS DISTINCT FROM (%(excluded)s)
                )
                SELECT id FROM logged ORDER BY id
                """,
                rows=json.dumps(
                    [row | {"before": before.get(row["customer_id"])} for row in rows]
                ),
                types=SQL(", ").join(COLUMNS.values()),
                columns=SQL(", ").join(map(SQL.identifier, COLUMNS)),
                current=SQL(", ").join(SQL.identifier("old", name) for name in COLUMNS),
                excluded=SQL(", ").join(
                    SQL.identifier("excluded", name) for name in COLUMNS
                ),
            )
        )
        return [stage_id for (stage_id,) in found]

    @api.model
    def _delete_stale(self, company):
        """Delete the rows of customers that are gone, or may have none any more."""
        # SQL: by what rows refer to, without reading any
        self.env.execute_query(
            SQL(
                """
                DELETE FROM icrm_customer_value AS value
                      WHERE value.customer_id IS NULL
                         OR (value.company_id = %(company)s
                             AND NOT EXISTS (
                                 SELECT FROM icrm_customer AS customer
                                  WHERE customer.id = value.customer_id
                                    AND customer.company_id = value.company_id
                                    AND (customer.active OR value.kind = 'department')))
                  RETURNING id
                """,
                company=company.id,
            )
        )
        if not company.icrm_person_figures:
            self._forget_people(company)

    @api.model
    def _forget_people(self, companies):
        """Delete all that there is of individual people."""
        self.env["icrm.customer.stage"].flush_model()
        self.flush_model()
        # SQL: the log is append-only; what is about people goes when they may not be
        # judged any more.
        self.env.execute_query(
            SQL(
                """
                WITH forgotten AS (
                    DELETE FROM icrm_customer_stage
                          WHERE kind = 'employee' AND company_id IN %(companies)s
                )
                DELETE FROM icrm_customer_value
                      WHERE kind = 'employee' AND company_id IN %(companies)s
                  RETURNING id
                """,
                companies=companies._ids,
            )
        )
        self.invalidate_model()
        self.env["icrm.customer.stage"].invalidate_model()

    @api.model
    def _mark_contacted(self, customers, on=None):
        """Note that somebody contacted *customers* to win them back; see the log."""
        return self.env["icrm.customer.stage"]._mark_contacted(customers, on)

    # ------------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------------

    def action_open_customer(self):
        self.ensure_one()
        self.check_access("read")
        return open_form(self.customer_id)

    def action_open_policy(self):
        """Return the action that opens the rules; for officers."""
        return self.env["icrm.value.policy"].action_open()

    def action_open_stages(self):
        """Return the action that lists the stages of these customers."""
        return open_action(
            self.env,
            "icrm_internal_care.icrm_customer_stage_action",
            domain=[("customer_id", "in", self.customer_id.ids)],
            context={},
        )
