# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...importer import strict
from ...models.catalogue.icrm_makeup_day import WEEKDAYS

# Longer ones are mistyped.
LONGEST = timedelta(days=366)


class IcrmPublicHolidaysLine(models.TransientModel):
    """Days off in a row with one name, or one make-up day."""

    _name = "icrm.public.holidays.line"
    _description = "Public Holiday to Add"
    _order = "date_from"

    dialog_id = fields.Many2one(
        "icrm.public.holidays", required=True, ondelete="cascade", index=True
    )
    date_from = fields.Date("From", required=True, readonly=True)
    date_to = fields.Date("To", required=True, readonly=True)
    name = fields.Char(size=128)
    kind = fields.Selection(
        [("off", "Day off"), ("work", "Make-up day")], required=True, readonly=True
    )
    dayofweek = fields.Selection(
        WEEKDAYS,
        string="Hours of",
        help="The working hours of this weekday apply on the make-up day.",
    )
    state = fields.Selection(
        [
            ("new", "New"),
            ("known", "Already there"),
            ("closed", "Time off on this day"),
            ("worked", "Worked anyway"),
        ],
        string="Status",
        required=True,
        readonly=True,
    )
    is_added = fields.Boolean("Add")

    @api.constrains("date_from", "date_to")
    def _check_dates(self):
        for line in self:
            if not (
                strict.FIRST_YEAR <= line.date_from.year
                and line.date_to.year <= strict.LAST_YEAR
                and line.date_from <= line.date_to < line.date_from + LONGEST
            ):
                raise ValidationError(
                    self.env._(
                        "“%(name)s”: choose days from %(first)s to %(last)s, a year at "
                        "most, the first one first.",
                        name=line.name or "",
                        first=str(strict.FIRST_YEAR),
                        last=str(strict.LAST_YEAR),
                    )
                )
