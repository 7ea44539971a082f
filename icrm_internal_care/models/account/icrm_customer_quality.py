# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.icrm_internal.models.access import company_day
from odoo.addons.icrm_internal.models.access.actions import open_form, open_list
from odoo.addons.icrm_internal.models.access.groups import AGENT, AUDITOR

READ = {
    "icrm.customer": [
        "active",
        "kind",
        "name",
        "department_id",
        "company_id",
        "partner_id",
        "account_manager_id",
        "lang",
        "reviewed_on",
    ],
    "res.partner": ["email_normalized"],
    "res.company": ["icrm_profile_months"],
}


class IcrmCustomerQuality(models.Model):
    """What is missing in each customer profile: a query, mended in place.

    One row per active customer; nothing is stored, so nothing can be out of date.
    What is entered here is written to the customer, with the caller's rights.
    """

    _name = "icrm.customer.quality"
    _description = "Data Quality"
    _auto = False
    _order = "issue_count desc, id"
    _rec_name = "customer_id"

    customer_id = fields.Many2one("icrm.customer", readonly=True)
    kind = fields.Selection(related="customer_id.kind", store=True)
    department_id = fields.Many2one("hr.department", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    no_email = fields.Boolean(string="No E-mail", readonly=True)
    no_manager = fields.Boolean(string="No Account Manager", readonly=True)
    no_lang = fields.Boolean(string="No Language", readonly=True)
    is_duplicate = fields.Boolean(
        string="Possible Duplicate",
        readonly=True,
        help="The same e-mail address, or the same name in one department.",
    )
    is_stale = fields.Boolean(
        string="Not Reviewed",
        readonly=True,
        help="Never reviewed, or not for the months in Settings.",
    )
    issue_count = fields.Integer(string="Issues", readonly=True, aggregator="sum")
    score = fields.Float(
        readonly=True,
        digits=(3, 0),
        aggregator="avg",
        help="100: nothing is missing. Each issue takes away 20, of departments 50.",
    )
    issue_text = fields.Char(string="What Is Missing", compute="_compute_issue_text")

    # Mended in place
    email = fields.Char(related="customer_id.email", related_sudo=False)
    account_manager_id = fields.Many2one(
        related="customer_id.account_manager_id", readonly=False, related_sudo=False
    )
    lang = fields.Selection(
        related="customer_id.lang", readonly=False, related_sudo=False
    )
    reviewed_on = fields.Date(
        related="customer_id.reviewed_on",
        related_sudo=False,
        groups=f"{AGENT},{AUDITOR}",
    )

    @property
    def _table_query(self):
        for model, names in READ.items():
            self.env[model].flush_model(names)
        # SQL: one pass over the customers, duplicates by window functions
        return SQL(
            """
            SELECT checked.*,
                   no_email::int + no_manager::int + no_lang::int
                       + is_duplicate::int + is_stale::int AS issue_count,
                   100 - (CASE kind WHEN 'employee' THEN 20 ELSE 50 END)
                       * (no_email::int + no_manager::int + no_lang::int
                          + is_duplicate::int + is_stale::int) AS score
              FROM (
                SELECT customer.id, customer.id AS customer_id, customer.kind,
                       customer.department_id, customer.company_id,
                       customer.kind = 'employee'
                           AND COALESCE(partner.email_normalized, '') = ''
                           AS no_email,
                       customer.account_manager_id IS NULL AS no_manager,
                       customer.kind = 'employee' AND customer.lang IS NULL
                           AS no_lang,
                       customer.kind = 'employee' AND (
                           partner.email_normalized <> '' AND COUNT(*) OVER (
                               PARTITION BY customer.kind, customer.company_id,
                                            partner.email_normalized
                           ) > 1
                           OR COUNT(*) OVER (
                               PARTITION BY customer.kind, customer.company_id,
                                            customer.department_id,
                                            LOWER(BTRIM(customer.name))
                           ) > 1
                       ) IS TRUE AS is_duplicate,
                       customer.reviewed_on IS NULL
                           OR customer.reviewed_on < %(today)s - MAKE_INTERVAL(
                               months => COALESCE(company.icrm_profile_months, 12)
                           ) AS is_stale
                  FROM icrm_customer AS customer
             LEFT JOIN res_partner AS partner ON partner.id = customer.partner_id
             LEFT JOIN res_company AS company ON company.id = customer.company_id
                 WHERE customer.active
              ) AS checked
            """,
            today=company_day.today(self.env.company),
        )

    @api.depends("no_email", "no_manager", "no_lang", "is_duplicate", "is_stale")
    @api.depends_context("lang")
    def _compute_issue_text(self):
        names = ("no_email", "no_manager", "no_lang", "is_duplicate", "is_stale")
        labels = {
            name: self._fields[name]._description_string(self.env) for name in names
        }
        for row in self:
            row.issue_text = " · ".join(labels[name] for name in names if row[name])

    def write(self, vals):
        """Write to the customers, as the caller; the rows follow."""
        result = super().write(vals)
        self.invalidate_recordset()
        return result

    def action_mark_reviewed(self):
        """Note that the caller has checked these profiles today."""
        self.check_access("read")
        self.customer_id.action_mark_reviewed()
        self.invalidate_recordset()
        return True

    def action_open_customer(self):
        """Open the profile."""
        self.ensure_one()
        self.check_access("read")
        return open_form(self.customer_id)

    def action_open_duplicates(self):
        """List the customers who may be the same person as this one."""
        self.ensure_one()
        self.check_access("read")
        customer = self.customer_id
        same = Domain("name", "=ilike", customer.name) & Domain(
            "department_id", "=", customer.department_id.id
        )
        if customer.email:
            same |= Domain("email", "=ilike", customer.email)
        return open_list(
            self.env["icrm.customer"],
            self.env._("Possible Duplicates"),
            Domain("kind", "=", "employee") & same,
        )
