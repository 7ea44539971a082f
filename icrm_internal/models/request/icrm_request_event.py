# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models

from .helpdesk_ticket_stage import REQUEST_HOLDERS, REQUEST_STATES


class IcrmRequestEvent(models.Model):
    """The history of a request: one row per change.

    The ledger from which waiting times, hand-overs and (for imported histories)
    clocks are computed. A row has the state *from* that instant on.
    """

    _name = "icrm.request.event"
    _description = "Request Event"
    _order = "ticket_id, occurred_at, id"
    _log_access = False
    # Not mail tracking: the context of a call can silence that.

    # Indexed by _course_idx.
    ticket_id = fields.Many2one(
        "helpdesk.ticket", string="Request", required=True, ondelete="cascade"
    )
    occurred_at = fields.Datetime(required=True)
    state = fields.Selection(REQUEST_STATES, required=True)
    holder = fields.Selection(REQUEST_HOLDERS)
    team_id = fields.Many2one("helpdesk.ticket.team", ondelete="restrict")
    department_id = fields.Many2one("hr.department", ondelete="restrict")
    user_id = fields.Many2one("res.users", ondelete="restrict", string="Assigned to")
    requester_id = fields.Many2one("icrm.customer", ondelete="restrict")
    beneficiary_id = fields.Many2one(
        "icrm.customer", string="Requested for", ondelete="restrict"
    )
    changed_by_id = fields.Many2one(
        "res.users", ondelete="restrict", string="Changed by"
    )
    priority = fields.Selection(
        selection=lambda self: self.env["icrm.service"]._priorities()
    )

    # The events of a request in order of time.
    _course_idx = models.Index("(ticket_id, occurred_at, id)")
