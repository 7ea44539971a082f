# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL


class IcrmService(models.Model):
    """What requests tell about a service: how often asked for, how well liked."""

    _inherit = "icrm.service"
    _catalogue_order = "is_pinned desc, relevance desc, own_demand desc, name, id"

    request_count = fields.Integer(
        "Requests",
        compute="_compute_request_count",
        groups="icrm_internal.group_icrm_agent,icrm_internal.group_icrm_auditor",
    )
    own_demand = fields.Integer(
        "Asked for by My Department",
        compute="_compute_own_demand",
        help="Requests of the current user's department in the last twelve months.",
    )
    rating_avg = fields.Float(
        "Rating",
        compute="_compute_rating",
        digits=(3, 1),
        help="Average of the ratings, shown once there are enough of them to hide who "
        "gave which.",
    )
    rating_count = fields.Integer("Rated", compute="_compute_rating")

    @api.ondelete(at_uninstall=False)
    def _unlink_except_asked_for(self):
        tickets_sudo = (
            self.env["helpdesk.ticket"].sudo().with_context(active_test=False)
        )
        counts = tickets_sudo._read_group(
            [("icrm_service_id", "in", self.ids)], ["icrm_service_id"], ["__count"]
        )
        for service, count in counts:
            raise UserError(
                self.env._(
                    "There are %(count)s requests for %(service)s, which stay part of "
                    "the history: archive the service instead.",
                    count=count,
                    service=service.name,
                )
            )

    def _compute_request_count(self):
        counts = dict(
            self.env["helpdesk.ticket"]._read_group(
                [("icrm_service_id", "in", self._origin.ids)],
                ["icrm_service_id"],
                ["__count"],
            )
        )
        for service in self:
            service.request_count = counts.get(service._origin, 0)

    def action_view_requests(self):
        """Open the requests for these services, as far as the user may see them."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "icrm_internal.helpdesk_ticket_action_desk"
        )
        return {
            **action,
            "domain": [("icrm_service_id", "in", self.ids)],
            "context": {
                "default_icrm_service_id": self.id if len(self) == 1 else False
            },
        }

    @api.depends_context("uid")
    def _compute_own_demand(self):
        rows = self.env.execute_query(self._sql_own_demand())
        demand = dict(rows)
        for service in self:
            service.own_demand = demand.get(service._origin.id, 0)

    def _sql_own_demand(self):
        """Requests per service of the user's department(s) in twelve months."""
        Ticket = self.env["helpdesk.ticket"]
        Customer = self.env["icrm.customer"]
        return SQL(
            """
            SELECT %(service)s AS service_id, count(*) AS demand
              FROM helpdesk_ticket
             WHERE %(department)s IN (
                       SELECT %(customer_department)s
                         FROM icrm_customer
                        WHERE %(user)s = %(uid)s AND icrm_customer.active)
               AND %(submitted)s >= %(since)s
               AND helpdesk_ticket.icrm_service_id IS NOT NULL
             GROUP BY 1
            """,
            service=self._sql_column(Ticket, "icrm_service_id"),
            department=self._sql_column(Ticket, "icrm_customer_department_id"),
            submitted=self._sql_column(Ticket, "icrm_submitted_at"),
            customer_department=self._sql_column(Customer, "department_id"),
            user=self._sql_column(Customer, "user_id"),
            uid=self.env.uid,
            since=fields.Datetime.now() - relativedelta(months=12),
        )

    @api.model
    def _sql_column(self, model, name):
        return SQL.identifier(model._table, name, to_flush=model._fields[name])

    def _order_field_to_sql(self, alias, field_name, direction, nulls, query):
        if field_name == "own_demand":
            joined = query.make_alias(alias, "own_demand")
            query.add_join(
                "LEFT JOIN",
                joined,
                SQL("(%s)", self._sql_own_demand()),
                SQL(
                    "%s = %s",
                    SQL.identifier(joined, "service_id"),
                    SQL.identifier(alias, "id"),
                ),
            )
            demand = SQL("COALESCE(%s, 0)", SQL.identifier(joined, "demand"))
            return SQL("%s %s %s", demand, direction, nulls)
        return super()._order_field_to_sql(alias, field_name, direction, nulls, query)

    @api.depends_context("lang")
    def _compute_rating(self):
        # An average over enough ratings names nobody, so everybody may see it.
        averages = self.env["icrm.request.rating"]._icrm_averages(
            "service_id", self._origin.ids
        )
        for service in self:
            count, average = averages.get(service._origin.id, (0, 0.0))
            service.rating_count = count
            service.rating_avg = average
