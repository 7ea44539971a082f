# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Links that act, in mails that people store as files: made worthless.

A mail that was dragged into a request, or forwarded to it as a file, has the links of
the person it was sent to; whoever reads the request must not act as them.
"""

import base64
import email
import email.encoders
import email.message
import email.policy
import logging
import re

# The letters of a link become an x each: in a file that is no text, such as Outlook's,
# no length may change. There, a letter is two bytes.
PATTERNS = (
    re.compile(rb"internal-action(?:#|%23|&#35;|&#x23;)([\w-]+)", re.I),
    re.compile(
        "internal-action".encode("utf-16-le")
        + rb"(?:#\x00|%\x002\x003\x00)((?:[\w-]\x00)+)",
        re.I,
    ),
)
MAILS = (".eml", ".msg", ".mht", ".mhtml")
TEXTS = ("text/plain", "text/html", "application/octet-stream")
# A mail without a name that says so
HEADERS = re.compile(rb"\s*[!-9;-~]{2,60}:[ \t]", re.S)
ENCODINGS = ("base64", "quoted-printable")
# So deep may mails lie in mails.
DEPTH = 20

_logger = logging.getLogger(__name__)


def strip_values(values):
    """Take the links that act out of the file in the values of an attachment."""
    name, mimetype = values.get("name"), values.get("mimetype")
    if not _is_mail(name, mimetype) and mimetype not in TEXTS:
        return
    if raw := values.get("raw"):
        values["raw"] = _strip(raw.encode() if isinstance(raw, str) else raw, name)
    elif datas := values.get("datas"):
        values["datas"] = base64.b64encode(_strip(base64.b64decode(datas), name))


def _strip(raw, name):
    is_text = not _is_mail(name, "") and not HEADERS.match(raw)
    return _blank(raw) if is_text else strip_mail(raw)


def strip_mail(raw):
    """Return the bytes of a stored mail without links that act.

    A mail without them stays as it is, to the byte.
    """
    cleaned = _blank(raw)
    try:
        message = email.message_from_bytes(cleaned, policy=email.policy.compat32)
        return message.as_bytes() if _strip_parts(message, 0) else cleaned
    except (LookupError, RecursionError, TypeError, ValueError):
        # No mail program reads it, either.
        _logger.info("A stored mail could not be searched for links.", exc_info=True)
        return cleaned


def _is_mail(name, mimetype):
    return (mimetype or "").startswith("message/") or (name or "").lower().endswith(
        MAILS
    )


def _strip_parts(message, depth):
    """Take the links out of the texts of a mail, also encoded ones; return whether."""
    if depth > DEPTH:
        message.set_payload("")
        return True
    if message.is_multipart():
        if _is_encoded_mail(message):
            return _strip_encoded_mail(message)
        return any([_strip_parts(part, depth + 1) for part in message.get_payload()])
    raw = message.get_payload(decode=True)
    if not raw:
        return False
    cleaned = _blank(raw)
    if _is_mail(message.get_filename(), message.get_content_type()):
        cleaned = strip_mail(cleaned)
    if cleaned == raw:
        return False
    del message["Content-Transfer-Encoding"]
    message.set_payload(cleaned)
    email.encoders.encode_base64(message)
    return True


def _is_encoded_mail(message):
    """Return whether a mail in a mail is encoded, which only some programs write."""
    encoding = str(message.get("Content-Transfer-Encoding", "")).strip().lower()
    return message.get_content_maintype() == "message" and encoding in ENCODINGS


def _strip_encoded_mail(message):
    # Python takes the encoded text for the mail.
    part = email.message.Message()
    part["Content-Transfer-Encoding"] = message["Content-Transfer-Encoding"]
    part.set_payload(message.get_payload(0).as_bytes().decode("ascii", "replace"))
    raw = part.get_payload(decode=True)
    cleaned = strip_mail(raw)
    if cleaned == raw:
        return False
    del message["Content-Transfer-Encoding"]
    message["Content-Transfer-Encoding"] = "base64"
    message.set_payload(base64.encodebytes(cleaned).decode())
    return True


def _blank(raw):
    for pattern in PATTERNS:
        raw = pattern.sub(_replace, raw)
    return raw


def _replace(match):
    start = match.start(1) - match.start()
    return match[0][:start] + re.sub(rb"[\w-]", b"x", match[1])
