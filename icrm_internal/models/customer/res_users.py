# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.tools import SQL

# What decides whether a user can do their work, and for which companies
AVAILABILITY_FIELDS = frozenset({"active", "company_ids", "group_ids"})


class ResUsers(models.Model):
    _inherit = "res.users"

    icrm_department_ids = fields.Many2many(
        "hr.department",
        string="My Departments",
        compute="_compute_icrm_department_ids",
        compute_sudo=True,
        help="Departments this user heads, including sub-departments.",
    )

    icrm_has_left = fields.Boolean(
        string="Has Left",
        compute="_compute_icrm_has_left",
        compute_sudo=True,
        store=True,
        groups="hr.group_hr_user",
        help="All employees of this user are archived.",
    )

    @api.depends("employee_ids.active", "employee_ids.user_id")
    def _compute_icrm_has_left(self):
        staff = dict(
            self.env["hr.employee"]
            .with_context(active_test=False)
            ._read_group(
                [("user_id", "in", self.ids)], ["user_id"], ["active:array_agg"]
            )
        )
        for user in self:
            user.icrm_has_left = not any(staff.get(user._origin, [True]))

    def _compute_icrm_department_ids(self):
        departments = self.env["hr.department"].search(
            [("icrm_head_user_ids", "in", self.ids)]
        )
        for user in self:
            user.icrm_department_ids = departments.filtered(
                lambda department, user=user: user in department.icrm_head_user_ids
            )

    # ------------------------------------------------------------------
    # Who is there
    # ------------------------------------------------------------------

    def _icrm_filter_available(self, company=None):
        """Return those of these users who are there to work.

        Active internal users who have not left; with access to *company*, if one is
        given. ``duty.is_gone`` is the same in SQL.
        """
        # sudo: whether colleagues are still there
        return self & self.sudo().filtered(
            lambda user: user.active
            and not user.share
            and not user.icrm_has_left
            and (not company or company in user.company_ids)
        )

    @api.model
    def _icrm_sql_absences(self, user_id):
        """Return queries of which each has a row if a user is absent now.

        Core's: leaves of the employee's resource, where the time off app has its own.

        :param SQL user_id: the user's id in the query around them
        """
        Leave = self.env["resource.calendar.leaves"]
        Leave.flush_model(["resource_id", "date_from", "date_to"])
        self.env["resource.resource"].flush_model(["user_id"])
        now = fields.Datetime.now()
        return [
            SQL(
                """
                SELECT 1 FROM resource_calendar_leaves AS absence
                  JOIN resource_resource AS resource
                    ON resource.id = absence.resource_id
                 WHERE resource.user_id = %s
                   AND absence.date_from <= %s AND absence.date_to > %s
                """,
                user_id,
                now,
                now,
            )
        ]

    def write(self, vals):
        """Release the work of users who leave, or lose a company."""
        result = super().write(vals)
        if not AVAILABILITY_FIELDS.isdisjoint(vals):
            Work = self.env["icrm.orphaned.work"]
            Work._release(self)
            if vals.get("active", True) is False:
                Work._notify_officers(self)
        return result

    def unlink(self):
        self.check_access("unlink")
        self.env["icrm.orphaned.work"]._release(self, forced=True)
        return super().unlink()
