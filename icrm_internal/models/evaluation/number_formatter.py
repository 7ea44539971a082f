# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tools.misc import formatLang


class NumberFormatter:
    """Numbers as people read them, with their units; each is made once.

    Odoo looks the language up for every number: a third of a millisecond. A list of
    thousands of results has far fewer different ones.
    """

    def __init__(self, env, digits=2):
        self._env = env
        self._digits = digits
        self._known = {}
        self._units = {
            "percent": env._("%(number)s %%"),
            "hours": env._("%(number)s h"),
            "days": env._("%(number)s days"),
        }

    def format_number(self, number):
        """Return a number alone; a whole one without decimals."""
        text = self._known.get(number)
        if text is None:
            digits = 0 if number == int(number) else self._digits
            text = formatLang(self._env, number, digits=digits)
            self._known[number] = text
        return text

    def format_value(self, number, unit):
        """Return a number with its unit; alone without one."""
        text = self._known.get((number, unit))
        if text is None:
            text = self.format_number(number)
            if unit in self._units:
                text = self._units[unit] % {"number": text}
            self._known[number, unit] = text
        return text
