# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

from . import caller_values

FIELDS_LIMIT = 2000


class IcrmAccessLog(models.Model):
    """Who revealed or took out what, when and why. Rows are added, nothing else.

    Its readers may know what was done, not to which record: records are shown by
    type alone, unless the model declares names as not secret.

    Not even the superuser changes or deletes a row through the ORM: what a watcher
    could tidy up is no proof.
    """

    _name = "icrm.access.log"
    _inherit = "icrm.append.only"
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
            ("export", "Data exported"),
            ("link", "Employee linked to another user"),
            ("link_confirm", "New user link confirmed"),
            ("team", "Team members changed"),
            ("reassign", "Work reassigned"),
            ("role", "Role changed"),
        ],
        string="What",
        required=True,
        readonly=True,
    )
    res_model = fields.Char(string="Model", required=True, readonly=True)
    # Stored for audits of the database; not shown as a link to the record.
    res_id = fields.Many2oneReference(
        string="Record Number",
        model_field="res_model",
        readonly=True,
        groups=fields.NO_ACCESS,
    )
    record_name = fields.Char(string="Record", required=True, readonly=True)
    reason = fields.Text(required=True, readonly=True)
    row_count = fields.Integer(string="Rows", readonly=True)
    field_names = fields.Text(string="Fields", readonly=True)
    company_id = fields.Many2one(
        "res.company",
        required=True,
        readonly=True,
        default=lambda self: self.env.company,
        index=True,
    )

    @api.model
    def _record(self, kind, record, reason):
        """Write down that the current user did something to a protected record."""
        record.ensure_one()
        self._add(record, {"kind": kind, "reason": reason})

    @api.model
    def _record_export(self, records, what, names=(), count=None):
        """Write down that the current user took *records* out of the system.

        :param what: as what: a list, a workbook, a paper
        :param names: the fields, where they can be chosen; never what is in them
        :param count: how many rows, if not one for each record
        """
        values = {"kind": "export", "reason": what}
        values["field_names"] = ", ".join(names)[:FIELDS_LIMIT]
        groups = [records]
        if records and "company_id" in records and count is None:
            # sudo: each company's auditors read of their own rows
            groups = records.sudo().grouped("company_id").values()
        for rows in groups:
            number = len(rows) if count is None else count
            self._add(rows.sudo(self.env.su), {**values, "row_count": number})

    @api.model
    def _add(self, records, values):
        name = self.env["ir.model"]._get(records._name).name
        # sudo: company, number and, where allowed, name of the logged record
        one_sudo = records.browse().sudo()
        if len(records) == 1:
            one_sudo = records.sudo()
        if one_sudo and getattr(records, "_icrm_named_in_log", False):
            name = one_sudo.display_name
        company = self.env.company
        if "company_id" in records:
            company = records.sudo()[:1].company_id or company
        # sudo: users may not add rows; the logged user is the caller.
        self.sudo().create(
            {
                "user_id": self.env.uid,
                "res_model": records._name,
                # The number of a row of a query may be none of a record.
                "res_id": caller_values.id_of(one_sudo.id),
                "record_name": name,
                "company_id": company.id,
                **values,
            }
        )
