# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import HEADER, ROWS, ImportCommon

NEW = {"may_create": False, "unknown_department": "create"}


@tagged("post_install", "-at_install")
class TestCreation(ImportCommon):
    """Departments and teams are created if the administrator says so, and undone."""

    def _named(self, *names):
        self.env.invalidate_all()
        return {
            model: self.env[model].search_count([("name", "in", names)])
            for model in ("hr.department", "helpdesk.ticket.team")
        }

    def test_asks_before_it_creates(self):
        job = self.checked(HEADER + ROWS, **NEW)
        self.assertIn("creation", job.questions)
        self.assertEqual((job.new_department_count, job.new_team_count), (1, 1))
        self.assertIn("Logistics", job.new_names)
        self.assertIn("Furniture", job.new_names)
        self.assertFalse(job.error_count)
        with self.assertRaisesRegex(UserError, "departments 1, teams 1"):
            job.action_import()
        # the question is no error of the file
        job.action_check()
        self.assertFalse(job.error_count)
        self.assertEqual(sum(self._named("Logistics", "Furniture").values()), 0)
        job.may_create = True
        job.action_import()
        self.assertEqual(
            self._named("Logistics", "Furniture"),
            {"hr.department": 1, "helpdesk.ticket.team": 1},
        )

    def test_one_team_for_all_that_are_unknown(self):
        job = self.checked(HEADER + ROWS, **NEW)
        job.write({"unknown_department": "ignore", "unknown_group": "rest"})
        job.action_check()
        self.assertNotIn("creation", job.questions)
        self.assertEqual((job.new_department_count, job.new_team_count), (0, 0))
        job.action_import()
        self.assertEqual(sum(self._named("Logistics", "Furniture").values()), 0)
        request = self.requests()["2"]
        self.assertEqual(request.team_id.name, "Imported History")
        # The words of the file are not lost.
        self.assertIn("Furniture", request.description)
        self.assertIn("Logistics", request.description)

    def test_nothing_new_asks_nothing(self):
        job = self.checked(HEADER + ROWS.splitlines()[0] + "\n", may_create=False)
        self.assertNotIn("creation", job.questions)
        job.action_import()
        self.assertEqual(len(job.request_ids), 1)

    def _count_all(self):
        self.env.invalidate_all()
        return {
            model: self.env[model].with_context(active_test=False).search_count([])
            for model in (
                "helpdesk.ticket",
                "hr.department",
                "helpdesk.ticket.team",
                "hr.employee",
                "icrm.customer",
                "icrm.service",
                "icrm.request.event",
                "icrm.clock",
                "icrm.relationship",
            )
        }

    def test_undo(self):
        before = self._count_all()
        job = self.checked(HEADER + ROWS, unknown_caller="employee", **NEW)
        job.may_create = True
        job.action_import()
        after = self._count_all()
        self.assertEqual(after["helpdesk.ticket"], before["helpdesk.ticket"] + 3)
        self.assertGreater(after["hr.employee"], before["hr.employee"])
        job.action_undo()
        self.assertEqual(self._count_all(), before)
        self.assertEqual(job.state, "mapped")
        with self.assertRaises(UserError):
            job.action_undo()
        # ... and once more
        job.action_check()
        job.action_import()
        self.assertEqual(self._count_all(), after)

    def _refused(self, job, *words):
        before = self._count_all()
        with self.assertRaises(UserError) as caught:
            job.action_undo()
        for word in words:
            self.assertIn(word, str(caught.exception))
        self.assertEqual(self._count_all(), before)
        self.assertEqual(job.state, "done")

    def test_no_undo_of_what_is_in_use(self):
        job = self.checked(HEADER + ROWS, **NEW)
        job.may_create = True
        job.action_import()
        department = self.env["hr.department"].search([("name", "=", "Logistics")])
        user = self._user("mover", department)
        self._refused(job, "Employee")
        user.sudo().employee_ids.department_id = self.it
        request = self.requests()["2"]
        request.message_post(body="On its way")
        self._refused(job, "Message: 1")

    def test_no_undo_after_work_on_a_request(self):
        job = self.checked(HEADER + ROWS)
        job.action_import()
        request = self.requests()["2"].with_user(self.officer)
        request.user_id = self.it_head
        self._refused(job, "Changes of requests since the import")

    def test_no_undo_of_what_another_import_uses(self):
        job = self.checked(HEADER + ROWS, **NEW)
        job.may_create = True
        job.action_import()
        self.checked(HEADER + ROWS, code="other").action_import()
        self._refused(job, "Requests: ")

    def test_no_undo_of_what_people_left_at_new_records(self):
        job = self.checked(HEADER + ROWS, unknown_caller="employee", **NEW)
        job.may_create = True
        job.action_import()
        created = job.sudo().created
        person = self.env["hr.employee"].sudo().browse(created["hr.employee"][0])
        team = self.env["helpdesk.ticket.team"].sudo()
        team.browse(created["helpdesk.ticket.team"][0]).user_ids = self.agent
        self._refused(job, "User: 1")
        files = self.env["ir.attachment"].sudo()
        file = files.create(
            {
                "name": "contract.pdf",
                "raw": b"x",
                "res_model": person._name,
                "res_id": person.id,
            }
        )
        self._refused(job, "Attachment: 1")
        file.unlink()
        note = person.message_post(body="Salary agreed")
        self._refused(job, "Message: 1")
        note.unlink()
        version = person.create_version({"date_version": "2030-01-01"})
        self.env.flush_all()
        # SQL: all of a test has the time of its one transaction
        self.cr.execute(
            "UPDATE hr_version SET create_date = now() + interval '1 day'"
            " WHERE id = %s",
            [version.id],
        )
        self._refused(job, "Employee: ")

    def test_what_was_created_is_written_by_no_one(self):
        job = self.checked(HEADER + ROWS)
        job.action_import()
        victim = {"hr.employee": self.env["hr.employee"].search([], limit=1).ids}
        for vals in ({"created": victim}, {"state": "done"}, {"changed_count": 0}):
            with self.subTest(vals=vals), self.assertRaises(AccessError):
                job.write(vals)
        for method, vals in (
            (job.copy, {}),
            (job.create, {"profile_id": job.profile_id.id}),
        ):
            with self.subTest(method=method), self.assertRaises(AccessError):
                method({**vals, "created": victim, "state": "done"})

    def test_only_administrators_undo(self):
        job = self.checked(HEADER + ROWS)
        job.action_import()
        for user in (self.officer, self.it_head, self.agent, self.auditor):
            with self.subTest(user=user.name), self.assertRaises(AccessError):
                job.with_user(user).action_undo()
