# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import tagged
from odoo.tools import file_open

from .privacy_common import PrivacyCommon


@tagged("post_install", "-at_install")
class TestNeutralize(PrivacyCommon):
    """A neutralised copy says nothing to anybody, and does nothing by itself."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["icrm.message"]._enqueue(
            "work_orphaned", cls.staff, values={"names": [], "counts": {}}
        )
        cls.env["icrm.message"]._flush_outbox()
        cls.mail = cls.env["mail.mail"].create(
            {"email_to": "a@example.com", "body_html": "x"}
        )
        cls.own = cls.env["icrm.own.data"].with_user(cls.staff)._request()
        cls.rule = cls.env.ref("icrm_internal.icrm_retention_rule_request")
        cls.rule.active = True
        cls.env["ir.cron"].search([("active", "=", True)])
        cls.env.flush_all()
        with file_open("icrm_internal/data/neutralize.sql") as script:
            # SQL: what "odoo neutralize" does with the file
            cls.env.cr.execute(script.read())
        cls.env.invalidate_all()

    def test_no_message_waits(self):
        waiting = [("state", "in", ("waiting", "held"))]
        self.assertFalse(self.env["icrm.message"].search(waiting))
        self.assertEqual(self.mail.state, "cancel")

    def test_jobs_are_off(self):
        crons = self.env["ir.model.data"].search(
            [("model", "=", "ir.cron"), ("module", "=like", "icrm_internal%")]
        )
        jobs = self.env["ir.cron"].browse(crons.mapped("res_id"))
        self.assertGreater(len(jobs), 10)
        self.assertFalse(jobs.filtered("active"))
        triggers = self.env["ir.cron.trigger"].search([("cron_id", "in", jobs.ids)])
        self.assertFalse(triggers)

    def test_nothing_is_put_away(self):
        self.assertFalse(self.rule.active)

    def test_no_copies_and_keys(self):
        self.assertEqual((self.own.state, self.own.content), ("expired", False))
        self.env.cr.execute("SELECT COUNT(*) FROM res_users_apikeys")
        self.assertEqual(self.env.cr.fetchone(), (0,))
