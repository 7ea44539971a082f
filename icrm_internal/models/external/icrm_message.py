# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.tools import format_date

from ..access import company_day
from ..access.listing import join_names
from ..messaging.message_event import MessageEvent, MessageText
from ..request import notice_texts
from ..request.deadline import format_deadline
from ..request.helpdesk_ticket_stage import OPEN_STATES
from ..request.notices import get_desk
from . import progress

MODEL = "icrm.external.commitment"


class IcrmMessage(models.Model):
    """Messages about what was promised to customers outside."""

    _inherit = "icrm.message"

    @api.model
    def _get_message_events(self):
        _ = self.env._
        return super()._get_message_events() + [
            MessageEvent("commitment_worse", _("External commitment at risk"), MODEL),
            MessageEvent(
                "commitment_cancelled",
                _("External commitment cancelled, requests open"),
                MODEL,
            ),
            MessageEvent(
                "external_satisfaction",
                _("External customer: how satisfied"),
                MODEL,
                timing="now",
                first="mail",
                then="",
                outside=True,
            ),
            MessageEvent(
                "customer_date_desk",
                _("Desk: customer's date changed"),
                "helpdesk.ticket",
            ),
        ]

    @api.model
    def _get_recipients(self, event, record):
        if event in ("commitment_worse", "commitment_cancelled"):
            # sudo: who is notified, for the preview of an administrator
            return record.sudo()._get_responsible()
        if event == "external_satisfaction":
            # sudo: who is asked, for the preview of an administrator
            return record.sudo().partner_id
        if event == "customer_date_desk":
            # sudo: who is notified, for the preview of an administrator
            return get_desk(record.sudo())
        return super()._get_recipients(event, record)

    def _render_commitment_worse(self, commitment):
        if commitment.standing not in ("at_risk", "late"):
            return None
        date = format_deadline(commitment.env, commitment.customer_date)
        return MessageText(
            self.env._(
                "%(standing)s: %(commitment)s",
                standing=progress.get_label(commitment, "standing"),
                commitment=commitment.display_name,
            ),
            notice_texts.body(
                self.env._("Customer's date: %(date)s", date=date),
                progress.get_line(commitment),
            ),
            self._get_commitment_actions(commitment),
        )

    def _render_commitment_cancelled(self, commitment):
        tickets = commitment._get_open_tickets()
        if commitment.state != "cancelled" or not tickets:
            return None
        return MessageText(
            self.env._("Cancelled: %(commitment)s", commitment=commitment.display_name),
            notice_texts.body(
                self.env._(
                    "These requests inside are still open. Withdraw those that are no "
                    "longer needed: %(numbers)s",
                    numbers=join_names(self.env, tickets.mapped("number")),
                )
            ),
            self._get_commitment_actions(commitment),
        )

    def _render_external_satisfaction(self, commitment):
        """Nothing of the inside: the order, the day, and the question."""
        if (
            commitment.state != "delivered"
            or commitment.answered_at
            or not commitment.company_id.icrm_ask_external
            or not commitment._may_be_asked()
        ):
            return None
        _ = self.env._
        company = commitment.company_id.name
        day = company_day.today(commitment, commitment.delivered_at)
        return MessageText(
            _("%(company)s: how satisfied are you?", company=company),
            notice_texts.body(
                _(
                    "%(order)s was delivered on %(date)s.",
                    order=commitment.name,
                    date=format_date(self.env, day),
                ),
                _("How satisfied are you with this delivery? Choose 1 to 5 stars."),
            )
            + commitment.with_env(self.env)._icrm_render_action_links(
                "external_satisfaction"
            )
            + notice_texts.body(
                _("%(company)s asks at most once in 30 days.", company=company)
            ),
        )

    def _get_commitment_actions(self, commitment):
        path = f"/odoo/internal-external-commitments/{commitment.id}"
        return ((self.env._("Open Commitment"), path),)

    def _render_customer_date_desk(self, ticket):
        date = ticket.icrm_customer_date_text
        if ticket.icrm_state not in OPEN_STATES or not date:
            return None
        return MessageText(
            self.env._(
                "Customer's date changed: %(request)s", request=self._title(ticket)
            ),
            notice_texts.body(self.env._("Customer's date: %(date)s", date=date)),
        )
