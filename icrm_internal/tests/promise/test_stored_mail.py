# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Links that act, in mails that are stored as files, and in marks of other sites."""

import base64
import email.policy
from email.message import EmailMessage

from odoo import Command
from odoo.tests import tagged

from ...models.access import action_link, stored_mail
from .test_action_links import LINK, PAGE, ActionLinkCommon


@tagged("post_install", "-at_install")
class TestStoredMail(ActionLinkCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ticket = cls.submit(cls)
        cls.ticket.with_user(cls.agent).action_icrm_take()
        cls.ticket.with_user(cls.agent).action_icrm_resolve()
        partner = cls.staff.partner_id
        url = action_link.get_link(cls.ticket.sudo(), "confirm", partner)
        cls.url, cls.secret = url, url.partition("#")[2]

    def mail(self, cte="quoted-printable"):
        """Return a mail as a person gets it, with the link in both of its texts."""
        mail = EmailMessage()
        mail["Subject"], mail["From"] = "Done – é", "desk@example.com"
        mail.set_content(f"Bestätigen: {self.url}\n", cte=cte)
        mail.add_alternative(f'<a href="{self.url}">Ü</a>', subtype="html", cte=cte)
        return mail

    def read(self, raw):
        """Return all that a mail program shows of a stored mail."""
        shown = [raw.decode("latin-1"), raw.decode("utf-16-le", "ignore")]
        message = email.message_from_bytes(raw, policy=email.policy.SMTP)
        for part in message.walk():
            if payload := part.get_payload(decode=True):
                shown.append(payload.decode("utf-8", "replace"))
                if (part.get_filename() or "").endswith(".eml"):
                    shown.append(self.read(payload))
        return "\n".join(shown)

    def assertHarmless(self, raw):
        """No part of the secret that is long enough to be told from chance."""
        shown = self.read(raw)
        self.assertIn("internal-action", shown)
        for start in range(20, len(self.secret) - 40, 10):
            self.assertFalse(self.secret[start : start + 40] in shown, "still there")

    def store(self, raw, name="done.eml", **values):
        record = self.ticket.sudo()
        return self.env["ir.attachment"].create(
            {
                "name": name,
                "res_model": record._name,
                "res_id": record.id,
                "raw": raw,
                **values,
            }
        )

    def test_uploaded(self):
        """However the texts of the mail are encoded, and mails in mails."""
        for cte in ("quoted-printable", "base64", "8bit"):
            with self.subTest(cte=cte):
                raw = self.mail(cte).as_bytes()
                self.assertTrue(self.secret in self.read(raw))
                kept = self.store(raw)
                self.assertHarmless(kept.raw)
                self.assertIn("Done", kept.raw.decode("latin-1"))
        outer = EmailMessage()
        outer.set_content("See below")
        outer.add_attachment(self.mail("base64"))
        outer.add_attachment(
            self.mail("base64").as_bytes(),
            maintype="application",
            subtype="octet-stream",
            filename="mail.eml",
        )
        self.assertHarmless(self.store(outer.as_bytes()).raw)
        # by its type, by datas, written later
        self.assertHarmless(self.store(raw, "mail", mimetype="message/rfc822").raw)
        datas = base64.b64encode(raw)
        kept = self.env["ir.attachment"].create({"name": "a.eml", "datas": datas})
        self.assertHarmless(kept.raw)
        kept.datas = base64.b64encode(b"x")
        kept.datas = datas
        self.assertHarmless(kept.raw)
        kept.raw = b"x"
        kept.raw = raw
        self.assertHarmless(kept.raw)

    def test_other_files(self):
        text = f"<a href='{self.url}'>x</a>"
        for name in ("mail.html", "mail.txt"):
            with self.subTest(name=name):
                self.assertHarmless(self.store(text.encode(), name).raw)
        # Outlook's: no length may change
        ole = (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + text.encode("utf-16-le") + b"\x00\x01"
        )
        kept = self.store(ole, "mail.msg").raw
        self.assertHarmless(kept)
        self.assertEqual(len(kept), len(ole))

    def test_without_links(self):
        """A mail without links of ours stays as it is, to the byte; nonsense, too."""
        plain = EmailMessage()
        plain.set_content("Grüße\n", cte="base64")
        for raw in (
            plain.as_bytes(),
            b"Subject: x\n\nno CR here\n",
            b"\x00\xff no mail",
            b"Content-Type: multipart/mixed; boundary=x\n\n--x\n\n",
            b"Content-Type: text/plain; charset=nonsense\n\nx",
        ):
            with self.subTest(raw=raw[:20]):
                self.assertEqual(stored_mail.strip_mail(raw), raw)

    def test_deep(self):
        """Mails in mails in mails end somewhere."""
        raw = self.mail("base64").as_bytes()
        for _level in range(30):
            raw = b"Content-Type: message/rfc822\n\n" + raw
        self.assertNotIn(self.secret[20:60], self.read(stored_mail.strip_mail(raw)))

    def test_encoded_mail_in_a_mail(self):
        """Against the standard, but some programs write it, and others read it."""
        inner = self.mail("base64").as_bytes()
        raw = (
            b"Subject: x\nContent-Type: message/rfc822\n"
            b"Content-Transfer-Encoding: base64\n\n" + base64.encodebytes(inner)
        )
        stripped = stored_mail.strip_mail(raw)
        self.assertHarmless(base64.b64decode(stripped.partition(b"\n\n")[2]))
        plain = raw.replace(base64.encodebytes(inner), base64.encodebytes(b"A: b\n\nc"))
        self.assertEqual(stored_mail.strip_mail(plain), plain)

    def test_by_mail(self):
        """Forwarded to a request as a file."""
        outer = EmailMessage()
        outer["From"], outer["To"] = self.staff.partner_id.email, "desk@example.com"
        outer["Subject"], outer["Message-Id"] = "Fwd", "<forwarded@example.com>"
        outer.set_content("See below")
        outer.add_attachment(self.mail())
        self.env["mail.thread"].message_process(
            "helpdesk.ticket", outer.as_string(), thread_id=self.ticket.id
        )
        files = self.env["ir.attachment"].search(
            [("res_model", "=", "helpdesk.ticket"), ("res_id", "=", self.ticket.id)]
        )
        self.assertTrue(files)
        for file in files:
            self.assertHarmless(file.raw)

    def test_a_pasted_link(self):
        """Nor does the conversation have what somebody pasted into it."""
        body = f'Look: <a href="{self.url}">this</a>'
        message = self.ticket.with_user(self.agent).message_post(body=body)
        self.assertNotIn(self.secret[20:60], message.sudo().body)

    def test_marks_of_other_sites(self):
        """Only our own address becomes a link that acts."""
        record = f"{PAGE}/helpdesk.ticket/{self.ticket.id}/confirm"
        ours = self.ticket.get_base_url()
        for base, acts in (
            (ours, True),
            ("https://evil.example.com", False),
            (f"https://evil.example.com/?{ours}", False),
            (ours.replace("://", "://evil@"), False),
            (f"{ours}.evil.example.com", False),
            (f"{ours}/x", False),
            ("", False),
        ):
            with self.subTest(base=base):
                mail = self.env["mail.mail"].create(
                    {
                        "body_html": f'<a href="{base}{record}">Confirm</a>',
                        "recipient_ids": [Command.link(self.staff.partner_id.id)],
                    }
                )
                (sent,) = mail._prepare_outgoing_list()
                # Core completes addresses without a host.
                acts = acts or not base
                self.assertEqual(bool(LINK.findall(sent["body"])), acts)
