# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    icrm_reopen_days = fields.Integer(
        string="Reopen Within",
        default=5,
        required=True,
    )
    icrm_confirm_days = fields.Integer(
        string="Auto-close After",
        default=5,
        required=True,
        help="Resolved requests are confirmed automatically after this many days. 0: "
        "only by the customer.",
    )
    icrm_rating_change_hours = fields.Integer(
        string="Change Rating Within",
        default=12,
        required=True,
    )
    icrm_rating_min_count = fields.Integer(
        string="Minimum Group Size",
        default=5,
        required=True,
        help="Minimum number of people behind an average rating, at least five.",
    )
    icrm_fallback_service_id = fields.Many2one(
        "icrm.service",
        string="Service for Anything Else",
        domain="[('state', '=', 'published'), ('company_id', '=', id)]",
        help="What people may request if the search finds nothing.",
    )
    icrm_show_ratings = fields.Boolean(
        string="Show Ratings to Providers",
        help="Otherwise they only see averages.",
    )

    icrm_setup_hidden = fields.Boolean(
        string="Checklist Hidden", help="Getting Started is not on the home page."
    )

    # Choices: what narrows plain tickets is off until a company wants it.
    icrm_ticket_confidential = fields.Boolean("Confidential Plain Tickets")
    icrm_ticket_no_team = fields.Boolean("Hide Tickets without a Team")
    icrm_ticket_write = fields.Boolean("Only Handlers Edit Plain Tickets")
    icrm_ticket_portal = fields.Boolean("Portal Users See Only Their Own Tickets")

    _icrm_request_limits = models.Constraint(
        "CHECK (icrm_reopen_days BETWEEN 0 AND 365"
        " AND icrm_confirm_days BETWEEN 0 AND 365"
        " AND icrm_rating_change_hours BETWEEN 0 AND 8760"
        " AND icrm_rating_min_count BETWEEN 5 AND 1000)",
        "Enter 0 to 365 days, 0 to 8,760 hours and 5 to 1,000 people.",
    )

    @api.constrains("resource_calendar_id")
    def _check_icrm_calendar(self):
        """The company's hours are what services without hours of their own rest on."""
        self.env["icrm.service"].sudo().search(
            [
                ("company_id", "in", self.ids),
                ("state", "=", "published"),
                ("calendar_id", "=", False),
                ("team_id.icrm_calendar_id", "=", False),
            ]
        )._check_calendar_opens()
