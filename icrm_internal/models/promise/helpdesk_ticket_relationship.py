# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models


class HelpdeskTicket(models.Model):
    """Requests make relationships: the first one between two departments does."""

    _inherit = "helpdesk.ticket"

    # What the figures of relationships are read from, without the rest of the row.
    _icrm_pair_idx = models.Index(
        "(icrm_provider_department_id, icrm_customer_department_id, icrm_submitted_at)"
        " INCLUDE (company_id, active, icrm_state, icrm_response_due_at,"
        " icrm_first_response_at, icrm_due_at, icrm_resolved_at, icrm_reopen_count)"
        " WHERE icrm_provider_department_id IS NOT NULL"
    )
    _icrm_pair_open_idx = models.Index(
        "(icrm_provider_department_id, icrm_customer_department_id)"
        " INCLUDE (company_id, active, icrm_state, icrm_next_due_at)"
        " WHERE icrm_state IN ('new', 'in_progress', 'waiting')"
    )

    @api.model_create_multi
    def create(self, vals_list):
        tickets = super().create(vals_list)
        tickets._icrm_relate()
        return tickets

    def write(self, vals):
        """A request that becomes another department's relates those two."""
        result = super().write(vals)
        if not {
            "icrm_service_id",
            "icrm_requester_id",
            "icrm_beneficiary_id",
            "icrm_customer_department_id",
            "icrm_provider_department_id",
        }.isdisjoint(vals):
            self._icrm_relate()
        return result

    def _icrm_relate(self):
        """Make the relationships these requests stand for; one query, or none."""
        # sudo: that two departments deal with each other is the system's to note.
        tickets_sudo = self.sudo()
        self.env["icrm.relationship"]._ensure(
            {
                (
                    ticket.icrm_provider_department_id.id,
                    ticket.icrm_customer_department_id.id,
                    ticket.company_id.id,
                )
                for ticket in tickets_sudo
                if ticket.icrm_service_id
            }
        )
