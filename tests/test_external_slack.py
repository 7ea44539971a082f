# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The slack of 500 random orders against an independent computation, to the second.

Order and critical path come from networkx, working time is walked shift by shift.
"""

import random
from datetime import datetime, timedelta

import networkx

from odoo import Command
from odoo.tests import tagged

from odoo.addons.icrm_internal.tests.external.common import ExternalCommon
from odoo.addons.icrm_internal.tests.fulfilment.common import MONDAY

ORDERS = 500
FIRST, HORIZON = datetime(2026, 5, 1), 600
ENDED = ("done", "skipped", "withdrawn")


def _walk(shifts, start, seconds):
    """Return when work is done, walking from shift to shift."""
    if not seconds:
        return start
    for opens, closes in shifts:
        begin = max(opens, start)
        if begin < closes:
            length = int((closes - begin).total_seconds())
            if length >= seconds:
                return begin + timedelta(seconds=seconds)
            seconds -= length
    raise AssertionError("the shifts end too early")


@tagged("post_install", "-at_install")
class TestExternalSlack(ExternalCommon):
    """Requests with steps and without, of several departments, for one order each."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "tracking_disable": True})
        cls.chance = random.Random(16)
        cls.offers = [cls._make_offer(number) for number in range(8)]

    @classmethod
    def _make_offer(cls, number):
        """Return a service of random hours: it, its shifts, the seconds it takes."""
        chance = cls.chance
        days = chance.sample(range(7), chance.randint(2, 6))
        opens = chance.randint(0, 20) / 2
        hours = [(opens, opens + 4), (opens + 5, opens + chance.choice((7, 9)))]
        closed = set(chance.sample(range(HORIZON), HORIZON // 20))
        calendar = cls.env["resource.calendar"].create(
            {
                "name": f"Hours {number}",
                "tz": "UTC",
                "attendance_ids": [
                    Command.clear(),
                    *(
                        Command.create(
                            {
                                "name": "Shift",
                                "dayofweek": str(day),
                                "hour_from": begin,
                                "hour_to": end,
                            }
                        )
                        for day in days
                        for begin, end in hours
                    ),
                ],
            }
        )
        shifts = []
        for offset in range(HORIZON):
            day = FIRST + timedelta(days=offset)
            if offset in closed:
                cls.env["resource.calendar.leaves"].create(
                    {
                        "name": "Closed",
                        "calendar_id": calendar.id,
                        "date_from": day,
                        "date_to": day + timedelta(days=1, seconds=-1),
                    }
                )
            elif day.weekday() in days:
                shifts += [
                    (day + timedelta(hours=begin), day + timedelta(hours=end))
                    for begin, end in hours
                ]
        seconds = chance.randint(1, 160) * 900
        service = cls._service(
            f"Part {number}",
            calendar_id=calendar.id,
            promise_ids=[
                Command.create(
                    {
                        "priority": "1",
                        "response_hours": 0.25,
                        "resolution_hours": seconds / 3600,
                    }
                )
            ],
        )
        return service, shifts, seconds

    def _make_plan(self, shifts):
        """Return a random graph whose nodes know what is known of their steps."""
        chance, count = self.chance, self.chance.randint(1, 12)
        graph = networkx.DiGraph()
        graph.add_nodes_from(range(count))
        for later in range(1, count):
            for earlier in chance.sample(
                range(later), min(later, chance.randint(0, 2))
            ):
                graph.add_edge(earlier, later)
        for node in networkx.topological_sort(graph):
            row = graph.nodes[node]
            settled = all(
                graph.nodes[one]["state"] in ENDED for one in graph.predecessors(node)
            )
            is_task = chance.random() < 0.4
            row["offer"] = None if is_task else chance.choice(self.offers)
            row["hours"] = chance.choice((0, chance.randint(1, 3600 * 30))) / 3600
            row["seconds"] = round(row["hours"] * 3600) if is_task else row["offer"][2]
            row["shifts"] = shifts if is_task else row["offer"][1]
            row["required"] = chance.random() < 0.8
            states = ["waiting"]
            if settled:
                states = [*ENDED, "stopped", "running" if is_task else "done"]
            row["state"] = chance.choice(states)
            row["began"] = MONDAY - timedelta(seconds=chance.randint(60, 20 * 86400))
            row["earliest"] = MONDAY
            if row["state"] == "waiting" and chance.random() < 0.3:
                row["earliest"] += timedelta(seconds=chance.randint(0, 30 * 86400))
        return graph

    def _expect(self, graph):
        """Return when the whole of a plan ends, by networkx."""
        ends = {}
        for node in networkx.topological_sort(graph):
            row, shifts = graph.nodes[node], graph.nodes[node]["shifts"]
            ready = [ends[one] for one in graph.predecessors(node)]
            ready = max([row["earliest"], *ready])
            if row["state"] in ENDED:
                ends[node] = row["began"]
            elif row["state"] == "running":
                ends[node] = max(MONDAY, _walk(shifts, row["began"], row["seconds"]))
            elif row["state"] == "stopped":
                ends[node] = _walk(shifts, MONDAY, row["seconds"])
            else:
                ends[node] = _walk(shifts, ready, row["seconds"])
        deciding = [
            node
            for node, row in graph.nodes.items()
            if row["required"] and row["state"] != "withdrawn"
        ]
        return max(MONDAY, *(ends[node] for node in deciding or graph))

    def _make_steps(self, ticket, graph):
        rows = {}
        for node in networkx.topological_sort(graph):
            row = graph.nodes[node]
            rows[node] = self.env["icrm.request.step"].create(
                {
                    "ticket_id": ticket.id,
                    "key": node + 1,
                    "name": f"Step {node}",
                    "service_id": row["offer"] and row["offer"][0].id,
                    "department_id": self.it.id,
                    "hours": row["hours"],
                    "required": row["required"],
                    "not_before_at": row["earliest"] > MONDAY and row["earliest"],
                    "state": row["state"],
                    "started_at": row["began"] if row["state"] != "waiting" else False,
                    "ended_at": row["began"] if row["state"] in ENDED else False,
                    "after_ids": [
                        Command.set([rows[one].id for one in graph.predecessors(node)])
                    ],
                }
            )
        ticket._icrm_write_grouped({ticket: {"icrm_has_steps": True}})

    def test_slack_of_500_orders(self):
        chance = self.chance
        commitments = self.env["icrm.external.commitment"].create(
            [
                {
                    "name": f"S{number:05}",
                    "partner_id": self.azure.id,
                    "customer_date": MONDAY
                    + timedelta(seconds=chance.randint(0, 40 * 86400)),
                }
                for number in range(ORDERS)
            ]
        )
        expected = dict.fromkeys(commitments, MONDAY)
        asked = [
            (commitment, chance.choice(self.offers))
            for commitment in commitments
            for _number in range(chance.randint(1, 3))
        ]
        tickets = self.env["helpdesk.ticket"].create(
            [
                {
                    "name": "Part",
                    "icrm_service_id": offer[0].id,
                    "icrm_requester_id": self.requester.id,
                    **commitment._prepare_ticket(),
                }
                for commitment, offer in asked
            ]
        )
        for ticket, (commitment, offer) in zip(tickets, asked, strict=True):
            _service, shifts, seconds = offer
            kind = chance.random()
            if kind < 0.6:
                graph = self._make_plan(shifts)
                self._make_steps(ticket, graph)
                end = self._expect(graph)
            elif kind < 0.8:
                end = MONDAY + timedelta(seconds=chance.randint(-86400, 30 * 86400))
                ticket.icrm_expected_at = end
            else:
                end = _walk(shifts, MONDAY, seconds)
            expected[commitment] = max(expected[commitment], end)
        commitments._refresh()
        seen = set()
        for commitment in commitments:
            date, end = commitment.customer_date, expected[commitment]
            self.assertEqual(commitment.expected_at, end, commitment.name)
            self.assertEqual(
                round(commitment.slack_hours * 3600), (date - end).total_seconds()
            )
            self.assertEqual(commitment.standing == "late", end > date)
            seen.add(commitment.standing)
        self.assertEqual(seen, {"late", "at_risk", "safe"})
        # the list is sorted by it, in the database
        found = commitments.search([("id", "in", commitments.ids)])
        slack = found.mapped("slack_hours")
        self.assertEqual(slack, sorted(slack))
