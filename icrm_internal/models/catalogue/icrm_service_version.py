# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models

from ..access.safe_html import SafeHtml


class IcrmServiceVersion(models.Model):
    """A service as it was published: what was promised, word for word.

    Written at publication only, never changed.
    """

    _name = "icrm.service.version"
    _inherit = "icrm.service.part"
    _description = "Published Service Version"
    _order = "service_id, version desc"
    _rec_name = "version"

    version = fields.Integer(required=True, readonly=True)
    published_at = fields.Datetime(
        required=True, readonly=True, default=fields.Datetime.now
    )
    user_id = fields.Many2one(
        "res.users", string="Published by", ondelete="restrict", readonly=True
    )
    # {part: text}, the parts of IcrmService._get_substance; English where translated
    content = fields.Json(readonly=True)
    body = SafeHtml(compute="_compute_body", string="Text")
    changes = fields.Char(readonly=True, help="Changes from the previous version.")

    _version_uniq = models.Constraint(
        "UNIQUE (service_id, version)", "This version of the service already exists."
    )

    def _compute_body(self):
        labels = self.env["icrm.service"]._get_substance_labels()
        for version in self:
            version.body = self.env["ir.qweb"]._render(
                "icrm_internal.icrm_service_version_body",
                {"content": version.content or {}, "labels": labels},
            )
