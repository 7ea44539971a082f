# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from collections import defaultdict

from odoo import api, fields, models
from odoo.tools import SQL
from odoo.tools.misc import format_date

from ...measures import risk
from ...measures.rounding import half_up
from ..access import company_day
from ..access.jobs import run_each
from ..access.number_formatter import NumberFormatter
from .risk_facts import Coder, get_history, get_open

STATES = [
    (risk.SHOWN, "Shown"),
    (risk.TOO_LITTLE, "Too little history"),
    (risk.MISCALIBRATED, "Not shown: does not come true"),
    (risk.USELESS, "Not shown: no predictive value"),
]


class IcrmRiskCheck(models.Model):
    """Whether the risk of a miss may be shown: a row a company, and one a department.

    Each night the older half of the history is learned from, and what is learned is
    tried on the newer half. It is shown only where it comes true there as often as it
    says; a department with enough requests of its own decides for itself. The rows have
    no person, and what is learned from has none (:mod:`.risk_facts`).
    """

    _name = "icrm.risk.check"
    _rec_name = "department_id"
    _description = "Reliability of the Risk"
    _order = "company_id, is_company desc, department_id, id"
    _log_access = False

    company_id = fields.Many2one("res.company", required=True, readonly=True)
    department_id = fields.Many2one(
        "hr.department",
        string="Provider Department",
        ondelete="cascade",
        index="btree_not_null",
        readonly=True,
        help="Empty: the whole company.",
    )
    is_company = fields.Boolean(string="Whole Company", readonly=True)
    name = fields.Char(string="Risk of", compute="_compute_name")
    state = fields.Selection(STATES, required=True, readonly=True)
    checked_at = fields.Datetime(string="Checked on", readonly=True)
    split_on = fields.Date(
        string="Newer Half from",
        readonly=True,
        help="Requests before were learned from.",
    )
    older_count = fields.Integer(string="Older Half: Requests", readonly=True)
    older_missed = fields.Integer(string="Older Half: Missed", readonly=True)
    newer_count = fields.Integer(string="Newer Half: Requests", readonly=True)
    newer_missed = fields.Integer(string="Newer Half: Missed", readonly=True)
    error = fields.Float(
        string="Calibration Error",
        readonly=True,
        digits=(9, 3),
        aggregator=None,
        help="Expected calibration error on the newer half: by how much what was said "
        "differs from what came, on average. Shown up to 0.05.",
    )
    brier = fields.Float(
        string="Brier Score",
        readonly=True,
        digits=(9, 3),
        aggregator=None,
        help="Mean squared error on the newer half; must be below that of always "
        "saying the older half's share.",
    )
    brier_base = fields.Float(
        string="Brier Score without It", readonly=True, digits=(9, 3), aggregator=None
    )
    bins = fields.Json(readonly=True)
    # What was learned: of the system alone.
    learned = fields.Json(readonly=True, groups="base.group_system")
    table = fields.Json(compute="_compute_table")

    _key_uniq = models.UniqueIndex(
        "(company_id, COALESCE(department_id, 0))",
        "A department can have only one check.",
    )

    @api.depends("department_id", "company_id")
    @api.depends_context("lang")
    def _compute_name(self):
        for check in self:
            # sudo: the names of departments and companies, for readers of the row
            check_sudo = check.sudo()
            check.name = check_sudo.department_id.name or check_sudo.company_id.name

    @api.depends("name")
    def _compute_display_name(self):
        for check in self:
            check.display_name = check.name

    @api.depends("bins", "state")
    @api.depends_context("lang")
    def _compute_table(self):
        for check in self:
            check.table = {
                "sentence": check._get_sentence(),
                "halves": [
                    {
                        "name": name,
                        "rows": [
                            {
                                "said": half_up(100 * expected, 0),
                                "came": half_up(100 * observed, 0),
                                "count": count,
                            }
                            for count, expected, observed in (check.bins or {}).get(
                                key, ()
                            )
                        ],
                    }
                    for key, name in (
                        ("newer", self.env._("Newer half (tried on)")),
                        ("older", self.env._("Older half (learned from)")),
                    )
                ],
            }

    def _get_sentence(self):
        _ = self.env._
        formatter = NumberFormatter(self.env)
        values = {
            "error": formatter.format_points(100 * self.error),
            "limit": formatter.format_number(100 * risk.GREATEST_ERROR),
            "day": format_date(self.env, self.split_on) if self.split_on else "",
        }
        if self.state == risk.SHOWN:
            return _(
                "What is said comes true within %(error)s percentage points on average "
                "(at most %(limit)s), on requests since %(day)s that it did not learn "
                "from. It is shown.",
                **values,
            )
        if self.state == risk.MISCALIBRATED:
            return _(
                "What was learned before %(day)s no longer comes true: it is off by "
                "%(error)s percentage points on average (at most %(limit)s). It is not "
                "shown.",
                **values,
            )
        if self.state == risk.USELESS:
            return _(
                "What is known of requests says no more than how many are missed "
                "anyway. It is not shown."
            )
        return _(
            "Too little history: each half needs %(count)s requests, %(outcomes)s of "
            "them missed and %(outcomes)s met.",
            count=risk.LEAST,
            outcomes=risk.LEAST_OUTCOMES,
        )

    # ------------------------------------------------------------------
    # The jobs
    # ------------------------------------------------------------------

    @api.model
    def _cron_learn(self):
        """Learn and check for all companies, then rate their open requests."""
        # sudo: the job is the system's
        companies_sudo = self.env["res.company"].sudo().search([])
        run_each(companies_sudo, self._learn, lock=False)
        self._cron_rate()

    @api.model
    def _cron_rate(self):
        """Rate the open requests of all companies."""
        # sudo: the job is the system's
        companies_sudo = self.env["res.company"].sudo().search([])
        run_each(companies_sudo, self._rate, lock=False)

    @api.model
    def _learn(self, company):
        """Learn from the older half of a company's history, and try it on the newer."""
        # sudo: rows are written by the system only
        checks_sudo = self.sudo()
        older, newer = get_history(checks_sudo.env, company)
        learned, verdicts = self._judge(company, older, newer)
        values = {
            "checked_at": fields.Datetime.now(),
            "split_on": company_day.in_zone(
                company_day.get_zone(company), min(fact.at for fact, _missed in newer)
            )
            if newer
            else False,
        }
        existing = {
            check.department_id.id: check
            for check in checks_sudo.search([("company_id", "=", company.id)])
        }
        for department_id, verdict in verdicts.items():
            vals = {
                **values,
                **verdict,
                "company_id": company.id,
                "department_id": department_id,
                "is_company": not department_id,
                "learned": False if department_id else learned,
            }
            check = existing.pop(department_id, None)
            if check:
                check.write(vals)
            else:
                checks_sudo.create(vals)
        checks_sudo.browse().concat(*existing.values()).unlink()

    @api.model
    def _judge(self, company, older, newer):
        """Return what is learned, and {department id or False: values of its row}."""
        zone = company_day.get_zone(company)
        halves = [_by_department(half) for half in (older, newer)]
        counts = {
            key: [_count(half.get(key, ())) for half in halves]
            for key in {False, *halves[1]}
        }
        verdicts = {key: _get_values(counts[key]) for key in counts}
        if not all(risk.is_enough(*count) for count in counts[False]):
            return False, {False: verdicts[False]}
        coder = Coder.learn(zone, [fact for fact, _missed in older])
        model = risk.learn(
            [coder.encode(fact) for fact, _missed in older],
            [missed for _fact, missed in older],
        )
        for key, count in counts.items():
            if not all(risk.is_enough(*of_half) for of_half in count):
                continue
            tables, verdict = {}, None
            share = sum(missed for _fact, missed in halves[0][key]) / len(
                halves[0][key]
            )
            for name, half in (("older", halves[0]), ("newer", halves[1])):
                rows = [coder.encode(fact) for fact, _missed in half[key]]
                outcomes = [missed for _fact, missed in half[key]]
                verdict = risk.judge(model, share, rows, outcomes)
                tables[name] = [
                    (part.count, part.expected, part.observed) for part in verdict.bins
                ]
            verdicts[key].update(
                state=verdict.state,
                error=verdict.error,
                brier=verdict.brier,
                brier_base=verdict.brier_base,
                bins=tables,
            )
        # A department without enough of its own follows the company.
        verdicts = {
            key: vals
            for key, vals in verdicts.items()
            if not key or vals["state"] != risk.TOO_LITTLE
        }
        return {**model._asdict(), "coder": coder.dump()}, verdicts

    @api.model
    def _rate(self, company):
        """Store the risk of each open request of a company where it may be shown.

        One statement to write: neither the requests nor anybody is notified.
        """
        # sudo: what was learned is the system's, and so is the risk of requests
        checks_sudo = self.sudo().search([("company_id", "=", company.id)])
        states = {check.department_id.id: check.state for check in checks_sudo}
        learned = checks_sudo.filtered("is_company").learned
        rated = []
        if learned and any(state == risk.SHOWN for state in states.values()):
            coder = Coder.load(company_day.get_zone(company), learned["coder"])
            model = risk.Model(
                learned["intercept"], learned["weights"], learned["means"]
            )
            for fact in get_open(checks_sudo.env, company):
                state = states.get(fact.department_id or False, states.get(False))
                if state != risk.SHOWN:
                    continue
                row = coder.encode(fact)
                rated.append(
                    (
                        fact.ticket_id,
                        half_up(risk.predict(model, row), 2),
                        ",".join(name for name, _value in risk.explain(model, row)),
                    )
                )
        columns = list(zip(*rated, strict=True)) or [(), (), ()]
        # SQL: all open requests in one statement, without steps on each; rows that
        # somebody else holds are left for the next run
        self.env.cr.execute(
            SQL(
                """
                WITH rated AS (
                    SELECT * FROM UNNEST(
                        %(ids)s::int[], %(risks)s::float[], %(reasons)s::varchar[]
                    ) AS rated (id, risk, reasons)
                ), changed AS (
                    SELECT ticket.id, rated.risk, rated.reasons
                      FROM helpdesk_ticket AS ticket
                 LEFT JOIN rated ON rated.id = ticket.id
                     WHERE ticket.company_id = %(company)s
                       AND (rated.id IS NOT NULL OR ticket.icrm_risk IS NOT NULL)
                       AND (ticket.icrm_risk, ticket.icrm_risk_reasons)
                           IS DISTINCT FROM (rated.risk, rated.reasons)
                       FOR UPDATE OF ticket SKIP LOCKED
                )
                UPDATE helpdesk_ticket AS ticket
                   SET icrm_risk = changed.risk, icrm_risk_reasons = changed.reasons
                  FROM changed
                 WHERE changed.id = ticket.id
                """,
                ids=list(columns[0]),
                risks=list(columns[1]),
                reasons=list(columns[2]),
                company=company.id,
            )
        )
        self.env["helpdesk.ticket"].invalidate_model(
            ["icrm_risk", "icrm_risk_reasons", "icrm_shown_risk", "icrm_risk_text"]
        )


def _by_department(facts):
    """Return {department id: its facts}; all of them under False."""
    found = defaultdict(list)
    for fact in facts:
        found[False].append(fact)
        if fact[0].department_id:
            found[fact[0].department_id].append(fact)
    return found


def _count(facts):
    """Return (requests, missed ones) of facts, of which a request has several."""
    outcomes = {fact.ticket_id: missed for fact, missed in facts}
    return len(outcomes), sum(outcomes.values())


def _get_values(counts):
    (older, older_missed), (newer, newer_missed) = counts
    return {
        "state": risk.TOO_LITTLE,
        "older_count": older,
        "older_missed": older_missed,
        "newer_count": newer,
        "newer_missed": newer_missed,
        "error": 0,
        "brier": 0,
        "brier_base": 0,
        "bins": {},
    }
