# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import tagged

from .scorecard_common import FIRST, ScorecardCommon


@tagged("post_install", "-at_install")
class TestLoggedResults(ScorecardCommon):
    """Who moves what others are judged by is in the access log."""

    def entries(self, kind):
        """Return the entries of a kind, the oldest first."""
        return self.env["icrm.access.log"].search([("kind", "=", kind)], order="id")

    def test_targets(self):
        before = self.entries("target")
        target = self.env["icrm.kpi.target"].with_user(self.admin_user)
        row = target.create(
            {
                "kpi_id": self.kept.id,
                "department_id": self.it.id,
                "date_from": "2035-01-01",
                "floor": 50,
                "target": 80,
            }
        )
        row.write({"target": 85})
        row.write({"target": 85})
        row.unlink()
        new, changed, gone = self.entries("target") - before
        self.assertEqual((new + changed + gone).user_id, self.admin_user)
        self.assertIn("New", new.reason)
        self.assertIn("Target: – → 80", new.reason)
        self.assertIn(self.kept.name, changed.reason)
        self.assertIn("Target: 80 → 85", changed.reason)
        self.assertIn("Deleted", gone.reason)

    def test_own_targets(self):
        values = {"kpi_id": self.kept.id, "department_id": self.it.id}
        self.env["icrm.kpi.target"].create(
            {**values, "date_from": "2035-01-01", "floor": 50, "target": 80}
        )
        before = self.entries("target")
        self.env["icrm.kpi.own.target"].with_user(self.it_head).create(
            {**values, "date_from": "2035-02-01", "target": 99}
        )
        entry = self.entries("target") - before
        self.assertEqual(entry.user_id, self.it_head)
        self.assertIn("Own Target: – → 99", entry.reason)

    def test_corrections(self):
        self._enter(self.kept, self.it, FIRST, 90, case_count=20)
        self._enter(self.hours, self.it, FIRST, 5)
        self.freeze(FIRST)
        card = self.card(self.it, FIRST)
        before = self.entries("correction")
        self.env["icrm.scorecard.correction"].with_user(self.officer).create(
            {"scorecard_id": card.id, "points": -3, "reason": "Counted twice"}
        )
        entry = self.entries("correction") - before
        self.assertEqual(entry.user_id, self.officer)
        self.assertEqual(entry.reason, "-3: Counted twice")
