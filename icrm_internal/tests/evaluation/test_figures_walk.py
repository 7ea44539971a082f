# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import io
import re

import openpyxl
from lxml import html

from odoo.tests import HttpCase, tagged

from ...measures import rounding
from .scorecard_common import FIRST, SECOND, ScorecardCommon


@tagged("post_install", "-at_install")
class TestFiguresWalk(HttpCase, ScorecardCommon):
    """One figure, one value: each figure of one period on every screen that has it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Scores of halves and thirds: 74.65, 70.55 and so on show every other rounding.
        for first, kept, hours in ((FIRST, 87.275, 5.2667), (SECOND, 83.555, 3.7333)):
            cls._enter(cls.kept, cls.it, first, kept, case_count=4000)
            cls._enter(cls.hours, cls.it, first, hours)
            cls._enter(cls.kept, cls.finance, first, kept - 11.333, case_count=3000)
        cls.env.flush_all()
        Scorecard = cls.Scorecard.with_user(cls.officer)
        for day in (FIRST, SECOND):
            Scorecard.action_freeze("month", str(day))
            Scorecard.action_publish_period("month", str(day))
        cls.env.invalidate_all()

    def _as_shown(self, model, name, number):
        """Return *number* with the digits of lists, forms and pivots."""
        digits = model.fields_get([name], ["digits"])[name].get("digits") or (16, 2)
        return rounding.half_up(number, digits[1])

    def _numbers(self, text):
        return {
            float(found.replace("−", "-"))
            for found in re.findall(r"[-−]?\d+(?:\.\d+)?", text)
        }

    def test_scores_of_a_department(self):
        """List, form, aggregates, overview, comparison, home, paper, workbook, mail."""
        for user, department in ((self.officer, self.finance), (self.it_head, self.it)):
            card = self.card(department).with_user(user)
            Card = self.Scorecard.with_user(user)
            found = card.get_card()
            score, change = found["score"], found["change"]
            before = self.card(department, FIRST).with_user(user).get_card()
            self.assertEqual(change, rounding.points(score - found["previous"]))
            self.assertEqual(before["score"], found["previous"])
            self.assertEqual(found["history"][-1]["score"], score)
            (row,) = card.read(
                ["score", "final_score", "change", "known_share", "previous_score"]
            )
            for name, value in (
                ("score", score),
                ("final_score", score),
                ("change", change),
                ("known_share", found["known"]),
                ("previous_score", found["previous"]),
            ):
                self.assertEqual(self._as_shown(Card, name, row[name]), value, name)
            ((final, known, previous),) = Card._read_group(
                [("id", "=", card.id)],
                [],
                ["final_score:avg", "known_share:avg", "previous_score:avg"],
            )
            self.assertEqual(self._as_shown(Card, "final_score", final), score)
            self.assertEqual(self._as_shown(Card, "known_share", known), found["known"])
            self.assertEqual(
                self._as_shown(Card, "previous_score", previous), found["previous"]
            )
            (heat,) = (
                one
                for one in Card.get_overview("month", str(SECOND))["departments"]
                if one["id"] == card.id
            )
            self.assertEqual(
                (heat["score"], heat["change"], heat["known"]),
                (score, change, found["known"]),
            )
            compared = Card.get_comparison(
                department.id, "month", str(FIRST), str(SECOND)
            )
            self.assertEqual(compared["after"]["score"], score)
            self.assertEqual(compared["before"]["score"], found["previous"])
            mail = card._get_notified_people()
            self.assertEqual(float(mail["score"]), score)
            self.assertEqual(float(mail["change"]), change)
            paper = self._print(card)
            for value in (score, abs(change)):
                self.assertIn(f"{value:.1f}", paper)

    def test_lines(self):
        """Each indicator on card, list, aggregates, heat map, comparison and paper."""
        card = self.card(self.it).with_user(self.it_head)
        Card = self.Scorecard.with_user(self.it_head)
        Line = self.env["icrm.scorecard.line"].with_user(self.it_head)
        found = {line["kpi_id"]: line for line in card.get_card()["lines"]}
        cells = Card.get_overview("month", str(SECOND))["departments"][0]["cells"]
        compared = Card.get_comparison(self.it.id, "month", str(FIRST), str(SECOND))
        rows = {row["kpi_id"]: row for row in compared["rows"]}
        paper = self._print(card)
        groups = Line._read_group(
            [("scorecard_id", "=", card.id)], ["kpi_id"], ["value:avg", "score:avg"]
        )
        self.assertEqual(len(groups), 3)
        for kpi, value, score in groups:
            line = found[kpi.id]
            self.assertEqual(self._as_shown(Line, "score", score), line["score"])
            self.assertIn(
                self._as_shown(Line, "value", value), self._numbers(line["value"])
            )
            cell, row = cells[kpi.id], rows[kpi.id]
            self.assertEqual(
                (cell["value"], cell["score"]), (line["value"], line["score"])
            )
            self.assertEqual(
                (row["after"], row["score_after"]), (line["value"], line["score"])
            )
            self.assertEqual(row["before"], line["previous"])
            self.assertIn(f"{line['score']:.1f}", paper)
            self.assertIn(line["value"], paper)
            result = self.line(card, kpi)._get_result()
            if result:
                self.assertEqual(result.value_text, line["value"])
                self.assertIn(f"{line['score']:.1f}", result.explanation)

    def test_workbook(self):
        self.authenticate(self.officer.login, self.officer.login)
        answer = self.url_open(f"/icrm/scorecards/month/{SECOND}.xlsx")
        book = openpyxl.load_workbook(io.BytesIO(answer.content))
        departments = list(book["Departments"].iter_rows(values_only=True))[1:]
        indicators = list(book["Indicators"].iter_rows(values_only=True))[1:]
        for department in (self.it, self.finance):
            found = self.card(department).with_user(self.officer).get_card()
            (row,) = (row for row in departments if row[0] == department.name)
            self.assertEqual(
                (row[3], row[4], row[6], row[9]),
                (
                    found["score"],
                    found["computed"],
                    found["previous"],
                    found["known"],
                ),
            )
            lines = {line["name"]: line for line in found["lines"]}
            own = [row for row in indicators if row[0] == department.complete_name]
            self.assertTrue(own)
            for row in own:
                line = lines[row[1]]
                self.assertIn(row[2], self._numbers(line["value"]))
                self.assertEqual(
                    (row[6], row[7], row[8]),
                    (line["score"], line["share"], line["change"]),
                )

    def _print(self, card):
        content, _type = self.env["ir.actions.report"]._render_qweb_html(
            "icrm_internal.icrm_scorecard_document", card.ids
        )
        return " ".join(html.fromstring(content).text_content().split())
