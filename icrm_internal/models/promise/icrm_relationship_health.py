# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from markupsafe import Markup

from odoo import api, fields, models

from ...measures.scoring import weighted_score

# What health is made of: the weight of each part, in points of a hundred.
HEALTH_WEIGHTS = {"kept": 40, "satisfaction": 30, "overdue": 20, "reopened": 10}


class IcrmRelationship(models.Model):
    """One number for how a relationship is, and how it comes about."""

    _inherit = "icrm.relationship"

    health = fields.Integer(
        compute="_compute_figures",
        search="_search_health",
        help="0 to 100, from promises kept, satisfaction, overdue and reopened "
        "requests; its parts stand on the form.",
    )
    has_health = fields.Boolean(compute="_compute_figures")
    health_formula = fields.Html(compute="_compute_figures", sanitize=False)

    def _set_figures(self, figures):
        super()._set_figures(figures)
        self.health = figures.get("health") or 0
        self.has_health = figures.get("health") is not None
        self.health_formula = figures and self._render_health(figures)

    def _get_figures(self):
        figures = super()._get_figures()
        for own in figures.values():
            own["health"] = self._get_health(own)
        return figures

    @api.model
    def _search_health(self, operator, value):
        if operator not in ("<", "<=", ">", ">="):
            return NotImplemented
        compare = {
            "<": lambda health: health < value,
            "<=": lambda health: health <= value,
            ">": lambda health: health > value,
            ">=": lambda health: health >= value,
        }[operator]
        found = self.search([])
        return [
            (
                "id",
                "in",
                [
                    id_
                    for id_, figures in found.sudo()._get_figures().items()
                    if figures["health"] is not None and compare(figures["health"])
                ],
            )
        ]

    @api.model
    def _get_health(self, figures):
        """Return the health, 0 to 100, of one relationship's figures; None if nothing
        is known."""
        values = self._get_health_values(figures)
        return weighted_score(
            (weight, values[part]) for part, weight in HEALTH_WEIGHTS.items()
        )

    @api.model
    def _get_health_values(self, figures):
        """Return {part of the health: value from 0 to 1, or None}."""
        kept = [
            figures[name]
            for name in ("response_kept", "resolution_kept")
            if figures[name] is not None
        ]
        rating, opened = figures["rating_avg"], figures["open_count"]
        requests = figures["request_count"]
        return {
            "kept": sum(kept) / len(kept) if kept else None,
            "satisfaction": None if rating is None else (rating - 1) / 4,
            "overdue": 1 - figures["overdue_count"] / opened if opened else None,
            "reopened": 1 - figures["reopened_count"] / requests if requests else None,
        }

    def _render_health(self, figures):
        """Return the parts of the health as a table."""
        _ = self.env._
        labels = {
            "kept": _("Promises kept, first response and resolution"),
            "satisfaction": _("Satisfaction: 1 star is 0 %, 5 stars are 100 %"),
            "overdue": _("Open requests that are not overdue"),
            "reopened": _("Requests that were not reopened"),
        }
        row = Markup(
            "<tr><td>%s</td><td class='text-end text-nowrap'>%s</td>"
            "<td class='text-end'>%s</td></tr>"
        )
        values = self._get_health_values(figures)
        rows = [
            row
            % (
                labels[part],
                _("not known yet")
                if values[part] is None
                else f"{100 * values[part]:.0f} %",
                "–" if values[part] is None else weight,
            )
            for part, weight in HEALTH_WEIGHTS.items()
        ]
        health = figures["health"]
        return Markup(
            "<table class='table table-sm mb-1'><thead><tr><th>%s</th>"
            "<th class='text-end'>%s</th><th class='text-end'>%s</th></tr></thead>"
            "<tbody>%s</tbody><tfoot><tr class='fw-bold'><td>%s</td>"
            "<td class='text-end'>%s</td><td></td></tr></tfoot></table>"
            "<p class='text-muted small mb-0'>%s</p>"
        ) % (
            _("Part"),
            _("Value"),
            _("Weight"),
            Markup().join(rows),
            _("Health: the weighted mean"),
            _("not known yet") if health is None else health,
            _("What is not known yet drops out together with its weight."),
        )
