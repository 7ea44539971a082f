# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import io
import re
import shutil

import openpyxl
from lxml import html

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged

from ...measures import rounding
from ...models.access.number_formatter import NumberFormatter
from ..access.test_paper import read_pages
from .scorecard_common import FIRST, SECOND, ScorecardCommon

COMPARISON_REPORT = "icrm_internal.icrm_scorecard_comparison_document"
OVERVIEW_REPORT = "icrm_internal.icrm_scorecard_overview_document"


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
            # The company's own
            whole = cls.env["hr.department"]
            cls._enter(cls.kept, whole, first, kept - 4.857, case_count=7000)
            cls._enter(cls.hours, whole, first, hours)
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

    def _print_comparison(self, user, **data):
        report = self.env["ir.actions.report"].with_user(user)
        page, _kind = report._render_qweb_html(COMPARISON_REPORT, None, data=data)
        return " ".join(html.fromstring(page).text_content().split())

    def test_comparison_on_paper(self):
        """As the screen; of the departments whose scorecards one may read."""
        data = {"kind": "month", "first": str(FIRST), "second": str(SECOND)}
        Card = self.Scorecard.with_user(self.officer)
        formatter = NumberFormatter(Card.env)
        for department_id in (0, self.it.id):
            found = Card.get_comparison(department_id, **data)
            text = self._print_comparison(
                self.officer, department_id=department_id, **data
            )
            for side in ("before", "after"):
                self.assertIn(found[side]["name"], text)
                self.assertIn(formatter.format_points(found[side]["score"]), text)
            self.assertIn(formatter.format_change(found["change"]), text)
            for row in found["rows"]:
                self.assertIn(row["name"], text)
                self.assertIn(row["after"], text)
        self.assertIn("IT", self._print_comparison(self.it_head, **data))
        with self.assertRaises(UserError):
            self._print_comparison(self.it_head, department_id=self.finance.id, **data)
        # Who reads no scorecard prints an empty page
        printed = self._print_comparison(self.staff, **data)
        for row in found["rows"]:
            self.assertNotIn(row["name"], printed)

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

    def test_company(self):
        """The company on heat map, comparison, list of results, home and paper."""
        for user in (self.officer, self.auditor):
            Card = self.Scorecard.with_user(user)
            overview = Card.get_overview("month", str(SECOND))
            company = overview["company"]
            before = Card.get_overview("month", str(FIRST))["company"]
            self.assertEqual(
                company["change"], rounding.points(company["score"] - before["score"])
            )
            self.assertEqual(company["previous"], before["score"])
            compared = Card.get_comparison(0, "month", str(FIRST), str(SECOND))
            self.assertEqual(compared["after"]["score"], company["score"])
            self.assertEqual(compared["before"]["score"], before["score"])
            self.assertEqual(
                (compared["change"], compared["trend"], compared["arrow"]),
                (company["change"], company["trend"], company["arrow"]),
            )
            rows = {row["kpi_id"]: row for row in compared["rows"]}
            paper = self._print_overview(user)
            Value = self.env["icrm.kpi.value"].with_user(user)
            for kpi_id, cell in company["cells"].items():
                result = Value.browse(cell["id"])
                self.assertEqual(result.value_text, cell["value"])
                self.assertEqual(rows[kpi_id]["after"], cell["value"])
                self.assertEqual(rows[kpi_id]["score_after"], cell["score"])
                self.assertEqual(rows[kpi_id]["trend"], cell["trend"])
            self.assertEqual(len(company["cells"]), 3)
            self.assertIn(f"{company['score']:.1f}", paper)
            self.assertIn(
                NumberFormatter(self.env).format_change(company["change"]), paper
            )
            for row in overview["departments"]:
                self.assertIn(f"{row['name']} {row['score']:.1f}", paper)
            home = self.env["icrm.home"].with_user(user).get_home()
            (block,) = (one for one in home["blocks"] if one["name"] == "company")
            (shown,) = (one for one in block["figures"] if one["name"] == "scorecard")
            self.assertEqual(float(shown["value"]), company["score"])
            self.assertIn(f"{before['score']:.1f}", shown["note"])
        # Who owns an indicator reads its result, not the company's score.
        self.kept.owner_id = self.it_head
        Card = self.Scorecard.with_user(self.it_head)
        self.assertIsNone(Card.get_overview("month", str(SECOND))["company"])
        with self.assertRaises(UserError):
            Card.get_comparison(0, "month", str(FIRST), str(SECOND))

    def test_home_of_a_head(self):
        """The scorecard and what moved it, as the scorecard's screen has them."""
        card = self.card(self.it).with_user(self.it_head)
        found = card.get_card()
        home = self.env["icrm.home"].with_user(self.it_head).get_home()
        (block,) = (one for one in home["blocks"] if one["name"] == "department")
        (shown,) = (one for one in block["figures"] if one["name"] == "scorecard")
        self.assertEqual(float(shown["value"]), found["score"])
        self.assertEqual(shown["trend"], {"up": 1, "down": -1, "": 0}[found["arrow"]])
        labels = [row["label"] for row in block["rows"]]
        self.assertEqual(labels, found["reasons"][:2])

    def test_trend_of_a_score(self):
        """Arrow and colour of the change agree everywhere; within chance neither."""
        for department in (self.it, self.finance):
            card = self.card(department).with_user(self.officer)
            found = card.get_card()
            (row,) = (
                row
                for row in card.get_overview("month", str(SECOND))["departments"]
                if row["id"] == card.id
            )
            compared = card.get_comparison(
                department.id, "month", str(FIRST), str(SECOND)
            )
            for one in (row, compared):
                self.assertEqual(
                    (one["trend"], one["arrow"]), (found["trend"], found["arrow"])
                )
            self.assertEqual(card.trend, found["trend"])
            self.assertIn(
                (found["trend"], found["arrow"]),
                {("better", "up"), ("worse", "down"), ("same", "")},
            )
        # 87.3 % to 83.6 % of 4,000 cases is no chance, and so is the score's fall.
        self.assertEqual(self.card(self.finance).trend, "worse")

    def test_heat_map_on_paper(self):
        """One period on a sheet, read back; logged; not what one may not read."""
        Log = self.env["icrm.access.log"]
        before = Log.search_count([("kind", "=", "export")])
        self._print_overview(self.officer)
        rows = Log.search([("kind", "=", "export")])
        self.assertEqual(len(rows), before + 1)
        self.assertEqual(
            (rows[0].user_id, rows[0].res_model), (self.officer, "icrm.scorecard")
        )
        with self.assertRaises(UserError):
            self._print_overview(self.officer, self.card(self.it, FIRST))
        with self.assertRaises(AccessError):
            self._print_overview(self.it_head)
        if shutil.which("wkhtmltopdf"):
            report = self.env["ir.actions.report"].with_user(self.officer)
            content, _type = report.with_context(
                force_report_rendering=True
            )._render_qweb_pdf(
                OVERVIEW_REPORT, self._get_cards().with_user(self.officer).ids
            )
            text = " ".join(read_pages(content))
            for card in self._get_cards():
                self.assertIn(f"{card.final_score:.1f}", text)
            self.assertIn("Page 1 of 1", text)

    def _get_cards(self):
        return self.Scorecard.search([("date_from", "=", SECOND)])

    def _print_overview(self, user, more=()):
        cards = self._get_cards()
        report = self.env["ir.actions.report"].with_user(user)
        content, _type = report._render_qweb_html(
            OVERVIEW_REPORT, [*cards.ids, *(card.id for card in more)]
        )
        return " ".join(html.fromstring(content).text_content().split())

    def test_workbook(self):
        self.authenticate(self.officer.login, self.officer.login)
        answer = self.url_open(f"/icrm/scorecards/month/{SECOND}.xlsx")
        book = openpyxl.load_workbook(io.BytesIO(answer.content))
        departments = list(book["Departments"].iter_rows(values_only=True))[1:]
        indicators = list(book["Indicators"].iter_rows(values_only=True))[1:]
        Card = self.Scorecard.with_user(self.officer)
        company = Card.get_overview("month", str(SECOND))["company"]
        self.assertEqual(
            [departments[0][place] for place in (0, 3, 6, 9)],
            [company[key] for key in ("name", "score", "previous", "known")],
        )
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
