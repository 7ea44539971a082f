# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class HelpdeskTicket(models.Model):
    _inherit = "helpdesk.ticket"

    icrm_import_job_id = fields.Many2one(
        "icrm.import.job",
        string="Imported by",
        readonly=True,
        copy=False,
        ondelete="set null",
        index="btree_not_null",
        groups="icrm_internal.group_icrm_admin,icrm_internal.group_icrm_auditor",
    )
