# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from freezegun import freeze_time

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from ...models.request.promise_ask import PromiseAsk, Promised
from .test_agreement import AgreementCommon

HOUR = 3600
CATALOGUE, SIGNED = [4 * HOUR, 16 * HOUR], [HOUR, 8 * HOUR]


class SegmentPromiseCommon(AgreementCommon):
    """4 h and 16 h in the catalogue, 1 h and 8 h agreed with finance.

    Research is no party of the agreement: it gets the same by a segment.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._sign(cls, cls.agreement)
        cls.line = cls.agreement.line_ids.sudo()
        cls.segment = cls._make_segment("Laboratory", cls.research)

    @classmethod
    def _make_segment(cls, name, department):
        return cls.env["icrm.segment"].create(
            {
                "name": name,
                "kind": "rule",
                "domain": str([("department_id", "=", department.id)]),
            }
        )

    @classmethod
    def _promise(cls, segment=None, line=None, user=None, **values):
        return (
            cls.env["icrm.segment.promise"]
            .with_user(user or cls.officer)
            .create(
                {
                    "service_id": cls.service.id,
                    "segment_id": (segment or cls.segment).id,
                    "agreement_line_id": (line or cls.line).id,
                    "reason": "experiments cannot wait",
                    **values,
                }
            )
        )

    def _read_agreed(self, hours):
        """Return the line of another signed agreement, between others."""
        relationship = self.env["icrm.relationship"].create(
            {
                "provider_department_id": self.it.id,
                "customer_department_id": self.env["hr.department"]
                .create({"name": "Guards", "manager_id": self.finance.manager_id.id})
                .id,
                "company_id": self.company.id,
            }
        )
        agreement = self._agree(hours, relationship_id=relationship.id)
        self._sign(agreement)
        return agreement.line_ids.sudo()


@tagged("post_install", "-at_install")
class TestSegmentPromise(SegmentPromiseCommon):
    def test_the_clock_takes_the_promise_of_the_segment(self):
        before = self._ask(self.scientist)
        self._promise()
        after = self._ask(self.scientist, form_key="after")
        self.assertEqual(self._budgets(before), CATALOGUE)
        self.assertFalse(before.sudo().icrm_promise_segment_id)
        self.assertEqual(self._budgets(after), SIGNED)
        self.assertEqual(after.sudo().icrm_promise_segment_id, self.segment)
        self.assertEqual(after.sudo().icrm_promise_line_id, self.line)
        promise = self.service.with_user(self.scientist).get_promise()
        self.assertEqual(promise["resolution_hours"], 8)

    def test_others_keep_theirs(self):
        self._promise()
        self.assertEqual(self._budgets(self._ask(self.agent)), CATALOGUE)
        finance = self._ask(self.staff)
        self.assertEqual(self._budgets(finance), SIGNED)
        self.assertFalse(finance.sudo().icrm_promise_segment_id)

    def test_it_is_the_beneficiary_who_counts(self):
        self._promise()
        ticket = self._ask(self.agent)
        ticket.icrm_beneficiary_id = self._customer(self.scientist)
        self.assertEqual(self._budgets(ticket), SIGNED)
        self.assertEqual(ticket.sudo().icrm_promise_segment_id, self.segment)
        ticket.icrm_beneficiary_id = self._customer(self.agent)
        self.assertEqual(self._budgets(ticket), CATALOGUE)
        self.assertFalse(ticket.sudo().icrm_promise_segment_id)

    def test_departments_in_a_segment_bring_their_people(self):
        segment = self.env["icrm.segment"].create(
            {
                "name": "Picked",
                "customer_ids": [
                    Command.set(
                        self.env["icrm.customer"]
                        .search(
                            [
                                ("kind", "=", "department"),
                                ("department_id", "=", self.research.id),
                            ]
                        )
                        .ids
                    )
                ],
            }
        )
        self._promise(segment)
        ticket = self._ask(self.scientist)
        self.assertEqual(ticket.sudo().icrm_promise_segment_id, segment)

    def test_of_several_the_shortest_applies(self):
        self._promise()
        quick = self._make_segment("Clean room", self.research)
        self._promise(quick, self._read_agreed((0.5, 6)))
        ticket = self._ask(self.scientist)
        self.assertEqual(self._budgets(ticket), [HOUR // 2, 6 * HOUR])
        self.assertEqual(ticket.sudo().icrm_promise_segment_id, quick)

    def test_nobody_waits_longer_by_a_segment(self):
        self._promise(line=self._read_agreed((4, 40)))
        ticket = self._ask(self.scientist)
        self.assertEqual(self._budgets(ticket), CATALOGUE)
        self.assertFalse(ticket.sudo().icrm_promise_segment_id)

    def test_nobody_waits_longer_for_the_reply(self):
        self._promise(line=self._read_agreed((6, 8)))
        ticket = self._ask(self.scientist)
        self.assertEqual(self._budgets(ticket), [4 * HOUR, 8 * HOUR])
        self.assertEqual(ticket.sudo().icrm_promise_segment_id, self.segment)

    def test_running_clocks_do_not_move(self):
        promise = self._promise()
        ticket = self._ask(self.scientist)
        due_at = ticket.icrm_due_at
        self.segment.domain = str([("department_id", "=", self.it.id)])
        promise.unlink()
        ticket.with_user(self.agent).action_icrm_take()
        ticket.with_user(self.agent).action_icrm_ask("Which?")
        ticket.with_user(self.agent).action_icrm_resume()
        self.assertEqual(self._budgets(ticket)[-1], 8 * HOUR)
        self.assertGreaterEqual(ticket.icrm_due_at, due_at)
        self.assertEqual(ticket.sudo().icrm_promise_segment_id, self.segment)

    def test_who_joins_later_keeps_the_promise_of_the_day(self):
        self._promise()
        self.segment.domain = str([("department_id", "=", self.it.id)])
        self.env["icrm.segment.membership"].search(
            [("segment_id", "=", self.segment.id)]
        ).write({"joined_on": fields.Date.today() - timedelta(days=9)})
        ask = PromiseAsk(self.service, "1", self.it, None, self._customer(self.agent))
        [promised] = self.env["icrm.service"]._icrm_promises([ask])
        self.assertEqual(promised.segment_id, self.segment.id)
        past = fields.Datetime.now() - timedelta(days=1)
        [promised] = self.env["icrm.service"]._icrm_promises([ask._replace(at=past)])
        self.assertEqual(promised, Promised((4, 16)))

    def test_it_ends_with_the_agreement(self):
        self._promise()
        today = fields.Date.today()
        self.agreement.sudo()._store(
            {
                "date_from": today - timedelta(days=5),
                "date_to": today - timedelta(days=1),
            }
        )
        self.assertEqual(self._budgets(self._ask(self.scientist)), CATALOGUE)
        self.assertFalse(self.service.segment_promise_text)

    def test_the_next_version_is_followed(self):
        self._promise()
        self.agreement.with_user(self.it_head).action_new_version()
        later = self.env["icrm.agreement"].search(
            [("previous_id", "=", self.agreement.id)]
        )
        later.with_user(self.it_head).line_ids.resolution_hours = 7
        self._sign(later)
        promises = self.service.sudo().segment_promise_ids
        self.assertEqual(promises.agreement_line_id, self.line | later.line_ids)
        self.assertEqual(len(set(promises.mapped("reason"))), 1)
        self.assertEqual(self._budgets(self._ask(self.scientist)), SIGNED)

    def test_a_broken_rule_does_not_stop_a_signature(self):
        """An addon whose field it used is gone."""
        self._promise()
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE icrm_segment SET domain = %s WHERE id = %s",
            ["[('gone', '=', 1)]", self.segment.id],
        )
        self.env.invalidate_all()
        self.agreement.with_user(self.it_head).action_new_version()
        later = self.env["icrm.agreement"].search(
            [("previous_id", "=", self.agreement.id)]
        )
        self._sign(later)
        self.assertEqual(later.state, "signed")
        promises = self.service.sudo().segment_promise_ids
        self.assertEqual(promises.agreement_line_id, self.line)

    def test_nothing_is_asked_once_the_promise_is_gone(self):
        promise = self._promise()
        self.assertTrue(self.service.sudo().has_segment_promises)
        promise.unlink()
        self.assertFalse(self.service.sudo().has_segment_promises)

    def test_an_archived_segment_gets_nothing(self):
        self._promise()
        self.segment.active = False
        self.assertFalse(self.service.segment_promise_text)
        self.assertEqual(self._budgets(self._ask(self.scientist)), CATALOGUE)

    def test_archived_later_it_still_counts_for_earlier_requests(self):
        """Whatever changes the request later: what was promised then stands."""
        self._promise()
        start = fields.Datetime.now()
        with freeze_time(start + timedelta(minutes=1)):
            ticket = self._ask(self.scientist)
        with freeze_time(start + timedelta(minutes=2)):
            self.segment.with_user(self.officer).active = False
        with freeze_time(start + timedelta(minutes=3)):
            ticket.with_user(self.agent).priority = "2"
            self.assertEqual(self._budgets(ticket), SIGNED)
            self.assertEqual(ticket.sudo().icrm_promise_segment_id, self.segment)
            later = self._ask(self.scientist, form_key="later")
            self.assertEqual(self._budgets(later), CATALOGUE)

    def _next_version(self, hours):
        """Sign the next version, which is valid today as is the one before it."""
        today = fields.Date.today()
        self.agreement.sudo()._store({"date_from": today - timedelta(days=9)})
        self.agreement.with_user(self.it_head).action_new_version()
        version = self.env["icrm.agreement"].search(
            [("previous_id", "=", self.agreement.id)]
        )
        version.with_user(self.it_head).write({"date_from": today})
        if hours:
            version.with_user(self.it_head).line_ids.write(
                dict(zip(("response_hours", "resolution_hours"), hours, strict=True))
            )
        else:
            other = self._service("Other")
            version.with_user(self.it_head).line_ids.service_id = other.id
        self._sign(version)
        return version

    def test_on_the_first_day_of_a_version_one_of_them_counts(self):
        """The old one until both have signed, then the new one: even if it is longer,
        or does not have the service any more."""
        self._promise()
        customers = [
            (self.research, self._customer(self.scientist)),
            (self.finance, self._customer(self.staff)),
        ]
        start = fields.Datetime.now()
        before = start + timedelta(minutes=1)

        def hours(at):
            asks = [
                PromiseAsk(self.service, "1", department, at, customer)
                for department, customer in customers
            ]
            promises = self.env["icrm.service"]._icrm_promises(asks)
            return [promised.hours for promised in promises]

        with freeze_time(start + timedelta(minutes=2)):
            version = self._next_version((3, 12))
        self.assertEqual(version.date_from, self.agreement.date_to)
        self.assertEqual(hours(before), [(1, 8)] * 2)
        self.assertEqual(hours(version.signed_at), [(3, 12)] * 2)
        self.assertEqual(
            self.service.sudo().segment_promise_ids.filtered("is_in_force"),
            self.service.sudo().segment_promise_ids.filtered(
                lambda promise: promise.agreement_line_id in version.line_ids
            ),
        )

    def test_a_version_without_the_service_ends_its_promise(self):
        self._promise()
        version = self._next_version(None)
        ask = PromiseAsk(
            *(self.service, "1", self.finance, version.signed_at),
            self._customer(self.staff),
        )
        [promised] = self.env["icrm.service"]._icrm_promises([ask])
        self.assertEqual(promised.hours, (4, 16))

    def test_other_priorities(self):
        self._promise()
        promised = self.service._icrm_promise_hours
        scientist = self._customer(self.scientist)
        self.assertEqual(promised("3", self.research, customer=scientist), (1, 8))
        self.service.promise_ids = [
            Command.create(
                {"priority": "3", "response_hours": 0.5, "resolution_hours": 2}
            )
        ]
        self.assertEqual(promised("3", self.research, customer=scientist), (0.5, 2))

    def test_a_batch_asks_once_more_and_plain_services_do_not(self):
        Service = self.env["icrm.service"]
        scientist = self._customer(self.scientist)
        ask = PromiseAsk(self.service, "1", self.research, None, scientist)

        def count(number):
            self.env.flush_all()
            Service._icrm_promises([ask])
            start = self.env.cr.sql_log_count
            Service._icrm_promises([ask] * number)
            return self.env.cr.sql_log_count - start

        self.assertEqual(count(50), 1)
        self._promise()
        self.assertEqual([count(1), count(50)], [2, 2])


@tagged("post_install", "-at_install")
class TestSegmentPromiseRefusals(SegmentPromiseCommon):
    def test_only_officers_promise(self):
        promise = self._promise()
        for user in (self.it_head, self.agent, self.staff, self.auditor):
            with self.assertRaises(AccessError):
                self._promise(self._make_segment("Other", self.finance), user=user)
            with self.assertRaises(AccessError):
                promise.with_user(user).reason = "because"
            with self.assertRaises(AccessError):
                promise.with_user(user).unlink()

    def test_the_reason_is_required(self):
        for reason in ("", "  ", False):
            with (
                self.assertRaises(Exception) as caught,
                mute_logger("odoo.sql_db"),
                self.env.cr.savepoint(),
            ):
                self._promise(reason=reason)
            self.assertNotIsInstance(caught.exception, AssertionError)
        with self.assertRaisesRegex(ValidationError, "enter the reason"):
            self._promise().reason = " "

    def test_the_line_is_signed_and_of_this_service(self):
        draft = self._agree(name="Draft")
        with self.assertRaisesRegex(ValidationError, "signed agreement"):
            self._promise(line=draft.line_ids.sudo())
        with self.assertRaisesRegex(ValidationError, "signed agreement"):
            self._promise(service_id=self._service("Other").id)

    def test_since_is_not_written_by_hand(self):
        with self.assertRaisesRegex(UserError, "Promised since"):
            self._promise(since="2020-01-01 00:00:00")
        promise = self._promise()
        with self.assertRaisesRegex(UserError, "Promised since"):
            promise.since = "2020-01-01 00:00:00"
        promise.sudo().since = "2020-01-01 00:00:00"
        promise.reason = "machines stand still"
        self.assertEqual(promise.since.year, 2020)
        promise.segment_id = self._make_segment("Other", self.finance)
        self.assertGreater(promise.since.year, 2020, "not for earlier requests")

    def test_no_promise_reveals_what_a_person_does_or_prefers(self):
        for domain in (
            [("preferred_channel", "=", "phone")],
            [("interest_ids.name", "=", "Chess")],
            [("name", "ilike", "a")],
            [("segment_ids", "!=", False)],
            [("employee_id.work_email", "ilike", "a")],
            [("employee_id", "in", self.scientist.employee_ids.ids)],
            [("employee_id", "ilike", "a")],
        ):
            segment = self.env["icrm.segment"].create(
                {"name": "Private", "kind": "rule", "domain": str(domain)}
            )
            with self.assertRaisesRegex(ValidationError, "reveal something"):
                self._promise(segment)

    def test_nobody_is_picked_by_hand(self):
        segment = self.env["icrm.segment"].create(
            {
                "name": "Friends",
                "customer_ids": [Command.set(self._customer(self.scientist).ids)],
            }
        )
        with self.assertRaisesRegex(ValidationError, "picked by hand"):
            self._promise(segment)

    def test_a_rule_may_ask_for_the_work_of_people(self):
        job = self.env["hr.job"].create({"name": "Analyst"})
        for domain in (
            [("employee_id.job_id", "=", job.id)],
            [("employee_id", "any", [("job_id", "=", job.id)])],
            [("employee_id", "!=", False)],
        ):
            segment = self.env["icrm.segment"].create(
                {"name": "Open", "kind": "rule", "domain": str(domain)}
            )
            self.assertTrue(self._promise(segment))

    def test_nobody_is_picked_from_their_own_file(self):
        segment = self.env["icrm.segment"].create({"name": "Picked"})
        self._promise(segment)
        customer = self._customer(self.scientist).with_user(self.officer)
        with self.assertRaisesRegex(ValidationError, "picked by hand"):
            customer.segment_ids = [Command.link(segment.id)]

    def test_a_segment_with_promises_stays_public(self):
        self._promise()
        with self.assertRaisesRegex(ValidationError, "reveal something"):
            self.segment.domain = "[('preferred_channel', '=', 'phone')]"
        with self.assertRaisesRegex(ValidationError, "picked by hand"):
            self.segment.write(
                {
                    "kind": "manual",
                    "customer_ids": [Command.set(self._customer(self.staff).ids)],
                }
            )

    def test_another_companys_segment(self):
        company = self.env["res.company"].create({"name": "Other"})
        self.segment.company_id = company
        with self.assertRaisesRegex(ValidationError, "another company"):
            self.env["icrm.segment.promise"].create(
                {
                    "service_id": self.service.id,
                    "segment_id": self.segment.id,
                    "agreement_line_id": self.line.id,
                    "reason": "x",
                }
            )

    def test_staff_read_no_segment_of_a_request(self):
        self._promise()
        ticket = self._ask(self.scientist)
        with self.assertRaises(AccessError):
            ticket.with_user(self.scientist).read(["icrm_promise_segment_id"])


@tagged("post_install", "-at_install")
class TestSegmentPromiseScreens(HttpCase, SegmentPromiseCommon):
    def test_everybody_reads_who_is_faster_and_why(self):
        self._promise()
        sentence = (
            "Faster for Laboratory: reply in 1 hour, done in 8 hours. "
            "Reason: experiments cannot wait"
        )
        for user in (self.scientist, self.staff, self.agent):
            service = self.service.with_user(user)
            self.assertEqual(service.segment_promise_text, sentence)
        self.assertIn(
            "faster for: Laboratory",
            self.service.with_user(self.scientist).promise_text,
        )
        self.assertNotIn("faster", self.service.with_user(self.agent).promise_text)

    def test_in_the_portal(self):
        self.service.portal_published = True
        self._promise()
        self.authenticate(self.staff.login, self.staff.login.ljust(8, "x"))
        page = self.url_open(f"/my/services/{self.service.id}").text
        self.assertIn("experiments cannot wait", page)

    def test_versions_keep_it(self):
        self.assertNotIn("segment_promises", self.service._get_substance())
        self._promise()
        content = self.service._get_substance()
        self.assertIn("experiments cannot wait", content["segment_promises"])
