# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command
from odoo.tests import tagged

from odoo.addons.icrm_internal.tests.evaluation.kpi_common import MARCH, KpiCommon, at


@tagged("post_install", "-at_install")
class TestMeetingKpi(KpiCommon):
    """How many meetings led to something is no longer typed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # A database that had the addon before has it as it was: typed
        cls.env["icrm.kpi"]._measure_care()

    def meet(self, day, *departments, decision="", action="", **values):
        meeting = self.env["icrm.meeting"].create(
            {
                "name": "Review",
                "start": at(3, day),
                "department_ids": [Command.set([one.id for one in departments])],
                "owner_id": self.it_head.id,
                "item_ids": [Command.create({"name": "x", "decision": decision})],
                "action_item_ids": [
                    Command.create(
                        {
                            "name": action,
                            "owner_id": self.it_head.id,
                            "due_date": "2030-01-01",
                        }
                    )
                ]
                if action
                else [],
                **values,
            }
        )
        meeting.state = values.get("state", "held")
        return meeting

    def test_meetings_with_a_result(self):
        kpi = self._kpi("meeting_efficiency")
        self.assertEqual((kpi.source, kpi.formula), ("computed", kpi.code))
        decided = self.meet(2, self.it, self.finance, decision="Two desks")
        self.meet(3, self.it, self.finance, decision="  ")
        self.meet(4, self.it, action="Call the supplier")
        self.meet(5, self.it, decision="Later", state="planned")
        self.meet(6, self.it, decision="Secret", kind="negotiation")
        self.meet(9, self.it, decision="Cake", kind="care")
        self.env.flush_all()
        self.compute(MARCH, "meeting_efficiency")
        for department, expected in ((self.it, (2, 3)), (self.finance, (1, 2))):
            result = self.result("meeting_efficiency", department=department)
            self.assertEqual((result.numerator, result.denominator), expected)
        found = self.env["icrm.meeting"].search(
            [("icrm_kpi_value_id", "=", result.id), ("item_ids.decision", "!=", False)]
        )
        self.assertIn(decided, found)

    def test_being_there_is_a_contact_with_the_others(self):
        meeting = self.meet(2, self.it, self.finance, decision="x")
        partners = (self.agent | self.staff | self.colleague).partner_id
        meeting.attendee_ids = [
            Command.clear(),
            *(Command.create({"partner_id": partner.id}) for partner in partners),
        ]
        meeting.attendee_ids.filtered(
            lambda attendee: attendee.partner_id != self.colleague.partner_id
        ).attended = True
        self.env.flush_all()
        self.compute(MARCH, "contact_frequency")
        for department in (self.it, self.finance):
            result = self.result("contact_frequency", department=department)
            self.assertEqual((result.numerator, result.denominator), (1, 1))
        self.compute(MARCH, "repeat_rate")
        self.assertFalse(self.result("repeat_rate", department=self.it))

    def test_without_the_addon_it_is_typed_again(self):
        self.env["icrm.kpi"]._forget_care()
        kpi = self._kpi("meeting_efficiency")
        self.assertEqual((kpi.source, kpi.formula), ("manual", False))
        self.env["icrm.kpi"]._measure_care()
        self.assertEqual(kpi.source, "computed")
