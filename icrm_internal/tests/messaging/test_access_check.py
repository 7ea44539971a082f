# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from ..common import IcrmCommon

INTACT, BROKEN = "access_log_checked", "access_log_broken"


@tagged("post_install", "-at_install")
class TestAccessCheckMessages(IcrmCommon):
    """Auditors get what proves the log later; a changed log is an alarm."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Log = cls.env["icrm.access.log"]
        cls.Check = cls.env["icrm.access.check"]
        cls.Message = cls.env["icrm.message"]

    def check(self):
        """Do the job of another day; return (check, its messages by event)."""
        self.env.flush_all()
        # SQL: what was checked today was checked yesterday
        self.env.cr.execute(SQL("UPDATE icrm_access_check SET day = day - 1000"))
        self.env.invalidate_all()
        check = self.Check._run_daily()
        self.Message._flush_outbox()
        messages = self.Message.search(
            [("res_model", "=", check._name), ("res_id", "=", check.id)]
        )
        return check, messages

    def test_anchor_for_auditors(self):
        self.Log._record("reveal", self.service, "Why")
        check, messages = self.check()
        self.assertEqual(set(messages.mapped("event")), {INTACT})
        self.assertIn(self.auditor.partner_id, messages.partner_id)
        self.assertNotIn(self.admin_user.partner_id, messages.partner_id)
        text = messages[0]._render()
        self.assertIn(check.head, text.body)
        self.assertFalse(self.check()[1], "nothing new, no mail")

    def test_alarm(self):
        self.Log._record("reveal", self.service, "Why")
        check = self.check()[0]
        self.env.cr.execute(
            SQL("ALTER TABLE icrm_access_log DISABLE TRIGGER icrm_access_log_refuse")
        )
        self.env.cr.execute(
            SQL(
                "DELETE FROM icrm_access_log WHERE sequence = %s", check.entry_count - 1
            )
        )
        with mute_logger("odoo.addons.icrm_internal.models.access.icrm_access_check"):
            messages = self.check()[1]
            self.assertEqual(set(messages.mapped("event")), {BROKEN})
            self.assertLessEqual(
                self.auditor.partner_id | self.admin_user.partner_id,
                messages.partner_id,
            )
            self.assertIn("Missing", messages[0]._render().body)
            self.assertFalse(self.check()[1], "once for each finding")

    def test_rules_are_settings(self):
        rule = self.env["icrm.message.rule"].search([("event", "=", "work_orphaned")])
        rule.with_user(self.admin_user).timing = "weekly"
        entry = self.Log.search([("kind", "=", "settings")], limit=1)
        self.assertEqual(entry.user_id, self.admin_user)
        self.assertIn("Orphaned work; When: ", entry.reason)
