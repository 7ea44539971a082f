# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import shutil
import tempfile
from unittest.mock import patch

from odoo import Command

from ..common import IcrmCommon


class BallotCommon(IcrmCommon):
    """A survey of each sort of question, and campaigns about IT and finance.

    ================  ==================  ======================
    ``q_speed``       scale 1..5          mandatory
    ``q_nps``         scale 0..10
    ``q_choice``      one of three        values 1, 2, 3
    ``q_many``        several of three    values 1, 2, 3
    ``q_number``      number
    ``q_day``         date
    ``q_text``        free text
    ================  ==================  ======================
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Keys of these tests' campaigns, away from those of the database
        cls.keys = tempfile.mkdtemp()
        cls.addClassCleanup(shutil.rmtree, cls.keys, ignore_errors=True)
        cls.startClassPatcher(patch.dict("os.environ", {"ICRM_KEY_FOLDER": cls.keys}))
        cls.survey = cls.env["survey.survey"].create(
            {"title": "How are we doing?", "survey_type": "icrm"}
        )
        cls.q_speed = cls._question(
            "Speed", "scale", scale_min=1, scale_max=5, constr_mandatory=True
        )
        cls.q_nps = cls._question("Recommend", "scale", scale_min=0, scale_max=10)
        cls.q_choice = cls._question("Which", "simple_choice", 3)
        cls.q_many = cls._question("Which ones", "multiple_choice", 3)
        cls.q_number = cls._question("How often", "numerical_box")
        cls.q_day = cls._question("Since when", "date")
        cls.q_text = cls._question("Anything else", "text_box")

    def setUp(self):
        super().setUp()
        # What a test did to a key is rolled back by hand, as the rest is by the test.
        copy = tempfile.mkdtemp()
        shutil.copytree(self.keys, copy, dirs_exist_ok=True)

        def restore():
            shutil.rmtree(self.keys)
            shutil.move(copy, self.keys)

        self.addCleanup(restore)

    @classmethod
    def _question(cls, title, kind, choices=0, **values):
        survey = values.pop("survey", cls.survey)
        return cls.env["survey.question"].create(
            {
                "survey_id": survey.id,
                "title": title,
                "question_type": kind,
                "sequence": 10 * len(survey.question_and_page_ids),
                "suggested_answer_ids": [
                    Command.create({"value": f"{title} {n}", "icrm_value": n})
                    for n in range(1, choices + 1)
                ],
                **values,
            }
        )

    @classmethod
    def _campaign(cls, users, survey=None, subjects=None, **values):
        """Return an open campaign in which *users* (or customers) are asked."""
        customers = (
            cls.env["icrm.customer"].search([("user_id", "in", users.ids)])
            if users._name == "res.users"
            else users
        )
        campaign = cls.env["icrm.campaign"].create(
            {
                "name": "Spring",
                "survey_id": (survey or cls.survey).id,
                "subject_ids": [
                    Command.create({"department_id": department.id})
                    for department in (cls.it if subjects is None else subjects)
                ],
                **values,
            }
        )
        cls.env["icrm.campaign.participant"].create(
            [
                {
                    "campaign_id": campaign.id,
                    "customer_id": customer.id,
                    "name": customer.name,
                    "department_id": customer.department_id.id,
                    "subject_ids": [Command.set(campaign.subject_ids.ids)],
                    "state": "invited",
                }
                for customer in customers
            ]
        )
        cls._open(campaign)
        return campaign

    @classmethod
    def _open(cls, campaign):
        campaign._open_boxes()
        campaign.flush_recordset()
        cls.env.cr.execute(
            "UPDATE icrm_campaign SET state = 'open' WHERE id = %s", [campaign.id]
        )
        campaign.invalidate_recordset()

    @classmethod
    def _participant(cls, campaign, user):
        return campaign.participant_ids.filtered(
            lambda participant: participant.customer_id.user_id == user
        )

    def _values(self, campaign, **scores):
        """Return the same sheet about each subject."""
        sheet = {self.q_speed.id: "4"}
        sheet.update((getattr(self, name).id, value) for name, value in scores.items())
        return {subject.id: dict(sheet) for subject in campaign.subject_ids}
