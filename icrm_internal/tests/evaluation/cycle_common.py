# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import fields

from ..common import IcrmCommon


class CycleCommon(IcrmCommon):
    """IT serves finance (six people), legal (two), research (eight) and its own part.

    Every department had three requests with IT in the period, but sales: it had one.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Cycle = cls.env["icrm.evaluation.cycle"].with_user(cls.officer)
        Department = cls.env["hr.department"]
        cls.below = Department.create({"name": "Network", "parent_id": cls.it.id})
        cls.legal, cls.research, cls.sales = Department.create(
            [{"name": "Legal"}, {"name": "Research"}, {"name": "Sales"}]
        )
        cls.people = {
            department: [
                cls._user(f"{department.name}{number}".lower(), department)
                for number in range(count)
            ]
            for department, count in (
                (cls.finance, 3),
                (cls.legal, 2),
                (cls.research, 8),
                (cls.sales, 1),
                (cls.below, 1),
            )
        }
        cls.people[cls.finance] += [cls.staff, cls.colleague, cls.finance_head]
        cls.env["hr.employee"].create(
            {"name": "No Account", "department_id": cls.legal.id}
        )
        cls.today = fields.Date.today()
        for department, users in cls.people.items():
            cls._ask(users[0], 1 if department == cls.sales else 3)
        cls.template = cls.env.ref("icrm_internal.evaluation_template_default")

    @classmethod
    def _ask(cls, user, times=1, service=None):
        return cls.env["helpdesk.ticket"].create(
            [
                {
                    "name": "Help",
                    "description": "x",
                    "icrm_service_id": (service or cls.service).id,
                    "icrm_requester_id": cls._customer(user).id,
                }
            ]
            * times
        )

    @classmethod
    def _cycle(cls, **values):
        return cls.Cycle.create(
            {
                "name": "This month",
                "date_from": cls.today - timedelta(days=20),
                "date_to": cls.today + timedelta(days=1),
                "close_on": cls.today + timedelta(days=10),
                **values,
            }
        )

    @classmethod
    def _open(cls, **values):
        cycle = cls._cycle(**values)
        cycle.action_propose()
        cycle.action_open()
        return cycle

    @classmethod
    def _evaluators(cls, cycle):
        return cls.env["icrm.evaluation.evaluator"].search(
            [("cycle_id", "=", cycle.id)]
        )

    @classmethod
    def _mine(cls, cycle, user, provider=None):
        """Return what *user* is to evaluate, as that user."""
        return (
            cls.env["icrm.evaluation"]
            .with_user(user)
            .search(
                [
                    ("cycle_id", "=", cycle.id),
                    ("department_id", "=", (provider or cls.it).id),
                ]
            )
        )

    @classmethod
    def _evaluate(cls, cycle, user, score, provider=None, **values):
        evaluation = cls._mine(cycle, user, provider)
        evaluation.line_ids.write({"score": score})
        if values:
            evaluation.write(values)
        evaluation.action_submit()
        return evaluation

    @classmethod
    def _score(cls, cycle, provider=None):
        return cls.env["icrm.evaluation.score"].search(
            [
                ("cycle_id", "=", cycle.id),
                ("department_id", "=", (provider or cls.it).id),
            ]
        )
