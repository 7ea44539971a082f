# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class IcrmCustomer(models.Model):
    _inherit = "icrm.customer"

    icrm_surveyed_on = fields.Date(
        string="Last Asked",
        readonly=True,
        copy=False,
        groups=fields.NO_ACCESS,
        help="Last survey invitation, so that no one is asked too often; shows no "
        "answers.",
    )

    def unlink(self):
        """What people answered and voted stays counted when they are deleted."""
        self.check_access("unlink")
        # sudo: who deletes the person need not see what was asked
        participants_sudo = (
            self.env["icrm.campaign.participant"]
            .sudo()
            .search([("customer_id", "in", self.ids)])
        )
        result = super().unlink()
        participants_sudo.invalidate_recordset()
        participants_sudo._forget_person()
        return result
