# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models
from odoo.exceptions import UserError

from .helpdesk_ticket_stage import OPEN_STATES
from .notices import tell_added


class IcrmRequestColleagueMixin(models.AbstractModel):
    """A request for a colleague whom the requester knows by e-mail address only.

    Portal users read no colleagues. Whatever address they enter, the answer is the
    same: the request is theirs, and shows the address as they wrote it. Whether it is
    somebody's, and whose, the service desk sees, and adds the person.
    """

    _name = "icrm.request.colleague.mixin"
    _description = "Requests for a Colleague by E-mail Address"

    icrm_colleague_email = fields.Char(
        string="Requested for (E-mail)", readonly=True, copy=False
    )

    def action_icrm_add_colleague(self):
        """Make the request one for the colleague whose address the requester entered.

        :raise AccessError: the caller does not serve the request
        :raise UserError: it is closed, or the address is not that of one employee
        """
        self.ensure_one()
        # sudo: whoever serves the request may change whom it is for.
        ticket_sudo = self.env["helpdesk.ticket"].browse(self.id)._icrm_check_provider()
        ticket_sudo._icrm_check_state(OPEN_STATES)
        # sudo: whoever serves the request may know its customers.
        customers_sudo = self.env["icrm.customer"].sudo()
        address = ticket_sudo.icrm_colleague_email
        found = customers_sudo._find_by_address(address, ticket_sudo.company_id)
        if not found:
            raise UserError(
                self.env._(
                    "No employee of %(company)s has the address %(address)s.",
                    company=ticket_sudo.company_id.name,
                    address=address or "-",
                )
            )
        # The requester named them: from the beginning it was for them.
        ticket_sudo.icrm_first_beneficiary_id = found
        ticket_sudo.write(
            {"icrm_beneficiary_id": found.id, "icrm_colleague_email": False}
        )
        tell_added(ticket_sudo, found)
        return True
