# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.tools import SQL


class IcrmRequestReport(models.Model):
    """Hours on hold for planned maintenance, in a column of their own."""

    _inherit = "icrm.request.report"

    maintenance_hours = fields.Float(
        string="Hours of Planned Maintenance", aggregator="avg", readonly=True
    )

    @api.model
    def _select(self):
        return super()._select() | {
            "maintenance_hours": SQL(
                """(
                SELECT COALESCE(SUM(EXTRACT(EPOCH FROM until - occurred_at)), 0)
                       / 3600.0
                  FROM (SELECT holder, occurred_at,
                               LEAD(occurred_at, 1, NOW() AT TIME ZONE 'UTC')
                                   OVER (ORDER BY occurred_at, id) AS until
                          FROM icrm_request_event
                         WHERE ticket_id = helpdesk_ticket.id) AS step
                 WHERE holder = 'maintenance')"""
            )
        }
