# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

from ..importer.meanings import MEANINGS

#: Which kinds of values are mapped to what, and the field that holds it.
KINDS = {
    "state": "meaning",
    "priority": "priority",
    "group": "team_id",
    "agent": "user_id",
    "caller": "customer_id",
    "customer_department": "department_id",
    "service": "service_id",
}


class IcrmImportValue(models.Model):
    """A word of another system, and what it means here."""

    _name = "icrm.import.value"
    _description = "History Import Value"
    _order = "profile_id, kind, count desc, name, id"

    profile_id = fields.Many2one(
        "icrm.import.profile", required=True, ondelete="cascade", index=True
    )
    kind = fields.Selection(
        [
            ("state", "State"),
            ("priority", "Priority"),
            ("group", "Team"),
            ("agent", "Assigned to"),
            ("caller", "Customer"),
            ("customer_department", "Customer's department"),
            ("service", "Service"),
        ],
        required=True,
    )
    name = fields.Char(string="In the File", required=True)
    count = fields.Integer(string="Rows", readonly=True, copy=False)
    is_asked = fields.Boolean(
        readonly=True, copy=False, help="The last check did not know this word."
    )
    meaning = fields.Selection(
        [(key, label) for key, (_state, _holder, label) in MEANINGS.items()],
        string="In the App",
    )
    priority = fields.Selection(
        selection=lambda self: self.env["icrm.service"]._priorities()
    )
    team_id = fields.Many2one("helpdesk.ticket.team", ondelete="cascade")
    department_id = fields.Many2one("hr.department", ondelete="cascade")
    service_id = fields.Many2one("icrm.service", ondelete="cascade")
    # A word of the file stays, to be mapped anew.
    customer_id = fields.Many2one("icrm.customer", ondelete="set null")
    user_id = fields.Many2one(
        "res.users", ondelete="cascade", domain=[("share", "=", False)]
    )
    is_open = fields.Boolean(
        compute="_compute_is_open", help="No target selected for this value."
    )

    _value_uniq = models.Constraint(
        "UNIQUE (profile_id, kind, name)", "Each value can be mapped once."
    )

    @api.depends("kind", *KINDS.values())
    def _compute_is_open(self):
        for value in self:
            field = KINDS.get(value.kind)
            value.is_open = bool(field) and not value[field]
