# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from freezegun import freeze_time

from odoo import Command, fields
from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged

from ..common import IcrmCommon


@tagged("post_install", "-at_install")
class TestCustomerSync(IcrmCommon):
    """Each case ends with the repair finding nothing: hooks and SQL agree."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.employee = cls.staff.sudo().employee_id
        cls.customer = cls._customer(cls.staff)

    def tearDown(self):
        # The hooks left nothing to do for the repair, whatever the case was.
        self.assertEqual(
            self.env["icrm.customer"]._sync_with_hr(), {"created": 0, "mended": 0}
        )
        super().tearDown()

    def _customer_of(self, record):
        """Return the customer of an employee or department, archived or not."""
        Customer = self.env["icrm.customer"].with_context(active_test=False)
        if record._name == "hr.department":
            return Customer._of_department(record)
        return Customer.search([("employee_id", "=", record.id)])

    def test_hire(self):
        employee = self.env["hr.employee"].create(
            {
                "name": "Wang Fang",
                "department_id": self.finance.id,
                "job_title": "Cashier",
                "work_email": "wang@example.com",
            }
        )
        self.assertRecordValues(
            self._customer_of(employee),
            [
                {
                    "name": "Wang Fang",
                    "kind": "employee",
                    "department_id": self.finance.id,
                    "job_title": "Cashier",
                    "email": "wang@example.com",
                    "partner_id": employee.work_contact_id.id,
                    "user_id": False,
                    "company_id": self.company.id,
                    "active": True,
                }
            ],
        )

    def test_hire_without_user_and_email(self):
        employee = self.env["hr.employee"].create({"name": "Night watch"})
        customer = self._customer_of(employee)
        self.assertEqual(customer.name, "Night watch")
        self.assertFalse(customer.email)
        self.assertFalse(customer.user_id)
        self.assertTrue(customer.partner_id, "HR gives everybody a work contact")

    def test_user_linked_later(self):
        employee = self.env["hr.employee"].create({"name": "Late User"})
        customer = self._customer_of(employee)
        user = new_test_user(self.env, login="late_user", groups="base.group_user")
        self.assertFalse(self.env["icrm.customer"]._from_user(user))
        employee.user_id = user
        self.assertEqual(customer.user_id, user)
        self.assertEqual(customer.partner_id, user.partner_id)
        self.assertEqual(self.env["icrm.customer"]._from_user(user), customer)

    def test_user_created_from_employee(self):
        employee = self.env["hr.employee"].create(
            {"name": "From HR", "work_email": "fromhr@example.com"}
        )
        user = self.env["res.users"].create(
            {
                "name": "From HR",
                "login": "fromhr@example.com",
                "partner_id": employee.work_contact_id.id,
                "create_employee_id": employee.id,
            }
        )
        self.assertEqual(self._customer_of(employee).user_id, user)

    def test_portal_user_of_the_work_contact(self):
        """A worker without a licence, known by the work contact."""
        employee = self.env["hr.employee"].create(
            {"name": "Fitter", "work_email": "fitter@example.com"}
        )
        customer = self._customer_of(employee)
        user = new_test_user(
            self.env,
            login="fitter",
            groups="base.group_portal",
            partner_id=employee.work_contact_id.id,
        )
        self.assertEqual(customer.user_id, user)
        found = self.env["icrm.customer"].with_user(user)._from_user()
        self.assertEqual(found.id, customer.id)
        user.active = False
        self.assertFalse(customer.user_id)

    def test_move_now(self):
        self.employee.department_id = self.it
        self.assertEqual(self.customer.department_id, self.it)

    def test_move_in_future(self):
        """A version that starts later moves the customer on its day, by HR's cron."""
        day = fields.Date.today() + timedelta(days=10)
        self.employee.create_version(
            {"date_version": day, "department_id": self.it.id, "job_title": "Clerk"}
        )
        self.assertEqual(self.customer.department_id, self.finance)
        with freeze_time(day):
            self.env["hr.employee"]._cron_update_current_version_id()
            self.assertEqual(self.customer.department_id, self.it)
            self.assertEqual(self.customer.job_title, "Clerk")
            self.env.flush_all()

    def test_version_withdrawn(self):
        """Deleting the current version brings the former department back."""
        version = self.employee.create_version(
            {
                "date_version": fields.Date.today() + timedelta(days=1),
                "department_id": self.it.id,
            }
        )
        with freeze_time(fields.Date.today() + timedelta(days=2)):
            self.env["hr.employee"]._cron_update_current_version_id()
            self.assertEqual(self.customer.department_id, self.it)
            version.unlink()
            self.assertEqual(self.customer.department_id, self.finance)

    def test_rename(self):
        self.employee.name = "Staff Renamed"
        self.assertEqual(self.customer.name, "Staff Renamed")
        self.finance.name = "Treasury"
        self.assertEqual(self._customer_of(self.finance).name, "Treasury")

    def test_rename_in_another_language(self):
        """A department customer bears the name in its company's language."""
        self.env["res.lang"]._activate_lang("fr_FR")
        department = self.env["hr.department"].create({"name": "Purchasing"})
        department.with_context(lang="fr_FR").name = "Achats"
        customer = self._customer_of(department)
        self.assertEqual(customer.name, "Purchasing")
        self.assertEqual(customer.with_context(lang="fr_FR").display_name, "Achats")
        self.company.partner_id.lang = "fr_FR"
        self.env["icrm.customer"]._sync_with_hr()
        self.assertEqual(customer.name, "Achats")

    def test_job_title_follows_the_job(self):
        job = self.env["hr.job"].create({"name": "Buyer"})
        self.employee.job_id = job
        self.assertEqual(self.customer.job_title, "Buyer")
        job.name = "Senior Buyer"
        self.assertEqual(self.customer.job_title, "Senior Buyer")

    def test_archive_and_reactivate(self):
        self.employee.action_archive()
        self.assertTrue(self.customer.exists())
        self.assertFalse(self.customer.active)
        self.assertFalse(self.env["icrm.customer"]._from_user(self.staff))
        self.employee.action_unarchive()
        self.assertTrue(self.customer.active)
        self.assertEqual(
            self.env["icrm.customer"]._from_user(self.staff), self.customer
        )

    def test_department_lifecycle(self):
        department = self.env["hr.department"].create({"name": "Archive room"})
        customer = self._customer_of(department)
        self.assertRecordValues(
            customer,
            [
                {
                    "name": "Archive room",
                    "kind": "department",
                    "department_id": department.id,
                    "employee_id": False,
                    "partner_id": False,
                    "company_id": self.company.id,
                }
            ],
        )
        department.active = False
        self.assertFalse(customer.active)
        department.active = True
        self.assertTrue(customer.active)
        department.unlink()
        self.assertFalse(customer.exists())

    def test_department_of_several_companies(self):
        department = self.env["hr.department"].create(
            {"name": "Group audit", "company_id": False}
        )
        self.assertFalse(self._customer_of(department).company_id)

    def test_merge_of_departments(self):
        """People move, the old department is archived, the past stays where it was."""
        request = self.env["helpdesk.ticket"].create(
            {
                "name": "Before the merge",
                "description": "-",
                "icrm_service_id": self.service.id,
                "icrm_requester_id": self.customer.id,
                "icrm_beneficiary_id": self.customer.id,
                "icrm_customer_department_id": self.finance.id,
            }
        )
        (self.staff | self.colleague).sudo().employee_id.write(
            {"department_id": self.it.id}
        )
        self.finance.action_archive()
        self.assertEqual(self.customer.department_id, self.it)
        self.assertFalse(self._customer_of(self.finance).active)
        self.assertEqual(request.icrm_customer_department_id, self.finance)

    def test_delete_department_with_people(self):
        department = self.env["hr.department"].create({"name": "Short-lived"})
        self.employee.department_id = department
        department.unlink()
        self.assertFalse(self.customer.department_id)

    def test_delete_employee_without_history(self):
        employee = self.env["hr.employee"].create({"name": "Entered twice"})
        customer = self._customer_of(employee)
        employee.unlink()
        self.assertFalse(customer.exists())

    def test_delete_with_history_is_refused(self):
        self.env["helpdesk.ticket"].create(
            {
                "name": "A request",
                "description": "-",
                "icrm_service_id": self.service.id,
                "icrm_requester_id": self.customer.id,
                "icrm_beneficiary_id": self.customer.id,
                "icrm_customer_department_id": self.finance.id,
            }
        )
        with self.assertRaisesRegex(UserError, "Staff cannot be deleted.*: 1.*Archive"):
            self.employee.unlink()
        with self.assertRaisesRegex(UserError, "Finance cannot be deleted.*Archive"):
            self.finance.unlink()
        self.assertTrue(self.customer.exists())

    def test_two_companies_two_employees(self):
        other = self.env["res.company"].create({"name": "Subsidiary"})
        self.staff.company_ids = [Command.link(other.id)]
        department = self.env["hr.department"].create(
            {"name": "Branch finance", "company_id": other.id}
        )
        self.env["hr.employee"].create(
            {
                "name": "Staff there",
                "user_id": self.staff.id,
                "company_id": other.id,
                "department_id": department.id,
            }
        )
        Customer = self.env["icrm.customer"].with_user(self.staff)
        here = Customer.with_company(self.company)._from_user()
        there = Customer.with_company(other)._from_user()
        self.assertEqual(here, self.customer)
        self.assertEqual(there.name, "Staff there")
        self.assertEqual(there.department_id, department)
        self.assertEqual(there.company_id, other)
        # What belongs to the other company is out of sight from here, but for oneself.
        self.assertEqual(
            Customer.with_context(allowed_company_ids=self.company.ids).search(
                [("company_id", "=", other.id)]
            ),
            there,
        )

    def test_employee_changes_company(self):
        other = self.env["res.company"].create({"name": "Subsidiary"})
        employee = self.env["hr.employee"].create({"name": "Mover"})
        employee.company_id = other
        self.assertEqual(self._customer_of(employee).company_id, other)

    def test_user_without_employee(self):
        self.assertFalse(self.env["icrm.customer"]._from_user(self.officer))
        self.assertFalse(self.env["icrm.customer"]._from_user(self.portal_user))

    def test_from_user_is_one_query(self):
        Customer = self.env["icrm.customer"].with_user(self.staff)
        Customer._from_user()
        with self.assertQueryCount(1):
            Customer._from_user()

    def test_repair(self):
        """What SQL broke behind the ORM's back is mended, once, and reported."""
        gone = self._customer_of(self.colleague.sudo().employee_id)
        gone_id = gone.id
        self.env.flush_all()
        self.env.cr.execute("DELETE FROM icrm_customer WHERE id = %s", [gone_id])
        self.env.cr.execute(
            "UPDATE icrm_customer SET name = 'x', active = FALSE, department_id = NULL"
            " WHERE id = %s",
            [self.customer.id],
        )
        self.env.invalidate_all()
        with self.assertLogs("odoo.addons.icrm_internal", "WARNING") as logs:
            self.env["icrm.customer"]._cron_sync_with_hr()
        self.assertIn("1 created, 1 mended", logs.output[0])
        self.assertRecordValues(
            self.customer,
            [{"name": "Staff", "active": True, "department_id": self.finance.id}],
        )
        self.assertEqual(
            self._customer(self.colleague).partner_id, self.colleague.partner_id
        )

    def test_repair_equals_hooks(self):
        """SQL writes what the ORM computes, field by field."""
        customers = self.env["icrm.customer"].with_context(active_test=False)
        names = [
            "name",
            "kind",
            "active",
            "employee_id",
            "department_id",
            "partner_id",
            "user_id",
            "company_id",
            "job_title",
            "lang",
            "preferred_channel",
        ]
        self.colleague.sudo().employee_id.action_archive()
        by_hooks = customers.search([], order="kind, employee_id, department_id")
        before = by_hooks.read(names, load=None)
        self.env.cr.execute("DELETE FROM icrm_customer")
        self.env.invalidate_all()
        counts = customers._sync_with_hr()
        self.assertEqual(counts, {"created": len(before), "mended": 0})
        by_sql = customers.search([], order="kind, employee_id, department_id")
        after = by_sql.read(names, load=None)
        for row in before + after:
            row.pop("id")
        self.assertEqual(after, before)
