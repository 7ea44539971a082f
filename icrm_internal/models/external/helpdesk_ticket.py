# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class HelpdeskTicket(models.Model):
    """Requests inside for what was promised to a customer outside."""

    _inherit = "helpdesk.ticket"

    icrm_commitment_id = fields.Many2one(
        "icrm.external.commitment",
        string="External Commitment",
        ondelete="restrict",
        index="btree_not_null",
        readonly=True,
        copy=False,
    )
