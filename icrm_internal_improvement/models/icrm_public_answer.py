# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class IcrmPublicAnswer(models.Model):
    _inherit = "icrm.public.answer"

    source = fields.Selection(
        selection_add=[("improvement", "Improvement"), ("other",)],
        ondelete={"improvement": "set default"},
    )
    improvement_id = fields.Many2one(
        "icrm.improvement",
        ondelete="set null",
        readonly=True,
        copy=False,
        index="btree_not_null",
    )

    matter_text = fields.Char(related="department_id.icrm_matter_text")

    _improvement_uniq = models.UniqueIndex(
        "(improvement_id) WHERE improvement_id IS NOT NULL",
        "This improvement is already published here.",
    )
