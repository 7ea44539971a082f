# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


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
        selection=lambda self: self.env["icrm.makeup.day"]._get_weekdays(),
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
        required=True,
        readonly=True,
    )
    is_added = fields.Boolean("Add")
