# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class IcrmServiceRole(models.Model):
    """One line of a service's responsibility table (RACI)."""

    _name = "icrm.service.role"
    _description = "Service Role"
    _order = "service_id, sequence, id"

    service_id = fields.Many2one(
        "icrm.service", required=True, ondelete="cascade", index=True
    )
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
