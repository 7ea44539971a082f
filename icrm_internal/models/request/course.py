# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What a turn in the course of one request means, as values to write.

*was* is how it stood before, as ``_icrm_standing`` returned it. Nothing is written.
"""

from .helpdesk_ticket_stage import OPEN_STATES


def turn_values(ticket, was, now):
    """Return what a change of stage means for a request."""
    stage = ticket.stage_id
    state = stage.icrm_state
    over = stage.closed or state not in OPEN_STATES
    was_over = was["state"] not in OPEN_STATES
    vals = {
        "icrm_state": state,
        "icrm_holder": ticket._icrm_holder_in(stage),
        "last_stage_update": now,
    }
    if not over:
        vals["closed_date"] = False
    elif was_over and was["closed_date"]:
        # Moved from one end to another: it was over since the first.
        vals["closed_date"] = was["closed_date"]
    else:
        vals["closed_date"] = now
    if state == "resolved":
        if was["state"] != "resolved":
            vals["icrm_resolved_at"] = now
        if not ticket.icrm_first_response_at:
            vals["icrm_first_response_at"] = now
    else:
        vals["icrm_resolved_at"] = False
        vals["icrm_confirmed_at"] = False
        if state == "rejected" and not ticket.icrm_first_response_at:
            vals["icrm_first_response_at"] = now
    if was_over and not over:
        vals["icrm_reopen_count"] = ticket.icrm_reopen_count + 1
    return vals


def customer_values(ticket, was):
    """Return what follows when a request turns out to be somebody else's."""
    vals = {}
    requester, beneficiary = ticket.icrm_requester_id, ticket.icrm_beneficiary_id
    if requester != was["requester"]:
        if beneficiary == was["requester"]:
            beneficiary = requester
            vals["icrm_beneficiary_id"] = beneficiary.id
        if requester.partner_id:
            vals["partner_id"] = requester.partner_id.id
            vals["partner_name"] = requester.partner_id.name
            vals["partner_email"] = requester.partner_id.email
        if was["requester"] and not ticket.icrm_first_requester_id:
            vals["icrm_first_requester_id"] = was["requester"].id
    if beneficiary != was["beneficiary"]:
        if was["beneficiary"] and not ticket.icrm_first_beneficiary_id:
            vals["icrm_first_beneficiary_id"] = was["beneficiary"].id
        vals["icrm_customer_department_id"] = beneficiary.department_id.id
    return vals
