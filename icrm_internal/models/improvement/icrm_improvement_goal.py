# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.tools import float_compare

# Figures are compared to six decimals; what computing adds beyond is no difference.
DIGITS = 6


class IcrmImprovement(models.Model):
    """What an improvement aims at, and whether it got there.

    The goal is SMART: specific (``goal``), measurable (an indicator with baseline and
    target), attainable (``means``), relevant (``relevance``) and timed (``due_date``).

    Success is that the measurement after the change reached the target. All else is
    failure, however near: ``progress`` says how near, from 0 (as before) to 1 (the
    target); below 0 it became worse.
    """

    _inherit = "icrm.improvement"

    goal = fields.Text(
        string="What Will Be Different",
        help="Specific: who does or gets what, when it is reached.",
    )
    relevance = fields.Text(
        string="Why It Matters",
        help="Relevant: to whom it makes a difference, and which.",
    )
    means = fields.Text(
        string="What Makes It Possible",
        help="Attainable: people, time, money, tools, and who gives them.",
    )
    due_date = fields.Date(
        string="Reached until",
        tracking=True,
        help="Timed: the day on which the new measurement shows it.",
    )
    indicator = fields.Char(
        string="Measured by",
        help="Measurable: the figure that shows it, e.g. days until a laptop is ready.",
    )
    unit = fields.Char(help="Of the figure, e.g. hours, %, points.")
    direction = fields.Selection(
        [("up", "More is better"), ("down", "Less is better")],
        string="Good Is",
        required=True,
        default="up",
    )
    baseline_value = fields.Float(string="Before", aggregator=None, copy=False)
    baseline_date = fields.Date(
        string="Measured on",
        copy=False,
        help="The last day that the figure before the change is about.",
    )
    target_value = fields.Float(string="Target", aggregator=None)
    risk_ids = fields.Many2many(
        "icrm.risk",
        "icrm_improvement_risk_rel",
        string="Risks",
        check_company=True,
        help="What could go wrong with it. Something new is not begun without.",
    )
    # -- the change and the new measurement --
    change = fields.Text(string="What Was Changed", copy=False)
    implemented_on = fields.Date(
        string="In Place since",
        copy=False,
        tracking=True,
        help="Only what is measured after this day counts.",
    )
    after_value = fields.Float(string="After", aggregator=None, copy=False)
    after_from = fields.Date(string="Measured from", copy=False)
    after_to = fields.Date(string="Measured to", copy=False)
    after_note = fields.Char(
        string="How It Was Measured", copy=False, help="By whom, from what, how many."
    )
    is_measured = fields.Boolean(compute="_compute_is_measured")
    progress = fields.Float(
        string="Share of the Way",
        compute="_compute_progress",
        store=True,
        aggregator="avg",
        help="1 is the target, 0 as before, below 0 is worse than before.",
    )
    outcome = fields.Selection(
        [("success", "Success"), ("failure", "Failure")],
        readonly=True,
        copy=False,
        tracking=True,
        help="Success: the measurement after the change reached the target.",
    )
    success_rate = fields.Float(
        compute="_compute_success_rate",
        store=True,
        aggregator="avg",
        help="100 for a success, 0 for a failure: its mean is the share of successes.",
    )
    figures_text = fields.Char(string="Goal", compute="_compute_figures_text")
    effect_text = fields.Char(string="Effect", compute="_compute_effect_text")

    _figures_range = models.Constraint(
        "CHECK (baseline_value BETWEEN -1e12 AND 1e12"
        " AND target_value BETWEEN -1e12 AND 1e12"
        " AND after_value BETWEEN -1e12 AND 1e12"
        " AND progress BETWEEN -1000 AND 1000"
        " AND success_rate BETWEEN 0 AND 100)",
        "Before, target and after are plain numbers of at most twelve digits.",
    )
    _after_order = models.Constraint(
        "CHECK (after_to >= after_from)",
        "A measurement cannot end before it starts.",
    )

    @api.depends("after_from", "after_to")
    def _compute_is_measured(self):
        for improvement in self:
            improvement.is_measured = bool(
                improvement.after_from and improvement.after_to
            )

    @api.depends(
        "baseline_value", "target_value", "after_value", "after_from", "after_to"
    )
    def _compute_progress(self):
        for improvement in self:
            way = improvement.target_value - improvement.baseline_value
            gone = improvement.after_value - improvement.baseline_value
            share = gone / way if improvement.is_measured and way else 0.0
            improvement.progress = min(max(share, -1000.0), 1000.0)

    @api.depends("outcome")
    def _compute_success_rate(self):
        for improvement in self:
            improvement.success_rate = 100.0 * (improvement.outcome == "success")

    @api.depends(
        "indicator", "baseline_value", "baseline_date", "target_value", "unit", "state"
    )
    def _compute_figures_text(self):
        for improvement in self:
            text = improvement.indicator or ""
            if text and improvement.baseline_date:
                before = f"{improvement.baseline_value:.10g}"
                text = f"{text}: {before}"
                # Not set yet is no target of nought.
                if improvement.target_value or improvement.state != "plan":
                    target = improvement._format_figure(improvement.target_value)
                    text = f"{text} → {target}"
            improvement.figures_text = text

    @api.depends("progress", "outcome", "after_from", "after_to", "baseline_value")
    @api.depends_context("lang")
    def _compute_effect_text(self):
        for improvement in self:
            improvement.effect_text = improvement._get_effect_text()

    def _get_effect_text(self):
        """Return in words how far the new measurement got."""
        self.ensure_one()
        _ = self.env._
        if not self.is_measured:
            return _("Not measured again yet")
        figures = {
            "before": self._format_figure(self.baseline_value),
            "after": self._format_figure(self.after_value),
            "target": self._format_figure(self.target_value),
            "share": round(100 * self.progress),
        }
        if self._is_reached():
            return _(
                "From %(before)s to %(after)s: the target of %(target)s is reached.",
                **figures,
            )
        if self._is_better(self.after_value, self.baseline_value):
            return _(
                "From %(before)s to %(after)s: better, %(share)s %% of the way to "
                "%(target)s.",
                **figures,
            )
        return _(
            "From %(before)s to %(after)s: no better. The target was %(target)s.",
            **figures,
        )

    def _format_figure(self, value):
        # Not the reader's separators: the sentence is also kept in the conversation.
        return f"{value:.10g} {self.unit or ''}".strip()

    def _is_better(self, value, than):
        """Return whether *value* is better, and not just by a rounding error."""
        sign = 1 if self.direction == "up" else -1
        return float_compare(sign * value, sign * than, precision_digits=DIGITS) > 0

    def _is_reached(self):
        return self.is_measured and not self._is_better(
            self.target_value, self.after_value
        )

    # -- what a step still needs -------------------------------------------------------
    def _get_missing(self):
        """Return sentences, one for each thing the next step still needs."""
        self.ensure_one()
        return {
            "plan": self._get_missing_plan,
            "do": self._get_missing_do,
            "check": self._get_missing_check,
            "act": self._get_missing_act,
        }.get(self.state, list)()

    def _get_missing_plan(self):
        _ = self.env._
        today = fields.Date.context_today(self)
        tests = [
            (self.problem, _("What is wrong?")),
            (self.cause, _("Why is it so?")),
            (self.goal, _("What will be different? (specific)")),
            (self.indicator, _("By which figure is it measured? (measurable)")),
            (
                self.baseline_date and self.baseline_date <= today,
                _("When was the figure before the change measured? (measurable)"),
            ),
            (
                self._is_better(self.target_value, self.baseline_value),
                _("Which target, better than before? (measurable)"),
            ),
            (self.means, _("What makes it possible? (attainable)")),
            (self.relevance, _("Why does it matter? (relevant)")),
            (
                self.due_date and self.due_date > today,
                _("Until which day to come is it reached? (timed)"),
            ),
            (self.owner_id, _("Who owns it?")),
            (
                # sudo: whether there is one, whoever may read it
                self.kind != "innovation" or self.sudo().risk_ids,
                _("What could go wrong with something new? (a risk)"),
            ),
        ]
        return [sentence for passed, sentence in tests if not passed]

    def _get_missing_do(self):
        _ = self.env._
        today = fields.Date.context_today(self)
        on = self.implemented_on
        tests = [
            (self.change, _("What was changed?")),
            (not on or on <= today, _("In place since a day that has come")),
            (
                not on or on >= self.baseline_date,
                _("In place since a day after the figure before it was measured"),
            ),
        ]
        return [sentence for passed, sentence in tests if not passed]

    def _get_missing_check(self):
        _ = self.env._
        today = fields.Date.context_today(self)
        if not self.is_measured:
            return [_("The same figure, measured again after the change")]
        tests = [
            (
                self.after_from > self.implemented_on,
                _(
                    "A measurement that starts after the change was in place, on "
                    "%(day)s",
                    day=self.implemented_on,
                ),
            ),
            (self.after_to <= today, _("A measurement whose time is over")),
        ]
        return [sentence for passed, sentence in tests if not passed]

    def _get_missing_act(self):
        _ = self.env._
        if self.outcome == "success":
            tests = [
                (self.standard, _("What is the standard from now on?")),
                (self.audit_date, _("When does somebody look whether it is kept?")),
            ]
        else:
            tests = [(self.lesson, _("What was learnt from it?"))]
        return [sentence for passed, sentence in tests if not passed]
