# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Parts of which short messages are made: paragraphs, lists, quotes."""

from markupsafe import Markup

from odoo.tools import html2plaintext

from ..access.listing import join_names

# What a message quotes; the rest is in the conversation.
QUOTE_LIMIT = 600
# Where the message is what it is about
MESSAGE_LIMIT = 5000

QUOTE_STYLE = (
    "margin:8px 0;padding:4px 12px;border-left:3px solid #d0d4da;white-space:pre-line;"
)


def body(*lines):
    """Return the lines that say something as paragraphs."""
    return Markup("").join(Markup("<p>%s</p>") % line for line in lines if line)


def line(text, buttons):
    """Return a line of a list with its buttons."""
    return Markup("%s%s") % (text, buttons)


def listing(lines):
    """Return a bulleted list."""
    rows = Markup("").join(Markup("<li>%s</li>") % line for line in lines)
    return Markup("<ul>%s</ul>") % rows


def quote(env, message, limit=QUOTE_LIMIT):
    """Return the text of a message of the conversation, and the names of its files."""
    text = html2plaintext(message.body or "", include_references=False).strip()
    if len(text) > limit:
        text = f"{text[:limit].rstrip()} ..."
    quoted = text and (
        Markup('<blockquote style="%s">%s</blockquote>') % (QUOTE_STYLE, text)
    )
    names = join_names(env, message.attachment_ids.mapped("name"))
    files = names and env._("Attached: %(names)s", names=names)
    return Markup(quoted or "") + body(files)
