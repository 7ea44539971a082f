# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class ProjectMilestone(models.Model):
    """Milestones of requests: who serves them hears when all are reached."""

    _inherit = "project.milestone"

    def write(self, vals):
        open_before = self.filtered(lambda milestone: not milestone.is_reached)
        result = super().write(vals)
        if vals.get("is_reached") and open_before:
            reached = self.env["helpdesk.ticket"]._icrm_get_by_projects(
                open_before.project_id
            )
            reached._icrm_follow_milestones()
        return result
