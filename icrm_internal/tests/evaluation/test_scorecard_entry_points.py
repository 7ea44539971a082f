# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import io
import json
from datetime import datetime, timedelta

import openpyxl

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .scorecard_common import FIRST, SECOND, ScorecardCommon


@tagged("post_install", "-at_install")
class TestScorecardEntryPoints(HttpCase, ScorecardCommon):
    """Each entry point: a head reads the own department's, nothing unpublished."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._enter_all()
        Scorecard = cls.Scorecard.with_user(cls.officer)
        for day in (FIRST, SECOND):
            Scorecard.action_freeze("month", str(day))
        cls.env.invalidate_all()

    def _seen(self, user):
        """Return what a user gets by search, the heat map and the comparison."""
        Scorecard = self.Scorecard.with_user(user)
        cards = Scorecard.search([])
        overview = Scorecard.get_overview("month", str(SECOND))
        comparison = Scorecard.get_comparison()
        self.assertEqual(
            {row["id"] for row in overview["departments"]},
            {card.id for card in cards if card.date_from == SECOND},
        )
        self.assertEqual(
            # 0: the company, for officers and auditors
            {id_ for id_, _name in comparison["departments"]} - {0},
            set(cards.sudo().department_id.ids),
        )
        lines = self.env["icrm.scorecard.line"].with_user(user).search([])
        return cards, lines

    def test_before_publication_the_office_alone(self):
        for user in (self.it_head, self.finance_head, self.staff, self.agent):
            self.assertEqual(
                [len(seen) for seen in self._seen(user)], [0, 0], user.login
            )
        for user in (self.officer, self.auditor, self.admin_user):
            self.assertEqual(len(self._seen(user)[0]), 3, user.login)

    def test_a_head_reads_the_own_published_ones(self):
        self.publish()
        cards, lines = self._seen(self.it_head)
        self.assertEqual(cards, self.card(self.it))
        self.assertEqual(lines, cards.line_ids)
        self.assertEqual(self._seen(self.finance_head)[0], self.card(self.finance))
        for user in (self.staff, self.agent, self.desk):
            self.assertEqual(
                [len(seen) for seen in self._seen(user)], [0, 0], user.login
            )

    def test_heads_above_read_those_below(self):
        below = self.env["hr.department"].create(
            {"name": "Network", "parent_id": self.it.id}
        )
        self._enter(self.kept, below, FIRST.replace(month=5), 100)
        self.freeze(FIRST.replace(month=5))
        self.publish(FIRST.replace(month=5))
        self.assertIn(
            self.card(below, FIRST.replace(month=5)), self._seen(self.it_head)[0]
        )

    def test_each_method_refuses_what_is_not_ones_own(self):
        self.publish()
        other = self.card(self.finance).with_user(self.it_head)
        unpublished = self.card(self.it, FIRST).with_user(self.it_head)
        for card in (other, unpublished):
            for call in (
                card.get_card,
                card.action_print,
                card.action_compare,
                card.action_verify,
                card.action_publish,
                card.action_correct,
                lambda card=card: card.read(["score"]),
                lambda card=card: card.sudo().line_ids[0].sudo(False).read(["score"]),
                lambda card=card: (
                    card.sudo().line_ids[0].with_user(self.it_head).sudo(False)
                ).action_open_records(),
                lambda card=card: self.env["ir.actions.report"]
                .with_user(self.it_head)
                ._render_qweb_html("icrm_internal.icrm_scorecard_document", card.ids),
            ):
                with self.assertRaises(AccessError):
                    call()
        with self.assertRaises(UserError):
            self.Scorecard.with_user(self.it_head).get_comparison(self.finance.id)
        # A bool is an int, 0 the company.
        for value in (True, False):
            with self.assertRaises(UserError):
                self.Scorecard.with_user(self.officer).get_comparison(value)
        for method in ("action_preview", "action_freeze", "action_publish_period"):
            for user in (self.it_head, self.auditor, self.staff):
                with self.assertRaises(AccessError):
                    getattr(self.Scorecard.with_user(user), method)("month", str(FIRST))

    def test_history_on_a_card_is_of_published_ones(self):
        self.publish()
        told = self.card(self.it).with_user(self.it_head).get_card()
        self.assertEqual(len(told["history"]), 1)
        self.publish(FIRST)
        self.env.invalidate_all()
        told = self.card(self.it).with_user(self.it_head).get_card()
        self.assertEqual([point["score"] for point in told["history"]], [68, 38])

    def test_staff_read_the_score_alone_where_it_is_allowed(self):
        self.publish()
        self.company.icrm_scorecard_staff = True
        cards, lines = self._seen(self.staff)
        self.assertEqual((cards, len(lines)), (self.card(self.finance), 0))
        told = cards.get_card()
        self.assertEqual((told["score"], told["lines"]), (50, None))
        # Nor do arrow and colour say what lines would.
        self.assertEqual((told["trend"], told["arrow"]), ("same", ""))
        self.env.invalidate_all()
        (row,) = cards.get_overview("month", str(SECOND))["departments"]
        self.assertEqual((row["trend"], row["cells"]), ("same", {}))
        self.assertIsNone(cards.get_card()["lines"])
        self.assertEqual((told["reasons"], told["missing"]), ([], []))
        with self.assertRaises(AccessError):
            self.card(self.it).with_user(self.staff).get_card()

    def test_json2(self):
        key = (
            self.env["res.users.apikeys"]
            .with_user(self.it_head)
            ._generate("rpc", "test", datetime.now() + timedelta(days=1))
        )
        self.env.flush_all()
        card = self.card(self.it)
        for method, values in (
            ("get_card", {"ids": card.ids}),
            ("read", {"ids": card.ids, "fields": ["score"]}),
            ("action_publish", {"ids": card.ids}),
            ("action_freeze", {"kind": "month", "day": str(SECOND)}),
            ("write", {"ids": card.ids, "vals": {"state": "published"}}),
            ("create", {"vals_list": [{}]}),
            ("unlink", {"ids": card.ids}),
        ):
            with mute_logger("odoo.http"):
                answer = self.url_open(
                    f"/json/2/icrm.scorecard/{method}",
                    data=json.dumps(values),
                    headers={
                        "Authorization": f"Bearer {key}",
                        "Content-Type": "application/json",
                    },
                )
            self.assertEqual(answer.status_code, 403, method)

    # -- the workbook ------------------------------------------------------------------
    def _download(self, user, path="month/2026-04-01"):
        self.authenticate(user.login, user.login)
        return self.url_open(f"/icrm/scorecards/{path}.xlsx")

    def test_export(self):
        # SQL: the name that the department had when the cards were frozen
        self.cr.execute(
            "UPDATE icrm_scorecard SET department_name = %s WHERE department_id = %s",
            ['{"en_US": "=1+1"}', self.finance.id],
        )
        self.env.invalidate_all()
        self.publish()
        Log = self.env["icrm.access.log"]
        before = Log.search_count([])
        for user in (self.it_head, self.auditor, self.staff):
            self.assertEqual(self._download(user).status_code, 404, user.login)
        for path in ("month/2026-03-01", "week/2026-04-01", "month/x"):
            self.assertEqual(self._download(self.officer, path).status_code, 404)
        self.assertEqual(Log.search_count([]), before)
        answer = self._download(self.officer)
        self.assertEqual(answer.status_code, 200)
        log = Log.search([], limit=1)
        self.assertEqual((log.kind, log.user_id), ("export", self.officer))
        book = openpyxl.load_workbook(io.BytesIO(answer.content))
        rows = list(book["Departments"].iter_rows(values_only=True))
        scores = {row[0]: row[3] for row in rows[1:]}
        self.assertEqual(scores, {"=1+1": 50, "IT": 38})
        cells = [cell for row in book["Departments"].iter_rows() for cell in row]
        self.assertNotIn("f", {cell.data_type for cell in cells})
        self.assertEqual(len(list(book["People"].iter_rows())), 1)
