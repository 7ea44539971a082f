# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class IcrmIncidentUpdate(models.Model):
    """What all customers of a major incident were told, and when."""

    _name = "icrm.incident.update"
    _description = "Incident Update"
    _order = "id desc"
    _rec_name = "at"
    _log_access = False

    incident_id = fields.Many2one(
        "icrm.incident", required=True, ondelete="cascade", index=True, readonly=True
    )
    at = fields.Datetime(
        string="When",
        required=True,
        readonly=True,
        default=lambda self: fields.Datetime.now(),
    )
    author_id = fields.Many2one(
        "res.users", string="Who", ondelete="restrict", readonly=True
    )
    body = fields.Text(string="Message", required=True, readonly=True)
