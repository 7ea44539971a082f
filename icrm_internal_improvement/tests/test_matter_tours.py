# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import HttpCase, tagged

from .proof_common import ProofCommon

DESKTOP = "1366x800"
PHONE = "390x844"


@tagged("post_install", "-at_install")
class TestMatterTours(HttpCase, ProofCommon):
    """From what was heard to who was notified, at a desktop and on a phone."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("zh_CN")
        cls.env["ir.module.module"]._load_module_terms(
            ["icrm_internal", "icrm_internal_improvement"], ["zh_CN"]
        )
        Idea = cls.env["icrm.idea"].with_user(cls.staff)
        cls.idea, _other = (
            Idea.create({"name": name, "department_id": cls.it.id})
            for name in ("Laptops in stock", "Quiet printers")
        )

    def walk(self, user, tour, path, size, lang):
        user.odoobot_state = "disabled"
        self.browser_size = size
        self.touch_enabled = size == PHONE
        user.lang = lang
        self.start_tour(path, f"icrm_matters_{tour}", login=user.login, timeout=120)
        self.env.invalidate_all()

    def walk_chain(self, user, size, lang):
        """A matter that led to a change: compared, published, notified."""
        self._kept(6, 20)
        action = self.idea.with_user(self.it_head).action_start_improvement()
        improvement = self.Improvement.browse(action["res_id"]).sudo()
        improvement.write(
            {
                "state": "done",
                "outcome": "failure",
                "closed_on": self.today,
                "service_id": self.service.id,
                "implemented_on": self.implemented,
                "approved_on": self.implemented,
                "feedback_heard": "People waited.",
                "feedback_done": "Ten laptops in stock.",
                "feedback_result": "Few wait.",
            }
        )
        self.walk(user, "chain", "/odoo/internal-improvements", size, lang)
        self.assertEqual(improvement.proof_verdict, "better")
        self.assertTrue(improvement.published)
        self.Improvement._cron_tell()
        self.env["icrm.message"]._flush_outbox()
        message = self.env["icrm.message"].search([("event", "=", "matter_told")])
        self.assertEqual(message.partner_id, self.staff.partner_id)
        self.walk(user, "told", "/odoo/internal-matters-heard", size, lang)

    def test_head_follows_a_matter_at_a_desktop(self):
        self.walk_chain(self.it_head, DESKTOP, "en_US")

    def test_head_follows_a_matter_at_a_desktop_in_chinese(self):
        self.walk_chain(self.it_head, DESKTOP, "zh_CN")

    def test_head_follows_a_matter_on_a_phone(self):
        self.walk_chain(self.it_head, PHONE, "en_US")

    def test_officer_follows_a_matter_at_a_desktop(self):
        self.walk_chain(self.officer, DESKTOP, "en_US")

    def test_officer_follows_a_matter_on_a_phone_in_chinese(self):
        self.walk_chain(self.officer, PHONE, "zh_CN")

    # -- the public line --
    def test_staff_and_officer_read_the_line_of_a_department(self):
        self.env["icrm.idea"].with_user(self.staff).create(
            [{"name": f"{number}", "department_id": self.it.id} for number in range(3)]
        )
        self.env["icrm.public.answer"].create(
            {
                "heard": "People waited.",
                "answer": "Ten laptops in stock.",
                "department_id": self.it.id,
            }
        ).action_publish()
        path = "/odoo/internal-you-said-we-did"
        for user, size, lang in (
            (self.staff, DESKTOP, "en_US"),
            (self.staff, PHONE, "zh_CN"),
            (self.officer, DESKTOP, "en_US"),
        ):
            with self.subTest(user=user.login, size=size, lang=lang):
                self.walk(user, "line", path, size, lang)
