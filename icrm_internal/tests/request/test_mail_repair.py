# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64
import email
import email.policy
import hashlib
import re
from itertools import count
from urllib.parse import quote

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged
from odoo.tools import html2plaintext

from odoo.addons.icrm_internal.models.request import mail_repair

from .mail_common import MailCommon

# What mail programs name, what they mean, and letters of it
CHARSETS = {
    "gb2312": ("gb18030", "打印机坏了镕東㐀"),
    "GBK": ("gb18030", "打印機鍏請"),
    "gb18030": ("gb18030", "打印机𠮷"),
    "big5": ("big5hkscs", "印表機壞了"),
    "shift_jis": ("cp932", "プリンタ①㈱"),
    "iso-2022-jp": ("iso2022_jp", "プリンタ"),
    "euc-kr": ("cp949", "프린터뷁"),
    "ks_c_5601-1987": ("cp949", "프린터"),
    "iso-8859-1": ("cp1252", "Drücker – „kaputt“ €"),
    "windows-1252": ("cp1252", "Drücker – €"),
    "windows-1251": ("cp1251", "Принтер"),
    "koi8-r": ("koi8-r", "Принтер"),
    "utf-8": ("utf-8", "打印机 Drücker 🖨"),
    "UTF8": ("utf-8", "Drücker"),
    "us-ascii": ("utf-8", "打印机"),
    "x-no-such": ("utf-8", "打印机 —"),
    "x-unknown": ("gb18030", "打印机坏了请看"),
    "unknown-8bit": ("utf-8", "Drücker"),
    "": ("utf-8", "Drücker"),
}
numbers = count(1)
CASES = {
    "max_examples": 150,
    "deadline": None,
    "suppress_health_check": list(HealthCheck),
    "derandomize": True,
    "database": None,
}
known = st.sampled_from(sorted(CHARSETS))
words = known.flatmap(
    lambda name: st.tuples(
        st.just(name),
        st.text("ab " + CHARSETS[name][1], min_size=6, max_size=40).map(
            lambda text: CHARSETS[name][1] + text
        ),
    )
)
WILD = [
    *CHARSETS,
    "utf-7",
    "utf-16",
    "hz",
    "rot13",
    "base64",
    "undefined",
    "idna",
    '"a',
]
KINDS = ("text/plain", "text/html", "TEXT/x", "font/woff", "image/png", "x", "a/b")


def parse(raw):
    message = email.message_from_bytes(raw, policy=email.policy.SMTP)
    mail_repair.repair(message)
    return message


class TestRepair(BaseCase):
    """Mails as they are written, read without loss."""

    @settings(**CASES)
    @given(words, st.sampled_from(["8bit", "base64", ""]))
    def test_text(self, charset_and_text, encoding):
        name, text = charset_and_text
        body = text.encode(CHARSETS[name][0])
        if encoding == "base64":
            body = base64.encodebytes(body)
        named = f"; charset={name}" if name else ""
        message = parse(
            f"Content-Type: text/plain{named}\r\n"
            f"Content-Transfer-Encoding: {encoding}\r\n\r\n".encode()
            + body
        )
        self.assertEqual(message.get_content().rstrip("\r\n"), text)

    @settings(**CASES)
    @given(words, st.sampled_from("bB"))
    def test_encoded_words(self, charset_and_text, kind):
        """Of any character set, and with letters split between two words."""
        name, text = charset_and_text
        raw = text.encode(CHARSETS[name][0])
        name = name or "utf-8"
        half = len(raw) // 2
        if "2022" in name:
            half = len(raw)
        parts = [
            f"=?{name}?{kind}?{base64.b64encode(part).decode()}?="
            for part in (raw[:half], raw[half:])
            if part
        ]
        message = parse(f"Subject: Re: {' '.join(parts)} !\r\n\r\n".encode())
        self.assertEqual(
            " ".join(message["Subject"].split()), " ".join(f"Re: {text} !".split())
        )

    @settings(**CASES)
    @given(words)
    def test_headers_without_a_character_set(self, charset_and_text):
        name, text = charset_and_text
        if "2022" in name:
            return
        text = " ".join(text.split())
        head = f"Subject: {text}\r\nFrom: {text} <a@example.com>\r\n"
        message = parse(
            head.encode(CHARSETS[name][0])
            + f"Content-Type: text/plain; charset={name}\r\n\r\n".encode()
        )
        self.assertEqual(message["Subject"], text)
        self.assertEqual(message["From"].addresses[0].addr_spec, "a@example.com")

    @settings(**{**CASES, "max_examples": 1500})
    @given(
        st.binary(max_size=200),
        st.binary(max_size=60),
        st.sampled_from(WILD),
        st.sampled_from(["", "8bit", "base64", "quoted-printable", "x-uuencode"]),
        st.sampled_from(KINDS),
    )
    def test_anything(self, body, head, charset, encoding, kind):
        """No mail raises, and what is read can be stored."""
        message = parse(
            b"From: "
            + head
            + b" <a@example.com>\r\nSubject: =?"
            + charset.encode()
            + b"?q?"
            + head
            + b"?= "
            + head
            + f"\r\nContent-Type: {kind}; charset={charset}\r\n"
            f"Content-Transfer-Encoding: {encoding}\r\n\r\n".encode()
            + body
        )
        for part in message.walk():
            texts = [str(part["From"]), str(part["Subject"]), part.get_filename() or ""]
            content = part.get_content()
            if isinstance(content, str):
                texts.append(content)
            for text in texts:
                self.assertNotIn("\0", text)
                text.encode()

    def test_right_mails_stay(self):
        for name, (codec, text) in CHARSETS.items():
            raw = (
                f"Subject: Hello\r\nContent-Type: text/plain; charset={codec}; x=y\r\n"
                "Content-Transfer-Encoding: 8bit\r\n\r\n"
            ).encode() + text.encode(codec)
            with self.subTest(name):
                self.assertEqual(parse(raw).as_bytes(), raw)

    def test_files_stay_byte_by_byte(self):
        content = "镕东,1".encode("gbk")
        for charset in ("gb2312", "x-no-such", "utf-8"):
            message = parse(
                f"Content-Type: text/csv; charset={charset}; "
                f"name*=gb2312''{quote('镕东.csv'.encode('gbk'))}\r\n"
                "Content-Disposition: attachment\r\n"
                "Content-Transfer-Encoding: base64\r\n\r\n".encode()
                + base64.encodebytes(content)
            )
            self.assertEqual(message.get_content(), content)
            self.assertEqual(message.get_filename(), "镕东.csv")

    def test_one_broken_letter_does_not_turn_the_text(self):
        text = "Die Drücker im zweiten Stock sind kaputt, größere Übel drohen. " * 3
        raw = text.encode() + b"\xe6\x89"
        message = parse(b"Content-Type: text/plain; charset=utf-8\r\n\r\n" + raw)
        self.assertIn(text, message.get_content())


PICTURE = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAA"
    "AABJRU5ErkJggg=="
)
WITH_PICTURE = """\
From: Staff <staff@icrm.example.com>
To: icrm-it@icrm.example.com
Subject: What the screen shows
Message-ID: <picture-{index}@example.com>
MIME-Version: 1.0
Content-Type: multipart/related; boundary=b

--b
Content-Type: text/html; charset=utf-8

<p>It shows <img alt="screen" {source}/> this</p>
--b
Content-Type: image/png
Content-Transfer-Encoding: base64
Content-ID: <{cid}>
Content-Disposition: inline{name}

{picture}
--b--
"""


@tagged("post_install", "-at_install")
class TestStored(MailCommon):
    """The same through the gateway, into requests."""

    def raw(self, head, body, sender="staff@icrm.example.com"):
        return (
            f"From: Staff <{sender}>\r\nTo: icrm-it@icrm.example.com\r\n"
            f"Message-ID: <raw-{next(numbers)}@example.com>\r\n".encode()
            + head
            + b"\r\n\r\n"
            + body
        )

    def test_nothing_is_lost(self):
        self.it_team.icrm_mail_limit = 1000
        for name, (codec, text) in CHARSETS.items():
            for kind in ("text/plain", "text/html"):
                with self.subTest(f"{name} {kind}"):
                    head = f"Content-Type: {kind}; charset={name}\r\nSubject: {text}"
                    ticket, mails = self.process(
                        self.raw(head.encode(codec), f"{text} \0 ok".encode(codec))
                    )
                    self.assertEqual(len(ticket), 1)
                    self.assertTrue(mails)
                    self.assertIn(text, html2plaintext(ticket.description))
                    self.assertIn("ok", ticket.description)
                    if "2022" not in codec:
                        self.assertEqual(ticket.name, text)

    def test_control_characters_and_unknown_parts(self):
        self.it_team.icrm_mail_limit = 1000
        for head, body in (
            (b"Subject: a\x00b\x07c", b"x \x00\x01\x0b\x0c\x1b\x7f y"),
            (b"Subject: x\r\nContent-Type: text/html", b"<p>x \x00\x01 y</p>"),
            (b"Subject: x\r\nContent-Type: font/woff; name=x.woff", b"x"),
            (b"Subject: x\r\nContent-Type: nonsense", b"x y"),
            (b"Subject: =?x-no?q?=ff?= =?utf-8?b?!!?=", b"x"),
            (b"Subject: x\r\nFrom: . <staff@icrm.example.com>", b"x"),
            (b"Subject: x\r\nContent-Type: text/html", b"<!-- x -->"),
            (b"Subject: x\r\nContent-Type: text/html; charset=utf-7", b"+2AA-"),
            (b"Subject: x\r\nDate: 99 Foo 99999", b"x"),
            (b"Subject: x\r\nContent-Transfer-Encoding: base64", b"***"),
        ):
            with self.subTest(head):
                self.assertEqual(len(self.process(self.raw(head, body))[0]), 1)

    def test_pictures(self):
        """In the text as in the conversation, for who may read the request."""
        for index, (source, cid, name) in enumerate(
            (
                ('src="cid:a@b"', "a@b", '; filename="shot.png"'),
                ("src='cid:a@b'", "a@b", '; filename="shot.png"'),
                ('src="cid:a%40b"', "a@b", '; filename="shot.png"'),
                ('src="CID:a@b"', "a@b", '; filename="shot.png"'),
                ('src="cid:a@b"', "a@b", ""),
                ('src="cid:a@b"', "a@b", '; filename="=?gb2312?B?6Ua2qw==?=.png"'),
            )
        ):
            with self.subTest(f"{source} {name}"):
                self.it_team.icrm_mail_limit = 1000
                ticket, _mails = self.process(
                    WITH_PICTURE.format(
                        index=index, source=source, cid=cid, name=name, picture=PICTURE
                    )
                )
                self.assertNotIn("cid:", ticket.description)
                found = re.search(
                    r"/web/image/(\d+)\?access_token=([\w-]+)", ticket.description
                )
                attachment = self.env["ir.attachment"].browse(int(found[1]))
                self.assertEqual(attachment.res_model, "helpdesk.ticket")
                self.assertEqual(attachment.res_id, ticket.id)
                self.assertEqual(attachment.access_token, found[2])
                # Not the file: workers of the tests share a store, which one may tidy.
                picture = hashlib.sha1(base64.b64decode(PICTURE)).hexdigest()
                self.assertEqual(attachment.checksum, picture)
                self.assertIn("It shows", ticket.description)
                attachment.with_user(self.staff).check_access("read")
                self.assertFalse(
                    self.env["helpdesk.ticket"]
                    .with_user(self.colleague)
                    .search([("id", "=", ticket.id)])
                )

    def test_conversation(self):
        """A text is shown as it was written, its markup is no text."""
        for kind, body in (
            ("text/plain", "1 < 2 & so on"),
            ("text/html", "<p>1 &lt; 2 &amp; <b>so</b> on</p>"),
            ("text/html", '<p>1 &lt; 2 &amp; so on <img src="cid:none%3Cx"/></p>'),
        ):
            with self.subTest(body):
                ticket, _mails = self.receive(kind=kind, body=body)
                message = ticket.message_ids.filtered(
                    lambda message: message.message_type == "email"
                )
                for text in (message.body, ticket.description):
                    self.assertIn("1 &lt; 2 &amp; ", text)
                    shown = " ".join(html2plaintext(text).replace("*", "").split())
                    self.assertTrue(shown.startswith("1 < 2 & so on"), shown)

    def test_a_text_about_cids_stays(self):
        ticket, _mails = self.receive(
            kind="text/html", body='<p>src="cid:x" <img src="cid:none"/></p>'
        )
        before = ticket.description
        self.reply(ticket, kind="text/html", body="<p>Something else</p>")
        self.assertEqual(ticket.description, before)
