# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier
from unittest.mock import patch

from odoo import SUPERUSER_ID, Command, api
from odoo.service.model import retrying
from odoo.tests import TransactionCase, tagged
from odoo.tools import mute_logger

TIMES = 5
SUBJECT = "Five complaints at once"


@tagged("post_install", "-at_install")
class TestComplaintConcurrency(TransactionCase):
    """One anonymous form sent five times in the same instant, in five transactions.

    What is made is committed, and deleted again at the end.
    """

    def commit(self, function, barrier=None):
        with self.registry.cursor() as cr:
            if barrier:
                cr.execute("SELECT 1")
                barrier.wait(timeout=20)
            env = api.Environment(cr, SUPERUSER_ID, {})
            return retrying(partial(function, env), env)

    def demolish(self, env):
        env["icrm.complaint"].search([("subject", "=", SUBJECT)]).unlink()

    def open_page(self, env, is_open=True):
        """Take anonymous complaints, or not; return what was before.

        The one member of the desk is OdooBot's neighbour, the administrator.
        """
        company = env.company
        before = company.icrm_complaint_anonymous
        company.icrm_complaint_anonymous = is_open
        desk = env.ref("icrm_internal.group_icrm_desk")
        env.ref("base.user_admin").group_ids = [
            Command.link(desk.id) if is_open else Command.unlink(desk.id)
        ]
        return before

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_one_complaint_and_one_key(self):
        before = self.commit(self.open_page)
        self.addCleanup(self.commit, partial(self.open_page, is_open=before))
        form = self.commit(lambda env: env["icrm.complaint"]._new_form())
        self.addCleanup(self.commit, self.demolish)
        barrier = Barrier(TIMES)

        def send(_time):
            def file(env):
                values = {"subject": SUBJECT, "body": "x"}
                complaint, key = env["icrm.complaint"]._file_anonymous(values, form)
                return complaint.id, key

            return self.commit(file, barrier)

        with (
            patch("odoo.service.model.time.sleep"),
            ThreadPoolExecutor(TIMES) as pool,
        ):
            answers = set(pool.map(send, range(TIMES)))
        self.assertEqual(len(answers), 1, "all get the same complaint, and its key")
        count = self.commit(
            lambda env: env["icrm.complaint"].search_count([("subject", "=", SUBJECT)])
        )
        self.assertEqual(count, 1)
