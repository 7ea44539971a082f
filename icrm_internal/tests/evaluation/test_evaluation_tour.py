# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime, timedelta

from odoo.tests import HttpCase, tagged

from .cycle_common import CycleCommon


@tagged("post_install", "-at_install")
class TestEvaluationTour(HttpCase, CycleCommon):
    """A cycle in a browser: opened, answered on a phone, published, read by a head."""

    def _turn(self, path, tour, user, phone=False):
        self.browser_size = "390x844" if phone else "1366x768"
        self.touch_enabled = phone
        self.start_tour(path, tour, login=user.login)
        self.env.invalidate_all()

    def test_a_whole_cycle(self):
        cycle = self._cycle()
        self.env.flush_all()
        form = f"/odoo/internal-evaluation-cycles/{cycle.id}"
        self._turn(form, "icrm_evaluation_open", self.officer)
        self.assertEqual(cycle.state, "open")
        self._turn(
            "/odoo/internal-to-evaluate",
            "icrm_evaluation_answer",
            self.staff,
            phone=True,
        )
        mine = self._mine(cycle, self.staff)
        self.assertEqual(mine.state, "submitted")
        self.assertEqual(sorted(mine.line_ids.mapped("score")), [0, 2, 4, 4, 4, 4, 5])
        self.assertEqual(
            mine.line_ids.filtered("comment").mapped("comment"), ["Late twice"]
        )
        for department, score in ((self.finance, 3), (self.research, 5)):
            for user in self.people[department]:
                if user != self.staff:
                    self._evaluate(cycle, user, score)
        self._turn(form, "icrm_evaluation_publish", self.officer)
        self._turn(
            "/odoo/internal-evaluation-results", "icrm_evaluation_read", self.it_head
        )

    def test_json2_tells_nothing(self):
        """The API as officer, administrator and auditor: no one's answers."""
        cycle = self._open()
        mine = self._evaluate(cycle, self.staff, 2, comment="SECRET")
        self.env.flush_all()
        for user in (self.officer, self.admin_user, self.auditor):
            key = (
                self.env["res.users.apikeys"]
                .with_user(user)
                ._generate("rpc", "test", datetime.now() + timedelta(days=1))
            )
            for method, values in (
                ("search_read", {"domain": [], "fields": ["comment"]}),
                ("read", {"ids": mine.ids, "fields": ["comment"]}),
                ("formatted_read_group", {"domain": [], "aggregates": ["__count"]}),
                ("search_count", {"domain": [["comment", "ilike", "SECRET"]]}),
                ("write", {"ids": mine.ids, "vals": {"comment": "x"}}),
                ("action_submit", {"ids": mine.ids}),
            ):
                answer = self.url_open(
                    f"/json/2/icrm.evaluation/{method}",
                    json=values,
                    headers={"Authorization": f"bearer {key}"},
                )
                self.assertNotIn("SECRET", answer.text)
                if answer.status_code == 200:
                    told = answer.json()
                    if method == "formatted_read_group":
                        told = told[0]["__count"]
                    self.assertFalse(told)
