# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from markupsafe import Markup

from odoo import api, models

from odoo.addons.icrm_internal.models.messaging.message_event import (
    MessageEvent,
    MessageText,
)

from . import plan_text


class IcrmMessage(models.Model):
    _inherit = "icrm.message"

    @api.model
    def _get_message_events(self):
        _ = self.env._
        return super()._get_message_events() + [
            MessageEvent("plan_step", _("Communication plan"), "icrm.plan.touch"),
            MessageEvent(
                "plan_mail",
                _("Communication plan: by e-mail"),
                "icrm.plan.touch",
                first="mail",
            ),
            MessageEvent(
                "plan_inbox",
                _("Communication plan: in the app"),
                "icrm.plan.touch",
                first="inbox",
                then="mail",
            ),
            # Nothing of it stays: what was sent on which day would tell a birthday.
            MessageEvent("plan_personal", _("Personal greetings"), trace="none"),
        ]

    @api.model
    def _get_recipients(self, event, record):
        if event in ("plan_step", "plan_mail", "plan_inbox"):
            # sudo: who is notified, for the preview of an administrator
            return record.sudo().customer_id
        return super()._get_recipients(event, record)

    def _render_plan_step(self, touch):
        if not touch._is_still_meant():
            return None
        subject, body = touch.step_id._render(touch.customer_id)
        return MessageText(
            subject,
            plan_text.count_links(touch, body)
            + touch.step_id._render_opt_out(touch.customer_id),
        )

    def _render_plan_mail(self, touch):
        return self._render_plan_step(touch)

    def _render_plan_inbox(self, touch):
        return self._render_plan_step(touch)

    def _render_plan_personal(self, _record):
        values = self.values or {}
        # sudo: what the person is told; the row names nobody else
        step_sudo = (
            self.env["icrm.plan.step"].sudo().browse(values.get("step") or ()).exists()
        )
        # sudo: as above
        customer_sudo = (
            self.env["icrm.customer"]
            .sudo()
            .browse(values.get("customer") or ())
            .exists()
        )
        if (
            not step_sudo
            or step_sudo.plan_id.state == "ended"
            or not customer_sudo
            or customer_sudo.plan_opt_out
        ):
            return None
        subject, body = step_sudo._render(customer_sudo, values.get("years"))
        return MessageText(
            subject, Markup(body) + step_sudo._render_opt_out(customer_sudo)
        )
