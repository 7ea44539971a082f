# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import smtplib
import sys
from ast import literal_eval
from datetime import timedelta

from odoo import Command, api, fields, models

from odoo.addons.helpdesk_mgmt_hardening.models.guard import is_hardened

from ..messaging.mail_sender import WAITS, is_temporary
from . import automatic_mail


class MailMail(models.Model):
    """Mails of our records are tried again when the mail server has a bad hour."""

    _inherit = "mail.mail"

    icrm_tries = fields.Integer(
        string="Retries",
        readonly=True,
        help="Retries after temporary errors of the mail server.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        """Tell machines that no person wrote what no person wrote.

        Of our records, and of none: absence notices would become requests, and two
        robots answer each other for ever.
        """
        return super().create([self._icrm_add_headers(vals) for vals in vals_list])

    @api.model
    def _icrm_add_headers(self, vals):
        message = self.env["mail.message"].browse(vals.get("mail_message_id") or ())
        message_sudo = message.sudo()  # sudo: of the mail being made
        kind = vals.get("message_type") or message_sudo.message_type
        model = vals.get("model") or message_sudo.model
        if kind in ("comment", "email") or (model and not is_hardened(self.env, model)):
            return vals
        headers = vals.get("headers") or {}
        try:
            if isinstance(headers, str):
                headers = literal_eval(headers)
            headers = {**automatic_mail.GENERATED, **headers}
        except (ValueError, SyntaxError, TypeError):
            return vals  # as it came; core warns of it
        return {**vals, "headers": repr(headers)}

    def _send(self, *args, **kwargs):
        """Also put off the mail during which the connection was lost.

        Core leaves it as failed without notice.
        """
        try:
            return super()._send(*args, **kwargs)
        except smtplib.SMTPServerDisconnected as error:
            # Those before it are done, those after it have not been touched.
            begun = self.exists().filtered(lambda mail: mail.state == "exception")[-1:]
            begun._postprocess_sent_message(
                [], [], failure_reason=str(error), failure_type="unknown"
            )
            raise

    def _postprocess_sent_message(
        self, success_pids, success_emails, failure_reason=False, failure_type=None
    ):
        """Put off what may be taken later; what failed for good is noted."""
        if not failure_type:
            return super()._postprocess_sent_message(
                success_pids, success_emails, failure_reason, failure_type
            )
        late = self.browse()
        # Core calls this while it handles the error, and passes its text alone.
        if is_temporary(sys.exc_info()[1]):
            late = self.filtered(
                lambda mail: is_hardened(self.env, mail.model or "")
                and mail.icrm_tries < len(WAITS)
            )
            late._icrm_postpone(success_pids, success_emails)
        failed = self - late
        failed._icrm_record_failure()
        return not failed or super(MailMail, failed)._postprocess_sent_message(
            success_pids, success_emails, failure_reason, failure_type
        )

    def _icrm_postpone(self, success_pids, success_emails):
        """Have the mails tried again later, for those who have not got them yet.

        :param success_pids: partners, for all its name
        """
        now = fields.Datetime.now()
        notifications = self.env["mail.notification"].search(
            [("mail_mail_id", "in", self.ids), ("notification_type", "=", "email")]
        )
        got = notifications.filtered(
            lambda notification: notification.res_partner_id in success_pids
            or notification.mail_email_address in success_emails
        )
        for status, ones in (("sent", got), ("ready", notifications - got)):
            # sudo: as core writes them
            ones.sudo().write(
                {
                    "notification_status": status,
                    "failure_type": False,
                    "failure_reason": False,
                }
            )
        for tries, mails in self.grouped("icrm_tries").items():
            again = now + timedelta(minutes=WAITS[tries])
            values = {
                "state": "outgoing",
                "scheduled_date": again,
                "icrm_tries": tries + 1,
            }
            if success_pids:
                values["recipient_ids"] = [
                    Command.unlink(partner.id) for partner in success_pids
                ]
            if success_emails:
                values["email_to"] = False
            # sudo: state and tries are the queue's own
            mails.sudo().write(values)
            self.env.ref("mail.ir_cron_mail_scheduler_action").sudo()._trigger(again)

    def _icrm_record_failure(self):
        """Called with the mails that failed for good."""
