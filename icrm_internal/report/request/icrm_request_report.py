# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.tools import SQL

from ...models.request.helpdesk_ticket_stage import REQUEST_STATES
from ...models.request.sla_sql import MET, OPEN

HOURS = "EXTRACT(EPOCH FROM %s - %s) / 3600.0"


class IcrmRequestReport(models.Model):
    """Promises and results: one row per request, with its measures.

    The table is a query over the requests that the reader may see: the rules of
    helpdesk.ticket are part of it, so no figure here reveals more than the requests do.
    """

    _name = "icrm.request.report"
    _description = "Request Analysis"
    _auto = False
    _order = "submitted_at desc, id desc"
    _rec_name = "number"
    _depends = {
        "helpdesk.ticket": [
            "active",
            "company_id",
            "duplicate_id",
            "icrm_beneficiary_id",
            "icrm_customer_department_id",
            "icrm_due_at",
            "icrm_first_response_at",
            "icrm_next_due_at",
            "icrm_origin",
            "icrm_provider_department_id",
            "icrm_reopen_count",
            "icrm_requester_id",
            "icrm_resolved_at",
            "icrm_response_due_at",
            "icrm_service_id",
            "icrm_state",
            "icrm_submitted_at",
            "name",
            "number",
            "priority",
            "team_id",
            "user_id",
        ],
        "icrm.request.event": ["ticket_id", "occurred_at", "holder", "team_id"],
        "icrm.service": ["category_id"],
    }

    ticket_id = fields.Many2one("helpdesk.ticket", string="Request", readonly=True)
    number = fields.Char(readonly=True)
    name = fields.Char(string="Subject", readonly=True)
    service_id = fields.Many2one("icrm.service", readonly=True)
    category_id = fields.Many2one("icrm.service.category", readonly=True)
    provider_department_id = fields.Many2one("hr.department", readonly=True)
    customer_department_id = fields.Many2one("hr.department", readonly=True)
    team_id = fields.Many2one("helpdesk.ticket.team", readonly=True)
    user_id = fields.Many2one("res.users", string="Assignee", readonly=True)
    requester_id = fields.Many2one("icrm.customer", readonly=True)
    beneficiary_id = fields.Many2one("icrm.customer", string="Customer", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    state = fields.Selection(REQUEST_STATES, string="Progress", readonly=True)
    priority = fields.Selection(
        selection=lambda self: (self.env["icrm.service"]._priorities()),
        readonly=True,
    )
    origin = fields.Selection(
        selection=lambda self: (
            self.env["helpdesk.ticket"]._fields["icrm_origin"].selection
        ),
        readonly=True,
    )
    submitted_at = fields.Datetime(string="Submitted", readonly=True)
    resolved_at = fields.Datetime(string="Resolved", readonly=True)
    due_at = fields.Datetime(string="Promised By", readonly=True)
    holder_name = fields.Char(
        related="ticket_id.icrm_holder_name", string="Currently with"
    )

    open_count = fields.Integer(string="Open", readonly=True)
    overdue_count = fields.Integer(string="Overdue", readonly=True)
    resolved_count = fields.Integer(string="Resolved Requests", readonly=True)
    response_hours = fields.Float(
        string="Hours to First Response", aggregator="avg", readonly=True
    )
    resolution_hours = fields.Float(
        string="Hours to Resolution", aggregator="avg", readonly=True
    )
    waiting_hours = fields.Float(
        string="Hours Waiting for the Customer", aggregator="avg", readonly=True
    )
    response_met = fields.Float(
        string="First Response Met", aggregator="avg", readonly=True
    )
    resolution_met = fields.Float(aggregator="avg", readonly=True)
    # To filter: in a domain "met is 0" is "met is 0 or unknown".
    response_missed = fields.Integer(string="First Responses Missed", readonly=True)
    resolution_missed = fields.Integer(string="Promises Missed", readonly=True)
    reopened = fields.Float(aggregator="avg", readonly=True)
    duplicate = fields.Float(string="Duplicates", aggregator="avg", readonly=True)
    handover_count = fields.Integer(string="Hand-Overs", readonly=True)

    @property
    def _table_query(self):
        query = self.env["helpdesk.ticket"]._search([("icrm_service_id", "!=", False)])
        query.add_join(
            "JOIN",
            "icrm_service",
            None,
            SQL("icrm_service.id = helpdesk_ticket.icrm_service_id"),
        )
        return query.select(
            *(
                SQL("%s AS %s", expression, SQL.identifier(name))
                for name, expression in self._select().items()
            )
        )

    @api.model
    def _select(self):
        """Return the SQL expression of each column, by its name."""
        ticket = {
            name: SQL.identifier("helpdesk_ticket", column)
            for name, column in {
                "id": "id",
                "ticket_id": "id",
                "number": "number",
                "name": "name",
                "service_id": "icrm_service_id",
                "provider_department_id": "icrm_provider_department_id",
                "customer_department_id": "icrm_customer_department_id",
                "team_id": "team_id",
                "user_id": "user_id",
                "requester_id": "icrm_requester_id",
                "beneficiary_id": "icrm_beneficiary_id",
                "company_id": "company_id",
                "state": "icrm_state",
                "priority": "priority",
                "origin": "icrm_origin",
                "submitted_at": "icrm_submitted_at",
                "resolved_at": "icrm_resolved_at",
                "due_at": "icrm_due_at",
            }.items()
        }
        responded = SQL(
            "COALESCE(helpdesk_ticket.icrm_first_response_at,"
            " helpdesk_ticket.icrm_resolved_at)"
        )
        submitted, resolved = ticket["submitted_at"], ticket["resolved_at"]
        response_met = SQL(
            MET, due=SQL("helpdesk_ticket.icrm_response_due_at"), done=responded
        )
        resolution_met = SQL(MET, due=SQL("helpdesk_ticket.icrm_due_at"), done=resolved)
        return {
            **ticket,
            "category_id": SQL("icrm_service.category_id"),
            "open_count": SQL("(%s)::int", OPEN),
            "overdue_count": SQL(
                "(%s AND helpdesk_ticket.icrm_next_due_at"
                " < NOW() AT TIME ZONE 'UTC')::int",
                OPEN,
            ),
            "resolved_count": SQL("(helpdesk_ticket.icrm_state = 'resolved')::int"),
            "response_hours": SQL(HOURS, responded, submitted),
            "resolution_hours": SQL(HOURS, resolved, submitted),
            "waiting_hours": self._select_waiting_hours(),
            "response_met": response_met,
            "resolution_met": resolution_met,
            "response_missed": SQL("(%s IS NOT DISTINCT FROM 0)::int", response_met),
            "resolution_missed": SQL(
                "(%s IS NOT DISTINCT FROM 0)::int", resolution_met
            ),
            "reopened": SQL(
                "(COALESCE(helpdesk_ticket.icrm_reopen_count, 0) > 0)::int"
            ),
            "duplicate": SQL("(helpdesk_ticket.duplicate_id IS NOT NULL)::int"),
            "handover_count": self._select_handover_count(),
        }

    # Sub-selects rather than joins: PostgreSQL leaves them out of every query that does
    # not ask for these two measures.
    @api.model
    def _select_waiting_hours(self):
        return SQL(
            """(
            SELECT COALESCE(SUM(EXTRACT(EPOCH FROM until - occurred_at)), 0) / 3600.0
              FROM (SELECT holder, occurred_at,
                           LEAD(occurred_at, 1, NOW() AT TIME ZONE 'UTC')
                               OVER (ORDER BY occurred_at, id) AS until
                      FROM icrm_request_event
                     WHERE ticket_id = helpdesk_ticket.id) AS step
             WHERE holder = 'customer')"""
        )

    @api.model
    def _select_handover_count(self):
        return SQL(
            """(
            SELECT COUNT(*)
              FROM (SELECT team_id,
                           LAG(team_id) OVER (ORDER BY occurred_at, id) AS former
                      FROM icrm_request_event
                     WHERE ticket_id = helpdesk_ticket.id) AS step
             WHERE team_id != former)"""
        )

    def action_open_request(self):
        """Return the action that opens the request behind this row."""
        self.ensure_one()
        return self.ticket_id._icrm_form_action()
