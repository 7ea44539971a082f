# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class HrDepartment(models.Model):
    _inherit = "hr.department"

    def _icrm_end(self):
        super()._icrm_end()
        # sudo: HR dissolves departments, whoever prepares campaigns about them
        subjects_sudo = self.env["icrm.campaign.subject"].sudo()
        subjects_sudo.search(
            [
                ("department_id", "in", self.ids),
                ("campaign_id.state", "=", "draft"),
            ]
        ).unlink()
