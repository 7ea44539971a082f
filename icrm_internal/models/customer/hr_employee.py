# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.fields import Domain


class HrEmployee(models.Model):
    _inherit = "hr.employee"

    icrm_customer_ids = fields.One2many(
        "icrm.customer",
        "employee_id",
        string="Internal Customer",
        groups="hr.group_hr_user",
    )
    icrm_user_id = fields.Many2one(
        "res.users",
        string="Internal CRM User",
        compute="_compute_icrm_user_id",
        compute_sudo=True,
        groups="hr.group_hr_user",
        help="A user linked later needs confirmation by an Internal CRM administrator.",
    )

    icrm_organization_id = fields.Many2one(
        "res.partner",
        string="Partner Organization",
        domain="[('icrm_is_partner', '=', True)]",
        ondelete="restrict",
        index="btree_not_null",
        groups="hr.group_hr_user",
        help="Organization an external person works for.",
    )

    @api.depends("icrm_customer_ids.user_id")
    def _compute_icrm_user_id(self):
        for employee in self.with_context(active_test=False):
            employee.icrm_user_id = employee.icrm_customer_ids[:1].user_id

    @api.model
    def _icrm_get_person_domain(self, user=None):
        """Return the employees that *user* is, the current one by default.

        By the link of HR, by the confirmed one, and by one that waits for confirmation:
        whom it would be wrong to trust as somebody else. Also those who left.
        """
        user = user or self.env.user
        # sudo: who is linked to whom, to compare
        Customer_sudo = self.env["icrm.customer"].sudo()
        linked = Customer_sudo.with_context(active_test=False)._search(
            Domain("user_id", "=", user.id)
            | Domain("known_user_id", "=", user.id)
            | Domain("pending_user_id", "=", user.id)
        )
        return Domain("user_id", "=", user.id) | Domain(
            "id", "in", linked.subselect("employee_id")
        )

    def _icrm_get_links(self):
        """Return {customer: (HR's user, the user to confirm)}, in sudo."""
        customers_sudo = (
            self.env["icrm.customer"]
            .sudo()
            .with_context(active_test=False)
            .search([("employee_id", "in", self.ids)])
        )
        return {
            customer: (
                customer._prepare_from_hr(customer.employee_id)["user_id"],
                customer.pending_user_id,
            )
            for customer in customers_sudo
        }

    def write(self, vals):
        """A new link to a user is logged, and both users are notified."""
        if {"user_id", "work_contact_id"}.isdisjoint(vals):
            return super().write(vals)
        before = self._icrm_get_links()
        former = {customer: customer.known_user_id for customer in before}
        result = super().write(vals)
        for customer, link in self._icrm_get_links().items():
            if link == before[customer]:
                continue
            # sudo: the name of the user just linked, for the log
            user = self.env["res.users"].sudo().browse(link[0] or ())
            if not former[customer] and customer.user_id == user:
                continue  # the first one, and there is nothing yet to read
            self.env["icrm.access.log"]._record(
                "link",
                customer,
                self.env._(
                    "From %(former)s to %(user)s",
                    former=former[customer].name or "-",
                    user=user.name or "-",
                ),
            )
            customer._notify_link(former[customer] | user | customer.pending_user_id)
        return result

    def _icrm_release(self):
        """Release what these employees, who are gone, worked on and were asked."""
        Work = self.env["icrm.orphaned.work"]
        users = self.user_id | self.with_context(active_test=False).icrm_user_id
        Work._release(users)
        Work._release(
            self.env["icrm.customer"]
            .with_context(active_test=False)
            .search([("employee_id", "in", self.ids)])
        )
        Work._notify_officers(users - users._icrm_filter_available())

    @api.model_create_multi
    def create(self, vals_list):
        employees = super().create(vals_list)
        self.env["icrm.customer"]._create_for(employees)
        return employees

    def unlink(self):
        """Take the customers along, unless they have a history (refused there)."""
        self.check_access("unlink")
        # sudo: who may delete the employee may delete the empty customer file
        self.env["icrm.customer"].sudo().with_context(active_test=False).search(
            [("employee_id", "in", self.ids)]
        ).unlink()
        return super().unlink()

    def action_icrm_open_customer(self):
        """Return the action that opens this employee's internal customer file."""
        self.ensure_one()
        return self.env["icrm.customer"]._get_open_action(
            [("employee_id", "=", self.id)]
        )
