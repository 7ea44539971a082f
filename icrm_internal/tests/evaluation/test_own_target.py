# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from .scorecard_common import FIRST, SECOND, ScorecardCommon


@tagged("post_install", "-at_install")
class TestOwnTarget(ScorecardCommon):
    """Heads ask more of their own department; the official score stays."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._enter_all()
        cls.Own = cls.env["icrm.kpi.own.target"]
        cls.plain = cls.env["icrm.kpi"].create(
            {"code": "t_plain", "name": "Plain", "definition": "Without a target"}
        )
        # Below the company's: an own one must be stricter than that.
        cls.kept.target = 80

    def _set(self, user=None, department=None, kpi=None, **values):
        return self.Own.with_user(user or self.it_head).create(
            {
                "kpi_id": (kpi or self.kept).id,
                "department_id": (department or self.it).id,
                "date_from": SECOND,
                "target": 90,
                **values,
            }
        )

    def _line(self, user, card):
        lines = card.with_user(user).get_card()["lines"]
        return next(line for line in lines if line["kpi_id"] == self.kept.id)

    def test_beside_the_company_s_and_counts_for_nothing(self):
        self.freeze(FIRST)
        self.freeze()
        self.publish()
        card = self.card(self.it)
        before = card.with_user(self.it_head).get_card()
        self._set(note="Agreed in the team")
        after = card.with_user(self.it_head).get_card()
        own = self._line(self.it_head, card)["own_target"]
        self.assertEqual(own["text"], "90 %")
        self.assertEqual(own["note"], "Agreed in the team")
        self.assertFalse(own["is_reached"])
        for line in after["lines"]:
            line["own_target"] = None
        self.assertEqual(after, before)
        self.assertEqual(
            card.checksum, self.Scorecard._get_checksums(card.ids)[card.id]
        )
        self.assertEqual(self._line(self.officer, card)["own_target"], own)
        html = (
            self.env["ir.actions.report"]
            .with_user(self.it_head)
            ._render_qweb_html("icrm_internal.icrm_scorecard_document", card.ids)[0]
        )
        self.assertIn(b"own: 90 %", html)

    def test_same_score_with_and_without(self):
        office = self.Scorecard.with_user(self.officer)
        office.action_preview("month", str(SECOND))
        before = self.Scorecard._get_contents(self.card(self.it).ids)
        self._set()
        self._set(kpi=self.hours, target=-5)
        office.action_preview("month", str(SECOND))
        self.assertEqual(self.Scorecard._get_contents(self.card(self.it).ids), before)

    def test_valid_from_its_period_on(self):
        self.Scorecard.with_user(self.officer).action_preview("month", str(FIRST))
        self._set()
        line = self._line(self.officer, self.card(self.it, FIRST))
        self.assertIsNone(line["own_target"])

    def test_stricter_or_additional(self):
        for kpi, target in ((self.kept, 80), (self.kept, 70), (self.hours, 1)):
            with (
                self.subTest(kpi=kpi.name, target=target),
                self.assertRaisesRegex(ValidationError, "must be stricter"),
                self.env.cr.savepoint(),
            ):
                self._set(kpi=kpi, target=target)
        self._set(kpi=self.hours, target=-1)
        self.assertFalse(self._set(kpi=self.plain, target=3).company_text)

    def test_who_may_not(self):
        own = self._set()
        for user in (
            self.staff,
            self.agent,
            self.finance_head,
            self.officer,
            self.admin_user,
            self.auditor,
        ):
            with self.subTest(user=user.login):
                with self.assertRaises(AccessError):
                    self._set(user=user, kpi=self.hours, target=-1)
                with self.assertRaises(AccessError):
                    own.with_user(user).target = 95
                with self.assertRaises(AccessError):
                    own.with_user(user).unlink()
        with self.assertRaises(AccessError):
            self._set(department=self.finance)
        with self.assertRaises(AccessError):
            own.with_user(self.it_head).department_id = self.finance
        for user in (self.staff, self.agent, self.finance_head):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                own.with_user(user).read(["target"])

    def test_set_from_the_scorecard(self):
        self.freeze()
        self.publish()
        line = self.line(self.card(self.it), self.kept).with_user(self.it_head)
        action = line.action_set_own_target()
        self.assertEqual(action["context"]["default_department_id"], self.it.id)
        own = self._set()
        self.assertEqual(line.action_set_own_target()["res_id"], own.id)
        listed = self.card(self.it).with_user(self.it_head).action_own_targets()
        self.assertTrue(listed["context"]["create"])
        listed = self.card(self.it).with_user(self.officer).action_own_targets()
        self.assertFalse(listed["context"]["create"])
