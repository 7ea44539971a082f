# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError


class IcrmAccessLog(models.Model):
    """Who revealed what is protected, when and why. Rows are added, nothing else.

    Not even the superuser changes or deletes a row through the ORM: what a watcher
    could tidy up is no proof.
    """

    _name = "icrm.access.log"
    _description = "Access Log"
    _order = "at desc, id desc"
    _rec_name = "record_name"
    _log_access = False

    at = fields.Datetime(
        string="When", required=True, readonly=True, default=fields.Datetime.now
    )
    user_id = fields.Many2one(
        "res.users", string="Who", required=True, readonly=True, ondelete="restrict"
    )
    kind = fields.Selection(
        [
            ("reveal", "Identity revealed"),
            ("link", "Employee linked to another user"),
            ("link_confirm", "New link confirmed"),
            ("team", "Members of a team changed"),
        ],
        string="What",
        required=True,
        readonly=True,
    )
    res_model = fields.Char(string="Model", required=True, readonly=True)
    res_id = fields.Many2oneReference(
        string="Record Number", model_field="res_model", required=True, readonly=True
    )
    record_name = fields.Char(string="Record", required=True, readonly=True)
    reason = fields.Text(required=True, readonly=True)

    @api.model
    def _record(self, kind, record, reason):
        """Write down that the current user did something to a protected record."""
        record.ensure_one()
        # sudo: nobody may add rows himself; who is written down is the caller.
        return self.sudo().create(
            {
                "user_id": self.env.uid,
                "kind": kind,
                "res_model": record._name,
                "res_id": record.id,
                "record_name": record.display_name,
                "reason": reason,
            }
        )

    def write(self, vals):
        raise AccessError(self.env._("The access log cannot be changed."))

    def unlink(self):
        raise AccessError(self.env._("The access log cannot be shortened."))
