# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models

CLOCK_KINDS = [
    ("response", "First Response"),
    ("resolution", "Resolution"),
    ("handover", "Hand-over"),
    ("complaint_acknowledge", "Acknowledge the Complaint"),
    ("complaint_resolve", "Resolve the Complaint"),
    ("complaint_followup", "Follow up"),
]
CLOCK_STATES = [
    ("running", "Running"),
    ("paused", "Paused"),
    ("met", "Kept"),
    ("missed", "Missed"),
    ("cancelled", "Cancelled"),
]


class IcrmClock(models.Model):
    """One promise and the ledger that says how it was kept.

    A clock runs while the provider's side holds its subject and stands still while
    the customer or a third party does. A missed clock runs on until it is stopped:
    how late it was is part of the answer.
    """

    _name = "icrm.clock"
    _description = "Promise Clock"
    _order = "started_at desc, id desc"
    _log_access = False

    kind = fields.Selection(CLOCK_KINDS, required=True, readonly=True)
    ticket_id = fields.Many2one(
        "helpdesk.ticket",
        string="Request",
        ondelete="cascade",
        index="btree_not_null",
        readonly=True,
    )
    handover_id = fields.Many2one(
        "icrm.handover", ondelete="cascade", index="btree_not_null", readonly=True
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    calendar_id = fields.Many2one(
        "resource.calendar", required=True, ondelete="restrict", readonly=True
    )
    budget_seconds = fields.Integer(
        required=True, readonly=True, help="Working seconds promised."
    )
    started_at = fields.Datetime(required=True, readonly=True)
    stopped_at = fields.Datetime(readonly=True)
    state = fields.Selection(CLOCK_STATES, required=True, readonly=True)
    elapsed_seconds = fields.Integer(
        readonly=True, help="Working seconds of the closed segments that count."
    )
    due_at = fields.Datetime(
        readonly=True, help="When the budget runs out; empty while the clock is paused."
    )
    missed_at = fields.Datetime(
        readonly=True, help="When the budget ran out, not when somebody noticed."
    )
    next_alert_at = fields.Datetime(readonly=True)
    department_id = fields.Many2one(
        "hr.department",
        string="Put Down To",
        ondelete="restrict",
        index="btree_not_null",
        readonly=True,
        help="The department that held the clock longest when it was missed.",
    )
    segment_ids = fields.One2many("icrm.clock.segment", "clock_id", readonly=True)
    alert_ids = fields.One2many("icrm.clock.alert", "clock_id", readonly=True)

    _budget_range = models.Constraint(
        "CHECK (budget_seconds BETWEEN 1 AND 36000000)",
        "A promise lies between one second and 10,000 working hours.",
    )
    _ticket_kind_uniq = models.UniqueIndex(
        "(ticket_id, kind) WHERE handover_id IS NULL AND ticket_id IS NOT NULL",
        "A request has one clock of each kind.",
    )
    # What is reckoned anew when working hours change.
    _calendar_idx = models.Index("(calendar_id, id) WHERE state = 'running'")
    _due_idx = models.Index("(due_at, id) WHERE state = 'running'")
    _alert_idx = models.Index("(next_alert_at, id) WHERE next_alert_at IS NOT NULL")

    def _get_subject(self):
        """Return the record whose promise this is."""
        self.ensure_one()
        return self.ticket_id

    def _get_team(self):
        """Return the team that answers for the promise now."""
        self.ensure_one()
        return self.handover_id.to_team_id or self.ticket_id.team_id
