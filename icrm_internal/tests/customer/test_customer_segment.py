# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import re

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, tagged

from ..common import IcrmCommon


@tagged("post_install", "-at_install")
class TestCustomerSegment(IcrmCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Segment = cls.env["icrm.segment"].with_user(cls.officer)
        cls.mine = cls._customer(cls.staff)

    def _rule(self, domain, name="By rule"):
        return self.Segment.create({"name": name, "kind": "rule", "domain": domain})

    def _night(self):
        """Run the nightly job."""
        with self.enter_registry_test_mode():
            self.env.ref(
                "icrm_internal.ir_cron_segment_refresh"
            ).method_direct_trigger()

    def _ledger(self, segment):
        return [
            (
                row.customer_id,
                str(row.joined_on),
                row.left_on and str(row.left_on),
            )
            for row in self.env["icrm.segment.membership"].search(
                [("segment_id", "=", segment.id)], order="id"
            )
        ]

    @freeze_time("2026-05-04")
    def test_rule_is_applied_at_once(self):
        segment = self._rule(f"[('department_id', 'child_of', {self.finance.id})]")
        self.assertEqual(
            segment.customer_ids.department_id,
            self.finance,
        )
        self.assertIn(self.mine, segment.customer_ids.sudo())
        self.assertEqual(segment.member_count, 4)
        self.assertEqual(len(self._ledger(segment)), 4)

    def test_nightly_refresh_keeps_the_history(self):
        with freeze_time("2026-05-04"):
            segment = self._rule(
                f"[('department_id', '=', {self.it.id}), ('kind', '=', 'employee')]"
            )
            agent, head = self._customer(self.agent), self._customer(self.it_head)
            self.assertEqual(segment.customer_ids.sudo(), agent | head)
        with freeze_time("2026-05-05"):
            self.staff.sudo().employee_id.department_id = self.it
            self.agent.sudo().employee_id.department_id = self.finance
            self._night()
            self.assertEqual(segment.customer_ids.sudo(), self.mine | head)
        with freeze_time("2026-05-06"):
            self.agent.sudo().employee_id.department_id = self.it
            self._night()
            self._night()
        self.assertCountEqual(
            self._ledger(segment),
            [
                (agent, "2026-05-04", "2026-05-05"),
                (head, "2026-05-04", False),
                (self.mine, "2026-05-05", False),
                (agent, "2026-05-06", False),
            ],
        )

    def test_hand_picked_from_both_sides(self):
        with freeze_time("2026-05-04"):
            segment = self.Segment.create(
                {"name": "Friends", "customer_ids": [Command.link(self.mine.id)]}
            )
        with freeze_time("2026-05-07"):
            self.mine.with_user(self.officer).segment_ids = [Command.clear()]
        self.assertEqual(
            self._ledger(segment), [(self.mine, "2026-05-04", "2026-05-07")]
        )

    def test_bad_rules_are_refused(self):
        for domain, reason in (
            ("[('departement', '=', 1)]", "departement"),
            ("[('name', 'ilike')]", ""),
            ("not a list", "list of conditions"),
            ("{'name': 1}", "list of conditions"),
            ("[('name', '=', uid)]", "fixed values"),
            ("['|', ('name', '=', 'a')]", ""),
            ("[('department_id', 'any!', [])]", ""),
            ("[" * 300 + "]" * 300, ""),
        ):
            with self.assertRaisesRegex(
                ValidationError, f"Segment Wrong.*{reason}", msg=domain
            ):
                self._rule(domain, "Wrong")

    def test_rule_must_not_ask_what_its_author_may_not_read(self):
        """The rule runs with all rights at night; it does not widen a user's own."""
        for domain in (
            "[('employee_id.birthday', '<', '1980-01-01')]",
            "[('employee_id.version_ids.wage', '>', 10000)]",
            "[('user_id.password', 'ilike', 'a')]",
        ):
            with self.assertRaises(ValidationError, msg=domain):
                self._rule(domain)

    def test_rule_asks_for_what_is_named(self):
        """Membership reveals what the rule asks."""
        Customer = self.env["icrm.customer"]
        word = "('message_ids.body', 'ilike', 'SECRET')"
        refused = {
            f"[('partner_id.channel_ids', 'any', [{word}])]": "partner_id.channel_ids",
            "[('partner_id.channel_ids.message_ids.body', 'ilike', 'a')]": "channel",
            "[('partner_id', 'any', [('channel_ids', '!=', False)])]": "channel_ids",
            "['!', ('partner_id', 'not any', [('channel_ids', '!=', False)])]": "chann",
            "['|', ('kind', '=', 'x'), '&', ('id', '>', 0), ('employee_id.barcode',"
            " '=', '1')]": "employee_id.barcode",
            f"[{word}]": "message_ids.body",
            "[('message_ids', 'ilike', 'a')]": "message_ids",
            "[('rating_ids.feedback', 'ilike', 'a')]": "rating_ids",
            "[('activity_ids.note', 'ilike', 'a')]": "activity_ids",
            "[('user_id.login_date', '>', '2026-01-01')]": "login_date",
            "[('create_uid.partner_id.comment', 'ilike', 'a')]": "create_uid",
            "[('segment_ids.note', 'ilike', 'a')]": "segment_ids.note",
            "[('department_id.child_ids.message_ids.body', 'ilike', 'a')]": "child_ids",
            "[('department_id.manager_id.birthday', '=', 'a')]": "birthday",
        }
        # every list of the model, whichever module adds it
        for name, field in Customer._fields.items():
            if field.type == "one2many" and field.store:
                refused[f"[('{name}', '!=', False)]"] = name
        for domain, path in refused.items():
            with self.assertRaisesRegex(ValidationError, path, msg=domain):
                self._rule(domain)
        for domain in (
            "[('employee_id.job_id.name', 'ilike', 'a')]",
            "[('partner_id.country_id.code', '=', 'CN')]",
            "[('department_id', 'any', [('parent_id', '=', False)])]",
            "[('segment_ids', '!=', False), ('create_date.month_number', '=', 1)]",
        ):
            self._rule(domain)

    def test_old_rule_is_checked_when_it_is_applied(self):
        segment = self._rule("[('kind', '=', 'department')]")
        members = segment.customer_ids
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE icrm_segment SET domain = %s WHERE id = %s",
            ["[('partner_id.channel_ids', '!=', False)]", segment.id],
        )
        segment.invalidate_recordset()
        with self.assertLogs("odoo.addons.icrm_internal", "WARNING"):
            self._night()
        self.assertIn("partner_id.channel_ids", segment.rule_error)
        self.assertEqual(segment.customer_ids, members)
        with self.assertLogs("odoo.addons.icrm_internal", "WARNING"):
            segment.action_refresh()
        self.assertEqual(segment.customer_ids, members)

    def test_no_other_rule_is_typed(self):
        """Who adds a text that is evaluated, adds it here and to rule_paths."""
        typed = {
            f"{name}.{field.name}"
            for name, model in self.env.registry.items()
            if name.startswith("icrm.") and not model._abstract
            for field in model._fields.values()
            if field.type in ("char", "text")
            and field.store
            and not field.readonly
            and re.search("domain|filter|rule|formula|expression|python", field.name)
        }
        self.assertEqual(typed, {"icrm.segment.domain", "icrm.service.question.domain"})

    def test_rule_that_breaks_later_leaves_the_members(self):
        segment = self._rule("[('kind', '=', 'department')]")
        members = segment.customer_ids
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE icrm_segment SET domain = %s WHERE id = %s",
            ["[('gone', '=', 1)]", segment.id],
        )
        segment.invalidate_recordset()
        with self.assertLogs("odoo.addons.icrm_internal", "WARNING"):
            self._night()
        self.assertIn("gone", segment.rule_error)
        self.assertEqual(segment.customer_ids, members)

    def test_other_company_stays_out(self):
        other = self.env["res.company"].create({"name": "Subsidiary"})
        self.env["hr.employee"].create({"name": "There", "company_id": other.id})
        segment = self._rule("[('kind', '=', 'employee')]")
        self.assertEqual(segment.sudo().customer_ids.company_id, self.company)

    def test_who_may_define_segments(self):
        for user in (self.staff, self.agent, self.finance_head, self.auditor):
            with self.assertRaises(AccessError):
                self.env["icrm.segment"].with_user(user).create({"name": "x"})
        segment = self._rule("[('kind', '=', 'department')]")
        with self.assertRaises(AccessError):
            segment.with_user(self.agent).action_refresh()

    def test_form(self):
        with Form(self.Segment) as form:
            form.name = "Departments"
            form.kind = "rule"
            form.domain = "[('kind', '=', 'department')]"
        segment = form.record
        self.assertEqual(set(segment.customer_ids.mapped("kind")), {"department"})
        action = segment.action_open_members()
        self.assertEqual(
            self.env["icrm.customer"].search_count(action["domain"]),
            segment.member_count,
        )
