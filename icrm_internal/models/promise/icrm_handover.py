# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class IcrmHandover(models.Model):
    """A request passed to another department or team, to be acknowledged."""

    _name = "icrm.handover"
    _description = "Hand-over"
    _order = "handed_at desc, id desc"

    ticket_id = fields.Many2one(
        "helpdesk.ticket",
        string="Request",
        required=True,
        ondelete="cascade",
        index=True,
        readonly=True,
    )
    company_id = fields.Many2one(related="ticket_id.company_id", store=True)
    from_team_id = fields.Many2one(
        "helpdesk.ticket.team", ondelete="restrict", readonly=True
    )
    from_department_id = fields.Many2one(
        "hr.department", ondelete="restrict", readonly=True, index=True
    )
    to_team_id = fields.Many2one(
        "helpdesk.ticket.team", required=True, ondelete="restrict", readonly=True
    )
    to_department_id = fields.Many2one(
        "hr.department", ondelete="restrict", readonly=True, index=True
    )
    reason = fields.Text(required=True, readonly=True)
    budget_hours = fields.Float(
        readonly=True, help="Working hours the receiver has to acknowledge."
    )
    state = fields.Selection(
        [
            ("waiting", "To be acknowledged"),
            ("acknowledged", "Acknowledged"),
            ("returned", "Returned"),
            ("cancelled", "Cancelled"),
        ],
        default="waiting",
        required=True,
        readonly=True,
        index=True,
    )
    handed_by_id = fields.Many2one("res.users", ondelete="restrict", readonly=True)
    handed_at = fields.Datetime(
        required=True, readonly=True, default=fields.Datetime.now
    )
    answered_by_id = fields.Many2one("res.users", ondelete="restrict", readonly=True)
    answered_at = fields.Datetime(readonly=True)
    return_reason = fields.Text(readonly=True)

    _one_waiting = models.UniqueIndex(
        "(ticket_id) WHERE state = 'waiting'",
        "This request is being handed over already.",
    )
    _budget_range = models.Constraint(
        "CHECK (budget_hours IS NULL OR budget_hours BETWEEN 0.01 AND 10000)",
        "The budget of a hand-over lies between 0.01 and 10,000 working hours.",
    )
