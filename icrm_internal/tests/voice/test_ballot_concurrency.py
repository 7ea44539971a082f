# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import shutil
import tempfile
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier
from unittest.mock import patch

from odoo import SUPERUSER_ID, Command, api
from odoo.exceptions import UserError
from odoo.service.model import retrying
from odoo.tests import TransactionCase, tagged
from odoo.tools import mute_logger

PEOPLE = 8


@tagged("post_install", "-at_install")
class TestBallotAtOnce(TransactionCase):
    """Many answer in the same instant, each in a transaction of its own.

    What is needed for that must be committed; it is deleted again at the end.
    """

    def setUp(self):
        super().setUp()
        folder = tempfile.mkdtemp()
        self.addCleanup(shutil.rmtree, folder, ignore_errors=True)
        self.startPatcher(patch.dict("os.environ", {"ICRM_KEY_FOLDER": folder}))
        self.ids = {}
        self.commit(self.build)
        self.addCleanup(self.commit, self.demolish)

    def commit(self, function):
        """Return ``function(env)`` run as Odoo runs a request, and committed."""
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            return retrying(partial(function, env), env)

    def build(self, env):
        departments = env["hr.department"].create(
            [{"name": f"At once {number}"} for number in range(PEOPLE)]
        )
        survey = env["survey.survey"].create(
            {
                "title": "At once",
                "survey_type": "icrm",
                "question_and_page_ids": [
                    Command.create(
                        {
                            "title": "How many",
                            "question_type": "numerical_box",
                        }
                    )
                ],
            }
        )
        campaign = env["icrm.campaign"].create(
            {
                "name": "At once",
                "survey_id": survey.id,
                "about": "company",
                "subject_ids": [Command.create({})],
            }
        )
        customers = env["icrm.customer"].search(
            [("department_id", "in", departments.ids), ("employee_id", "=", False)]
        )
        participants = env["icrm.campaign.participant"].create(
            [
                {
                    "campaign_id": campaign.id,
                    "customer_id": customer.id,
                    "name": customer.name,
                }
                for customer in customers
            ]
        )
        campaign._open_boxes()
        campaign._write_workflow({"state": "open"})
        self.ids = {
            "icrm_campaign_participant": participants.ids,
            "icrm_campaign": campaign.ids,
            "survey_question": survey.question_ids.ids,
            "survey_survey": survey.ids,
            "icrm_customer": customers.ids,
            "hr_department": departments.ids,
        }
        self.question = survey.question_ids.id
        self.subject = campaign.subject_ids.id

    def demolish(self, env):
        # By SQL: the application deletes no campaign that has answers.
        for table, ids in self.ids.items():
            env.cr.execute(f"DELETE FROM {table} WHERE id = ANY(%s)", [ids])

    def at_once(self, participants):
        """Submit for each of *participants* (ids) in the same instant.

        :return: for each the problem's text, or None
        """
        barrier = Barrier(len(participants))

        def submit(number, env):
            participant = env["icrm.campaign.participant"].browse(participants[number])
            try:
                participant._submit({self.subject: {self.question: number}})
            except UserError as error:
                return error.args[0]
            return None

        def send(number):
            with self.registry.cursor() as cr:
                cr.execute("SELECT 1")  # the snapshot of this transaction
                barrier.wait(20)
                env = api.Environment(cr, SUPERUSER_ID, {})
                return retrying(partial(submit, number, env), env)

        # Tries are repeated at once: what is lost would be lost now.
        with (
            patch("odoo.service.model.MAX_TRIES_ON_CONCURRENCY_FAILURE", 20),
            patch("odoo.service.model.time.sleep"),
            ThreadPoolExecutor(len(participants)) as pool,
        ):
            return list(pool.map(send, range(len(participants))))

    def count(self):
        """Return ``(participants who have answered, what is in the boxes)``."""

        def look(env):
            campaign = env["icrm.campaign"].browse(self.ids["icrm_campaign"])
            responses, _texts = campaign._decrypt_boxes()
            return (
                set(campaign.participant_ids._get_answered().ids),
                sorted(
                    value for response in responses for value in response["a"].values()
                ),
            )

        return self.commit(look)

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_eight_people(self):
        people = self.ids["icrm_campaign_participant"]
        self.assertEqual(self.at_once(people), [None] * PEOPLE)
        answered, values = self.count()
        self.assertEqual(answered, set(people))
        self.assertEqual(values, list(range(PEOPLE)), "nobody's is lost")

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_one_answer_five_times(self):
        person = self.ids["icrm_campaign_participant"][0]
        problems = self.at_once([person] * 5)
        self.assertEqual(problems.count(None), 1)
        self.assertEqual(
            len([problem for problem in problems if problem and "already" in problem]),
            4,
        )
        answered, values = self.count()
        self.assertEqual(answered, {person})
        self.assertEqual(len(values), 1)

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_closing_while_people_answer(self):
        """A thanked answer is counted; one that is not counted got an error."""
        people = self.ids["icrm_campaign_participant"]
        barrier = Barrier(2)
        counted = []

        def close(env):
            campaign = env["icrm.campaign"].browse(self.ids["icrm_campaign"])
            campaign._lock_in_state("open")
            campaign._write_workflow({"state": "closed"})
            responses, _texts = campaign._decrypt_boxes()
            campaign._destroy_boxes()
            counted[:] = [next(iter(response["a"].values())) for response in responses]

        def send_close():
            with self.registry.cursor() as cr:
                cr.execute("SELECT 1")
                barrier.wait(20)
                env = api.Environment(cr, SUPERUSER_ID, {})
                retrying(partial(close, env), env)

        with ThreadPoolExecutor(1) as pool:
            closing = pool.submit(send_close)
            barrier.wait(20)
            problems = self.at_once(people)
            closing.result()
        thanked = {number for number, problem in enumerate(problems) if not problem}
        self.assertEqual(set(counted), thanked)

        def look(env):
            campaign = env["icrm.campaign"].browse(self.ids["icrm_campaign"])
            return set(campaign.participant_ids.filtered("answered").ids)

        self.assertEqual(self.commit(look), {people[number] for number in thanked})
