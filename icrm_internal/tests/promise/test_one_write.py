# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import re
from collections import Counter
from contextlib import contextmanager
from itertools import count
from unittest.mock import patch

from odoo import Command
from odoo.models import BaseModel
from odoo.sql_db import Cursor
from odoo.tests import tagged

from ..request.common import RequestCommon


class Cost:
    """What happened inside of a ``with``."""

    def __init__(self):
        #: calls of ``helpdesk.ticket.write``, by whomever: the names of their fields
        self.calls = []
        #: how many of these reached the ORM
        self.writes = 0
        #: {statement: how often}, of the table helpdesk_ticket
        self.statements = Counter()
        self.queries = 0


@tagged("post_install", "-at_install")
class TestOneWrite(RequestCommon):
    """A value is computed once, and a request written once."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_form(
            cls.service,
            [
                {"name": "model", "type": "char", "string": "Model"},
                {"name": "needed", "type": "date", "string": "Needed on"},
            ],
        )

    def _as(self, user, records):
        """Return *records* as the web client has them: with conversation and mails,
        which the context of tests switches off."""
        return records.with_env(self.env(user=user, context={"lang": "en_US"}))

    @contextmanager
    def _counted(self):
        """Count what is done to tickets, tracked changes and mails included."""
        self.env.cr.precommit.run()
        self.env.flush_all()
        self.env.invalidate_all()
        cost = Cost()
        Ticket = self.env.registry["helpdesk.ticket"]
        write, ticket_write, execute = BaseModel.write, Ticket.write, Cursor.execute

        def counted_call(records, vals):
            cost.calls.append(sorted(vals))
            return ticket_write(records, vals)

        def counted_write(records, vals):
            cost.writes += records._name == "helpdesk.ticket"
            return write(records, vals)

        def counted_execute(cursor, query, *args, **kwargs):
            text = " ".join(str(getattr(query, "code", query)).split())
            found = re.match(r'(INSERT INTO|UPDATE) "?helpdesk_ticket"? ', text)
            if found:
                cost.statements[found.group(1)] += 1
            return execute(cursor, query, *args, **kwargs)

        before = self.env.cr.sql_log_count
        with (
            patch.object(Ticket, "write", counted_call),
            patch.object(BaseModel, "write", counted_write),
            patch.object(Cursor, "execute", counted_execute),
        ):
            yield cost
            self.env.cr.precommit.run()
            self.env.flush_all()
        cost.queries = self.env.cr.sql_log_count - before

    def _send_form(self):
        """Send the dialog as the web client does; return the request."""
        Dialog = self._as(self.staff, self.env["icrm.request.create"])
        Dialog = Dialog.with_context(default_service_id=self.service.id)
        form = self._as(self.staff, self.service).get_form()
        answers = {
            "form": form["digest"],
            "answers": {"model": "X1", "needed": "2031-03-03"},
        }
        [dialog] = Dialog.web_save(
            {
                "service_id": self.service.id,
                "name": "A laptop",
                "description": "Mine is broken",
                "answers": answers,
            },
            {"name": {}},
        )
        action = Dialog.browse(dialog["id"]).action_submit()
        return self.env["helpdesk.ticket"].browse(action["params"]["request_id"])

    def _save(self, ticket, **vals):
        """Write as the web client does, as the agent; return what it cost."""
        agent = self._as(self.agent, ticket)
        with self._counted() as cost:
            agent.web_save(vals, {"name": {}})
        return cost

    def _stage(self, state):
        return self.it_team._get_applicable_stages().filtered(
            lambda stage: stage.icrm_state == state
        )[:1]

    def _assert_one_write(self, cost):
        self.assertEqual(len(cost.calls), 1, cost.calls)
        self.assertEqual(cost.writes, 1)
        self.assertEqual(cost.statements, {"UPDATE": 1})

    # ------------------------------------------------------------------
    # Submission
    # ------------------------------------------------------------------

    def test_a_submission_is_one_insert(self):
        Calendar = self.env.registry["resource.calendar"]
        Service = self.env.registry["icrm.service"]
        self.env.cr.precommit.run()  # the check of the calendar made in setUpClass
        with (
            patch.object(
                Calendar,
                "_icrm_worktime",
                autospec=True,
                side_effect=Calendar._icrm_worktime,
            ) as walks,
            patch.object(
                Service,
                "_icrm_promises",
                autospec=True,
                side_effect=Service._icrm_promises,
            ) as promises,
            self._counted() as cost,
        ):
            request = self._send_form()
        self.assertEqual(cost.calls, [])
        self.assertEqual(cost.statements, {"INSERT INTO": 1})
        self.assertEqual(walks.call_count, 1, "The calendar is walked again.")
        self.assertEqual(promises.call_count, 1, "The promise is asked for again.")
        due_dates = {clock.kind: clock.due_at for clock in request.icrm_clock_ids}
        self.assertTrue(all(due_dates.values()))
        self.assertEqual(request.icrm_response_due_at, due_dates["response"])
        self.assertEqual(request.icrm_due_at, due_dates["resolution"])
        self.assertEqual(request.icrm_next_due_at, due_dates["response"])
        self.assertFalse(request.unattended == self._stage("resolved").unattended)
        self.assertEqual(
            request.commercial_partner_id, request.partner_id.commercial_partner_id
        )

    def test_a_submission_to_approve_begins_with_the_approver(self):
        """The row says so from the first; only which approval it is, comes after it."""
        self.service.approval_step_ids = [
            Command.create(
                {"approver_type": "users", "user_ids": [Command.set(self.officer.ids)]}
            )
        ]
        holders = []
        create = BaseModel.create

        def noted_create(records, vals_list):
            if records._name == "helpdesk.ticket":
                holders.extend(vals["icrm_holder"] for vals in vals_list)
            return create(records, vals_list)

        with (
            patch.object(BaseModel, "create", noted_create),
            self._counted() as cost,
        ):
            request = self._send_form()
        self.assertEqual(holders, ["approver"])
        # The approver's message is rendered when it is sent.
        self.assertEqual(cost.calls, [])
        self.assertEqual(request.icrm_approval_state, "waiting")
        self.assertFalse(request.icrm_due_at)
        self.assertEqual(self.events(request), [("new", "approver")])
        self.assertEqual(set(request.icrm_clock_ids.mapped("state")), {"paused"})

    def test_a_submission_costs_little_more_than_a_plain_ticket(self):
        """As a form sends it: form, clocks, conversation and mails included."""

        def plain():
            self._as(self.agent, self.env["helpdesk.ticket"]).web_save(
                {
                    "name": "A laptop",
                    "description": "<p>Mine is broken</p>",
                    "team_id": self.it_team.id,
                    "partner_id": self.requester.partner_id.id,
                },
                {"name": {}},
            )

        def by_code():
            self._as(self.staff, self.service).submit_request(
                {"answers": {"model": "X1"}, "form_key": f"key {next(numbers)}"}
            )

        costs, numbers = {}, count()
        for act in (plain, self._send_form, by_code):
            act()  # what a running server knows
            with self._counted() as cost:
                act()
            costs[act.__name__] = cost.queries
        for name in ("_send_form", "by_code"):
            with self.subTest(name):
                self.assertLessEqual(costs[name], 1.5 * costs["plain"], costs)

    # ------------------------------------------------------------------
    # Course
    # ------------------------------------------------------------------

    def test_a_change_of_stage_is_one_write(self):
        request = self.submit().sudo(False).with_user(self.env.user)
        for state in ("in_progress", "waiting", "in_progress", "resolved", "new"):
            with self.subTest(state):
                cost = self._save(request, stage_id=self._stage(state).id)
                self._assert_one_write(cost)
                self.assertEqual(request.icrm_state, state)
                self.assertEqual(
                    request.icrm_holder,
                    self._stage(state).icrm_holder if state != "resolved" else False,
                )
        self.assertEqual(request.icrm_reopen_count, 1)
        clock = request.icrm_clock_ids.filtered(
            lambda clock: clock.kind == "resolution"
        )
        self.assertEqual(request.icrm_due_at, clock.due_at)

    def test_another_customer_is_one_write(self):
        """What follows is in it: the beneficiary, the contact, the department."""
        request = self.submit().sudo(False).with_user(self.env.user)
        other = self._customer(self.it_head)
        with self._counted() as cost:
            self._as(self.env.user, request).icrm_requester_id = other
        self._assert_one_write(cost)
        self.assertRecordValues(
            request,
            [
                {
                    "icrm_beneficiary_id": other.id,
                    "icrm_first_requester_id": self.requester.id,
                    "icrm_customer_department_id": self.it.id,
                    "partner_id": other.partner_id.id,
                }
            ],
        )
        self.assertEqual(len(self.events(request)), 2)

    def test_another_team_is_one_write(self):
        """Its own stages and people are in it: helpdesk_mgmt computes them later."""
        request = self.submit().sudo(False).with_user(self.env.user)
        request.write({"user_id": self.agent.id})
        Stage = self.env["helpdesk.ticket.stage"]
        team = self.env["helpdesk.ticket.team"].create(
            {"name": "Second desk", "icrm_department_id": self.finance.id}
        )
        own = Stage.create(
            {
                "name": "Theirs",
                "sequence": -1,
                "icrm_state": "in_progress",
                "team_ids": [Command.set(team.ids)],
            }
        )
        mine = Stage.create(
            {
                "name": "Ours",
                "icrm_state": "in_progress",
                "team_ids": [Command.set(self.it_team.ids)],
            }
        )
        request.stage_id = mine
        with self._counted() as cost:
            self._as(self.env.user, request).team_id = team
        self._assert_one_write(cost)
        self.assertRecordValues(
            request,
            [
                {
                    "stage_id": own.id,
                    "user_id": False,
                    "icrm_state": "in_progress",
                    "icrm_holder": "department",
                }
            ],
        )
        self.assertEqual(self.events(request)[-1], ("in_progress", "department"))

    def test_many_with_dates_of_their_own(self):
        """Each request is written once, also where they do not turn out alike."""
        first, second = self.submit(), self.submit(name="Another")
        requests = (first | second).sudo(False).with_user(self.env.user)
        first.sudo().write({"priority": "3"})
        self.env.flush_all()
        with self._counted() as cost:
            self._as(self.env.user, requests).write(
                {"stage_id": self._stage("waiting").id}
            )
        self.assertEqual(len(cost.calls), 1)
        self.assertLessEqual(cost.writes, 2)
        self.assertEqual(requests.mapped("icrm_holder"), ["customer"] * 2)

    def test_a_word_of_the_provider_is_one_write(self):
        request = self.submit().sudo(False).with_user(self.env.user)
        agent = self._as(self.agent, request)
        with self._counted() as cost:
            agent.message_post(
                body="We look into it",
                message_type="comment",
                subtype_xmlid="mail.mt_comment",
            )
        self.assertEqual(cost.writes, 1)
        self.assertTrue(request.icrm_first_response_at)
        self.assertEqual(request.icrm_next_due_at, request.icrm_due_at)
        clock = request.icrm_clock_ids.filtered(lambda clock: clock.kind == "response")
        self.assertEqual(clock.state, "met")
