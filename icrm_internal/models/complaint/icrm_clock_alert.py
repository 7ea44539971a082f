# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models

from .randomize_ids import randomize_ids


class IcrmClockAlert(models.Model):
    _inherit = "icrm.clock.alert"

    def init(self):
        # Gaps would reveal that, and when, a complaint was filed.
        randomize_ids(self)
        return super().init()

    def _notify(self):
        """Notify of complaints without any content."""
        of_complaints = self.filtered("clock_id.complaint_id")
        for alert in of_complaints:
            # sudo: an alert notifies the desk without any content of the complaint.
            complaint_sudo = alert.clock_id.complaint_id.sudo()
            users = complaint_sudo.handler_id
            if not users or alert.escalation_id.share >= 100:
                users |= complaint_sudo._get_desk_users()
            complaint_sudo._schedule_reminder(users)
        return super(IcrmClockAlert, self - of_complaints)._notify()
