# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

from odoo.addons.icrm_internal.models.access import company_day
from odoo.addons.icrm_internal.models.access.actions import open_list
from odoo.addons.icrm_internal.models.access.safe_html import SafeHtml
from odoo.addons.icrm_internal.models.customer.duty import Duty

PHASES = [
    ("analyse", "Needs Analysis"),
    ("plan", "Plan"),
    ("execute", "Execution"),
    ("evaluate", "Evaluation"),
]


class IcrmProgramme(models.Model):
    """Something large, in four phases, such as bringing in internal customer relations.

    Everybody in the company reads what is going on; its owner and officers write it.
    """

    _name = "icrm.programme"
    _description = "Programme"
    _inherit = ["mail.thread", "mail.activity.mixin", "icrm.editable"]
    _icrm_duties = (
        Duty("owner_id"),
        Duty("sponsor_id"),
        Duty("department_ids"),
    )
    _order = "date_from desc, id desc"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True, tracking=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company",
        required=True,
        default=lambda self: self.env.company,
        ondelete="cascade",
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    phase = fields.Selection(
        [*PHASES, ("done", "Done")],
        required=True,
        default="analyse",
        tracking=True,
        group_expand="_group_expand_phase",
    )
    owner_id = fields.Many2one(
        "res.users",
        required=True,
        ondelete="restrict",
        tracking=True,
        domain="[('share', '=', False)]",
        default=lambda self: self.env.user,
    )
    sponsor_id = fields.Many2one(
        "res.users", ondelete="restrict", domain="[('share', '=', False)]"
    )
    partner_ids = fields.Many2many("res.partner", string="Consultants and Partners")
    department_ids = fields.Many2many("hr.department", string="Departments")
    date_from = fields.Date(
        string="First Day", required=True, default=company_day.today
    )
    date_to = fields.Date(string="Last Day")
    needs = SafeHtml(
        string="Needs Analysis Findings", translate=True, sanitize_attributes=True
    )
    goals = SafeHtml(translate=True)
    resources = SafeHtml(
        string="Resources and Feasibility",
        translate=True,
        help="People, time and tools, plus risks and mitigation.",
    )
    findings = SafeHtml(
        string="Outcome",
        translate=True,
        help="Compare goals with results.",
    )
    budget = fields.Monetary()
    spent = fields.Monetary()
    milestone_ids = fields.One2many("icrm.programme.milestone", "programme_id")
    improvement_ids = fields.One2many("icrm.improvement", "programme_id")
    milestone_count = fields.Integer(compute="_compute_milestones")
    milestone_done_count = fields.Integer(compute="_compute_milestones")
    milestone_late_count = fields.Integer(compute="_compute_milestones")
    next_milestone = fields.Char(compute="_compute_milestones")
    progress = fields.Float(compute="_compute_milestones")
    improvement_count = fields.Integer(compute="_compute_improvement_count")

    _dates_order = models.Constraint(
        "CHECK (date_to >= date_from)", "A programme must end after it starts."
    )
    _money_range = models.Constraint(
        "CHECK (budget BETWEEN 0 AND 1e15 AND spent BETWEEN 0 AND 1e15)",
        "Budget and spending must not be negative.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        programmes = super().create(vals_list)
        programmes._check_sponsor()
        return programmes

    def write(self, vals):
        result = super().write(vals)
        if {"sponsor_id", "department_ids"} & vals.keys():
            self._check_sponsor()
        return result

    def _check_sponsor(self):
        """A sponsor heads every department of it, or is named by who does."""
        label = self._fields["sponsor_id"]._description_string(self.env)
        for programme in self.filtered("sponsor_id"):
            programme.department_ids._icrm_check_in_charge(programme.sponsor_id, label)

    @api.model
    def _group_expand_phase(self, phases, domain):
        return [phase for phase, _name in PHASES] + (
            ["done"] if "done" in phases else []
        )

    @api.depends("milestone_ids.done_on", "milestone_ids.date", "milestone_ids.name")
    def _compute_milestones(self):
        for programme in self:
            milestones = programme.milestone_ids.sorted("date")
            still = milestones.filtered(lambda milestone: not milestone.done_on)
            done = len(milestones) - len(still)
            programme.milestone_count = len(milestones)
            programme.milestone_done_count = done
            programme.milestone_late_count = len(still.filtered("is_late"))
            programme.next_milestone = still[:1].name
            programme.progress = 100.0 * done / len(milestones) if milestones else 0.0

    @api.depends("improvement_ids")
    @api.depends_context("uid")
    def _compute_improvement_count(self):
        # As the reader: those they may see
        counts = dict(
            self.env["icrm.improvement"]._read_group(
                [("programme_id", "in", self._origin.ids)],
                ["programme_id"],
                ["__count"],
            )
        )
        for programme in self:
            programme.improvement_count = counts.get(programme._origin, 0)

    def action_open_improvements(self):
        """Open the improvements of this programme that the reader may see."""
        self.ensure_one()
        return open_list(
            self.env["icrm.improvement"],
            self.env._("Improvements"),
            [("programme_id", "=", self.id)],
            views="kanban,list,form",
            context={"default_programme_id": self.id},
        )

    def action_open_milestones(self):
        """Open the milestones of this programme as a time line."""
        self.ensure_one()
        return open_list(
            self.env["icrm.programme.milestone"],
            self.env._("Milestones"),
            [("programme_id", "=", self.id)],
            views="list,kanban,calendar,form",
            context={
                "default_programme_id": self.id,
                "search_default_by_phase": 1,
            },
        )
