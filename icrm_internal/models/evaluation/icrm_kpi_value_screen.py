# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from markupsafe import Markup, escape

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...measures import period
from .amounts import Amounts

# What tells one result from another, as the unique index has it.
KEYS = (
    "kpi_id",
    "company_id",
    "period_kind",
    "date_from",
    "department_id",
    "customer_department_id",
    "service_id",
)


class IcrmKpiValue(models.Model):
    """How a result explains itself, what was before, and what is behind."""

    _inherit = "icrm.kpi.value"

    value_text = fields.Char(string="Result", compute="_compute_value_text")
    target_text = fields.Char(string="Target in Words", compute="_compute_value_text")
    explanation = fields.Html(compute="_compute_explanation", sanitize=False)
    previous_value = fields.Float(
        string="Period Before", compute="_compute_previous", digits=(16, 2)
    )
    has_previous = fields.Boolean(compute="_compute_previous")
    trend = fields.Selection(
        [("better", "Better"), ("same", "The same"), ("worse", "Worse")],
        compute="_compute_previous",
        help="Compared with the period before.",
    )

    @api.depends("value", "target", "is_scored", "unit")
    @api.depends_context("lang")
    def _compute_value_text(self):
        amount = Amounts(self.env).amount
        for value in self:
            value.value_text = amount(value.value, value.unit)
            value.target_text = value.is_scored and amount(value.target, value.unit)

    @api.depends("value", "numerator", "denominator", "score", "floor", "target")
    @api.depends_context("lang")
    def _compute_explanation(self):
        _ = self.env._
        amounts = Amounts(self.env)
        # Once for all: thousands are read at a time.
        result, score = escape(_("Result")), escape(_("Score"))
        floor = escape(_("Floor, where the score is 0"))
        target = escape(_("Target, where it is 100"))
        none = escape(_("none, there was no target"))
        texts = {
            kpi.id: (
                escape(kpi.definition or ""),
                escape(kpi.numerator_text or ""),
                escape(_("divided by: %(what)s", what=kpi.denominator_text))
                if kpi.denominator_text
                else "",
            )
            for kpi in self.kpi_id
        }
        for value in self:
            definition, numerator, denominator = texts[value.kpi_id.id]
            rows = [
                (numerator, amounts.figure(value.numerator)),
                (denominator, amounts.figure(value.denominator)),
                (result, value.value_text),
            ]
            if value.is_scored:
                rows += [
                    (floor, amounts.amount(value.floor, value.unit)),
                    (target, value.target_text),
                    (score, amounts.figure(value.score)),
                ]
            else:
                rows.append((score, none))
            cells = "".join(
                f"<tr><td>{label}</td>"
                f"<td class='text-end text-nowrap'>{escape(text)}</td></tr>"
                for label, text in rows
                if label
            )
            # Labels and definition were escaped above, texts just now.
            value.explanation = Markup(  # noqa: S704
                f"<p>{definition}</p>"
                f"<table class='table table-sm'><tbody>{cells}</tbody></table>"
            )

    # -- what was before ---------------------------------------------------------------
    @api.depends(*KEYS, "value")
    def _compute_previous(self):
        """Look the period before up; one query for any number of results."""
        before = {one: one._get_key_before() for one in self if one.date_from}
        # As the reader: whose results these are, theirs are the earlier ones.
        found = {
            one._get_key(): one.value
            for one in self.search(
                [
                    ("kpi_id", "in", self.kpi_id.ids),
                    ("date_from", "in", [key[3] for key in before.values()]),
                    ("department_id", "in", [False, *self.department_id.ids]),
                ]
            )
        }
        for one in self:
            former = found.get(before.get(one))
            one.has_previous = former is not None
            one.previous_value = former or 0.0
            one.trend = one._get_trend(former)

    def _get_key(self):
        return tuple(
            self[name].id if self._fields[name].relational else self[name]
            for name in KEYS
        )

    def _get_key_before(self):
        first, _last = period.previous(self.period_kind, self.date_from)
        key = self._get_key()
        return (*key[:3], first, *key[4:])

    def _get_trend(self, former):
        if former is None:
            return False
        if abs(self.value - former) < 0.005:
            return "same"
        better = (self.value > former) == (self.direction == "up")
        return "better" if better else "worse"

    # -- where to go from here ---------------------------------------------------------
    def action_open_records(self):
        """Return the action that lists the records behind the number, as far as the
        caller may see them."""
        self.ensure_one()
        self.check_access("read")
        formula = self.env["icrm.kpi"]._get_formulas().get(self.kpi_id.formula)
        if not formula:
            raise UserError(
                self.env._("This result was entered: there is nothing behind it.")
            )
        if not self.env[formula.model].has_access("read"):
            raise UserError(
                self.env._("You may see the result, not the records behind it.")
            )
        return {
            "type": "ir.actions.act_window",
            "name": self.display_name,
            "res_model": formula.model,
            "view_mode": "list,form",
            "views": [(False, "list"), (False, "form")],
            "domain": [("icrm_kpi_value_id", "=", self.id)],
            "context": {"create": False},
            "help": Markup("<p>%s</p>")
            % self.env._(
                "The records behind this result are not for you to see. The result "
                "counts all of them."
            ),
        }

    def action_open_course(self):
        """Return the action that draws this indicator and department over time."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "icrm_internal.icrm_kpi_value_action"
        )
        return {
            **action,
            "display_name": self.display_name,
            "domain": [
                (name, "=", value)
                for name, value in zip(KEYS, self._get_key(), strict=True)
                if name != "date_from"
            ],
            "context": {},
            "views": sorted(action["views"], key=lambda view: view[1] != "graph"),
            "path": False,
        }

    def action_open(self):
        """Open the form that explains this result."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
        }
