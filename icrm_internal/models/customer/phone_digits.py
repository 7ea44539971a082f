# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Telephone numbers as digits: people write them, and switchboards show them, in
several ways.

Country code, trunk zero and extension may be there or not, so the last digits decide.
"""

import re
import unicodedata

NOT_DIGIT = re.compile(r"[^0-9]+")

# What a text that is a telephone number consists of.
NUMBER = re.compile(r"[\d\s()+./\-–—#*]+|(ext|x|转|轉|分机|分機)\.?", re.I)

# Fewer digits find too much.
SHORTEST = 3

# Long enough for a subscriber's number with a part of its area code, short enough to
# leave out country code and trunk zero.
COMPARED = 8


def to_digits(number):
    """Return the digits of a number; full-width ones are digits, too."""
    return NOT_DIGIT.sub("", unicodedata.normalize("NFKC", number or ""))


def join(numbers):
    """Return the digits of several numbers, apart, as they are stored."""
    return " ".join(dict.fromkeys(filter(None, map(to_digits, numbers)))) or False


def get_needle(text):
    """Return the digits to look for if *text* is a telephone number, else ""."""
    text = unicodedata.normalize("NFKC", text or "").strip()
    if not text or NUMBER.sub("", text):
        return ""
    digits = to_digits(text)
    if len(digits) < SHORTEST:
        return ""
    return digits.lstrip("0")[-COMPARED:] or digits
