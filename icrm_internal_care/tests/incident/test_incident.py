# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from odoo.addons.icrm_internal.tests.request.common import RequestCommon


@tagged("post_install", "-at_install")
class TestIncident(RequestCommon):
    """IT's agent puts three requests of two people under one incident."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tickets = (
            cls._submit(cls.staff) | cls._submit(cls.staff) | cls._submit(cls.colleague)
        ).with_user(cls.agent)
        cls.env["icrm.message"].search([]).unlink()
        cls._send_messages()
        dialog = cls._bulk(incident_name="Mail server down")
        dialog.action_apply()
        cls.incident = cls.tickets.icrm_incident_id

    @classmethod
    def _submit(cls, user):
        service = cls.service.with_user(user)
        ticket = service.submit_request({"name": "No mail"})
        return ticket.with_user(cls.agent)

    @classmethod
    def _bulk(cls, tickets=None, user=None, **values):
        tickets = cls.tickets if tickets is None else tickets
        return (
            cls.env["icrm.request.bulk"]
            .with_user(user or cls.agent)
            .with_context(
                active_model="helpdesk.ticket",
                active_ids=tickets.ids,
                default_kind="incident",
            )
            .create(values)
        )

    def _messages(self, event):
        self.env["icrm.message"]._flush_outbox()
        return self.env["icrm.message"].search([("event", "=", event)])

    def test_one_incident_and_each_customer_told_once(self):
        self.assertEqual(len(self.incident), 1)
        self.assertEqual(self.incident.owner_id, self.agent)
        self.assertEqual(self.incident.service_ids, self.service)
        self.assertEqual(
            (self.incident.request_count, self.incident.open_count), (3, 3)
        )
        told = self._messages("incident_linked")
        people = (self.staff | self.colleague).partner_id
        self.assertEqual(told.partner_id, people)
        self.assertEqual(len(told), 2)
        self.incident.action_tell("The disk is being replaced.")
        self.incident.action_tell("Nearly done.")
        self.assertEqual(len(self._messages("incident_update")), 4)
        self._send_messages()
        bodies = self._messages("incident_update").mapped("body")
        self.assertEqual(sum("Nearly done" in body for body in bodies), 2)

    def test_linked_twice_is_told_once(self):
        dialog = self._bulk(incident_id=self.incident.id)
        self.assertEqual(dialog.allowed_count, 0)
        with self.assertRaisesRegex(UserError, "already linked"):
            dialog.action_apply()
        self.assertEqual(len(self._messages("incident_linked")), 2)

    def test_all_are_resolved_together(self):
        late = self._submit(self.colleague)
        self.incident.action_resolve("It is back.")
        self.assertEqual(self.incident.state, "resolved")
        self.assertEqual(set(self.tickets.mapped("icrm_state")), {"resolved"})
        self.assertNotEqual(late.icrm_state, "resolved", "not linked")
        self.assertFalse(self.tickets[0].icrm_incident_text, "it is over")
        with self.assertRaisesRegex(UserError, "Resolved"):
            self.incident.action_tell("x")

    def test_the_review(self):
        with self.assertRaisesRegex(UserError, "Open"):
            self.incident.action_close()
        self.incident.action_resolve("It is back.")
        with self.assertRaisesRegex(UserError, "Root Cause, What We Will Change"):
            self.incident.action_close()
        self.incident.write({"cause": "Disk", "actions": "Two disks"})
        self.incident.action_close()
        self.assertEqual(self.incident.state, "closed")
        self.assertTrue(self.incident.reviewed_on)

    def test_customers_see_it_without_access(self):
        mine = self.tickets[0].with_user(self.staff)
        self.assertEqual(mine.icrm_incident_text, "Mail server down")
        service = self.service.with_user(self.staff)
        self.assertIn("Mail server down", service.icrm_notice_text)
        self.assertFalse(self._service("Phone").with_user(self.staff).icrm_notice_text)
        with self.assertRaises(AccessError):
            self.incident.with_user(self.staff).read(["name"])
        self.incident.action_resolve("It is back.")
        self.env.invalidate_all()
        self.assertFalse(service.icrm_notice_text)

    def test_refusals(self):
        buyer = self._user("a_buyer", self.finance, "icrm_internal.group_icrm_agent")
        incident = self.incident.with_user(buyer)
        self.assertTrue(incident.has_access("read"))
        for step in (
            lambda: incident.action_tell("x"),
            lambda: incident.action_resolve("x"),
            lambda: incident.write({"name": "x"}),
            lambda: self.tickets[0]
            .with_user(self.staff)
            .write({"icrm_incident_id": False}),
        ):
            with self.assertRaises(UserError):
                step()
        with self.assertRaises(UserError):
            self.incident.write({"state": "closed"})
        other = self._bulk(incident_name="Mine", user=buyer)
        with self.assertRaises(UserError):
            other.action_apply()
        self.assertEqual(self.incident.state, "open")

    def test_a_closed_one_takes_no_requests(self):
        self.incident.action_resolve("It is back.")
        late = self._submit(self.colleague)
        with self.assertRaisesRegex(UserError, "open one"):
            self._bulk(late, incident_id=self.incident.id).action_apply()

    def test_it_affects_services_of_its_own_department(self):
        """Nobody writes into the catalogue of another department."""
        foreign = self.service.copy({"name": "Ledger"})
        foreign.sudo().write({"department_id": self.finance.id})
        with self.assertRaisesRegex(ValidationError, "Services"):
            self.incident.with_user(self.agent).service_ids = foreign
        with self.assertRaisesRegex(ValidationError, "Services"):
            self.env["icrm.incident"].with_user(self.agent).create(
                {
                    "name": "Finance is down",
                    "department_id": self.it.id,
                    "service_ids": foreign.ids,
                }
            )

    def test_everything_belongs_to_one_company(self):
        other = self.env["res.company"].create({"name": "Other Ltd"})
        foreign = self.env["hr.department"].create(
            {"name": "Elsewhere", "company_id": other.id}
        )
        self.it.company_id = self.company
        for model, window in (
            ("icrm.incident", {}),
            (
                "icrm.maintenance",
                {"start_at": "2199-01-07 20:00:00", "end_at": "2199-01-07 22:00:00"},
            ),
        ):
            values = {"name": "x", "department_id": self.it.id, **window}
            record = self.env[model].create({**values, "department_id": foreign.id})
            self.assertEqual(record.company_id, other, "follows the department")
            with self.assertRaisesRegex(ValidationError, "belongs to"):
                record.company_id = self.company
            with self.assertRaisesRegex(ValidationError, "belongs to"):
                self.env[model].create({**values, "company_id": other.id})
            record = self.env[model].create({**values, "service_ids": self.service.ids})
            self.assertEqual(record.company_id, self.company)
            self.it.company_id = False
            with self.assertRaisesRegex(ValidationError, "belongs to"):
                record.company_id = other
            self.it.company_id = self.company
