# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models
from odoo.tools import SQL

from ..models.request.helpdesk_ticket_stage import HOLDERS, REQUEST_STATES


class IcrmRequestStepReport(models.Model):
    """Where the time went: one row per step in the course of a request.

    A step lasts from one event to the next; the last one of an open request until now.
    What comes after the end (resolved, withdrawn, rejected) is no step. As in
    icrm.request.report, only requests that the reader may see are part of the table.
    """

    _name = "icrm.request.step.report"
    _description = "Time per Step"
    _auto = False
    _order = "started_at desc, id desc"
    _depends = {
        "helpdesk.ticket": ["active", "company_id", "icrm_service_id"],
        "icrm.request.event": [
            "ticket_id",
            "occurred_at",
            "state",
            "holder",
            "team_id",
            "department_id",
            "user_id",
            "priority",
        ],
    }

    ticket_id = fields.Many2one("helpdesk.ticket", string="Request", readonly=True)
    service_id = fields.Many2one("icrm.service", readonly=True)
    provider_department_id = fields.Many2one("hr.department", readonly=True)
    customer_department_id = fields.Many2one("hr.department", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    department_id = fields.Many2one(
        "hr.department", string="Department in Charge", readonly=True
    )
    team_id = fields.Many2one("helpdesk.ticket.team", readonly=True)
    user_id = fields.Many2one("res.users", string="Assignee", readonly=True)
    state = fields.Selection(REQUEST_STATES, string="Progress", readonly=True)
    holder = fields.Selection(HOLDERS, readonly=True)
    started_at = fields.Datetime(string="From", readonly=True)
    ended_at = fields.Datetime(string="To", readonly=True)
    hours = fields.Float(aggregator="avg", readonly=True)
    total_hours = fields.Float(readonly=True)
    handover_count = fields.Integer(
        string="Hand-Overs",
        readonly=True,
        help="1 for a step that began with another team taking over.",
    )

    @property
    def _table_query(self):
        query = self.env["helpdesk.ticket"]._search([("icrm_service_id", "!=", False)])
        query.add_join(
            "JOIN",
            "event",
            "icrm_request_event",
            SQL("event.ticket_id = helpdesk_ticket.id"),
        )
        # The columns behind the ticket's id split nothing further; named here they let
        # PostgreSQL filter by them before it goes through the events.
        course = SQL(
            """(PARTITION BY event.ticket_id, helpdesk_ticket.company_id,
                             helpdesk_ticket.icrm_service_id,
                             helpdesk_ticket.icrm_provider_department_id,
                             helpdesk_ticket.icrm_customer_department_id
                    ORDER BY event.occurred_at, event.id)"""
        )
        steps = query.select(
            SQL("event.id"),
            SQL("event.ticket_id"),
            SQL("event.department_id"),
            SQL("event.team_id"),
            SQL("event.user_id"),
            SQL("event.state"),
            SQL("event.holder"),
            SQL("helpdesk_ticket.company_id"),
            SQL("helpdesk_ticket.icrm_service_id AS service_id"),
            SQL(
                "helpdesk_ticket.icrm_provider_department_id AS provider_department_id"
            ),
            SQL(
                "helpdesk_ticket.icrm_customer_department_id AS customer_department_id"
            ),
            SQL("event.occurred_at AS started_at"),
            SQL(
                "LEAD(event.occurred_at, 1, NOW() AT TIME ZONE 'UTC') OVER %s"
                " AS ended_at",
                course,
            ),
            SQL(
                "COALESCE(event.team_id != LAG(event.team_id) OVER %s, FALSE)::int"
                " AS handover_count",
                course,
            ),
        )
        return SQL(
            """
            SELECT step.*,
                   EXTRACT(EPOCH FROM ended_at - started_at) / 3600.0 AS hours,
                   EXTRACT(EPOCH FROM ended_at - started_at) / 3600.0 AS total_hours
              FROM (%s) AS step
             WHERE state IN ('new', 'in_progress', 'waiting')
            """,
            steps,
        )

    def action_open_request(self):
        """Return the action that opens the request this step belongs to."""
        self.ensure_one()
        return self.ticket_id._icrm_form_action()
