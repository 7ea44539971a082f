# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier
from unittest.mock import patch

from odoo import SUPERUSER_ID, Command, api
from odoo.exceptions import UserError
from odoo.service.model import retrying
from odoo.tests import tagged
from odoo.tools import mute_logger

from ...models.access import action_link
from ..request import test_concurrency


@tagged("post_install", "-at_install")
class TestFiveDecisions(test_concurrency.TestFiveAtOnce):
    """Five decisions in the same instant, each in a transaction of its own."""

    test_one_request = None

    def build(self, env):
        super().build(env)
        _requester, approver = env["res.users"].browse(self.ids["res.users"])
        env["icrm.service"].browse(self.ids["icrm.service"]).approval_step_ids = [
            Command.create(
                {"approver_type": "users", "user_ids": [Command.link(approver.id)]}
            )
        ]

    def approve(self, env):
        ticket = env["helpdesk.ticket"].browse(self.ticket_id)
        return ticket.sudo().icrm_approval_ids.with_env(env).action_approve()

    def click(self, env):
        """Do what the page of a link does."""
        link = action_link.read(env(user=SUPERUSER_ID), self.token)
        if obstacle := link.get_obstacle():
            raise UserError(obstacle)
        link.perform("", 0)
        return True

    def test_one_decision(self):
        self.assert_one(self.approve, "is not open")

    def test_one_click(self):
        """Of a link in five tabs one decides; the others are shown that it did."""
        self.assert_one(self.click, "already decided")

    def make_token(self, approver_id, env):
        approval = env["helpdesk.ticket"].browse(self.ticket_id).icrm_approval_id
        partner = env["res.users"].browse(approver_id).partner_id
        return action_link.get_link(approval, "approve", partner).partition("#")[2]

    def read_once(self, env):
        """Have Odoo work out the rules: several threads at once fail at that.

        They share the rule's cached domain, and `Domain._optimize_step` asserts that
        nobody else is optimizing it.
        """
        approval = env["helpdesk.ticket"].browse(self.ticket_id).sudo().icrm_approval_id
        return approval.with_env(env).has_access("read")

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def assert_one(self, decide, refusal):
        requester_id, approver_id = self.ids["res.users"]
        self.ticket_id = self.commit(self.submit, requester_id)
        self.token = self.commit(partial(self.make_token, approver_id))
        self.commit(self.read_once, approver_id)
        barrier = Barrier(test_concurrency.TIMES)

        def send(_index):
            with self.registry.cursor() as cr:
                cr.execute("SELECT 1")  # the snapshot of this transaction
                barrier.wait(20)
                env = api.Environment(cr, approver_id, {})
                try:
                    return retrying(partial(decide, env), env)
                except UserError as error:
                    return str(error)

        with (
            patch("odoo.service.model.time.sleep"),
            ThreadPoolExecutor(test_concurrency.TIMES) as pool,
        ):
            answers = list(pool.map(send, range(test_concurrency.TIMES)))
        self.assertEqual(answers.count(True), 1)
        for answer in answers:
            if answer is not True:
                self.assertIn(refusal, answer)
        courses = self.commit(
            lambda env: env["icrm.request.event"]
            .search([("ticket_id", "=", self.ticket_id)])
            .mapped("holder")
        )
        self.assertEqual(courses, ["approver", "provider"])
