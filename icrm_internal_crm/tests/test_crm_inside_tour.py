# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo.tests import tagged

from odoo.addons.icrm_internal.tests.external.inside_tour_common import (
    PHONE,
    InsideTourCommon,
)


@tagged("post_install", "-at_install")
class TestCrmInsideTour(InsideTourCommon):
    """Sales asks inside from a lead, and reads there how it stands."""

    tour = "icrm_crm_inside"
    action = "crm.crm_lead_action_pipeline"
    modules = ("crm", "icrm_internal_crm")

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.document = cls.env["crm.lead"].create(
            {
                "name": "Lenses",
                "type": "opportunity",
                "partner_id": cls.azure.id,
                "user_id": cls.seller.id,
                "date_deadline": cls.now.date() + timedelta(days=9),
            }
        )

    def test_at_a_desktop(self):
        self.walk()

    def test_on_a_phone(self):
        self.walk(PHONE)

    def test_in_chinese(self):
        self.walk(PHONE, "zh_CN")
