# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..common import IcrmCommon


@tagged("post_install", "-at_install")
class TestCustomerInterest(IcrmCommon):
    """Staff add interests, a few; officers tidy up."""

    def test_staff_add_interests(self):
        Interest = self.env["icrm.interest"].with_user(self.staff)
        interest = Interest.create({"name": "  Board   games "})
        self.assertEqual(interest.name, "Board games")
        self.assertEqual(interest.company_id, self.company)
        customer = self._customer(self.staff).with_user(self.staff)
        customer.interest_ids = interest
        with self.assertRaisesRegex(UserError, "already exists"):
            Interest.create({"name": "board GAMES"})
        with self.assertRaises(AccessError):
            interest.with_user(self.colleague).name = "x"
        with self.assertRaises(AccessError):
            interest.with_user(self.staff).unlink()

    def test_limits_of_interests(self):
        Interest = self.env["icrm.interest"].with_user(self.staff)
        for name in ("", "x" * 41, 7, "a\x00"):
            with self.subTest(name=name), self.assertRaises(UserError):
                Interest.create({"name": name})
        for number in range(10):
            Interest.create({"name": f"Number {number}"})
        with self.assertRaisesRegex(UserError, "you can add 10 in 30 days"):
            Interest.create({"name": "One more"})
        self.env["icrm.interest"].with_user(self.officer).create({"name": "One more"})
