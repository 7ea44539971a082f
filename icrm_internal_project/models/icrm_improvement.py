# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

from odoo.addons.icrm_internal.models.access import company_day
from odoo.addons.icrm_internal.models.access.actions import open_action


class IcrmImprovement(models.Model):
    """Tasks of a project beside activities; the project decides who sees them."""

    _inherit = "icrm.improvement"

    task_ids = fields.One2many(
        "project.task", "icrm_improvement_id", groups="project.group_project_user"
    )
    task_count = fields.Integer(
        string="Tasks",
        compute="_compute_task_count",
        compute_sudo=False,
        groups="project.group_project_user",
    )

    @api.depends("task_ids")
    @api.depends_context("uid")
    def _compute_task_count(self):
        # As the reader: those the project lets be seen
        counts = dict(
            self.env["project.task"]._read_group(
                [("icrm_improvement_id", "in", self.ids)],
                ["icrm_improvement_id"],
                ["__count"],
            )
        )
        for improvement in self:
            improvement.task_count = counts.get(improvement._origin, 0)

    def action_open_tasks(self):
        """Open the tasks of this improvement; new ones are its own."""
        self.ensure_one()
        self.check_access("read")
        return open_action(
            self.env,
            "project.action_view_all_task",
            self.env._("Tasks"),
            domain=[("icrm_improvement_id", "=", self.id)],
            context={"default_icrm_improvement_id": self.id},
        )

    def _get_guest_tasks(self):
        """Guests of an improvement see what there is to do for it."""
        # sudo: guests hear what there is to do, not more of the tasks.
        tasks_sudo = self.sudo().task_ids.sorted(lambda task: (not task.date_deadline,))
        return super()._get_guest_tasks() + [
            {
                "name": task_sudo.name,
                "who": ", ".join(task_sudo.user_ids.mapped("name")),
                "date": task_sudo.date_deadline
                and company_day.today(self, task_sudo.date_deadline),
                "done": task_sudo.is_closed,
            }
            for task_sudo in tasks_sudo
        ]
