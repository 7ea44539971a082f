# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import AccessError
from odoo.tests import tagged

from odoo.addons.icrm_internal.tests.common import IcrmCommon


@tagged("post_install", "-at_install")
class TestRiskWatch(IcrmCommon):
    """An indicator warns before it happens: once a period, and shows no one a result
    who could not read it anyway."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.kpi = cls.env["icrm.kpi"].create(
            {
                "name": "Backlog",
                "code": "test_backlog",
                "definition": "How much lies about",
                "unit": "number",
                "direction": "down",
            }
        )
        cls.risk = (
            cls.env["icrm.risk"]
            .with_user(cls.it_head)
            .create(
                {
                    "name": "Drowning",
                    "department_id": cls.it.id,
                    "kpi_id": cls.kpi.id,
                    "threshold": 100,
                }
            )
        )

    def _value(self, day, value, department=None, kpi=None):
        return self.env["icrm.kpi.value"].create(
            {
                "kpi_id": (kpi or self.kpi).id,
                "date_from": day,
                "department_id": department.id if department else False,
                "value": value,
            }
        )

    def _warn(self):
        self.env["icrm.risk"]._cron_warn()
        self.env.invalidate_all()
        return self.risk.alert_ids

    def _home(self, user, name):
        self.env.flush_all()
        self.env.invalidate_all()
        blocks = self.env["icrm.home"].with_user(user).get_home()["blocks"]
        return {block["name"]: block["rows"] for block in blocks}.get(name)

    def test_open_warnings_on_the_home_page(self):
        """Those who may read them; until the risk is reviewed."""
        self._value("2026-02-01", 101, self.it)
        self.assertFalse(self._home(self.officer, "warnings"))
        self._warn()
        for user in (self.officer, self.auditor, self.it_head):
            with self.subTest(user=user.login):
                (row,) = self._home(user, "warnings")
                self.assertEqual(row["label"], "Drowning")
                self.assertEqual(row["opens"]["id"], self.risk.id)
                self.assertIn("101", row["note"])
        for user in (self.finance_head, self.agent, self.staff):
            self.assertIsNone(self._home(user, "warnings"))
        self.risk.with_user(self.it_head).action_review()
        self.assertIsNone(self._home(self.officer, "warnings"))

    def test_warns_once_a_period(self):
        self.assertEqual(self.risk.warn_when, "above")
        self._value("2026-01-01", 99, self.it)
        self.assertFalse(self._warn())
        self._value("2026-02-01", 101, self.it)
        self.assertEqual(len(self._warn()), 1)
        self.assertEqual(len(self._warn()), 1)
        alert = self.risk.alert_ids
        self.assertRecordValues(
            alert,
            [{"value": 101, "threshold": 100, "department_id": self.it.id}],
        )
        self.assertEqual(len(self.risk.activity_ids), 1)
        self.assertEqual(self.risk.activity_ids.user_id, self.it_head)
        self.assertNotIn("101", self.risk.activity_ids.summary)
        self._value("2026-03-01", 180, self.it)
        self.assertEqual(len(self._warn()), 2)
        with self.assertRaises(AccessError):
            alert.sudo().write({"value": 1})

    def test_only_the_newest_result_and_only_its_own(self):
        self._value("2026-01-01", 500, self.it)
        self._value("2026-02-01", 50, self.it)
        self._value("2026-02-01", 500, self.finance)
        self._value("2026-02-01", 500)
        self.assertFalse(self._warn())

    def test_below(self):
        self.risk.warn_when = "below"
        self._value("2026-01-01", 100, self.it)
        self.assertFalse(self._warn())
        self._value("2026-02-01", 99.5, self.it)
        self.assertTrue(self._warn())

    def test_a_closed_risk_is_silent(self):
        self._value("2026-01-01", 500, self.it)
        self.risk.action_close()
        self.assertFalse(self._warn())

    def test_more_is_better_warns_below(self):
        self.risk.kpi_id = self.kpi.copy({"code": "other", "direction": "up"})
        self.assertEqual(self.risk.warn_when, "below")

    # -- a threshold asks for a result -------------------------------------------------
    def test_an_owner_without_rights_sets_no_threshold(self):
        self.risk.owner_id = self.agent
        mine = self.risk.with_user(self.agent)
        mine.cause = "Mine to edit"
        for values in ({"threshold": 5}, {"warn_when": "below"}, {"watch": "company"}):
            with self.subTest(values=values), self.assertRaises(AccessError):
                mine.write(values)

    def test_results_of_the_company_are_for_officers(self):
        with self.assertRaises(AccessError):
            self.risk.watch = "company"
        self.risk.with_user(self.officer).watch = "company"
        self._value("2026-01-01", 500)
        self.risk.sudo().owner_id = self.officer
        self.assertFalse(self._warn(), "not the head's to read")
        alerts = self.env["icrm.risk.alert"].with_user(self.officer).search([])
        self.assertEqual(
            alerts.filtered(lambda alert: alert.risk_id == self.risk).value, 500
        )
        self.assertFalse(
            self.env["icrm.risk.alert"].with_user(self.it_head).search([]), "not his"
        )

    def test_the_newest_result_is_shown_to_who_may_read_it(self):
        self._value("2026-01-01", 42, self.it)
        self.env.invalidate_all()
        self.assertIn("42", self.risk.kpi_text)
        self.risk.owner_id = self.agent
        self.assertFalse(self.risk.with_user(self.agent).kpi_text)
