# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from collections import defaultdict
from datetime import timedelta

from markupsafe import Markup

from odoo import api, fields, models


class IcrmApproval(models.Model):
    """Approvers are told once, and reminded once a day."""

    _inherit = "icrm.approval"

    def _tell(self, reminder=False):
        """Tell the approvers, and the deputies of those absent, what waits for them.

        One message to each, however many requests there are; by mail or in the inbox,
        as each one likes it.
        """
        if self.env.context.get("tracking_disable"):
            return
        deputies = self.env["icrm.approval.delegation"]._get_deputies(self.approver_ids)
        by_user = defaultdict(self.browse)
        for approval in self:
            for user in approval.approver_ids - approval.approved_ids:
                for reader in user | deputies.get((user, approval.company_id), user):
                    if reader.active and reader not in approval._get_concerned():
                        by_user[reader] |= approval
        for user, approvals in by_user.items():
            approvals.with_context(lang=user.lang)._notify_user(user, reminder)

    def _notify_user(self, user, reminder):
        tickets = self.ticket_id
        if len(tickets) == 1:
            subject = (
                self.env._("Still to approve: %(request)s", request=tickets.name)
                if reminder
                else self.env._("Please approve: %(request)s", request=tickets.name)
            )
        else:
            subject = (
                self.env._("%(count)s requests still wait for you", count=len(tickets))
                if reminder
                else self.env._("%(count)s requests to approve", count=len(tickets))
            )
        lines = Markup("").join(
            Markup("<li>%s</li>")
            % self.env._(
                "%(number)s %(name)s: %(service)s for %(person)s",
                number=ticket.number,
                name=ticket.name,
                service=ticket.icrm_service_id.name,
                person=ticket.icrm_beneficiary_id.name or ticket.partner_name or "",
            )
            for ticket in tickets
        )
        body = Markup("<p>%s</p><ul>%s</ul><p><a href='%s'>%s</a></p>") % (
            self.env._("Nobody works on it before you have decided."),
            lines,
            f"{tickets[:1].get_base_url()}/odoo/to-approve",
            self.env._("Approve or refuse"),
        )
        thread = tickets if len(tickets) == 1 else self.env["mail.thread"]
        thread.message_notify(
            partner_ids=user.partner_id.ids, subject=subject, body=body
        )

    @api.model
    def _cron_remind(self):
        """Remind approvers, once a day each approval, of what waits for some days.

        Idempotent: the day of the last reminder stands on the row.
        """
        today = fields.Date.today()
        now = fields.Datetime.now()
        for company in self.env["res.company"].search(
            [("icrm_approval_remind_days", ">", 0)]
        ):
            due = self.search(
                [
                    ("company_id", "=", company.id),
                    ("state", "=", "asked"),
                    (
                        "asked_at",
                        "<=",
                        now - timedelta(days=company.icrm_approval_remind_days),
                    ),
                    "|",
                    ("reminded_on", "=", False),
                    ("reminded_on", "<", today),
                ]
            ).try_lock_for_update()
            due.reminded_on = today
            due._tell(reminder=True)
            self.env["ir.cron"]._commit_progress(len(due))
