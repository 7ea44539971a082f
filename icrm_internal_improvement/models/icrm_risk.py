# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL, LazyTranslate

from odoo.addons.icrm_internal.models.access import caller_values, company_day
from odoo.addons.icrm_internal.models.access.groups import OFFICER
from odoo.addons.icrm_internal.models.access.icrm_reason_mixin import ReasonStep
from odoo.addons.icrm_internal.models.access.jobs import attempt_batch, run_step
from odoo.addons.icrm_internal.models.access.safe_html import SafeHtml
from odoo.addons.icrm_internal.models.customer.duty import Duty

from .finding_text import finding

_lt = LazyTranslate(__name__)

LIKELIHOODS = [
    ("1", "1 Rare"),
    ("2", "2 Every few years"),
    ("3", "3 About once a year"),
    ("4", "4 Several times a year"),
    ("5", "5 Monthly or more"),
]

IMPACTS = [
    ("1", "1 Negligible"),
    ("2", "2 Minor"),
    ("3", "3 Work is delayed"),
    ("4", "4 Major damage"),
    ("5", "5 Threatens the company"),
]

# Up to this score
LEVELS = [("low", "Low"), ("medium", "Medium"), ("high", "High"), ("severe", "Severe")]

LIMITS = {"low": 4, "medium": 9, "high": 14, "severe": 25}

# Who sets these reads the indicator through them.
WATCH_FIELDS = frozenset({"kpi_id", "watch", "warn_when", "threshold"})


class IcrmRisk(models.Model):
    """What may go wrong between departments, how bad it would be, what is done then.

    Its emergency plan is activated and deactivated, it is reviewed from time to
    time, and an indicator may warn before it comes true.
    """

    _name = "icrm.risk"
    _inherit = [
        "icrm.owned",
        "mail.activity.mixin",
        "icrm.reminder",
        "icrm.improvement.source.mixin",
        "icrm.reason.mixin",
    ]
    _icrm_duties = (
        Duty("owner_id", [("state", "!=", "closed")]),
        Duty("department_id", [("state", "!=", "closed")]),
    )
    _description = "Risk"
    _order = "score desc, id desc"
    _check_company_auto = True

    name = fields.Char("Risk", required=True, tracking=True)
    description = fields.Text(help="Consequences, and who is affected.")
    cause = fields.Text()
    category = fields.Selection(
        [
            ("leak", "Information leak"),
            ("interest", "Conflict of interest"),
            ("communication", "Miscommunication"),
            ("service", "Service failure"),
            ("customer", "Customer loss"),
            ("competition", "External competition"),
            ("people", "Loss of key people"),
            ("law", "Legal and compliance"),
            ("other", "Something else"),
        ],
        required=True,
        default="service",
        tracking=True,
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    active = fields.Boolean(default=True)
    department_id = fields.Many2one(
        "hr.department",
        required=True,
        ondelete="restrict",
        index=True,
        check_company=True,
        tracking=True,
        default=lambda self: self.env["icrm.customer"]._from_user().department_id,
        help="Its heads can see the risk.",
    )
    service_id = fields.Many2one(
        "icrm.service", ondelete="restrict", check_company=True
    )
    likelihood = fields.Selection(
        LIKELIHOODS, required=True, default="3", tracking=True
    )
    impact = fields.Selection(IMPACTS, required=True, default="3", tracking=True)
    score = fields.Integer(
        compute="_compute_score",
        store=True,
        aggregator="avg",
        help="Likelihood times impact, 1 to 25.",
    )
    level = fields.Selection(LEVELS, compute="_compute_score", store=True)
    state = fields.Selection(
        [
            ("watched", "Watched"),
            ("active", "Plan Active"),
            ("closed", "Closed"),
        ],
        default="watched",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
        group_expand=True,
    )
    review_date = fields.Date(
        string="Next Review",
        tracking=True,
        help="The owner is reminded a week before.",
    )
    review_months = fields.Integer("Review every (months)", default=6)
    reviewed_on = fields.Date(string="Last Review", readonly=True, copy=False)
    lessons = SafeHtml(help="Lessons from incidents and near misses.")
    step_ids = fields.One2many("icrm.risk.step", "risk_id", string="Plan", copy=True)
    log_ids = fields.One2many(
        "icrm.risk.log", "risk_id", string="Activations", readonly=True
    )
    score_ids = fields.One2many(
        "icrm.risk.score", "risk_id", string="Assessments", readonly=True
    )

    # Warnings by an indicator
    kpi_id = fields.Many2one(
        "icrm.kpi",
        string="Indicator",
        ondelete="restrict",
        index="btree_not_null",
        help="An indicator that changes before the risk occurs.",
    )
    watch = fields.Selection(
        [("department", "Department"), ("company", "Company")],
        string="Result Of",
        default="department",
        required=True,
    )
    warn_when = fields.Selection(
        [("above", "Rises above"), ("below", "Falls below")],
        compute="_compute_warn_when",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
    )
    threshold = fields.Float(
        digits=(16, 2), help="Beyond it, the owner gets one warning per period."
    )
    kpi_text = fields.Char(
        "Latest Result",
        compute="_compute_kpi_text",
    )
    alert_ids = fields.One2many(
        "icrm.risk.alert", "risk_id", string="Warnings", readonly=True
    )

    _likelihood_range = models.Constraint(
        "CHECK (likelihood BETWEEN '1' AND '5' AND length(likelihood) = 1)",
        "Likelihood must be between 1 and 5.",
    )
    _impact_range = models.Constraint(
        "CHECK (impact BETWEEN '1' AND '5' AND length(impact) = 1)",
        "Impact must be between 1 and 5.",
    )
    _review_range = models.Constraint(
        "CHECK (review_months BETWEEN 1 AND 60)",
        "Risk reviews must be 1 to 60 months apart.",
    )
    # BETWEEN leaves NaN and infinity out.
    _threshold_range = models.Constraint(
        "CHECK (threshold BETWEEN -1e12 AND 1e12)",
        "A threshold must be between -1e12 and 1e12.",
    )

    # ------------------------------------------------------------------
    # Computed fields
    # ------------------------------------------------------------------

    @api.depends("likelihood", "impact")
    def _compute_score(self):
        for risk in self:
            risk.score = int(risk.likelihood or 0) * int(risk.impact or 0)
            risk.level = next(
                level for level, limit in LIMITS.items() if risk.score <= limit
            )

    @api.model_create_multi
    def create(self, vals_list):
        risks = super().create(vals_list)
        risks._log_score()
        risks.filtered("kpi_id")._check_watch()
        return risks

    def write(self, vals):
        result = super().write(vals)
        if {"department_id", "company_id"} & vals.keys() and not self.env.su:
            # No one moves a risk to a department for which they could not create one.
            self.check_access("create")
        if {"likelihood", "impact"} & vals.keys():
            self._log_score()
        if not WATCH_FIELDS.isdisjoint(vals):
            self._check_watch()
        return result

    def _log_score(self, is_review=False):
        """Add to the history what the risk is judged to be now."""
        # sudo: the history has no other writer; who is noted is the caller.
        self.env["icrm.risk.score"].sudo().create(
            [
                {
                    "risk_id": risk.id,
                    "likelihood": int(risk.likelihood),
                    "impact": int(risk.impact),
                    "score": risk.score,
                    "user_id": self.env.uid,
                    "is_review": is_review,
                }
                for risk in self
            ]
        )

    def _prepare_improvement(self):
        return {
            "name": self.name,
            "kind": "preventive",
            "department_id": self.department_id.id,
            "service_id": self.service_id.id,
            "owner_id": self.owner_id.id,
            "company_id": self.company_id.id,
            "origin": "risk",
            "origin_values": finding("risk", score=self.score),
            "problem": self.description,
            "cause": self.cause,
        }

    # ------------------------------------------------------------------
    # Map
    # ------------------------------------------------------------------

    @api.model
    @api.readonly
    def get_map(self, domain: list | None = None):
        """Return how many risks the caller may see in each cell; one query.

        :param domain: which risks, besides: a domain; by default those not closed
        :return: dict: ``likelihoods`` and ``impacts``, lists of [value, label];
            ``cells``: {"likelihood-impact": how many}; ``limits``: {level: the highest
            score of it}; ``levels``: [[level, label, how many]]
        """
        self.check_access("read")
        chosen = caller_values.domain_of(self, self.env._("Domain"), domain)
        if not domain:
            chosen = Domain("state", "!=", "closed")
        rows = self._read_group(chosen, ["likelihood", "impact"], ["__count"])
        described = self.fields_get(["likelihood", "impact", "level"], ["selection"])
        cells = {f"{row[0]}-{row[1]}": row[2] for row in rows}
        counts = dict.fromkeys(LIMITS, 0)
        for likelihood, impact, count in rows:
            score = int(likelihood) * int(impact)
            level = next(name for name, limit in LIMITS.items() if score <= limit)
            counts[level] += count
        return {
            "likelihoods": described["likelihood"]["selection"],
            "impacts": described["impact"]["selection"],
            "cells": cells,
            "limits": LIMITS,
            "levels": [
                [level, label, counts[level]]
                for level, label in described["level"]["selection"]
            ],
        }

    # ------------------------------------------------------------------
    # Course
    # ------------------------------------------------------------------

    def action_activate(self, reason):
        """Activate the emergency plan and notify those who have a task in it.

        :param str reason: why, for the log
        """
        self.check_access("write")
        self._check_state("watched")
        self._log("activate", reason)
        self.sudo().write({"state": "active"})
        for step_sudo in self.sudo().step_ids:
            if step_sudo.kind == "emergency":
                step_sudo._schedule_activity()
        return True

    def action_deactivate(self, reason: str):
        """It is over: the emergency plan ends, the risk is watched again."""
        self.check_access("write")
        self._check_state("active")
        self._log("stand_down", reason)
        self.sudo().write({"state": "watched"})
        self.sudo().activity_unlink(
            ["icrm_internal_improvement.mail_activity_type_emergency"]
        )
        return True

    def action_review(self):
        """Note that the risk was judged today, and when it is next."""
        self.check_access("write")
        self._log_score(is_review=True)
        for risk in self:
            today = company_day.today(risk)
            risk.sudo().write(
                {
                    "reviewed_on": today,
                    "review_date": today + relativedelta(months=risk.review_months),
                }
            )
        return True

    def action_close(self):
        """The risk is gone; it stays in the register."""
        self.check_access("write")
        self._check_state("watched")
        self.sudo().write({"state": "closed"})
        return True

    def action_watch(self):
        """Take a closed risk up again."""
        self.check_access("write")
        self._check_state("closed")
        self.sudo().write({"state": "watched"})
        return True

    def action_open_activation(self):
        """Open the dialog that asks why the plan is activated or stood down."""
        self.ensure_one()
        self.check_access("write")
        return self._icrm_ask_reason(
            "action_deactivate" if self.state == "active" else "action_activate"
        )

    @api.model
    def _icrm_reason_steps(self):
        placeholder = self.env._("What happened, and how you know.")
        return super()._icrm_reason_steps() | {
            "action_activate": ReasonStep(
                title=self.env._("Activate Plan"),
                button=self.env._("Activate Plan"),
                hint=self.env._(
                    "Everyone with an emergency step is notified immediately."
                ),
                placeholder=placeholder,
            ),
            "action_deactivate": ReasonStep(
                title=self.env._("Deactivate Plan"),
                button=self.env._("Deactivate Plan"),
                hint=self.env._("The plan ends and the risk is watched again."),
                placeholder=placeholder,
            ),
        }

    def _check_state(self, state):
        """Lock these risks; raise unless each is in *state*."""
        self._icrm_lock()
        labels = dict(self._fields["state"]._description_selection(self.env))
        for risk in self:
            if risk.state != state:
                raise UserError(
                    self.env._(
                        "%(risk)s is “%(now)s”; this requires “%(state)s”.",
                        risk=risk.name,
                        now=labels[risk.state],
                        state=labels[state],
                    )
                )

    def _log(self, kind, reason):
        reason = caller_values.reason_of(self.env, reason)
        # sudo: users may not add rows; the row names the caller.
        self.env["icrm.risk.log"].sudo().create(
            [
                {
                    "risk_id": risk.id,
                    "kind": kind,
                    "reason": reason,
                    "user_id": self.env.uid,
                }
                for risk in self
            ]
        )

    # ------------------------------------------------------------------
    # Reminders
    # ------------------------------------------------------------------

    @api.model
    def _cron_remind(self):
        """Remind of reviews that come; idempotent."""
        self._remind(
            "review_date",
            [("state", "!=", "closed")],
            7,
            _lt("Review this risk: have likelihood or severity changed?"),
        )

    def _get_reminded(self):
        return self.owner_id

    # ------------------------------------------------------------------
    # Warnings by an indicator
    # ------------------------------------------------------------------

    @api.depends("kpi_id")
    def _compute_warn_when(self):
        for risk in self:
            is_up = risk.kpi_id.direction == "up"
            risk.warn_when = "below" if is_up else "above"

    @api.depends_context("uid", "lang")
    @api.depends("kpi_id", "watch", "department_id")
    def _compute_kpi_text(self):
        """As the reader: two queries for any number of risks."""
        watching = self.filtered("kpi_id")
        newest = {}
        if watching:
            values = self.env["icrm.kpi.value"].search(
                [
                    ("kpi_id", "in", watching.kpi_id.ids),
                    ("department_id", "in", [False, *watching.department_id.ids]),
                    ("customer_department_id", "=", False),
                    ("service_id", "=", False),
                ],
                order="date_to, date_from",
            )
            for value in values:
                newest[value.kpi_id, value.company_id, value.department_id] = value
        for risk in self:
            of = risk.department_id if risk.watch == "department" else risk.browse()
            department = of or self.env["hr.department"]
            value = newest.get((risk.kpi_id, risk.company_id, department))
            risk.kpi_text = value and self.env._(
                "%(value)s on %(day)s",
                value=value.value_text,
                day=self.env["ir.qweb.field.date"].value_to_html(value.date_to, {}),
            )

    def _check_watch(self):
        """Who sets what is watched must be one who may read it: a threshold asks."""
        if self.env.su or self.env.user.has_group(OFFICER):
            return
        self.check_access("create")
        if any(risk.watch == "company" for risk in self):
            raise AccessError(
                self.env._(
                    "Only officers can watch company results: choose a department."
                )
            )

    @api.constrains("kpi_id", "company_id")
    def _check_kpi_company(self):
        for risk in self:
            if risk.kpi_id.company_id not in (risk.company_id, self.env["res.company"]):
                raise ValidationError(
                    self.env._(
                        "%(kpi)s belongs to another company.",
                        kpi=risk.kpi_id.name,
                    )
                )

    @api.model
    def _cron_warn(self):
        """Compare the newest results with the thresholds; warn once a period.

        One statement finds and notes what is new, however many risks there are; a
        warning is noted and given in the same transaction, so that none is lost and
        none given twice.
        """
        run_step(self.env, "icrm.risk: warnings", self._warn)

    @api.model
    def _warn(self):
        self.flush_model()
        self.env["icrm.kpi.value"].flush_model()
        # SQL: finds and notes at once, so that no two jobs warn; what was noted is no
        # error.
        rows = self.env.execute_query(
            SQL(
                """
                INSERT INTO icrm_risk_alert (
                    risk_id, kpi_id, department_id, period_kind, date_from, date_to,
                    value, threshold, warn_when, at)
                SELECT newest.*, %(now)s
                  FROM (SELECT DISTINCT ON (risk.id)
                               risk.id AS risk_id, value.kpi_id, value.department_id,
                               value.period_kind, value.date_from, value.date_to,
                               value.value, risk.threshold, risk.warn_when
                          FROM icrm_risk AS risk
                          JOIN icrm_kpi_value AS value
                            ON value.kpi_id = risk.kpi_id
                           AND value.company_id = risk.company_id
                           AND value.customer_department_id IS NULL
                           AND value.service_id IS NULL
                           AND value.department_id IS NOT DISTINCT FROM
                               CASE WHEN risk.watch = 'department'
                                    THEN risk.department_id END
                         WHERE risk.active AND risk.state != 'closed'
                         ORDER BY risk.id, value.date_to DESC, value.date_from DESC
                       ) AS newest
                 WHERE CASE WHEN newest.warn_when = 'above'
                            THEN newest.value > newest.threshold
                            ELSE newest.value < newest.threshold END
                    ON CONFLICT DO NOTHING
                RETURNING risk_id, id
                """,
                now=fields.Datetime.now(),
            )
        )
        self.env["icrm.risk.alert"].invalidate_model()
        noted = dict(rows)
        failed = attempt_batch(
            self.browse(sorted(noted)),
            lambda risks: [risk._warn_owner() for risk in risks],
        )
        # SQL: rows are only ever added, but what nobody was told is to be found again.
        self.env.cr.execute(
            "DELETE FROM icrm_risk_alert WHERE id = ANY(%s)",
            [[noted[risk.id] for risk in failed]],
        )

    def _warn_owner(self):
        reader = self.with_context(lang=self.owner_id.lang)
        # Without the figure: not all who see the risk may know it.
        self.activity_schedule(
            "mail.mail_activity_data_warning",
            date_deadline=company_day.today(self),
            summary=reader.env._(
                "Early warning: %(kpi)s is beyond its threshold",
                kpi=reader.kpi_id.name,
            ),
            user_id=self.owner_id.id,
        )
