# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models

from ..access.listing import join_names
from ..messaging.message_event import MessageEvent, MessageText
from ..request import notice_texts
from ..request.deadline import format_deadline
from ..request.helpdesk_ticket_stage import OPEN_STATES

MODEL = "helpdesk.ticket"


class IcrmMessage(models.Model):
    """Messages about steps of requests that end later than expected."""

    _inherit = "icrm.message"

    @api.model
    def _get_message_events(self):
        _ = self.env._
        return super()._get_message_events() + [
            MessageEvent("steps_later_desk", _("Desk: steps end later"), MODEL),
            MessageEvent("step_later", _("Your step starts later"), MODEL),
        ]

    @api.model
    def _get_recipients(self, event, record):
        if event == "step_later":
            # sudo: who is notified, for the preview of an administrator
            steps_sudo = record.sudo().icrm_step_ids
            waiting_sudo = steps_sudo.filtered(lambda step: step.state == "waiting")
            return waiting_sudo.service_id.owner_id
        return super()._get_recipients(event, record)

    def _render_steps_later_desk(self, ticket):
        steps = self.env["icrm.request.step"].sudo()  # sudo: of the desk's request
        steps = steps.browse(self.values.get("steps") or ()).exists()
        steps = steps.filtered(lambda step: step.state == "running")
        if ticket.icrm_state not in OPEN_STATES or not steps:
            return None
        return MessageText(
            self.env._("Later than planned: %(request)s", request=self._title(ticket)),
            notice_texts.body(
                self.env._(
                    "Late: %(steps)s", steps=join_names(self.env, steps.mapped("name"))
                ),
                self.env._(
                    "Expected by %(when)s",
                    when=format_deadline(ticket.env, ticket.icrm_forecast_at),
                ),
            ),
        )

    def _render_step_later(self, ticket):
        steps = self.env["icrm.request.step"].sudo()  # sudo: of the reader's service
        step = steps.browse(self.values.get("step") or ()).exists()
        if ticket.icrm_state not in OPEN_STATES or step.state != "waiting":
            return None
        dates = [*step.after_ids.mapped("expected_at"), step.not_before_at]
        start = max(filter(None, dates), default=False)
        return MessageText(
            self.env._("Starts later: %(step)s", step=step.name),
            notice_texts.body(
                self.env._(
                    "It is a step of a request to %(department)s, and waits for "
                    "another one. Expected to start: %(when)s",
                    department=ticket.icrm_provider_department_id.name,
                    when=format_deadline(ticket.env, start),
                ),
            ),
        )
