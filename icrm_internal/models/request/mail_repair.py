# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Mails as they are written, made such as the mail gateway can read without loss.

Python decodes a text by the character set that the mail names: what is not in it turns
into replacement characters, an unknown one raises, and a NUL cannot be stored. Here
whatever is wrong is read as what it most likely is, and written anew in UTF-8; a mail
that is right stays as it is. Nothing here knows Odoo.
"""

import base64
import binascii
import codecs
import quopri
import re
from email.utils import formataddr, getaddresses
from functools import partial
from urllib.parse import quote, unquote_to_bytes

# What mail programs name, and what they write: the superset that everybody uses.
SUPERSETS = {
    "gb2312": "gb18030",
    "gb_2312-80": "gb18030",
    "gb231280": "gb18030",
    "x-gb2312": "gb18030",
    "x-gbk": "gb18030",
    "gbk": "gb18030",
    "cp936": "gb18030",
    "ms936": "gb18030",
    "windows-936": "gb18030",
    "euc-cn": "gb18030",
    "hz": "hz",
    "big5": "big5hkscs",
    "x-x-big5": "big5hkscs",
    "cn-big5": "big5hkscs",
    "cp950": "cp950",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "sjis": "cp932",
    "x-sjis": "cp932",
    "windows-31j": "cp932",
    "iso-2022-jp": "iso2022_jp_ext",
    "ks_c_5601-1987": "cp949",
    "ks_c_5601": "cp949",
    "euc-kr": "cp949",
    "us-ascii": "utf-8",
    "ascii": "utf-8",
    "iso-8859-1": "cp1252",
    "latin1": "cp1252",
    "iso-8859-8-i": "iso-8859-8",
    "iso-8859-9": "cp1254",
    "iso-8859-11": "cp874",
    "tis-620": "cp874",
    "windows-874": "cp874",
    "unicode-1-1-utf-7": "utf-7",
    "utf8": "utf-8",
    "utf8mb4": "utf-8",
    "utf-8-mac": "utf-8",
}
# Codecs of Python that no mail means
NO_CHARSETS = frozenset(
    {"undefined", "punycode", "idna", "unicode_escape", "raw_unicode_escape"}
    | {"unicode-escape", "raw-unicode-escape", "mbcs", "oem", "rot13"}
)

# Texts that are Chinese have long runs of high bytes, Western ones single letters.
RUN = re.compile(rb"[\x80-\xff]{4}")
HIGH = re.compile(rb"[\x80-\xff]")

# What the standard library can take apart; anything else raises KeyError there.
MAIN_TYPES = frozenset(
    {"text", "audio", "image", "video", "application", "message", "multipart"}
)
PARAMETER_HEADERS = frozenset({"content-type", "content-disposition"})

ENCODED_WORD = re.compile(r"=\?([^?\s*]+)(?:\*[^?\s]*)?\?([bBqQ])\?([^?]*)\?=")
ENCODED_WORDS = re.compile(rf"{ENCODED_WORD.pattern}(?:\s+{ENCODED_WORD.pattern})*")
# RFC 2231: filename*=gb2312''%C4%E3 (continued ones are left to the library)
EXTENDED = re.compile(r"(\*\s*=\s*)([\w.:-]+)'([\w-]*)'([^\s;]+)")
# What no text of a mail contains: NUL cannot be stored, surrogates cannot be written in
# UTF-8, for a control character lxml refuses the whole text.
UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
# Read as Latin-1, what Windows wrote: quotation marks and dashes turn into these.
MISREAD = re.compile("[\x80-\x9f]")


def decode(raw, charset=None):
    """Return the text of bytes: as the named character set, else as the likeliest.

    Always a text, and one that can be stored.

    :param bytes raw: the bytes
    :param str charset: what the mail says they are, or nothing
    """
    return UNSTORABLE.sub("", _decode(raw, _known(charset)))


def _decode(raw, charset):
    names = list(dict.fromkeys(filter(None, (charset, "utf-8"))))
    for name in names:
        try:
            return raw.decode(name)
        except ValueError:
            continue
    # What was named, with a letter broken here and there (cut off, mostly)
    for name in names:
        text = raw.decode(name, "replace")
        strange = sum(char > "\x7f" for char in text)
        if text.count("\ufffd") * 10 <= strange:
            return text
    chinese = RUN.search(raw) or len(HIGH.findall(raw)) * 3 > len(raw)
    for name in ("gb18030", "cp1252") if chinese else ("cp1252", "gb18030"):
        try:
            return raw.decode(name)
        except ValueError:
            continue
    return raw.decode("latin-1")


def _known(charset):
    """Return the Python codec for a character set as mails name it, or ``None``."""
    name = (charset or "").strip("\"' ").lower()
    name = SUPERSETS.get(name, name)
    try:
        info = codecs.lookup(name) if name.isascii() else None
    except (LookupError, ValueError):
        return None
    # hex, base64 and the like decode to bytes
    if not info or not info._is_text_encoding or info.name in NO_CHARSETS:
        return None
    return info.name


def _reads(raw, charset):
    """Return whether the library reads *raw* by *charset* without loss."""
    try:
        text = raw.decode(charset) if _known(charset) else ""
    except (ValueError, LookupError):
        return False
    if raw and not text:
        return False
    return not (UNSTORABLE.search(text) or MISREAD.search(text))


# ----------------------------------------------------------------------
# Headers
# ----------------------------------------------------------------------
def repair_header(value, hint=None):
    """Return the raw *value* of a header, readable by whoever reads standards.

    Bytes without a character set are read as *hint* or the likeliest; encoded words
    keep the letters that their character set does not have, even if one is split.
    """
    if UNSTORABLE.search(value):
        value = decode(value.encode("utf-8", "surrogateescape"), hint)
    return EXTENDED.sub(_repair_extended, ENCODED_WORDS.sub(_repair_words, value))


def _repair_words(match):
    """Write adjacent encoded words anew if the library could not read them."""
    parts, readable = [], True
    for word in ENCODED_WORD.finditer(match[0]):
        charset, encoding, text = word.groups()
        if encoding in "bB":
            try:
                raw = base64.b64decode(text + "=" * (-len(text) % 4))
            except (binascii.Error, ValueError):
                return match[0]
        else:
            raw = quopri.decodestring(text.replace("_", "=20").encode("utf-8"))
        readable = readable and _reads(raw, charset)
        # A letter may be split between two words of one character set.
        if parts and parts[-1][0] == charset.lower():
            raw = parts.pop()[1] + raw
        parts.append((charset.lower(), raw))
    if readable:
        return match[0]
    text = "".join(decode(raw, charset) for charset, raw in parts)
    return " ".join(
        f"=?utf-8?b?{base64.b64encode(piece.encode()).decode()}?="
        for piece in (text[i : i + 15] for i in range(0, len(text), 15))
    )


def _repair_extended(match):
    start, charset, language, text = match.groups()
    raw = unquote_to_bytes(text)
    if _reads(raw, charset):
        return match[0]
    return f"{start}utf-8'{language}'{quote(decode(raw, charset), safe='')}"


# ----------------------------------------------------------------------
# The whole mail
# ----------------------------------------------------------------------
def repair(message):
    """Repair a mail in place: its headers, its texts, its parts of unknown kinds.

    :param email.message.EmailMessage message: as the parser returned it
    """
    pictures = 0
    hint = _find_charset(message)
    for part in message.walk():
        _repair_headers(part, hint)
        if part.get_content_maintype() not in MAIN_TYPES:
            content_type = _as_binary(part)
            del part["Content-Type"]
            part["Content-Type"] = content_type
        if part.is_multipart():
            continue
        if part.get_content_maintype() == "text":
            _repair_text(part)
        elif part.get_content_maintype() == "image" and part.get("Content-ID"):
            if not part.get_filename():
                # The gateway ties a picture to its place by its name.
                pictures += 1
                kind = part.get_content_subtype().split("+")[0]
                part.set_param("name", f"image{pictures}.{kind}")


def _find_charset(message):
    """Return the character set that the mail names first, for headers without one."""
    for part in message.walk():
        for name, value in part.raw_items():
            if name.lower() == "content-type":
                found = re.search(r"charset\s*=\s*[\"']?([\w.:-]+)", str(value), re.I)
                if found and _known(found[1]):
                    return found[1]
    return None


def _repair_headers(part, hint):
    # raw_items: reading a header by its name parses it, and loses what is wrong.
    for index, (name, value) in enumerate(list(part.raw_items())):
        text = repair_header(str(value), hint)
        text = next(filter(partial(_parses, part, name), _simplify(text)), "")
        if text != value:
            part._headers[index] = (name, text)


def _simplify(text):
    """Yield a header, then what is left of it in ever simpler forms."""
    yield text
    pairs = [
        (name, address)
        for name, address in getaddresses([text])
        if "@" in address and address.isascii()
    ]
    if pairs:
        yield ", ".join(map(formataddr, pairs))
        yield ", ".join(address for _name, address in pairs)
    yield re.sub(r"[^\w\s]", " ", text)


def _parses(part, name, text):
    """Return whether the library can read a header; its parser breaks on some."""
    try:
        str(part.policy.header_fetch_parse(name, text))
    except Exception:
        return False
    return True


def _as_binary(part):
    """Return the content type of an attachment nobody knows the kind of."""
    name = part.get_filename()
    return "application/octet-stream" + (f'; name="{name}"' if name else "")


def _repair_text(part):
    """Have the library read a text without loss; leave a file as it came."""
    raw = part.get_payload(decode=True) or b""
    charset = str(part.get_param("charset") or "").strip() or None
    if _reads(raw, charset or "ascii"):
        return
    if part.get_filename() or part.get_content_disposition() == "attachment":
        # A file is kept byte by byte, whatever it says it is.
        part.set_type("application/octet-stream")
        part.del_param("charset")
        return
    text = decode(raw, charset)
    kind = part.get_content_type()
    part.set_payload(base64.encodebytes(text.encode()))
    for name, value in (
        ("Content-Transfer-Encoding", "base64"),
        ("Content-Type", f'{kind}; charset="utf-8"'),
    ):
        del part[name]  # one that is empty counts as well
        part[name] = value
