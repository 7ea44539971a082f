# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import math

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...importer import strict
from ...measures import period
from ...measures.scoring import linear_score
from ..access import given
from .icrm_kpi import ENTERED
from .icrm_kpi_value import LIMIT


class IcrmKpiValue(models.Model):
    """Results that people enter or import: of entered and imported indicators alone.

    The rules say who may (the indicator's owner, and officers); this says what.
    """

    _inherit = "icrm.kpi.value"

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_no_number(vals, self.kpi_id.browse(vals.get("kpi_id")))
        entered = {"entered_by_id": self.env.uid}
        values = super().create([self._complete(vals) | entered for vals in vals_list])
        values._check_entry()
        values._judge()
        return values

    def write(self, vals):
        """Change an entered result as long as its period is open."""
        if vals.keys() <= {"note"}:
            return super().write(vals)
        self.check_access("write")
        self._refuse_no_number(vals, self.kpi_id)
        self._check_entry()
        vals = {
            **vals,
            "entered_by_id": self.env.uid,
            "computed_at": fields.Datetime.now(),
        }
        if "value" in vals and not {"numerator", "denominator"} & vals.keys():
            vals |= {"numerator": vals["value"], "denominator": 1}
        if not {"date_from", "period_kind"} & vals.keys():
            super().write(vals)
        else:
            for value in self:
                kept = {"date_from": value.date_from, "period_kind": value.period_kind}
                super(IcrmKpiValue, value).write(self._complete(kept | vals))
        self._check_entry()
        self._judge()
        return True

    @api.ondelete(at_uninstall=False)
    def _unlink_if_entered(self):
        self._check_entry()

    @api.model
    def _complete(self, vals):
        """Return *vals* with the bounds of the period around the day that was given."""
        day = vals.get("date_from")
        if day:
            label = self._fields["date_from"].get_description(self.env, ["string"])
            day = given.day_of(self.env, label["string"], day)
        day = day or self._get_last_month()
        kind = vals.get("period_kind") or "month"
        if kind not in period.MONTHS:
            return vals
        first, last = period.bounds(kind, day)
        return vals | {"date_from": first, "date_to": last, "period_kind": kind}

    def _check_entry(self):
        """Refuse what is computed, closed, or no number; name indicator and value."""
        _ = self.env._
        for value in self:
            kpi = value.kpi_id
            if kpi.source not in ENTERED:
                raise UserError(
                    _(
                        "%(kpi)s is computed: its results cannot be entered.",
                        kpi=kpi.name,
                    )
                )
            if value.is_final:
                raise UserError(
                    _(
                        "%(kpi)s: the period from %(day)s is closed. An officer can "
                        "open it again, with a reason.",
                        kpi=kpi.name,
                        day=fields.Date.to_string(value.date_from),
                    )
                )
            if kpi.company_id and kpi.company_id != value.company_id:
                raise ValidationError(
                    _("%(kpi)s is an indicator of another company.", kpi=kpi.name)
                )

    @api.model
    def _refuse_no_number(self, vals, kpi):
        """Say in a sentence what the database would refuse with less words."""
        for name in ("value", "numerator", "denominator"):
            try:
                # As text, for JSON-2 and files may give one.
                number = strict.to_number(str(vals.get(name) or 0))
            except ValueError:
                number = math.inf
            if abs(number) > LIMIT:
                raise ValidationError(
                    self.env._(
                        "%(kpi)s, %(day)s, %(field)s: %(number)s is no number between "
                        "-1e12 and 1e12.",
                        kpi=", ".join(kpi.mapped("name")),
                        day=vals.get("date_from") or "",
                        field=self._fields[name].get_description(self.env, ["string"])[
                            "string"
                        ],
                        number=vals[name],
                    )
                )

    def _judge(self):
        """Score entered results by the targets of their time."""
        for value in self:
            # sudo: whoever may enter a result need not read the targets of others.
            kpi = value.kpi_id.sudo()
            span = kpi._get_span(
                value.company_id.sudo(),
                value.period_kind,
                value.date_from,
                value.date_to,
            )
            (floor, target, weight), special = kpi._get_goals(span)
            floor, target = special.get(value.department_id.id, (floor, target))
            score = linear_score(value.value, floor, target)
            plain = not value.denominator
            # pylint: disable-next=super-method-mismatch
            super(IcrmKpiValue, value).write(
                {
                    "floor": floor,
                    "target": target,
                    "weight": weight,
                    "score": score or 0.0,
                    "is_scored": score is not None,
                    "numerator": value.value if plain else value.numerator,
                    "denominator": 1 if plain else value.denominator,
                    "n": value.n or 1,
                }
            )
