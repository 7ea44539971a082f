# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.icrm_internal.models.access import company_day

from .scorecard_common import FIRST, SECOND, ScorecardCommon


@tagged("post_install", "-at_install")
class TestScorecardOffice(ScorecardCommon):
    """What happens by itself, mails, comparisons, and how many queries it takes."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._enter_all()

    def _night(self, day, budget=1):
        with (
            patch.object(company_day, "today", return_value=day),
            patch.object(
                type(self.env["ir.cron"]), "_commit_progress", return_value=budget
            ),
        ):
            self.Scorecard._cron_freeze()
        self.env.invalidate_all()

    def _mails(self):
        self._send_messages()
        return self.env["mail.message"].search(
            [("subject", "=like", "Scorecards published%")]
        )

    # -- by itself ---------------------------------------------------------------------
    def test_freezes_some_days_after_the_end(self):
        self.company.write({"icrm_scorecard_kind": "month", "icrm_scorecard_days": 10})
        self._night(date(2026, 5, 10))
        self.assertFalse(self.card(self.it))
        self._night(date(2026, 5, 11))
        self.assertEqual(self.card(self.it).state, "frozen")
        before = self.card(self.it).checksum
        self._night(date(2026, 5, 12))
        self.assertEqual(self.card(self.it).checksum, before)
        self.assertFalse(self._mails())

    def test_publishing_a_draft_is_refused(self):
        self.Scorecard.with_user(self.officer).action_preview("month", str(SECOND))
        with self.assertRaises(UserError):
            self.card(self.it).with_user(self.officer).action_publish()
        self.assertEqual(self.publish(), 0)

    # -- mails -------------------------------------------------------------------------
    def test_one_mail_a_head_once(self):
        boss = self.it_head.sudo().employee_id
        self.finance.manager_id = boss
        self.it_head.lang = "en_US"
        self.freeze()
        self.assertEqual(self.publish(), 2)
        self.assertEqual(self.publish(), 0)
        self._night(date(2026, 5, 1))
        mail = self._mails()
        self.assertEqual(len(mail), 1)
        self.assertEqual(mail.notified_partner_ids, self.it_head.partner_id)
        for part in ("IT, April 2026", "Finance, April 2026", "38.0", ": -"):
            self.assertIn(part, mail.body)
        self._night(date(2026, 5, 2))
        self.assertEqual(self._mails(), mail)

    def test_a_killed_job_goes_on_where_it_was(self):
        self.freeze()
        self.publish()
        with patch.object(
            type(self.env["ir.cron"]), "_commit_progress", return_value=0
        ):
            self.Scorecard._send_notices()
        self.assertEqual(len(self._mails()), 1)
        self._night(date(2026, 5, 2))
        self.assertEqual(len(self._mails()), 2)
        self.assertEqual(
            self._mails().notified_partner_ids,
            (self.it_head | self.finance_head).partner_id,
        )

    # -- then and now ------------------------------------------------------------------
    def _compare(self, **values):
        for day in (FIRST, SECOND):
            self.freeze(day)
        found = self.Scorecard.with_user(self.officer).get_comparison(
            self.it.id, "month", **values
        )
        return found, {row["name"]: row for row in found["rows"]}

    def test_two_periods(self):
        found, rows = self._compare()
        self.assertEqual((found["before"]["score"], found["after"]["score"]), (68, 38))
        self.assertEqual(
            [rows["Kept"][key] for key in ("before", "after", "trend")],
            ["90 %", "65 %", "same"],
        )
        self.assertEqual(rows["Hours"]["trend"], "same")
        _found, rows = self._compare(first=str(SECOND), second=str(FIRST))
        # Of 20 cases each: within the noise, so no arrow either way
        self.assertEqual((rows["Kept"]["trend"], rows["Kept"]["arrow"]), ("same", ""))

    def test_before_and_after_a_day(self):
        """80 cases of May at 90 %, 20 of April at 65 %: together 85 %."""
        may = date(2026, 5, 1)
        self._enter(self.kept, self.it, may, 90, case_count=80)
        self.freeze(may)
        found, rows = self._compare(baseline=str(SECOND))
        self.assertEqual((found["before"]["count"], found["after"]["count"]), (1, 2))
        kept = rows["Kept"]
        self.assertEqual((kept["before"], kept["after"]), ("90 %", "85 %"))
        self.assertEqual((kept["n_before"], kept["n_after"]), (20, 100))
        self.assertAlmostEqual(kept["score_after"], 70)
        # A period that the day cuts counts on neither side.
        found, _rows = self._compare(baseline="2026-04-15")
        self.assertEqual((found["before"]["count"], found["after"]["count"]), (1, 1))

    # -- paper -------------------------------------------------------------------------
    def test_paper_shows_what_the_screen_shows(self):
        for day in (FIRST, SECOND):
            self.freeze(day)
            self.publish(day)
        html, _kind = (
            self.env["ir.actions.report"]
            .with_user(self.it_head)
            ._render_qweb_html(
                "icrm_internal.icrm_scorecard_document", self.card(self.it).ids
            )
        )
        html = html.decode()
        for part in ("April 2026", "38.0", "-30.0", "in 10 cases", "100 %"):
            self.assertIn(part, html)
        # The whole score, the group and both indicators over two months
        self.assertEqual(html.count("<path "), 4)

    # -- queries -----------------------------------------------------------------------
    def _count(self, work):
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        work()
        return self.env.cr.sql_log_count - before

    def test_queries_do_not_grow(self):
        for day in (FIRST, SECOND):
            self.freeze(day)
            self.publish(day)
        Scorecard = self.Scorecard.with_user(self.officer)
        works = {
            "card": lambda: self.card(self.it).with_user(self.it_head).get_card(),
            "overview": lambda: Scorecard.get_overview("month", str(SECOND)),
            "comparison": lambda: Scorecard.get_comparison(self.it.id, "month"),
        }
        for work in works.values():
            work()
        few = {name: self._count(work) for name, work in works.items()}
        kpis = self.env["icrm.kpi"].create(
            [
                {
                    "code": f"t_{number}",
                    "name": f"More {number}",
                    "definition": "x",
                    "parent_id": self.quality.id,
                    "floor": 0,
                    "target": 100,
                    "weight": 1,
                }
                for number in range(10)
            ]
        )
        departments = self.env["hr.department"].create(
            [{"name": f"Department {number}"} for number in range(10)]
        )
        may = date(2026, 5, 1)
        for kpi in kpis:
            for department in self.it | departments:
                self._enter(kpi, department, may, 50)
        self.freeze(may)
        self.publish(may)
        works["card"] = lambda: (
            self.card(self.it, may).with_user(self.it_head).get_card()
        )
        works["overview"] = lambda: Scorecard.get_overview("month", str(may))
        for name, work in works.items():
            work()
            self.assertLessEqual(self._count(work), few[name] + 1, name)
