# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.icrm_internal.models.access import company_day
from odoo.addons.icrm_internal.models.access.personal import KEEP, Personal

from . import value_text
from .icrm_customer_value import KINDS, STAGES, WARNINGS


class IcrmCustomerStage(models.Model):
    """When a customer came to another stage of its lifecycle, and why.

    Written by the nightly job alone. Two columns are filled in later: when somebody
    contacted the customer to win it back, and whether it came back. So the same list
    shows what contacting customers was good for.
    """

    _name = "icrm.customer.stage"
    _inherit = "icrm.append.only"
    _description = "Customer Lifecycle"
    _icrm_personal = (
        Personal("to_stage", "customer_id", KEEP),
        Personal("happened_on", "customer_id", KEEP),
    )
    _order = "happened_on desc, id desc"
    _rec_name = "customer_id"
    _log_access = False
    # Of everybody
    _icrm_is_history = False

    customer_id = fields.Many2one(
        "icrm.customer", readonly=True, ondelete="set null", index=True
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, ondelete="cascade", index=True
    )
    kind = fields.Selection(KINDS, required=True, readonly=True)
    from_stage = fields.Selection(STAGES, readonly=True)
    to_stage = fields.Selection(STAGES, required=True, readonly=True)
    happened_on = fields.Date(string="Changed On", required=True, readonly=True)
    reasons = fields.Json(string="Reason Codes", readonly=True)
    reason_text = fields.Char(string="Reasons", compute="_compute_reason_text")
    contacted_on = fields.Date(string="Contacted", readonly=True)
    is_contacted = fields.Boolean(string="Was Contacted", readonly=True, default=False)
    returned_on = fields.Date(string="Next Request", readonly=True)
    return_rate = fields.Float(
        string="Back (%)",
        readonly=True,
        digits=(5, 1),
        aggregator="avg",
        help="100 for customers with a new request in time, counted from the day they "
        "were contacted or, if no one did, fell silent; 0 for the others.",
    )
    is_counted = fields.Boolean(
        string="Period Ended",
        readonly=True,
        help="The customer came back, or did not in time.",
    )

    _once_uniq = models.Constraint(
        "UNIQUE (customer_id, to_stage, happened_on)",
        "A customer comes to a stage once a day.",
    )
    _return_range = models.Constraint(
        "CHECK (return_rate BETWEEN 0 AND 100)", "A share is between 0 and 100."
    )

    @api.depends("reasons")
    @api.depends_context("lang")
    def _compute_reason_text(self):
        for stage in self:
            stage.reason_text = "; ".join(value_text.render(self.env, stage.reasons))

    def _warn(self):
        """Tell account managers of customers that fall silent or may be lost, once.

        Not on the first night: then it is no change. And only those who may see it.
        """
        Message = self.env["icrm.message"]
        for stage in self:
            if stage.to_stage not in WARNINGS or not stage.from_stage:
                continue
            manager = stage.customer_id.account_manager_id
            if not manager.active or not stage.with_user(manager).has_access("read"):
                continue
            is_silent = any(
                reason["code"] in ("silent", "rhythm") for reason in stage.reasons or ()
            )
            Message._enqueue(
                "customer_silent" if is_silent else "customer_churn", manager, stage
            )

    @api.model
    def _mark_contacted(self, customers, on=None):
        """Note that somebody contacted *customers* to win them back; no access check.

        Whoever contacts a person contacts the department. Noted at the last time that
        each became at risk or dormant, if it was not contacted
        since; so a second contact does not start the days again.

        :param customers: records of ``icrm.customer``
        :param on: the day; today by default
        :return: how many were noted
        """
        self.flush_model()
        found = []
        # sudo: the caller has contacted them
        customers_sudo = customers.sudo()
        customers_sudo |= customers_sudo._of_department(customers_sudo.department_id)
        for company, own in customers_sudo.grouped("company_id").items():
            # SQL: the log is append-only but for these columns, which are empty.
            found += self.env.execute_query(
                SQL(
                    """
                    UPDATE icrm_customer_stage AS stage
                       SET contacted_on = %(on)s, is_contacted = TRUE
                      FROM (SELECT DISTINCT ON (customer_id) id
                              FROM icrm_customer_stage
                             WHERE customer_id IN %(customers)s
                             ORDER BY customer_id, happened_on DESC, id DESC) AS latest
                     WHERE stage.id = latest.id
                       AND stage.to_stage IN %(warnings)s
                       AND stage.contacted_on IS NULL
                       AND stage.happened_on <= %(on)s
                       AND NOT COALESCE(stage.is_counted, FALSE)
                 RETURNING stage.id
                    """,
                    on=on or company_day.today(company or self.env.company),
                    customers=own._ids,
                    warnings=WARNINGS,
                )
            )
        self.invalidate_model()
        return len(found)

    @api.model
    def _follow_up(self, company, today, days):
        """Note who came back in time; one statement for all that wait for it.

        :param days: in which a customer comes back, or not
        """
        # SQL: the log is append-only but for these columns, which are not final yet.
        self.env.execute_query(
            SQL(
                """
                UPDATE icrm_customer_stage AS stage
                   SET returned_on = back.day,
                       return_rate = CASE
                           WHEN back.day <= base.day + %(days)s THEN 100 ELSE 0 END,
                       is_counted = base.day + %(days)s < %(today)s
                             OR COALESCE(back.day <= base.day + %(days)s, FALSE)
                  FROM (SELECT id, customer_id,
                               COALESCE(contacted_on, happened_on) AS day
                          FROM icrm_customer_stage
                         WHERE company_id = %(company)s
                           AND to_stage IN %(warnings)s
                           AND NOT COALESCE(is_counted, FALSE)) AS base
             LEFT JOIN LATERAL (
                       SELECT value.last_request_on AS day
                         FROM icrm_customer_value AS value
                        WHERE value.customer_id = base.customer_id
                          AND value.last_request_on > base.day) AS back ON TRUE
                 WHERE stage.id = base.id
             RETURNING stage.id
                """,
                company=company.id,
                today=today,
                days=days,
                warnings=WARNINGS,
            )
        )
        self.invalidate_model()
