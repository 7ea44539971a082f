# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime, timedelta

from odoo.tests import HttpCase, tagged

from odoo.addons.icrm_internal.tests.external.common import ExternalCommon

DESKTOP = "1366x800"
PHONE = "390x844"


@tagged("post_install", "-at_install")
class TestCrmInsideTour(HttpCase, ExternalCommon):
    """Sales asks inside from a lead, and reads there how it stands."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.now = datetime.now()
        cls.service.name = "Broken screen"
        cls.env["res.lang"]._activate_lang("zh_CN")
        cls.env["ir.module.module"]._load_module_terms(
            ["crm", "icrm_internal", "icrm_internal_crm"], ["zh_CN"]
        )
        cls.seller = cls._user("seller", cls.finance, "sales_team.group_sale_salesman")
        cls.document = cls.env["crm.lead"].create(
            {
                "name": "Lenses",
                "type": "opportunity",
                "partner_id": cls.azure.id,
                "user_id": cls.seller.id,
                "date_deadline": cls.now.date() + timedelta(days=9),
            }
        )

    def setUp(self):
        super().setUp()
        # A browser goes by its own clock.
        self.clock.move_to(self.now)

    def walk(self, size=DESKTOP, lang="en_US"):
        self.browser_size = size
        self.touch_enabled = size == PHONE
        self.seller.lang = lang
        action = self.env.ref("crm.crm_lead_action_pipeline")
        self.start_tour(
            f"/odoo/action-{action.id}/{self.document.id}",
            "icrm_crm_inside",
            login=self.seller.login,
        )
        commitment = self.env["icrm.external.commitment"].search(
            [("document_model", "=", "crm.lead")]
        )
        self.assertEqual(commitment.document_id, self.document.id)
        self.assertEqual(commitment.ticket_ids.name, "SECRET words")

    def test_at_a_desktop(self):
        self.walk()

    def test_on_a_phone(self):
        self.walk(PHONE)

    def test_in_chinese(self):
        self.walk(PHONE, "zh_CN")
