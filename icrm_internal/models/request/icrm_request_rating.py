# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class IcrmRequestRating(models.Model):
    """One to five stars for one request.

    Not rating.rating: its rows name their authors to every employee. Providers see
    averages over at least five ratings; the row itself is for the customer who gave
    it and, if the company decides so, for those who served.
    """

    _name = "icrm.request.rating"
    _description = "Request Rating"
    _order = "id desc"

    ticket_id = fields.Many2one(
        "helpdesk.ticket", string="Request", required=True, ondelete="cascade"
    )
    score = fields.Integer(required=True, aggregator="avg")
    comment = fields.Text()
    rated_at = fields.Datetime(required=True, default=fields.Datetime.now)
    customer_id = fields.Many2one("icrm.customer", required=True, ondelete="restrict")
    service_id = fields.Many2one("icrm.service", ondelete="restrict", index=True)
    provider_department_id = fields.Many2one(
        "hr.department", ondelete="restrict", index=True
    )
    customer_department_id = fields.Many2one("hr.department", ondelete="restrict")
    company_id = fields.Many2one("res.company", required=True)

    _ticket_uniq = models.Constraint(
        "UNIQUE (ticket_id)", "A request is rated only once."
    )
    _score_range = models.Constraint(
        "CHECK (score BETWEEN 1 AND 5)", "A rating lies between 1 and 5."
    )
