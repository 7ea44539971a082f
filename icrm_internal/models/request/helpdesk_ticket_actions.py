# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from markupsafe import Markup, escape

from odoo import fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import is_html_empty

from ..access import given
from .helpdesk_ticket_course import OPEN_STATES
from .icrm_service_submit import DESCRIPTION_LIMIT


class HelpdeskTicket(models.Model):
    """What those who serve and those who are served can do with a request.

    Each method decides by itself who may, then writes with sudo: customers have no
    right to write on tickets.
    """

    _inherit = "helpdesk.ticket"

    # -- decisions --
    def _icrm_check_provider(self):
        """Return these requests in sudo if the caller may serve all of them."""
        self.check_access("read")
        if not self or not all(ticket.icrm_is_provider for ticket in self):
            raise AccessError(
                self.env._("Only the team that serves a request can do this.")
            )
        return self._icrm_decided()

    def _icrm_check_mine(self):
        """Return these requests in sudo if all of them are the caller's own."""
        self.check_access("read")
        if not self or not all(ticket.icrm_is_mine for ticket in self):
            raise AccessError(
                self.env._("Only the one who asked, or for whom it is, can do this.")
            )
        return self._icrm_decided()

    def _icrm_decided(self):
        """Return these requests in sudo, free of what the caller's context presets."""
        context = {
            key: value
            for key, value in self.env.context.items()
            if not key.startswith(("default_", "icrm_"))
        }
        return self.with_context(context).sudo()

    def _icrm_check_state(self, states):
        """Lock these requests; raise unless every one is in one of *states*."""
        self._icrm_lock()
        labels = dict(self._fields["icrm_state"]._description_selection(self.env))
        for ticket in self:
            if ticket.icrm_state not in states:
                raise UserError(
                    self.env._(
                        "Request %(number)s is “%(state)s”; this cannot be done now.",
                        number=ticket.number,
                        state=labels.get(ticket.icrm_state, ""),
                    )
                )

    def _icrm_check_body(self, body, label):
        """Return *body* if it says something and is not too long."""
        given.text_of(self.env, label, body, DESCRIPTION_LIMIT)
        if not body or is_html_empty(body):
            raise UserError(
                self.env._("%(field)s: please write something.", field=label)
            )
        return body

    def _icrm_say(self, body, invite=False):
        """Post *body* as the caller, for everybody in the conversation to read.

        :param bool invite: whether to invite the customer to confirm or rate
        """
        for ticket in self:
            partners = ticket.sudo()._icrm_customer_partners()
            text = escape(body)
            if invite:
                lang = partners[:1].lang or self.env.lang
                text += Markup("<p>%s</p>") % self.with_context(lang=lang).env._(
                    "With this we consider your request done. Please confirm or rate "
                    "it; if something is missing, you can reopen it."
                )
            ticket.message_post(
                body=text,
                message_type="comment",
                subtype_xmlid="mail.mt_comment",
                partner_ids=(partners - self.env.user.partner_id).ids,
            )

    def _icrm_customer_partners(self):
        """Return the contacts of requester and beneficiary."""
        return (
            self.icrm_requester_id.partner_id
            | self.icrm_beneficiary_id.filtered(
                lambda customer: customer.kind == "employee"
            ).partner_id
        ) or self.partner_id

    # -- those who serve --
    def action_icrm_take(self):
        """Take requests upon oneself and begin; several at once are fine.

        :raise UserError: one is over, or already in the hands of a colleague
        """
        requests_sudo = self._icrm_check_provider()
        requests_sudo._icrm_check_state(OPEN_STATES)
        for ticket in requests_sudo:
            if ticket.user_id and ticket.user_id != self.env.user:
                raise UserError(
                    self.env._(
                        "Request %(number)s is in the hands of %(name)s.",
                        number=ticket.number,
                        name=ticket.user_id.name,
                    )
                )
        requests_sudo.filtered(lambda ticket: not ticket.user_id).write(
            {"user_id": self.env.uid}
        )
        requests_sudo.filtered(
            lambda ticket: ticket.icrm_state == "new"
        )._icrm_set_state("in_progress")
        return True

    def action_icrm_ask(self, body):
        """Ask the customer something and wait for the answer.

        :param body: the question; plain text, or ``Markup``
        """
        requests_sudo = self._icrm_check_provider()
        requests_sudo._icrm_check_state(OPEN_STATES)
        self._icrm_say(self._icrm_check_body(body, self.env._("Question")))
        requests_sudo._icrm_set_state("waiting")
        return True

    def action_icrm_resume(self):
        """Go on with requests that were waiting."""
        requests_sudo = self._icrm_check_provider()
        requests_sudo._icrm_check_state(("waiting",))
        requests_sudo._icrm_set_state("in_progress")
        return True

    def action_icrm_resolve(self, body=None):
        """Declare requests done, with an answer to the customer or without.

        :param body: the answer; plain text, or ``Markup``
        """
        requests_sudo = self._icrm_check_provider()
        requests_sudo._icrm_check_state(OPEN_STATES)
        if body:
            self._icrm_say(
                self._icrm_check_body(body, self.env._("Answer")), invite=True
            )
        # Who gets an answer needs no second mail to say that there is one.
        requests_sudo.with_context(icrm_answered=bool(body))._icrm_set_state("resolved")
        return True

    def action_icrm_merge(self, into):
        """Close requests as duplicates of another one, which goes on.

        Both must come from the same customer or the same department, lest one customer
        be told of another's matter.

        :param into: the request that goes on, a record or an id
        """
        if not isinstance(into, models.BaseModel):
            into = self.search([("id", "=", given.id_of(into))])
        target_sudo = into._icrm_check_provider()
        requests_sudo = self._icrm_check_provider()
        target_sudo.ensure_one()
        (requests_sudo | target_sudo)._icrm_check_state(OPEN_STATES)
        for ticket in requests_sudo:
            same_customer = (ticket.icrm_requester_id | ticket.icrm_beneficiary_id) & (
                target_sudo.icrm_requester_id | target_sudo.icrm_beneficiary_id
            )
            department = ticket.icrm_customer_department_id
            if ticket == target_sudo or not (
                same_customer
                or (
                    department and department == target_sudo.icrm_customer_department_id
                )
            ):
                raise UserError(
                    self.env._(
                        "Request %(number)s cannot be merged into %(target)s: only "
                        "different requests of the same customer or department can.",
                        number=ticket.number,
                        target=target_sudo.number,
                    )
                )
        for ticket in requests_sudo:
            ticket.with_env(self.env)._icrm_say(
                self.env._(
                    "This request is the same as %(target)s. We go on with that one; "
                    "this one is closed.",
                    target=target_sudo.number,
                )
            )
        target_sudo._message_log(
            body=self.env._(
                "Merged into this request: %(numbers)s",
                numbers=", ".join(requests_sudo.mapped("number")),
            ),
            author_id=self.env.user.partner_id.id,
        )
        # Requests merged into one of these before now belong to the target.
        requests_sudo.duplicate_ids.write({"duplicate_id": target_sudo.id})
        requests_sudo.write({"duplicate_id": target_sudo.id})
        for company, tickets in requests_sudo.grouped("company_id").items():
            stage = company.helpdesk_mgmt_duplicate_ticket_stage_id
            if stage and stage.icrm_state not in OPEN_STATES:
                tickets.write({"stage_id": stage.id})
            else:
                tickets._icrm_set_state("withdrawn")
        return True

    # -- those who are served --
    def action_icrm_withdraw(self):
        """Take back requests that are not needed any more."""
        requests_sudo = self._icrm_check_mine()
        requests_sudo._icrm_check_state(OPEN_STATES)
        requests_sudo._icrm_set_state("withdrawn")
        return True

    def action_icrm_confirm(self):
        """Agree that requests are done."""
        requests_sudo = self._icrm_check_mine()
        requests_sudo._icrm_check_state(("resolved",))
        requests_sudo._icrm_check_judge()
        requests_sudo.filtered(lambda ticket: not ticket.icrm_confirmed_at).write(
            {"icrm_confirmed_at": fields.Datetime.now()}
        )
        return True

    def action_icrm_reopen(self, reason):
        """Say that requests are not done after all; possible for a few days.

        :param reason: what is missing; plain text, or ``Markup``; compulsory
        """
        requests_sudo = self._icrm_check_mine()
        requests_sudo._icrm_check_state(("resolved",))
        for ticket in self:
            if not ticket.icrm_can_reopen:
                raise UserError(
                    self.env._(
                        "Request %(number)s was resolved more than %(days)s days ago. "
                        "Please submit a new one.",
                        number=ticket.number,
                        days=ticket.sudo().company_id.icrm_reopen_days,
                    )
                )
        self._icrm_say(self._icrm_check_body(reason, self.env._("Reason")))
        requests_sudo._icrm_set_state("in_progress")
        return True
