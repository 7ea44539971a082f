# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models
from odoo.tools.misc import formatLang

# Less than that moves nothing worth a sentence.
LEAST = 0.1


class IcrmScorecardLine(models.Model):
    """A line in plain words, reckoned from its figures."""

    _inherit = "icrm.scorecard.line"

    def _in_words(self, number):
        """Return *number* with the unit of the indicator."""
        _ = self.env._
        number = round(number, 1)
        text = formatLang(self.env, number, digits=0 if number == int(number) else 1)
        return {
            "percent": _("%(number)s %%", number=text),
            "hours": _("%(number)s h", number=text),
            "days": _("%(number)s days", number=text),
        }.get(self.kpi_id.unit, text)

    def _get_trend(self):
        """Return better, same, worse, or False without anything to compare."""
        if not (self.has_value and self.has_previous):
            return False
        if abs(self.value - self.previous_value) < 0.005:
            return "same"
        better = (self.value > self.previous_value) == (self.kpi_id.direction == "up")
        return "better" if better else "worse"

    def _get_reason(self):
        """Say what moved and where it came from; an empty text if nothing did."""
        self.ensure_one()
        if self.is_group or abs(self.change) < LEAST:
            return ""
        _ = self.env._
        figures = {
            "kpi": self.kpi_id.name,
            "before": self._in_words(self.previous_value),
            "now": self._in_words(self.value),
            "points": formatLang(self.env, abs(self.change), digits=1),
        }
        if self.change > 0:
            text = _(
                "%(kpi)s went from %(before)s to %(now)s: %(points)s points more.",
                **figures,
            )
        else:
            text = _(
                "%(kpi)s went from %(before)s to %(now)s: %(points)s points less.",
                **figures,
            )
        return " ".join(filter(None, (text, self._get_cause())))

    def _get_cause(self):
        # sudo: who reads the line reads the name of what moved it.
        line = self.sudo()
        cause = line.cause_department_id or line.cause_service_id
        if not cause:
            return ""
        _ = self.env._
        figures = {
            "name": cause.name,
            "now": self._in_words(line.cause_value),
            "n": line.cause_n,
        }
        if not line.cause_n:
            return _(
                "The largest part came from %(name)s, without any case this time.",
                **figures,
            )
        if line.cause_department_id:
            return _(
                "The largest part came from what was done for %(name)s: %(now)s now, "
                "from %(n)s cases.",
                **figures,
            )
        return _(
            "The largest part came from the service %(name)s: %(now)s now, from %(n)s "
            "cases.",
            **figures,
        )
