# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models
from odoo.tools import SQL

from ...models.external import confidence


class IcrmExternalCostReport(models.Model):
    """What lateness cost external customers: one row per delivery and who caused it.

    The row without a department stands for the delivery itself: it is counted there,
    with its value and its rating, so that any sum over rows is right. Only commitments
    that the reader may see are part of it, with their value only those whose value the
    reader may know.
    """

    _name = "icrm.external.cost.report"
    _description = "External Deliveries"
    _auto = False
    _order = "delivered_at desc, commitment_id desc, hours desc, id"
    _rec_name = "commitment_id"
    _depends = {
        "icrm.external.commitment": [
            "amount",
            "company_id",
            "currency_id",
            "customer_date",
            "delivered_at",
            "department_id",
            "late_hours",
            "partner_id",
            "satisfaction",
            "state",
        ],
        "icrm.external.lateness": ["commitment_id", "department_id", "hours"],
    }

    commitment_id = fields.Many2one(
        "icrm.external.commitment", string="External Order", readonly=True
    )
    external_customer_id = fields.Many2one("res.partner", readonly=True)
    customer_department_id = fields.Many2one(
        "hr.department", string="Asking Department", readonly=True
    )
    company_id = fields.Many2one("res.company", readonly=True)
    customer_date = fields.Datetime(string="Customer's Date", readonly=True)
    delivered_at = fields.Datetime(string="Delivered on", readonly=True)
    department_id = fields.Many2one(
        "hr.department",
        string="Caused by",
        readonly=True,
        help="Empty: no missed internal promise explains these hours.",
    )
    delivery_count = fields.Integer(string="Deliveries", readonly=True)
    late_count = fields.Integer(string="Late Deliveries", readonly=True)
    hours = fields.Float(string="Hours Late", readonly=True)
    inside_hours = fields.Float(
        string="Caused Inside",
        readonly=True,
        help="Hours late explained by missed internal promises.",
    )
    satisfaction = fields.Float(
        string="Customer's Satisfaction",
        readonly=True,
        digits=(9, 2),
        aggregator="avg",
        help="Mean of 1 to 5.",
    )
    currency_id = fields.Many2one("res.currency", readonly=True)
    late_amount = fields.Monetary(string="Value of Late Orders", readonly=True)

    @property
    def _table_query(self):
        query = self.env["icrm.external.commitment"]._search(
            [("state", "=", "delivered")]
        )
        query.add_join(
            "JOIN",
            "lateness",
            "icrm_external_lateness",
            SQL("lateness.commitment_id = icrm_external_commitment.id"),
        )
        # sudo: of these the reader may know the value
        valued_sudo = (
            self.env["icrm.external.commitment"]
            .sudo()
            ._search(confidence.get_domain(self.env))
        )
        whole = SQL("lateness.department_id IS NULL")
        late = SQL("icrm_external_commitment.late_hours > 0")
        columns = {
            "id": SQL("lateness.id"),
            "commitment_id": SQL("lateness.commitment_id"),
            "department_id": SQL("lateness.department_id"),
            "hours": SQL("lateness.hours"),
            "inside_hours": SQL("CASE WHEN %s THEN 0 ELSE lateness.hours END", whole),
            "delivery_count": SQL("(%s)::int", whole),
            "late_count": SQL("(%s AND %s)::int", whole, late),
            "satisfaction": SQL(
                "CASE WHEN %s THEN icrm_external_commitment.satisfaction::int END",
                whole,
            ),
            "late_amount": SQL(
                "CASE WHEN icrm_external_commitment.id IN %s THEN"
                " CASE WHEN %s AND %s THEN icrm_external_commitment.amount ELSE 0 END"
                " END",
                valued_sudo.subselect(),
                whole,
                late,
            ),
            **{
                name: SQL.identifier("icrm_external_commitment", column)
                for name, column in {
                    "external_customer_id": "partner_id",
                    "customer_department_id": "department_id",
                    "company_id": "company_id",
                    "customer_date": "customer_date",
                    "delivered_at": "delivered_at",
                    "currency_id": "currency_id",
                }.items()
            },
        }
        return query.select(
            *(
                SQL("%s AS %s", expression, SQL.identifier(name))
                for name, expression in columns.items()
            )
        )

    def action_open_commitment(self):
        """Return the action that opens the commitment behind this row."""
        self.ensure_one()
        return self.commitment_id._get_records_action(context={})
