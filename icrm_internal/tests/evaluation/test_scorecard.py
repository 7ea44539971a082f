# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.icrm_internal.models.evaluation import scorecard_rows

from .scorecard_common import FIRST, SECOND, ScorecardCommon


@tagged("post_install", "-at_install")
class TestScorecard(ScorecardCommon):
    """What a scorecard says, and that it stays."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._enter_all()

    # -- what it says ------------------------------------------------------------------
    def test_figures(self):
        """60 % of 30 points and 40 % of 50; before 60 % of 80 and 40 % of 50."""
        self.assertEqual(self.freeze(), 2)
        card = self.card(self.it)
        self.assertEqual((card.score, card.previous_score), (38.0, 68.0))
        self.assertEqual(card.change, -30)
        self.assertEqual(card.known_share, 100)
        kept, hours = (self.line(card, kpi) for kpi in (self.kept, self.hours))
        self.assertEqual((kept.score, kept.previous_score), (30, 80))
        self.assertEqual((kept.share, hours.share), (60, 40))
        self.assertEqual((kept.change, hours.change), (-30, 0))
        self.assertEqual(
            (kept.numerator, kept.denominator, kept.case_count), (1300, 20, 20)
        )
        # Of 20 cases each, the difference is within the noise.
        self.assertEqual((kept._get_trend(), kept._get_arrow()), ("same", ""))
        self.assertEqual(hours._get_trend(), "same")

    def test_arrow_is_the_direction_and_colour_the_judgement(self):
        self._enter(self.kept, self.procurement, FIRST, 90, case_count=400)
        self._enter(self.kept, self.procurement, SECOND, 65, case_count=400)
        self._enter(self.hours, self.procurement, FIRST, 3)
        self._enter(self.hours, self.procurement, SECOND, 6)
        self.freeze()
        card = self.card(self.procurement)
        for kpi, trend in (
            (self.kept, ("worse", "down")),
            (self.hours, ("worse", "up")),
        ):
            line = self.line(card, kpi)
            self.assertEqual((line._get_trend(), line._get_arrow()), trend)

    def test_missing_value_drops_its_weight_and_says_so(self):
        self.freeze()
        card = self.card(self.finance)
        self.assertEqual((card.score, card.known_share), (50.0, 60))
        self.assertFalse(card.has_previous)
        hours = self.line(card, self.hours)
        self.assertFalse(hours.has_value)
        self.assertEqual((hours.weight, hours.share), (40, 0))
        self.assertEqual(self.line(card, self.kept).share, 100)
        self.assertEqual(card._get_missing(), ["Hours"])

    def test_rank_among_departments_of_one_level(self):
        below = self.env["hr.department"].create(
            {"name": "Network", "parent_id": self.it.id}
        )
        self._enter(self.kept, below, SECOND, 100)
        self.freeze()
        it, finance = self.card(self.it), self.card(self.finance)
        self.assertEqual((it.rank, it.rank_of), (2, 2))
        self.assertEqual((finance.rank, finance.rank_of), (1, 2))
        self.assertEqual(self.card(below).rank, 0)
        self.assertEqual(self.line(it, self.hours).rank, 0)

    def test_no_rank_without_coverage(self):
        """A department that is hardly measured does not win."""
        self._enter(self.hours, self.procurement, SECOND, 0)
        self.freeze()
        cards = [self.card(row) for row in (self.procurement, self.finance, self.it)]
        self.assertEqual([card.known_share for card in cards], [40, 60, 100])
        self.assertFalse(cards[0].has_score)
        self.assertEqual([card.rank for card in cards], [0, 1, 2])
        self.assertEqual({card.rank_of for card in cards[1:]}, {2})
        Scorecard = self.Scorecard.with_user(self.officer)
        rows = Scorecard.get_overview("month", str(SECOND))["departments"]
        covered = {row["name"]: (row["known"], row["is_covered"]) for row in rows}
        self.assertEqual(covered["Procurement"], (40, False))
        self.assertEqual(covered["Finance"], (60, True))
        found = cards[0].with_user(self.officer).get_card()
        self.assertEqual(
            (found["score"], found["change"], found["reasons"], found["is_covered"]),
            (None, None, [], False),
        )

    def test_no_total_below_the_coverage(self):
        """Not on the screen, nor in PDF, Excel, mean or mail."""
        self._enter(self.hours, self.procurement, SECOND, 0)
        self.freeze()
        self.publish()
        card = self.card(self.procurement).with_user(self.officer)
        self.assertFalse(card.has_score)
        # The indicator that is made of all others is a total, too.
        self.assertFalse(self.line(card, self.quality).has_value)
        self.assertTrue(self.line(card, self.hours).has_value)
        Scorecard = self.Scorecard.with_user(self.officer)
        rows = Scorecard.get_overview("month", str(SECOND))["departments"]
        cells = next(row["cells"] for row in rows if row["id"] == card.id)
        self.assertIsNone(cells[self.quality.id]["value"])
        self.assertEqual(len(scorecard_rows.indicator_rows(card)), 2)
        row = scorecard_rows.department_rows(card)[1]
        self.assertEqual(row[3:5] + row[9:10], [None, None, 40])
        html = (
            self.env["ir.actions.report"]
            .with_user(self.officer)
            ._render_qweb_html("icrm_internal.icrm_scorecard_document", card.ids)[0]
        )
        head = html.decode().split("of 100")[0]
        self.assertIn("–", head.split("font-size: 34px")[1])
        mean = self.Scorecard._read_group(
            [("date_from", "=", SECOND)], [], ["final_score:avg"]
        )[0][0]
        # 50 of finance, 38 of IT; no zero of procurement
        self.assertEqual(mean, 44)
        self.assertEqual(card._get_notified_people()["score"], "–")
        # What the company settled for is asked of what is built from then on.
        self.company.icrm_scorecard_least_share = 40
        self._enter(self.hours, self.procurement, FIRST, 0)
        self.freeze(FIRST)
        self.assertEqual(self.card(self.procurement, FIRST).score, 100)

    def test_reason_names_where_it_came_from(self):
        self.freeze()
        card = self.card(self.it)
        kept = self.line(card, self.kept)
        self.assertEqual(kept.cause_department_id, self.finance)
        # Of 25 points less all came from finance: 10 of 20 cases, 50 points each.
        self.assertEqual((kept.cause_change, kept.cause_case_count), (-25, 10))
        (reason,) = card._get_reasons()
        for part in ("Kept", "90 %", "65 %", "-30.0 points", "Finance", "40 %"):
            self.assertIn(part, reason)

    def test_what_came_and_went_is_named(self):
        self.env["icrm.kpi.value"].search(
            [("kpi_id", "=", self.hours.id), ("date_from", "=", SECOND)]
        ).unlink()
        self.freeze()
        card = self.card(self.it)
        self.assertEqual((card.score, card.previous_score), (30, 68))
        self.assertIn("Data before, but not now: Hours.", card._get_reasons()[1])

    def test_too_little_is_no_score(self):
        self.env["icrm.kpi"].create(
            {
                "code": "t_small",
                "name": "Small",
                "definition": "x",
                "floor": 0,
                "target": 1,
                "weight": 9,
            }
        )
        small = self.env["icrm.kpi"].search([("code", "=", "t_small")])
        self._enter(small, self.procurement, SECOND, 1)
        self.freeze()
        card = self.card(self.procurement)
        self.assertFalse(card.has_score)
        self.assertEqual(card.rank, 0)
        self.assertTrue(self.line(card, small).has_score)

    # -- it stays ----------------------------------------------------------------------
    def _everything(self):
        cards = self.Scorecard.search([], order="department_id, date_from")
        contents = self.Scorecard._get_contents(cards.ids)
        return [(card.checksum, contents[card.id]) for card in cards]

    def test_freezing_twice_gives_the_same_bytes(self):
        self.freeze()
        before = self._everything()
        self.assertEqual(self.freeze(), 0)
        self.assertEqual(self._everything(), before)
        # From the beginning, in another order of everything: the same bytes.
        self.env.cr.execute("DELETE FROM icrm_scorecard_line")
        self.env.cr.execute("DELETE FROM icrm_scorecard")
        self.env.invalidate_all()
        self.Scorecard.with_user(self.officer).action_preview("month", str(SECOND))
        self.freeze()
        self.assertEqual(self._everything(), before)

    def test_what_changes_afterwards_changes_nothing(self):
        self.freeze()
        before = self._everything()
        self.env.cr.execute("UPDATE icrm_kpi_value SET value = 1, score = 1")
        self.env["icrm.kpi.value"].invalidate_model()
        self.kept.name = "Renamed"
        self.it.name = "Renamed"
        self.freeze()
        self.assertEqual(self._everything(), before)

    def test_freezing_closes_the_indicators(self):
        self.freeze()
        self.assertTrue(
            all(
                self.env["icrm.kpi.value"]
                .search([("date_from", "=", SECOND)])
                .mapped("is_final")
            )
        )

    @mute_logger("odoo.sql_db")
    def test_one_of_a_department_and_period(self):
        self.freeze()
        with self.assertRaises(IntegrityError), self.cr.savepoint():
            self.env.cr.execute(
                "INSERT INTO icrm_scorecard (company_id, department_id, period_kind,"
                " date_from, date_to, state) SELECT company_id, department_id,"
                " period_kind, date_from, date_to, state FROM icrm_scorecard"
            )

    def test_nobody_edits(self):
        self.freeze()
        card = self.card(self.it)
        for user in (self.officer, self.admin_user, self.env.user):
            for env in (self.env(user=user), self.env(user=user, su=True)):
                own = card.with_env(env)
                for call in (
                    lambda own=own: own.write({"final_score": 100}),
                    lambda own=own: own.write({"state": "draft"}),
                    lambda own=own: own.line_ids.write({"score": 100}),
                    lambda own=own: own.line_ids.unlink(),
                    lambda own=own: own.unlink(),
                    lambda own=own: own.copy(),
                    lambda own=own: own.line_ids.create({"kpi_id": self.kept.id}),
                ):
                    with self.assertRaises(AccessError):
                        call()
        self.assertEqual(card.final_score, 38)

    def test_a_database_tampered_with_is_noticed(self):
        self.freeze()
        card = self.card(self.it).with_user(self.auditor)
        told = card.action_verify()
        self.assertEqual(told["params"]["type"], "success")
        self.env.cr.execute(
            "UPDATE icrm_scorecard_line SET score = 99 WHERE scorecard_id = %s",
            [card.id],
        )
        told = card.action_verify()
        self.assertEqual(told["params"]["type"], "danger")
        self.assertIn("IT", told["params"]["message"])

    def test_draft_follows_until_it_is_frozen(self):
        Scorecard = self.Scorecard.with_user(self.officer)
        Scorecard.action_preview("month", str(SECOND))
        card = self.card(self.it)
        self.assertEqual((card.state, card.score), ("draft", 38))
        value = self.env["icrm.kpi.value"].search(
            [
                ("kpi_id", "=", self.hours.id),
                ("date_from", "=", SECOND),
                ("department_id", "=", self.it.id),
            ]
        )
        value.value = 0
        Scorecard.action_preview("month", str(SECOND))
        self.assertEqual((self.card(self.it), card.score), (card, 58))
        self.env["icrm.kpi.value"].search(
            [("department_id", "=", self.finance.id), ("kpi_id", "=", self.kept.id)]
        ).unlink()
        self.freeze()
        self.assertFalse(self.card(self.finance))
        self.assertEqual(card.state, "frozen")

    # -- corrections -------------------------------------------------------------------
    def test_correction_stands_beside(self):
        self.freeze()
        card = self.card(self.it)
        before = self.Scorecard._get_contents(card.ids)
        Correction = self.env["icrm.scorecard.correction"].with_user(self.officer)
        vals = {"scorecard_id": card.id, "points": 5}
        with self.assertRaises(UserError):
            Correction.create({**vals, "reason": "  "})
        one = Correction.create({**vals, "reason": "Counted twice"})
        Correction.create({**vals, "points": -2, "reason": "Not quite"})
        self.assertEqual((card.final_score, card.score), (41, 38))
        self.assertEqual(card.change, -30)
        self.assertEqual(self.Scorecard._get_contents(card.ids), before)
        shown = card.get_card()["corrections"]
        self.assertEqual([row["points"] for row in shown], [-2, 5])
        for call in (lambda: one.sudo().write({"points": 9}), one.sudo().unlink):
            with self.assertRaises(AccessError):
                call()

    def test_no_correction_of_a_draft(self):
        self.Scorecard.with_user(self.officer).action_preview("month", str(FIRST))
        with self.assertRaises(UserError):
            self.env["icrm.scorecard.correction"].with_user(self.officer).create(
                {
                    "scorecard_id": self.card(self.it, FIRST).id,
                    "points": 5,
                    "reason": "x",
                }
            )

    # -- bad input ---------------------------------------------------------------------
    def test_bad_periods_are_refused_in_words(self):
        Scorecard = self.Scorecard.with_user(self.officer)
        for kind, day in (
            ("week", "2026-04-01"),
            (None, "2026-04-01"),
            ("month", "yesterday"),
            ("month", None),
            ("month", "0001-01-01"),
            ("month", "2199-01-01"),
            (["month"], 5),
        ):
            with self.subTest(kind=kind, day=day), self.assertRaises(UserError):
                Scorecard.action_freeze(kind, day)
