# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models

from odoo.addons.icrm_internal.models.access.icrm_access_log import keep_entries


class IcrmAccessLog(models.Model):
    _inherit = "icrm.access.log"

    kind = fields.Selection(
        selection_add=[("coordination", "Access for a coordination group")],
        ondelete={"coordination": keep_entries},
    )
