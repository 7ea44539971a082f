# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models

REQUEST_STATES = [
    ("new", "Submitted"),
    ("in_progress", "In Progress"),
    ("waiting", "Waiting"),
    ("resolved", "Resolved"),
    ("withdrawn", "Withdrawn"),
    ("rejected", "Declined"),
]
HOLDERS = [
    ("provider", "Provider"),
    ("customer", "Customer"),
    ("department", "Another department"),
    ("third_party", "Third party"),
]
# Not set by a stage: the approver holds the request in any stage.
REQUEST_HOLDERS = [*HOLDERS, ("approver", "Approver")]
# The one definition of open requests; SQL uses sla_sql.is_open, and
# a test compares the lists in views with it.
OPEN_STATES = ("new", "in_progress", "waiting")
# While one of these holds it, the time promised to the customer runs.
RUNNING_HOLDERS = ("provider", "department")


class HelpdeskTicketStage(models.Model):
    _inherit = "helpdesk.ticket.stage"

    icrm_state = fields.Selection(
        REQUEST_STATES,
        string="Status for the Customer",
        default="in_progress",
        required=True,
    )
    icrm_holder = fields.Selection(
        HOLDERS,
        string="Currently with",
        default="provider",
        help="Party the clock waits for; empty for closed stages.",
    )
