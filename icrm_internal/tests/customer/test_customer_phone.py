# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import AccessError
from odoo.tests import tagged

from ...models.customer import phone_digits
from ..common import IcrmCommon


@tagged("post_install", "-at_install")
class TestCustomerPhone(IcrmCommon):
    """Customers are found by telephone number, however it is written."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = cls._customer(cls.staff)
        cls.employee = cls.staff.sudo().employee_id
        cls.employee.write(
            {"work_phone": "+86 21 5550-1056", "mobile_phone": "138 0013 8000"}
        )
        cls.env.flush_all()

    def find(self, text, user=None):
        Customer = self.env["icrm.customer"].with_user(user or self.agent)
        return {id_ for id_, _name in Customer.name_search(text)}

    def test_found_however_it_is_written(self):
        for text in (
            "+86 21 5550 1056",
            "0086-21-55501056",
            "021 5550 1056",
            "(021) 5550.1056",
            "55501056",
            "1056",
            "１０５６",  # full-width
            "13800138000",
            "+86 138-0013-8000",
            "138 0013",
        ):
            with self.subTest(text=text):
                self.assertIn(self.customer.id, self.find(text))

    def test_not_found(self):
        for text in ("5550 1057", "10", "1056 Smith", "0", "+", ""):
            with self.subTest(text=text):
                found = phone_digits.get_needle(text)
                if found:
                    self.assertNotIn(self.customer.id, self.find(text))
                else:
                    self.assertNotIn("1056", found)

    def test_digits_do_not_run_over_two_numbers(self):
        # ...1056 1380...
        self.assertNotIn(self.customer.id, self.find("0561380"))

    def test_extension_and_area_code_in_what_is_stored(self):
        self.employee.work_phone = "021-55501056 转 4711"
        self.env.flush_all()
        self.assertIn(self.customer.id, self.find("4711"))
        self.assertIn(self.customer.id, self.find("55501056"))

    def test_follows_hr(self):
        self.employee.mobile_phone = "+49 170 999 8877"
        self.env.flush_all()
        self.assertIn(self.customer.id, self.find("0170 9998877"))
        self.assertNotIn(self.customer.id, self.find("138 0013 8000"))

    def test_colleagues_find_by_name_only(self):
        self.assertNotIn(self.customer.id, self.find("55501056", self.colleague))
        self.assertIn(self.customer.id, self.find("Staff", self.colleague))
        with self.assertRaises(AccessError):
            self.customer.with_user(self.colleague).read(["phone_digits"])

    def test_private_number_is_not_searched(self):
        self.employee.private_phone = "+86 21 6666 7777"
        self.env.flush_all()
        self.assertNotIn(self.customer.id, self.find("66667777"))

    def test_index(self):
        """By parts of numbers, where the database has the extension for it."""
        self.assertEqual(
            self.env["icrm.customer"]._fields["phone_digits"].index, "trigram"
        )
        self.env.cr.execute(
            "SELECT indexdef FROM pg_indexes WHERE tablename = 'icrm_customer'"
        )
        found = [row for (row,) in self.env.cr.fetchall() if "phone_digits" in row]
        self.assertEqual(bool(found), bool(self.env.registry.has_trigram))

    def test_synchronised_in_sql(self):
        employee = self.env["hr.employee"].create(
            {
                "name": "Newcomer",
                "work_phone": "030 1234567",
                "department_id": self.it.id,
            }
        )
        customer = self.env["icrm.customer"].search([("employee_id", "=", employee.id)])
        # SQL: as a restore or a script behind the ORM's back leaves it
        self.env.cr.execute("DELETE FROM icrm_customer WHERE id = %s", [customer.id])
        self.env.invalidate_all()
        self.env["icrm.customer"]._sync_with_hr()
        self.env.flush_all()
        again = self.env["icrm.customer"].search([("employee_id", "=", employee.id)])
        self.assertNotEqual(again, customer)
        self.assertEqual(again.sudo().phone_digits, "0301234567")
