# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

from ...models.catalogue import starter


class IcrmStarterService(models.TransientModel):
    """One service of the starter catalogue, to be switched on or not."""

    _name = "icrm.starter.service"
    _description = "Starter Service"
    _order = "id"

    starter_id = fields.Many2one(
        "icrm.starter", required=True, ondelete="cascade", index=True
    )
    code = fields.Char(required=True, readonly=True)
    is_selected = fields.Boolean(string="Create", default=True)
    is_known = fields.Boolean(string="Already There", readonly=True)
    name = fields.Char(string="Service", compute="_compute_texts")
    summary = fields.Char(compute="_compute_texts")
    provider = fields.Char(compute="_compute_texts")
    promise_text = fields.Char(string="Promise", compute="_compute_texts")
    question_count = fields.Integer(string="Questions", compute="_compute_texts")
    check_count = fields.Integer(string="Checklist", compute="_compute_texts")

    @api.depends("code")
    @api.depends_context("lang")
    def _compute_texts(self):
        specs, kinds = starter.get_services(), starter.get_kinds()
        lang = self.env.lang
        Service = self.env["icrm.service"]
        hours_a_day = self.env.company.resource_calendar_id.hours_per_day or 8
        for line in self:
            spec = specs.get(line.code)
            if not spec:
                line.update(dict.fromkeys(("name", "summary", "provider"), False))
                line.update({"promise_text": False, "question_count": 0})
                line.check_count = 0
                continue
            line.name = starter.text_in(spec, lang)
            line.summary = starter.text_in(spec["texts"]["summary"][0], lang)
            line.provider = starter.text_in(kinds[spec["kind"]], lang)
            line.promise_text = self.env._(
                "Reply in %(response)s · Done in %(resolution)s",
                response=Service._format_working_time(
                    float(spec["response_hours"]), hours_a_day
                ),
                resolution=Service._format_working_time(
                    float(spec["resolution_hours"]), hours_a_day
                ),
            )
            line.question_count = len(spec["questions"])
            line.check_count = len(spec["checks"])
