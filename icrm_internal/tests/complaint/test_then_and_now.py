# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta
from unittest.mock import patch

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ...models.complaint import icrm_complaint
from .common import ComplaintCommon

PARTS = ("message", "evidence", "followup", "identity")


class ThenAndNowCommon(ComplaintCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.board = cls.env["hr.department"].create({"name": "Board"})
        cls.boss = cls._user("boss", cls.board, "icrm_internal.group_icrm_manager")
        cls.board.manager_id = cls._employee(cls.boss)
        cls.it.parent_id = cls.board
        cls.second_desk = cls._user("desk_two", None, "icrm_internal.group_icrm_desk")
        cls.startClassPatcher(
            patch.object(
                type(cls.env["ir.cron"]), "_commit_progress", lambda *args, **kw: 3600
            )
        )

    @classmethod
    def _employee(cls, user):
        return user.sudo().employee_id

    def _entrust(self, complaint, handler=None, mediator=None):
        at_desk = complaint.sudo(False).with_user(self.desk)
        at_desk.action_acknowledge()
        at_desk.action_assign((handler or self.neutral).id)
        if mediator:
            at_desk.action_call_mediator(mediator.id)
        return complaint.sudo()

    def _run_job(self):
        self.env.flush_all()
        self.env["icrm.complaint"]._cron_check_neutrality()
        self.env.invalidate_all()

    def _assert_sees_nothing(self, user, complaint):
        """By no door: reading, searching, grouping, counting, names, parts, clocks."""
        user.group_ids += self.env.ref("icrm_internal.group_icrm_export")
        self.env.invalidate_all()
        own = complaint.sudo(False).with_user(user)
        Complaint = self.env["icrm.complaint"].with_user(user)
        domain = [("id", "=", complaint.id)]
        with self.assertRaises(AccessError):
            own.read(["subject"])
        with self.assertRaises(AccessError):
            own.complainant_text  # noqa: B018
        with self.assertRaises(AccessError):
            own.export_data(["subject"])
        self.assertFalse(Complaint.search(domain))
        self.assertFalse(Complaint.search_count(domain))
        self.assertFalse(Complaint.name_search("SECRET"))
        self.assertFalse(Complaint._read_group(domain, ["department_id"], ["__count"]))
        self.assertFalse(
            Complaint.formatted_read_group(domain, ["handler_id"], ["__count"])
        )
        self.assertFalse(Complaint.web_search_read(domain, {"subject": {}})["records"])
        for part in PARTS:
            rows = self.env[f"icrm.complaint.{part}"].with_user(user)
            self.assertFalse(rows.search([("complaint_id", "=", complaint.id)]), part)
            self.assertFalse(
                rows._read_group(
                    [("complaint_id", "=", complaint.id)], [], ["__count"]
                )[0][0],
                part,
            )
        clocks = self.env["icrm.clock"].with_user(user)
        if clocks.has_access("read"):
            self.assertFalse(clocks.search([("complaint_id", "=", complaint.id)]))
        for step, arguments in (
            ("action_write", ["Hello"]),
            ("action_ask", ["Why?"]),
            ("action_decide", [self._decision()]),
            ("action_acknowledge", []),
            ("action_follow_up", [{"outcome": "yes", "channel": "talk"}]),
        ):
            with self.subTest(step):
                with self.assertRaises(UserError) as refusal, self.env.cr.savepoint():
                    getattr(own, step)(*arguments)
                # Not because of the state it is in.
                self.assertIn(type(refusal.exception), (AccessError, ValidationError))
            self.env.invalidate_all()


@tagged("post_install", "-at_install")
class TestHeadInPerson(ThenAndNowCommon):
    """About the head in person: no login of whoever that was or is reads it."""

    def test_head_is_linked_to_another_user(self):
        complaint = self._file(against_head=True)
        head = self._employee(self.it_head)
        other = self._user("other", None, "icrm_internal.group_icrm_manager")
        self._assert_sees_nothing(self.it_head, complaint)
        head.user_id = other
        self._assert_sees_nothing(other, complaint)
        self._assert_sees_nothing(self.it_head, complaint)
        # The administrator confirms: now the new user acts as the head.
        head.icrm_customer_ids.with_user(self.admin_user).action_confirm_link()
        self.assertIn(other, self.it.icrm_head_user_ids)
        self._assert_sees_nothing(other, complaint)
        self._assert_sees_nothing(self.it_head, complaint)

    def test_head_is_entered_later(self):
        self.it.manager_id = False
        complaint = self._file(against_head=True)
        # Nobody known: no head sees it, the one above neither.
        self._assert_sees_nothing(self.boss, complaint)
        later = self._user("later", self.it, "icrm_internal.group_icrm_manager")
        self.it.manager_id = self._employee(later)
        self._assert_sees_nothing(later, complaint)
        self._assert_sees_nothing(self.boss, complaint)
        # and when the next one comes
        self.it.manager_id = self._employee(self.it_head)
        self._assert_sees_nothing(self.it_head, complaint)
        self.board.manager_id = self._employee(later)
        self._assert_sees_nothing(later, complaint)

    def test_head_gets_a_user_later(self):
        head = self.env["hr.employee"].create(
            {"name": "No login", "department_id": self.it.id}
        )
        self.it.manager_id = head
        complaint = self._file(against_head=True)
        login = self._user("login", None, "icrm_internal.group_icrm_manager")
        head.user_id = login
        self._assert_sees_nothing(login, complaint)

    def test_head_who_left_and_came_back_with_another_user(self):
        complaint = self._file(against_head=True)
        head = self._employee(self.it_head)
        other = self._user("other", None, "icrm_internal.group_icrm_desk")
        head.action_archive()
        self.it.manager_id = False
        head.user_id = other
        self._assert_sees_nothing(other, complaint)
        self.it_head.group_ids += self.env.ref("icrm_internal.group_icrm_desk")
        self._assert_sees_nothing(self.it_head, complaint)

    def test_archived_head_linked_for_the_first_time(self):
        """The customers of those who left are archived, too: their links count."""
        complaint = self._file(against_head=True)
        head = self._employee(self.it_head)
        head.action_archive()
        # HR takes the user away; the confirmed one stays who it was.
        head.user_id = False
        complaint.sudo().concerned_user_id = False
        self.it_head.group_ids += self.env.ref("icrm_internal.group_icrm_desk")
        self._assert_sees_nothing(self.it_head, complaint)

    def test_successor_and_predecessor(self):
        complaint = self._file(against_head=True)
        successor = self._user("successor", None, "icrm_internal.group_icrm_manager")
        self.env["hr.employee"].create(
            {"name": "S", "user_id": successor.id, "department_id": self.it.id}
        )
        self.it.manager_id = self._employee(successor)
        for user in (successor, self.it_head):
            self._assert_sees_nothing(user, complaint)
        # The predecessor is promoted above the department.
        self.board.manager_id = self._employee(self.it_head)
        self._assert_sees_nothing(self.it_head, complaint)
        # One above who was never meant reads the words, as of any other.
        self.board.manager_id = self._employee(self.boss)
        self.env.invalidate_all()
        seen = complaint.with_user(self.boss)
        self.assertEqual(seen.subject, "SECRET subject")
        self.assertFalse(seen.can_read_messages)

    def test_deleted_head_is_nobody_known(self):
        complaint = self._file(against_head=True)
        head = self._employee(self.it_head)
        self.it.manager_id = False
        complaint.sudo().concerned_user_id = False
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE icrm_complaint SET concerned_employee_id = NULL WHERE id = %s",
            [complaint.id],
        )
        head.department_id = False
        for user in (self.boss, self.it_head):
            self._assert_sees_nothing(user, complaint)

    def test_others_read_as_before(self):
        complaint = self._file()
        self.assertEqual(complaint.with_user(self.it_head).subject, "SECRET subject")
        self.assertEqual(complaint.with_user(self.boss).subject, "SECRET subject")
        self.assertEqual(complaint.with_user(self.staff).subject, "SECRET subject")


@tagged("post_install", "-at_install")
class TestNeutralityThenAndNow(ThenAndNowCommon):
    """Who was a party at filing stays one; who becomes one loses the case."""

    def _assert_taken(self, complaint, user):
        self._run_job()
        self.assertFalse(complaint.handler_id)
        self.assertEqual(complaint.state, "acknowledged")
        self.assertNotIn("investigating.", complaint._get_status_text())
        last = complaint.message_ids[-1]
        self.assertTrue(last.internal)
        self.assertEqual(last.side, "desk")
        self.assertIn(user.name, last.body)
        # The desk goes on.
        at_desk = complaint.sudo(False).with_user(self.desk)
        at_desk.action_assign(self.go_between.id)
        self.assertEqual(complaint.state, "in_progress")

    def test_handler_moves_into_the_department(self):
        complaint = self._entrust(self._file())
        seen = complaint.sudo(False).with_user(self.neutral)
        self.assertEqual(seen.subject, "SECRET subject")
        self.assertTrue(seen.is_handler)
        self._employee(self.neutral).department_id = self.it
        self._assert_sees_nothing(self.neutral, complaint)
        with self.assertRaisesRegex(ValidationError, "works in IT"):
            seen.action_write("Hello")
        self.assertNotEqual(
            complaint._get_status_text(), "A neutral person is investigating."
        )
        self._assert_taken(complaint, self.neutral)

    def test_handler_moves_below_the_department(self):
        lab = self.env["hr.department"].create({"name": "Lab", "parent_id": self.it.id})
        complaint = self._entrust(self._file())
        self._employee(self.neutral).department_id = lab
        self._assert_sees_nothing(self.neutral, complaint)
        self._assert_taken(complaint, self.neutral)

    def test_handler_becomes_head_above(self):
        complaint = self._entrust(self._file())
        self.board.manager_id = self._employee(self.neutral)
        self.env.invalidate_all()
        # A head reads the words, and does nothing.
        seen = complaint.sudo(False).with_user(self.neutral)
        self.assertFalse(seen.is_handler)
        self.assertFalse(seen.can_read_messages)
        self._assert_taken(complaint, self.neutral)

    def test_handler_is_archived(self):
        complaint = self._entrust(self._file())
        self.neutral.action_archive()
        self._assert_taken(complaint, self.neutral)

    def test_handler_leaves_the_company(self):
        complaint = self._entrust(self._file())
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self.neutral.write(
            {"company_id": other.id, "company_ids": [Command.set(other.ids)]}
        )
        self._assert_taken(complaint, self.neutral)

    def test_handler_is_deleted(self):
        complaint = self._entrust(self._file())
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE icrm_complaint SET handler_id = NULL WHERE id = %s", [complaint.id]
        )
        self.env.invalidate_all()
        self._run_job()
        self.assertEqual(complaint.state, "acknowledged")
        complaint.sudo(False).with_user(self.desk).action_assign(self.neutral.id)

    def test_departments_are_merged(self):
        """IT is merged into Law: its people do not become eligible by that."""
        complaint = self._entrust(self._file())
        people = self.env["hr.employee"].search([("department_id", "=", self.it.id)])
        people.department_id = self.law
        self.it.action_archive()
        at_desk = complaint.sudo(False).with_user(self.desk)
        for user, words in (
            (self.agent, "belonged to IT"),
            (self.boss, "heads IT|headed a department above IT"),
        ):
            with (
                self.assertRaisesRegex(ValidationError, words),
                self.env.cr.savepoint(),
            ):
                at_desk.action_assign(user.id)
            with (
                self.assertRaisesRegex(ValidationError, words),
                self.env.cr.savepoint(),
            ):
                at_desk.action_call_mediator(user.id)
        at_desk.action_assign(self.go_between.id)
        self._run_job()
        self.assertEqual(complaint.handler_id, self.go_between)

    def test_department_is_deleted(self):
        complaint = self._entrust(self._file(), mediator=self.go_between)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE icrm_complaint SET department_id = NULL WHERE id = %s",
            [complaint.id],
        )
        self.env.invalidate_all()
        at_desk = complaint.sudo(False).with_user(self.desk)
        for user in (self.agent, self.it_head, self.boss):
            self._employee(user).department_id = self.sales
            with self.assertRaises(ValidationError), self.env.cr.savepoint():
                at_desk.action_assign(user.id)
        self.assertTrue(complaint.sudo(False).with_user(self.neutral).is_handler)

    def test_department_is_moved_below_the_handlers(self):
        complaint = self._entrust(self._file())
        self.sales.manager_id = self._employee(self.neutral)
        self.it.parent_id = self.sales
        self._assert_taken(complaint, self.neutral)

    def test_mediator_too(self):
        complaint = self._entrust(self._file(), mediator=self.go_between)
        self._employee(self.go_between).department_id = self.it
        self._assert_sees_nothing(self.go_between, complaint)
        self._run_job()
        self.assertFalse(complaint.mediator_id)
        self.assertEqual(complaint.handler_id, self.neutral)
        self.assertEqual(complaint.state, "in_progress")

    def test_mediator_who_moved_does_not_stop_the_complainant(self):
        complaint = self._entrust(self._file(), mediator=self.go_between)
        complaint.sudo(False).with_user(self.neutral).action_decide(self._decision())
        self._employee(self.go_between).department_id = self.it
        own = complaint.sudo(False).with_user(self.staff)
        own.action_follow_up({"outcome": "no", "opinion": "No"})
        self.assertEqual((complaint.state, complaint.level), ("reopened", "2"))
        self.assertFalse(complaint.mediator_id)

    def test_mediator_of_the_complainants_department(self):
        """As of filing: who worked beside the complainant does not mediate later."""
        complaint = self._entrust(self._file(protection="confidential"))
        self._employee(self.staff).department_id = self.sales
        at_desk = complaint.sudo(False).with_user(self.desk)
        with (
            self.assertRaisesRegex(ValidationError, "is not neutral to this complaint"),
            self.env.cr.savepoint(),
        ):
            at_desk.action_call_mediator(self.colleague.id)
        at_desk.action_call_mediator(self.go_between.id)

    def test_account_manager_does_not_mediate(self):
        complaint = self._entrust(self._file())
        self._customer(self.staff).account_manager_id = self.go_between
        at_desk = complaint.sudo(False).with_user(self.desk)
        with self.assertRaisesRegex(ValidationError, "one of the two sides"):
            at_desk.action_call_mediator(self.go_between.id)

    def test_another_login_of_a_colleague(self):
        """People are employees: a second user of theirs is not neutral."""
        complaint = self._file()
        other = self._user("other", None)
        self._employee(self.agent).user_id = other
        complaint.with_user(self.desk).action_acknowledge()
        for user in (other, self.agent):
            with self.assertRaises(ValidationError), self.env.cr.savepoint():
                complaint.with_user(self.desk).action_assign(user.id)

    def test_team_members_of_the_day(self):
        helper = self._user("helper", self.law, "icrm_internal.group_icrm_agent")
        self.it_team.user_ids += helper
        complaint = self._file(against="service", service_id=self.service.id)
        self.it_team.user_ids -= helper
        complaint.with_user(self.desk).action_acknowledge()
        with self.assertRaisesRegex(ValidationError, "when the complaint was filed"):
            complaint.with_user(self.desk).action_assign(helper.id)

    def test_wrong_level_now(self):
        officer_two = self._user(
            "officer_two", self.law, "icrm_internal.group_icrm_officer"
        )
        complaint = self._file().sudo()
        complaint.level = "2"
        self._entrust(complaint, handler=officer_two)
        officer_two.group_ids -= self.env.ref("icrm_internal.group_icrm_officer")
        self._assert_taken_at_level(complaint, officer_two)

    def _assert_taken_at_level(self, complaint, user):
        self._run_job()
        self.assertFalse(complaint.handler_id)
        self.assertIn(user.name, complaint.message_ids[-1].body)

    def test_management_stays_management(self):
        complaint = self._file().sudo()
        complaint.level = "3"
        self._entrust(complaint, handler=self.boss)
        self._run_job()
        self.assertEqual(complaint.handler_id, self.boss)
        self.assertTrue(complaint.sudo(False).with_user(self.boss).is_handler)
        self.assertFalse(complaint.sudo(False).with_user(self.boss).is_mediator)

    def test_one_bad_case_does_not_stop_the_others(self):
        cases = self.env["icrm.complaint"]
        for _number in range(3):
            cases |= self._entrust(self._file())
        self._employee(self.neutral).department_id = self.it
        bad = cases[1]
        original = icrm_complaint.get_partiality

        def get_partiality(complaint, user, role):
            if complaint == bad:
                raise KeyError("SEC" + "RET")
            return original(complaint, user, role)

        self.env.flush_all()
        with (
            patch.object(icrm_complaint, "get_partiality", get_partiality),
            self.assertLogs("odoo.addons.icrm_internal.models.access.jobs") as logs,
        ):
            self._run_job()
        self.assertEqual(cases.filtered("handler_id"), bad)
        self.assertIn(str(bad), logs.output[0])
        self.assertNotIn("SECRET", "".join(logs.output))

    def test_the_day_changes_nothing_for_the_neutral(self):
        complaint = self._entrust(self._file(), mediator=self.go_between)
        count = len(complaint.message_ids)
        self._run_job()
        self.assertEqual(complaint.handler_id, self.neutral)
        self.assertEqual(complaint.mediator_id, self.go_between)
        self.assertEqual(len(complaint.message_ids), count)

    def test_people_of_the_day_are_nobodys_to_read(self):
        complaint = self._file()
        for user in (self.staff, self.desk, self.it_head, self.admin_user):
            for name in ("staff", "superiors", "is_entrusted"):
                with self.subTest(name), self.assertRaises(AccessError):
                    complaint.with_user(user).read([name])
                with self.subTest(name), self.assertRaises(AccessError):
                    complaint.with_user(user).search([(name, "!=", False)])


@tagged("post_install", "-at_install")
class TestDeletedComplainant(ThenAndNowCommon):
    """HR deletes the complainant: the complaint keeps whose it is."""

    def test_identity_stays(self):
        complaint = self._entrust(self._file())
        employee = self._employee(self.staff)
        employee.unlink()
        self.env.invalidate_all()
        self.assertTrue(complaint.exists())
        self.assertEqual(complaint.identity_ids.user_id, self.staff)
        own = complaint.sudo(False).with_user(self.staff)
        self.assertEqual(own.subject, "SECRET subject")
        self.assertTrue(own.is_mine)
        at_desk = complaint.sudo(False).with_user(self.desk)
        self.assertEqual(at_desk.complainant_text, self.staff.name)
        with self.assertRaisesRegex(ValidationError, "is a party"):
            at_desk.action_assign(self.staff.id)

    def test_confidential_stays_confidential(self):
        complaint = self._file(protection="confidential")
        self._employee(self.staff).unlink()
        self.env.invalidate_all()
        at_desk = complaint.with_user(self.desk)
        self.assertEqual(at_desk.complainant_text, "Confidential")
        self.assertTrue(at_desk.can_reveal)
        at_desk.action_reveal_identity("Needed")
        self.assertEqual(at_desk.complainant_text, self.staff.name)
        self.assertFalse(at_desk.can_reveal)

    def test_without_a_user_either(self):
        complaint = self._file()
        self._employee(self.staff).unlink()
        complaint.sudo().identity_ids.user_id = False
        self.env.invalidate_all()
        self.assertEqual(
            complaint.with_user(self.desk).complainant_text, "Former employee"
        )


@tagged("post_install", "-at_install")
class TestEmptyDesk(ThenAndNowCommon):
    """Nobody on the desk: nothing is taken, and administrators are told."""

    def _empty(self):
        (self.desk | self.second_desk).group_ids -= self.env.ref(
            "icrm_internal.group_icrm_desk"
        )
        rest = self.env.ref("icrm_internal.group_icrm_desk").all_user_ids
        rest.filtered(
            lambda user: user.active and self.company in user.company_ids
        ).group_ids -= self.env.ref("icrm_internal.group_icrm_desk")
        self.env.invalidate_all()

    def test_named_and_confidential(self):
        self._empty()
        before = self.env["icrm.complaint"].search_count([])
        for protection in ("identified", "confidential"):
            with (
                self.subTest(protection),
                self.assertRaisesRegex(UserError, "has no one who could take"),
                self.env.cr.savepoint(),
            ):
                self._file(protection=protection)
        self.assertEqual(self.env["icrm.complaint"].search_count([]), before)

    def test_by_the_dialog(self):
        self._empty()
        dialog = (
            self.env["icrm.complaint.create"]
            .with_user(self.staff)
            .create(
                {
                    "department_id": self.it.id,
                    "subject": "SECRET subject",
                    "body": "A SECRET story",
                }
            )
        )
        with self.assertRaisesRegex(UserError, "not filed"), self.env.cr.savepoint():
            dialog.action_file()
        self.assertEqual(dialog.body, "A SECRET story", "what was typed stays")

    def test_anonymous(self):
        self._empty()
        Complaint = self.env["icrm.complaint"]
        self.assertFalse(Complaint._get_public_choices())
        for department in ("", str(self.it.id)):
            with self.assertRaises(UserError), self.env.cr.savepoint():
                self._file_anonymous(department=department)

    def test_the_desk_is_archived(self):
        (self.desk | self.second_desk).action_archive()
        self._empty()
        with self.assertRaisesRegex(UserError, "not filed"):
            self._file()

    def test_only_who_it_is_about(self):
        """The last member is a party: it is taken, and administrators are told."""
        desk = self.env.ref("icrm_internal.group_icrm_desk")
        self._empty()
        self.it_head.group_ids += desk
        self._run_job()
        self.assertFalse(self._notices(self.admin_user))
        complaint = self._file(against_head=True)
        self._assert_sees_nothing(self.it_head, complaint)
        self._run_job()
        self.assertEqual(len(self._notices(self.admin_user)), 1)
        self.second_desk.group_ids += desk
        self._run_job()
        self.assertEqual(len(self._notices(self.admin_user)), 1)

    def test_another_company_has_its_own(self):
        self.second_desk.write({"company_ids": [Command.set(self.company.ids)]})
        other = self.env["res.company"].create(
            {"name": "Elsewhere", "icrm_complaint_anonymous": True}
        )
        companies = [
            company
            for company, _departments in self.env[
                "icrm.complaint"
            ]._get_public_choices()
        ]
        self.assertNotIn(other, companies)
        self.assertIn(self.company, companies)

    def _notices(self, user):
        self._send_messages()
        return self.env["mail.message"].search(
            [
                ("subject", "=", "The complaint desk has too few members"),
                ("partner_ids", "in", user.partner_id.ids),
                ("date", ">=", fields.Datetime.now() - timedelta(minutes=5)),
            ]
        )

    def test_alarm(self):
        self._file()
        trigger = self.env["ir.cron.trigger"].search_count([])
        self._empty()
        self.assertGreater(
            self.env["ir.cron.trigger"].search_count([]), trigger, "at once"
        )
        self.assertFalse(self._notices(self.admin_user))
        with mute_logger("odoo.addons.mail.models.mail_mail"):
            self._run_job()
        notice = self._notices(self.admin_user)
        self.assertEqual(len(notice), 1)
        self.assertNotIn("SECRET", notice.body)
        self.assertFalse(self._notices(self.officer))

    def test_no_alarm(self):
        self._file()
        self._run_job()
        self.assertFalse(self._notices(self.admin_user))
