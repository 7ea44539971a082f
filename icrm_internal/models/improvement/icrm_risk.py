# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

from ..access import given
from ..access.safe_html import SafeHtml

LIKELIHOODS = [
    ("1", "1 Hardly ever"),
    ("2", "2 Once in some years"),
    ("3", "3 About once a year"),
    ("4", "4 Several times a year"),
    ("5", "5 Every month or more"),
]
IMPACTS = [
    ("1", "1 Hardly noticed"),
    ("2", "2 Annoying"),
    ("3", "3 Work is held up"),
    ("4", "4 Much damage"),
    ("5", "5 Threatens the company"),
]
# Up to this score
LEVELS = [("low", "Low"), ("medium", "Medium"), ("high", "High"), ("severe", "Severe")]
LIMITS = {"low": 4, "medium": 9, "high": 14, "severe": 25}
# What the buttons write; no user may write it directly.
COURSE_FIELDS = frozenset({"state", "reviewed_on", "reminded_date"})


class IcrmRisk(models.Model):
    """What may go wrong between departments, how bad it would be, what is done then.

    Its other sides live in their own files: activation and review (course), the
    indicator that warns (watch), the map.
    """

    _name = "icrm.risk"
    _description = "Risk"
    _inherit = [
        "mail.thread",
        "mail.activity.mixin",
        "icrm.reminder",
        "icrm.improvable",
    ]
    _order = "score desc, id desc"
    _check_company_auto = True

    name = fields.Char("Risk", required=True, tracking=True)
    description = fields.Text(help="What happens then, and to whom.")
    cause = fields.Text(help="Where it comes from.")
    category = fields.Selection(
        [
            ("leak", "Information leaks"),
            ("interest", "Conflict of interest"),
            ("communication", "Miscommunication"),
            ("service", "Service fails"),
            ("customer", "Loss of a customer"),
            ("competition", "Competition from outside"),
            ("people", "Key people leave"),
            ("law", "Law and rules"),
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
        help="Answers for the risk; its heads see it.",
    )
    owner_id = fields.Many2one(
        "res.users",
        required=True,
        ondelete="restrict",
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
        tracking=True,
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
        help="When it is judged anew; the owner is reminded a week before.",
    )
    review_months = fields.Integer("Review every (months)", default=6)
    reviewed_on = fields.Date(string="Last Review", readonly=True, copy=False)
    lessons = SafeHtml(help="What was learnt when it happened, or nearly did.")
    step_ids = fields.One2many("icrm.risk.step", "risk_id", string="Plan", copy=True)
    log_ids = fields.One2many(
        "icrm.risk.log", "risk_id", string="Activations", readonly=True
    )
    score_ids = fields.One2many(
        "icrm.risk.score", "risk_id", string="Judgements", readonly=True
    )
    can_edit = fields.Boolean(compute="_compute_can_edit")

    _likelihood_range = models.Constraint(
        "CHECK (likelihood BETWEEN '1' AND '5' AND length(likelihood) = 1)",
        "The likelihood lies between 1 and 5.",
    )
    _impact_range = models.Constraint(
        "CHECK (impact BETWEEN '1' AND '5' AND length(impact) = 1)",
        "The impact lies between 1 and 5.",
    )
    _review_range = models.Constraint(
        "CHECK (review_months BETWEEN 1 AND 60)",
        "A risk is reviewed every 1 to 60 months.",
    )

    @api.depends("likelihood", "impact")
    def _compute_score(self):
        for risk in self:
            risk.score = int(risk.likelihood or 0) * int(risk.impact or 0)
            risk.level = next(
                level for level, limit in LIMITS.items() if risk.score <= limit
            )

    @api.depends_context("uid")
    def _compute_can_edit(self):
        editable = self._origin._filtered_access("write")
        for risk in self:
            risk.can_edit = not risk._origin or risk._origin in editable

    @api.model_create_multi
    def create(self, vals_list):
        defaults = {key[8:] for key in self.env.context if key.startswith("default_")}
        self._refuse_course(defaults.union(*vals_list))
        risks = super().create(vals_list)
        risks._note_score()
        return risks

    def write(self, vals):
        self._refuse_course(vals)
        owners = {risk: risk.owner_id for risk in self}
        result = super().write(vals)
        if "owner_id" in vals:
            label = self._fields["owner_id"].get_description(self.env, ["string"])
            for risk in self:
                # Whoever it was given to may not give it to just anybody.
                risk.department_id._icrm_check_in_charge(
                    risk.owner_id - owners[risk], label["string"]
                )
        if {"department_id", "company_id"} & vals.keys() and not self.env.su:
            # Nobody moves a risk to a department for which he could not make one.
            self.check_access("create")
        if {"likelihood", "impact"} & vals.keys():
            self._note_score()
        return result

    def _store(self, vals):
        """Write what the course of a risk says; who may was decided before."""
        return super().write(vals)  # pylint: disable=super-method-mismatch

    def _refuse_course(self, names):
        if not self.env.su and COURSE_FIELDS & set(names):
            raise AccessError(
                self.env._(
                    "A plan is activated, stood down and reviewed with the buttons of "
                    "the risk; its state cannot be set by hand."
                )
            )

    def _note_score(self, is_review=False):
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
            "origin_text": self.env._("Score %s of 25", self.score),
            "problem": self.description,
            "cause": self.cause,
        }

    # -- the map -----------------------------------------------------------------------
    @api.model
    @api.readonly
    def get_map(self, domain=None):
        """Return how many risks the caller may see stand where; one query.

        :param domain: which risks, besides: a domain; by default those not closed
        :return: dict: ``likelihoods`` and ``impacts``, lists of [value, label];
            ``cells``: {"likelihood-impact": how many}; ``limits``: {level: the highest
            score of it}; ``levels``: [[level, label, how many]]
        """
        self.check_access("read")
        chosen = given.domain_of(self, self.env._("Domain"), domain)
        if not domain:
            chosen = Domain("state", "!=", "closed")
        rows = self._read_group(chosen, ["likelihood", "impact"], ["__count"])
        described = self.fields_get(["likelihood", "impact", "level"], ["selection"])
        cells = {f"{row[0]}-{row[1]}": row[2] for row in rows}
        counts = dict.fromkeys(LIMITS, 0)
        for likelihood, impact, count in rows:
            score = int(likelihood) * int(impact)
            level = next(one for one, limit in LIMITS.items() if score <= limit)
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
