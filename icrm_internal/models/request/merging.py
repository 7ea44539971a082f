# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Duplicates: requests that are merged into another one.

Requests and target are given in sudo, after a decision about access.
"""

from odoo.exceptions import UserError

from .helpdesk_ticket_stage import OPEN_STATES


def check_mergeable(requests, target):
    """Raise unless all are of the same customer or the same department as the target.

    Else one customer would read about another's request.
    """
    for ticket in requests:
        same_customer = (ticket.icrm_requester_id | ticket.icrm_beneficiary_id) & (
            target.icrm_requester_id | target.icrm_beneficiary_id
        )
        department = ticket.icrm_customer_department_id
        if ticket == target or not (
            same_customer
            or (department and department == target.icrm_customer_department_id)
        ):
            raise UserError(
                requests.env._(
                    "Request %(number)s cannot be merged into %(target)s. Choose "
                    "another request of the same customer or department.",
                    number=ticket.number,
                    target=target.number,
                )
            )


def close_as_duplicates(requests, target):
    """Close the requests; those merged into them before now belong to the target."""
    requests.duplicate_ids.write({"duplicate_id": target.id})
    requests = requests.with_context(icrm_merging=True)
    requests.write({"duplicate_id": target.id})
    for company, tickets in requests.grouped("company_id").items():
        stage = company.helpdesk_mgmt_duplicate_ticket_stage_id
        if stage and stage.icrm_state not in OPEN_STATES:
            tickets.write({"stage_id": stage.id})
        else:
            tickets._icrm_set_state("withdrawn")
