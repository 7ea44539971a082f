# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The texts of steps: placeholders of a closed list, and the links that are counted.

What is not one of the placeholders is refused when the text is written; nothing of it
is evaluated.
"""

import hashlib
import re
from urllib.parse import urlsplit

from lxml import html
from markupsafe import Markup, escape

from odoo.tools import hash_sign, verify_hash_signed

PLACEHOLDER = re.compile(r"\{([^{}\s<>]{1,40})\}")

#: What a text may name, in the order in which the form lists them
NAMES = ("name", "department", "company", "manager", "sender", "years", "holiday")

SCOPE = "icrm_internal_care.plan_link"
PAGE = "/internal-plan-link"
# Longer than any link of ours
TOKEN_LIMIT = 300


def find_unknown(text):
    """Return the first placeholder of *text* that is not in NAMES, or None."""
    for match in PLACEHOLDER.finditer(str(text or "")):
        if match[1] not in NAMES:
            return match[0]
    return None


def fill(text, values):
    """Return *text* with the placeholders replaced by *values*.

    :param text: plain text, or ``Markup``, in which the values are escaped
    """

    def replace(match):
        value = values.get(match[1])
        if value is None:
            return match[0]
        return str(escape(value)) if isinstance(text, Markup) else value

    return type(text)(PLACEHOLDER.sub(replace, str(text)))


def get_links(body):
    """Return the addresses that the links of a text lead to, http(s) only, in order."""
    if not body or "href" not in str(body):
        return []
    root = html.fragment_fromstring(str(body), create_parent="div")
    return [link.get("href").strip() for link in root.iter("a") if _is_web(link)]


def count_links(touch, body):
    """Return *body* with its links to the web leading over our page, which counts.

    :param touch: one ``icrm.plan.touch``, whom the text is for
    """
    if not get_links(body):
        return body
    root = html.fragment_fromstring(str(body), create_parent="div")
    links = [link for link in root.iter("a") if _is_web(link)]
    for number, link in enumerate(links):
        token = hash_sign(
            touch.sudo().env,  # sudo: the key that signs
            SCOPE,
            [touch.id, number, _digest(link.get("href").strip())],
        )
        link.set("href", f"{touch.get_base_url()}{PAGE}/{token}")
    text = html.tostring(root, encoding="unicode")
    return Markup(text.removeprefix("<div>").removesuffix("</div>"))


def read_link(env, token):
    """Return (touch, address) of a link of ours; (None, None) for any other.

    The address is one that a text of the step has now: the link names it by its number
    and a digest, so nobody can make one that leads elsewhere.

    :param env: of the page, in sudo
    """
    nothing = (None, None)
    if not isinstance(token, str) or not 0 < len(token) <= TOKEN_LIMIT:
        return nothing
    try:
        values = verify_hash_signed(env, SCOPE, token)
    except (ValueError, IndexError):  # no base64, too short, another version
        return nothing
    if not values:
        return nothing
    touch_id, number, digest = values
    touch = env["icrm.plan.touch"].browse(touch_id).exists()
    if not touch:
        return nothing
    for body in touch.step_id._get_bodies():
        links = get_links(body)
        if number < len(links) and _digest(links[number]) == digest:
            return touch, links[number]
    return nothing


def _is_web(link):
    parts = urlsplit((link.get("href") or "").strip())
    return parts.scheme in ("http", "https") and bool(parts.netloc)


def _digest(address):
    return hashlib.sha256(address.encode()).hexdigest()[:12]
