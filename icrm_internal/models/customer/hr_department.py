# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

from ..access import company_day
from ..access.groups import OFFICER
from ..access.jobs import run_each
from .duty import Duty


class HrDepartment(models.Model):
    _inherit = "hr.department"
    _icrm_duties = (Duty("manager_id", reassign=False),)

    # Stored, so that record rules compare rows instead of a list of ids that Odoo
    # would cache per user: a new head sees the department in the same second.
    icrm_head_user_ids = fields.Many2many(
        "res.users",
        relation="icrm_department_head_rel",
        string="Heads",
        compute="_compute_icrm_head_user_ids",
        store=True,
        recursive=True,
        compute_sudo=True,
        help="Heads of this department and of its parent departments.",
    )
    icrm_customer_ids = fields.One2many(
        "icrm.customer", "department_id", string="Internal Customer"
    )

    icrm_ends_on = fields.Date(
        "Ends On",
        help="Archive the department on this day. Its services, agreements, surveys "
        "and evaluations end with it.",
    )

    @api.depends(
        "manager_id.icrm_user_id", "manager_id.active", "parent_id.icrm_head_user_ids"
    )
    def _compute_icrm_head_user_ids(self):
        for department in self:
            head = department.manager_id.filtered("active").icrm_user_id
            department.icrm_head_user_ids = (
                head | department.parent_id.icrm_head_user_ids
            )

    @api.model_create_multi
    def create(self, vals_list):
        departments = super().create(vals_list)
        self.env["icrm.customer"]._create_for(departments)
        departments._icrm_plan_end()
        return departments

    def write(self, vals):
        result = super().write(vals)
        if not {"name", "active", "company_id"}.isdisjoint(vals):
            # sudo: the writer of a department need not see customers
            self.env["icrm.customer"].sudo()._of_department(self)._refresh_from_hr()
        if vals.get("active", True) is False:
            self._icrm_end()
            Work = self.env["icrm.orphaned.work"]
            Work._release(self)
            Work._notify_officers(self)
        if vals.get("icrm_ends_on"):
            self._icrm_plan_end()
        return result

    def _icrm_plan_end(self):
        """Have the job run when the day begins on which these departments end."""
        # sudo: when the job runs, nothing else
        job_sudo = self.env.ref("icrm_internal.ir_cron_orphaned_work").sudo()
        for department in self.filtered("icrm_ends_on"):
            job_sudo._trigger(company_day.midnight(department, department.icrm_ends_on))

    @api.model
    def _icrm_end_due(self):
        """Archive the departments whose last day has passed; for the job.

        One that cannot be archived, say because of what it still provides, is reported
        in the log, the others are.
        """
        due = self.search([("icrm_ends_on", "<=", company_day.latest())])
        run_each(
            due.filtered(
                lambda department: department.icrm_ends_on
                <= company_day.today(department)
            ),
            lambda department: department.action_archive(),
        )

    def _icrm_end(self):
        """These departments were dissolved: end what goes with them.

        What was published stays as it was. Other domains extend this method.
        """

    def unlink(self):
        """Take the customers along, unless the department has a history."""
        self.check_access("unlink")
        Customer_sudo = self.env["icrm.customer"].sudo()
        Customer_sudo._check_no_history(self)
        Customer_sudo._of_department(self).unlink()
        return super().unlink()

    def _icrm_get_head(self):
        """Return the user who heads the department, else who heads the nearest above.

        One user; ``icrm_head_user_ids`` are all heads.
        """
        department = self
        while department:
            head = department.manager_id
            if head.active and head.icrm_user_id.active:
                return head.icrm_user_id
            department = department.parent_id
        return self.env["res.users"]

    def _icrm_check_in_charge(self, users, label):
        """Raise unless the caller may put *users* in charge of something of it.

        Users cannot appoint themselves: the one in charge heads the department or one
        above it, or is named by who does, or by an officer.

        :param label: what they are put in charge as, "Sponsor"
        """
        user = self.env.user
        if self.env.su or user.has_group(OFFICER):
            return
        # sudo: who heads a department, nothing else
        for department_sudo in self.sudo():
            heads = department_sudo.icrm_head_user_ids
            if user not in heads and (others := users.sudo() - heads):
                raise UserError(
                    self.env._(
                        "%(field)s: %(names)s does not head %(department)s. "
                        "Ask its head or an officer.",
                        field=label,
                        names=", ".join(others.mapped("name")),
                        department=department_sudo.name,
                    )
                )

    def action_icrm_open_customer(self):
        """Return the action that opens this department's internal customer file."""
        self.ensure_one()
        return self.env["icrm.customer"]._get_open_action(
            [("kind", "=", "department"), ("department_id", "=", self.id)]
        )
