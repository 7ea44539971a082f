# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models

from odoo.addons.icrm_internal.models.messaging.message_event import (
    MessageEvent,
    MessageText,
)

from .icrm_account_transfer import OPEN


class IcrmMessage(models.Model):
    _inherit = "icrm.message"

    @api.model
    def _get_message_events(self):
        _ = self.env._
        transfer = "icrm.account.transfer"
        return super()._get_message_events() + [
            MessageEvent("account_asked", _("Customer transfer: requested"), transfer),
            MessageEvent(
                "account_answered", _("Customer transfer: answered"), transfer
            ),
            MessageEvent(
                "account_proposed", _("New customers without account manager")
            ),
        ]

    @api.model
    def _get_recipients(self, event, record):
        if event == "account_asked":
            return record._get_decider()
        if event == "account_answered":
            # sudo: who is notified, for the preview of an administrator
            return record.sudo().asked_by_id
        if event == "account_proposed":
            return self.env["icrm.account.transfer"]._get_company_officers(
                self.env.company
            )
        return super()._get_recipients(event, record)

    def _render_account_asked(self, transfer):
        if transfer.state != OPEN:
            return None
        # sudo: names of those concerned, for whoever has to answer
        transfer_sudo = transfer.sudo()
        _ = self.env._
        return MessageText(
            _(
                "%(name)s: account manager",
                name=transfer_sudo.customer_id.display_name,
            ),
            _(
                "%(asker)s proposes %(user)s as account manager. Reason: %(reason)s",
                asker=transfer_sudo.asked_by_id.name,
                user=transfer_sudo.to_user_id.name,
                reason=transfer_sudo.reason,
            ),
            ((_("Open transfer"), f"/odoo/internal-transfers/{transfer.id}"),),
        )

    def _render_account_answered(self, transfer):
        # sudo: names of those concerned, for the parties
        transfer_sudo = transfer.sudo()
        _ = self.env._
        states = dict(transfer._fields["state"]._description_selection(self.env))
        name = transfer_sudo.customer_id.display_name
        return MessageText(
            _("%(name)s: %(state)s", name=name, state=states[transfer.state]),
            _(
                "Transfer of %(name)s to %(user)s: %(state)s. %(answer)s",
                name=name,
                user=transfer_sudo.to_user_id.name,
                state=states[transfer.state],
                answer=transfer.answer or "",
            ).strip(),
            ((_("Open transfer"), f"/odoo/internal-transfers/{transfer.id}"),),
        )

    def _render_account_proposed(self, _record):
        _ = self.env._
        count = self.values["count"]
        return MessageText(
            _("New customers without account manager"),
            _(
                "%(company)s: your rules propose an account manager for %(count)s new "
                "customers.",
                company=self.values["company"],
                count=count,
            ),
            ((_("Open rules"), "/odoo/internal-account-rules"),),
        )
