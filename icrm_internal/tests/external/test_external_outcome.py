# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime, timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ...models.external import icrm_external_association, outcome
from ..common import IcrmCommon

MONDAY = datetime(2026, 6, 1, 8)


@tagged("post_install", "-at_install")
class TestExternalOutcome(IcrmCommon):
    """Finance sells, IT serves: 16 working hours to resolve, so until Tuesday 17:00."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.partner = cls.env["res.partner"].create({"name": "Acme"})
        with freeze_time(MONDAY):
            cls.commitment = cls._commitment("SO1", days=2)
            cls.request = cls._request(cls.commitment)

    @classmethod
    def _commitment(cls, name, days, **values):
        return cls.env["icrm.external.commitment"].create(
            {
                "name": name,
                "partner_id": cls.partner.id,
                "customer_date": MONDAY + timedelta(days=days),
                "user_id": cls.staff.id,
                "department_id": cls.finance.id,
                **values,
            }
        )

    @classmethod
    def _request(cls, commitment, **values):
        ticket = (
            cls.service.with_user(cls.staff)
            .submit_request({"name": "Config", "description": "Please", **values})
            .sudo()
        )
        ticket.icrm_commitment_id = commitment
        return ticket.sudo(False).with_user(cls.env.user)

    def _at(self, days=0, hours=0):
        frozen = freeze_time(MONDAY + timedelta(days=days, hours=hours))
        frozen.start()
        self.addCleanup(frozen.stop)

    def _deliver(self, commitment=None):
        commitment = commitment or self.commitment
        commitment.sudo().write(
            {
                "state": "delivered",
                "delivered_at": datetime.now().replace(microsecond=0),
            }
        )

    def _resolve(self, request=None):
        (request or self.request).with_user(self.agent).action_icrm_resolve("Done")

    def _rows(self, user, model="icrm.external.cost.report", domain=()):
        self.env.flush_all()
        return self.env[model].with_user(user).search(list(domain))

    # ------------------------------------------------------------------
    # Refusals
    # ------------------------------------------------------------------

    def test_nobody_writes_the_outcome(self):
        self._at(3)
        self._deliver()
        mine = self.commitment.with_user(self.staff)
        for values in (
            {"late_hours": 1},
            {"inside_hours": 0},
            {"satisfaction_on": "2026-01-01"},
        ):
            with self.subTest(values=values), self.assertRaises(AccessError):
                mine.write(values)
        for user in (self.staff, self.it_head, self.officer, self.admin_user):
            with self.assertRaises(AccessError):
                self.env["icrm.external.lateness"].with_user(user).search([])

    def test_others_do_not_rate(self):
        self._deliver()
        for user in (self.agent, self.it_head, self.colleague, self.auditor):
            with self.subTest(user=user.name), self.assertRaises(AccessError):
                self.commitment.with_user(user).satisfaction = "5"

    def test_rated_after_the_delivery(self):
        """By who answers for it, who learns what is missing."""
        mine = self.commitment.with_user(self.staff)
        with self.assertRaisesRegex(UserError, "Satisfaction: deliver SO1 first"):
            mine.satisfaction = "4"
        self._at(3)
        self._deliver()
        mine.satisfaction = "4"
        self.assertEqual(str(self.commitment.satisfaction_on), "2026-06-04")
        mine.satisfaction = False
        self.assertFalse(self.commitment.satisfaction_on)

    def test_associations_are_for_heads(self):
        Association = self.env["icrm.external.association"]
        for user in (self.staff, self.agent, self.portal_user):
            with self.assertRaises(AccessError):
                Association.with_user(user).search([])
        for user in (self.it_head, self.officer, self.auditor):
            Association.with_user(user).search([])
            with self.assertRaises(AccessError):
                Association.with_user(user).create({"department_id": self.it.id})

    def test_deliveries_of_others_are_not_seen(self):
        self._at(3)
        self._deliver()
        for user in (self.agent, self.it_head):
            self.assertFalse(self._rows(user))
        with self.assertRaises(AccessError):
            self._rows(self.portal_user)
        for user in (self.staff, self.finance_head, self.officer, self.auditor):
            self.assertEqual(self._rows(user).commitment_id, self.commitment)

    # ------------------------------------------------------------------
    # Whose lateness
    # ------------------------------------------------------------------

    def test_on_time(self):
        self._at(1)
        self._resolve()
        self._deliver()
        row = self._rows(self.staff)
        self.assertRecordValues(
            row,
            [
                {
                    "delivery_count": 1,
                    "late_count": 0,
                    "hours": 0,
                    "department_id": self.it.browse().id,
                    "late_amount": 0,
                }
            ],
        )

    def test_late_by_a_missed_promise(self):
        """Due outside on Wednesday 8:00, inside on Tuesday 17:00; IT is done on
        Thursday 8:00: 24 h late, all of them within the 39 h that IT overran."""
        self._at(3)
        self._resolve()
        self._deliver()
        self.assertAlmostEqual(self.commitment.late_hours, 24)
        self.assertAlmostEqual(self.commitment.inside_hours, 24)
        rows = self._rows(self.staff)
        self.assertEqual(sum(rows.mapped("delivery_count")), 1)
        self.assertEqual(sum(rows.mapped("late_count")), 1)
        self.assertAlmostEqual(sum(rows.mapped("hours")), 24)
        caused = rows.filtered("department_id")
        self.assertEqual(caused.department_id, self.it)
        self.assertAlmostEqual(caused.inside_hours, 24)

    def test_late_although_kept(self):
        """IT kept its promise; the order was delivered late all the same."""
        self._at(1)
        self._resolve()
        self._at(5)
        self._deliver()
        self.assertAlmostEqual(self.commitment.late_hours, 72)
        self.assertEqual(self.commitment.inside_hours, 0)
        self.assertFalse(self._rows(self.staff).department_id)

    def test_a_withdrawn_request_delays_nothing(self):
        self._at(4)
        self.request.with_user(self.staff).action_icrm_withdraw("Not needed")
        self._deliver()
        self.assertAlmostEqual(self.commitment.late_hours, 48)
        self.assertEqual(self.commitment.inside_hours, 0)

    def test_opened_again(self):
        """What is not delivered any more has no outcome; a new date changes it."""
        self._at(3)
        self._resolve()
        self._deliver()
        self.commitment.sudo().customer_date += timedelta(hours=20)
        self.assertAlmostEqual(self.commitment.late_hours, 4)
        self.commitment.sudo().write({"state": "open", "delivered_at": False})
        self.assertEqual(self.commitment.late_hours, 0)
        self.assertFalse(self._rows(self.staff))

    # ------------------------------------------------------------------
    # External Delays
    # ------------------------------------------------------------------

    def test_delays_rest_on_commitments(self):
        """A linked request shows the customer's date; a free-text one its order."""
        self._at()
        free = self._request(self.env["icrm.external.commitment"], form_key="free")
        free.sudo().icrm_external_order = "SO99"
        report = "icrm.external.delay.report"
        self._at(3)
        self._resolve()
        self._resolve(free)
        self._deliver()
        kind = [("kind", "=", "resolution")]
        rows = self._rows(self.it_head, report, kind)
        linked = rows.filtered("commitment_id")
        self.assertRecordValues(
            linked,
            [
                {
                    "ticket_id": self.request.id,
                    "external_customer_id": self.partner.id,
                    "external_order": "SO1",
                    "customer_date": MONDAY + timedelta(days=2),
                    "customer_days_late": 1,
                    "inside_share": 1,
                    "caused_hours": 24,
                }
            ],
        )
        self.assertEqual((rows - linked).external_order, "SO99")
        self.assertFalse((rows - linked).customer_days_late)
        self.assertTrue(self._rows(self.agent, report, kind))
        self.assertFalse(self._rows(self._get_stranger(), report, kind))

    def test_delays_of_steps_of_what_others_read(self):
        """Who serves a step reads what it delayed, without reading the whole."""
        self._at()
        other = self.env["hr.department"].create({"name": "Other"})
        team = self.it_team.copy({"name": "Other", "icrm_department_id": other.id})
        service = self._service("Whole", department_id=other.id, team_id=team.id)
        whole = service.with_user(self.staff).submit_request({"name": "Whole"}).sudo()
        whole.icrm_commitment_id = self._commitment("SO7", 2)
        step = self._request(self.env["icrm.external.commitment"], form_key="step")
        step.sudo().icrm_parent_id = whole
        self._at(3)
        self._resolve(step)
        self.assertFalse(whole.with_user(self.it_head).has_access("read"))
        rows = self._rows(
            self.it_head,
            "icrm.external.delay.report",
            [("kind", "=", "resolution"), ("ticket_id", "=", step.id)],
        )
        self.assertEqual(rows.external_order, "SO7")

    def _get_stranger(self):
        """Return an agent of a department that is not concerned."""
        other = self.env["hr.department"].create({"name": "Other"})
        return self._user("other_agent", other, "icrm_internal.group_icrm_agent")

    # ------------------------------------------------------------------
    # What goes with satisfaction
    # ------------------------------------------------------------------

    def _history(self, score_of, count=24, customers=6):
        """Make rated deliveries, every second of which missed IT's promise."""
        partners = self.env["res.partner"].create(
            [{"name": f"Customer {number}"} for number in range(customers)]
        )
        with freeze_time(MONDAY):
            for number in range(count):
                commitment = self._commitment(
                    f"SO1{number}", 2, partner_id=partners[number % customers].id
                )
                request = self._request(commitment, form_key=f"key {number}")
                missed = number % 2
                clock = request.sudo().icrm_clock_ids.filtered(
                    lambda clock: clock.kind == "resolution"
                )
                clock.write(
                    {
                        "state": "missed" if missed else "met",
                        "missed_at": missed and MONDAY,
                        "stopped_at": MONDAY,
                    }
                )
                self._deliver(commitment)
                commitment.satisfaction = score_of(number, missed)

    def _compare(self):
        self._at(9)
        with self.enter_registry_test_mode():
            self.env.ref(
                "icrm_internal.ir_cron_external_compare"
            ).method_direct_trigger()
        self.env.invalidate_all()
        return (
            self.env["icrm.external.association"]
            .with_user(self.it_head)
            .search([("company_id", "=", self.company.id)])
        )

    def test_a_promise_that_matters(self):
        self._history(
            lambda number, missed: ["5", "4", "4", "2", "3", "1"][
                3 * missed + number // 2 % 3
            ]
        )
        rows = self._compare()
        self.assertEqual(rows.mapped("verdict"), ["higher"] * 2)
        whole = rows.filtered(lambda row: not row.is_service)
        self.assertEqual(whole.department_id, self.it)
        self.assertEqual((rows - whole).service_id, self.service)
        self.assertEqual((whole.kept_count, whole.missed_count), (12, 12))
        self.assertAlmostEqual(whole.difference, 13 / 3 - 2, 2)
        self.assertLess(whole.low, whole.difference)
        self.assertGreater(whole.low, 0)
        self.assertIn("to", whole.interval)
        # Again: the same rows.
        self.assertEqual(self._compare(), rows)

    def test_a_promise_that_does_not(self):
        self._history(lambda number, missed: str(3 + number // 2 % 3))
        self.assertEqual(self._compare().mapped("verdict"), ["none"] * 2)

    def test_too_few_are_not_told(self):
        """Not even their means, which would be single customers' words."""
        self._history(lambda number, missed: str(5 - 3 * missed), count=8)
        rows = self._compare()
        self.assertEqual(rows.mapped("verdict"), ["unknown"] * 2)
        for row in rows:
            self.assertEqual(row.missed_count, 4)
            self.assertFalse(row.kept_mean or row.missed_mean or row.difference)
            self.assertFalse(row.interval)

    def test_rows_go_with_their_history(self):
        self._history(lambda number, missed: str(5 - 2 * missed), count=4)
        self.assertTrue(self._compare())
        self.env["icrm.external.commitment"].search([]).write({"satisfaction": False})
        self.assertFalse(self._compare())

    def test_imported_deliveries_get_an_outcome(self):
        """What was written to the database by another way is worked out at night."""
        self._at(3)
        self._resolve()
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE icrm_external_commitment SET state = 'delivered',"
            " delivered_at = %s WHERE id = %s",
            (MONDAY + timedelta(days=3), self.commitment.id),
        )
        self.env.invalidate_all()
        self._compare()
        self.assertAlmostEqual(self.commitment.inside_hours, 24)
        self.assertEqual(icrm_external_association.DAYS, 730)

    def test_one_delivery_that_fails_does_not_stop_the_job(self):
        self._at(3)
        other = self._commitment("SO2", days=2)
        both = self.commitment | other
        self._deliver(both)
        both.sudo().lateness_ids.unlink()
        self.env.flush_all()
        record = outcome.record

        def fail(commitments):
            if self.commitment in commitments:
                raise UserError("broken")
            record(commitments)

        with (
            patch.object(outcome, "record", fail),
            patch.object(type(self.env["ir.cron"]), "_commit_progress", return_value=1),
            mute_logger("odoo.addons.icrm_internal.models.access.jobs"),
        ):
            self.env["icrm.external.association"]._cron_compare()
        self.assertTrue(other.sudo().lateness_ids)
        self.assertFalse(self.commitment.sudo().lateness_ids)
