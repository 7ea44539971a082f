# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models
from odoo.tools import format_date, format_datetime


class HelpdeskTicket(models.Model):
    """The answers to a service's questions, for pages without Odoo's form widgets."""

    _inherit = "helpdesk.ticket"

    def _icrm_answers_in_words(self):
        """Return ``[(question, answer)]``, both as text, of what was answered."""
        self.ensure_one()
        rows = []
        for question in self.read(["icrm_answers"])[0]["icrm_answers"]:
            value = question.get("value")
            if question["type"] == "separator" or value in (None, "", []):
                continue
            if value is False and question["type"] != "boolean":
                continue
            label = (question.get("string") or "").rstrip("* ")
            rows.append((label, self._icrm_answer_in_words(question, value)))
        return rows

    def _icrm_answer_in_words(self, question, value):
        kind = question["type"]
        if kind == "boolean":
            return self.env._("Yes") if value else self.env._("No")
        if kind == "date":
            return format_date(self.env, fields.Date.to_date(value))
        if kind == "datetime":
            return format_datetime(
                self.env, fields.Datetime.to_datetime(value), dt_format="short"
            )
        if kind in ("selection", "tags"):
            labels = {option[0]: option[1] for option in question.get(kind) or []}
            chosen = value if kind == "tags" else [value]
            return ", ".join(str(labels.get(item, item)) for item in chosen)
        if kind == "many2one":
            return value[1] or ""
        if kind == "many2many":
            return ", ".join(name for _id, name in value if name)
        unit = question.get("suffix")
        return f"{value} {unit}" if unit else str(value)
