# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import Command, fields

from ..common import IcrmCommon


class CampaignCommon(IcrmCommon):
    """Finance has six people more, sales four; all have asked IT for something."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = fields.Date.today()
        cls.sales = cls.env["hr.department"].create({"name": "Sales"})
        cls.finance_people = cls._people("Finance", cls.finance, 6)
        cls.sales_people = cls._people("Sales", cls.sales, 4)
        cls.people = cls.finance_people | cls.sales_people
        cls._ask(cls.people)
        cls.survey = cls._survey()

    @classmethod
    def _survey(cls, **values):
        return cls.env["survey.survey"].create(
            {
                "title": "How do you like it?",
                "survey_type": "icrm",
                "question_and_page_ids": [
                    Command.create(
                        {
                            "title": "All in all",
                            "question_type": "scale",
                            "scale_min": 1,
                            "scale_max": 5,
                            "icrm_measure": "csat",
                        }
                    )
                ],
                **values,
            }
        )

    @classmethod
    def _people(cls, name, department, count, email=True):
        """Return the customers of new employees with an address, without users."""
        employees = cls.env["hr.employee"].create(
            [
                {
                    "name": f"{name} {number}",
                    "department_id": department.id,
                    "work_email": email and f"{name.lower()}.{number}@example.com",
                }
                for number in range(count)
            ]
        )
        return cls.env["icrm.customer"].search([("employee_id", "in", employees.ids)])

    @classmethod
    def _ask(cls, customers, service=None, days=10):
        """Have each of *customers* ask for *service* some days ago."""
        service = service or cls.service
        cls.env["helpdesk.ticket"].create(
            [
                {
                    "name": "Something",
                    "description": "Something",
                    "team_id": service.team_id.id,
                    "icrm_service_id": service.id,
                    "icrm_requester_id": customer.id,
                    "icrm_beneficiary_id": customer.id,
                }
                for customer in customers
            ]
        )
        tickets = cls.env["helpdesk.ticket"].search(
            [("icrm_requester_id", "in", customers.ids)]
        )
        tickets.icrm_submitted_at = fields.Datetime.now() - timedelta(days=days)

    @classmethod
    def _campaign(cls, **values):
        """Return the officer's draft about IT, closing in two weeks."""
        about = values.pop("departments", cls.it)
        return (
            cls.env["icrm.campaign"]
            .with_user(cls.officer)
            .create(
                {
                    "name": "How IT serves",
                    "survey_id": cls.survey.id,
                    "closes_on": cls.today + timedelta(days=14),
                    "about_department_ids": [Command.set(about.ids)],
                    **values,
                }
            )
        )

    def _asked(self, campaign):
        """Return the customers who are asked."""
        return campaign.sudo().participant_ids.customer_id

    def _answer(self, campaign, customers, score=4):
        """Have *customers* answer by their links."""
        question = self.survey.question_ids
        participants_sudo = campaign.sudo().participant_ids
        for participant in participants_sudo.filtered(
            lambda participant_sudo: participant_sudo.customer_id in customers
        ):
            participant._submit(
                {
                    subject.id: {question.id: score}
                    for subject in participant.subject_ids
                }
            )
