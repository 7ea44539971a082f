# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models

from .icrm_process_diagram import MONTHS

# On A4 across, at 90 dpi.
PAPER_WIDTH = 960
NODE_WIDTH, NODE_HEIGHT = 132, 66
GAP_ALONG, GAP_ACROSS = 28, 18
RETURN = 34
COLORS = {"value": "#2e9e6b", "needed": "#5b7fa6", "waste": "#d98a1f"}


class IcrmProcess(models.Model):
    """The process on paper: the drawing as points, for a printer without scripts."""

    _inherit = "icrm.process"

    def _get_sheet(self):
        """Return the drawing with ``x`` and ``y`` of each step and the arrows' paths.

        A drawing wider than the paper goes on in a new line, as text does.
        """
        self.ensure_one()
        data = self._get_diagram(MONTHS)
        per_line = max(1, (PAPER_WIDTH + GAP_ALONG) // (NODE_WIDTH + GAP_ALONG))
        line_height = (data["rows"] or 1) * (NODE_HEIGHT + GAP_ACROSS) + RETURN

        def corner(layer, row):
            line, column = divmod(layer, per_line)
            return (
                column * (NODE_WIDTH + GAP_ALONG),
                RETURN + line * line_height + row * (NODE_HEIGHT + GAP_ACROSS),
            )

        conditions = {step.id: step.condition for step in self.step_ids}
        for node in data["nodes"]:
            node["x"], node["y"] = corner(node["layer"], node["row"])
            plain = node["kind"] in ("start", "end")
            node["color"] = "#999" if plain else COLORS[node["value"]]
            node["border"] = "#c0392b" if node["is_bottleneck"] else "#bbb"
            node["condition"] = conditions[node["id"]] or ""
            node["time"] = self.env._("%s h", self._in_hours(node["hours"]))
            node["wait"] = node["waiting_hours"] >= 0.05 and self.env._(
                "%s waiting", self._in_hours(node["waiting_hours"])
            )
        data["paths"] = [
            path for edge in data["edges"] for path in self._get_paths(edge, corner)
        ]
        layers = min(data["layers"], per_line)
        data["width"] = layers * (NODE_WIDTH + GAP_ALONG)
        data["height"] = RETURN + -(-data["layers"] // per_line) * line_height
        data["node_width"], data["node_height"] = NODE_WIDTH, NODE_HEIGHT
        return data

    def _get_paths(self, edge, corner):
        """Return the SVG paths of one arrow: its line, bent, and its head."""
        points = [corner(*point) for point in edge["points"]]
        middle = NODE_HEIGHT / 2
        dash = "4 3" if edge["back"] else ""
        (x1, y1), (x2, y2) = points[0], points[-1]
        if edge["back"] and y1 == y2 and not edge["points"][0][1]:
            # Within the first row: above the steps.
            x1, x2 = x1 + NODE_WIDTH / 2, x2 + NODE_WIDTH / 2
            above = y1 - RETURN
            line = f"M {x1} {y1} C {x1} {above} {x2} {above} {x2} {y2 - 5}"
            head = f"M {x2 - 4} {y2 - 5} L {x2 + 4} {y2 - 5} L {x2} {y2} z"
            return [{"d": line, "dash": dash, "head": head}]
        if edge["back"] or x2 <= x1:
            # To an earlier step, or to the next line: below the steps.
            x1, x2 = x1 + NODE_WIDTH / 2, x2 + NODE_WIDTH / 2
            below = y1 + NODE_HEIGHT + RETURN * 0.7
            up = y2 <= y1
            end = y2 + NODE_HEIGHT + 5 if up else y2 - 5
            line = f"M {x1} {y1 + NODE_HEIGHT} C {x1} {below} {x2} {below} {x2} {end}"
            tip = end - 5 if up else end + 5
            head = f"M {x2 - 4} {end} L {x2 + 4} {end} L {x2} {tip} z"
            return [{"d": line, "dash": dash, "head": head}]
        x, y = x1 + NODE_WIDTH, y1 + middle
        line = f"M {x} {y}"
        for left, top in points[1:]:
            half = (x + left) / 2
            stop = left - 5 if (left, top) == points[-1] else left
            line += f" C {half} {y} {half} {top + middle} {stop} {top + middle}"
            if (left, top) != points[-1]:
                line += f" L {left + NODE_WIDTH} {top + middle}"
                x, y = left + NODE_WIDTH, top + middle
        y = y2 + middle
        head = f"M {x2 - 5} {y - 4} L {x2 - 5} {y + 4} L {x2} {y} z"
        return [{"d": line, "dash": dash, "head": head}]
