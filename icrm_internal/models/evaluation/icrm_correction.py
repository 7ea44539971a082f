# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..access import company_day


class IcrmCorrection(models.AbstractModel):
    """A counter-entry, with its reason: what was released stays as it is.

    Rows are added, nothing else; one that was wrong gets a counter-entry itself.
    """

    _name = "icrm.correction"
    _inherit = "icrm.append.only"
    _description = "Correction"
    _order = "id desc"
    _rec_name = "reason"

    points = fields.Integer(
        required=True,
        help="Added to the score; negative points lower it.",
    )
    reason = fields.Text(required=True)
    user_id = fields.Many2one(
        "res.users",
        string="By",
        required=True,
        readonly=True,
        default=lambda self: self.env.user,
        ondelete="restrict",
    )
    date = fields.Date(readonly=True, default=company_day.today)

    _points_range = models.Constraint(
        "CHECK (points BETWEEN -100 AND 100 AND points <> 0)",
        "A correction must be between -100 and 100 points, and not 0.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if not (vals.get("reason") or "").strip():
                raise UserError(self.env._("Enter a reason for the correction."))
        # In the company that the user works in: what is corrected may be of none.
        stamp = {"user_id": self.env.uid, "date": company_day.today(self.env.company)}
        corrections = super().create([vals | stamp for vals in vals_list])
        for correction in corrections:
            self.env["icrm.access.log"]._record(
                "correction", correction, f"{correction.points:+d}: {correction.reason}"
            )
        return corrections

    def _icrm_refuse_change(self):
        raise AccessError(
            self.env._("Corrections cannot be edited or deleted: add a counter-entry.")
        )
