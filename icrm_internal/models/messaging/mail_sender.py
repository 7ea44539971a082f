# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Mails sent one by one over one connection, and what their errors mean."""

import smtplib
from contextlib import suppress

# Minutes until a mail is tried again, more than a day in all.
WAITS = (1, 3, 10, 30, 60, 120, 240, 480, 720)
# Mails over one connection; some servers hang up after more.
SESSION_LENGTH = 100


def is_temporary(error):
    """Return whether what failed by *error* may be accepted later.

    The server answers with a code of 400 to 499, or it does not answer at all.
    """
    while error:
        if isinstance(error, smtplib.SMTPRecipientsRefused):
            codes = [code for code, _words in error.recipients.values()]
            return bool(codes) and all(400 <= code < 500 for code in codes)
        if isinstance(error, smtplib.SMTPConnectError | smtplib.SMTPServerDisconnected):
            return True
        if isinstance(error, smtplib.SMTPResponseException):
            return 400 <= error.smtp_code < 500
        if isinstance(error, OSError) and not isinstance(error, smtplib.SMTPException):
            return True
        causes = [arg for arg in error.args if isinstance(arg, Exception)]
        error = error.__cause__ or error.__context__ or next(iter(causes), None)
    return False


class MailSender:
    """Sends mails of ``mail.mail`` at once, and keeps the connection for the next.

    As ``mail.mail.send`` does for a batch, but a commit may come after each mail.
    """

    def __init__(self):
        self.sessions = {}

    def __enter__(self):
        return self

    def __exit__(self, *_error):
        for key in list(self.sessions):
            self._close(key)

    def send(self, mails):
        """Send *mails*; raise what went wrong."""
        for (
            server_id,
            domain_id,
            smtp_from,
            ids,
        ) in mails._split_by_mail_configuration():
            key = (server_id, smtp_from)
            try:
                mails.browse(ids)._send(
                    raise_exception=True,
                    smtp_session=self._connect(mails.env, key),
                    alias_domain_id=domain_id,
                    mail_server=mails.env["ir.mail_server"].browse(server_id),
                )
            except BaseException:
                # In the middle of a dialogue, perhaps: the next one begins anew.
                self._close(key)
                raise

    def _connect(self, env, key):
        session, count = self.sessions.get(key, (None, 0))
        if session and count >= SESSION_LENGTH:
            self._close(key)
            session, count = None, 0
        if not session:
            server_id, smtp_from = key
            session = env["ir.mail_server"]._connect__(
                mail_server_id=server_id, smtp_from=smtp_from
            )
        self.sessions[key] = session, count + 1
        return session

    def _close(self, key):
        session, _count = self.sessions.pop(key, (None, 0))
        if not session:
            return
        # The server may have hung up already.
        with suppress(smtplib.SMTPException, OSError):
            session.quit()
