# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import fields, models
from odoo.tools import SQL

BATCH = 1000


class HelpdeskTicket(models.Model):
    """Silence is consent: after some days a resolved request counts as confirmed."""

    _inherit = "helpdesk.ticket"

    _icrm_unconfirmed_idx = models.Index(
        "(company_id, icrm_resolved_at) "
        "WHERE icrm_state = 'resolved' AND icrm_confirmed_at IS NULL"
    )

    def _cron_icrm_confirm(self):
        """Confirm what was resolved long enough ago, a batch a commit.

        The time written is the one at which the time to object ran out, however late
        the job comes; running it twice changes nothing.
        """
        cron = self.env["ir.cron"]
        companies = self.env["res.company"].search([("icrm_confirm_days", ">", 0)])
        for company in companies:
            days = timedelta(days=company.icrm_confirm_days)
            domain = [
                ("company_id", "=", company.id),
                ("icrm_state", "=", "resolved"),
                ("icrm_confirmed_at", "=", False),
                ("icrm_resolved_at", "<=", fields.Datetime.now() - days),
            ]
            while tickets := self.with_context(active_test=False).search(
                domain, order="icrm_resolved_at", limit=BATCH
            ):
                # Who is reopening one now is heard: it waits for the next time.
                free = tickets._icrm_try_lock()
                self.env.cr.execute(
                    SQL(
                        "UPDATE helpdesk_ticket"
                        " SET icrm_confirmed_at = icrm_resolved_at + %s"
                        " WHERE id = ANY(%s)",
                        days,
                        free.ids,
                    )
                )
                free.invalidate_recordset(["icrm_confirmed_at"])
                remaining = self.search_count(domain) if len(tickets) == BATCH else 0
                if not cron._commit_progress(len(free), remaining=remaining):
                    return
                if free != tickets:
                    break
