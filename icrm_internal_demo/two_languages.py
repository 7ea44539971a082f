# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Texts in the language of who reads them, never in two at once."""

from opencc import OpenCC

SEPARATOR = " / "


def say(text, lang):
    """Return *text* as a person who speaks *lang* writes it."""
    english, _separator, chinese = text.partition(SEPARATOR)
    return chinese if chinese and (lang or "").startswith("zh") else english


def translate(records, *names):
    """Give each reader of *records* the half of these fields in their language."""
    to_taiwan = OpenCC("s2twp").convert
    for record in records.with_context(lang="en_US"):
        for name in names:
            text = record[name] or ""
            if SEPARATOR not in text:
                continue
            chinese = say(text, "zh_CN")
            record[name] = say(text, "en_US")
            record.update_field_translations(
                name, {"zh_CN": chinese, "zh_TW": to_taiwan(chinese)}
            )


def write_translations(record, field, texts):
    """Write *texts*, {language: text}; the text in English stays."""
    record.update_field_translations(
        field, {lang: text for lang, text in texts.items() if lang != "en_US"}
    )
