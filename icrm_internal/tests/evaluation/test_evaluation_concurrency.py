# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from functools import partial
from unittest.mock import patch

from odoo import SUPERUSER_ID, api, fields
from odoo.exceptions import AccessError
from odoo.service.model import retrying
from odoo.tests import TransactionCase, tagged
from odoo.tools import SQL, mute_logger

NAME = "icrm_together"


@tagged("post_install", "-at_install")
class TestEvaluationConcurrency(TransactionCase):
    """Closing and submitting in the same instant, each in a transaction of its own.

    What is needed for that must be committed; it is deleted again at the end.
    """

    def setUp(self):
        super().setUp()
        self.patch(self.env.registry["ir.cron"], "_trigger", lambda *_args: None)
        self.addCleanup(self.commit, self.demolish)
        self.commit(self.build)

    def commit(self, function, uid=SUPERUSER_ID):
        """Return ``function(env)`` run as Odoo runs a request, and committed."""
        with self.registry.cursor() as cr:
            env = api.Environment(cr, uid, {})
            return retrying(partial(function, env), env)

    def build(self, env):
        provider, customer = env["hr.department"].create(
            [{"name": f"{NAME} one"}, {"name": f"{NAME} two"}]
        )
        users = env["res.users"].create(
            [
                {
                    "name": f"{NAME}_{number}",
                    "login": f"{NAME}_{number}",
                    "group_ids": [(6, 0, env.ref("base.group_user").ids)],
                }
                for number in range(5)
            ]
        )
        env["hr.employee"].create(
            [
                {"name": user.name, "user_id": user.id, "department_id": customer.id}
                for user in users
            ]
        )
        env.flush_all()
        today = fields.Date.today()
        cycle = env["icrm.evaluation.cycle"].create(
            {"name": NAME, "date_from": today, "date_to": today}
        )
        people = env["icrm.customer"].search([("user_id", "in", users.ids)])
        env["icrm.evaluation.evaluator"].create(
            [
                {
                    "cycle_id": cycle.id,
                    "customer_id": person.id,
                    "department_id": provider.id,
                }
                for person in people
            ]
        )
        cycle.action_open()
        self.cycle_id, self.user_ids = cycle.id, users.ids

    def demolish(self, env):
        env.flush_all()
        for table, condition in (
            ("icrm_evaluation_score", SQL("cycle_id = %s", self.cycle_id)),
            ("icrm_evaluation", SQL("cycle_id = %s", self.cycle_id)),
            ("icrm_evaluation_cycle", SQL("id = %s", self.cycle_id)),
        ):
            env.cr.execute(
                SQL("DELETE FROM %s WHERE %s", SQL.identifier(table), condition)
            )
        env.invalidate_all()
        users = env["res.users"].browse(self.user_ids)
        employees = users.employee_ids
        departments = env["hr.department"].search([("name", "like", f"{NAME} ")])
        partners = users.partner_id
        env["icrm.customer"].with_context(active_test=False).search(
            [
                "|",
                ("employee_id", "in", employees.ids),
                ("department_id", "in", departments.ids),
            ]
        ).unlink()
        employees.unlink()
        departments.unlink()
        users.unlink()
        partners.unlink()

    def answer(self, env):
        mine = env["icrm.evaluation"].search([("cycle_id", "=", self.cycle_id)])
        mine.line_ids.write({"score": 4})
        mine.action_submit()

    def close(self, env):
        cycle = env["icrm.evaluation.cycle"].browse(self.cycle_id)
        cycle.action_close()
        return (
            env["icrm.evaluation.score"]
            .search([("cycle_id", "=", cycle.id)])
            .evaluator_count
        )

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_what_was_accepted_counts(self):
        """Who closes has begun before the last one submitted."""
        with (
            patch("odoo.service.model.time.sleep"),
            self.registry.cursor() as cr,
        ):
            cr.execute("SELECT 1")  # the snapshot of this transaction
            for user_id in self.user_ids:
                self.commit(self.answer, user_id)
            env = api.Environment(cr, SUPERUSER_ID, {})
            self.assertEqual(retrying(partial(self.close, env), env), 5)

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_what_comes_after_does_not(self):
        """Who submits has begun before the cycle was closed."""
        with (
            patch("odoo.service.model.time.sleep"),
            self.registry.cursor() as cr,
        ):
            cr.execute("SELECT 1")
            self.assertEqual(self.commit(self.close), 0)
            env = api.Environment(cr, self.user_ids[0], {})
            with self.assertRaisesRegex(AccessError, "cycle is closed"):
                retrying(partial(self.answer, env), env)
