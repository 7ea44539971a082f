# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from contextlib import nullcontext
from unittest.mock import patch

from freezegun import freeze_time

from odoo import Command

from odoo.addons.icrm_internal.tests.common import IcrmCommon

NOW = "2026-03-10 08:00:00"


class PlanCommon(IcrmCommon):
    """Three people of finance, of whom the third prefers the telephone."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls._user("manager", cls.it)
        cls.caller_friend = cls._user("friend", cls.finance)
        cls.people = cls._customer(cls.staff)
        cls.people |= cls._customer(cls.colleague)
        cls.by_phone = cls._customer(cls.caller_friend)
        cls.by_phone.write(
            {"preferred_channel": "phone", "account_manager_id": cls.manager.id}
        )
        cls.segment = cls.env["icrm.segment"].create(
            {
                "name": "Chosen",
                "customer_ids": [Command.set((cls.people | cls.by_phone).ids)],
            }
        )
        cls.Touch = cls.env["icrm.plan.touch"]
        cls.Message = cls.env["icrm.message"]

    @classmethod
    def _plan(cls, *steps, **values):
        """Return a plan of the officer for the segment; *steps* are values of each."""
        steps = steps or ({},)
        return (
            cls.env["icrm.plan"]
            .with_user(cls.officer)
            .create(
                {
                    "name": "Plan",
                    "audience": "segments",
                    "segment_ids": [Command.set(cls.segment.ids)],
                    "step_ids": [
                        Command.create(
                            {
                                "sequence": number,
                                "subject": f"Step {number} for {{name}}",
                                "body": "<p>Hello {name} of {department}</p>",
                                **step,
                            }
                        )
                        for number, step in enumerate(steps, 1)
                    ],
                    **values,
                }
            )
        )

    @classmethod
    def _run(cls, now=NOW):
        """Run the job as on a day, or now."""
        with (
            freeze_time(now) if now else nullcontext(),
            patch.object(type(cls.env["ir.cron"]), "_commit_progress", return_value=9),
        ):
            cls.env["icrm.plan"]._cron_run()
            cls.Message._flush_outbox()
        cls.env.invalidate_all()

    @classmethod
    def _start(cls, plan, now=NOW):
        with freeze_time(now):
            plan.action_start()
        cls._run(now)

    def _queued(self, plan):
        """Return the messages about contacts of the plan."""
        touches = self.Touch.search([("plan_id", "=", plan.id)])
        return self.Message.search(
            [("res_model", "=", "icrm.plan.touch"), ("res_id", "in", touches.ids)]
        )

    def _touches(self, plan, **values):
        touches = self.Touch.search([("plan_id", "=", plan.id)], order="id")
        return touches.filtered(
            lambda touch: all(touch[name] == value for name, value in values.items())
        )
