# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ...models.fulfilment import hr_offer
from ...models.fulfilment.hr_employee import HrEmployee
from ..request.common import RequestCommon


class HrOfferCommon(RequestCommon):
    """Services for who joins, moves and leaves; an HR officer, staff in this app."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.hr = cls._user("hr_officer", cls.finance, "hr.group_hr_user")
        cls.hr_manager = cls._user("hr_manager", cls.finance, "hr.group_hr_manager")
        cls.welcome = cls._service("Join", owner_id=cls.it_head.id, hr_event="joining")
        cls._set_form(
            cls.welcome,
            [
                {"name": "name", "string": "Name*"},
                {"name": "start", "string": "First day", "type": "date"},
                {
                    "name": "where",
                    "string": "Department",
                    "type": "many2one",
                    "comodel": "hr.department",
                },
            ],
        )
        cls.mover = cls._service("Move", owner_id=cls.it_head.id, hr_event="moving")
        cls.leaver = cls._service("Leave", owner_id=cls.it_head.id, hr_event="leaving")

    def employ(self, user=None, **values):
        return (
            self.env["hr.employee"]
            .with_user(user or self.hr)
            .create({"name": "Li Na", "department_id": self.finance.id, **values})
        )

    def dialog(self, employee):
        """Return the dialog of the offer, as its form opens."""
        action = employee.action_icrm_request_offer()
        return (
            self.env[action["res_model"]]
            .with_user(employee.env.user)
            .with_context(action["context"])
            .create({})
        )


@tagged("post_install", "-at_install")
class TestHrOffer(HrOfferCommon):
    """HR is offered the service for who joins, moves or leaves: once, quietly."""

    def test_joining(self):
        for user in (self.hr, self.hr_manager):
            employee = self.employ(user)
            self.assertEqual(employee.icrm_offer_id, self.welcome)
            dialog = self.dialog(employee)
            self.assertEqual(dialog.service_id, self.welcome)
            customer = employee.sudo().icrm_customer_ids
            self.assertTrue(dialog.for_other)
            self.assertEqual(dialog.beneficiary_id, customer)
            self.assertEqual(
                dialog.answers["answers"],
                {
                    "name": "Li Na",
                    "start": fields.Date.to_string(fields.Date.today()),
                    "where": self.finance.id,
                },
            )
            before = self.env["helpdesk.ticket"].search_count([])
            sent = dialog.action_submit()
            self.assertGreater(self.env["helpdesk.ticket"].search_count([]), before)
            ticket = self.env["helpdesk.ticket"].browse(sent["params"]["request_id"])
            self.assertEqual(ticket.icrm_beneficiary_id, customer)
            self.env.invalidate_all()
            self.assertFalse(employee.icrm_offer_id)

    def test_dates_of_contracts_are_for_hr_managers(self):
        """What an HR officer may not read of an employee is in no form either."""
        employee = self.employ()
        employee.sudo().contract_date_start = "2030-02-01"
        today = fields.Date.to_string(fields.Date.today())
        self.assertEqual(self.dialog(employee).answers["answers"]["start"], today)
        theirs = employee.with_user(self.hr_manager)
        self.assertEqual(self.dialog(theirs).answers["answers"]["start"], "2030-02-01")

    def test_never_by_itself(self):
        before = self.env["helpdesk.ticket"].search_count([])
        employee = self.employ()
        employee.department_id = self.it
        employee.action_archive()
        self.assertEqual(self.env["helpdesk.ticket"].search_count([]), before)

    def test_requested_without_the_offer(self):
        """A request for the same person and event is enough; not a withdrawn one."""
        employee = self.employ()
        ticket = self.submit(
            self.it_head,
            self.welcome,
            answers={"name": "Li Na"},
            beneficiary_id=employee.sudo().icrm_customer_ids.id,
        )
        self.env.invalidate_all()
        self.assertFalse(employee.icrm_offer_id)
        ticket.action_icrm_withdraw("Will not come")
        self.env.invalidate_all()
        self.assertEqual(employee.icrm_offer_id, self.welcome)

    def test_moving(self):
        employee = self.employ()
        employee.action_icrm_dismiss_offer()
        self.assertFalse(employee.icrm_offer_id)
        employee.work_phone = "1"
        employee.department_id = self.finance
        self.assertFalse(employee.icrm_hr_event)
        employee.department_id = self.it
        self.assertEqual(employee.icrm_offer_id, self.mover)
        jobs = self.env["hr.job"].create([{"name": "Packer"}, {"name": "Driver"}])
        employee.action_icrm_dismiss_offer()
        employee.job_id = jobs[0]  # had none
        self.assertFalse(employee.icrm_hr_event)
        employee.job_id = jobs[1]
        self.assertEqual(employee.icrm_offer_id, self.mover)

    def test_who_joins_does_not_move(self):
        employee = self.employ()
        employee.department_id = self.it
        self.assertEqual(employee.icrm_offer_id, self.welcome)

    def test_leaving_by_the_wizard(self):
        """Archived or not: a departure is one, and offered once."""
        for context in ({}, {"employee_termination": True}):
            employee = self.employ(self.hr_manager)
            day = fields.Date.today() + timedelta(days=10)
            wizard = (
                self.env["hr.departure.wizard"]
                .with_user(self.hr_manager)
                .with_context(active_ids=employee.ids, **context)
                .create({"departure_date": day})
            )
            wizard.action_register_departure()
            self.assertEqual(employee.active, not context)
            self.assertEqual(employee.icrm_offer_id, self.leaver)
            dialog = self.dialog(employee)
            self.assertEqual(dialog.hr_employee_id, employee)
            dialog.name = "Leaves"
            dialog.action_submit()
            self.env.invalidate_all()
            self.assertFalse(employee.icrm_offer_id)
            employee.departure_date = day + timedelta(days=1)
            self.assertFalse(employee.icrm_offer_id)

    def test_stays_after_all(self):
        employee = self.employ()
        employee.departure_date = fields.Date.today()
        self.assertEqual(employee.icrm_offer_id, self.leaver)
        employee.departure_date = False
        self.assertFalse(employee.icrm_offer_id)

    def test_requested_before_hr_ends_the_employee(self):
        employee = self.employ()
        self.submit(
            self.it_head,
            self.leaver,
            beneficiary_id=employee.sudo().icrm_customer_ids.id,
        )
        employee.departure_date = fields.Date.today()
        self.assertFalse(employee.icrm_offer_id)

    def test_only_what_one_may_request(self):
        employee = self.employ()
        self.welcome.write(
            {
                "audience": "departments",
                "audience_department_ids": [Command.set(self.it.ids)],
            }
        )
        self.env.invalidate_all()
        self.assertFalse(employee.icrm_offer_id)
        with self.assertRaises(UserError):
            employee.action_icrm_request_offer()

    def test_old_events_are_not_offered(self):
        employee = self.employ()
        employee.sudo().icrm_hr_event_at -= timedelta(days=61)
        self.env.invalidate_all()
        self.assertFalse(employee.icrm_offer_id)

    def test_imports_are_silent(self):
        """A file, or many at once: no offer, and nothing is looked at."""
        Employee = self.env["hr.employee"].with_user(self.hr)
        of_file = Employee.with_context(import_file=True).create({"name": "Li Na"})
        self.assertFalse(of_file.icrm_hr_event)
        with (
            patch.object(hr_offer, "look", side_effect=AssertionError),
            patch.object(HrEmployee, "_icrm_mark", side_effect=AssertionError),
        ):
            many = Employee.with_context(tracking_disable=True).create(
                [
                    {"name": f"Person {number}", "department_id": self.it.id}
                    for number in range(hr_offer.MANY + 1)
                ]
            )
            many.department_id = self.finance
            many.action_archive()
        self.assertFalse(any(many.mapped("icrm_hr_event")))

    def test_a_change_of_some_costs_as_much_as_of_one(self):
        employees = self.employ() | self.employ() | self.employ() | self.employ()
        queries = []
        for day, rows, event in (
            (1, employees[:1], "moving"),
            (2, employees[:1], "leaving"),
            (3, employees, "moving"),
        ):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            with freeze_time(f"2030-01-0{day}"):
                hr_offer.look(rows.sudo())
                rows._icrm_mark(event)
                self.env.flush_all()
            queries.append(self.env.cr.sql_log_count - before)
        self.assertEqual(queries[1], queries[2])

    def test_a_list_costs_as_much_as_one(self):
        employees = self.env["hr.employee"].browse()
        for number in range(6):
            employees |= self.employ(name=f"Person {number}")

        def count(rows):
            self.env.flush_all()
            self.env.invalidate_all()
            rows.mapped("name")
            before = self.env.cr.sql_log_count
            self.assertEqual(len(rows.mapped("icrm_offer_id")), 1)
            return self.env.cr.sql_log_count - before

        count(employees)
        self.assertEqual(count(employees), count(employees[:2]))

    def test_no_leak(self):
        """Without HR's rights nobody reads, requests or dismisses an event."""
        employee = self.employ()
        for user in (self.staff, self.it_head, self.agent, self.officer):
            theirs = employee.with_user(user)
            for name in ("icrm_hr_event", "icrm_hr_event_at", "icrm_offer_id"):
                with self.assertRaises(AccessError):
                    theirs.read([name])
                self.assertNotIn(
                    name, self.env["hr.employee.public"].with_user(user).fields_get()
                )
            for method in ("action_icrm_request_offer", "action_icrm_dismiss_offer"):
                with self.assertRaises(AccessError):
                    getattr(theirs, method)()
            with self.assertRaises(AccessError):
                self.env["icrm.request.create"].with_user(user).create(
                    {"service_id": self.welcome.id, "hr_employee_id": employee.id}
                )
        with self.assertRaises(AccessError):
            employee.write({"icrm_hr_event": "leaving"})
