# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import html2plaintext

from odoo.addons.icrm_internal.models.access.actions import open_form
from odoo.addons.icrm_internal.models.access.groups import OFFICER
from odoo.addons.icrm_internal.models.request.deadline import format_deadline


class HelpdeskTicket(models.Model):
    """Coordination groups and disputes about requests."""

    _inherit = "helpdesk.ticket"

    icrm_coordination_ids = fields.One2many(
        "icrm.coordination", "ticket_id", string="Coordination Groups"
    )
    icrm_can_coordinate = fields.Boolean(
        string="Can Coordinate", compute="_compute_icrm_can_coordinate"
    )

    @api.model
    def _icrm_get_guest_ids(self):
        return (
            super()._icrm_get_guest_ids()
            | self.env["icrm.coordination"]._get_open_tickets()
        )

    def _icrm_get_coordinators(self):
        """Return the heads of the departments concerned; in sudo."""
        self.ensure_one()
        return (
            self.icrm_provider_department_id | self.icrm_customer_department_id
        ).icrm_head_user_ids

    def _icrm_get_shared_facts(self):
        """Return what consultants of a coordination group read; in sudo.

        What is asked and promised; neither the conversation nor who the people are.
        """
        _ = self.env._
        return {
            "title": f"{self.number} {self.name}",
            "lines": [
                (_("Service"), self.icrm_service_id.name),
                (_("Provider"), self.icrm_provider_department_id.name),
                (_("Customer"), self.icrm_customer_department_id.name),
                (_("Requested on"), format_deadline(self.env, self.icrm_submitted_at)),
                (_("Due"), format_deadline(self.env, self.icrm_due_at)),
                *self._icrm_format_answers(),
            ],
            "texts": [(_("Description"), html2plaintext(self.description or ""))],
        }

    @api.depends_context("uid")
    @api.depends("icrm_provider_department_id", "icrm_customer_department_id")
    def _compute_icrm_can_coordinate(self):
        user = self.env.user
        is_officer = user.has_group(OFFICER)
        for ticket in self:
            # sudo: who heads the departments, nothing else
            heads = ticket.sudo()._icrm_get_coordinators()
            ticket.icrm_can_coordinate = bool(
                ticket.icrm_service_id and (is_officer or user in heads)
            )

    def _icrm_check_coordinate(self):
        self.ensure_one()
        self.check_access("read")
        if not self.icrm_can_coordinate:
            raise AccessError(
                self.env._(
                    "Only the heads of the departments concerned and officers can do "
                    "this."
                )
            )

    def action_icrm_start_coordination(self):
        """Bring people of several departments together about this request."""
        self._icrm_check_coordinate()
        # sudo: what it is about is set here and nowhere else; the caller was checked
        group_sudo = (
            self.env["icrm.coordination"]
            .sudo()
            .create(
                {
                    "name": self.name,
                    "mandate": self.env._(
                        "Solve request %(number)s.", number=self.number
                    ),
                    "company_id": self.company_id.id or self.env.company.id,
                    "ticket_id": self.id,
                    "lead_id": self.env.uid,
                }
            )
        )
        return open_form(group_sudo.sudo(False))

    def action_icrm_raise_dispute(self):
        """Begin a dispute between the two departments of this request."""
        self._icrm_check_coordinate()
        return self.env["icrm.dispute"]._begin_from(
            self,
            self.name,
            self.sudo().icrm_provider_department_id,  # sudo: the two departments
            self.sudo().icrm_customer_department_id,  # sudo: as above
        )
