# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import SQL


class IcrmExternalDelayReport(models.Model):
    """The customer's date beside each missed promise, where a commitment is known.

    Requests without one keep the order as it was written.
    """

    _inherit = "icrm.external.delay.report"
    _depends = {
        "helpdesk.ticket": ["icrm_commitment_id", "icrm_parent_id"],
        "icrm.external.commitment": [
            "customer_date",
            "delivered_at",
            "inside_hours",
            "late_hours",
            "name",
            "partner_id",
            "state",
        ],
        "icrm.external.lateness": ["ticket_id", "hours"],
    }

    commitment_id = fields.Many2one("icrm.external.commitment", readonly=True)
    customer_date = fields.Datetime(string="Customer's Date", readonly=True)
    delivered_at = fields.Datetime(string="Delivered on", readonly=True)
    customer_days_late = fields.Float(
        string="Days Late to Customer",
        readonly=True,
        digits=(9, 1),
        aggregator="max",
        help="From the customer's date to the delivery, or until now.",
    )
    inside_share = fields.Float(
        string="Caused Inside",
        readonly=True,
        aggregator="avg",
        help="Share of the delivery's lateness that missed internal promises explain.",
    )
    caused_hours = fields.Float(
        string="Hours Caused",
        readonly=True,
        help="Hours of the delivery's lateness that this promise explains.",
    )

    def _get_domain(self):
        # sudo: whether a step is of something promised outside; the step is searched
        # as the reader, whom the rules need not be asked about twice
        wholes_sudo = self.env["helpdesk.ticket"].sudo()
        promised = wholes_sudo._search([("icrm_commitment_id", "!=", False)])
        return (
            super()._get_domain()
            | Domain("icrm_commitment_id", "!=", False)
            | Domain("icrm_parent_id", "in", promised)
        )

    def _join(self, query):
        super()._join(query)
        query.add_join(
            "LEFT JOIN",
            "whole",
            "helpdesk_ticket",
            SQL("whole.id = helpdesk_ticket.icrm_parent_id"),
        )
        query.add_join(
            "LEFT JOIN",
            "commitment",
            "icrm_external_commitment",
            SQL(
                "commitment.id = COALESCE("
                "helpdesk_ticket.icrm_commitment_id, whole.icrm_commitment_id)"
            ),
        )

    def _select(self):
        columns = super()._select()
        # Of a cancelled order nothing is late.
        late = SQL(
            """CASE WHEN commitment.state != 'cancelled' THEN GREATEST(0, EXTRACT(
                EPOCH FROM COALESCE(commitment.delivered_at, NOW() AT TIME ZONE 'UTC')
                - commitment.customer_date) / 86400.0) END"""
        )
        return {
            **columns,
            "external_customer_id": SQL(
                "COALESCE(commitment.partner_id, %s)", columns["external_customer_id"]
            ),
            "external_order": SQL(
                "COALESCE(commitment.name, %s)", columns["external_order"]
            ),
            "commitment_id": SQL("commitment.id"),
            "customer_date": SQL("commitment.customer_date"),
            "delivered_at": SQL("commitment.delivered_at"),
            "customer_days_late": late,
            "inside_share": SQL(
                "commitment.inside_hours / NULLIF(commitment.late_hours, 0)"
            ),
            # A request's share once, however many of its promises were missed
            "caused_hours": SQL(
                """CASE WHEN clock.kind = 'resolution' THEN (
                    SELECT SUM(lateness.hours)
                      FROM icrm_external_lateness AS lateness
                     WHERE lateness.ticket_id = clock.ticket_id) END"""
            ),
        }
