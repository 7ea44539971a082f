# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.fields import Domain
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
        query = self.env["helpdesk.ticket"]._search(self._get_domain())
        query.add_join(
            "JOIN",
            "clock",
            "icrm_clock",
            SQL("clock.ticket_id = helpdesk_ticket.id AND clock.missed_at IS NOT NULL"),
        )
        self._join(query)
        return query.select(
            *(
                SQL("%s AS %s", expression, SQL.identifier(name))
                for name, expression in self._select().items()
            )
        )

    @api.model
    def _get_domain(self):
        """Return the domain of the requests that are for somebody outside."""
        return Domain("icrm_external_customer_id", "!=", False) | Domain(
            "icrm_external_order", "!=", False
        )

    @api.model
    def _join(self, query):
        """Join what :meth:`_select` needs besides requests and clocks."""

    @api.model
    def _select(self):
        """Return the SQL expression of each column, by its name."""
        return {
            "id": SQL("clock.id"),
            "ticket_id": SQL("clock.ticket_id"),
            "kind": SQL("clock.kind"),
            "department_id": SQL("clock.department_id"),
            "missed_at": SQL("clock.missed_at"),
            "late_hours": SQL(
                "EXTRACT(EPOCH FROM"
                " COALESCE(clock.stopped_at, NOW() AT TIME ZONE 'UTC')"
                " - clock.missed_at) / 3600.0"
            ),
            **{
                name: SQL.identifier("helpdesk_ticket", column)
                for name, column in {
                    "company_id": "company_id",
                    "state": "icrm_state",
                    "service_id": "icrm_service_id",
                    "provider_department_id": "icrm_provider_department_id",
                    "customer_department_id": "icrm_customer_department_id",
                    "external_customer_id": "icrm_external_customer_id",
                    "external_order": "icrm_external_order",
                }.items()
            },
        }

    def action_open_request(self):
        """Return the action that opens the request behind this row."""
        self.ensure_one()
        return self.ticket_id._icrm_form_action()
