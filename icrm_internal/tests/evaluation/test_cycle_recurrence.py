# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date, timedelta

from odoo.exceptions import AccessError
from odoo.tests import tagged

from ...models.access.recurrence import get_next_period
from .cycle_common import CycleCommon


@tagged("post_install", "-at_install")
class TestCycleRecurrence(CycleCommon):
    """Cycles go on by themselves, as the waves of campaigns do."""

    def _closed(self, **values):
        cycle = self._open(recurrence="quarter", **values)
        cycle.action_close()
        return cycle

    def _run(self):
        with self.enter_registry_test_mode():
            self.env.ref("icrm_internal.ir_cron_evaluation_follow").sudo(
                True
            ).method_direct_trigger()

    def test_next_period(self):
        for first, last, recurrence, wanted in (
            ((2026, 4, 1), (2026, 6, 30), "quarter", ((2026, 7, 1), (2026, 9, 30))),
            ((2026, 7, 1), (2026, 9, 30), "quarter", ((2026, 10, 1), (2026, 12, 31))),
            ((2027, 1, 1), (2027, 1, 31), "month", ((2027, 2, 1), (2027, 2, 28))),
            ((2026, 1, 15), (2026, 2, 14), "month", ((2026, 2, 15), (2026, 3, 14))),
            ((2026, 1, 1), (2026, 12, 31), "year", ((2027, 1, 1), (2027, 12, 31))),
        ):
            with self.subTest(first=first, recurrence=recurrence):
                self.assertEqual(
                    get_next_period(date(*first), date(*last), recurrence),
                    tuple(date(*day) for day in wanted),
                )

    def test_prepared_once(self):
        cycle = self._closed()
        self._run()
        following = cycle.next_ids
        self.assertEqual(len(following), 1)
        self.assertEqual((following.state, following.is_planned), ("draft", True))
        self.assertEqual(
            (following.date_from, following.date_to),
            get_next_period(cycle.date_from, cycle.date_to, "quarter"),
        )
        self.assertEqual(following.template_id, cycle.template_id)
        self.assertGreater(following.close_on, following.date_to)
        self.assertIn("This month (", following.name)
        self._run()
        self.assertEqual(cycle.next_ids, following)
        self.assertEqual(following.state, "draft", "its period has not ended")

    def test_once_is_once(self):
        cycle = self._open()
        cycle.action_close()
        self._run()
        self.assertFalse(cycle.next_ids)

    def test_opens_when_its_period_has_ended(self):
        cycle = self._closed()
        self._run()
        following = cycle.next_ids
        following.write(
            {
                "date_from": self.today - timedelta(days=20),
                "date_to": self.today - timedelta(days=1),
            }
        )
        self._ask(self.staff, 3)
        self.env["helpdesk.ticket"].search([]).icrm_submitted_at = (
            following.create_date - timedelta(days=5)
        )
        self._run()
        self.assertEqual(following.state, "open")
        self.assertTrue(self._mine(following, self.staff))

    def test_what_blocks_it_is_said_and_waits_for_an_officer(self):
        cycle = self._closed()
        self._run()
        following = cycle.next_ids
        following.write(
            {
                "date_from": self.today - timedelta(days=800),
                "date_to": self.today - timedelta(days=700),
            }
        )
        self._run()
        self.assertEqual((following.state, following.is_planned), ("draft", False))
        self.assertIn(
            "Propose evaluators first", str(following.message_ids.mapped("body"))
        )
        tasks = self.env["icrm.home"].with_user(self.officer)._get_tasks()
        self.assertIn(following.name, [task["name"] for task in tasks])
        tasks = self.env["icrm.home"].with_user(self.staff)._get_tasks()
        self.assertNotIn(following.name, [task["name"] for task in tasks])
        with self.assertRaises(AccessError):
            following.with_user(self.finance_head).recurrence = "year"
