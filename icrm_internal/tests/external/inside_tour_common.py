# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime

from odoo.tests import HttpCase

from .common import ExternalCommon

DESKTOP = "1366x800"
PHONE = "390x844"


class InsideTourCommon(HttpCase, ExternalCommon):
    """Sales asks inside from a document of a bridge, and reads there how it stands.

    A bridge's test names ``tour``, ``action`` (where its documents are) and
    ``modules`` (whose Chinese it needs), and creates ``document``.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.now = datetime.now()
        cls.service.name = "Broken screen"
        cls.env["res.lang"]._activate_lang("zh_CN")
        cls.env["ir.module.module"]._load_module_terms(
            ["icrm_internal", *cls.modules], ["zh_CN"]
        )
        cls.seller = cls._user("seller", cls.finance, "sales_team.group_sale_salesman")

    def setUp(self):
        super().setUp()
        # A browser goes by its own clock.
        self.clock.move_to(self.now)

    def walk(self, size=DESKTOP, lang="en_US"):
        self.browser_size = size
        self.touch_enabled = size == PHONE
        self.seller.lang = lang
        action = self.env.ref(self.action)
        self.start_tour(
            f"/odoo/action-{action.id}/{self.document.id}",
            self.tour,
            login=self.seller.login,
        )
        commitment = self.env["icrm.external.commitment"].search(
            [("document_model", "=", self.document._name)]
        )
        self.assertEqual(commitment.document_id, self.document.id)
        self.assertEqual(commitment.ticket_ids.name, "SECRET words")
