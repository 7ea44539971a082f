# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.mimetypes import guess_mimetype

from ...importer import strict
from .icrm_complaint_message import SIDES
from .scatter import scatter

FILE_LIMIT = 5
FILE_LIMIT_MB = 5
# What a browser shows without running anything of it, and what it does not show.
SAFE_TYPES = (
    "image/png",
    "image/jpeg",
    "image/gif",
    "image/webp",
    "application/pdf",
    "text/plain",
    "application/zip",
    "application/msword",
    "application/vnd.",
    "application/octet-stream",
)


class IcrmComplaintEvidence(models.Model):
    """A file that proves something.

    Kept in the row itself: an attachment would have its author, its time to the second
    and a file of its own on the disk.
    """

    _name = "icrm.complaint.evidence"
    _description = "Evidence of a Complaint"
    _order = "complaint_id, position"
    _log_access = False

    complaint_id = fields.Many2one(
        "icrm.complaint", required=True, ondelete="cascade", index=True, readonly=True
    )
    position = fields.Integer(required=True, readonly=True)
    side = fields.Selection(SIDES, string="From", required=True, readonly=True)
    name = fields.Char(string="File", required=True, readonly=True)
    data = fields.Binary(
        string="Content", attachment=False, required=True, readonly=True
    )
    internal = fields.Boolean(readonly=True)
    day = fields.Date(required=True, readonly=True)

    def init(self):
        scatter(self)
        return super().init()

    @api.model
    def _check_files(self, files):
        """Refuse what is too much, too large or dangerous.

        :param files: list of ``(name, bytes)``
        :raise UserError: names the file and the limit
        """
        _ = self.env._
        if len(files) > FILE_LIMIT:
            raise UserError(
                _(
                    "Files: at most %(limit)s at a time, not %(count)s.",
                    limit=FILE_LIMIT,
                    count=len(files),
                )
            )
        for name, content in files:
            if not name or len(name) > 200 or strict.UNSTORABLE.search(name):
                raise UserError(_("Files: a name of up to 200 characters is needed."))
            if not content:
                raise UserError(_("The file %(name)s is empty.", name=name))
            if len(content) > FILE_LIMIT_MB * 1024**2:
                raise UserError(
                    _(
                        "The file %(name)s is too large: at most %(limit)s MB.",
                        name=name,
                        limit=FILE_LIMIT_MB,
                    )
                )
            if not guess_mimetype(content).startswith(SAFE_TYPES):
                raise UserError(
                    _(
                        "The file %(name)s is of a kind that is not taken: send a "
                        "picture, a PDF, a text or an office document.",
                        name=name,
                    )
                )

    @api.model
    def _store(self, complaint, side, files, internal):
        """Keep checked files of a complaint; call it in sudo."""
        position = complaint._next_position("evidence")
        return self.create(
            [
                {
                    "complaint_id": complaint.id,
                    "position": place,
                    "side": side,
                    "name": name,
                    "data": base64.b64encode(content),
                    "internal": internal,
                    "day": complaint._today(),
                }
                for place, (name, content) in enumerate(files, position)
            ]
        )
