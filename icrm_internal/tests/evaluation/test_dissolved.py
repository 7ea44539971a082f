# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime
from unittest.mock import patch

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..promise.test_agreement import AgreementCommon
from ..voice.campaign_common import CampaignCommon
from .cycle_common import CycleCommon
from .scorecard_common import FIRST, ScorecardCommon


def rename(department, name):
    department.name = name
    department.flush_recordset()
    department.env.invalidate_all()


@tagged("post_install", "-at_install")
class TestEvaluatorsAndDepartments(CycleCommon):
    """HR moves evaluators and dissolves departments while a cycle runs."""

    def _move(self, user, department):
        user.sudo().employee_id.department_id = department
        self.env.flush_all()
        self.env.invalidate_all()

    def _todo(self, user):
        return (
            self.env["icrm.evaluation"].with_user(user).search([("is_open", "=", True)])
        )

    def test_evaluator_moves_into_the_department(self):
        cycle = self._open()
        for target in (self.it, self.below):
            with self.subTest(target=target.name):
                self._move(self.staff, target)
                mine = self._mine(cycle, self.staff)
                self.assertFalse(self._todo(self.staff))
                self.assertFalse(cycle._count_todo(self.staff)[self.staff.id])
                with self.assertRaisesRegex(AccessError, "You now work in IT"):
                    mine.write({"comment": "Very good"})
                with self.assertRaises(AccessError):
                    mine.action_submit()
        # Elsewhere is no reason, and back again neither.
        for target in (self.research, self.finance):
            self._move(self.staff, target)
            self.assertTrue(self._todo(self.staff))
        self._evaluate(cycle, self.staff, 4)

    def test_moved_between_proposal_and_opening(self):
        cycle = self._cycle()
        cycle.action_propose()
        self._move(self.staff, self.it)
        cycle.action_open()
        asked = self.env["icrm.evaluation"].sudo().search([("cycle_id", "=", cycle.id)])
        self.assertIn(self.colleague, asked.user_id)
        self.assertNotIn(self.staff, asked.user_id)

    def test_department_dissolved_in_a_draft(self):
        cycle = self._cycle()
        cycle.action_propose()
        self.it.active = False
        left = self.env["icrm.evaluation.evaluator"].with_context(active_test=False)
        self.assertFalse(
            left.search(
                [("cycle_id", "=", cycle.id), ("department_id", "=", self.it.id)]
            )
        )
        cycle.action_propose()
        self.assertNotIn(self.it, self._evaluators(cycle).department_id)

    def test_department_dissolved_while_open(self):
        cycle = self._open()
        people = [*self.people[self.finance], *self.people[self.research]]
        for user in people[:-1]:
            self._evaluate(cycle, user, 5, comment="Thanks")
        self.it.active = False
        self.env.invalidate_all()
        self.assertFalse(self._todo(people[-1]))
        with self.assertRaisesRegex(AccessError, "has been dissolved"):
            self._mine(cycle, people[-1]).action_submit()
        cycle.action_close()
        self.assertFalse(self._score(cycle), "ranked although it is gone")


@tagged("post_install", "-at_install")
class TestDissolvedDepartment(AgreementCommon):
    def test_relationships_end(self):
        relationship = self.relationship
        self.assertTrue(relationship.active)
        self.finance.active = False
        self.assertFalse(relationship.active)
        # The nightly job does not bring them back, nor makes new ones.
        sales = self.env["hr.department"].create({"name": "Sales"})
        self.env["icrm.relationship"]._ensure(
            {(sales.id, self.finance.id, self.company.id)}
        )
        self.env["icrm.relationship"]._ensure_all()
        found = self.env["icrm.relationship"].search(
            [("customer_department_id", "=", self.finance.id)]
        )
        self.assertFalse(found)


@tagged("post_install", "-at_install")
class TestCampaignsOfDissolvedDepartments(CampaignCommon):
    def test_drafts_ask_about_them_no_more(self):
        campaign = self._campaign(departments=self.it | self.sales)
        self.assertEqual(len(campaign.subject_ids), 2)
        self.sales.active = False
        self.assertEqual(campaign.subject_ids.department_id, self.it)

    def test_open_ones_ask_about_them_no_more(self):
        campaign = self._campaign(departments=self.it | self.sales)
        campaign.action_open()
        campaign = campaign.sudo()
        mine, late, last = campaign.participant_ids[:3]
        (mine | late | last).subject_ids = campaign.subject_ids
        about_it, about_sales = campaign.subject_ids.sorted(
            lambda subject: subject.department_id == self.sales
        )
        answers = {self.survey.question_ids[:1].id: 4}
        mine._submit({about_it.id: answers, about_sales.id: answers})
        self.sales.active = False
        self.assertEqual(late._get_subjects(), about_it)
        with self.assertRaisesRegex(UserError, "not asked about this"):
            late._submit({about_sales.id: answers})
        late._submit({about_it.id: answers})
        self.it.active = False
        with self.assertRaisesRegex(UserError, "no longer exist"):
            last._submit({})
        campaign.action_close()
        self.assertEqual(campaign.state, "closed")


@tagged("post_install", "-at_install")
class TestPlannedEnd(CampaignCommon):
    """A department ends on its day, with what goes with it."""

    def _run(self, at):
        with freeze_time(at), self.enter_registry_test_mode():
            self.env.ref("icrm_internal.ir_cron_orphaned_work").method_direct_trigger()
        self.env.invalidate_all()

    def test_from_a_date(self):
        self.company.resource_calendar_id.tz = "America/Los_Angeles"
        self.it.icrm_ends_on = "2031-03-03"
        service = self._service("Ends too")
        job = self.env.ref("icrm_internal.ir_cron_orphaned_work")
        planned = self.env["ir.cron.trigger"].search([("cron_id", "=", job.id)])
        self.assertIn(datetime(2031, 3, 3, 8), planned.mapped("call_at"))
        # The third in Greenwich, not yet where the company is
        self._run("2031-03-03 07:59:00")
        self.assertTrue(self.it.active)
        self.assertEqual(service.state, "published")
        self._run("2031-03-03 08:00:00")
        self.assertFalse(self.it.active)
        self.assertEqual(service.state, "retired")

    def test_one_that_cannot_does_not_stop_the_others(self):
        (self.it | self.sales).icrm_ends_on = "2031-03-03"
        archive = type(self.it).action_archive

        def fail(department):
            if department == self.it:
                raise UserError("busy")
            return archive(department)

        with (
            patch.object(type(self.it), "action_archive", fail),
            self.assertLogs("odoo.addons.icrm_internal.models.access.jobs"),
        ):
            self._run("2031-03-04 12:00:00")
        self.assertTrue(self.it.active)
        self.assertFalse(self.sales.active)


@tagged("post_install", "-at_install")
class TestNamesOfAgreements(AgreementCommon):
    def test_signed(self):
        agreement = self.agreement
        rename(self.it, "Digital Services")
        self._sign(agreement)
        self.assertEqual(agreement.provider_name, "Digital Services")
        rename(self.it, "Magic")
        rename(self.finance, "Money")
        html = str(
            self.env["ir.actions.report"]._render_qweb_html(
                "icrm_internal.icrm_agreement_en", agreement.ids
            )[0]
        )
        self.assertIn("Digital Services", html)
        self.assertNotIn("Magic", html.split("<table")[1])
        self.assertIn("Magic", self.relationship.display_name)


@tagged("post_install", "-at_install")
class TestNamesOfScorecards(ScorecardCommon):
    def test_frozen(self):
        self._enter_all()
        self.Scorecard._freeze(self.company, "month", FIRST)
        card = self.Scorecard.search([("department_id", "=", self.it.id)], limit=1)
        self.assertEqual(card.state, "frozen")
        self.env["res.lang"]._activate_lang("zh_CN")
        rename(self.it, "Digital Services")
        self.assertTrue(card.display_name.startswith("IT,"))
        self.assertEqual(card._get_department_name(), "IT")
        # Elsewhere it is called what it is called now.
        self.assertEqual(
            self.env["icrm.kpi.value"]
            .new({"department_id": self.it.id})
            .department_id.name,
            "Digital Services",
        )
