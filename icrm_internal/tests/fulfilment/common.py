# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime

from odoo import Command

from ..request.common import RequestCommon

MONDAY = datetime(2026, 6, 1, 8)


class FulfilmentCommon(RequestCommon):
    """Welcoming a colleague: IT plans, Finance buys, IT sets up and introduces.

    ``buy`` (Finance, 16 h) comes first; after it ``account`` (IT, 16 h, only with the
    box ticked) and, beside them, the optional ``talk`` (a task of 8 h).
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.buyer = cls._user(
            "plan_buyer", cls.finance, "icrm_internal.group_icrm_agent"
        )
        cls.buying_team = cls.env["helpdesk.ticket.team"].create(
            {
                "name": "Buying",
                "icrm_department_id": cls.finance.id,
                "icrm_calendar_id": cls.calendar.id,
                "user_ids": [Command.link(cls.buyer.id)],
            }
        )
        cls.buying = cls._service(
            "Buy a laptop", department_id=cls.finance.id, team_id=cls.buying_team.id
        )
        cls._set_form(
            cls.buying,
            [
                {"name": "who", "string": "For whom*"},
                {
                    "name": "size",
                    "string": "Size*",
                    "type": "selection",
                    "selection": [["s", "Small"], ["l", "Large"]],
                },
                {"name": "colour", "string": "Colour*"},
            ],
        )
        cls.account = cls._service("Account", owner_id=cls.it_head.id)
        cls.welcome = cls._service("Welcome", owner_id=cls.it_head.id)
        cls._set_form(
            cls.welcome,
            [
                {"name": "name", "string": "Name*"},
                {
                    "name": "screen",
                    "string": "Screen",
                    "type": "selection",
                    "selection": [["a", "Large"], ["b", "Small"]],
                },
                {"name": "needs", "string": "Needs an account", "type": "boolean"},
            ],
        )
        Step = cls.env["icrm.fulfilment.step"]
        cls.buy_step = Step.create(
            {
                "service_id": cls.welcome.id,
                "target_id": cls.buying.id,
                "sequence": 1,
                "answer_ids": [
                    Command.create(
                        {
                            "question_id": cls._question(cls.buying, target).id,
                            "source_id": cls._question(cls.welcome, source).id,
                        }
                    )
                    for target, source in (("who", "name"), ("size", "screen"))
                ],
            }
        )
        cls.account_step, cls.talk_step = Step.create(
            [
                {
                    "service_id": cls.welcome.id,
                    "target_id": cls.account.id,
                    "sequence": 2,
                    "after_ids": [Command.link(cls.buy_step.id)],
                    "question_id": cls._question(cls.welcome, "needs").id,
                    "operator": "=",
                    "value": "yes",
                },
                {
                    "service_id": cls.welcome.id,
                    "kind": "task",
                    "name": "Welcome talk",
                    "hours": 8,
                    "required": False,
                    "sequence": 3,
                },
            ]
        )

    def ask(self, user=None, **answers):
        """Return a request for the welcome, in sudo."""
        answers = {"name": "Li", "screen": "a", "needs": True, **answers}
        return self.submit(user, self.welcome, answers=answers).sudo()

    def steps(self, ticket):
        """Return {name: step} of those that are not replaced."""
        steps = self.env["icrm.request.step"].search(
            [("ticket_id", "=", ticket.id), ("state", "!=", "replaced")]
        )
        return {step.name: step for step in steps}

    def states(self, ticket):
        return {name: step.state for name, step in self.steps(ticket).items()}
