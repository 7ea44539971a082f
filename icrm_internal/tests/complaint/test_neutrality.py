# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .common import ComplaintCommon


@tagged("post_install", "-at_install")
class TestNeutrality(ComplaintCommon):
    """Who may not handle, who may not mediate, and the reason that is given."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.board = cls.env["hr.department"].create({"name": "Board"})
        cls.boss = cls._user("boss", cls.board)
        cls.board.manager_id = cls.boss.sudo().employee_id
        cls.clerk = cls._user("clerk", cls.board)
        cls.lab = cls.env["hr.department"].create(
            {"name": "Lab", "parent_id": cls.it.id}
        )
        cls.lab_rat = cls._user("lab_rat", cls.lab)
        cls.it.parent_id = cls.board
        cls.person = cls._user("person", cls.sales)
        cls.complaint = cls._file(protection="confidential", against_head=True)
        cls.complaint.sudo().concerned_user_id = cls.person
        cls.at_desk = cls.complaint.with_user(cls.desk)

    def _assert_refused(self, action, cases):
        for user, words in cases:
            with (
                self.subTest(user.name),
                self.assertRaisesRegex(ValidationError, words),
                self.env.cr.savepoint(),
            ):
                action(user.id)
            self.env.invalidate_all()

    def test_handler(self):
        self._assert_refused(
            self.at_desk.action_assign,
            (
                (self.agent, "works in IT"),
                (self.lab_rat, "works in IT"),
                (self.it_head, "about It Head personally"),
                (self.boss, "heads IT or a department above"),
                (self.person, "about Person personally"),
                (self.staff, "Staff is not neutral to this complaint"),
                (self.portal_user, "no active staff account"),
            ),
        )
        for user in (self.neutral, self.clerk, self.desk):
            self.at_desk.action_assign(user.id)
            self.assertEqual(self.complaint.sudo().handler_id, user)

    def test_mediator_is_from_neither_side(self):
        self.at_desk.action_assign(self.neutral.id)
        self._assert_refused(
            self.at_desk.action_call_mediator,
            (
                (self.agent, "works in IT"),
                (self.colleague, "is not neutral to this complaint"),
                (self.neutral, "already handles this complaint"),
            ),
        )
        self.at_desk.action_call_mediator(self.go_between.id)
        mediated = self.complaint.with_user(self.go_between)
        mediated.action_write("Let us talk")
        self.assertEqual(mediated.message_ids[-1:].side, "mediator")
        self.assertEqual(mediated.complainant_text, "Confidential")

    def test_no_way_around(self):
        """The constraint holds for all users, the superuser included."""
        with self.assertRaises(ValidationError), self.env.cr.savepoint():
            self.complaint.sudo().handler_id = self.agent
        self.complaint.sudo().handler_id = self.neutral
        with self.assertRaises(ValidationError), self.env.cr.savepoint():
            self.complaint.sudo().concerned_user_id = self.neutral

    def test_who_moved_does_not_decide(self):
        self.at_desk.action_acknowledge()
        self.at_desk.action_assign(self.neutral.id)
        self.neutral.sudo().employee_id.department_id = self.it
        with self.assertRaisesRegex(ValidationError, "works in IT"):
            self.complaint.with_user(self.neutral).action_decide(self._decision())

    def test_management_decides_above_the_line(self):
        complaint = self.complaint.sudo()
        complaint.level = "3"
        complaint.handler_id = self.boss
        with self.assertRaises(ValidationError), self.env.cr.savepoint():
            complaint.handler_id = self.clerk
