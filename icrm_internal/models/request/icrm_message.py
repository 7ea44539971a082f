# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from functools import partial

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date

from ..access.jobs import run_step
from ..access.listing import join_names
from ..messaging.message_event import MessageEvent, MessageText
from ..messaging.recipient import Recipient
from . import home_summary, notice_texts
from .helpdesk_ticket_stage import OPEN_STATES
from .notices import get_customers, get_desk

MODEL = "helpdesk.ticket"
# So many requests are listed in one message.
LISTED = 20


class IcrmMessage(models.Model):
    """Messages in the life of a request; :mod:`.notices` says who gets them.

    Each text is rendered when it is sent, in the language and time zone of its reader;
    what is no longer true by then is not sent.
    """

    _inherit = "icrm.message"

    @api.model
    def _get_message_events(self):
        _ = self.env._
        event = partial(MessageEvent, model=MODEL)
        return super()._get_message_events() + [
            event("request_received", _("Request received")),
            event("request_taken", _("Request in progress"), urgency="low"),
            event("request_question", _("Question to the customer")),
            event("request_message", _("Message to the customer")),
            event("request_handed_over", _("Request handed over"), urgency="low"),
            event("request_done", _("Request done")),
            event("request_rejected", _("Request declined")),
            event("request_withdrawn", _("Request withdrawn")),
            event("request_merged", _("Request merged")),
            event("request_merged_done", _("Request merged into is done")),
            event("request_reopened", _("Request reopened")),
            event("request_assigned_desk", _("Desk: request assigned")),
            event("request_handed_over_desk", _("Desk: request handed over")),
            event("request_answered_desk", _("Desk: message of the customer")),
            event("request_withdrawn_desk", _("Desk: request withdrawn")),
            event("request_reopened_desk", _("Desk: request reopened")),
            event("request_replied_desk", _("Desk: message after closing")),
            event("request_attention_desk", _("Desk: request needs attention")),
            MessageEvent(
                "access_review",
                _("Access review"),
                "icrm.access.review",
            ),
            # To the rater alone, whatever the record
            MessageEvent("rating_answered", _("Reply to a rating")),
            # Of several requests at once
            MessageEvent(
                "requests_returned_desk", _("Desk: requests back in the queue")
            ),
            MessageEvent("requests_unanswered_desk", _("Desk: requester has left")),
            MessageEvent(
                home_summary.EVENT,
                _("Weekly summary"),
                urgency="low",
                first="mail",
                then="",
                trace="none",
            ),
        ]

    @api.model
    def _get_recipients(self, event, record):
        """Return the customers of a request, or for "..._desk" those who serve it."""
        if self._get_event(event).model != MODEL:
            return super()._get_recipients(event, record)
        # sudo: who is notified, for the preview of an administrator
        ticket_sudo = record.sudo()
        if event == "request_assigned_desk":
            return ticket_sudo.user_id
        if event.endswith("_desk"):
            return get_desk(ticket_sudo)
        return get_customers(ticket_sudo) or ticket_sudo.partner_id

    def _render_access_review(self, review):
        """Return the text; None for who has nothing left to decide on."""
        lines = self.env["icrm.access.review.line"].with_user(
            self._get_recipient().user
        )
        lines = lines.with_context(allowed_company_ids=review.company_id.ids)
        count = lines.search_count(
            lines._get_todo_domain() & Domain("review_id", "=", review.id)
        )
        if not count or review.state != "open":
            return None
        _ = self.env._
        body = _(
            "Roles to confirm or withdraw: %(count)s. Decide by %(day)s.",
            count=count,
            day=format_date(self.env, review.due_on),
        )
        link = (_("Review roles"), "/odoo/internal-access-review")
        return MessageText(review.name, body, (link,))

    def _render_home_summary(self, _record):
        return home_summary.render(self)

    @api.model
    def _cron_home_summary(self):
        """Send the home page by mail, once a week."""
        run_step(self.env, "weekly summary", lambda: home_summary.enqueue(self))

    def _render(self):
        # Dates are in the texts.
        zone = Recipient(self.partner_id, self.customer_id).zone
        return super(IcrmMessage, self.with_context(tz=zone.zone))._render()

    # ------------------------------------------------------------------
    # Customers
    # ------------------------------------------------------------------

    def _render_request_received(self, ticket):
        missing = ticket.icrm_state in OPEN_STATES and (
            ticket._icrm_get_missing_questions()
        )
        subject = self.env._("Received: %(request)s", request=self._title(ticket))
        lines = [
            self._format_for_whom(ticket),
            ticket._icrm_format_status(),
            ticket._icrm_format_due(fields.Datetime.now()),
        ]
        if not missing:
            lines.append(self.env._("Reply to this message to add information."))
            return MessageText(subject, notice_texts.body(*lines))
        subject = self.env._(
            "Please complete: %(request)s", request=self._title(ticket)
        )
        lines.append(self.env._("To start, we also need to know:"))
        url = f"{ticket.get_base_url()}/my/requests/{ticket.id}/questions"
        return MessageText(
            subject,
            notice_texts.body(*lines)
            + notice_texts.listing(question["label"] for question in missing),
            ((self.env._("Answer now"), url),),
        )

    def _render_request_taken(self, ticket):
        if ticket.icrm_state not in OPEN_STATES:
            return None  # The message of its end says it all.
        return MessageText(
            self.env._("In progress: %(request)s", request=self._title(ticket)),
            notice_texts.body(
                self._format_for_whom(ticket),
                ticket._icrm_format_status(),
                ticket._icrm_format_due(fields.Datetime.now()),
            ),
        )

    def _render_request_question(self, ticket):
        if ticket.icrm_state != "waiting":
            return None
        by, quote = self._get_author_name(), self._get_quote(ticket)
        if quote:
            line = self.env._("%(name)s asks:", name=by)
        else:
            line = self.env._("%(name)s is waiting for your reply.", name=by)
        return MessageText(
            self.env._("Question: %(request)s", request=self._title(ticket)),
            notice_texts.body(line)
            + quote
            + notice_texts.body(
                self.env._(
                    "Reply to this message or in the app. The clock is paused until "
                    "you reply."
                )
            ),
        )

    def _render_request_message(self, ticket):
        quote = self._get_quote(ticket, notice_texts.MESSAGE_LIMIT)
        if not quote:
            return None  # Deleted, or made a note
        return MessageText(
            self.env._("Message: %(request)s", request=self._title(ticket)),
            notice_texts.body(
                self.env._("%(name)s wrote:", name=self._get_author_name())
            )
            + quote
            + notice_texts.body(self.env._("Reply to this message or in the app.")),
        )

    def _render_request_handed_over(self, ticket):
        if ticket.icrm_state not in OPEN_STATES:
            return None
        team = self._get_team("team")
        return MessageText(
            self.env._("Handed over: %(request)s", request=self._title(ticket)),
            notice_texts.body(
                self.env._(
                    "It moved from %(from_team)s to %(to_team)s.",
                    from_team=team.name or "-",
                    to_team=ticket.team_id.name,
                ),
                ticket._icrm_format_due(fields.Datetime.now()),
            ),
        )

    def _render_request_done(self, ticket):
        if ticket.icrm_state != "resolved":
            return None
        days = ticket.company_id.icrm_reopen_days
        return MessageText(
            self.env._("Done: %(request)s", request=self._title(ticket)),
            notice_texts.body(
                self._format_for_whom(ticket),
                self.env._("%(name)s marked it as done.", name=self._get_author_name()),
            )
            + self._get_quote(ticket)
            + notice_texts.body(
                self.env._(
                    "Is anything missing? Reopen it within %(days)s days.", days=days
                )
                if days
                else ""
            )
            + self._get_links(ticket, "resolved"),
        )

    def _render_request_rejected(self, ticket):
        if ticket.icrm_state != "rejected":
            return None
        quote = self._get_quote(ticket)
        return MessageText(
            self.env._("Declined: %(request)s", request=self._title(ticket)),
            notice_texts.body(
                self.env._(
                    "%(name)s declined it; the request is closed.",
                    name=ticket.team_id.name or self._get_author_name(),
                )
            )
            + (
                quote
                or notice_texts.body(
                    self.env._("See the conversation, or reply to ask why.")
                )
            ),
        )

    def _render_request_withdrawn(self, ticket):
        return self._render_withdrawal(
            ticket, self.env._("No further action will be taken.")
        )

    def _render_withdrawal(self, ticket, what_next):
        if ticket.icrm_state != "withdrawn":
            return None
        return MessageText(
            self.env._("Withdrawn: %(request)s", request=self._title(ticket)),
            notice_texts.body(
                self.env._("%(name)s withdrew it.", name=self._get_author_name())
            )
            + self._get_quote(ticket)
            + notice_texts.body(what_next),
        )

    def _render_request_merged(self, ticket):
        target = ticket.browse(self.values.get("target") or ()).exists()
        if ticket.icrm_state in OPEN_STATES or not target:
            return None
        if not target._icrm_is_customer(self.partner_id):
            # Another customer's request is none of the reader's business.
            return MessageText(
                self.env._("Merged: %(request)s", request=self._title(ticket)),
                notice_texts.body(
                    self.env._(
                        "We handle this together with another request about the same "
                        "matter and will inform you here when it is done."
                    )
                ),
            )
        return MessageText(
            self.env._(
                "Merged: %(request)s into %(target)s",
                request=self._title(ticket),
                target=target.number,
            ),
            notice_texts.body(
                self.env._(
                    "Both are about the same. Updates will continue in %(target)s.",
                    target=target.number,
                )
            ),
            ((target.number, self._get_url(target)),),
        )

    def _render_request_merged_done(self, ticket):
        return MessageText(
            self.env._("Done: %(request)s", request=self._title(ticket)),
            notice_texts.body(
                self.env._(
                    "The matter of your request is done. If anything is missing, "
                    "write here."
                )
            ),
        )

    def _render_request_reopened(self, ticket):
        if ticket.icrm_state not in OPEN_STATES:
            return None
        return MessageText(
            self.env._("Reopened: %(request)s", request=self._title(ticket)),
            notice_texts.body(
                self.env._("%(name)s reopened it.", name=self._get_author_name())
            )
            + self._get_quote(ticket)
            + notice_texts.body(ticket._icrm_format_due(fields.Datetime.now())),
        )

    # ------------------------------------------------------------------
    # Those who serve
    # ------------------------------------------------------------------

    def _render_request_assigned_desk(self, ticket):
        if (
            ticket.icrm_state not in OPEN_STATES
            or ticket.user_id.partner_id != self.partner_id
        ):
            return None
        return MessageText(
            self.env._("Assigned to you: %(request)s", request=self._title(ticket)),
            notice_texts.body(
                self._format_customer(ticket),
                ticket._icrm_format_due(fields.Datetime.now()),
            ),
        )

    def _render_request_handed_over_desk(self, ticket):
        if ticket.icrm_state not in OPEN_STATES:
            return None
        return MessageText(
            self.env._("Handed over to you: %(request)s", request=self._title(ticket)),
            notice_texts.body(
                self.env._(
                    "From %(team)s to %(to_team)s, by %(name)s.",
                    team=self._get_team("team").name or "-",
                    to_team=ticket.team_id.name,
                    name=self._get_author_name(),
                ),
                self._format_customer(ticket),
                ticket._icrm_format_due(fields.Datetime.now()),
            ),
        )

    def _render_request_answered_desk(self, ticket):
        if ticket.icrm_state not in OPEN_STATES:
            return None
        return MessageText(
            self.env._("Reply: %(request)s", request=self._title(ticket)),
            notice_texts.body(
                self.env._("%(name)s wrote:", name=self._get_author_name())
            )
            + self._get_quote(ticket)
            + notice_texts.body(ticket._icrm_format_due(fields.Datetime.now())),
        )

    def _render_request_replied_desk(self, ticket):
        return MessageText(
            self.env._("Reply after closing: %(request)s", request=self._title(ticket)),
            notice_texts.body(
                self.env._("%(name)s wrote:", name=self._get_author_name())
            )
            + self._get_quote(ticket)
            + notice_texts.body(
                self.env._("Reopen the request, answer, or mark it as looked at.")
            ),
        )

    def _render_request_withdrawn_desk(self, ticket):
        return self._render_withdrawal(ticket, self.env._("Please stop working on it."))

    def _render_request_reopened_desk(self, ticket):
        return self._render_request_reopened(ticket)

    def _render_request_attention_desk(self, ticket):
        address = self.values.get("address") or ""
        if self.values.get("kind") == "flood":
            line = self.env._(
                "%(address)s sends too many e-mails. Those of this hour become notes "
                "of this request, without an answer.",
                address=address,
            )
        else:
            line = self.env._(
                "An e-mail from an unknown address, %(address)s, became a note. The "
                "request did not change.",
                address=address,
            )
        return MessageText(
            self.env._("Please look at: %(request)s", request=self._title(ticket)),
            notice_texts.body(line),
        )

    def _render_requests_returned_desk(self, _ticket):
        return self._render_released(
            self.env._("Requests back in the queue"),
            self.env._(
                "%(names)s is no longer available. Please take these requests:",
                names=join_names(self.env, self.values.get("names") or ()),
            ),
        )

    def _render_requests_unanswered_desk(self, _ticket):
        return self._render_released(
            self.env._("Requests whose requester has left"),
            self.env._("No one will answer your questions on these requests:"),
        )

    def _render_released(self, subject, line):
        """Render a list of requests of people who are gone; those still open."""
        tickets = self.env["helpdesk.ticket"].sudo()  # sudo: of the reader's own team
        tickets = tickets.browse(self.values.get("requests") or ()).exists()
        tickets = tickets.filtered(lambda ticket: ticket.icrm_state in OPEN_STATES)
        if not tickets:
            return None
        lines = [self._title(ticket) for ticket in tickets[:LISTED]]
        if len(tickets) > LISTED:
            lines.append(self.env._("and %(count)s more", count=len(tickets) - LISTED))
        return MessageText(
            subject,
            notice_texts.body(line) + notice_texts.listing(lines),
            ((self.env._("Open the Service Desk"), "/odoo/internal-service-desk"),),
        )

    def _render_rating_answered(self, _ticket):
        rating = self.env["icrm.request.rating"].sudo()  # sudo: the recipient's own
        rating = rating.browse(self.values.get("rating") or ()).exists()
        if not rating.answer:
            return None
        return MessageText(
            self.env._(
                "Reply to your rating of %(number)s %(name)s",
                number=rating.ticket_id.number,
                name=rating.ticket_id.name,
            ),
            rating.answer,
        )

    # ------------------------------------------------------------------
    # Parts of texts
    # ------------------------------------------------------------------

    def _title(self, ticket):
        """Return number and title of a request, for subjects."""
        return f"{ticket.number} {ticket.name}"

    def _get_author_name(self):
        """Return the name of who did what the message is about."""
        # sudo: the name of a colleague
        author_sudo = self.env["res.partner"].sudo().browse(self.values.get("by") or ())
        return author_sudo.exists().name or self.env._("The system")

    def _get_team(self, key):
        # sudo: the name of a team
        teams_sudo = self.env["helpdesk.ticket.team"].sudo()
        return teams_sudo.browse(self.values.get(key) or ()).exists()

    def _get_quote(self, ticket, limit=notice_texts.QUOTE_LIMIT):
        """Return the message of the conversation this is about, shortened."""
        message_sudo = self._get_quoted(ticket)
        return notice_texts.quote(self.env, message_sudo, limit)

    def _get_quoted(self, ticket):
        """Return the public message of the conversation this is about, in sudo."""
        # sudo: a public message of the reader's own request, or that they serve
        messages_sudo = self.env["mail.message"].sudo()
        message_sudo = messages_sudo.browse(self.values.get("message") or ()).exists()
        if (
            not message_sudo
            or not message_sudo._icrm_is_public_reply()
            or (message_sudo.model, message_sudo.res_id) != (ticket._name, ticket.id)
        ):
            return messages_sudo
        return message_sudo

    def _get_attachments(self):
        """Send the files of a message along, for people who read mails only."""
        files = super()._get_attachments()
        if self.res_model == MODEL:
            files |= self._get_quoted(self._get_record()).attachment_ids
        return files

    def _get_url(self, ticket):
        """Return the address of a request for the recipient."""
        users = self.partner_id.user_ids.filtered("active")
        path = ticket.access_url
        if users.filtered(lambda user: not user.share):
            path = f"/odoo/internal-my-requests/{ticket.id}"
        return f"{ticket.get_base_url()}{path}"

    def _get_links(self, record, event):
        """Return the buttons that act with one click, in the recipient's language."""
        return record.with_env(self.env)._icrm_render_action_links(event)

    def _format_for_whom(self, ticket):
        """Say for whom it is, if requester and beneficiary are two people."""
        requester, beneficiary = ticket.icrm_requester_id, ticket.icrm_beneficiary_id
        if not requester or not beneficiary or requester == beneficiary:
            return ""
        if beneficiary.partner_id == self.partner_id:
            return self.env._("%(name)s requested it for you.", name=requester.name)
        return self.env._("Requested for %(name)s.", name=beneficiary.name)

    def _format_customer(self, ticket):
        """Say whose request it is and what service, for those who serve it."""
        return self.env._(
            "%(service)s for %(name)s",
            service=ticket.icrm_service_id.name,
            name=ticket.icrm_beneficiary_id.name or ticket.partner_name or "-",
        )
