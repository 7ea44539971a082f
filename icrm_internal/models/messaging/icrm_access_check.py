# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models

from ..access.groups import ADMIN, AUDITOR


class IcrmAccessCheck(models.Model):
    """Each daily check goes to the auditors: a copy of it outside the database."""

    _inherit = "icrm.access.check"

    @api.model
    def _run_daily(self):
        before = self.search([("user_id", "=", False)], limit=1)
        check = super()._run_daily()
        message = self.env["icrm.message"]
        if check.state == "broken":
            # What is broken stays broken: once for each finding.
            if check.findings != before.findings:
                message._enqueue(
                    "access_log_broken", self._get_watchers(AUDITOR, ADMIN), check
                )
        elif check.head != before.head:
            message._enqueue("access_log_checked", self._get_watchers(AUDITOR), check)
        return check

    @api.model
    def _get_watchers(self, *groups):
        """Return the users with one of these roles, without the system's own."""
        # sudo: who has which role, to notify them
        users_sudo = self.env["res.users"].sudo()
        for group in groups:
            users_sudo |= self.env.ref(group).sudo().all_user_ids
        return users_sudo.filtered("active") - self.env.ref("base.user_root")
