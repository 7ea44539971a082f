# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged

from odoo.addons.icrm_internal.tests.promise.test_segment_promise import (
    SegmentPromiseCommon,
)


@tagged("post_install", "-at_install")
class TestSegmentFairness(SegmentPromiseCommon):
    """The report shows what a segment's own promise gave to its members."""

    def test_promised_faster_and_missed(self):
        self._promise()
        first = self._ask(self.scientist)
        self._ask(self.scientist, form_key="second")
        self._ask(self.staff)
        now = fields.Datetime.now()
        first.with_context(tracking_disable=True).icrm_due_at = now - timedelta(hours=1)
        self.env.flush_all()
        shown = self.segment.with_user(self.officer)
        self.assertEqual(shown.promised_count, 2)
        self.assertEqual(shown.promised_missed_share, 100)
        other = self._make_segment("Other", self.finance).with_user(self.officer)
        self.assertEqual((other.promised_count, other.promised_missed_share), (0, 0))
        for user in (self.agent, self.it_head):
            with self.assertRaises(AccessError):
                self.segment.with_user(user).read(["promised_count"])

    def test_departments_may_be_served_faster_by_their_figures(self):
        """Their figures are read by whoever serves; those of people are in no rule."""
        segment = self.env["icrm.segment"].create(
            {
                "name": "Frequent",
                "kind": "rule",
                "domain": "[('frequency', '>=', 0)]",
            }
        )
        self.env["icrm.customer.value"]._compute_company(self.company)
        segment._refresh_members()
        self.assertEqual(set(segment.customer_ids.mapped("kind")), {"department"})
        self._promise(segment)
        ticket = self._ask(self.scientist)
        self.assertEqual(ticket.sudo().icrm_promise_segment_id, segment)
