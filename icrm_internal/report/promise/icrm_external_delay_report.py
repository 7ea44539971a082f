# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models
from odoo.tools import SQL

from ...models.promise.icrm_clock import CLOCK_KINDS
from ...models.request.helpdesk_ticket_stage import REQUEST_STATES


class IcrmExternalDelayReport(models.Model):
    """External cases delayed by internal misses: one row per promise that was missed.

    As in icrm.request.report, only requests that the reader may see are part of it.
    """

    _name = "icrm.external.delay.report"
    _description = "External Delays"
    _auto = False
    _order = "missed_at desc, id desc"
    _rec_name = "ticket_id"
    _depends = {
        "helpdesk.ticket": [
            "active",
            "company_id",
            "icrm_customer_department_id",
            "icrm_external_customer_id",
            "icrm_external_order",
            "icrm_provider_department_id",
            "icrm_service_id",
            "icrm_state",
        ],
        "icrm.clock": [
            "ticket_id",
            "kind",
            "missed_at",
            "stopped_at",
            "department_id",
        ],
    }

    ticket_id = fields.Many2one("helpdesk.ticket", string="Request", readonly=True)
    external_customer_id = fields.Many2one("res.partner", readonly=True)
    external_order = fields.Char(readonly=True)
    service_id = fields.Many2one("icrm.service", readonly=True)
    provider_department_id = fields.Many2one("hr.department", readonly=True)
    customer_department_id = fields.Many2one("hr.department", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    state = fields.Selection(REQUEST_STATES, string="Progress", readonly=True)
    kind = fields.Selection(CLOCK_KINDS, string="Promise", readonly=True)
    department_id = fields.Many2one(
        "hr.department", string="Attributed to", readonly=True
    )
    missed_at = fields.Datetime(string="Missed", readonly=True)
    late_hours = fields.Float(
        string="Hours Late",
        readonly=True,
        help="Elapsed time until resolution, or until now.",
    )

    @property
    def _table_query(self):
        query = self.env["helpdesk.ticket"]._search(
            [
                "|",
                ("icrm_external_customer_id", "!=", False),
                ("icrm_external_order", "!=", False),
            ]
        )
        query.add_join(
            "JOIN",
            "clock",
            "icrm_clock",
            SQL("clock.ticket_id = helpdesk_ticket.id AND clock.missed_at IS NOT NULL"),
        )
        return query.select(
            SQL("clock.id"),
            SQL("clock.ticket_id"),
            SQL("clock.kind"),
            SQL("clock.department_id"),
            SQL("clock.missed_at"),
            SQL(
                "EXTRACT(EPOCH FROM"
                " COALESCE(clock.stopped_at, NOW() AT TIME ZONE 'UTC')"
                " - clock.missed_at) / 3600.0 AS late_hours"
            ),
            SQL("helpdesk_ticket.company_id"),
            SQL("helpdesk_ticket.icrm_state AS state"),
            SQL("helpdesk_ticket.icrm_service_id AS service_id"),
            SQL(
                "helpdesk_ticket.icrm_provider_department_id AS provider_department_id"
            ),
            SQL(
                "helpdesk_ticket.icrm_customer_department_id AS customer_department_id"
            ),
            SQL("helpdesk_ticket.icrm_external_customer_id AS external_customer_id"),
            SQL("helpdesk_ticket.icrm_external_order AS external_order"),
        )

    def action_open_request(self):
        """Return the action that opens the request behind this row."""
        self.ensure_one()
        return self.ticket_id._icrm_form_action()
