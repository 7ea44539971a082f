# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import Command, fields

from odoo.addons.icrm_internal.tests.common import IcrmCommon


class ImprovementCommon(IcrmCommon):
    """IT wants laptops to be ready sooner: it took 9 days, 3 is the target."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = fields.Date.today()
        cls.Improvement = cls.env["icrm.improvement"]
        cls.improvement = cls._improvement(member_ids=[Command.link(cls.staff.id)])

    @classmethod
    def _day(cls, days):
        return cls.today + timedelta(days=days)

    @classmethod
    def _plan(cls, **values):
        """Return a complete plan."""
        return {
            "name": "Laptops are ready sooner",
            "department_id": cls.it.id,
            "service_id": cls.service.id,
            "problem": "New colleagues sit there without a laptop.",
            "cause": "They are ordered one by one.",
            "goal": "A laptop lies on the desk on the first day.",
            "indicator": "Days until a laptop is ready",
            "unit": "days",
            "direction": "down",
            "baseline_value": 9,
            "baseline_date": cls._day(-60),
            "target_value": 3,
            "resources_needed": "Ten laptops in stock, paid by IT.",
            "relevance": "Three days of work for each new colleague.",
            "due_date": cls._day(30),
            "owner_id": cls.it_head.id,
            **values,
        }

    @classmethod
    def _improvement(cls, **values):
        """Return a planned improvement, in sudo, like one that was imported."""
        return cls.Improvement.create(cls._plan(**values))

    def _do(self, improvement, user=None):
        """Bring a plan to the step Check, with the change in place 40 days ago."""
        improvement = improvement.with_user(user or self.it_head)
        improvement.action_start()
        improvement.write(
            {"change": "Ten laptops in stock.", "implemented_on": self._day(-40)}
        )
        improvement.action_mark_implemented()
        return improvement

    def _check(self, improvement, value, **values):
        """Measure again from 30 to 1 days ago; return it at the step Act."""
        improvement.write(
            {
                "after_value": value,
                "after_from": self._day(-30),
                "after_to": self._day(-1),
                **values,
            }
        )
        improvement.action_measure()
        return improvement
