# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from lxml import html

from odoo.exceptions import ValidationError
from odoo.tests import tagged
from odoo.tools import SQL

from .portal_common import PortalCommon

UNREADABLE = ("0001-01-01", "0026-12-20", "2201-01-01", "20260331", "never", "1" * 400)
NEEDED = {"model": "light", "why": "x"}


@tagged("post_install", "-at_install")
class TestDates(PortalCommon):
    """A date lies between 1900 and 2200; what does not breaks no page."""

    def test_answers_over_the_api(self):
        asked = self.laptop.with_user(self.staff)
        for key, times in (("day", ("",)), ("call", ("T00:00", " 00:00:00"))):
            for value in UNREADABLE:
                for time in times:
                    with (
                        self.subTest(key=key, value=value),
                        self.assertRaises(ValidationError),
                    ):
                        asked.submit_request({"answers": {**NEEDED, key: value + time}})
        ticket = asked.submit_request(
            {"answers": {**NEEDED, "day": " 1900-01-01", "call": "2200-12-31T23:59"}}
        )
        values = ticket.sudo().icrm_answers._values
        self.assertEqual(values["day"], "1900-01-01")
        self.assertEqual(values["call"], "2200-12-31 23:59:00")

    def test_answers_written_by_who_serves(self):
        ticket = self.laptop.with_user(self.staff).submit_request({"answers": NEEDED})
        for key, value in (("day", "0026-12-20"), ("call", "1111-11-11 11:11:11")):
            with self.assertRaises(ValidationError):
                ticket.with_user(self.agent).write({"icrm_answers": {key: value}})

    def test_page_of_what_is_stored_all_the_same(self):
        ticket = (
            self.laptop.with_user(self.portal_user)
            .submit_request({"answers": {**NEEDED, "day": "2026-12-20"}})
            .sudo()
        )
        self.login(self.portal_user)
        for stored in ("0026-12-20", "26-12-20", "nonsense", 7):
            self.env.cr.execute(
                SQL(
                    "UPDATE helpdesk_ticket SET icrm_answers = icrm_answers"
                    " || jsonb_build_object('day', %s, 'call', %s) WHERE id = %s",
                    stored,
                    stored,
                    ticket.id,
                )
            )
            ticket.invalidate_recordset()
            page = self.page(f"/my/requests/{ticket.id}")
            self.assertIn(str(stored), page.text_content())

    def test_form_keeps_what_was_typed(self):
        self.login(self.portal_user)
        for value in ("0001-01-01T00:00", "9999-12-31T23:59", "never", "1" * 400):
            answers = {
                "model": "light",
                "why": "Mine is slow",
                "call": value,
                "day": "0026-12-20",
            }
            response = self.post_form(self.laptop, answers=self.posted(**answers))
            self.assertEqual(response.status_code, 200)
            props = self.props(html.fromstring(response.content))
            self.assertEqual(props["answers"], answers)
            self.assertEqual(set(props["errors"]), {"call", "day"})

    def test_dates_of_a_form(self):
        self.env["icrm.relationship"]._ensure(
            {(self.it.id, self.finance.id, self.company.id)}
        )
        relationship = self.env["icrm.relationship"].search(
            [
                ("provider_department_id", "=", self.it.id),
                ("customer_department_id", "=", self.finance.id),
            ]
        )
        agreement = {"name": "A", "relationship_id": relationship.id}
        for day in ("0026-12-20", "2201-01-01", "1899-12-31"):
            with self.assertRaises(ValidationError):
                self.env["icrm.agreement"].with_user(self.officer).create(
                    {**agreement, "date_from": day}
                )
        result = (
            self.env["icrm.agreement"]
            .with_user(self.officer)
            .load(
                ["name", "relationship_id/.id", "date_from"],
                [["A", str(relationship.id), "0026-12-20"]],
            )
        )
        self.assertFalse(result["ids"])
        self.assertIn("1900", result["messages"][0]["message"])
