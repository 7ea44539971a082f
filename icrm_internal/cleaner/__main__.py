# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Clean the file on standard input; print its extension first, or the reason."""

import re
import resource
import sys

from office import clean_office
from pdf import clean_pdf
from picture import Refused, clean_picture, picture_format

MAX_RESULT = 20 * 1024**2
MAX_MEMORY = 1024**3
CPU_SECONDS = 10


def clean_here(content):
    """Return extension and content of the file, cleaned."""
    if picture := picture_format(content):
        extension = {"JPEG": ".jpg"}.get(picture, f".{picture.lower()}")
        return extension, clean_picture(content, picture)
    if content.startswith(b"%PDF-"):
        return ".pdf", clean_pdf(content)
    if content.startswith(b"PK\x03\x04"):
        return clean_office(content)
    if is_plain_text(content):
        return ".txt", content
    raise Refused("kind")


def is_plain_text(content):
    """Separate text from formats that look like text and have an author (RTF, XML)."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            content = content.decode("utf-16").encode()
        except UnicodeError:
            return False
    start = content.removeprefix(b"\xef\xbb\xbf").lstrip()[:8]
    if start.startswith((b"{\\rtf", b"%!", b"<")):
        return False
    return not re.search(rb"[\x00-\x08\x0b\x0e-\x1f]", content)


def main():
    for kind, most in (
        (resource.RLIMIT_AS, MAX_MEMORY),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_FSIZE, 0),
    ):
        hard = resource.getrlimit(kind)[1]
        if hard != resource.RLIM_INFINITY:
            most = min(most, hard)
        resource.setrlimit(kind, (most, most))
    out = sys.stdout.buffer
    try:
        extension, content = clean_here(sys.stdin.buffer.read())
        if len(content) > MAX_RESULT:
            raise Refused("broken")
    except Refused as error:
        out.write(str(error).encode() + b"\n")
    except (Exception, MemoryError, RecursionError):
        # Readers of strange files fail in any way.
        out.write(b"broken\n")
    else:
        out.write(extension.encode() + b"\n" + content)


if __name__ == "__main__":
    main()
