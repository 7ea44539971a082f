# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64
import codecs
import re

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL
from odoo.tools.mimetypes import guess_mimetype

from ...cleaner import Unclean, clean
from ...importer import strict
from ..access.personal import DELETE, Personal
from .complainant import OF_CLOSED, OF_PART, is_theirs
from .icrm_complaint_message import SIDES
from .randomize_ids import randomize_ids

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
    "application/msword",
    "application/vnd.",
)
# Control characters that no text has; a file of random bytes is full of them.
NO_TEXT = re.compile("[\\0-\\x08\\x0e-\\x1a\\x1c-\\x1f\\x7f]")


class IcrmComplaintEvidence(models.Model):
    """A file that proves something.

    Stored in the row itself: an attachment would have its author, its exact time
    and a file of its own on the disk.
    """

    _name = "icrm.complaint.evidence"
    _description = "Complaint Evidence"
    _icrm_personal = (Personal("name", OF_PART, DELETE, own=False, domain=is_theirs),)
    _icrm_secret = OF_CLOSED
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
        randomize_ids(self)
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
                    "Files: at most %(limit)s at a time (%(count)s chosen).",
                    limit=FILE_LIMIT,
                    count=len(files),
                )
            )
        for name, content in files:
            if not name or len(name) > 200 or strict.UNSTORABLE.search(name):
                raise UserError(_("Files: name each file, in at most 200 characters."))
            if not content:
                raise UserError(_("%(name)s is empty.", name=name))
            if len(content) > FILE_LIMIT_MB * 1024**2:
                raise UserError(
                    _(
                        "File %(name)s is too large: maximum %(limit)s MB.",
                        name=name,
                        limit=FILE_LIMIT_MB,
                    )
                )
            if not self._is_safe(content):
                raise UserError(
                    _(
                        "%(name)s has an unsupported type: use a picture, PDF, "
                        "text or Office file.",
                        name=name,
                    )
                )

    @api.model
    def _is_safe(self, content):
        """Return whether a file is a picture, a PDF, an Office file or a text."""
        kind = guess_mimetype(content)
        if kind.startswith(SAFE_TYPES):
            return True
        return kind == "application/octet-stream" and self._is_text(content)

    @api.model
    def _is_text(self, content):
        marked = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
        for encoding in ("utf-16",) if marked else ("utf-8", "gb18030"):
            try:
                text = content.decode(encoding)
            except UnicodeDecodeError:
                continue
            if not NO_TEXT.search(text):
                return True
        return False

    @api.model
    def _clean_files(self, files, number, lang):
        """Return *files* without names in them or on them.

        :param number: of the first one
        :param lang: of their new names; the sender's own would identify them
        :raise UserError: names the file that cannot be cleaned, and what can
        """
        cleaned = []
        for place, (name, content) in enumerate(files, number):
            try:
                extension, content = clean(content)
            except Unclean as error:
                if str(error) == "kind":
                    raise UserError(
                        self.env._(
                            "Hidden names cannot be removed from %(name)s. Use "
                            "JPEG, PNG, GIF, WebP, PDF, docx, xlsx, pptx or "
                            "plain text.",
                            name=name,
                        )
                    ) from None
                raise UserError(
                    self.env._(
                        "Hidden names cannot be removed from %(name)s: it is "
                        "damaged, locked, animated, too large or contains other "
                        "files. Send a picture of it instead.",
                        name=name,
                    )
                ) from None
            new_name = self.with_context(lang=lang).env._(
                "Evidence %(number)s", number=place
            )
            cleaned.append((new_name + extension, content))
        return cleaned

    @api.model
    def _get_size_of_today(self):
        """Return how many bytes of files came without a login today."""
        # SQL: the ORM would read the files to tell their size.
        rows = self.env.execute_query(
            SQL(
                """
                SELECT COALESCE(SUM(octet_length(evidence.data)), 0) * 3 / 4
                  FROM icrm_complaint_evidence evidence
                  JOIN icrm_complaint complaint
                    ON complaint.id = evidence.complaint_id
                 WHERE evidence.day >= %s
                   AND evidence.side = 'complainant'
                   AND complaint.protection = 'anonymous'
                """,
                self.env["icrm.complaint"]._today(),
            )
        )
        return rows[0][0]

    @api.model
    def _store(self, complaint, side, files, internal, strip=False):
        """Keep checked files of a complaint; call it in sudo.

        Metadata that names a protected complainant is removed; else on wish.
        """
        position = complaint._next_position("evidence")
        strip |= side == "complainant" and complaint.protection != "identified"
        if strip:
            lang = complaint.company_id.partner_id.lang or "en_US"
            files = self._clean_files(files, position, lang)
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
