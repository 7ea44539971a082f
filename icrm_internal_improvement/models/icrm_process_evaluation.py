# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from dateutil.relativedelta import relativedelta

from odoo import api, fields, models

from odoo.addons.icrm_internal.models.access import company_day
from odoo.addons.icrm_internal.models.access.safe_html import SafeHtml


class IcrmProcessEvaluation(models.Model):
    """A process looked at: figures of a period, and what people say about it."""

    _name = "icrm.process.evaluation"
    _description = "Process Evaluation"
    _order = "date desc, id desc"
    _rec_name = "date"

    process_id = fields.Many2one(
        "icrm.process", required=True, ondelete="cascade", index=True
    )
    date = fields.Date(required=True, default=company_day.today)
    user_id = fields.Many2one(
        "res.users",
        string="Evaluated by",
        ondelete="restrict",
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
    )
    months = fields.Integer(
        "Months Covered", default=6, help="Counted back from the evaluation date."
    )
    # Figures: computed once, when the evaluation is created.
    request_count = fields.Integer("Requests", readonly=True)
    lead_hours = fields.Float("Working Hours", readonly=True, digits=(10, 1))
    waiting_hours = fields.Float("of Them Waiting", readonly=True, digits=(10, 1))
    value_share = fields.Float("Value-Adding Share", readonly=True, digits=(5, 4))
    rating_avg = fields.Float("Satisfaction", readonly=True, digits=(3, 1))
    rating_count = fields.Integer("Ratings", readonly=True)
    bottleneck = fields.Char(readonly=True)
    cost = fields.Float(
        "Cost per Request",
        digits=(16, 2),
        help="If known.",
    )
    # Interviews
    interview_count = fields.Integer("People Interviewed")
    interviews = SafeHtml(
        help="Feedback from people doing the work and people waiting for it."
    )
    conclusion = fields.Text(help="What to keep and what to change.")

    _months_range = models.Constraint(
        "CHECK (months BETWEEN 1 AND 60)", "An evaluation must cover 1 to 60 months."
    )
    _cost_range = models.Constraint(
        "CHECK (cost BETWEEN 0 AND 1000000000)",
        "The cost per request must be between 0 and 1,000,000,000.",
    )
    _interview_range = models.Constraint(
        "CHECK (interview_count BETWEEN 0 AND 100000)",
        "Interviewees: 0 to 100,000.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        evaluations = super().create(vals_list)
        evaluations._compute_figures()
        return evaluations

    def _compute_figures(self):
        """Store the figures of the requests of the period; one statement each."""
        for evaluation in self:
            # sudo: who may evaluate a process sees its figures; they name no one.
            process_sudo = evaluation.process_id.sudo()
            day = min(evaluation.date, company_day.today(process_sudo))
            day += relativedelta(days=1)
            figures = process_sudo._get_figures(
                *(
                    company_day.midnight(process_sudo, edge)
                    for edge in (day - relativedelta(months=evaluation.months), day)
                )
            )
            averages = self.env["icrm.request.rating"]._icrm_averages(
                "service_id", process_sudo.service_id.ids
            )
            count, average = averages.get(process_sudo.service_id.id, (0, 0.0))
            worst = process_sudo._get_bottleneck(figures)
            # sudo: figures are written by the system only.
            evaluation.sudo().write(
                {
                    "request_count": figures["requests"],
                    "lead_hours": figures["lead_hours"],
                    "waiting_hours": figures["waiting_hours"],
                    "value_share": figures["value_share"],
                    "rating_avg": average,
                    "rating_count": count,
                    "bottleneck": worst.name,
                }
            )
