# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from math import cos, pi, sin

from odoo import api, models

from ...models.access.number_formatter import NumberFormatter
from ...models.voice.campaign_charts import BAD

SIZE = 420
MIDDLE = SIZE / 2
RADIUS = 140
NPS_COLORS = {"detractors": BAD, "passives": "#545b70", "promoters": "#007a67"}
#: Comments on paper; a longer list is read on the screen, and exported from there.
MOST_COMMENTS = 500


def _blend(share):
    """Return the color of a heat map's cell as on the screen, without transparency."""
    if share is None:
        return "#ffffff"
    strength = abs(share - 0.5) * 0.9
    color = (206, 66, 87) if share < 0.5 else (0, 167, 141)
    parts = (round(255 - strength * (255 - part)) for part in color)
    return "#" + "".join(f"{part:02x}" for part in parts)


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
            "reports": [self._describe(campaign) for campaign in campaigns],
            "written": NumberFormatter(self.env),
        }

    @api.model
    def _describe(self, campaign):
        """Return what the template writes and draws of one campaign."""
        found = campaign.get_results()
        charts = found["charts"]
        for row in (charts["heat"] or {}).get("rows", ()):
            for cell in row["cells"]:
                cell["color"] = _blend(cell["share"])
        remarks = self._get_comments(campaign) if found["comments"] else []
        return {
            **found,
            "record": campaign,
            "radar": charts["radar"] and self._draw_radar(charts["radar"]),
            "bars": self._draw_bars(
                charts["bars"],
                [found["dimensions"][place] for place in charts["dimensions"]],
            ),
            "maps": {
                kind: charts[kind] and self._draw_dots(charts[kind])
                for kind in ("drivers", "kano")
            },
            "compared": [
                row for row in found["comparison"] if row["score"] is not None
            ],
            "has_external": any(
                figure and figure["external"] for figure in found["overall"].values()
            ),
            "nps_parts": self._get_nps_parts(
                found["overall"]["nps"] or found["overall"]["enps"]
            ),
            "remarks": remarks,
            "remark_count": sum(len(asked["comments"]) for asked in remarks),
        }

    @api.model
    def _get_nps_parts(self, figure):
        """Return the parts of the bar: detractors, passives, promoters."""
        if not figure or not figure["n"]:
            return []
        labels = {
            "detractors": self.env._("Detractors (0 to 6)"),
            "passives": self.env._("Passives (7, 8)"),
            "promoters": self.env._("Promoters (9, 10)"),
        }
        return [
            {
                "label": label,
                "color": NPS_COLORS[key],
                "n": figure[key],
                "share": round(100 * figure[key] / figure["n"]),
            }
            for key, label in labels.items()
        ]

    @api.model
    def _get_comments(self, campaign):
        """Return the comments that the caller may read: one entry for each question."""
        comments = self.env["icrm.comment"].search(
            [("campaign_id", "=", campaign.id)],
            order="question_id, subject_id, id",
            limit=MOST_COMMENTS,
        )
        if not self.env.su:
            self.env["icrm.access.log"]._record_export(
                comments, self.env._("Campaign Results")
            )
        # sudo: titles and names only, of what the caller's comments belong to
        return [
            {
                "title": question.title,
                "comments": [
                    {"body": comment.body, "subject": comment.subject_id.display_name}
                    for comment in found
                ],
            }
            for question, found in comments.sudo().grouped("question_id").items()
        ]

    @api.model
    def _draw_radar(self, chart):
        """Return the points of the radar: axes with labels, a polygon per series."""
        low, high, count = chart["low"], chart["high"], len(chart["labels"])

        def point(place, value):
            angle = 2 * pi * place / count - pi / 2
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
        for place, name in enumerate(chart["labels"]):
            x, y = point(place, high)
            side = x - MIDDLE
            axes.append(
                {
                    "name": name,
                    "x": x,
                    "y": y,
                    "text_x": x + (8 if side > 1 else -8 if side < -1 else 0),
                    "text_y": y + (-8 if y < MIDDLE else 16),
                    "anchor": "start" if side > 1 else "end" if side < -1 else "middle",
                }
            )
        series = [
            {**item, "points": polygon(item["values"])} for item in chart["series"]
        ]
        return {
            "size": SIZE,
            "axes": axes,
            "rings": [
                polygon([low + chart["step"] * part] * count) for part in range(1, 5)
            ],
            # What was get_perception lies on top.
            "series": [item for item in reversed(series) if item["points"]],
            "legend": [item for item in series if item["points"]],
        }

    @api.model
    def _draw_bars(self, chart, dimensions):
        """Return a bar for each dimension: its gap, else its mean."""
        if not chart:
            return []
        now = chart["series"][0]
        most = max((abs(value) for value in now["values"] if value), default=1)
        return [
            {**dimension, "share": abs(value or 0) / most, "color": color}
            for dimension, value, color in zip(
                dimensions, now["values"], now["colors"], strict=True
            )
        ]

    @api.model
    def _draw_dots(self, chart):
        """Return the chart with points on paper: of its dots, and of its middle."""

        def at(x, y):
            (x_low, y_low), (x_high, y_high) = chart["low"], chart["high"]
            return (
                40 + 340 * (x - x_low) / (x_high - x_low),
                340 - 320 * (y - y_low) / (y_high - y_low),
            )

        return {
            **chart,
            "middle": chart["middle"] and at(*chart["middle"]),
            "dots": [
                {
                    **dot,
                    "at": at(dot["x"], dot["y"]),
                    "color": group["color"],
                    "lines": [
                        (*at(*one), *at(*other))
                        for one, other in self._get_crosses(dot)
                    ],
                }
                for group in chart["groups"]
                for dot in group["dots"]
            ],
        }

    @api.model
    def _get_crosses(self, dot):
        """Return the ends of a dot's intervals: [((x, y), (x, y)), ...]."""
        across, up = dot.get("xs", [None]), dot.get("ys", [None])
        lines = []
        if None not in across:
            lines.append(tuple((x, dot["y"]) for x in across))
        if None not in up:
            lines.append(tuple((dot["x"], y) for y in up))
        return lines
