# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..evaluation.kpi_common import at
from .privacy_common import PrivacyCommon


@tagged("post_install", "-at_install")
class TestRetention(PrivacyCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Rule = cls.env["icrm.retention.rule"].with_context(active_test=False)
        cls.old = cls._old_request(1)
        cls.newer = cls._request(at(3, 9), 2, description="<p>Newer</p>")
        cls.env["icrm.retention.rule"].search([]).unlink()
        cls.rule = cls.Rule.search([("res_model", "=", "helpdesk.ticket")])
        cls.rule.write({"months": 60, "company_id": cls.company.id})

    @classmethod
    def _old_request(cls, day):
        then = at(3, day).replace(year=2019)
        return cls._request(then, 2, name="Old", description="<p>Words</p>")

    def setUp(self):
        super().setUp()
        self.patch(type(self.env["ir.cron"]), "_commit_progress", lambda *a, **k: 60)

    def apply(self):
        self.rule.active = True
        self.env["icrm.retention.rule"]._cron_apply()
        self.env.invalidate_all()

    def test_shipped_rules_are_off(self):
        self.assertTrue(self.Rule.search([]))
        self.assertFalse(self.Rule.search([("active", "=", True)]))

    def test_dry_run(self):
        before = self.figures()
        action = self.rule.with_user(self.officer).action_dry_run()
        self.assertIn("1 would be processed", action["params"]["message"])
        self.assertEqual(self.figures(), before)
        self.assertIn("Words", self.old.description)

    def test_off_does_nothing(self):
        self.env["icrm.retention.rule"]._cron_apply()
        self.assertIn("Words", self.old.description)

    def test_anonymise(self):
        message = self.old.message_post(
            body="Private", attachments=[("private.txt", b"x")]
        )
        file = message.attachment_ids
        before = self.figures()
        self.apply()
        self.assertEqual((self.old.name, self.old.description), ("[…]", "[…]"))
        self.assertNotIn("Private", message.body)
        self.assertFalse(file.exists())
        self.assertIn("Newer", self.newer.description)
        self.assertEqual(self.old.icrm_requester_id, self.requester, "a figure")
        self.assertEqual(self.figures(), before)
        self.assertEqual(self.rule.last_count, 1)
        entry = self.env["icrm.access.log"].search([("kind", "=", "retention")])
        self.assertEqual(len(entry), 1)
        self.assertIn("1 records", entry.reason)

    def test_a_rule_of_one_company_leaves_those_of_others(self):
        """Of models, too, whose rows have their company by what they belong to."""
        other = self.env["res.company"].create({"name": "Other"})
        foreign = self.env["hr.department"].create(
            {"name": "Foreign", "company_id": other.id}
        )
        segment = self.env["icrm.segment"].create({"name": "All", "company_id": False})
        Customer, Membership = (
            self.env["icrm.customer"],
            self.env["icrm.segment.membership"],
        )
        theirs, ours = (
            Membership.sudo().create(
                {
                    "segment_id": segment.id,
                    "customer_id": Customer._of_department(department).id,
                    "joined_on": "2018-01-01",
                    "left_on": "2019-01-01",
                }
            )
            for department in (foreign, self.it)
        )
        article = self.env["icrm.service.article"].create(
            {"name": "How", "service_id": self.service.id}
        )
        word = (
            self.env["icrm.service.article.feedback"]
            .sudo()
            .create({"article_id": article.id, "day": "2019-01-01", "reason": "x"})
        )
        for model, company, due in (
            (Membership, self.company, ours),
            (Membership, other, theirs),
            (word.browse(), self.company, word),
            (word.browse(), other, word.browse()),
        ):
            rule = self.Rule.create(
                {
                    "res_model": model._name,
                    "action": "delete",
                    "company_id": company.id,
                }
            )
            found = model.sudo().search(rule._get_due_domain())
            known = word if model._name == word._name else ours | theirs
            self.assertEqual(found & known, due)

    def test_complaints_are_not_counted(self):
        complaint = (
            self.env["icrm.complaint"]
            .with_user(self.staff)
            .file_complaint(
                {
                    "protection": "confidential",
                    "against": "department",
                    "department_id": self.it.id,
                    "subject": "x",
                    "body": "Words",
                }
            )
            .sudo()
        )
        complaint.write({"state": "closed", "closed_on": "2019-01-01"})
        rule = self.Rule.search([("res_model", "=", "icrm.complaint")])
        text = rule.with_user(self.officer).action_dry_run()["params"]["message"]
        self.assertEqual(text, "Complaint: confidential, numbers are not shown.")
        rule.active = True
        rule._apply()
        self.env.invalidate_all()
        self.assertEqual(complaint.body, "[…]")
        self.assertEqual(rule.last_count, 0)

    def test_twice_is_once(self):
        self.apply()
        self.apply()
        self.assertEqual(self.rule.last_count, 0)
        entries = self.env["icrm.access.log"].search([("kind", "=", "retention")])
        self.assertEqual(len(entries), 1)

    def test_open_cases_and_holds_stay(self):
        open_case = self._old_request(2)
        open_case.write(
            {"icrm_state": "in_progress", "stage_id": self.newer.stage_id.id}
        )
        Hold = self.env["icrm.legal.hold"]
        Hold.create({"reason": "Audit", "record_ref": f"helpdesk.ticket,{self.old.id}"})
        of_person = self._request(
            at(3, 3).replace(year=2019), 1, user=self.leaver, description="<p>W</p>"
        )
        hold = Hold.create({"reason": "Court", "customer_id": self.subject.id})
        self.env.flush_all()
        action = self.rule.action_dry_run()
        self.assertIn("0 would be processed", action["params"]["message"])
        self.assertIn("1 open cases, 2 on legal hold", action["params"]["message"])
        self.apply()
        for ticket in (self.old, of_person, open_case):
            self.assertNotEqual(ticket.description, "[…]")
        hold.active = False
        self.apply()
        self.assertEqual(of_person.description, "[…]")
        self.assertIn("Words", self.old.description)

    def test_archive_and_delete(self):
        self.rule.action = "archive"
        self.apply()
        self.assertFalse(self.old.active)
        self.assertTrue(self.newer.active)
        segment = self.env["icrm.segment"].create({"name": "S"})
        membership = self.env["icrm.segment.membership"].create(
            {
                "segment_id": segment.id,
                "customer_id": self.requester.id,
                "joined_on": "2015-01-01",
                "left_on": "2016-01-01",
            }
        )
        rule = self.Rule.search([("res_model", "=", "icrm.segment.membership")])
        rule.active = True
        self.env["icrm.retention.rule"]._cron_apply()
        self.assertFalse(membership.exists())

    def test_every_rule_can_run(self):
        """Whatever a model declares, its rules count and apply."""
        for model, _name in self.Rule._get_models():
            for action in self.Rule.new({"res_model": model})._get_retention().actions:
                with self.subTest(model=model, action=action):
                    rule = self.Rule.search(
                        [("res_model", "=", model), ("action", "=", action)]
                    ) or self.Rule.create(
                        {"res_model": model, "action": action, "months": 600}
                    )
                    rule.action_dry_run()
                    rule._apply()

    def test_nothing_that_changes_figures(self):
        with self.assertRaisesRegex(ValidationError, "would change figures"):
            self.rule.action = "delete"

    def test_refusals(self):
        for user in (self.staff, self.agent, self.it_head, self.officer, self.auditor):
            with self.subTest(user=user.login):
                with self.assertRaises(AccessError), mute_logger("odoo"):
                    self.rule.with_user(user).active = True
        with self.assertRaises(UserError):
            self.rule.with_user(self.admin_user).last_count = 3
        for user in (self.staff, self.agent, self.it_head, self.desk):
            with self.assertRaises(AccessError), mute_logger("odoo"):
                self.rule.with_user(user).action_dry_run()
            with self.assertRaises(AccessError), mute_logger("odoo"):
                self.env["icrm.legal.hold"].with_user(user).create(
                    {"reason": "x", "customer_id": self.subject.id}
                )
        with self.assertRaises(AccessError), mute_logger("odoo"):
            self.env["icrm.legal.hold"].with_user(self.auditor).create(
                {"reason": "x", "customer_id": self.subject.id}
            )
