# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models

WIDTH, HEIGHT, PAD = 110, 26, 3


def curve(values, target=None, width=WIDTH, height=HEIGHT):
    """Return what draws a small curve, None without anything to draw.

    :param values: numbers, None where nothing is known
    :return: dict of ``path`` (SVG), ``x`` and ``y`` of the last dot, ``target`` (y or
        None), ``width`` and ``height``
    """
    known = [value for value in values if value is not None]
    if not known:
        return None
    every = known + ([] if target is None else [target])
    low, high = min(every), max(every)
    if low == high:
        low, high = low - 1, high + 1

    def along(place):
        if len(values) == 1:
            return width / 2
        return PAD + (width - 2 * PAD) * place / (len(values) - 1)

    def up(value):
        return height - PAD - (height - 2 * PAD) * (value - low) / (high - low)

    path, last = [], None
    for place, value in enumerate(values):
        if value is not None:
            begins = not place or values[place - 1] is None
            last = along(place), up(value)
            path.append(f"{'M' if begins else 'L'}{last[0]:.1f} {last[1]:.1f}")
    return {
        "path": " ".join(path),
        "x": round(last[0], 1),
        "y": round(last[1], 1),
        "target": None if target is None else round(up(target), 1),
        "width": width,
        "height": height,
    }


def color(score):
    """Return the colour of a score: red to green, as on the screens."""
    if score is None:
        return "#eeeeee"
    for least, shade in ((85, "#b5e3b8"), (70, "#d5e8a8"), (55, "#f7e7a0")):
        if score >= least:
            return shade
    return "#f8cf9c" if score >= 40 else "#f2b0a6"


class ReportIcrmScorecard(models.AbstractModel):
    """Scorecards on paper: what the screen shows, as the reader may see it."""

    _name = "report.icrm_internal.icrm_scorecard_document"
    _description = "Printed Scorecard"

    @api.model
    def _get_report_values(self, docids, data=None):
        cards = self.env["icrm.scorecard"].browse(docids)
        cards.check_access("read")
        return {
            "doc_ids": docids,
            "doc_model": cards._name,
            "docs": cards,
            "reports": [self._get_report(card) for card in cards],
            "color": color,
        }

    @api.model
    def _get_report(self, card):
        found = card.get_card()
        lines = found["lines"] or []
        for line in lines:
            values = [point["value"] for point in line["history"]]
            line["curve"] = (
                curve(values, None if line["is_group"] else line["target_value"])
                if len(values) > 1
                else None
            )
        scores = [one["score"] for one in found["history"]]
        found["curve"] = curve(scores, None, 220, 56) if len(scores) > 1 else None
        # A group without anything known in it tells nothing.
        known = {line["parent_id"] for line in lines if line["has_value"]}
        found["rows"] = [
            line
            for line in lines
            if line["has_value"] and (not line["is_group"] or line["kpi_id"] in known)
        ]
        return {"record": card, **found}
