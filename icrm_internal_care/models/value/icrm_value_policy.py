# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import re
from typing import NamedTuple

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.icrm_internal.models.access.actions import open_form

from ...measures import lifecycle, rfm

BANDS = ("recency_bands", "frequency_bands", "effort_bands")


class Policy(NamedTuple):
    """What a company judges its customers by."""

    recency: tuple = ()
    frequency: tuple = ()
    effort: tuple = ()
    high_from: int = rfm.HIGH_FROM
    potential_from: int = rfm.POTENTIAL_FROM
    a_share: int = rfm.A_SHARE
    b_share: int = rfm.B_SHARE
    return_days: int = 60
    rules: lifecycle.Rules = lifecycle.Rules()


class IcrmValuePolicy(models.Model):
    """By what a company judges the value, lifecycle and health of its customers.

    One row a company, of officers; read by everybody whom it may judge.
    """

    _name = "icrm.value.policy"
    _inherit = "icrm.logged"
    _icrm_log_kind = "settings"
    _icrm_log_fields = (
        *BANDS,
        "high_from",
        "potential_from",
        "a_share",
        "b_share",
        "return_days",
        *lifecycle.Rules._fields,
    )
    _description = "Customer Value Rules"
    _rec_name = "company_id"
    _order = "company_id"

    company_id = fields.Many2one(
        "res.company",
        required=True,
        ondelete="cascade",
        default=lambda self: self.env.company,
    )
    recency_bands = fields.Char(
        string="Days since Last Request",
        help="Four limits for the scores 5, 4, 3, 2, e.g. 7, 30, 90, 180. Empty: "
        "fifths of all customers.",
    )
    frequency_bands = fields.Char(
        string="Requests in 12 Months",
        help="Four limits for the scores 2, 3, 4, 5, e.g. 5, 20, 50, 100. Empty: "
        "fifths of all customers.",
    )
    effort_bands = fields.Char(
        string="Hours of Effort",
        help="Four limits for the scores 2, 3, 4, 5, e.g. 10, 40, 100, 300. Empty: "
        "fifths of all customers.",
    )
    high_from = fields.Integer(
        string="High Value from",
        default=rfm.HIGH_FROM,
        required=True,
        help="Sum of the three scores, 3 to 15.",
    )
    potential_from = fields.Integer(
        default=rfm.POTENTIAL_FROM,
        required=True,
        help="Sum of the three scores, 3 to 15.",
    )
    a_share = fields.Integer(
        string="Class A up to",
        default=rfm.A_SHARE,
        required=True,
        help="Percent of all effort.",
    )
    b_share = fields.Integer(
        string="Class B up to",
        default=rfm.B_SHARE,
        required=True,
        help="Percent of all effort.",
    )
    new_days = fields.Integer(
        string="New for",
        default=lifecycle.Rules().new_days,
        required=True,
        help="Days since the person was hired or the department was created.",
    )
    factor = fields.Float(
        string="Unusual Silence",
        default=lifecycle.Rules().factor,
        required=True,
        digits=(4, 1),
        help="Multiple of the customer's own rhythm, the median of the days between "
        "two requests.",
    )
    floor_days = fields.Integer(
        string="Not before",
        default=lifecycle.Rules().floor_days,
        required=True,
        help="Days without a request that are usual for everyone.",
    )
    dormant_days = fields.Integer(
        string="Dormant after",
        default=lifecycle.Rules().dormant_days,
        required=True,
        help="Days without a request.",
    )
    fall = fields.Float(
        string="Falling Satisfaction",
        default=lifecycle.Rules().fall,
        required=True,
        digits=(3, 1),
        help="Stars lost from one half year to the next.",
    )
    missed_share = fields.Integer(
        string="Missed Promises",
        default=int(lifecycle.Rules().missed_share),
        required=True,
        help="Percent of the promises of twelve months.",
    )
    overdue = fields.Integer(
        string="Overdue Requests",
        default=lifecycle.Rules().overdue,
        required=True,
        help="Open requests past their date, if they are at least a quarter of all "
        "open ones. 0: not a reason.",
    )
    return_days = fields.Integer(
        string="Back within",
        default=60,
        required=True,
        help="Days in which a customer who was contacted counts as won back.",
    )

    _company_uniq = models.Constraint(
        "UNIQUE (company_id)", "A company has one set of customer value rules."
    )
    # BETWEEN leaves NaN and infinity out.
    _ranges = models.Constraint(
        """CHECK (
            potential_from BETWEEN 3 AND 15 AND high_from BETWEEN potential_from AND 15
            AND a_share BETWEEN 1 AND 99 AND b_share BETWEEN a_share AND 100
            AND new_days BETWEEN 0 AND 730 AND factor BETWEEN 1 AND 20
            AND floor_days BETWEEN 1 AND 365
            AND dormant_days BETWEEN floor_days AND 1095
            AND fall BETWEEN 0.1 AND 4 AND missed_share BETWEEN 1 AND 100
            AND overdue BETWEEN 0 AND 1000 AND return_days BETWEEN 1 AND 365
        )""",
        "Enter sums of 3 to 15, shares of 1 to 100 %, and days in ascending order: at "
        "most 730 for new, 365 for silence, 1,095 for dormant customers.",
    )

    @api.constrains(*BANDS)
    def _check_bands(self):
        for policy in self:
            for name in BANDS:
                policy._get_limits(name)

    def _get_limits(self, name):
        """Return four limits, () where fifths are meant."""
        text = (self[name] or "").strip()
        if not text:
            return ()
        try:
            return rfm.check_limits(
                float(part) for part in re.split(r"[,;，；\s]+", text)
            )
        except ValueError as error:
            raise ValidationError(
                self.env._(
                    "%(field)s: enter four ascending numbers, such as 7, 30, 90, 180, "
                    "not “%(text)s”.",
                    field=self._fields[name]._description_string(self.env),
                    text=text,
                )
            ) from error

    @api.model
    def _of(self, company):
        """Return the :class:`Policy` of a company; the usual one if it has none."""
        # sudo: what judges a customer is no secret, and jobs read it
        policy = self.sudo().search([("company_id", "=", company.id)])
        if not policy:
            return Policy()
        return Policy(
            *(policy._get_limits(name) for name in BANDS),
            **{
                name: policy[name]
                for name in (
                    "high_from",
                    "potential_from",
                    "a_share",
                    "b_share",
                    "return_days",
                )
            },
            rules=lifecycle.Rules(
                **{name: policy[name] for name in lifecycle.Rules._fields}
            ),
        )

    @api.model
    def action_open(self):
        """Return the action that opens the rules of the caller's company."""
        self.check_access("write")
        company = self.env.company
        policy = self.search([("company_id", "=", company.id)])
        if not policy:
            # sudo: the one row of a company, by whoever may write it
            policy = self.sudo().create({"company_id": company.id}).sudo(self.env.su)
        return open_form(policy, name=self.env._("Customer Value Rules"), target="new")

    def action_apply(self):
        """Compute all figures again, by these rules."""
        self.ensure_one()
        self.check_access("write")
        self.env["icrm.customer.value"]._compute_company(self.company_id)
        return {"type": "ir.actions.client", "tag": "soft_reload"}
