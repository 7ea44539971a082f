# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import time
from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged

from ...models.promise import agreement_changes
from ...models.request.promise_ask import PromiseAsk, Promised
from .test_relationship import RelationshipCommon


class AgreementCommon(RelationshipCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["icrm.relationship"]._ensure(
            {(cls.it.id, cls.finance.id, cls.company.id)}
        )
        cls.relationship = cls._between(cls.it, cls.finance)
        cls.agreement = cls._agree()

    @classmethod
    def _agree(cls, hours=(1, 8), **values):
        return (
            cls.env["icrm.agreement"]
            .with_user(cls.it_head)
            .create(
                {
                    "name": "IT for finance",
                    "relationship_id": cls.relationship.id,
                    "line_ids": [
                        Command.create(
                            {
                                "service_id": cls.service.id,
                                "priority": "1",
                                "response_hours": hours[0],
                                "resolution_hours": hours[1],
                            }
                        )
                    ],
                    **values,
                }
            )
        )

    def _sign(self, agreement=None):
        agreement = agreement or self.agreement
        agreement.with_user(self.it_head).action_propose()
        agreement.with_user(self.it_head).action_sign()
        agreement.with_user(self.finance_head).action_sign()
        return agreement

    def _budgets(self, ticket):
        return sorted(ticket.icrm_clock_ids.mapped("budget_seconds"))


@tagged("post_install", "-at_install")
class TestAgreement(AgreementCommon):
    def test_both_heads_sign_and_nobody_else(self):
        agreement = self.agreement
        agreement.action_propose()
        for user in (self.officer, self.admin_user, self.research_head, self.agent):
            with self.assertRaises(AccessError):
                agreement.with_user(user).action_sign()
        with self.assertRaises(AccessError):
            agreement.sudo().with_user(self.env.ref("base.user_root")).action_sign()
        agreement.with_user(self.finance_head).action_sign()
        self.assertEqual(agreement.state, "proposed")
        with self.assertRaisesRegex(UserError, "already signed"):
            agreement.with_user(self.finance_head).action_sign()
        agreement.with_user(self.it_head).action_sign()
        self.assertRecordValues(
            agreement,
            [
                {
                    "state": "signed",
                    "provider_signed_by_id": self.it_head.id,
                    "provider_signed_name": "It Head",
                    "customer_signed_by_id": self.finance_head.id,
                    "customer_signed_name": "Finance Head",
                }
            ],
        )
        self.assertTrue(agreement.signed_at)
        self.assertFalse(agreement.sudo().activity_ids)
        self.assertTrue(self.relationship.next_review_date)

    def test_what_is_proposed_stands(self):
        agreement = self.agreement
        agreement.action_propose()
        agreement_sudo = agreement.sudo()
        line = agreement_sudo.line_ids
        for attempt in (
            lambda: agreement_sudo.write({"name": "Other"}),
            lambda: agreement_sudo.write({"date_to": fields.Date.today()}),
            lambda: agreement_sudo.write({"line_ids": [Command.clear()]}),
            lambda: line.write({"resolution_hours": 99}),
            lambda: line.unlink(),
            lambda: line.copy({"priority": "3"}),
            lambda: agreement_sudo.unlink(),
            lambda: agreement_sudo.update_field_translations(
                "reporting", {"en_US": {"a": "b"}}
            ),
        ):
            with self.assertRaisesRegex(UserError, "cannot be changed"):
                attempt()
        agreement.action_draft("The name is wrong")
        agreement.name = "Other"

    def test_the_course_is_not_written_by_hand(self):
        for values in (
            {"state": "signed"},
            {"provider_signed_by_id": self.it_head.id},
            {"signed_at": fields.Datetime.now()},
            {"version": 7},
        ):
            with self.assertRaisesRegex(AccessError, "cannot be set manually"):
                self.agreement.write(values)
        with self.assertRaises(AccessError):
            self._agree(state="signed")
        forged = self.agreement.with_user(self.it_head).with_context(
            default_state="signed"
        )
        born = forged.create({"name": "x", "relationship_id": self.relationship.id})
        self.assertEqual(born.state, "draft")

    def test_back_to_draft_voids_signatures(self):
        self.agreement.action_propose()
        self.agreement.with_user(self.finance_head).action_sign()
        self.agreement.action_draft("Prices changed")
        self.assertFalse(self.agreement.customer_signed_at)

    def _messages(self, event):
        self.env["icrm.message"]._flush_outbox()
        return self.env["icrm.message"].sudo().search([("event", "=", event)])

    def test_back_to_draft_is_for_the_heads_with_a_reason(self):
        agreement = self.agreement
        agreement.action_propose()
        for user in (
            self.officer,
            self.admin_user,
            self.agent,
            self.staff,
            self.research_head,
            self.auditor,
        ):
            for step in ("action_draft", "action_counter"):
                with self.assertRaises(AccessError):
                    getattr(agreement.with_user(user), step)("Because")
        for user in (self.officer, self.admin_user):
            self.assertFalse(agreement.with_user(user).can_return, user.name)
        for reason in ("", "  ", None):
            with self.assertRaisesRegex(UserError, "Reason"):
                agreement.action_draft(reason)
        # One's own proposal is taken back, not countered.
        with self.assertRaisesRegex(AccessError, "your own proposal"):
            agreement.action_counter("Because")
        self.assertEqual(agreement.state, "proposed")
        agreement.with_user(self.finance_head).action_draft("Eight hours are too long")
        message = self._messages("agreement_returned")
        self.assertEqual(message.partner_id, self.it_head.partner_id)
        self._send_messages()
        self.assertIn("Eight hours are too long", message.body)
        with self.assertRaisesRegex(UserError, "not “Proposed”"):
            agreement.action_draft("Again")
        self._sign()
        with self.assertRaisesRegex(UserError, "not “Proposed”"):
            agreement.action_draft("Too late")

    def test_counter_proposal(self):
        agreement = self.agreement
        agreement.provider_duties = "<p>We answer the phone at night.</p>"
        agreement.action_propose()
        theirs = agreement.with_user(self.finance_head)
        self.assertTrue(theirs.can_counter)
        self.assertFalse(agreement.can_counter)
        theirs.action_counter("Six hours, and no phone")
        self.assertEqual(
            self._messages("agreement_countered").partner_id, self.it_head.partner_id
        )
        theirs.line_ids.resolution_hours = 6
        theirs.provider_duties = "<p>We answer the chat at night.</p>"
        theirs.action_propose()
        again = self._messages("agreement_proposed_again")
        self.assertEqual(again.partner_id, self.it_head.partner_id)
        changes = str(agreement.changes)
        self.assertIn('<del class="text-danger">8</del>', changes)
        self.assertIn('<ins class="text-success">6</ins>', changes)
        self.assertIn('<del class="text-danger">phone</del>', changes)
        self.assertIn('<ins class="text-success">chat</ins>', changes)
        self.assertNotIn("Valid from", changes)
        # Now it is theirs: the other side may counter in turn.
        agreement.invalidate_recordset()
        self.assertTrue(agreement.can_counter)
        # Their page still shows the first proposal.
        self.assertEqual(agreement.proposal_count, 2)
        with self.assertRaisesRegex(UserError, "proposed again. Reload"):
            agreement.with_context(icrm_proposal_seen=1).action_sign()
        agreement.with_context(icrm_proposal_seen=2).action_sign()
        theirs.action_sign()
        self.assertEqual(agreement.state, "signed")

    def test_changes_between_versions(self):
        self._sign()
        action = self.agreement.action_new_version()
        new = self.agreement.browse(action["res_id"])
        self.assertTrue(new.has_changes)
        self.assertFalse(self.agreement.has_changes)
        new.line_ids.unlink()
        other = self.service.sudo().copy({"name": "<b>Loan</b> laptops"})
        new.write(
            {
                "customer_duties": "<p>Report at once.</p>",
                "line_ids": [
                    Command.create(
                        {
                            "service_id": other.id,
                            "priority": "2",
                            "response_hours": 2,
                            "resolution_hours": 4,
                        }
                    )
                ],
            }
        )
        changes = str(new.with_user(self.finance_head).changes)
        for words in ("Version 1", "Version 2", "Added", "Removed", "Report at once."):
            self.assertIn(words, changes)
        self.assertIn("&lt;b&gt;Loan", changes)
        self.assertNotIn("<b>Loan", changes)
        action = new.with_user(self.finance_head).action_open_changes()
        self.assertEqual((action["target"], action["res_id"]), ("new", new.id))
        with self.assertRaises(AccessError):
            new.with_user(self.staff).action_open_changes()

    def test_long_texts_are_compared_at_once(self):
        """Ten pages with a word changed in every second sentence: 80 s word by word."""
        old = [
            f"{number}: we reply to all of this within two working hours, always. "
            for number in range(500)
        ]
        new = [
            line.replace("always", "mostly") if number % 2 else line
            for number, line in enumerate(old)
        ]
        begin = time.monotonic()
        before, after = agreement_changes._mark("".join(old), "".join(new))
        self.assertLess(time.monotonic() - begin, 10)
        self.assertEqual(before.count('<del class="text-danger">always</del>'), 250)
        self.assertEqual(after.count('<ins class="text-success">mostly</ins>'), 250)

    def test_without_promises_or_head_nothing_is_proposed(self):
        empty = self._agree(line_ids=[])
        with self.assertRaisesRegex(UserError, "at least one promise"):
            empty.action_propose()
        self.finance.manager_id = False
        with self.assertRaisesRegex(UserError, "no head"):
            self.agreement.action_propose()

    def test_no_two_for_the_same_days(self):
        self._sign()
        with self.assertRaisesRegex(UserError, "already covers"):
            self._agree().action_propose()
        later = self._agree(date_from=fields.Date.today() + timedelta(days=400))
        with self.assertRaisesRegex(UserError, "already covers"):
            later.action_propose()

    def test_a_new_version_takes_over(self):
        self._sign()
        action = self.agreement.action_new_version()
        self.assertEqual(
            self.agreement.action_new_version()["res_id"], action["res_id"]
        )
        new = self.agreement.browse(action["res_id"])
        self.assertEqual((new.version, new.previous_id), (2, self.agreement))
        new.line_ids.resolution_hours = 6
        self._sign(new)
        self.assertEqual(self.agreement.state, "signed")
        self.assertEqual(self.agreement.date_to, new.date_from - timedelta(days=1))
        self.agreement.sudo()._store(
            {"date_to": "2020-01-01", "date_from": "2019-01-01"}
        )
        for _twice in range(2):
            self.env["icrm.agreement"]._cron_advance()
        self.assertEqual(self.agreement.state, "superseded")
        self.assertEqual(new.state, "signed")

    def test_time_ends_it(self):
        self._sign()
        self.agreement.sudo()._store(
            {"date_from": "2019-01-01", "date_to": "2020-01-01"}
        )
        self.env["icrm.agreement"]._cron_advance()
        self.assertEqual(self.agreement.state, "ended")

    def test_short_promises_are_flagged(self):
        self.assertFalse(self.agreement.budget_warning)
        buying = self.env["hr.department"].create({"name": "Buying"})
        team = self.env["helpdesk.ticket.team"].create(
            {
                "name": "Buyers",
                "icrm_department_id": buying.id,
                "icrm_handover_hours": 9,
            }
        )
        ticket = self._ask()
        ticket.with_user(self.agent).action_icrm_hand_over(team.id, "Yours")
        self.agreement.invalidate_recordset()
        self.assertIn("may take 9 h", self.agreement.budget_warning)
        self.assertIn("Buyers", self.agreement.budget_warning)
        self.agreement.line_ids.resolution_hours = 9
        self.assertFalse(self.agreement.budget_warning)

    def test_responsible_departments_count_too(self):
        buying = self.env["hr.department"].create({"name": "Buying"})
        self.env["helpdesk.ticket.team"].create(
            {
                "name": "Buyers",
                "icrm_department_id": buying.id,
                "icrm_handover_hours": 12,
            }
        )
        self.env["icrm.service.role"].create(
            {
                "service_id": self.service.id,
                "activity": "Buy",
                "responsibility": "responsible",
                "department_id": buying.id,
            }
        )
        self.assertIn("may take 12 h", self.agreement.budget_warning)


@tagged("post_install", "-at_install")
class TestAgreementPromise(AgreementCommon):
    """4 h and 16 h in the catalogue, 1 h and 8 h in the agreement."""

    def test_clocks_run_on_what_was_agreed(self):
        before = self._ask(form_key="before")
        self._sign()
        after = self._ask(form_key="after")
        self.assertEqual(self._budgets(before), [4 * 3600, 16 * 3600])
        self.assertEqual(self._budgets(after), [3600, 8 * 3600])
        others = self._ask(self.scientist)
        self.assertEqual(self._budgets(others), [4 * 3600, 16 * 3600])
        promise = self.service.with_user(self.staff).get_promise()
        self.assertEqual(promise["resolution_hours"], 8)
        promise = self.service.with_user(self.scientist).get_promise()
        self.assertEqual(promise["resolution_hours"], 16)

    def test_running_requests_keep_their_promise(self):
        before = self._ask(form_key="before")
        self._sign()
        before.with_user(self.agent).action_icrm_take()
        before.with_user(self.agent).action_icrm_ask("Which?")
        before.with_user(self.agent).action_icrm_resume()
        self.assertEqual(self._budgets(before)[-1], 16 * 3600)
        after = self._ask(form_key="after")
        self.agreement.action_end()
        after.with_user(self.agent).action_icrm_ask("Which?")
        after.with_user(self.agent).action_icrm_resume()
        self.assertEqual(self._budgets(after)[-1], 8 * 3600)

    def test_another_customer_has_another_promise(self):
        self._sign()
        ticket = self._ask(self.scientist)
        ticket.icrm_beneficiary_id = self._customer(self.staff)
        self.assertEqual(self._budgets(ticket), [3600, 8 * 3600])

    def test_departments_below_are_included(self):
        self._sign()
        below = self.env["hr.department"].create(
            {"name": "Accounting", "parent_id": self.finance.id}
        )
        hours = self.service._icrm_promise_hours("1", below)
        self.assertEqual(hours, (1, 8))

    def test_drafts_and_other_days_do_not_count(self):
        self.assertEqual(self.service._icrm_promise_hours("1", self.finance), (4, 16))
        self._sign()
        self.assertEqual(self.service._icrm_promise_hours("1", self.finance), (1, 8))
        past = fields.Datetime.now() - timedelta(days=1)
        self.assertEqual(
            self.service._icrm_promise_hours("1", self.finance, past), (4, 16)
        )

    def test_priorities_nobody_named(self):
        self._sign()
        promised = self.service._icrm_promise_hours
        self.assertEqual(promised("3", self.finance), (1, 8))
        self.service.promise_ids = [
            Command.create(
                {"priority": "3", "response_hours": 0.5, "resolution_hours": 2}
            )
        ]
        self.assertEqual(promised("3", self.finance), (0.5, 2))

    def test_a_batch_asks_once(self):
        self._sign()
        Service = self.env["icrm.service"]
        ask = PromiseAsk(self.service, "1", self.finance)
        Service._icrm_promises([ask])
        counts = []
        for number in (1, 50):
            start = self.env.cr.sql_log_count
            self.assertEqual(
                Service._icrm_promises([ask] * number), [Promised((1, 8))] * number
            )
            counts.append(self.env.cr.sql_log_count - start)
        self.assertEqual(counts, [1, 1])


@tagged("post_install", "-at_install")
class TestAgreementScreens(HttpCase, AgreementCommon):
    def test_print_in_chinese(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.finance.update_field_translations("name", {"zh_CN": "财务部"})
        self._sign()
        for name, text in (("en", "Finance"), ("zh", "财务部")):
            html, kind = (
                self.env["ir.actions.report"]
                .with_user(self.finance_head)
                ._render_qweb_html(
                    f"icrm_internal.icrm_agreement_{name}", self.agreement.ids
                )
            )
            self.assertEqual(kind, "html")
            self.assertIn(text, html.decode())
            self.assertIn("Finance Head", html.decode())

    def test_matrix_tour(self):
        self._ask()
        self.start_tour(
            "/odoo/internal-relationship-matrix",
            "icrm_manager_matrix",
            login="icrm_it_head",
        )
