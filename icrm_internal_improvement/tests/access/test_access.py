# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.icrm_internal.tests.common import IcrmCommon


@tagged("post_install", "-at_install")
class TestAccess(IcrmCommon):
    """What the tests of icrm_internal/tests/access do not find by walking."""

    def test_no_level_of_a_risk_is_forged_by_import(self):
        with mute_logger("odoo.addons.base.models.ir_rule"):
            result = (
                self.env["icrm.risk"]
                .with_user(self.officer)
                .load(["name", "level"], [["Fire", "Low"]])
            )
        self.assertFalse(result["ids"], result)
        self.assertIn("cannot be set manually", str(result["messages"]))

    def test_the_register_on_paper_is_in_the_log(self):
        Log = self.env["icrm.access.log"]
        before = Log.search([("kind", "=", "export")])
        risks = self.env["icrm.risk"].with_user(self.officer).search([])
        self.env["ir.actions.report"].with_user(self.officer)._render_qweb_html(
            "icrm_internal_improvement.icrm_risk_register", risks.ids
        )
        rows = Log.search([("kind", "=", "export")]) - before
        self.assertEqual(rows.user_id, self.officer)
        self.assertEqual(rows.res_model, "icrm.risk")
