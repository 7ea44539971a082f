# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from uuid import uuid4

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...models.access.actions import open_form


class IcrmComplaintCreate(models.TransientModel):
    """The dialog in which one complains by name or confidentially.

    Nothing of it stays when the complaint is filed. For an anonymous complaint it only
    links to a page without login: saving this dialog would identify the user.
    """

    _name = "icrm.complaint.create"
    _description = "File a Complaint"

    protection = fields.Selection(
        [
            ("identified", "Named"),
            ("confidential", "Confidential"),
            ("anonymous", "Anonymous"),
        ],
        string="How should we treat your identity?",
        default="identified",
        required=True,
    )
    against = fields.Selection(
        [
            ("department", "A department"),
            ("service", "A service"),
            ("request", "Handling of my request"),
        ],
        string="Complaint About",
        default="department",
        required=True,
    )
    department_id = fields.Many2one("hr.department", ondelete="cascade")
    service_id = fields.Many2one("icrm.service", ondelete="cascade")
    ticket_id = fields.Many2one("helpdesk.ticket", string="Request", ondelete="cascade")
    against_head = fields.Boolean(
        string="Concerns the head of the department personally",
        help="They will not see it.",
    )
    subject = fields.Char(string="Summary")
    body = fields.Text(string="What happened?")
    file = fields.Binary(string="Evidence", attachment=False)
    file_name = fields.Char()
    clean_files = fields.Boolean(
        string="Remove names and hidden data",
        help="The file is renamed; author, place and device are removed. Confidential "
        "complaints: always.",
    )
    form_key = fields.Char(default=lambda self: uuid4().hex, readonly=True)

    @api.model_create_multi
    def create(self, vals_list):
        self._refuse_anonymous(vals_list)
        return super().create(vals_list)

    def write(self, vals):
        self._refuse_anonymous([vals])
        return super().write(vals)

    def _refuse_anonymous(self, vals_list):
        """The client saves a dialog left open: such a row would name the user."""
        if any(vals.get("protection") == "anonymous" for vals in vals_list):
            raise UserError(
                self.env._("To file anonymously, open the page /complaint/new.")
            )

    def action_file(self):
        """File the complaint as the user, open it, and forget the dialog."""
        self.ensure_one()
        key = {
            "department": "department_id",
            "service": "service_id",
            "request": "ticket_id",
        }[self.against]
        complaint = self.env["icrm.complaint"].file_complaint(
            {
                "protection": self.protection,
                "against": self.against,
                key: self[key].id,
                "against_head": self.against_head,
                "subject": self.subject,
                "body": self.body,
                "form_key": self.form_key,
                "files": self._get_files(),
                "clean_files": self.clean_files,
            }
        )
        # sudo: users may not delete; it is the caller's own dialog.
        self.sudo().unlink()
        return open_form(complaint, target="main")

    def _get_files(self):
        if not self.file:
            return []
        content = self.with_context(bin_size=False).file
        return [[self.file_name or self.env._("Evidence"), content.decode()]]
