# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import RequestCommon


@tagged("post_install", "-at_install")
class TestSubmit(RequestCommon):
    """The one method to submit: what it accepts, and what it refuses unstored."""

    def assertRefused(self, sentence, error=UserError, user=None, **values):
        Ticket = self.env["helpdesk.ticket"]
        before = Ticket.search_count([])
        with self.assertRaisesRegex(error, sentence):
            self.submit(user, **values)
        self.assertEqual(Ticket.search_count([]), before)

    def test_staff_submits(self):
        ticket = self.submit(description="It is\nblack", beneficiary_id=False)
        self.assertFalse(ticket.env.su)
        self.assertEqual(ticket.env.user, self.staff)
        self.assertRecordValues(
            ticket.sudo(),
            [
                {
                    "name": "Broken screen",
                    "icrm_origin": "catalogue",
                    "icrm_requester_id": self.requester.id,
                    "icrm_beneficiary_id": self.requester.id,
                    "partner_id": self.staff.partner_id.id,
                    "user_id": False,
                    "priority": "1",
                }
            ],
        )
        self.assertIn("<br>", str(ticket.description))
        self.assertTrue(ticket.icrm_is_mine)
        self.assertFalse(ticket.icrm_is_provider)
        self.assertEqual(ticket.icrm_holder_name, "IT desk")

    def test_for_somebody_else(self):
        other = self._customer(self.agent)
        ticket = self.submit(beneficiary_id=other.id)
        self.assertEqual(ticket.sudo().icrm_customer_department_id, self.it)
        other.active = False
        self.assertRefused("Requested for", beneficiary_id=other.id)
        for wrong in (True, "1", 2**40, -1, [1]):
            self.assertRefused("Requested for", beneficiary_id=wrong)

    def test_wrong_values_are_named(self):
        self.assertRefused("company_id, stage_id. Allowed", stage_id=1, company_id=1)
        self.assertRefused("Subject: .* maximum 250", name="x" * 251)
        self.assertRefused("Subject: enter text", name=["a", 1])
        self.assertRefused("Subject: .*forbidden", name="a\x00b")
        self.assertRefused("Description: .* maximum 20000", description="x" * 20001)
        self.assertRefused("Origin", origin="import")
        self.assertRefused("Priority: select one of", priority=float("nan"))
        self.assertRefused("Priority: select one of", priority="9")
        self.assertRefused("Priority: customers cannot set it", priority="3")
        self.assertRefused("maximum 10", attachment_ids=list(range(1, 12)))
        self.assertRefused("list of IDs", attachment_ids="1")
        with self.assertRaises(UserError):
            self.service.with_user(self.staff).submit_request([])

    def test_priority_where_customers_choose(self):
        self.service.customer_priority = True
        self.assertEqual(self.submit(priority="3").priority, "3")
        self.service.customer_priority = False
        self.assertEqual(self.submit(self.agent, priority="3").priority, "3")

    def test_only_what_is_on_offer(self):
        for state in ("draft", "retired"):
            self.service.state = state
            self.assertRefused("not available", AccessError)
            with self.assertRaises(AccessError):
                self.service.with_user(self.staff).get_promise()
        nothing = self.env["icrm.service"].with_user(self.staff)
        for service in (
            nothing,
            nothing.browse(2**30),
            self.service | self._service("B"),
        ):
            with self.assertRaisesRegex(AccessError, "not available"):
                service.with_user(self.staff).submit_request({})

    def test_who_is_no_customer_is_told_so(self):
        self.assertRefused("link your user", user=self.officer)

    def test_own_loose_uploads_only(self):
        def upload(user, **values):
            return (
                self.env["ir.attachment"]
                .with_user(user)
                .create({"name": "a.txt", "raw": b"a", **values})
            )

        mine = upload(self.staff, res_model="icrm.request.create", res_id=0)
        ticket = self.submit(attachment_ids=[mine.id])
        self.assertEqual(
            (mine.sudo().res_model, mine.sudo().res_id), ("helpdesk.ticket", ticket.id)
        )
        for attachment in (
            mine,  # it belongs to a request by now
            upload(self.colleague),
            upload(self.staff, res_model="res.partner", res_id=self.staff.partner_id.id)
            if self.staff.partner_id.with_user(self.staff).has_access("write")
            else mine,
        ):
            self.assertRefused(
                "Attachments", AccessError, attachment_ids=attachment.ids
            )

    def test_one_form_one_request(self):
        first = self.submit(form_key="key-1")
        self.assertEqual(self.submit(form_key="key-1", name="Again"), first)
        self.assertRefused("has expired", AccessError, self.colleague, form_key="key-1")

    @mute_logger("odoo.sql_db")
    def test_the_key_is_unique_in_the_database(self):
        self.request(icrm_form_key="key-2")
        self.env.flush_all()
        with self.assertRaises(Exception), self.env.cr.savepoint():  # noqa: B017
            self.request(icrm_form_key="key-2")

    def test_promise(self):
        service = self.service.with_user(self.staff)
        with freeze_time("2026-03-02 16:00:00"):
            self.assertEqual(
                service.get_promise(),
                {
                    "response_hours": 4,
                    "resolution_hours": 16,
                    "response_due_at": datetime(2026, 3, 3, 11),
                    "due_at": datetime(2026, 3, 4, 16),
                    "out_of_hours": False,
                    "opens_at": False,
                },
            )
        with freeze_time("2026-03-07 16:00:00"):
            promise = service.get_promise("3")
        self.assertTrue(promise["out_of_hours"])
        self.assertEqual(promise["opens_at"], datetime(2026, 3, 9, 8))
        self.assertEqual(promise["response_due_at"], datetime(2026, 3, 9, 12))
        self.service.promise_ids.unlink()
        self.assertFalse(service.get_promise()["due_at"])

    def test_suggestions(self):
        ticket = self.submit(name="Laptop screen is broken")
        article = self.env["icrm.service.article"].create(
            {"name": "When the screen stays black", "service_id": self.service.id}
        )
        self.env["icrm.service.article"].create(
            {"name": "Printing", "service_id": self.service.id}
        )
        found = self.service.with_user(self.staff).suggest("my screan is broken")
        self.assertEqual(
            found["duplicates"],
            [
                {
                    "id": ticket.id,
                    "number": ticket.number,
                    "name": "Laptop screen is broken",
                    "state": "new",
                }
            ],
        )
        self.assertEqual([row["id"] for row in found["articles"]], article.ids)
        # Neither another user's request nor suggestions for a letter or a number.
        others = self.service.with_user(self.colleague)
        self.assertFalse(others.suggest("my screen is broken")["duplicates"])
        # before a word is typed: own open requests of this service, no articles
        for text in ("", "a", None, 3):
            found = self.service.with_user(self.staff).suggest(text)
            self.assertEqual([row["id"] for row in found["duplicates"]], ticket.ids)
            self.assertFalse(found["articles"])
            self.assertFalse(others.suggest(text)["duplicates"])

    def test_suggesting_costs_the_same_whatever_is_stored(self):
        # The web client says the time zone; else it is read whenever Python forgot it.
        service = self.service.with_user(self.staff).with_context(tz="UTC")
        service.suggest("broken screen")
        counts = []
        for _round in range(2):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            service.suggest("broken screen")
            counts.append(self.cr.sql_log_count - before)
            self.env["icrm.service.article"].create(
                [
                    {"name": f"Broken screen {index}", "service_id": self.service.id}
                    for index in range(30)
                ]
            )
            for _request in range(10):
                self.submit()
        self.assertEqual(counts[0], counts[1])
        self.assertLessEqual(counts[0], 12)

    def test_suggestions_without_spaces(self):
        ticket = self.submit(name="笔记本电脑屏幕坏了")
        found = self.service.with_user(self.staff).suggest("电脑屏幕不亮")
        self.assertEqual([row["id"] for row in found["duplicates"]], ticket.ids)
