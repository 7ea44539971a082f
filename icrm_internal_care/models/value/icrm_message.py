# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from markupsafe import Markup

from odoo import api, models

from odoo.addons.icrm_internal.models.messaging.message_event import (
    MessageEvent,
    MessageText,
    make_list,
)

from . import value_text

SILENT, CHURN = "customer_silent", "customer_churn"


class IcrmMessage(models.Model):
    _inherit = "icrm.message"

    @api.model
    def _get_message_events(self):
        _ = self.env._
        model = "icrm.customer.stage"
        return super()._get_message_events() + [
            MessageEvent(SILENT, _("Customer has become silent"), model, "low"),
            MessageEvent(CHURN, _("Customer may be lost"), model),
        ]

    @api.model
    def _get_recipients(self, event, record):
        if event in (SILENT, CHURN):
            # sudo: who is notified, for the preview of an administrator
            return record.sudo().customer_id.account_manager_id
        return super()._get_recipients(event, record)

    def _render_customer_silent(self, stage):
        return self._render_warning(
            stage,
            self.env._(
                "%(customer)s has become silent", customer=stage.customer_id.name
            ),
        )

    def _render_customer_churn(self, stage):
        return self._render_warning(
            stage,
            self.env._("%(customer)s may be lost", customer=stage.customer_id.name),
        )

    @api.model
    def _render_warning(self, stage, subject):
        """Return the warning; None if the customer stands elsewhere by now."""
        customer = stage.customer_id
        if not customer or customer.value_ids.lifecycle != stage.to_stage:
            return None
        body = Markup("<p>%s</p>%s") % (
            self.env._("You are the account manager of this customer. Reasons:"),
            make_list(value_text.render(self.env, stage.reasons)),
        )
        link = (self.env._("Open customer"), f"/odoo/internal-customers/{customer.id}")
        return MessageText(subject, body, (link,))
