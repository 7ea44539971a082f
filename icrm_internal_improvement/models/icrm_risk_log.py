# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class IcrmRiskLog(models.Model):
    """Who activated an emergency plan or stood it down, when and why.

    Rows are added, nothing else; not even the superuser changes one through the ORM.
    """

    _name = "icrm.risk.log"
    _inherit = "icrm.append.only"
    _description = "Risk Activation Log"
    _order = "at desc, id desc"
    _log_access = False

    # restrict: what once happened is not deleted with its risk.
    risk_id = fields.Many2one(
        "icrm.risk", required=True, ondelete="restrict", index=True, readonly=True
    )
    at = fields.Datetime(
        string="When", required=True, readonly=True, default=fields.Datetime.now
    )
    user_id = fields.Many2one(
        "res.users", string="Who", required=True, readonly=True, ondelete="restrict"
    )
    kind = fields.Selection(
        [("activate", "Plan activated"), ("stand_down", "Plan deactivated")],
        string="What",
        required=True,
        readonly=True,
    )
    reason = fields.Text(required=True, readonly=True)
