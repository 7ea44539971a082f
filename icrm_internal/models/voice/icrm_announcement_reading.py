# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

from ..access.personal import KEEP, Personal


class IcrmAnnouncementReading(models.Model):
    """Who has hidden which announcement. Nobody is shown it but the page itself.

    Confirmations of having read one belong here.
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

    _reader_uniq = models.Constraint(
        "UNIQUE (user_id, announcement_id)", "This announcement is already hidden."
    )

    @api.model
    def _note(self, announcements):
        """Note that the caller has hidden them; again changes nothing."""
        # sudo: the caller's own rows, which only this method writes
        Reading_sudo = self.sudo()
        uid = self.env.uid
        known = Reading_sudo.search(
            [
                ("user_id", "=", uid),
                ("announcement_id", "in", announcements.ids),
            ]
        ).announcement_id
        Reading_sudo.create(
            [
                {"announcement_id": announcement.id, "user_id": uid}
                for announcement in announcements - known
            ]
        )
