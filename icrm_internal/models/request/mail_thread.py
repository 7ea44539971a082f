# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import logging
import re
from email.message import EmailMessage
from urllib.parse import unquote

from markupsafe import Markup, escape

from odoo import api, models

from . import automatic_mail, mail_repair
from .mail_intake import MailIntake

_logger = logging.getLogger(__name__)

# A picture of the mail in its text; how its name is written there. Not its tag: looking
# for the end of many tags takes the square of the length of a mail.
CID = re.compile(r"""(\ssrc\s*=\s*["']?)cid:([^"'\s>]+)""", re.I)


class MailThread(models.AbstractModel):
    """Mails of our records go out by the queue, and come in by :class:`MailIntake`."""

    _inherit = "mail.thread"

    def _notify_thread_by_email(self, message, recipients_data, **kwargs):
        """Leave mails of our records to the queue, which is triggered at once.

        Core speaks to the mail server before it answers the click: with a server that
        hangs, resolving a request waits a minute and blocks a worker.
        """
        if self._name != "mail.thread" and not self._hardening_applies():
            return super()._notify_thread_by_email(message, recipients_data, **kwargs)
        queued = self.with_context(mail_notify_force_send=False)
        result = super(MailThread, queued)._notify_thread_by_email(
            message, recipients_data, **kwargs
        )
        if any(recipient["notif"] == "email" for recipient in recipients_data):
            # sudo: authors may have their message sent
            self.env.ref("mail.ir_cron_mail_scheduler_action").sudo()._trigger()
        return result

    def _notify_get_recipients_groups_fillup(
        self, groups, model_description, msg_vals=False
    ):
        """Name the button of our mails: core's Chinese says "view" as in a database."""
        if model_description and self._name != "mail.thread":
            if self._hardening_applies():
                title = self.env._("View %s", model_description)
                for _name, _condition, group in groups:
                    group.setdefault("button_access", {}).setdefault("title", title)
        return super()._notify_get_recipients_groups_fillup(
            groups, model_description, msg_vals=msg_vals
        )

    # ------------------------------------------------------------------
    # Incoming mails: read without loss
    # ------------------------------------------------------------------

    @api.private  # of the gateway, which calls it with a mail
    @api.model
    def message_parse(self, message, save_original=False):
        if isinstance(message, EmailMessage):
            mail_repair.repair(message)
        return super().message_parse(message, save_original=save_original)

    def _message_parse_extract_payload_postprocess(self, message, payload_dict):
        """Name pictures in the text as their parts are named."""
        body = payload_dict["body"]
        if isinstance(body, Markup) and CID.search(body):
            payload_dict["body"] = Markup(
                CID.sub(
                    lambda match: f"{match[1]}cid:{escape(unquote(match[2]))}", body
                )
            )
        return super()._message_parse_extract_payload_postprocess(message, payload_dict)

    # ------------------------------------------------------------------
    # Incoming mails: machines
    # ------------------------------------------------------------------

    @api.model
    def _routing_handle_bounce(self, email_message, message_dict):
        """A receipt, or a report that a mail arrived or is late, is no failure."""
        if automatic_mail.reports_failure(email_message):
            return super()._routing_handle_bounce(email_message, message_dict)
        _logger.info("E-mail %s is a receipt", message_dict.get("message_id"))
        return None

    def _routing_create_bounce_email(
        self, email_from, body_html, message, **mail_values
    ):
        """Answer no machine, and tell machines that the answer is one's."""
        if reason := automatic_mail.find_reason(message):
            _logger.info("No answer to %s: %s", message.get("Message-Id"), reason)
            return None
        mail_values.setdefault("headers", repr(automatic_mail.REPLIED))
        return super()._routing_create_bounce_email(
            email_from, body_html, message, **mail_values
        )

    @api.model
    def _detect_loop_sender(self, message, message_dict, routes):
        """Core drops what is too much, and answers; at our desks the brake keeps it."""
        intake = MailIntake(self, message, message_dict)
        routes = [route for route in routes or () if not intake.handles(route)]
        return super()._detect_loop_sender(message, message_dict, routes)

    # ------------------------------------------------------------------
    # Incoming mails: whose, and where to
    # ------------------------------------------------------------------

    @api.model
    def _routing_check_route(self, message, message_dict, route, raise_exception=True):
        if route and route[0] == "helpdesk.ticket":
            if MailIntake(self, message, message_dict).recognise(route):
                return tuple(route)
        return super()._routing_check_route(
            message, message_dict, route, raise_exception=raise_exception
        )

    @api.private  # as above
    @api.model
    def message_route(
        self, message, message_dict, model=None, thread_id=None, custom_values=None
    ):
        routes = super().message_route(
            message, message_dict, model, thread_id, custom_values
        )
        intake = MailIntake(self, message, message_dict)
        return list(filter(None, map(intake.follow, routes)))

    @api.model
    def _message_route_process(self, message, message_dict, routes):
        intake = MailIntake(self, message, message_dict)
        aside = intake.set_aside(routes)
        result = super()._message_route_process(message, message_dict, routes)
        intake.tell(aside, routes)
        return result
