# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models
from odoo.tools import SQL

from ...models.request.helpdesk_ticket_stage import REQUEST_HOLDERS, REQUEST_STATES
from ...models.request.sla_sql import is_open


class IcrmRequestStepReport(models.Model):
    """Time in stage: one row per event of a request.

    A step lasts from one event to the next; the last one of an open request until now.
    What comes after the end (resolved, withdrawn, rejected) is no step. As in
    icrm.request.report, only requests that the reader may see are part of the table.
    """

    _name = "icrm.request.step.report"
    _description = "Time in Stage"
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
        "hr.department", string="Responsible Department", readonly=True
    )
    team_id = fields.Many2one("helpdesk.ticket.team", readonly=True)
    user_id = fields.Many2one("res.users", string="Assignee", readonly=True)
    state = fields.Selection(REQUEST_STATES, string="Progress", readonly=True)
    holder = fields.Selection(REQUEST_HOLDERS, readonly=True)
    started_at = fields.Datetime(string="From", readonly=True)
    ended_at = fields.Datetime(string="To", readonly=True)
    hours = fields.Float(aggregator="avg", readonly=True)
    total_hours = fields.Float(readonly=True)
    handover_count = fields.Integer(
        string="Hand-Overs",
        readonly=True,
        help="1 for a step started by another team.",
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
        # Sub-selects rather than window functions: a filter on the period, the service
        # or the department then spares PostgreSQL all other events.
        ended_at = SQL(
            """COALESCE((
                SELECT next.occurred_at
                  FROM icrm_request_event AS next
                 WHERE next.ticket_id = event.ticket_id
                   AND (next.occurred_at, next.id) > (event.occurred_at, event.id)
              ORDER BY next.occurred_at, next.id
                 LIMIT 1), NOW() AT TIME ZONE 'UTC')"""
        )
        former_team = SQL(
            """(SELECT former.team_id
                  FROM icrm_request_event AS former
                 WHERE former.ticket_id = event.ticket_id
                   AND (former.occurred_at, former.id) < (event.occurred_at, event.id)
              ORDER BY former.occurred_at DESC, former.id DESC
                 LIMIT 1)"""
        )
        hours = SQL("EXTRACT(EPOCH FROM %s - event.occurred_at) / 3600.0", ended_at)
        query.add_where(is_open(SQL("event.state")))
        columns = {
            "id": SQL("event.id"),
            "ticket_id": SQL("event.ticket_id"),
            "department_id": SQL("event.department_id"),
            "team_id": SQL("event.team_id"),
            "user_id": SQL("event.user_id"),
            "state": SQL("event.state"),
            "holder": SQL("event.holder"),
            "company_id": SQL("helpdesk_ticket.company_id"),
            "service_id": SQL("helpdesk_ticket.icrm_service_id"),
            "provider_department_id": SQL(
                "helpdesk_ticket.icrm_provider_department_id"
            ),
            "customer_department_id": SQL(
                "helpdesk_ticket.icrm_customer_department_id"
            ),
            "started_at": SQL("event.occurred_at"),
            "ended_at": ended_at,
            "hours": hours,
            "total_hours": hours,
            "handover_count": SQL(
                "COALESCE(event.team_id != %s, FALSE)::int", former_team
            ),
        }
        return query.select(
            *(
                SQL("%s AS %s", expression, SQL.identifier(name))
                for name, expression in columns.items()
            )
        )

    def action_open_request(self):
        """Return the action that opens the request this step belongs to."""
        self.ensure_one()
        return self.ticket_id._icrm_form_action()
