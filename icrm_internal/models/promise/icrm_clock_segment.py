# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models

from ..request.helpdesk_ticket_stage import REQUEST_HOLDERS


class IcrmClockSegment(models.Model):
    """Who held a clock, from when to when. Segments of a clock touch, never overlap."""

    _name = "icrm.clock.segment"
    _description = "Clock Segment"
    _order = "clock_id, start_at, end_at, id"
    _log_access = False

    clock_id = fields.Many2one(
        "icrm.clock", required=True, ondelete="cascade", index=True, readonly=True
    )
    start_at = fields.Datetime(required=True, readonly=True)
    end_at = fields.Datetime(readonly=True, help="Empty: still open.")
    holder = fields.Selection(REQUEST_HOLDERS, readonly=True)
    department_id = fields.Many2one(
        "hr.department", ondelete="restrict", readonly=True, index=True
    )
    is_counted = fields.Boolean(
        readonly=True, help="The clock runs while the provider is responsible."
    )
    working_seconds = fields.Integer(
        readonly=True, help="Working time when the segment ended."
    )

    _period = models.Constraint(
        "CHECK (end_at IS NULL OR end_at >= start_at)",
        "The segment must end after it starts.",
    )
    _open_uniq = models.UniqueIndex(
        "(clock_id) WHERE end_at IS NULL", "A clock can have only one holder at a time."
    )
