# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError

from ..access.actions import open_form, show_message
from ..access.groups import AGENT, AUDITOR, OFFICER


class IcrmCustomer(models.Model):
    _inherit = "icrm.customer"

    erased_on = fields.Datetime(
        string="Personal Data Erased",
        readonly=True,
        copy=False,
        groups=f"{AGENT},{AUDITOR}",
    )

    @api.model
    def _get_erased_name(self):
        """Return what a person is called whose personal data were erased."""
        return self.env._("Former colleague")

    @api.depends("erased_on")
    def _compute_display_name(self):
        """Name who was erased in the language of the reader."""
        result = super()._compute_display_name()
        for customer in self:
            # sudo: that somebody was erased shows in the name
            if customer.sudo().erased_on:
                customer.display_name = self._get_erased_name()
        return result

    def action_icrm_open_erasure(self):
        """Open the erasure of this person, or a new one."""
        self.ensure_one()
        self.check_access("read")
        if not self.env.user.has_group(OFFICER):
            raise AccessError(
                self.env._("Only officers can propose to erase a person.")
            )
        Erasure = self.env["icrm.erasure"]
        erasure = Erasure.search(
            [("customer_id", "=", self.id), ("state", "!=", "cancelled")], limit=1
        )
        context = {} if erasure else {"default_customer_id": self.id}
        return open_form(erasure, name=self.env._("Erase Person"), context=context)

    def action_request_own_data(self):
        """Prepare a copy of what is stored about the caller; open it if it is there."""
        own = self.env["icrm.own.data"]._request()
        if own.state == "ready":
            return {
                "type": "ir.actions.act_url",
                "url": own._get_url(),
                "target": "download",
            }
        return show_message(
            self.env._(
                "Your copy is being prepared. You are notified within a day, and "
                "find it here."
            )
        )
