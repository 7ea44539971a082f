# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

from odoo.addons.icrm_internal.models.access.safe_html import SafeHtml


class IcrmPlanVariant(models.Model):
    """What a step says to the members of a segment instead."""

    _name = "icrm.plan.variant"
    _description = "Text for a Segment"
    _order = "sequence, id"

    step_id = fields.Many2one(
        "icrm.plan.step", required=True, ondelete="cascade", index=True
    )
    sequence = fields.Integer(default=10)
    segment_id = fields.Many2one("icrm.segment", required=True, ondelete="restrict")
    subject = fields.Char(
        translate=True, help="Leave empty for the subject of the step."
    )
    body = SafeHtml(string="Text", required=True, translate=True)

    _segment_uniq = models.Constraint(
        "UNIQUE (step_id, segment_id)", "This segment already has a text in this step."
    )

    @api.constrains("subject", "body")
    def _check_placeholders(self):
        for variant in self:
            variant.step_id._check_texts(variant)
