# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier
from unittest.mock import patch

from odoo import SUPERUSER_ID, api
from odoo.exceptions import AccessError
from odoo.service.model import retrying
from odoo.tests import TransactionCase, tagged
from odoo.tools import mute_logger

TIMES = 5


@tagged("post_install", "-at_install")
class TestFiveAtOnce(TransactionCase):
    """One form sent five times in the same instant, each in a transaction of its own.

    What is needed for that must be committed; it is deleted again at the end.
    """

    def setUp(self):
        super().setUp()
        self.ids = {}
        self.commit(self.build)
        self.addCleanup(self.commit, self.demolish)

    def commit(self, function, uid=SUPERUSER_ID):
        """Return ``function(env)`` run as Odoo runs a request, and committed."""
        with self.registry.cursor() as cr:
            env = api.Environment(cr, uid, {})
            return retrying(partial(function, env), env)

    def build(self, env):
        department = env["hr.department"].create({"name": "Five at once"})
        team = env["helpdesk.ticket.team"].create({"name": "Five at once"})
        category = env["icrm.service.category"].create({"name": "Five at once"})
        service = env["icrm.service"].create(
            {
                "name": "Five at once",
                "category_id": category.id,
                "department_id": department.id,
                "team_id": team.id,
                "state": "published",
            }
        )
        users = env["res.users"].create(
            [
                {
                    "name": name,
                    "login": name,
                    "group_ids": [(6, 0, env.ref("base.group_user").ids)],
                }
                for name in ("icrm_five", "icrm_sixth")
            ]
        )
        employees = env["hr.employee"].create(
            [{"name": user.name, "user_id": user.id} for user in users]
        )
        self.ids = {
            "icrm.service": service.ids,
            "icrm.service.category": category.ids,
            "helpdesk.ticket.team": team.ids,
            "hr.department": department.ids,
            "hr.employee": employees.ids,
            "res.users": users.ids,
            "res.partner": users.partner_id.ids,
        }

    def demolish(self, env):
        tickets = env["helpdesk.ticket"].search(
            [("icrm_service_id", "in", self.ids["icrm.service"])]
        )
        tickets.unlink()
        customers = (
            env["icrm.customer"]
            .with_context(active_test=False)
            .search(
                [
                    "|",
                    ("employee_id", "in", self.ids["hr.employee"]),
                    ("department_id", "in", self.ids["hr.department"]),
                ]
            )
        )
        customers.unlink()
        for model, ids in self.ids.items():
            env[model].browse(ids).unlink()

    def submit(self, env, form_key="five-at-once"):
        service = env["icrm.service"].browse(self.ids["icrm.service"])
        return service.submit_request({"name": "Once", "form_key": form_key}).id

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_one_request(self):
        barrier = Barrier(TIMES)
        uid = self.ids["res.users"][0]

        def send(_index):
            with self.registry.cursor() as cr:
                cr.execute("SELECT 1")  # the snapshot of this transaction
                barrier.wait(20)
                env = api.Environment(cr, uid, {})
                return retrying(partial(self.submit, env), env)

        with (
            patch("odoo.service.model.time.sleep"),
            ThreadPoolExecutor(TIMES) as pool,
        ):
            ticket_ids = list(pool.map(send, range(TIMES)))
        self.assertEqual(len(set(ticket_ids)), 1, "all get the same request")
        count = self.commit(
            lambda env: env["helpdesk.ticket"].search_count(
                [("icrm_service_id", "in", self.ids["icrm.service"])]
            )
        )
        self.assertEqual(count, 1)
        with self.assertRaises(AccessError):
            self.commit(self.submit, self.ids["res.users"][1])
