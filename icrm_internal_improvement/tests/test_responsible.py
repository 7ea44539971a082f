# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from contextlib import ExitStack

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .improvement_common import ImprovementCommon


@tagged("post_install", "-at_install")
class TestResponsible(ImprovementCommon):
    """No one puts themselves, or a friend, in charge of another department's
    matters."""

    def refuses(self, text):
        """A refused call leaves nothing behind, as in a transaction of its own."""
        stack = ExitStack()
        stack.enter_context(self.assertRaisesRegex(UserError, text))
        stack.enter_context(self.cr.savepoint())
        return stack

    def test_sponsor_of_a_foreign_department(self):
        """An improvement for IT, sponsored by its author, owned by a friend."""
        Improvement = self.env["icrm.improvement"]
        for user in (self.staff, self.agent, self.finance_head):
            mine = Improvement.with_user(user)
            plan = self._plan(owner_id=self.colleague.id, sponsor_id=user.id)
            with self.refuses("does not head IT"):
                mine.create(plan)
            sponsor = plan.pop("sponsor_id")
            with self.refuses("does not head IT"):
                mine.with_context(default_sponsor_id=sponsor).create(plan)
            result = mine.load(
                ["name", "department_id/.id", "sponsor_id/.id"],
                [["x", str(self.it.id), str(user.id)]],
            )
            self.assertFalse(result["ids"])
            improvement = mine.create({**plan, "owner_id": user.id})
            with self.refuses("does not head IT"):
                improvement.sponsor_id = self.colleague
            # Its head may be proposed by anybody.
            improvement.sponsor_id = self.it_head

    def test_sponsor_is_named_by_the_head(self):
        improvement = self._improvement(owner_id=self.staff.id)
        for user in (self.it_head, self.officer):
            improvement.with_user(user).sponsor_id = self.colleague
            improvement.with_user(user).sponsor_id = False
        improvement.with_user(self.it_head).sponsor_id = self.colleague
        improvement.with_user(self.colleague).action_start()
        self.assertEqual(improvement.approved_by_id, self.colleague)

    def test_sponsor_does_not_move_along(self):
        """Named for one's own department, then moved to another one."""
        improvement = self._improvement(
            department_id=self.finance.id,
            service_id=False,
            owner_id=self.staff.id,
            sponsor_id=self.finance_head.id,
        )
        for user in (self.staff, self.finance_head):
            with self.refuses("does not head IT"):
                improvement.with_user(user).department_id = self.it

    def test_what_was_approved_stays(self):
        improvement = self._improvement(owner_id=self.staff.id)
        improvement.with_user(self.it_head).action_start()
        for values in (
            {"name": "Yachts are ready sooner"},
            {"department_id": self.finance.id},
            {"problem": "x"},
            {"cause": "x"},
            {"resources_needed": "x"},
            {"relevance": "x"},
        ):
            for user in (self.staff, self.it_head, self.officer):
                with self.subTest(values=values), self.assertRaises(UserError):
                    improvement.with_user(user).write(values)

    def test_training_need(self):
        Need = self.env["icrm.training.need"]
        values = {
            "department_id": self.it.id,
            "competence_id": self.env["icrm.competence"].search([], limit=1).id
            or self.env["icrm.competence"].create({"name": "Listening"}).id,
        }
        with self.assertRaises(UserError):
            Need.with_user(self.finance_head).create(values)
        need = Need.with_user(self.it_head).create(values)
        with self.refuses("does not head Finance"):
            need.department_id = self.finance
        need.responsible_id = self.agent
        with self.refuses("does not head IT"):
            need.with_user(self.agent).responsible_id = self.colleague

    def test_owners_do_not_hand_on(self):
        """Who was given something to own gives it back, not to just anybody."""
        risk = self.env["icrm.risk"].create(
            {
                "name": "Flood",
                "department_id": self.it.id,
                "owner_id": self.staff.id,
            }
        )
        process = self.env["icrm.process"].create(
            {
                "name": "Laptop",
                "service_id": self.service.id,
                "owner_id": self.staff.id,
            }
        )
        journey = self.env["icrm.journey"].create(
            {
                "name": "First day",
                "department_id": self.it.id,
                "owner_id": self.staff.id,
            }
        )
        for record in (risk, process, journey):
            with (
                self.subTest(record._name),
                self.refuses("does not head IT"),
            ):
                record.with_user(self.staff).owner_id = self.colleague
            record.with_user(self.it_head).owner_id = self.agent
            record.with_user(self.officer).owner_id = self.staff
            record.with_user(self.staff).owner_id = self.it_head

    def test_programme(self):
        Programme = self.env["icrm.programme"].with_user(self.finance_head)
        departments = [Command.set((self.it | self.finance).ids)]
        with self.refuses("does not head IT"):
            Programme.create(
                {
                    "name": "Faster",
                    "department_ids": departments,
                    "sponsor_id": self.finance_head.id,
                }
            )
        programme = Programme.create(
            {
                "name": "Faster",
                "department_ids": [Command.set(self.finance.ids)],
                "sponsor_id": self.finance_head.id,
            }
        )
        with self.refuses("does not head IT"):
            programme.department_ids = departments
        programme.with_user(self.officer).department_ids = departments
