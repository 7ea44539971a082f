# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class SurveyQuestion(models.Model):
    _inherit = "survey.question"

    def _icrm_get_range(self):
        """Return (lowest, highest) answer; (0, 0) where a number may be anything."""
        self.ensure_one()
        if self.question_type == "scale":
            return self.scale_min, self.scale_max
        if self.question_type in ("simple_choice", "multiple_choice"):
            values = self.suggested_answer_ids.mapped("icrm_value") or [0]
            return min(values), max(values)
        if self.icrm_measure == "weight":
            return 0, 100
        if self.validation_required:
            return self.validation_min_float_value, self.validation_max_float_value
        return 0, 0

    def _icrm_get_answer_labels(self):
        """Return {value: what the answer says}, in the order of the scale."""
        self.ensure_one()
        if self.question_type in ("simple_choice", "multiple_choice"):
            return {one.icrm_value: one.value for one in self.suggested_answer_ids}
        if self.question_type != "scale":
            return {}
        ends = {
            self.scale_min: self.scale_min_label,
            self.scale_max: self.scale_max_label,
        }
        return {
            value: f"{value} – {ends[value]}" if ends.get(value) else str(value)
            for value in range(self.scale_min, self.scale_max + 1)
        }
