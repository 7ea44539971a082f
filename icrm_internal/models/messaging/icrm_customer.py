# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models
from odoo.fields import Domain

from ..access.actions import open_action

# What decides how and when a person gets a message.
CONTACT_PREFERENCES = {"preferred_channel", "quiet_from", "quiet_to"}


class IcrmCustomer(models.Model):
    _inherit = "icrm.customer"

    def write(self, vals):
        """Decide again about what is held once preferences change."""
        result = super().write(vals)
        if not CONTACT_PREFERENCES.isdisjoint(vals):
            self.env["icrm.message"]._reconsider(self)
        return result

    def _notify_link(self, users):
        result = super()._notify_link(users)
        self.env["icrm.message"]._enqueue(
            "employee_linked",
            users,
            values={
                "employee": self.name,
                "user": self.user_id.name or "-",
                "pending": self.pending_user_id.name or "",
            },
            occasion=f"{self.id} {fields.Datetime.now()}",
        )
        return result

    def action_open_messages(self):
        """Return the action that lists what was sent to these people."""
        self.check_access("read")
        # sudo: whose messages they are; rules decide which of them are seen
        partners_sudo = self.sudo().partner_id
        return open_action(
            self.env,
            "icrm_internal.icrm_message_action",
            domain=list(
                Domain("customer_id", "in", self.ids)
                | Domain("partner_id", "in", partners_sudo.ids)
            ),
        )
