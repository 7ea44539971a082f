# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError


class IcrmRequestBulk(models.TransientModel):
    """Link several requests to a major incident, an open or a new one."""

    _inherit = "icrm.request.bulk"

    kind = fields.Selection(
        selection_add=[("incident", "Link to Incident")],
        ondelete={"incident": "cascade"},
    )
    incident_id = fields.Many2one(
        "icrm.incident", ondelete="cascade", domain="[('state', '=', 'open')]"
    )
    incident_name = fields.Char(string="New Incident")

    @api.model
    def _get_refusal_fields(self):
        return [*super()._get_refusal_fields(), "incident_id"]

    def _get_refusals(self):
        refusals = super()._get_refusals()
        if self.kind != "incident":
            return refusals
        for ticket in self._get_tickets():
            if ticket not in refusals and (
                self.incident_id and ticket.icrm_incident_id == self.incident_id
            ):
                refusals[ticket] = self.env._("is already linked")
        return refusals

    def _apply_incident(self, tickets):
        incident = self.incident_id
        if not incident:
            if not self.incident_name:
                raise UserError(
                    self.env._("Incident: choose an open one or enter a new title.")
                )
            department = tickets[:1].icrm_provider_department_id
            services = tickets.icrm_service_id.filtered(
                lambda service: service.department_id == department
            )
            incident = incident.create(
                {
                    "name": self.incident_name,
                    "company_id": tickets[:1].company_id.id,
                    "department_id": department.id,
                    "service_ids": services.ids,
                }
            )
        incident._link(tickets)
        return tickets, None
