# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ..access.safe_html import SafeHtml


class IcrmRelationship(models.Model):
    """What one department owes another: promises, volume, satisfaction, health."""

    _name = "icrm.relationship"
    _description = "Internal Service Relationship"
    _inherit = ["mail.thread", "mail.activity.mixin", "icrm.reminder"]
    _order = "provider_department_id, customer_department_id"

    provider_department_id = fields.Many2one(
        "hr.department", required=True, ondelete="restrict", index=True
    )
    customer_department_id = fields.Many2one(
        "hr.department", required=True, ondelete="restrict", index=True
    )
    company_id = fields.Many2one("res.company", required=True)
    active = fields.Boolean(default=True)
    account_manager_id = fields.Many2one(
        "res.users",
        ondelete="restrict",
        tracking=True,
        domain="[('share', '=', False)]",
        help="Who on the provider's side answers for the relationship as a whole.",
    )
    technical_contact_id = fields.Many2one(
        "res.users",
        ondelete="restrict",
        tracking=True,
        domain="[('share', '=', False)]",
        help="Whom the customer asks when it gets technical.",
    )
    next_review_date = fields.Date(
        string="Next Review",
        tracking=True,
        help="When both sides look at the figures together. The account manager is "
        "reminded a week before.",
    )
    note = SafeHtml()
    agreement_ids = fields.One2many("icrm.agreement", "relationship_id")
    expectation_ids = fields.One2many("icrm.expectation", "relationship_id")

    _pair_uniq = models.Constraint(
        "UNIQUE (provider_department_id, customer_department_id)",
        "These two departments have a relationship already.",
    )

    def write(self, vals):
        """A relationship stays between the same two: its agreements rest on that."""
        if not {
            "provider_department_id",
            "customer_department_id",
            "company_id",
        }.isdisjoint(vals):
            raise UserError(
                self.env._(
                    "A relationship cannot be moved to another department: make a new "
                    "one."
                )
            )
        return super().write(vals)

    @api.depends("provider_department_id.name", "customer_department_id.name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for relationship in self:
            # sudo: who sees the relationship sees between whom it is.
            relationship_sudo = relationship.sudo()
            relationship.display_name = self.env._(
                "%(provider)s for %(customer)s",
                provider=relationship_sudo.provider_department_id.name or "",
                customer=relationship_sudo.customer_department_id.name or "",
            )

    @api.model
    def _search_display_name(self, operator, value):
        by_provider = Domain("provider_department_id.name", operator, value)
        by_customer = Domain("customer_department_id.name", operator, value)
        if operator in Domain.NEGATIVE_OPERATORS:
            return by_provider & by_customer
        return by_provider | by_customer

    def _get_reminded(self):
        head = self.env["icrm.agreement"]._get_head(self.provider_department_id)
        return self.account_manager_id or head

    @api.model
    def _ensure(self, pairs):
        """Make the relationships that do not exist yet; one statement for a batch.

        Written so that two requests at the same moment make one relationship, and that
        the thousandth request costs a look at an index and no number of the sequence.

        :param pairs: (provider department id, customer department id, company id);
            those without two different departments are left out
        """
        pairs = sorted(
            pair for pair in pairs if pair[0] and pair[1] and pair[0] != pair[1]
        )
        if not pairs:
            return
        providers, customers, companies = zip(*pairs, strict=True)
        self.flush_model(["provider_department_id", "customer_department_id"])
        self._insert_new(
            SQL(
                "SELECT * FROM unnest(%s::int[], %s::int[], %s::int[])",
                list(providers),
                list(customers),
                list(companies),
            )
        )

    @api.model
    def _ensure_all(self):
        """Make the relationships of all requests there are: for a database that had
        requests before it had relationships, or got them past the ORM."""
        self.env["helpdesk.ticket"].flush_model()
        self._insert_new(
            SQL(
                """
                SELECT icrm_provider_department_id, icrm_customer_department_id,
                       MIN(company_id)
                  FROM helpdesk_ticket
                 WHERE icrm_provider_department_id <> icrm_customer_department_id
                 GROUP BY icrm_provider_department_id, icrm_customer_department_id
                """
            )
        )

    @api.model
    def _insert_new(self, pairs):
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO icrm_relationship (
                    provider_department_id, customer_department_id, company_id, active,
                    create_uid, create_date, write_uid, write_date)
                SELECT pair.provider_id, pair.customer_id, pair.company_id, TRUE,
                       %(uid)s, NOW() AT TIME ZONE 'UTC',
                       %(uid)s, NOW() AT TIME ZONE 'UTC'
                  FROM (%(pairs)s) AS pair (provider_id, customer_id, company_id)
                 WHERE NOT EXISTS (
                       SELECT FROM icrm_relationship AS known
                        WHERE known.provider_department_id = pair.provider_id
                          AND known.customer_department_id = pair.customer_id)
                    ON CONFLICT DO NOTHING
                """,
                uid=self.env.uid,
                pairs=pairs,
            )
        )
