# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models


class IcrmImprovementRule(models.Model):
    """When an improvement starts by itself.

    What each kind looks for: icrm_improvement_rule_signals. Rules find departments;
    what follows is planned by people.
    """

    _name = "icrm.improvement.rule"
    _inherit = "icrm.shared"
    _description = "Rule that Starts Improvements"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one("res.company", help="Empty: for all companies.")
    signal = fields.Selection(
        [
            ("miss", "The same promise missed again and again"),
            ("complaint", "Complaints with the same cause"),
            ("kpi", "An indicator that scores low again and again"),
            ("gap", "A gap between expected and perceived, in a survey"),
            ("evaluation", "A low score by a criterion, in an evaluation"),
            ("kano", "Something taken for granted that is missing"),
        ],
        string="When",
        required=True,
        default="miss",
    )
    kpi_id = fields.Many2one(
        "icrm.kpi",
        string="Indicator",
        ondelete="cascade",
        help="Empty: every indicator with a target.",
    )
    limit = fields.Float(
        default=50,
        required=True,
        help="Indicators: a score from 0 to 100 below this. Surveys: this far below "
        "what was expected. Evaluations: a score below this.",
    )
    department_ids = fields.Many2many(
        "hr.department",
        string="Only for",
        help="These departments and those below; empty: all.",
    )
    count = fields.Integer(
        string="How Often",
        default=5,
        required=True,
        help="Promises missed, complaints, measurements in a row: this many at least.",
    )
    days = fields.Integer(
        string="Within (days)", default=90, required=True, help="Looking back from now."
    )
    improvement_ids = fields.One2many("icrm.improvement", "rule_id")
    improvement_count = fields.Integer(compute="_compute_improvement_count")

    _ranges = models.Constraint(
        "CHECK (count BETWEEN 1 AND 10000 AND days BETWEEN 1 AND 1000"
        ' AND "limit" BETWEEN 0 AND 100)',
        "How often: 1 to 10,000. Within: 1 to 1,000 days. Limit: 0 to 100.",
    )

    @api.depends("improvement_ids")
    def _compute_improvement_count(self):
        counts = dict(
            self.env["icrm.improvement"]._read_group(
                [("rule_id", "in", self.ids)], ["rule_id"], ["__count"]
            )
        )
        for rule in self:
            rule.improvement_count = counts.get(rule, 0)

    @api.model
    def _cron_apply(self):
        """Apply every rule. What was found before starts nothing again."""
        rules = self.search([])
        self.env["ir.cron"]._commit_progress(remaining=len(rules))
        for rule in rules:
            rule._icrm_try_lock()._apply_each()
            if not self.env["ir.cron"]._commit_progress(1):
                break

    def action_apply(self):
        """Look now, not tonight; show what was started.

        It changes no rule: officers apply those shared by companies, too.
        """
        self.browse().check_access("write")
        self.check_access("read")
        self._icrm_lock()
        return self._get_action(self._apply_each().ids)

    def action_open_improvements(self):
        """Open what these rules have started, as far as the reader may see it."""
        return self._get_action(self.improvement_ids.ids)

    def _get_action(self, ids):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Started by a rule"),
            "res_model": "icrm.improvement",
            "views": [(False, "list"), (False, "form")],
            "domain": [("id", "in", ids)],
        }

    def _apply_each(self):
        started = self.env["icrm.improvement"]
        for rule in self:
            started += rule._apply()
        return started

    def _apply(self):
        """Start what this rule finds; return what is new, in sudo."""
        self.ensure_one()
        # sudo: an officer or the cron decided; the rule looks at all departments.
        rule_sudo = self.sudo()
        found = getattr(rule_sudo, f"_find_{self.signal}")()
        before = set(rule_sudo.improvement_ids.ids)
        for vals in found:
            vals.update(rule_id=self.id)
        started_sudo = self.env["icrm.improvement"].sudo()._start(found)
        return started_sudo.filtered(
            lambda one: one.rule_id == self and one.id not in before
        )
