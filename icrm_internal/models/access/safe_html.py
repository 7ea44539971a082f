# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import re

from lxml import html
from markupsafe import Markup

from odoo import fields

# Ways of the editor to mark up a text. Any other class of the web client's or
# Bootstrap's may take the text out of its place: position-fixed, modal, stretched-link.
CLASSES = re.compile(
    r"table(-bordered|-striped|-hover|-sm)?|o_table|o_check(list|ed)|oe-nested"
    r"|h[1-6](-fs)?|display-[1-6](-fs)?|lead|small|o_small-fs|blockquote"
    r"|(text|bg|fw|fst|align|list|badge|rounded|border)(-\w+)*|[mp][tbsexy]?-[0-5]"
    r"|img-(fluid|thumbnail)|btn(-\w+)*|alert(-\w+)?|fa(-[a-z]\w*)*"
)
# What core's list of styles leaves: out of its place by a margin, fetched from outside
STYLES = re.compile(r"margin[\w-]*\s*:[^;]*-|url\s*\(|image-set|expression", re.I)


class SafeHtml(fields.Html):
    """Html that one person writes and another reads: it stays in its place.

    Core cleans scripts out, but leaves styles and classes by which a text can cover
    the screen of its reader and pretend to be something else.
    """

    sanitize_style = True

    def _convert(self, value, record, validate):
        value = super()._convert(value, record, validate)
        if not (value and validate and self.sanitize):
            return value
        if "class=" not in value and "style=" not in value:
            return value
        root = html.fragment_fromstring(value, create_parent="div")
        for element in root.iter(html.etree.Element):
            kept = {
                "class": " ".join(
                    filter(CLASSES.fullmatch, element.get("class", "").split())
                ),
                "style": ";".join(
                    style
                    for style in element.get("style", "").split(";")
                    if not STYLES.search(style)
                ),
            }
            for name, text in kept.items():
                if name in element.attrib and element.attrib[name] != text:
                    element.attrib[name] = text
                    if not text:
                        del element.attrib[name]
        text = html.tostring(root, encoding="unicode")
        return Markup(text.removeprefix("<div>").removesuffix("</div>"))
