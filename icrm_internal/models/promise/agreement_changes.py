# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What changed between two versions of an agreement, side by side."""

import difflib
import re

from markupsafe import Markup, escape

from odoo.tools import format_date, html2plaintext

TEXTS = ("provider_duties", "customer_duties", "reporting")
# Words and the blanks between them; a Chinese character is a word.
WORDS = re.compile(r"[\u3400-\u9fff]|[^\W\u3400-\u9fff]+|\s+|[^\w\s]")
SENTENCES = re.compile(r"[^.;!?。；！？\n]*[.;!?。；！？\n]+\s*|[^.;!?。；！？\n]+")
# The time that a comparison takes grows with the lengths of both sides: longer ones are
# compared by sentences alone, or not.
MOST_PAIRS = 250_000

TABLE = Markup(
    '<table class="table table-sm align-top o_icrm_changes"><thead><tr>'
    '<th class="w-50">%s</th><th class="w-50">%s</th></tr></thead>'
    "<tbody>%s</tbody></table>"
)
ROW = Markup(
    '<tr class="table-light"><th colspan="2">%s</th></tr>'
    '<tr><td class="w-50 text-break">%s</td><td class="w-50 text-break">%s</td></tr>'
)
OLD = Markup('<del class="text-danger">%s</del>')
NEW = Markup('<ins class="text-success">%s</ins>')


def get_content(agreement_sudo):
    """Return what an agreement says, as a dictionary that JSON can hold.

    Texts in every language: who compares later may read another one.
    """
    installed = agreement_sudo.env["res.lang"].get_installed()
    return {
        "values": {
            name: agreement_sudo[name] and str(agreement_sudo[name])
            for name in agreement_sudo._get_compared_names()
        },
        "texts": {
            lang: {name: html2plaintext(spoken[name] or "").strip() for name in TEXTS}
            for lang, _name in installed
            for spoken in [agreement_sudo.with_context(lang=lang)]
        },
        "lines": {
            f"{line.service_id.id}:{line.priority}": [
                line.response_hours,
                line.resolution_hours,
            ]
            for line in agreement_sudo.line_ids
        },
    }


def render(agreement_sudo, old, new, old_title, new_title):
    """Return the table of what differs between two contents; empty if nothing does."""
    rows = [
        *_get_value_rows(agreement_sudo, old["values"], new["values"]),
        *_get_line_rows(agreement_sudo, old["lines"], new["lines"]),
        *_get_text_rows(agreement_sudo, old["texts"], new["texts"]),
    ]
    if not rows:
        return Markup()
    return TABLE % (old_title, new_title, Markup().join(ROW % row for row in rows))


def _get_label(agreement, name):
    return agreement.fields_get([name], ["string"])[name]["string"]


def _get_value_rows(agreement, old, new):
    for name in agreement._get_compared_names():
        # What an addon adds is missing in contents of before.
        if (old.get(name) or False) == (new.get(name) or False):
            continue
        shown = [
            format_date(agreement.env, value)
            if value and name.startswith("date_")
            else value or "–"
            for value in (old.get(name), new.get(name))
        ]
        yield _get_label(agreement, name), OLD % shown[0], NEW % shown[1]


def _get_line_rows(agreement, old, new):
    _ = agreement.env._
    priorities = dict(agreement.env["icrm.service"]._priorities())
    for key in sorted({*old, *new}):
        before, after = old.get(key), new.get(key)
        if before == after:
            continue
        service_id, priority = key.split(":")
        service = agreement.env["icrm.service"].browse(int(service_id)).exists()
        name = service.name or _("Deleted service")
        shown = [
            hours
            and _(
                "First response in %(response)s h, resolution in %(resolution)s h",
                response=f"{hours[0]:g}",
                resolution=f"{hours[1]:g}",
            )
            for hours in (before, after)
        ]
        if not before:
            cells = _("Added"), NEW % shown[1]
        elif not after:
            cells = OLD % shown[0], _("Removed")
        else:
            cells = _mark(*shown)
        yield f"{name} ({priorities.get(priority, priority)})", *cells


def _get_text_rows(agreement, old, new):
    lang = agreement.env.lang or "en_US"

    def pick(texts):
        return texts.get(lang) or next(iter(texts.values()), {})

    before, after = pick(old), pick(new)
    for name in TEXTS:
        one, other = before.get(name) or "", after.get(name) or ""
        if one != other:
            yield _get_label(agreement, name), *_mark(one, other)


def _mark(old, new):
    """Return both texts with the words that differ marked.

    By sentences first, then by the words of those that differ.
    """
    left, right = Markup(), Markup()
    for before, after in _pair(SENTENCES.findall(old), SENTENCES.findall(new)):
        if before == after:
            left, right = left + _lines(before), right + _lines(after)
            continue
        for old_words, new_words in _pair(WORDS.findall(before), WORDS.findall(after)):
            one, other = _lines(old_words), _lines(new_words)
            if one == other:
                left, right = left + one, right + other
                continue
            left += OLD % one if one else ""
            right += NEW % other if other else ""
    return left or "–", right or "–"


def _pair(old, new):
    """Yield (text before, text after) of what is the same, or was replaced."""
    if len(old) * len(new) > MOST_PAIRS:
        yield "".join(old), "".join(new)
        return
    for _what, i1, i2, j1, j2 in difflib.SequenceMatcher(
        None, old, new, autojunk=False
    ).get_opcodes():
        yield "".join(old[i1:i2]), "".join(new[j1:j2])


def _lines(text):
    return Markup("<br/>").join(escape(line) for line in text.split("\n"))
