# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models


class IcrmRequestSplit(models.TransientModel):
    """Choose the service another department does a part with; its form comes next."""

    _name = "icrm.request.split"
    _description = "Request from another department"

    ticket_id = fields.Many2one(
        "helpdesk.ticket",
        string="Request",
        required=True,
        readonly=True,
        ondelete="cascade",
    )
    department_id = fields.Many2one(
        "hr.department", domain="[('id', 'in', department_ids)]", ondelete="cascade"
    )
    department_ids = fields.Many2many(
        "hr.department", string="Departments", compute="_compute_department_ids"
    )
    service_id = fields.Many2one(
        "icrm.service",
        required=True,
        ondelete="cascade",
        compute="_compute_service_id",
        store=True,
        readonly=False,
        precompute=True,
    )

    @api.depends("ticket_id")
    @api.depends_context("uid")
    def _compute_department_ids(self):
        """The departments with a service that the agent may request."""
        services = self.env["icrm.service"].search(
            [("state", "=", "published"), ("is_in_audience", "=", True)]
        )
        for wizard in self:
            # sudo: names of departments, which every catalogue shows
            wizard.department_ids = services.sudo().department_id

    @api.depends("department_id")
    def _compute_service_id(self):
        """Forget a service of another department."""
        for wizard in self:
            department = wizard.department_id
            if department and wizard.service_id.department_id != department:
                wizard.service_id = False

    def action_next(self):
        """Open the request dialog of the chosen service."""
        self.ensure_one()
        action = self.service_id.action_open_request()
        action["context"] = {
            **action.get("context", {}),
            "default_parent_id": self.ticket_id.id,
            **self._prepare_defaults(),
        }
        return action

    def _prepare_defaults(self):
        """Return what the sub-request begins with: subject, customer and text."""
        ticket = self.ticket_id
        ticket.check_access("read")
        # sudo: names and answers of a request that the caller may read
        ticket_sudo = ticket.sudo()
        return {
            "default_name": ticket.name,
            "default_description": ticket_sudo._icrm_describe_for_part(),
        }
