# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.exceptions import ValidationError
from odoo.tools import format_date, format_datetime

from ...importer import strict

READ = {"date": strict.to_day, "datetime": strict.to_instant}


class HelpdeskTicket(models.Model):
    """The answers to a service's questions, for pages without Odoo's form widgets."""

    _inherit = "helpdesk.ticket"

    @api.constrains("icrm_answers")
    def _check_icrm_answers(self):
        """However an answer came in, a date among them is one that can be shown."""
        for ticket in self.filtered("icrm_answers"):
            values = ticket.icrm_answers
            for question in ticket.icrm_service_id.form_definition or []:
                read, value = READ.get(question["type"]), values.get(question["name"])
                try:
                    if read and value:
                        read(value)
                except ValueError:
                    raise ValidationError(
                        self.env._(
                            "%(question)s: a date from %(first)s to %(last)s is "
                            "expected.",
                            question=question.get("string") or question["name"],
                            first=strict.FIRST_YEAR,
                            last=strict.LAST_YEAR,
                        )
                    ) from None

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
        if kind in READ:
            try:
                instant = READ[kind](value)
            except ValueError:
                return str(value)  # better shown as it is than no page at all
            if kind == "date":
                return format_date(self.env, instant)
            return format_datetime(self.env, instant, dt_format="short")
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
