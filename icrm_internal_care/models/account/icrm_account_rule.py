# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.tools import SQL

from odoo.addons.icrm_internal.models.access import company_day
from odoo.addons.icrm_internal.models.access.actions import open_form
from odoo.addons.icrm_internal.models.access.groups import AGENT, OFFICER
from odoo.addons.icrm_internal.models.access.jobs import run_step
from odoo.addons.icrm_internal.models.customer.duty import Duty, is_gone


class IcrmAccountRule(models.Model):
    """Proposes an account manager for customers who have none; an officer applies."""

    _name = "icrm.account.rule"
    _inherit = ["icrm.shared"]
    _description = "Account Manager Rule"
    _order = "sequence, id"
    _icrm_duties = (
        Duty("user_id"),
        Duty("department_id"),
    )

    name = fields.Char(
        string="Rule", required=True, default=lambda self: self.env._("New rule")
    )
    sequence = fields.Integer(
        default=10, help="The first rule that fits a customer proposes."
    )
    active = fields.Boolean(default=True)
    user_id = fields.Many2one(
        "res.users",
        string="Account Manager",
        required=True,
        ondelete="restrict",
        domain="[('share', '=', False)]",
    )
    department_id = fields.Many2one(
        "hr.department",
        ondelete="restrict",
        help="With the departments below it. Empty: all.",
    )
    work_location_id = fields.Many2one(
        "hr.work.location", ondelete="restrict", help="Employees only. Empty: all."
    )
    segment_id = fields.Many2one(
        "icrm.segment", ondelete="restrict", help="Empty: all."
    )

    # Not by the company: a row that may not move is refused as such, and whoever does
    # not work in a customer's company is not proposed.
    @api.constrains("user_id")
    def _check_user(self):
        # sudo: the rights of a colleague are compared
        for rule_sudo in self.sudo():
            user_sudo = rule_sudo.user_id
            if not user_sudo._icrm_filter_available(
                rule_sudo.company_id
            ) or not user_sudo.has_group(AGENT):
                raise ValidationError(
                    self.env._(
                        "Account Manager: %(name)s is not an agent of this company.",
                        name=user_sudo.name,
                    )
                )

    @api.model
    def _propose(self, companies, since=None):
        """Return ``[(customer id, rule id, user id)]``: the first rule that fits.

        Of active customers without an account manager. One statement for any number of
        customers and rules.

        :param since: of customers created since then only
        """
        for model, names in {
            "icrm.customer": ["account_manager_id", "active", "company_id"],
            "icrm.account.rule": None,
            "hr.employee": ["current_version_id"],
            "hr.version": ["work_location_id"],
            "hr.department": ["parent_id"],
            "res.users": ["active"],
        }.items():
            self.env[model].flush_model(names)
        segments = self.env["icrm.customer"]._fields["segment_ids"]
        # SQL: all customers against all rules in one statement
        return self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT ON (customer.id)
                       customer.id, rule.id, rule.user_id
                  FROM icrm_customer AS customer
             LEFT JOIN hr_department AS own ON own.id = customer.department_id
             LEFT JOIN hr_employee AS employee ON employee.id = customer.employee_id
             LEFT JOIN hr_version AS version
                    ON version.id = employee.current_version_id
                  JOIN icrm_account_rule AS rule
                    ON rule.active
                   AND (rule.company_id IS NULL
                        OR rule.company_id = customer.company_id)
             LEFT JOIN hr_department AS above ON above.id = rule.department_id
                  JOIN res_users AS users ON users.id = rule.user_id
                 WHERE customer.active
                   AND customer.account_manager_id IS NULL
                   AND customer.company_id = ANY(%(companies)s)
                   AND (%(since)s::timestamp IS NULL
                        OR customer.create_date >= %(since)s)
                   AND (rule.department_id IS NULL
                        OR starts_with(own.parent_path, above.parent_path))
                   AND (rule.work_location_id IS NULL
                        OR rule.work_location_id = version.work_location_id)
                   AND (rule.segment_id IS NULL OR EXISTS (
                            SELECT FROM %(segments)s AS member
                             WHERE member.%(customer)s = customer.id
                               AND member.%(segment)s = rule.segment_id))
                   AND NOT %(gone)s
                   AND EXISTS (
                            SELECT FROM res_company_users_rel AS allowed
                             WHERE allowed.user_id = users.id
                               AND allowed.cid = customer.company_id)
              ORDER BY customer.id, rule.sequence, rule.id
                """,
                companies=companies.ids,
                since=since,
                segments=SQL.identifier(segments.relation),
                customer=SQL.identifier(segments.column1),
                segment=SQL.identifier(segments.column2),
                gone=is_gone(self.env, "users"),
            )
        )

    def action_open_proposal(self):
        """Open the list of proposed account managers; nothing is changed yet."""
        if not self.env.user.has_group(OFFICER):
            raise AccessError(self.env._("Only officers can propose account managers."))
        proposal = self.env["icrm.account.proposal"]._create_preview()
        return open_form(
            proposal, name=self.env._("Propose Account Managers"), target="new"
        )

    # ------------------------------------------------------------------
    # Each night
    # ------------------------------------------------------------------

    @api.model
    def _cron_propose(self):
        """Tell officers of new customers for whom a rule proposes somebody."""
        # sudo: the job looks at all
        run_step(self.env, "icrm.account.rule: propose", self.sudo()._notify_new)

    @api.model
    def _notify_new(self):
        """Send officers one message a day a company, in sudo."""
        since = fields.Datetime.now() - timedelta(days=1)
        Transfer = self.env["icrm.account.transfer"]
        for company in self.env["res.company"].search([]):
            count = len(self._propose(company, since))
            if count:
                self.env["icrm.message"].with_company(company)._enqueue(
                    "account_proposed",
                    Transfer._get_company_officers(company),
                    values={"count": count, "company": company.name},
                    occasion=f"{company.id} {company_day.today(company)}",
                )
