# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Regular expressions of users: which may be used, and what matches.

Python and JavaScript look for a match by trying; a pattern such as ``(a+)+b`` has them
try for hours. Allowed is what both languages read alike and what can be tried out in a
bounded number of ways on a text of :data:`MAX_TEXT` characters.
"""

import re

# What Python's re itself reads patterns with; there is no public name for it.
from re import _constants as sre
from re import _parser

MAX_PATTERN = 200
MAX_TEXT = 200
#: Ways to match a text: three parts of any length, such as an e-mail address has
MAX_WAYS = (MAX_TEXT + 1) ** 3
#: Above this many repetitions what is repeated must have one way to match.
MAX_NESTED = 10


class PatternError(ValueError):
    """A pattern that may not be used: ``syntax`` or ``slow``."""


def check_pattern(pattern):
    """Return the compiled *pattern*, or raise :class:`PatternError`."""
    if len(pattern) > MAX_PATTERN or re.search(
        r"\(\?(?!:)|\\[AZzbBGQEpPkx0-9]", pattern
    ):
        raise PatternError("syntax")
    try:
        tree = _parser.parse(pattern, re.ASCII)
        compiled = re.compile(pattern, re.ASCII)
    except (re.error, OverflowError, RecursionError) as error:
        raise PatternError("syntax") from error
    if _ways(tree) > MAX_WAYS:
        raise PatternError("slow")
    return compiled


def matches(pattern, text):
    """Return whether the whole *text* is as *pattern* says."""
    return len(text) <= MAX_TEXT and bool(check_pattern(pattern).fullmatch(text))


def _ways(tree):
    """Return in how many ways the parts of *tree* can match, at most."""
    ways = 1
    for kind, argument in tree:
        ways *= _ways_of(kind, argument)
        if ways > MAX_WAYS:
            raise PatternError("slow")
    return ways


def _ways_of(kind, argument):
    if kind in (sre.LITERAL, sre.NOT_LITERAL, sre.ANY, sre.IN):
        return 1
    if kind == sre.AT and argument in (sre.AT_BEGINNING, sre.AT_END):
        return 1
    if kind == sre.SUBPATTERN:
        return _ways(argument[-1])
    if kind == sre.BRANCH:
        return sum(_ways(branch) for branch in argument[1])
    if kind in (sre.MAX_REPEAT, sre.MIN_REPEAT):
        least, most, inner = argument
        least, most = min(least, MAX_TEXT), min(int(most), MAX_TEXT)
        inner_ways = _ways(inner)
        if inner_ways == 1:
            # what may match nothing could be repeated without end
            if inner.getwidth()[0] == 0 and most > 1:
                raise PatternError("slow")
            return most - least + 1
        if most > MAX_NESTED:
            raise PatternError("slow")
        return sum(inner_ways**count for count in range(least, most + 1))
    raise PatternError("syntax")
