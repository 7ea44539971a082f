# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models
from odoo.tools.misc import formatLang

from .icrm_scorecard_line_words import LEAST

REASONS = 3


class IcrmScorecard(models.Model):
    """A scorecard in plain words."""

    _inherit = "icrm.scorecard"

    def _get_reasons(self):
        """Return the sentences on what moved the score most since the period before."""
        self.ensure_one()
        lines = self.line_ids.filtered(lambda line: not line.is_group and line.change)
        lines = lines.sorted(lambda line: (-abs(line.change), line.sequence))
        reasons = [line._get_reason() for line in lines[:REASONS]]
        if self.has_score and self.has_previous:
            reasons.append(self._get_other_reason(sum(lines.mapped("change"))))
        return [reason for reason in reasons if reason]

    def _get_other_reason(self, explained):
        """Say what moved the score besides the indicators told of twice."""
        other = self.score - self.previous_score - explained
        if abs(other) < LEAST:
            return ""
        _ = self.env._
        single = self.line_ids.filtered(lambda line: not line.is_group)
        gained = single.filtered(
            lambda line: line.share and not line.has_previous_score
        )
        lost = single.filtered(
            lambda line: line.has_previous_score and not line.has_score
        )
        points = ("+" if other > 0 else "") + formatLang(self.env, other, digits=1)
        parts = []
        if gained:
            names = ", ".join(gained.kpi_id.mapped("name"))
            parts.append(_("With data now, unlike before: %(names)s.", names=names))
        if lost:
            names = ", ".join(lost.kpi_id.mapped("name"))
            parts.append(_("Without data now, unlike before: %(names)s.", names=names))
        if parts:
            parts.append(_("With the weights this shifted: %(points)s.", points=points))
        else:
            parts.append(_("Weights were changed: %(points)s points.", points=points))
        return " ".join(parts)

    def _get_missing(self):
        """Return the names of the indicators whose weight was shared out."""
        by_kpi = {line.kpi_id.id: line for line in self.line_ids}

        def counts(line):
            parent = by_kpi.get(line.parent_kpi_id.id)
            if not line.weight or (parent and not parent.is_group):
                return False
            return not parent or counts(parent)

        return [
            line.kpi_id.name
            for line in self.line_ids
            if not (line.has_score or line.is_group) and counts(line)
        ]

    def _get_told(self):
        """Return what a mail or a card says in short."""
        return {
            "score": formatLang(self.env, self.final_score, digits=1),
            "change": ("+" if self.change > 0 else "")
            + formatLang(self.env, self.change, digits=1),
            "reasons": self._get_reasons(),
        }
