# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from ..request.common import RequestCommon


@tagged("post_install", "-at_install")
class TestCustomerExternal(RequestCommon):
    """Partner organizations and external people are internal customers, too."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.harbour = cls._organization("Harbour Ltd", email="desk@harbour.example")
        cls.mei = cls._person(
            "李梅",
            email="mei@harbour.example",
            organization_id=cls.harbour.id,
            job_title="Driver",
        )
        cls.mei_user = (
            cls.env["res.users"]
            .with_context(no_reset_password=True)
            .create(
                {
                    "name": "李梅",
                    "login": "mei@harbour.example",
                    "partner_id": cls.mei.partner_id.id,
                    "group_ids": [Command.set(cls.env.ref("base.group_portal").ids)],
                }
            )
        )

    @classmethod
    def _dialog(cls, **values):
        return (
            cls.env["icrm.customer.external"]
            .with_user(cls.officer)
            .create({"department_id": cls.it.id, **values})
        )

    @classmethod
    def _person(cls, name, **values):
        action = cls._dialog(name=name, **values).action_add()
        return cls.env["icrm.customer"].browse(action["res_id"])

    def test_an_organization_has_a_card_that_staff_read(self):
        card = self.harbour.with_user(self.staff)
        self.assertEqual(card.kind, "organization")
        self.assertEqual(card.display_name, "Harbour Ltd")
        self.assertEqual(card.department_id, self.it)
        self.assertEqual(card.email, "desk@harbour.example")
        self.assertEqual(card.company_id, self.it.company_id)
        self.assertTrue(card.is_external)
        self.assertEqual(card.people_count, 1)
        people = self.env["icrm.customer"].search(card.action_open_people()["domain"])
        self.assertEqual(people, self.mei)

    def test_its_people_are_external_employees(self):
        self.assertEqual(self.mei.kind, "employee")
        self.assertTrue(self.mei.is_external)
        self.assertEqual(self.mei.organization_id, self.harbour.organization_id)
        self.assertEqual(self.mei.department_id, self.it)
        self.assertEqual(self.mei.employee_id.employee_type, "contractor")
        self.assertEqual(self.mei.partner_id.parent_id, self.harbour.partner_id)
        self.assertFalse(self._customer(self.staff).is_external)

    def test_a_type_changed_in_hr_changes_the_card(self):
        self.mei.employee_id.icrm_organization_id = False
        self.assertTrue(self.mei.is_external)
        self.mei.employee_id.employee_type = "employee"
        self.assertFalse(self.mei.is_external)

    def test_requests_from_the_portal_count_for_person_and_organization(self):
        self.service.portal_published = True
        self.assertEqual(
            self.env["icrm.customer"].with_user(self.mei_user)._from_user(), self.mei
        )
        ticket = self.submit(self.mei_user, origin="portal").sudo()
        self.assertEqual(ticket.icrm_customer_department_id, self.it)
        for customer in (self.mei, self.harbour):
            seen = customer.with_user(self.agent)
            self.assertEqual(seen.request_count, 1, customer.name)
            self.assertEqual(seen.open_request_count, 1, customer.name)
            found = self.env["helpdesk.ticket"].search(seen._get_request_domain())
            self.assertEqual(found, ticket)
        # a colleague sees that there is an organization, not what it asked for
        self.harbour.invalidate_recordset()
        self.assertEqual(self.harbour.with_user(self.colleague).request_count, 0)
        self.assertNotIn(
            str(ticket.number), self.harbour.with_user(self.colleague).timeline
        )

    def test_segments_find_external_people(self):
        segment = self.env["icrm.segment"].create(
            {
                "name": "External",
                "kind": "rule",
                "domain": "[('is_external', '=', True), ('kind', '=', 'employee')]",
            }
        )
        segment.with_user(self.officer).action_refresh()
        self.assertIn(self.mei, segment.customer_ids)
        self.assertNotIn(self._customer(self.staff), segment.customer_ids)
        self.assertNotIn(self.harbour, segment.customer_ids)

    def test_the_card_follows_its_contact(self):
        contact = self.harbour.organization_id
        contact.name = "Harbour and Sons"
        self.assertEqual(self.harbour.name, "Harbour and Sons")
        contact.active = False
        self.assertFalse(self.harbour.active)

    def test_an_ended_partnership_stays_in_the_history_and_begins_again(self):
        self.harbour.with_user(self.officer).action_end_organization()
        self.assertFalse(self.harbour.active)
        self.assertEqual(self.harbour.department_id, self.it)
        self.assertEqual(self.mei.organization_id, self.harbour.organization_id)
        again = self._dialog(
            kind="organization",
            partner_id=self.harbour.organization_id.id,
            department_id=self.finance.id,
        ).action_add()
        self.assertEqual(again["res_id"], self.harbour.id)
        self.assertTrue(self.harbour.active)
        self.assertEqual(self.harbour.department_id, self.finance)

    def test_others_than_officers_are_refused(self):
        for user in (self.staff, self.agent, self.it_head, self.auditor):
            with self.assertRaises(AccessError, msg=user.login):
                self.env["icrm.customer.external"].with_user(user).create(
                    {"name": "x", "department_id": self.it.id}
                )
            with self.assertRaises(AccessError, msg=user.login):
                self.harbour.with_user(user).action_end_organization()
        for user in (self.staff, self.officer, self.admin_user):
            for values in (
                {"icrm_is_partner": True},
                {"icrm_department_id": self.finance.id},
            ):
                with self.assertRaises(AccessError, msg=(user.login, values)):
                    self.harbour.organization_id.with_user(user).write(values)

    def test_bad_input_is_named(self):
        for values, expected in (
            ({"name": " "}, "Enter a name"),
            ({"name": "x", "department_id": False}, "answering department"),
            ({"name": "x", "email": "nobody"}, "“nobody” is not"),
            ({"name": "x", "email": "MEI@harbour.example"}, "李梅"),
            ({"partner_id": self.mei.partner_id.id}, "already"),
            ({"partner_id": self.staff.partner_id.id}, "already"),
            ({"partner_id": self.harbour.partner_id.id}, "not of the kind"),
            (
                {"name": "x", "organization_id": self._customer(self.staff).id},
                "choose a partner organization",
            ),
            (
                {"kind": "organization", "partner_id": self.company.partner_id.id},
                "company of this database",
            ),
        ):
            with (
                self.subTest(values=values),
                self.assertRaisesRegex((UserError, ValidationError), expected),
                self.env.cr.savepoint(),
            ):
                self._dialog(**values).action_add()

    def test_the_same_name_is_not_added_twice_unasked(self):
        self._person("罗兰")
        self.env["res.partner"].create({"name": "Mill_ Ltd", "is_company": True})
        for values, known in (
            ({"name": " 罗兰 "}, "罗兰, IT"),
            ({"kind": "organization", "name": "harbour ltd"}, "Harbour Ltd, IT"),
            ({"kind": "organization", "name": "mill_ ltd"}, "Mill_ Ltd"),
        ):
            with self.subTest(values=values):
                dialog = self._dialog(**values)
                self.assertIn(known, dialog.same_name_text)
                with self.assertRaisesRegex(UserError, "there is one already"):
                    dialog.action_add()
        twin = self._dialog(name="罗兰", is_another=True).action_add()
        self.assertTrue(twin["res_id"])
        for name in ("Mill", self.staff.name, "%"):
            self.assertFalse(self._dialog(name=name).same_name_text, name)
        self.harbour.action_end_organization()
        dialog = self._dialog(kind="organization", name="Harbour Ltd")
        self.assertIn("no longer active", dialog.same_name_text)

    def test_a_department_with_partners_is_not_deleted(self):
        department = self.env["hr.department"].create({"name": "Purchasing"})
        self._organization("Mill", department=department)
        with self.assertRaisesRegex(UserError, "Archive instead"):
            department.unlink()
        department.action_archive()
        work = self.env["icrm.orphaned.work"].with_user(self.officer).search([])
        self.assertIn("Mill", " ".join(work.mapped("display_name")))

    def test_hr_repair_leaves_them_alone(self):
        self.env["icrm.customer"]._sync_with_hr()
        self.assertTrue(self.harbour.active)
        self.assertEqual(self.harbour.name, "Harbour Ltd")
        self.assertTrue(self.mei.is_external)

    def test_lists_take_the_same_queries_for_many(self):
        more = [self._organization(f"Partner {number}") for number in range(3)]
        people = self.env["icrm.customer"].concat(self.harbour, *more)
        names = ["request_count", "rating_average", "people_count"]

        def count(customers):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            customers.with_user(self.agent).read(names)
            return self.env.cr.sql_log_count - before

        count(people)
        self.assertEqual(count(self.harbour), count(people))

    def test_departments_of_other_companies_are_refused(self):
        other = self.env["res.company"].create({"name": "Other"})
        foreign = self.env["hr.department"].create(
            {"name": "Foreign", "company_id": other.id}
        )
        contact = self.env["res.partner"].create({"name": "Pier", "is_company": True})
        self.env.invalidate_all()
        for values in (
            {"kind": "organization", "partner_id": contact.id},
            {"name": "Somebody"},
        ):
            with self.assertRaises(AccessError, msg=values):
                self._dialog(department_id=foreign.id, **values).action_add()
        self.assertFalse(contact.icrm_department_id)

    def test_contacts_of_other_companies_are_not_named(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.env["res.partner"].create(
            {
                "name": "Hidden Person",
                "email": "h@other.example",
                "company_id": other.id,
            }
        )
        self.env.invalidate_all()
        with self.assertRaises(UserError) as caught:
            self._dialog(name="x", email="h@other.example").action_add()
        self.assertNotIn("Hidden", str(caught.exception))
