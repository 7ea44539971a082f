# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class IcrmProcessStep(models.Model):
    """A step as it stands in the drawing."""

    _inherit = "icrm.process.step"

    def _get_node(self, figures, is_bottleneck):
        """Return what the drawing says about this step.

        :param figures: of the step, as ``_get_figures`` counts them, or None
        """
        labels = dict(self._fields["value"]._description_selection(self.env))
        who = self.role or self.department_id.name or ""
        if self.role and self.department_id:
            who = f"{self.role}, {self.department_id.name}"
        has_place = self.kind in ("start", "end")
        node = {
            "id": self.id,
            "name": self.name,
            "kind": self.kind,
            "value": self.value,
            "value_label": "" if has_place else labels[self.value],
            "who": who,
            "inputs": self.inputs or "",
            "outputs": self.outputs or "",
            "is_bottleneck": is_bottleneck,
            "measured": bool(
                self.match_state or self.match_holder or self.match_department_id
            ),
            "requests": 0,
            "hours": 0.0,
            "waiting_hours": 0.0,
            "share": 0.0,
            "open": 0,
            **(figures or {}),
        }
        node["words"] = self._get_node_words(node)
        return node

    def _get_node_words(self, node):
        """Return the step in a sentence, for those who hear instead of see."""
        parts = [node["name"], node["who"], node["value_label"]]
        if node["requests"]:
            in_hours = self.process_id._in_hours
            parts.append(
                self.env._(
                    "%(hours)s working hours per request, %(waiting)s of them waiting; "
                    "%(count)s requests",
                    hours=in_hours(node["hours"]),
                    waiting=in_hours(node["waiting_hours"]),
                    count=node["requests"],
                )
            )
        if node["open"]:
            parts.append(self.env._("%s there now", node["open"]))
        if node["is_bottleneck"]:
            parts.append(self.env._("Bottleneck"))
        return ". ".join(filter(None, parts))
