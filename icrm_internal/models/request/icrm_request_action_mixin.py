# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import plaintext2html

from ..access import inner_context
from ..access.icrm_action_mixin import ActionSpec
from . import low_rating, merging, rating_rules
from .deadline import format_deadline
from .helpdesk_ticket_stage import OPEN_STATES

STARS = [("rate", number) for number in range(1, 6)]
EVENTS = {
    "resolved": [("confirm", 0), ("not_done", 0), *STARS],
    "rate": STARS,
}


class IcrmRequestActionMixin(models.AbstractModel):
    """What customers do with a resolved request from a mail, without logging in.

    Customers with a login act as their user. Those without one act in sudo: there is no
    user whose rights could be asked, and the signed link has named the customer; the
    same rules apply as far as they speak of a customer.
    """

    _name = "icrm.request.action.mixin"
    _inherit = "icrm.action.mixin"
    _description = "Actions by Link on a Request"

    def _icrm_get_actions(self):
        _ = self.env._
        return super()._icrm_get_actions() | {
            "confirm": ActionSpec(
                label=_("Confirm"),
                title=_("Is your request done?"),
                button=_("Confirm"),
                done=_("Thank you. Your request is confirmed."),
                style="primary",
            ),
            "not_done": ActionSpec(
                label=_("Not done"),
                title=_("Reopen your request?"),
                button=_("Reopen request"),
                done=_("Your request is open again."),
                asks="reason",
            ),
            "rate": ActionSpec(
                label=_("Rate"),
                title=_("Rate this request"),
                button=_("Send rating"),
                done=_("Thank you. Your rating is saved."),
                asks="stars",
            ),
        }

    def _icrm_find_acting_customer(self, partner):
        """Return which of its customers *partner* is, in sudo; none if neither."""
        customers = self.icrm_requester_id | self.icrm_beneficiary_id
        return customers.filtered(
            lambda customer: customer.active
            and customer.kind == "employee"
            and customer.partner_id == partner
        )[:1]

    def _icrm_is_action_for(self, action, partner):
        """Return whether *partner* is one of the customers, and their user is known.

        A user whom HR linked and nobody confirmed must not act as them.
        """
        customer = self._icrm_find_acting_customer(partner)
        first = self.icrm_first_requester_id | self.icrm_first_beneficiary_id
        if not customer or (first and customer not in first):
            return False
        return customer.user_id == self._icrm_get_acting_user(partner)

    def _icrm_get_action_obstacle(self, action):
        """Return why the customer has nothing to decide any more, or ""."""
        _, number = self.env._, self.sudo().number
        # sudo: it is their request, which they may have lost the right to read
        ticket_sudo = self.sudo()
        state = ticket_sudo.icrm_state
        if target := ticket_sudo.duplicate_id:
            if not merging.share_customer(ticket_sudo, target):
                # Another customer's request is none of the reader's business.
                return _(
                    "Handled together with another request about the same matter. You "
                    "will be informed here when it is done."
                )
            return _(
                "Request %(number)s was merged into %(target)s.",
                number=number,
                target=target.number,
            )
        if state in OPEN_STATES:
            return _("Request %(number)s is open again.", number=number)
        if state != "resolved":
            labels = dict(self._fields["icrm_state"]._description_selection(self.env))
            return _(
                "Request %(number)s is closed: “%(state)s”.",
                number=number,
                state=labels.get(state, ""),
            )
        if action == "rate" and ticket_sudo.icrm_rating_ids:
            return _("Request %(number)s is already rated.", number=number)
        if action != "rate" and ticket_sudo.icrm_confirmed_at:
            return _(
                "Request %(number)s was already confirmed (%(date)s).",
                number=number,
                date=format_deadline(self.env, ticket_sudo.icrm_confirmed_at),
            )
        if action == "not_done":
            days = ticket_sudo.company_id.icrm_reopen_days
            if fields.Datetime.now() <= ticket_sudo.icrm_resolved_at + timedelta(
                days=days
            ):
                return ""
            return _(
                "Request %(number)s was resolved more than %(days)s days "
                "ago. Submit a new request.",
                number=number,
                days=days,
            )
        # Who has no login serves nothing.
        return "" if self.env.su else rating_rules.get_refusal_reason(ticket_sudo)

    def _icrm_perform_action(self, action, text, stars, partner):
        """Confirm, reopen or rate; the actions of the self decide who may."""
        if self.env.su:
            self._icrm_perform_without_login(action, text, stars, partner)
        elif action == "confirm":
            self.action_icrm_confirm()
        elif action == "not_done":
            self.action_icrm_reopen(plaintext2html(text) if text else "")
        else:
            self.action_icrm_rate(stars, text or None)
        if action == "rate":
            # sudo: of the rating just made; nobody else is told
            self.sudo().icrm_rating_ids[:1].is_by_link = True

    def _icrm_perform_without_login(self, action, text, stars, partner):
        """As the actions of the self do, for a customer who has no user."""
        customer = self._icrm_find_acting_customer(partner)
        self._icrm_check_state(("resolved",))
        if not customer or self._icrm_get_action_obstacle(action):
            raise UserError(self.env._("The request has changed. Reload the page."))
        if action == "confirm":
            self.icrm_confirmed_at = fields.Datetime.now()
        elif action == "not_done":
            body = self._icrm_check_body(
                plaintext2html(text) if text else "", self.env._("Reason")
            )
            message = inner_context.give(self, icrm_step=True).message_post(
                body=body,
                author_id=partner.id,
                message_type="comment",
                subtype_xmlid="mail.mt_comment",
            )
            quotes = {self.id: message.id}
            inner_context.give(self, icrm_quotes=quotes)._icrm_set_state("in_progress")
        else:
            low_rating.schedule(rating_rules.store(self, customer, stars, text or None))

    def _icrm_get_action_details(self, action):
        """Return what the page shows of the request."""
        _, env = self.env._, self.env
        rows = [
            (_("Request"), f"{self.number} {self.name}"),
            (_("Service"), self.icrm_service_id.name),
            (_("Requested by"), self.icrm_requester_id.name),
            (
                _("Requested for"),
                self.icrm_beneficiary_id != self.icrm_requester_id
                and self.icrm_beneficiary_id.name,
            ),
            (
                _("Resolved by"),
                " - ".join(filter(None, (self.team_id.name, self.user_id.name))),
            ),
        ]
        for label, at in (
            (_("Promised by"), self.icrm_due_at),
            (_("Resolved on"), self.icrm_resolved_at),
        ):
            rows.append((label, format_deadline(env, at)))
        return [(label, value) for label, value in rows if value]

    def _icrm_get_action_events(self):
        return super()._icrm_get_action_events() | EVENTS

    def _icrm_get_action_stamp(self, action):
        return [self.icrm_resolved_at, self.icrm_reopen_count]

    def _icrm_get_action_url(self, action):
        return self.icrm_customer_url

    def _icrm_get_following_action(self, action, stars):
        unhappy = action == "rate" and stars <= rating_rules.COMMENT_UP_TO
        return "not_done" if unhappy else None

    def _icrm_log_action(self, action, partner):
        # That somebody rated is on the rating, which colleagues may not read.
        if action != "rate":
            super()._icrm_log_action(action, partner)
