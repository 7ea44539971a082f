# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models

from odoo.addons.icrm_internal.models.access.groups import AUDITOR, MANAGER


class IcrmServiceVersion(models.Model):
    _inherit = "icrm.service.version"

    improvement_id = fields.Many2one(
        "icrm.improvement",
        string="Changed for Improvement",
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
        copy=False,
        groups=f"{MANAGER},{AUDITOR}",
    )
