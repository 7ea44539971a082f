# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier
from unittest.mock import patch

from odoo import Command, api
from odoo.exceptions import UserError
from odoo.service.model import retrying
from odoo.tests import tagged
from odoo.tools import mute_logger

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

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_one_decision(self):
        requester_id, approver_id = self.ids["res.users"]
        self.ticket_id = self.commit(self.submit, requester_id)
        barrier = Barrier(test_concurrency.TIMES)

        def send(_index):
            with self.registry.cursor() as cr:
                cr.execute("SELECT 1")  # the snapshot of this transaction
                barrier.wait(20)
                env = api.Environment(cr, approver_id, {})
                try:
                    return retrying(partial(self.approve, env), env)
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
                self.assertIn("is not open", answer)
        courses = self.commit(
            lambda env: env["icrm.request.event"]
            .search([("ticket_id", "=", self.ticket_id)])
            .mapped("holder")
        )
        self.assertEqual(courses, ["approver", "provider"])
