# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import float_compare

from odoo.addons.icrm_internal.models.access import company_day
from odoo.addons.icrm_internal.models.customer.duty import Duty

from . import finding_text

IN_WORK = [("state", "in", ("found", "planned"))]


class IcrmTrainingNeed(models.Model):
    """What a department has to learn: found, planned, held, and its effect measured.

    The department's head and officers read and write it; auditors read.
    """

    _name = "icrm.training.need"
    _description = "Training Need"
    _inherit = ["mail.thread", "mail.activity.mixin", "icrm.amount.mixin"]
    _icrm_duties = (
        Duty("responsible_id", IN_WORK),
        Duty("department_id", IN_WORK),
    )
    _order = "year desc, date_from, id desc"
    _check_company_auto = True

    name = fields.Char(compute="_compute_name", store=True, readonly=False)
    company_id = fields.Many2one(
        "res.company",
        required=True,
        default=lambda self: self.env.company,
        ondelete="cascade",
    )
    department_id = fields.Many2one(
        "hr.department",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        tracking=True,
    )
    competence_id = fields.Many2one(
        "icrm.competence", required=True, index=True, ondelete="restrict"
    )
    year = fields.Char(
        required=True,
        size=4,
        default=lambda self: str(company_day.today(self).year),
        help="Year of the training plan.",
    )
    state = fields.Selection(
        [
            ("found", "Detected"),
            ("planned", "Planned"),
            ("held", "Held"),
            ("measured", "Measured"),
            ("dropped", "Dropped"),
        ],
        required=True,
        default="found",
        readonly=True,
        copy=False,
        tracking=True,
        group_expand=True,
    )
    source = fields.Selection(
        [
            ("manual", "Manual"),
            ("dimension", "Weak survey dimension"),
            ("criterion", "Weak evaluation criterion"),
            ("improvement", "Improvement"),
        ],
        required=True,
        default="manual",
        readonly=True,
    )
    source_text = fields.Char(string="Observations", compute="_compute_source_text")
    # What the text is made of: see finding_text.
    source_values = fields.Json(readonly=True, groups=fields.NO_ACCESS)
    source_note = fields.Char(readonly=True, groups=fields.NO_ACCESS)
    source_key = fields.Char(readonly=True, copy=False, groups=fields.NO_ACCESS)
    dimension_id = fields.Many2one("icrm.dimension", ondelete="restrict", readonly=True)
    improvement_id = fields.Many2one(
        "icrm.improvement", ondelete="set null", index="btree_not_null"
    )
    reason = fields.Text(string="Training Goal")
    # Plan
    form = fields.Selection(
        [
            ("internal", "By colleagues"),
            ("external", "External provider"),
            ("online", "Online"),
        ],
        string="Format",
        default="internal",
    )
    provider_id = fields.Many2one("res.partner", string="Trainer", ondelete="restrict")
    date_from = fields.Date(string="First Day", tracking=True)
    date_to = fields.Date(string="Last Day")
    participants = fields.Integer(aggregator="sum")
    cost = fields.Monetary()
    responsible_id = fields.Many2one(
        "res.users",
        ondelete="restrict",
        domain="[('share', '=', False)]",
        default=lambda self: self.env.user,
    )
    # Effect
    indicator = fields.Char(string="Effect Indicator")
    direction = fields.Selection(
        [("up", "More is better"), ("down", "Less is better")],
        required=True,
        default="up",
    )
    before_value = fields.Float(string="Before", aggregator=None, copy=False)
    before_date = fields.Date(string="Measured On", copy=False)
    after_value = fields.Float(string="After", aggregator=None, copy=False)
    after_date = fields.Date(string="Measured Again On", copy=False)
    effect = fields.Selection(
        [("better", "Better"), ("same", "Unchanged"), ("worse", "Worse")],
        compute="_compute_effect",
        store=True,
        help="Change between the measurements before and after the training.",
    )

    _source_uniq = models.UniqueIndex(
        "(company_id, source_key) WHERE source_key IS NOT NULL",
        "This already has a training need.",
    )
    _dates_order = models.Constraint(
        "CHECK (date_to >= date_from)", "A training must end after it starts."
    )
    _figures_range = models.Constraint(
        "CHECK (before_value BETWEEN -1e12 AND 1e12"
        " AND after_value BETWEEN -1e12 AND 1e12"
        " AND cost BETWEEN 0 AND 1e15 AND participants BETWEEN 0 AND 1000000)",
        "Figures must be plain numbers; cost and participants must not be negative.",
    )
    _year_plain = models.Constraint(
        "CHECK (year ~ '^[0-9]{4}$')", "A year must have four digits."
    )

    @api.depends("source_values", "source_note")
    @api.depends_context("lang")
    def _compute_source_text(self):
        for need in self:
            # sudo: what the text is made of, for who reads the need
            own = need.sudo()
            need.source_text = finding_text.render(
                self.env, own.source_values, own.source_note
            )

    @api.depends("department_id", "competence_id")
    def _compute_name(self):
        for need in self:
            if need.department_id and need.competence_id:
                need.name = self.env._(
                    "%(competence)s, %(department)s",
                    competence=need.competence_id.name,
                    department=need.department_id.name,
                )

    @api.depends(
        "before_value", "after_value", "before_date", "after_date", "direction", "state"
    )
    def _compute_effect(self):
        names = {1: "better", 0: "same", -1: "worse"}
        for need in self:
            need.effect = False
            if need.state == "measured":
                sign = 1 if need.direction == "up" else -1
                need.effect = names[
                    float_compare(
                        sign * need.after_value,
                        sign * need.before_value,
                        precision_digits=6,
                    )
                ]

    # ------------------------------------------------------------------
    # Course: who may write a need may move it on
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        needs = super().create(vals_list)
        needs._check_responsible()
        return needs

    def write(self, vals):
        result = super().write(vals)
        if {"responsible_id", "department_id"} & vals.keys():
            self._check_responsible()
        return result

    def _check_responsible(self):
        label = self._fields["responsible_id"]._description_string(self.env)
        for need in self:
            need.department_id._icrm_check_in_charge(need.responsible_id, label)

    def action_plan(self):
        """It will be held: how, and from when."""
        return self._change_state(
            ("found",),
            "planned",
            {
                "form": self.env._("How is it held?"),
                "date_from": self.env._("From which day?"),
            },
        )

    def action_mark_held(self):
        """It was held, with so many participants."""
        _ = self.env._
        return self._change_state(
            ("planned",), "held", {"participants": _("How many took part?")}
        )

    def action_measure(self):
        """Compare the indicator before and after the training."""
        _ = self.env._
        for need in self:
            end = need.date_to or need.date_from
            if need.after_date and end and need.after_date <= end:
                raise UserError(
                    _(
                        "%(name)s: measure the effect after the training ended "
                        "on %(day)s.",
                        name=need.name,
                        day=end,
                    )
                )
        return self._change_state(
            ("held",),
            "measured",
            {
                "indicator": _("Which figure measures the effect?"),
                "before_date": _("When was the baseline measured?"),
                "after_date": _("When was the result measured?"),
            },
        )

    def action_cancel(self):
        """It is not held."""
        return self._change_state(("found", "planned"), "dropped", {})

    def _change_state(self, states, state, needed):
        """Go on to *state*, from one of *states*, with the *needed* fields filled."""
        self.check_access("write")
        self._icrm_lock()
        labels = dict(self._fields["state"]._description_selection(self.env))
        for need in self:
            if need.state not in states:
                raise UserError(
                    self.env._(
                        "%(name)s is “%(state)s” now.",
                        name=need.name,
                        state=labels[need.state],
                    )
                )
            missing = [question for name, question in needed.items() if not need[name]]
            if missing:
                raise UserError("\n".join([need.name, *missing]))
        self.sudo().write({"state": state})
        return True

    @api.model
    def _propose(self, vals_list):
        """Create needs that were found and do not exist yet. In sudo.

        While a department has still to learn something, it is found no second time.

        :param vals_list: values with ``source``, ``source_key`` and ``source_values``
        :return: what is new
        """
        names = ("company_id", "department_id", "competence_id")
        known = self.sudo().search(
            [
                ("competence_id", "in", [vals["competence_id"] for vals in vals_list]),
                "|",
                ("state", "in", ("found", "planned", "held")),
                ("source_key", "in", [vals["source_key"] for vals in vals_list]),
            ]
        )
        keys = {(need.company_id.id, need.source_key) for need in known}
        topics = {
            tuple(need[name].id for name in names)
            for need in known
            if need.state in ("found", "planned", "held")
        }
        new = []
        for vals in vals_list:
            topic = tuple(vals[name] for name in names)
            key = (vals["company_id"], vals["source_key"])
            if topic not in topics and key not in keys:
                topics.add(topic)
                new.append(vals)
        return self.sudo().create(new)
