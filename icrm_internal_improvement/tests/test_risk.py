# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from psycopg2 import IntegrityError

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from odoo.addons.icrm_internal.tests.common import IcrmCommon


@tagged("post_install", "-at_install")
class TestRisk(IcrmCommon):
    def _risk(self, user=None, **values):
        return (
            self.env["icrm.risk"]
            .with_user(user or self.it_head)
            .create(
                {"name": "The only one leaves", "department_id": self.it.id, **values}
            )
        )

    # -- how bad -----------------------------------------------------------------------
    def test_score_level_and_history(self):
        risk = self._risk(likelihood="4", impact="5")
        self.assertEqual((risk.score, risk.level), (20, "severe"))
        risk.likelihood = "1"
        self.assertEqual((risk.score, risk.level), (5, "medium"))
        self.env.invalidate_all()
        self.assertEqual(risk.score_ids.mapped("score"), [5, 20])
        self.assertEqual(risk.score_ids.user_id, self.it_head)
        for attempt in (
            lambda: risk.score_ids[0].sudo().write({"score": 1}),
            lambda: risk.score_ids[0].with_user(self.officer).unlink(),
        ):
            with self.assertRaises(AccessError):
                attempt()

    def test_levels_have_no_gap(self):
        risk = self._risk()
        levels = []
        for likelihood in range(1, 6):
            for impact in range(1, 6):
                risk.write({"likelihood": str(likelihood), "impact": str(impact)})
                levels.append((risk.score, risk.level))
        order = ["low", "medium", "high", "severe"]
        self.assertEqual(
            [order.index(level) for _score, level in sorted(levels)],
            sorted(order.index(level) for _score, level in levels),
        )

    def test_out_of_range(self):
        risk = self._risk()
        with self.assertRaises(ValueError):
            risk.likelihood = "6"
        self.env.flush_all()
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(IntegrityError),
            self.env.cr.savepoint(),
        ):
            self.env.cr.execute(
                "UPDATE icrm_risk SET likelihood = '6' WHERE id = %s", [risk.id]
            )

    def test_map_counts_what_one_sees(self):
        self._risk(likelihood="2", impact="5")
        self._risk(likelihood="2", impact="5", name="Another")
        self._risk(self.finance_head, department_id=self.finance.id, impact="1")
        self._risk(likelihood="2", impact="5", name="Gone").action_close()
        Risk = self.env["icrm.risk"]
        seen = Risk.with_user(self.it_head).get_map()
        self.assertEqual(seen["cells"], {"2-5": 2})
        self.assertEqual(dict((row[0], row[2]) for row in seen["levels"])["high"], 2)
        self.assertEqual(
            Risk.with_user(self.finance_head).get_map()["cells"], {"3-1": 1}
        )
        self.assertEqual(
            Risk.with_user(self.officer).get_map()["cells"], {"2-5": 2, "3-1": 1}
        )
        self.assertEqual(Risk.with_user(self.staff).get_map()["cells"], {})

    # -- it happens --------------------------------------------------------------------
    def test_activation(self):
        risk = self._risk(
            step_ids=[
                Command.create({"name": "Train a second one"}),
                Command.create(
                    {"name": "Call", "kind": "emergency", "user_id": self.agent.id}
                ),
            ]
        )
        with self.assertRaisesRegex(UserError, "is required"):
            risk.action_activate("  ")
        dialog = self.env["icrm.reason.wizard"].with_user(self.it_head)
        action = risk.action_open_activation()
        with Form(dialog.with_context(**action["context"])) as form:
            form.reason = "She left"
        form.record.action_apply()
        self.assertEqual(risk.state, "active")
        called = risk.activity_ids
        self.assertEqual((called.summary, called.user_id), ("Call", self.agent))
        self.assertEqual(risk.with_user(self.agent).name, "The only one leaves")
        with self.assertRaisesRegex(UserError, "this requires"):
            risk.action_activate("Again")
        risk.action_deactivate("A new one has come")
        self.assertEqual(risk.state, "watched")
        self.assertFalse(risk.activity_ids)
        self.assertEqual(risk.log_ids.mapped("kind"), ["stand_down", "activate"])
        self.assertEqual(risk.log_ids[1].reason, "She left")
        for attempt in (
            lambda: risk.sudo().log_ids[0].write({"reason": "x"}),
            lambda: risk.sudo().log_ids.unlink(),
        ):
            with self.assertRaises(AccessError):
                attempt()

    def test_a_risk_that_happened_is_not_deleted(self):
        risk = self._risk()
        risk.action_activate("It happened")
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(IntegrityError),
            self.env.cr.savepoint(),
        ):
            risk.with_user(self.officer).unlink()

    def test_state_is_not_set_by_hand(self):
        risk = self._risk()
        with self.assertRaises(AccessError):
            risk.state = "active"
        with self.assertRaises(AccessError):
            self._risk(state="closed")

    # -- reviews -----------------------------------------------------------------------
    def test_review(self):
        risk = self._risk(review_months=3)
        risk.action_review()
        today = fields.Date.context_today(risk)
        self.assertEqual(risk.reviewed_on, today)
        self.assertGreater(risk.review_date, today + timedelta(days=80))
        self.env.invalidate_all()
        self.assertEqual(risk.score_ids.mapped("is_review"), [True, False])

    def test_reviews_are_remembered_once(self):
        risk = self._risk(review_date=fields.Date.today() + timedelta(days=2))
        far = self._risk(review_date=fields.Date.today() + timedelta(days=30))
        for _time in range(2):
            self.env["icrm.risk"]._cron_remind()
        self.assertEqual(risk.activity_ids.user_id, self.it_head)
        self.assertEqual(len(risk.activity_ids), 1)
        self.assertFalse(far.activity_ids)

    # -- who ---------------------------------------------------------------------------
    def test_staff_and_other_heads_see_nothing(self):
        risk = self._risk()
        for user in (self.staff, self.agent, self.finance_head, self.desk):
            mine = risk.with_user(user)
            self.assertFalse(mine.search([]))
            for attempt in (
                lambda mine=mine: mine.read(["name"]),
                lambda mine=mine: mine.action_activate("x"),
                mine.action_review,
                mine.action_close,
            ):
                with self.subTest(user=user.login), self.assertRaises(AccessError):
                    attempt()

    def test_nobody_moves_a_risk_to_a_foreign_department(self):
        risk = self._risk()
        with self.assertRaises(AccessError):
            risk.department_id = self.finance
        with self.assertRaises(AccessError):
            self._risk(department_id=self.finance.id)

    # -- an improvement ----------------------------------------------------------------
    def test_one_improvement_at_a_time(self):
        risk = self._risk(cause="Nobody else was trained")
        action = risk.action_start_improvement()
        improvement = self.env["icrm.improvement"].browse(action["res_id"])
        self.assertRecordValues(
            improvement,
            [
                {
                    "name": "The only one leaves",
                    "origin": "risk",
                    "cause": "Nobody else was trained",
                    "department_id": self.it.id,
                    "owner_id": self.it_head.id,
                }
            ],
        )
        self.env.invalidate_all()
        self.assertEqual(risk.improvement_count, 1)
        self.assertEqual(risk.action_start_improvement()["res_id"], improvement.id)
        with self.assertRaises(AccessError):
            risk.with_user(self.staff).action_start_improvement()
