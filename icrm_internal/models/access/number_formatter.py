# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tools.misc import formatLang

from ...measures import rounding


class NumberFormatter:
    """Published figures as people read them, with their units; each is made once.

    Digits are those of :mod:`rounding`, the separators the reader's. Odoo looks the
    language up for every number: a third of a millisecond. A list of thousands of
    results has far fewer different ones.
    """

    def __init__(self, env):
        self._env = env
        self._known = {}
        self._units = {
            "percent": env._("%(number)s %%"),
            "hours": env._("%(number)s h"),
            "days": env._("%(number)s days"),
        }

    def _format(self, number, digits):
        text = self._known.get((number, digits))
        if text is None:
            text = formatLang(self._env, number, digits=digits)
            self._known[number, digits] = text
        return text

    def format_number(self, number):
        """Return a result alone; a whole one without decimals, a dash of None."""
        if number is None:
            return "–"
        number = rounding.value(number)
        return self._format(number, 0 if number == int(number) else rounding.VALUE)

    def format_mean(self, number):
        """Return a mean, a gap or a coefficient; a dash of None."""
        if number is None:
            return "–"
        return self._format(rounding.value(number), rounding.VALUE)

    def format_value(self, number, unit):
        """Return a result with its unit; alone without one."""
        text = self.format_number(number)
        return self._units[unit] % {"number": text} if unit in self._units else text

    def format_points(self, number):
        """Return a score; a dash of None."""
        if number is None:
            return "–"
        return self._format(rounding.points(number), rounding.POINTS)

    def format_change(self, number):
        """Return a change of a score with its sign; a dash of None."""
        number = rounding.points(number)
        sign = "+" if number and number > 0 else ""
        return sign + self.format_points(number)

    def format_share(self, number):
        """Return a share in percent without the sign; a whole one without decimals,
        a dash of None."""
        if number is None:
            return "–"
        number = rounding.points(number)
        return self._format(number, 0 if number == int(number) else rounding.POINTS)

    def format_percent(self, share):
        """Return a share of 1 in percent with its sign."""
        return f"{self.format_share(100 * share)}%"
