# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import secrets

from odoo import api, models

from ..messaging.message_event import MessageEvent, MessageText


class IcrmMessage(models.Model):
    _inherit = "icrm.message"

    @api.model
    def _get_message_events(self):
        _ = self.env._
        return super()._get_message_events() + [
            # By mail alone, for of that nothing stays: in the app there would be a row
            # of the complainant's, with a time.
            MessageEvent(
                "internal_notice",
                _("Something to look at, without content"),
                first="mail",
                then="",
                trace="none",
                required=True,
            ),
            MessageEvent(
                "complaint_desk_empty",
                _("Complaint desk has too few members"),
                urgency="urgent",
                timing="now",
            ),
        ]

    @api.model
    def _notify_without_content(self, users, company):
        """Ask *users* to look into Odoo; the message contains nothing else.

        The row names no record, and is deleted once it is sent.
        """
        self.with_company(company)._enqueue(
            "internal_notice", users, occasion=secrets.token_hex(8)
        )

    def _render_internal_notice(self, _record):
        return MessageText(
            self.env._("Action needed"),
            self.env._("Sign in to Internal CRM to see it."),
        )

    def _render_complaint_desk_empty(self, _record):
        return MessageText(
            self.env._("The complaint desk has too few members"),
            self.env._(
                "The complaint desk of %(company)s has no one who could "
                "act. Without a member, complaints are refused. Give one "
                "more person the role “Confidential Desk”.",
                company=self.company_id.name,
            ),
        )
