# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

from ..customer.duty import Duty

PUBLISHED = [("service_id.state", "=", "published")]


class IcrmServiceRole(models.Model):
    """One line of a service's responsibility table (RACI)."""

    _name = "icrm.service.role"
    _inherit = "icrm.service.part"
    _icrm_duties = (
        Duty("employee_id", PUBLISHED, shown="service_id"),
        Duty("department_id", PUBLISHED, shown="service_id"),
    )
    _description = "Service Role"
    _order = "service_id, sequence, id"

    sequence = fields.Integer(default=10)
    activity = fields.Char(required=True, translate=True)
    responsibility = fields.Selection(
        [
            ("responsible", "Responsible"),
            ("accountable", "Accountable"),
            ("consulted", "Consulted"),
            ("informed", "Informed"),
        ],
        required=True,
        default="responsible",
    )
    department_id = fields.Many2one("hr.department", ondelete="restrict")
    job_id = fields.Many2one("hr.job", ondelete="restrict")
    employee_id = fields.Many2one("hr.employee", ondelete="restrict")
    # Read by those who may not look into Employees.
    subject = fields.Char(string="Who", compute="_compute_subject", compute_sudo=True)

    _one_subject = models.Constraint(
        "CHECK (num_nonnulls(department_id, job_id, employee_id) = 1)",
        "Each line names one department, one job position or one employee.",
    )

    @api.depends("department_id", "job_id", "employee_id")
    def _compute_subject(self):
        for role in self:
            subject = role.department_id or role.job_id or role.employee_id
            role.subject = subject.display_name if subject else False
