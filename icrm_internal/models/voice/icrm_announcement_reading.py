# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

from ..access.personal import KEEP, Personal


class IcrmAnnouncementReading(models.Model):
    """Who has hidden or confirmed which announcement.

    Nobody is shown it but the page itself. Of confirmations the sender sees how many
    there are, and whose is missing.
    """

    _name = "icrm.announcement.reading"
    _description = "Announcement Reading"
    _icrm_personal = (Personal("announcement_id", "user_id", KEEP),)
    _log_access = False

    announcement_id = fields.Many2one(
        "icrm.announcement", required=True, readonly=True, ondelete="cascade"
    )
    user_id = fields.Many2one(
        "res.users", required=True, readonly=True, ondelete="cascade"
    )

    is_confirmed = fields.Boolean(readonly=True)

    _reader_uniq = models.Constraint(
        "UNIQUE (user_id, announcement_id)", "This announcement is already hidden."
    )

    @api.model
    def _note(self, announcements, is_confirmed=False):
        """Note that the caller has hidden or read them; again changes nothing."""
        # sudo: the caller's own rows, which only this method writes
        Reading_sudo = self.sudo()
        uid = self.env.uid
        known = Reading_sudo.search(
            [
                ("user_id", "=", uid),
                ("announcement_id", "in", announcements.ids),
            ]
        )
        if is_confirmed:
            known.filtered(lambda reading: not reading.is_confirmed).write(
                {"is_confirmed": True}
            )
        Reading_sudo.create(
            [
                {
                    "announcement_id": announcement.id,
                    "user_id": uid,
                    "is_confirmed": is_confirmed,
                }
                for announcement in announcements - known.announcement_id
            ]
        )
