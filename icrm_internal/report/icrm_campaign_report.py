# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from math import cos, pi, sin

from odoo import api, models

SIZE = 420
MIDDLE = SIZE / 2
RADIUS = 140


class IcrmCampaignReport(models.AbstractModel):
    """A campaign's results on paper: the screen's figures, its charts drawn as SVG."""

    _name = "report.icrm_internal.icrm_campaign_report_document"
    _description = "Campaign Results"

    @api.model
    def _get_report_values(self, docids, data=None):
        campaigns = self.env["icrm.campaign"].browse(docids)
        campaigns.check_access("read")
        return {
            "doc_ids": docids,
            "docs": campaigns,
            "reports": [self._describe(one) for one in campaigns],
        }

    @api.model
    def _describe(self, campaign):
        """Return what the template writes and draws of one campaign."""
        found = campaign.get_results()
        instrument = [
            one
            for one in found["dimensions"]
            if one["measure"] in ("servqual", "servperf")
        ]
        dimensions = instrument or found["dimensions"]
        return {
            **found,
            "record": campaign,
            "dimensions": dimensions,
            "radar": self._draw_radar(dimensions, found["scale"])
            if len(dimensions) > 2
            else None,
            "gaps": self._draw_gaps(dimensions),
            "kano_map": [
                {**one, "x": 40 + 340 * -one["worse"], "y": 340 - 320 * one["better"]}
                for one in found["kano"]
                if one["better"] is not None
            ],
            "drivers_map": self._draw_drivers(found["drivers"] or []),
            "compared": [
                one for one in found["comparison"] if one["score"] is not None
            ],
        }

    @api.model
    def _draw_radar(self, dimensions, scale):
        """Return the points of the radar: axes with labels, a polygon per series."""
        low, high = scale or (1, 7)

        def point(place, value):
            angle = 2 * pi * place / len(dimensions) - pi / 2
            share = max(0.0, min(1.0, (value - low) / (high - low)))
            return (
                MIDDLE + RADIUS * share * cos(angle),
                MIDDLE + RADIUS * share * sin(angle),
            )

        def polygon(values):
            if None in values:
                return None
            points = (point(place, value) for place, value in enumerate(values))
            return " ".join(f"{x:.1f},{y:.1f}" for x, y in points)

        axes = []
        for place, one in enumerate(dimensions):
            x, y = point(place, high)
            side = x - MIDDLE
            axes.append(
                {
                    "name": one["name"],
                    "x": x,
                    "y": y,
                    "text_x": x + (8 if side > 1 else -8 if side < -1 else 0),
                    "text_y": y + (-8 if y < MIDDLE else 16),
                    "anchor": "start" if side > 1 else "end" if side < -1 else "middle",
                }
            )
        steps = [low + (high - low) * part / 4 for part in range(1, 5)]
        return {
            "size": SIZE,
            "axes": axes,
            "rings": [polygon([step] * len(dimensions)) for step in steps],
            "seen": polygon([_seen(one) for one in dimensions]),
            "wished": polygon([one["expectation"] for one in dimensions]),
            "before": polygon(
                [one["previous"] and _seen(one["previous"]) for one in dimensions]
            ),
        }

    @api.model
    def _draw_gaps(self, dimensions):
        """Return a bar for each dimension: its gap, else its score."""
        gaps = [one["gap"] for one in dimensions if one["gap"] is not None]
        most = max((abs(gap) for gap in gaps), default=0) or 1
        bars = []
        for one in dimensions:
            if one["gap"] is not None:
                share = abs(one["gap"]) / most
                bars.append({**one, "share": share, "bad": one["gap"] < 0})
            else:
                bars.append({**one, "share": (one["score"] or 0) / 100, "bad": False})
        return bars

    @api.model
    def _draw_drivers(self, drivers):
        """Return the dots of the importance x performance matrix, and its middle."""
        if len(drivers) < 2:
            return None
        edges = {}
        for key in ("importance", "performance"):
            values = [one[key] for one in drivers]
            room = (max(values) - min(values)) * 0.2 or 1
            edges[key] = (min(values) - room, max(values) + room)

        def place(key, value):
            low, high = edges[key]
            return (value - low) / (high - low)

        def at(importance, performance):
            return (
                40 + 340 * place("performance", performance),
                340 - 320 * place("importance", importance),
            )

        middle = [
            sum(one[key] for one in drivers) / len(drivers)
            for key in ("importance", "performance")
        ]
        return {
            "middle": at(*middle),
            "dots": [
                {**one, "at": at(one["importance"], one["performance"])}
                for one in drivers
            ],
        }


def _seen(one):
    return one["mean"] if one["perception"] is None else one["perception"]
