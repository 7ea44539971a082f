# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta
from random import Random
from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.tests import tagged

from ...measures import risk
from ...models.foresight import risk_facts
from .common import NOW, ForesightCommon

# 16 working hours are promised: done the next morning, or three days later.
IN_TIME, LATE = timedelta(hours=24), timedelta(days=3)


@tagged("post_install", "-at_install")
class TestRisk(ForesightCommon):
    """The risk of a miss: learned from the past, shown only where it comes true."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.bad = cls._service("Bad service")

    def _past(self, service, shares, count=60, seed=1):
        """Import *count* requests a half; *shares* of them are late, older and newer.

        On Mondays and Tuesdays at 9: none has a weekend in it.
        """
        noise, requests = Random(seed), []
        for half, share in enumerate(shares):
            late = [number < share * count for number in range(count)]
            noise.shuffle(late)
            for number, is_late in enumerate(late):
                weeks = (1 - half) * 26 + 4 + number * 22 // count
                at = NOW - timedelta(weeks=weeks, days=2 - number % 2, hours=3)
                requests.append((at, at + (LATE if is_late else IN_TIME)))
        return self._history(requests, service)

    def _check(self):
        self.env["icrm.risk.check"]._learn(self.company)
        self.env["icrm.risk.check"]._rate(self.company)
        self.env.invalidate_all()
        return self.env["icrm.risk.check"].search(
            [("company_id", "=", self.company.id), ("is_company", "=", True)]
        )

    def _is_column_hidden(self):
        desk = self.env.ref("icrm_internal.helpdesk_ticket_action_desk_open")
        action = desk.with_user(self.agent).with_company(self.company).run()
        return action["context"].get("icrm_risk_hidden", False)

    def _least(self, count=100):
        for name, value in (("LEAST", count), ("LEAST_OUTCOMES", 10)):
            self.patch(risk, name, value)

    def test_facts_of_the_past(self):
        """Each request at the moments before its miss, with what was known then."""
        self._past(self.service, (0.5, 0.5), count=20)
        older, newer = risk_facts.get_history(self.env, self.company)
        self.assertEqual(len({fact.ticket_id for fact, _missed in older}), 20)
        self.assertEqual(len({fact.ticket_id for fact, _missed in newer}), 20)
        for fact, missed in older:
            # In time: 8 of 16 hours were used, so the moments of 0 and 25 %.
            self.assertIn(fact.used, (0, 0.25, 0.5, 0.75) if missed else (0, 0.25))
            self.assertEqual(fact.service_id, self.service.id)
            self.assertGreaterEqual(fact.queue, 1)
        self.assertLess(
            max(fact.at for fact, _missed in older),
            max(fact.at for fact, _missed in newer),
        )

    def test_instants_of_the_past(self):
        """A quarter of 16 hours after Monday, 9:00 is 14:00, for noon is no work."""
        self._history([(NOW - timedelta(days=30, hours=3), NOW - timedelta(days=27))])
        older, _newer = risk_facts.get_history(self.env, self.company)
        by_share = {fact.used: fact.at for fact, _missed in older}
        start = NOW - timedelta(days=30, hours=3)
        self.assertEqual(by_share[0], start)
        self.assertGreater(by_share[0.25], start)
        self.assertEqual(list(by_share), sorted(by_share))
        self.assertEqual(list(by_share.values()), sorted(by_share.values()))

    def test_facts_name_no_person(self):
        """Neither who asks nor who works on it is a fact."""
        self.assertEqual(
            risk_facts.Fact._fields,
            (
                "ticket_id",
                "service_id",
                "department_id",
                "team_id",
                "priority",
                "at",
                "used",
                "handovers",
                "waits",
                "queue",
            ),
        )
        other = self._past(self.bad, (0.5, 0.5), count=10)
        facts = risk_facts.get_history(self.env, self.company)
        other.sudo().write({"user_id": self.agent.id})
        self.assertEqual(risk_facts.get_history(self.env, self.company), facts)

    def test_too_little(self):
        ticket = self.request()
        self._past(self.service, (0.3, 0.3), count=40)
        check = self._check()
        self.assertEqual(check.state, risk.TOO_LITTLE)
        self.assertTrue(self._is_column_hidden())
        self.assertFalse(ticket.icrm_risk)
        self.assertFalse(ticket.icrm_risk_text)

    def test_shown(self):
        """A service that is late as often as before: its requests have a risk."""
        self._least()
        self._past(self.service, (0.1, 0.1))
        self._past(self.bad, (0.7, 0.7), seed=2)
        good = self.request(team_id=self.it_team.id)
        bad = self.request(icrm_service_id=self.bad.id, team_id=self.it_team.id)
        check = self._check()
        self.assertEqual(check.state, risk.SHOWN, check.read())
        self.assertFalse(self._is_column_hidden())
        self.assertGreater(bad.icrm_risk, 0.5)
        self.assertLess(good.icrm_risk, 0.3)
        text = bad.with_user(self.agent).icrm_risk_text
        self.assertIn("service missed more often", text.lower())
        desk = self.env["helpdesk.ticket"].with_user(self.agent)
        found = desk.search(
            [("icrm_service_id", "in", (self.service + self.bad).ids)],
            order="icrm_shown_risk desc",
        )
        # The riskiest first, those without a risk last
        self.assertEqual(found[:2].sudo(), bad + good)
        self.assertFalse(found[-1].icrm_shown_risk)

    def test_not_shown_where_it_does_not_come_true(self):
        """The bad service has become good, and the good one bad."""
        self._least()
        self._past(self.service, (0.1, 0.7))
        self._past(self.bad, (0.7, 0.1), seed=2)
        ticket = self.request(icrm_service_id=self.bad.id)
        check = self._check()
        self.assertEqual(check.state, risk.MISCALIBRATED)
        self.assertGreater(check.error, risk.GREATEST_ERROR)
        self.assertFalse(ticket.icrm_risk)
        self.assertTrue(check.table["halves"][0]["rows"])

    def test_taken_back(self):
        """What no longer comes true is no longer shown."""
        self._least()
        self._past(self.service, (0.1, 0.1))
        self._past(self.bad, (0.7, 0.7), seed=2)
        ticket = self.request(icrm_service_id=self.bad.id)
        self._check()
        self.assertTrue(ticket.icrm_risk)
        with patch.object(risk, "GREATEST_ERROR", -1):
            self._check()
        self.assertFalse(ticket.icrm_risk)

    def test_resolved_requests_lose_it(self):
        self._least()
        self._past(self.service, (0.1, 0.1))
        self._past(self.bad, (0.7, 0.7), seed=2)
        ticket = self.request(icrm_service_id=self.bad.id)
        self._check()
        self.env.cr.execute(
            "UPDATE helpdesk_ticket SET icrm_state = 'resolved' WHERE id = %s",
            [ticket.id],
        )
        self.env["icrm.risk.check"]._rate(self.company)
        self.env.invalidate_all()
        self.assertFalse(ticket.icrm_risk)

    def test_nothing_else_changes(self):
        """The job leaves no message, no step and no date on a request."""
        self._least()
        self._past(self.service, (0.1, 0.1))
        self._past(self.bad, (0.7, 0.7), seed=2)
        ticket = self.request(icrm_service_id=self.bad.id)
        self.env.flush_all()
        before = (ticket.write_date, ticket.message_ids, self.events(ticket))
        self._check()
        self.assertTrue(ticket.icrm_risk)
        self.assertEqual(
            (ticket.write_date, ticket.message_ids, self.events(ticket)), before
        )

    def test_who_sees_it(self):
        """Those who serve; staff read no risk, not even of their own request."""
        self._least()
        self._past(self.service, (0.1, 0.1))
        self._past(self.bad, (0.7, 0.7), seed=2)
        ticket = self.request(icrm_service_id=self.bad.id)
        check = self._check()
        for reader in (self.agent, self.it_head, self.officer, self.auditor):
            self.assertTrue(ticket.with_user(reader).icrm_shown_risk)
            self.assertTrue(check.with_user(reader).table)
            with self.assertRaises(AccessError):
                check.with_user(reader).read(["learned"])
            with self.assertRaises(AccessError):
                check.with_user(reader).write({"state": "shown"})
        for reader in (self.staff, self.portal_user):
            with self.assertRaises(AccessError):
                ticket.with_user(reader).read(["icrm_shown_risk"])
            with self.assertRaises(AccessError):
                check.with_user(reader).read(["state"])

    def test_nobody_sets_it(self):
        ticket = self.request()
        for writer in (self.agent, self.it_head, self.officer, self.admin_user):
            with self.assertRaises(AccessError):
                ticket.with_user(writer).write({"icrm_risk": 0.9})

    def test_a_department_decides_for_itself(self):
        """Where a department's own table does not hold, its requests show nothing."""
        self._least(50)
        buying = self.env["hr.department"].create({"name": "Buying"})
        team = self.env["helpdesk.ticket.team"].create(
            {
                "name": "Buying desk",
                "icrm_department_id": buying.id,
                "icrm_calendar_id": self.calendar.id,
                "user_ids": self.agent.ids,
            }
        )
        order = self._service("Order", department_id=buying.id, team_id=team.id)
        self._past(self.service, (0.1, 0.1), count=150)
        self._past(self.bad, (0.7, 0.7), count=150, seed=2)
        self._past(order, (0.2, 0.8), seed=3)
        own = self.request(icrm_service_id=order.id)
        ticket = self.request(icrm_service_id=self.bad.id)
        self._check()
        states = {
            check.department_id: check.state
            for check in self.env["icrm.risk.check"].search(
                [("company_id", "=", self.company.id)]
            )
        }
        self.assertEqual(states[buying], risk.MISCALIBRATED)
        self.assertEqual(states[self.it], risk.SHOWN)
        self.assertFalse(own.icrm_risk)
        self.assertTrue(ticket.icrm_risk)
        check = self.env["icrm.risk.check"].search([("department_id", "=", buying.id)])
        with self.assertRaises(AccessError):
            check.with_user(self.finance_head).read(["state"])
        check.with_user(self.officer).read(["state"])
