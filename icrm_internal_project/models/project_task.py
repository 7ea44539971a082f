# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.icrm_internal.models.access.personal import DELETE, SWEEP, Personal


def _get_todos(_env, person):
    """Return the to-dos of a person alone: of no project, and of nobody else.

    Odoo greets each user in one, by name.
    """
    return Domain("project_id", "=", False) & ~Domain(
        "user_ids", "any", [("id", "not in", person.users.ids)]
    )


class ProjectTask(models.Model):
    _inherit = "project.task"
    _icrm_personal = (
        Personal("name", "user_ids", SWEEP, domain=_get_todos),
        Personal("description", "user_ids", SWEEP, domain=_get_todos),
        Personal("user_ids", "user_ids", DELETE, own=False, domain=_get_todos),
    )

    icrm_improvement_id = fields.Many2one(
        "icrm.improvement",
        string="Improvement",
        ondelete="set null",
        index="btree_not_null",
        copy=False,
        groups="base.group_user",
    )

    @api.model_create_multi
    def create(self, vals_list):
        tasks = super().create(vals_list)
        self.browse(tasks.ids)._check_icrm_improvement()
        return tasks

    def write(self, vals):
        result = super().write(vals)
        if "icrm_improvement_id" in vals:
            self._check_icrm_improvement()
        return result

    def _check_icrm_improvement(self):
        """Who gives an improvement something to do takes part in it.

        No constraint: those are checked in sudo.
        """
        # sudo: which one it is, whatever the task lets its author read
        improvements_sudo = self.sudo().icrm_improvement_id
        improvements_sudo.with_env(self.env).check_access("write")
