#!/usr/bin/env python3
# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Keep the translations of our addons complete: ``tools/i18n.py FOLDER_OF_POTS``.

Merges each freshly exported template ``<addon>.pot`` into ``<addon>/i18n``
(translations stay, texts that are gone are dropped, nothing is guessed) and says what
is missing or wrong. A text that an addon's own file lacks is taken from that of
``icrm_internal`` as it was, so that what moves to another addon takes its words along.
With ``--check`` nothing is written, and a template that differs is a fault as well.
``./dev i18n [--check]`` makes the exports and calls this. English is the source: there
is no en.po. ``i18n_extra`` holds the texts of other addons that our users meet.
"""

import argparse
import re
import sys
from collections import Counter
from pathlib import Path

import polib

TOP = Path(__file__).resolve().parent.parent
CORE = "icrm_internal"
ADDONS = (
    "helpdesk_mgmt_hardening",
    CORE,
    "icrm_internal_automation",
    "icrm_internal_care",
    "icrm_internal_crm",
    "icrm_internal_import",
    "icrm_internal_improvement",
    "icrm_internal_project",
    "icrm_internal_sale",
    "icrm_internal_skills",
)
LANGUAGES = ("zh_CN", "zh_TW")

#: English expression -> what its translation has to say, per language.
VOCABULARY = [
    (r"internal customers?", "内部客户", "內部客戶"),
    (r"hand(?:ed|ing)?[ -]over", "转交", "轉交"),
    (r"relationships?", "关系", "關係"),
    (r"agreements?", "协议", "協議"),
    (r"complaints?", "投诉", "投訴"),
    (r"campaigns?", "调查活动", "調查活動"),
    (r"evaluation cycles?", "评价周期", "評價週期"),
    (r"scorecards?", "记分卡", "計分卡"),
    (r"improvements?", "改进", "改善"),
    (r"touch points?", "触点", "觸點"),
    (r"moments? of truth", "关键时刻", "關鍵時刻"),
    (r"promises?", "承诺", "承諾"),
    (r"escalations?", "升级", "升級"),
]

#: Words that belong to the other side of the strait, or to another vocabulary.
FOREIGN = {
    "zh_CN": "移交 顾客 缺省 伺服器 网路 使用者 登入 档案夹 软体 程式".split(),
    "zh_TW": "移交 顧客 默認 用戶 信息 服務器 網絡 郵箱 打印 搜索 添加 賬號 "
    "賬戶 合同 質量 數據 軟件 登錄 文件夾 視圖 激活 屏幕 字符 導出 導入 單元格 "
    "列表 記分卡".split(),
}

_PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd%]|\{\{.*?\}\}")
_TAG = re.compile(r"<[^<>]+>")
# Attributes whose text is meant to be translated.
_SPOKEN = re.compile(r"\b(title|aria-label|placeholder|alt|label)=([\"']).*?\2")
_HALF_WIDTH = re.compile(r"[\u4e00-\u9fff][,;:?!](?!\w*=)")


def read(path):
    return polib.pofile(str(path), wrapwidth=78)


def without_dates(catalogue):
    """An export of today differs from that of yesterday in what was said only."""
    for key in ("POT-Creation-Date", "PO-Revision-Date", "Last-Translator"):
        catalogue.metadata.pop(key, None)
    return catalogue


def folder(addon):
    return TOP / addon / "i18n"


def said(addon, language):
    """Return ``{(context, text): translation}`` of what *addon* says."""
    path = folder(addon) / f"{language}.po"
    if not path.exists():
        return {}
    return {(e.msgctxt, e.msgid): e.msgstr for e in read(path) if not e.obsolete}


def merge(template, known, language):
    """Return the .po file of *language*: *template*, said as *known* says it."""
    result = polib.POFile(wrapwidth=78)
    result.metadata = {**template.metadata, "Language": language}
    result.metadata["Plural-Forms"] = "nplurals=1; plural=0;"
    for entry in template:
        result.append(
            polib.POEntry(
                msgid=entry.msgid,
                msgstr=known.get((entry.msgctxt, entry.msgid), ""),
                msgctxt=entry.msgctxt,
                comment=entry.comment,
                occurrences=entry.occurrences,
                flags=[flag for flag in entry.flags if flag != "fuzzy"],
            )
        )
    return result


def _tags(text):
    return Counter(_SPOKEN.sub(r"\1", tag) for tag in _TAG.findall(text))


def _placeholders(text):
    return Counter(_PLACEHOLDER.findall(text))


def faults_of(entry, language):
    """Yield what is wrong with one translation, in words."""
    source, text = entry.msgid, entry.msgstr
    if not text:
        yield "missing"
        return
    if entry.fuzzy:
        yield "fuzzy"
    if _placeholders(source) != _placeholders(text):
        yield "its placeholders differ"
    if _tags(source) != _tags(text):
        yield "its tags differ"
    for end in (0, -1):
        if source[end].isspace() != text[end].isspace():
            yield "begins or ends with a space, unlike the other"
    plain = _PLACEHOLDER.sub(" ", _TAG.sub(" ", source))
    said = _TAG.sub(" ", text)
    for expression, *wanted in VOCABULARY:
        word = wanted[LANGUAGES.index(language)]
        if re.search(rf"(?<![\w/]){expression}\b", plain, re.I) and word not in said:
            yield f"vocabulary: {word} is expected"
    for word in FOREIGN[language]:
        if word in said:
            yield f"vocabulary: {word} is not said here"
    if _HALF_WIDTH.search(said):
        yield "a half-width sign after Chinese"


def check(catalogue, language):
    """Return a line for each fault of *catalogue*."""
    seen = set()
    lines = []
    for entry in catalogue:
        if entry.obsolete:
            lines.append(f"{language}: {entry.msgid!r}: obsolete")
            continue
        if (entry.msgctxt, entry.msgid) in seen:
            lines.append(f"{language}: {entry.msgid!r}: twice")
        seen.add((entry.msgctxt, entry.msgid))
        lines += [
            f"{language}: {entry.msgid!r}: {fault}"
            for fault in faults_of(entry, language)
        ]
    return lines


def committed_faults(addon=CORE):
    """Return the faults of what lies in the repository, without any database."""
    template = {entry.msgid for entry in read(folder(addon) / f"{addon}.pot")}
    lines = [
        f"{path.name}: English is the source, it needs no file"
        for path in folder(addon).glob("en*.po")
    ]
    for language in LANGUAGES:
        catalogue = read(folder(addon) / f"{language}.po")
        there = {entry.msgid for entry in catalogue}
        lines += [f"{language}: {text!r}: missing" for text in template - there]
        lines += [f"{language}: {text!r}: nobody says it" for text in there - template]
        lines += check(catalogue, language)
        extra = TOP / addon / "i18n_extra" / f"{language}.po"
        if extra.exists():
            lines += check(read(extra), language)
    return lines


def drift(template, addon=CORE):
    """Return a line for each text that the committed template lacks or has too much."""
    path = folder(addon) / f"{addon}.pot"
    committed = {e.msgid for e in read(path)} if path.exists() else set()
    fresh = {e.msgid for e in template}
    return [f"new: {text!r}" for text in sorted(fresh - committed)] + [
        f"gone: {text!r}" for text in sorted(committed - fresh)
    ]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("templates", type=Path, help="a folder of exported .pot files")
    parser.add_argument("--check", action="store_true", help="write nothing")
    options = parser.parse_args()
    templates = {
        addon: without_dates(read(options.templates / f"{addon}.pot"))
        for addon in ADDONS
    }
    # Before anything is written: what moves is in the core's files still.
    known = {
        (addon, language): said(CORE, language) | said(addon, language)
        for addon in ADDONS
        for language in LANGUAGES
    }
    lines = []
    for addon, template in templates.items():
        found = []
        if options.check:
            found += drift(template, addon)
        else:
            folder(addon).mkdir(exist_ok=True)
            template.save(str(folder(addon) / f"{addon}.pot"))
            for language in LANGUAGES:
                path = folder(addon) / f"{language}.po"
                merge(template, known[addon, language], language).save(str(path))
        found += committed_faults(addon)
        lines += [f"{addon}: {line}" for line in found]
    for line in lines:
        sys.stdout.write(f"{line}\n")
    texts = sum(map(len, templates.values()))
    sys.stdout.write(f"{texts} texts, {len(lines)} faults\n")
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main())
