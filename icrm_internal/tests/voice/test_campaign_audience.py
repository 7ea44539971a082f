# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import re
from datetime import timedelta

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .campaign_common import CampaignCommon


@tagged("post_install", "-at_install")
class TestCampaignAudience(CampaignCommon):
    def test_those_who_asked_are_asked(self):
        """Contact decides; the provider's own people are never asked about it."""
        self._ask(self._customer(self.agent))
        campaign = self._campaign()
        preview = campaign.action_preview()
        campaign.action_open()
        self.assertEqual(self._asked(campaign), self.people)
        self.assertEqual(preview["asked"], 10)
        self.assertEqual(preview["without_result"], [])
        self.assertEqual(preview["too_small"], ["Sales"])
        self.assertEqual(
            {row["name"]: row["asked"] for row in preview["departments"]},
            {"Finance": 6, "Sales": 4},
        )

    def test_contact_or_not(self):
        campaign = self._campaign(subject_choice="all")
        campaign.action_open()
        asked = self._asked(campaign)
        self.assertLessEqual(self.people, asked)
        self.assertIn(self._customer(self.staff), asked)
        self.assertNotIn(self._customer(self.agent), asked)

    def test_old_contact_is_none(self):
        campaign = self._campaign(contact_days=5)
        with self.assertRaisesRegex(UserError, "0 people would be asked"):
            campaign.action_open()
        self.assertEqual(campaign.state, "draft")
        self.assertFalse(campaign.participant_ids)

    def test_departments_below(self):
        part = self.env["hr.department"].create(
            {"name": "Payroll", "parent_id": self.finance.id}
        )
        people = self._people("Payroll", part, 3)
        self._ask(people)
        campaign = self._campaign(
            audience="departments",
            audience_department_ids=[Command.set(self.finance.ids)],
        )
        campaign.action_open()
        self.assertEqual(self._asked(campaign), self.finance_people | people)

    def test_segment(self):
        segment = self.env["icrm.segment"].create(
            {
                "name": "Chosen",
                "customer_ids": [Command.set(self.finance_people[:5].ids)],
            }
        )
        values = {
            "audience": "segments",
            "audience_segment_ids": [Command.set(segment.ids)],
        }
        for protection in ("anonymous", "confidential"):
            campaign = self._campaign(protection=protection, **values)
            self.assertEqual(campaign.action_preview()["least"], 15)
            words = re.sub(r"<[^>]*>", "", campaign.preview)
            self.assertIn("at least 15 people", words)
            with self.assertRaisesRegex(UserError, "needs 15 people"):
                campaign.action_open()
        known = self._campaign(protection="identified", **values)
        known.action_open()
        self.assertEqual(self._asked(known), self.finance_people[:5])
        more = self._people("More", self.finance, 15)
        self._ask(more)
        segment.customer_ids = more[:14]
        with self.assertRaisesRegex(UserError, "has 14"):
            campaign.action_open()
        segment.customer_ids = more
        campaign.action_open()
        self.assertEqual(self._asked(campaign), more)

    def test_customers_of_a_service(self):
        other = self._service("Telephone")
        self._ask(self.finance_people, other)
        more = self._people("More", self.finance, 9)
        campaign = self._campaign(
            about="services",
            about_service_ids=[Command.set(other.ids)],
            about_department_ids=False,
            audience="customers",
            subject_choice="all",
        )
        with self.assertRaisesRegex(UserError, "needs 15 people"):
            campaign.action_open()
        self._ask(more, other)
        campaign.action_open()
        self.assertEqual(self._asked(campaign), self.finance_people | more)
        self.assertEqual(campaign.subject_ids.department_id, self.it)

    def test_relationship_asks_its_customers_only(self):
        self.env["icrm.relationship"]._ensure(
            [(self.it.id, self.finance.id, self.company.id)]
        )
        relationship = self.env["icrm.relationship"].search(
            [
                ("provider_department_id", "=", self.it.id),
                ("customer_department_id", "=", self.finance.id),
            ]
        )
        campaign = self._campaign(
            about="relationships",
            about_relationship_ids=[Command.set(relationship.ids)],
            about_department_ids=False,
        )
        campaign.action_open()
        self.assertEqual(self._asked(campaign), self.finance_people)

    def test_company_as_a_whole(self):
        campaign = self._campaign()
        campaign.about = "company"
        preview = campaign.action_preview()
        campaign.action_open()
        asked = self._asked(campaign)
        self.assertIn(self._customer(self.agent), asked)
        self.assertEqual(preview["asked"], len(asked))
        self.assertEqual(campaign.subject_ids.display_name, "The company")

    def test_most_contact_comes_first(self):
        """Four providers, two at most: those asked most often."""
        departments = self.env["hr.department"].create(
            [{"name": f"Provider {number}"} for number in range(4)]
        )
        person = self.finance_people[:1]
        for number, department in enumerate(departments):
            team = self.it_team.copy({"icrm_department_id": department.id})
            service = self._service(
                f"Of {number}", department_id=department.id, team_id=team.id
            )
            for _turn in range(number + 1):
                self._ask(person, service)
        campaign = self._campaign(
            departments=departments | self.it, subjects_per_person=2
        )
        campaign.action_open()
        participant = campaign.sudo().participant_ids.filtered(
            lambda participant: participant.customer_id == person
        )
        self.assertEqual(participant.subject_ids.department_id, departments[2:])

    def test_sample(self):
        """Half of ten is five, the same in preview and opening, from both places."""
        campaign = self._campaign(sample_share=50)
        preview = campaign.action_preview()
        campaign.action_open()
        asked = self._asked(campaign)
        self.assertEqual((preview["asked"], preview["left_out"]), (5, 5))
        self.assertEqual(len(asked), 5)
        self.assertEqual(len(asked & self.finance_people), 3)

    def test_cool_down_over_all_surveys(self):
        self._campaign(
            audience="departments",
            audience_department_ids=[Command.set(self.finance.ids)],
        ).action_open()
        second = self._campaign()
        preview = second.action_preview()
        self.assertEqual((preview["cooling"], preview["asked"]), (6, 4))
        with self.assertRaisesRegex(UserError, "4 people would be asked"):
            second.action_open()
        second.cooldown_days = 0
        second.action_open()
        self.assertEqual(self._asked(second), self.people)

    def test_leavers_are_not_asked(self):
        self.finance_people[:1].sudo().employee_id.action_archive()
        campaign = self._campaign()
        campaign.action_open()
        self.assertEqual(self._asked(campaign), self.people - self.finance_people[:1])

    def test_without_address(self):
        """People without a channel are invited, too, by a code."""
        silent = self._people("Silent", self.sales, 2, email=False)
        self._ask(silent)
        campaign = self._campaign()
        self.assertEqual(campaign.action_preview()["unreachable"], 2)
        campaign.action_open()
        unreachable = campaign.sudo().participant_ids.filtered(
            lambda participant: participant.state == "unreachable"
        )
        self.assertEqual(unreachable.customer_id, silent)
        self.assertTrue(all(unreachable.mapped("code_digest")))

    def test_subject_without_enough_people_is_named(self):
        lonely = self.env["hr.department"].create({"name": "Lonely"})
        campaign = self._campaign(departments=self.it | lonely)
        self.assertEqual(campaign.action_preview()["without_result"], ["Lonely"])

    def test_constant_number_of_statements(self):
        campaign = self._campaign()
        campaign.action_preview()
        self.env.invalidate_all()
        with self.assertQueryCount(20):
            campaign.action_preview()
        more = self._people("More", self.sales, 30)
        self._ask(more)
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(20):
            campaign.action_preview()

    def test_refusals(self):
        """Only officers look at an audience or open a campaign."""
        campaign = self._campaign()
        for user in (self.staff, self.it_head, self.auditor, self.desk):
            for method in ("action_preview", "action_open", "action_plan"):
                with self.subTest(user=user.name, method=method):
                    with self.assertRaises(AccessError):
                        getattr(campaign.with_user(user), method)()
        self.assertEqual(campaign.state, "draft")

    def test_what_stands_against_opening(self):
        plain = self._survey(question_and_page_ids=False)
        foreign = self.env["survey.survey"].create({"title": "Of no concern"})
        for values, sentence in (
            ({"survey_id": plain.id}, "Add a question"),
            ({"survey_id": foreign.id}, "not an internal customer survey"),
            ({"closes_on": False}, "closing date"),
            ({"closes_on": self.today - timedelta(days=1)}, "before the opening date"),
            ({"about_department_ids": False}, "at least one subject"),
            ({"audience": "departments"}, "departments to ask"),
            ({"audience": "segments"}, "segments to ask"),
            (
                {"anonymity_threshold": 11, "anonymity_threshold_text": 11},
                "results need 11",
            ),
        ):
            with self.subTest(values=values):
                campaign = self._campaign(**values)
                with self.assertRaisesRegex(UserError, sentence):
                    campaign.action_open()
                self.assertEqual(campaign.state, "draft")

    def test_who_is_left_out_and_why(self):
        """Said before sending, and where sending is refused; names to officers only."""
        self.people[:9].icrm_surveyed_on = self.today
        campaign = self._campaign(cooldown_days=30)
        words = " ".join(re.sub(r"<[^>]*>", " ", campaign.preview).split())
        listed = campaign.action_preview()["listed"]
        self.assertIn(f"9 of {listed} by the cool-down of 30 days", words)
        self.assertIn(self.people[0].name, words)
        self.assertNotIn(self.people[9].name, words)
        with self.assertRaisesRegex(UserError, f"9 of {listed} by the cool-down"):
            campaign.action_open()
        auditor = campaign.with_user(self.auditor)
        words = " ".join(re.sub(r"<[^>]*>", " ", auditor.preview).split())
        self.assertIn("by the cool-down of 30 days", words)
        self.assertNotIn(self.people[0].name, words)

    def test_reasons_add_up(self):
        """Every person of the audience is asked or has one reason."""
        self.people[:2].icrm_surveyed_on = self.today
        campaign = self._campaign(cooldown_days=30, sample_share=50)
        preview = campaign.action_preview()
        reasons = {row["reason"]: row for row in preview["reasons"]}
        self.assertEqual(reasons["cooling"]["count"], 2)
        self.assertEqual(reasons["left_out"]["count"], 4)
        self.assertEqual(
            preview["asked"] + sum(row["count"] for row in reasons.values()),
            preview["listed"],
        )
        for row in reasons.values():
            self.assertEqual(len(row["names"]), row["count"])

    def test_dialog_before_opening(self):
        campaign = self._campaign()
        action = campaign.action_ask_open()
        self.assertEqual((action["target"], action["res_id"]), ("new", campaign.id))
        self.assertEqual(campaign.state, "draft")
        campaign.closes_on = False
        with self.assertRaisesRegex(UserError, "closing date"):
            campaign.action_ask_open()
        with self.assertRaises(AccessError):
            campaign.with_user(self.auditor).action_ask_open()
