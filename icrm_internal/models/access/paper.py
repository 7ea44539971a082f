# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A report's sheets for the wkhtmltopdf of Debian, which has none of Qt's patches.

It has no headers and footers, does not number pages and cuts through lines.
``static/paper/paper.js`` makes the pages, in a document that fetches nothing.
"""

import functools
import io
import re
from html import escape

import lxml.html
from lxml import etree
from markupsafe import Markup

from odoo.tools import file_open

from odoo.addons.base.models.report_paperformat import PAPER_SIZES

#: A CSS pixel in points: as Qt without patches prints it, whatever the dots per inch,
#: and as it should be. The zoom between them makes sizes in CSS true.
_PIXEL, _TRUE_PIXEL = 0.576, 0.75
ZOOM = _TRUE_PIXEL / _PIXEL
#: In millimetres: above and below, and at the sides if the paper format leaves less.
MARGIN, SIDE = 9, 12
#: The sheets are a little lower than the paper, or rounding makes empty pages.
_SLACK = 0.995
#: Attributes whose address is fetched while a document is printed
FETCHED = ("src", "srcset", "poster", "background", "data")
_OWN = re.compile(r"data:|/(?!/)[\w?]", re.I)


def get_sheet(paper, landscape=False):
    """Return width, height and indent of a sheet of *paper*, in CSS pixels."""
    size = next((size for size in PAPER_SIZES if size["key"] == paper.format), {})
    width = size.get("width") or paper.page_width or 210
    height = size.get("height") or paper.page_height or 297
    if landscape or paper.orientation == "Landscape":
        width, height = max(width, height), min(width, height)
    indent = max(0, SIDE - min(paper.margin_left, paper.margin_right))
    width -= paper.margin_left + paper.margin_right + 2 * indent
    pixels = 96 / 25.4
    return {
        "width": int(width * pixels * _SLACK),
        "height": int((height - 2 * MARGIN) * pixels * _SLACK),
        "indent": int(indent * pixels),
    }


def get_parts(bodies, header, footer):
    """Yield the HTML of (article, header, footer) for each of a report's *bodies*."""
    heads, feet = _find_all(header, "header"), _find_all(footer, "footer")
    for place, body in enumerate(bodies):
        article = (_find_all(body, "article") or [str(body)])[0]
        yield (
            article,
            heads[min(place, len(heads) - 1)] if heads else "",
            feet[min(place, len(feet) - 1)] if feet else "",
        )


def fetch_nothing(html):
    """Return a whole document without what it would fetch from outside.

    Whoever writes a text chooses the address of a picture; the server that prints it
    reaches more than they do.
    """
    if not html:
        return html
    root = _parse(html)
    if not _drop_foreign(root):
        return html
    return Markup(
        lxml.html.tostring(root, encoding="unicode", doctype="<!DOCTYPE html>")
    )


def _parse(html):
    return lxml.html.fromstring(
        html.encode(), parser=lxml.html.HTMLParser(encoding="utf-8")
    )


def _drop_foreign(root):
    """Drop addresses that are neither data nor paths of ours; return whether."""
    found = [
        (node, name)
        for node in root.iter(etree.Element)
        for name in FETCHED
        if name in node.attrib and not _OWN.match(node.get(name))
    ]
    for node, name in found:
        del node.attrib[name]
    return bool(found)


def _find_all(html, name):
    if not html:
        return []
    root = _parse(html)
    _drop_foreign(root)
    return [
        lxml.html.tostring(node, encoding="unicode", with_tail=False)
        for node in root.xpath(
            "//div[contains(concat(' ', normalize-space(@class), ' '), $name)]",
            name=f" {name} ",
        )
    ]


def get_document(parts, sheet, lang, direction, style):
    """Return the HTML of one record: its *parts*, our style and what makes pages."""
    data = " ".join(f'data-{name}="{value}"' for name, value in sheet.items())
    css = _read("paper.css") + _read("paper_frame.css")
    script = _read("paper.js")
    return (
        f'<!DOCTYPE html><html lang="{escape(lang.replace("_", "-"))}"'
        f' dir="{escape(direction or "ltr")}"><head><meta charset="utf-8"/>'
        f"<style>{css}\nbody {{ zoom: {ZOOM:.4f}; }}\n{style}</style></head><body>"
        f'<div id="icrm_source" {data}>'
        f"{''.join(parts)}</div><script>{script}</script></body></html>"
    )


@functools.cache
def _read(name):
    with file_open(f"icrm_internal/static/paper/{name}") as file:
        return file.read()


def merge(contents):
    """Return the PDFs *contents* as one."""
    if len(contents) == 1:
        return contents[0]
    from PyPDF2 import PdfMerger

    merger, result = PdfMerger(), io.BytesIO()
    for content in contents:
        merger.append(io.BytesIO(content))
    merger.write(result)
    return result.getvalue()
