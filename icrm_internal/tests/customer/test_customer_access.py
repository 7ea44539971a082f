# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..common import IcrmCommon


@tagged("post_install", "-at_install")
class TestCustomerAccess(IcrmCommon):
    """Access of each role to icrm.customer, refusals above all."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.mine = cls._customer(cls.staff)
        cls.other = cls._customer(cls.colleague)
        cls.segment = cls.env["icrm.segment"].create({"name": "At risk"})
        cls.interest = cls.env["icrm.interest"].create({"name": "Chess"})
        cls.mine.segment_ids = cls.segment
        cls.mine.internal_note = "<p>Speak slowly</p>"

    def test_staff_read_public_cards(self):
        card = self.other.with_user(self.staff)
        self.assertEqual(card.name, "Colleague")
        self.assertEqual(card.department_id, self.finance)
        self.assertEqual(card.preferred_channel, "mail")
        self.other.sudo().employee_id.active = False
        card.invalidate_recordset()
        with self.assertRaises(AccessError):
            card.read(["name"])

    def test_staff_do_not_read_what_others_think_of_them(self):
        own = self.mine.with_user(self.staff)
        for name in ("internal_note", "segment_ids", "reviewed_on"):
            with self.assertRaises(AccessError, msg=name):
                own.read([name])
            with self.assertRaises(AccessError, msg=name):
                own.search([(name, "!=", False)])
        self.assertFalse(self.env["icrm.segment"].with_user(self.staff).search([]))
        with self.assertRaises(AccessError):
            self.segment.with_user(self.staff).read(["name"])
        with self.assertRaises(AccessError):
            self.env["icrm.segment"].with_user(self.staff).search(
                [("customer_ids", "in", self.mine.ids)]
            )
        with self.assertRaises(AccessError):
            self.env["icrm.segment.membership"].with_user(self.staff).search([])

    def test_staff_do_not_read_notes_in_the_chatter(self):
        note = self.mine.with_user(self.agent).message_post(body="Always late")
        own = self.mine.with_user(self.staff)
        self.assertFalse(
            self.env["mail.message"]
            .with_user(self.staff)
            .search([("model", "=", "icrm.customer"), ("res_id", "=", self.mine.id)])
        )
        with self.assertRaises(AccessError):
            note.with_user(self.staff).read(["body"])
        with self.assertRaises(AccessError):
            own.message_post(body="Me too")
        self.assertIn("Always late", note.with_user(self.auditor).body)

    def test_staff_edit_own_preferences_only(self):
        own = self.mine.with_user(self.staff)
        own.write(
            {
                "preferred_channel": "phone",
                "quiet_from": 20,
                "quiet_to": 7,
                "lang": "en_US",
                "interest_ids": [Command.link(self.interest.id)],
            }
        )
        self.assertEqual(self.mine.preferred_channel, "phone")
        for vals in (
            {"account_manager_id": self.staff.id},
            {"internal_note": "Angel"},
            {"reviewed_on": "2026-01-01"},
            {"segment_ids": [Command.clear()]},
            {"preferred_channel": "mail", "kind": "department"},
        ):
            with self.assertRaises(AccessError, msg=vals):
                own.write(vals)
        with self.assertRaisesRegex(UserError, "Name.*Employees"):
            own.name = "The Boss"
        with self.assertRaises(AccessError):
            self.other.with_user(self.staff).preferred_channel = "visit"

    def test_nobody_creates_or_deletes(self):
        for user in (self.staff, self.agent, self.officer, self.admin_user):
            with self.assertRaises(AccessError):
                self.env["icrm.customer"].with_user(user).create(
                    {"kind": "department", "department_id": self.it.id}
                )
            with self.assertRaises(AccessError):
                self.other.with_user(user).unlink()

    def test_agent_notes_but_does_not_edit(self):
        seen = self.mine.with_user(self.agent)
        self.assertEqual(seen.segment_ids, self.segment)
        seen.internal_note = "<p>Prefers Mandarin</p>"
        with self.assertRaises(AccessError):
            seen.preferred_channel = "visit"
        with self.assertRaises(AccessError):
            seen.account_manager_id = self.agent

    def test_officer_edits_all_but_what_hr_keeps(self):
        customer = self.mine.with_user(self.officer)
        customer.write(
            {
                "account_manager_id": self.agent.id,
                "preferred_channel": "visit",
                "segment_ids": [Command.clear()],
            }
        )
        self.assertEqual(self.mine.account_manager_id, self.agent)
        for name in ("name", "department_id", "user_id", "active"):
            with self.assertRaises(UserError, msg=name):
                customer.write({name: False})

    def test_auditor_reads_all_and_changes_nothing(self):
        self.other.sudo().employee_id.active = False
        seen = (self.mine | self.other).with_user(self.auditor)
        self.assertIn("Speak slowly", seen[0].internal_note)
        self.assertEqual(seen[1].name, "Colleague")
        for vals in ({"internal_note": "x"}, {"preferred_channel": "visit"}):
            with self.assertRaises(AccessError):
                seen[0].write(vals)
        with self.assertRaises(AccessError):
            self.segment.with_user(self.auditor).name = "Fine"

    def test_portal_user_reads_no_customer(self):
        with self.assertRaises(AccessError):
            self.mine.with_user(self.portal_user).read(["name"])

    def test_other_company(self):
        company = self.env["res.company"].create({"name": "Elsewhere"})
        employee = self.env["hr.employee"].create(
            {"name": "Stranger", "company_id": company.id}
        )
        customer = self.env["icrm.customer"].search([("employee_id", "=", employee.id)])
        for user in (self.staff, self.officer, self.auditor):
            with self.assertRaises(AccessError):
                customer.with_user(user).read(["name"])

    def test_review(self):
        self.flush_tracking()  # a record is not tracked in its first transaction
        self.mine.with_user(self.agent).with_context(
            tracking_disable=False, mail_notrack=False
        ).action_mark_reviewed()
        self.assertTrue(self.mine.reviewed_on)
        self.flush_tracking()
        message = self.mine.message_ids[0]
        self.assertEqual(message.author_id, self.agent.partner_id)
        self.assertEqual(message.sudo().tracking_value_ids.field_id.name, "reviewed_on")
        for user in (self.staff, self.auditor, self.portal_user):
            with self.assertRaises(AccessError):
                self.mine.with_user(user).action_mark_reviewed()

    def flush_tracking(self):
        self.env.flush_all()
        self.env.cr.precommit.run()
        self.env.invalidate_all()
