# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Words that no screen shows.

Reads the translation templates and catalogues of all our addons, no database. On the
command line it reads the templates it is given: ``test_glossary.py EXPORTED.pot``.
"""

import re
import sys
from pathlib import Path

import polib

from odoo.tests import BaseCase, tagged

ADDONS = Path(__file__).resolve().parents[2]

#: Calques and chatty words (regular expression -> what to write instead), any case.
WORDS = {
    r"whoever": "the person who; or name the role",
    r"anew": "again",
    r"told": "notified",
    r"tells?(?! us)": "notify, show",
    r"kept": "met (a promise), saved, stored, unchanged",
    r"(?:under)?stands? (?:below|above|here|still|on the|in the|beside)": "is",
    r"(?:no|any|some|every)body": "no one, someone, everyone; or name the role",
    r"he|him|his|himself|he or she|him or her": "they, their, or the role",
    r"asked? for (?:it|this|by|in|when)": "request",
    r"who asked|who asks|asks? back": "requester; reply",
    r"put(?:s)? down to": "attributed to",
    r"held it|holds it": "currently with; time used",
    r"by itself|by themselves": "automatically",
    r"so many (?:days|hours|months)": "this many",
    r"reckon\w*|nought": "compute, zero",
    r"looks? after": "account manager; responsible for",
    r"answers? for it": "service owner",
    r"is over": "is closed",
    r"goes on|go on\?": "continues",
    r"you need not|it is no": "plain negation",
    r"ticked": "selected",
    r"in one (?:line|sentence)": "summary",
    r"is needed": "is required",
    r"runs? out soon|promise is broken|long overdue": "due soon, missed, overdue",
    r"time stands still": "the clock is paused",
    r"put away|stand down|give up|given up": "dismiss, deactivate, cancel",
    r"slips? of the keyboard": "typos",
    r"waits? for (?:you|me)\b(?! to)": "awaiting",
    r"nothing (?:waits|to tell)": "you're all caught up; no data yet",
    r"cannot be set by hand": "cannot be set manually",
    r"written down": "logged",
    r"helpdesk ticket": "request",
}

#: Labels that were replaced: the whole text, in this spelling.
LABELS = {
    "About Whom": "Subject",
    "Answer in Public": "Publish Response",
    "Ask for a Part": "Create Sub-request",
    "Asked": "Requested on",
    "Asked by": "Requested by",
    "At Most Asked About": "Max. Subjects",
    "Beneficiary": "Requested for",
    "Close and Count": "Close Survey",
    "Codes to Hand Out": "Access Codes",
    "Compare with the Target": "Evaluate Result",
    "Complain": "File a complaint",
    "Complaints I Handle": "Assigned to Me",
    "Contact Within": "Interaction in the Last ... Days",
    "Days to Object": "Auto-close After",
    "Done without Asking Back": "First-Time-Complete Rate",
    "Each Is Asked": "Questions per Person",
    "Enter Results": "Manual Entry",
    "External Cases Delayed": "External Delays",
    "Figures": "Survey Analytics",
    "Floor": "Minimum",
    "Good Is": "Direction",
    "Handed to Us": "Handed over to us",
    "How Bad": "Severity",
    "How It Stands": "Status",
    "In Place since": "Implemented On",
    "It Has Happened": "Activate Plan",
    "Keep it": "Keep request",
    "Least Requests": "Minimum Requests",
    "Look Now": "Run Now",
    "Looked at Again on": "Audit Date",
    "Put Down To": "Attributed to",
    "Reached until": "Due",
    "Results Seen By": "Who Can See Results",
    "Reviewed Today": "Mark Reviewed",
    "Share of the Way": "Progress",
    "Show No More": "Unpublish",
    "Silence of Customers": "Days since Last Request",
    "Smallest Group": "Minimum Group Size",
    "Take Out of Force": "Retire",
    "Their Last Requests": "Recent Requests",
    "Then and Now": "Period Comparison",
    "Time Held": "Handling Time",
    "Tried before": "Previous Attempt",
    "Truth": "Moment of Truth",
    "Try It": "Preview, Dry Run",
    "Unknown Teams": "If Team Not Found",
    "Waits for": "Currently with",
    "What Came of It": "Outcomes",
    "What Gets Better": "Title",
    "What Is Added Up": "Numerator",
    "What Is Wrong": "Problem",
    "What Services Need": "Service Requirements",
    "What Starts by Itself": "Automation Rules",
    "What Stays Secret": "Confidentiality",
    "What We Promised": "Commitments Given",
    "What We Were Promised": "Commitments Received",
    "Where the Time Goes": "Time in Stage",
    "Who Is Asked": "Audience",
    "Who Serves": "Assignment",
    "Who Serves Whom": "Relationship Matrix",
    "Why It Is So": "Root Cause",
    "With my name": "Named",
    "Without a State": "If Status Is Empty",
    "Words of the Mail": "Message",
    "You Gave": "Your Rating",
}

#: Texts that may say it, and why.
ALLOWED = {
    "Helpdesk Ticket": "name of helpdesk_mgmt's model, exported because we extend it",
    "Helpdesk Ticket Stage": "name of helpdesk_mgmt's model",
    "Helpdesk Ticket Team": "name of helpdesk_mgmt's model",
    "The customer was not kept informed.": "the usual English for it",
    "Start with open questions, e.g. Tell me about the last time you ...": "speech",
}

#: Words of the other side of the strait (zh_TW) and signs that no Chinese text has.
CHINESE = {
    "zh_CN": {
        "受益人": "为谁申请",
        "我更愿意用": "首选联系方式",
        "客户分组": "客户分群",
    },
    "zh_TW": {
        "審批": "核准, 簽核",
        "工單": "案件",
        "兌現": "履行",
        "經辦": "承辦",
        "受益人": "為誰申請",
        "臺": "台",
    },
}

_WORDS = [
    (re.compile(rf"(?<![\w'])(?:{word})(?!\w)", re.I), instead)
    for word, instead in WORDS.items()
]
_MARKUP = re.compile(r"<[^<>]+>|%\(\w+\)[sd]|\{\{.*?\}\}")
_FULL_STOP = re.compile(r"[\u4e00-\u9fff]\.(?:\s|$)")


def is_questionnaire(entry):
    """Whether this is a published instrument, whose wording is not ours."""
    places = [place for place, _line in entry.occurrences]
    return bool(places) and all(
        re.match(r"model(_terms)?:survey\.", place) for place in places
    )


def findings(entry):
    """Return ``[(what, what to write instead)]`` for one text."""
    if entry.msgid in ALLOWED or is_questionnaire(entry):
        return []
    found = []
    label = " ".join(entry.msgid.split())
    if label in LABELS:
        found.append((label, LABELS[label]))
    plain = _MARKUP.sub(" ", entry.msgid)
    for expression, instead in _WORDS:
        if match := expression.search(plain):
            found.append((match.group(), instead))
    return found


def chinese_findings(entry, language):
    """Return ``[(what, what to write instead)]`` for one translation."""
    found = [
        (word, instead)
        for word, instead in CHINESE[language].items()
        if word in entry.msgstr
    ]
    if match := _FULL_STOP.search(entry.msgstr):
        found.append((match.group(), "。"))
    return found


def read(paths):
    """Return a line for each finding in the templates at *paths*."""
    return [
        f"{path.name}: {entry.msgid!r}: “{what}”, write: {instead}"
        for path in paths
        for entry in polib.pofile(str(path))
        for what, instead in findings(entry)
    ]


@tagged("post_install", "-at_install")
class TestGlossary(BaseCase):
    def _folders(self):
        ours = [
            *ADDONS.glob("icrm_internal*/i18n"),
            *ADDONS.glob("helpdesk_mgmt_hardening/i18n"),
        ]
        self.assertTrue(ours)
        return ours

    def test_no_screen_says_it(self):
        templates = [pot for folder in self._folders() for pot in folder.glob("*.pot")]
        self.assertTrue(templates)
        lines = read(templates)
        self.assertFalse(lines, "\n".join([f"{len(lines)} texts:", *lines]))

    def test_exceptions_are_needed(self):
        texts = {
            entry.msgid
            for folder in self._folders()
            for pot in folder.glob("*.pot")
            for entry in polib.pofile(str(pot))
        }
        self.assertEqual(set(ALLOWED) - texts, set())

    def test_chinese_is_that_of_its_place(self):
        lines = [
            f"{language}: {entry.msgid!r}: “{what}”, write: {instead}"
            for folder in self._folders()
            for language in CHINESE
            for path in [folder / f"{language}.po"]
            if path.exists()
            for entry in polib.pofile(str(path))
            for what, instead in chinese_findings(entry, language)
        ]
        self.assertFalse(lines, "\n".join([f"{len(lines)} texts:", *lines]))

    def test_it_finds_what_it_is_for(self):
        for text, what in [
            ("Who Serves Whom", "Who Serves Whom"),
            ("Whoever asked reads this.", "Whoever"),
            ("Nobody is warned", "Nobody"),
            ("<b>Nothing</b> is kept", "kept"),
            ("He approves in your place", "He"),
        ]:
            with self.subTest(text):
                entry = polib.POEntry(msgid=text)
                self.assertIn(what, [found for found, _instead in findings(entry)])
        for text in ["Promises Met", "The theme", "%(told)s", "Please tell us more"]:
            with self.subTest(text):
                self.assertEqual(findings(polib.POEntry(msgid=text)), [])
        entry = polib.POEntry(msgid="x", msgstr="此工單已完成. ")
        self.assertEqual(len(chinese_findings(entry, "zh_TW")), 2)


if __name__ == "__main__":
    found = read([Path(path) for path in sys.argv[1:]])
    sys.stdout.write("".join(f"{line}\n" for line in found))
    sys.stdout.write(f"{len(found)} findings\n")
    sys.exit(1 if found else 0)
