# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError

LEVELS = [("company", "Company"), ("department", "Department"), ("team", "Team")]
SOURCES = [
    ("computed", "Computed"),
    ("survey", "Survey"),
    ("evaluation", "Evaluation"),
    ("manual", "Entered"),
    ("imported", "Imported"),
]
ENTERED = ("manual", "imported")
UNITS = [
    ("percent", "%"),
    ("hours", "Working Hours"),
    ("days", "Days"),
    ("points", "Points"),
    ("number", "Number"),
    ("money", "Money"),
]
# Above this the weights of an indicator's parts add up to a hundred by rounding.
TOLERANCE = 0.01


class IcrmKpi(models.Model):
    """What is measured, how, and what is good enough.

    An indicator is explained in words a clerk understands. Its formula says where the
    figures come from (see :mod:`.formula`), its targets since when how much is asked
    of whom. Indicators form a tree: what the company wants, what its departments and
    teams add to it; the weights of the parts of one indicator add up to 100.
    """

    _name = "icrm.kpi"
    _inherit = "icrm.shared"
    _description = "Indicator"
    _order = "sequence, id"
    _parent_store = True

    name = fields.Char(required=True, translate=True)
    code = fields.Char(
        required=True, help="How other programs and imports know the indicator."
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", ondelete="cascade", help="Empty: the indicator of all companies."
    )
    definition = fields.Text(
        required=True, translate=True, help="What it tells, in plain words."
    )
    numerator_text = fields.Char(
        string="What Is Added Up",
        translate=True,
        help="The upper part of the formula, in words.",
    )
    denominator_text = fields.Char(
        string="Divided by", translate=True, help="The lower part, in words."
    )
    source = fields.Selection(SOURCES, required=True, default="manual")
    formula = fields.Selection(
        selection="_get_formula_selection",
        help="How it is computed. Entered and imported indicators have none.",
    )
    unit = fields.Selection(UNITS, required=True, default="percent")
    direction = fields.Selection(
        [("up", "More is better"), ("down", "Less is better")],
        required=True,
        default="up",
    )
    owner_id = fields.Many2one(
        "res.users",
        ondelete="restrict",
        domain="[('share', '=', False)]",
        help="Who answers for the indicator, reads all its results and enters them "
        "where they are not computed.",
    )
    date_from = fields.Date(string="Valid From", help="Empty: always.")
    date_to = fields.Date(string="Valid Until", help="Empty: for good.")
    level = fields.Selection(LEVELS, required=True, default="company")
    department_id = fields.Many2one(
        "hr.department",
        ondelete="restrict",
        index="btree_not_null",
        help="Whose indicator it is, those below included. Empty: every department's.",
    )
    team_id = fields.Many2one(
        "helpdesk.ticket.team", ondelete="restrict", index="btree_not_null"
    )
    parent_id = fields.Many2one(
        "icrm.kpi", string="Part of", ondelete="restrict", index=True
    )
    parent_path = fields.Char(index=True)
    child_ids = fields.One2many("icrm.kpi", "parent_id", string="Parts")
    by_relationship = fields.Boolean(
        string="Also by Relationship",
        help="Keep a result for each department that was served, too.",
    )
    by_service = fields.Boolean(
        string="Also by Service", help="Keep a result for each service, too."
    )
    weight_total = fields.Float(
        string="Weights of the Parts", compute="_compute_weight_total"
    )
    weights_are_wrong = fields.Boolean(
        compute="_compute_weight_total",
        search="_search_weights_are_wrong",
        help="The weights of its parts do not add up to 100.",
    )

    _code_uniq = models.UniqueIndex(
        "(code, COALESCE(company_id, 0))", "Another indicator has this code already."
    )
    _dates_check = models.Constraint(
        "CHECK (date_to >= date_from)",
        "An indicator is valid until a day after the first.",
    )

    @api.model
    def _get_formulas(self):
        """Return {key: Formula}; a domain adds what it knows by extending this."""
        return {}

    @api.model
    def _get_formula_selection(self):
        return [(key, formula.name) for key, formula in self._get_formulas().items()]

    # -- the tree ----------------------------------------------------------------------
    @api.depends("child_ids.weight", "child_ids.active")
    def _compute_weight_total(self):
        for kpi in self:
            parts = kpi.child_ids
            kpi.weight_total = sum(parts.mapped("weight"))
            kpi.weights_are_wrong = (
                bool(parts) and abs(kpi.weight_total - 100) > TOLERANCE
            )

    @api.model
    def _search_weights_are_wrong(self, operator, value):
        if operator != "in":
            return NotImplemented
        wrong = self.search([("child_ids", "!=", False)]).filtered("weights_are_wrong")
        return [("id", "in", wrong.ids)]

    @api.constrains("parent_id", "level", "department_id", "team_id", "company_id")
    def _check_tree(self):
        _ = self.env._
        order = [level for level, _name in LEVELS]
        for kpi in self:
            if kpi.level == "company" and (kpi.department_id or kpi.team_id):
                raise ValidationError(
                    _(
                        "%(kpi)s: an indicator of the company names no department and "
                        "no team.",
                        kpi=kpi.name,
                    )
                )
            if kpi.level == "team" and not kpi.team_id:
                raise ValidationError(
                    _("%(kpi)s: which team is it the indicator of?", kpi=kpi.name)
                )
            formula = self._get_formulas().get(kpi.formula)
            if kpi.team_id and kpi.level != "team":
                raise ValidationError(
                    _("%(kpi)s: only a team's indicator names one.", kpi=kpi.name)
                )
            if kpi.team_id and formula and not formula.teams:
                raise ValidationError(
                    _("%(kpi)s: this formula does not tell teams apart.", kpi=kpi.name)
                )
            parent = kpi.parent_id
            if parent and order.index(parent.level) > order.index(kpi.level):
                raise ValidationError(
                    _(
                        "%(kpi)s cannot be a part of %(parent)s, which is on a lower "
                        "level.",
                        kpi=kpi.name,
                        parent=parent.name,
                    )
                )
            if (
                parent.department_id
                and kpi.department_id
                and parent.department_id.id
                not in map(int, kpi.department_id.parent_path.split("/")[:-1])
            ):
                raise ValidationError(
                    _(
                        "%(kpi)s belongs to %(department)s, which is not below "
                        "%(above)s.",
                        kpi=kpi.name,
                        department=kpi.department_id.name,
                        above=parent.department_id.name,
                    )
                )

    @api.constrains("source", "formula")
    def _check_formula(self):
        for kpi in self:
            entered = kpi.source in ENTERED
            if entered == bool(kpi.formula):
                raise ValidationError(
                    self.env._(
                        "%(kpi)s: entered and imported indicators have no formula, all "
                        "others need one.",
                        kpi=kpi.name,
                    )
                )

    def write(self, vals):
        """How it is measured stays as it was for what has been told already."""
        kept = {"formula", "source", "unit", "company_id", "department_id", "team_id"}
        if kept & vals.keys():
            self._check_nothing_told(kept & vals.keys(), vals)
        result = super().write(vals)
        if "direction" in vals:
            self.target_ids._check_sides()
        return result

    def _check_nothing_told(self, names, vals):
        changed = self.filtered(
            lambda kpi: any(
                kpi._fields[name].convert_to_write(kpi[name], kpi) != vals[name]
                for name in names
            )
        )
        # sudo: whether there are results, not what they are
        told = self.env["icrm.kpi.value"].sudo()
        if changed and told.search_count(
            [("kpi_id", "in", changed.ids), ("is_final", "=", True)], limit=1
        ):
            raise ValidationError(
                self.env._(
                    "There are closed results of %(kpi)s: how it is measured cannot be "
                    "changed any more. Let it end, and make a new indicator.",
                    kpi=", ".join(changed.mapped("name")),
                )
            )

    def copy_data(self, default=None):
        return [
            {**vals, "code": f"{kpi.code}_copy"} | (default or {})
            for kpi, vals in zip(self, super().copy_data(default), strict=True)
        ]
