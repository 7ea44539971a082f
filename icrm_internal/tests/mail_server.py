# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import logging
import socket
import socketserver
import threading
import time

from odoo.addons.base.models import ir_mail_server
from odoo.addons.mail.models.mail_mail import _logger as mail_logger

from ..models.request.ir_mail_server import SILENT

LATE, NEVER = b"450 4.2.1 try again later\r\n", b"550 5.1.1 no such mailbox\r\n"


class MailServer(socketserver.ThreadingTCPServer):
    """A mail server on a free port with configurable behaviour.

    ``mood``: "well", "late" (450 to every recipient), "never" (550 to those in
    ``unknown``, or to all), "full" (452 after the text), "busy" (421 as the first
    word), "lost" (hangs up when the text comes), "hangs" (says nothing at all).
    """

    allow_reuse_address = True
    daemon_threads = True
    block_on_close = False

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Session)
        self.mood, self.unknown = "well", set()
        self.taken, self.connections = [], 0
        self.thread = threading.Thread(target=self.serve_forever, args=(0.02,))
        self.thread.start()

    def stop(self):
        self.mood = "well"
        self.shutdown()
        self.thread.join()
        self.server_close()


class Session(socketserver.StreamRequestHandler):
    def handle(self):
        server = self.server
        server.connections += 1
        while server.mood == "hangs":
            time.sleep(0.05)
        if server.mood == "busy":
            self.wfile.write(b"421 4.3.2 too busy\r\n")
            return
        self.wfile.write(b"220 here\r\n")
        to = []
        for line in self.rfile:
            word = line[:4].upper()
            if word == b"RCPT":
                to.append(line.split(b"<")[1].split(b">")[0].decode())
                unknown = not server.unknown or to[-1] in server.unknown
                if server.mood == "late":
                    self.wfile.write(LATE)
                elif server.mood == "never" and unknown:
                    self.wfile.write(NEVER)
                else:
                    self.wfile.write(b"250 ok\r\n")
            elif word == b"DATA":
                if server.mood == "lost":
                    self.connection.shutdown(socket.SHUT_RDWR)
                    return
                self.wfile.write(b"354 go on\r\n")
                while self.rfile.readline().rstrip(b"\r\n") != b".":
                    pass
                if server.mood == "full":
                    self.wfile.write(b"452 4.3.1 disk full\r\n")
                else:
                    server.taken += to
                    self.wfile.write(b"250 ok\r\n")
                to = []
            elif word == b"QUIT":
                self.wfile.write(b"221 bye\r\n")
                return
            else:
                if word == b"RSET":
                    to = []
                self.wfile.write(b"250 ok\r\n")


class MailServerCase:
    """Mails really go out, to ``self.mail_server``."""

    def setUp(self):
        super().setUp()
        self.mail_server = MailServer()
        self.addCleanup(self.mail_server.stop)
        self.env["ir.mail_server"].search([]).active = False
        self.server_record = self.env["ir.mail_server"].create(
            {
                "name": "Own",
                "smtp_host": "127.0.0.1",
                "smtp_port": self.mail_server.server_address[1],
                "smtp_encryption": "none",
            }
        )
        self.patch(
            type(self.env["ir.mail_server"]),
            "_disable_send",
            classmethod(lambda cls: False),
        )
        self.patch(ir_mail_server, "SMTP_TIMEOUT", 1)
        # What fails is logged with a trace, once a mail.
        level = mail_logger.level
        mail_logger.setLevel(logging.CRITICAL)
        self.addCleanup(mail_logger.setLevel, level)

    def send_queue(self):
        """Run the queue's job; each of its runs has a cursor of its own."""
        self.env.flush_all()
        self.env.cr.cache.pop(SILENT, None)
        self.env["mail.mail"].process_email_queue()
        self.env.invalidate_all()
