# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64
import datetime
from unittest.mock import patch

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from odoo.addons.icrm_internal.tests.importer.files import FAR_COLUMN, FAR_ROW

from ..models import writer
from .common import HEADER, ROWS, ImportCommon

AT = datetime.datetime


@tagged("post_install", "-at_install")
class TestImport(ImportCommon):
    def test_from_file_to_requests(self):
        job = self.job(HEADER + ROWS)
        self.assertEqual(job.state, "draft")
        job.action_read()
        self.assertEqual(
            {line.name: line.target for line in job.column_ids},
            {
                "Number": "number",
                "Title": "subject",
                "Status": "state",
                "Priority": "priority",
                "Created": "opened_at",
                "Resolved": "resolved_at",
                "Closed": "closed_at",
                "Requester": "caller",
                "Department": "customer_department",
                "Team": "group",
            },
        )
        self.assertEqual(job.date_order, "ymd")
        team = job.group_value_ids.filtered(lambda value: value.name == "IT desk")
        self.assertEqual(team.team_id, self.it_team)
        job.action_check()
        self.assertEqual((job.new_count, job.error_count), (3, 0))
        self.assertEqual((job.new_team_count, job.unknown_caller_count), (1, 1))
        self.assertFalse(self.requests(), "a dry run writes nothing")
        self.assertFalse(
            self.env["helpdesk.ticket.team"].search([("name", "=", "Furniture")])
        )
        messages = self.env["mail.message"].search_count([])
        job.action_import()
        self.assertEqual((job.state, job.new_count), ("done", 3))
        self.assertEqual(self.env["mail.message"].search_count([]), messages)
        laptop, chair, badge = (self.requests()[number] for number in "123")
        self.assertRecordValues(
            laptop,
            [
                {
                    "name": "Laptop is slow",
                    "icrm_state": "resolved",
                    "icrm_holder": False,
                    "priority": "2",
                    "create_date": AT(2024, 3, 1, 8),
                    "icrm_submitted_at": AT(2024, 3, 1, 8),
                    "icrm_resolved_at": AT(2024, 3, 1, 10),
                    "icrm_confirmed_at": AT(2024, 3, 5, 9),
                    "closed_date": AT(2024, 3, 5, 9),
                    "icrm_origin": "import",
                    "team_id": self.it_team.id,
                    "icrm_requester_id": self._customer(self.staff).id,
                    "icrm_customer_department_id": self.finance.id,
                    "icrm_provider_department_id": self.it.id,
                    "message_follower_ids": [],
                    "activity_ids": [],
                }
            ],
        )
        self.assertRecordValues(
            chair,
            [
                {
                    "icrm_state": "waiting",
                    "icrm_holder": "customer",
                    "priority": "0",
                    "partner_name": "Nobody Known",
                    "closed_date": False,
                }
            ],
        )
        self.assertEqual(chair.team_id.name, "Furniture")
        self.assertEqual(chair.team_id.icrm_department_id.name, "Imported History")
        self.assertEqual(badge.icrm_state, "withdrawn")
        self.assertEqual(badge.closed_date, AT(2024, 3, 4, 8))
        self.assertFalse(badge.icrm_resolved_at)
        # Requests without a known service go to an archived category.
        self.assertEqual(laptop.icrm_service_id.state, "retired")
        self.assertFalse(laptop.icrm_service_id.category_id.active)
        self.assertNotIn(
            laptop.icrm_service_id,
            self.env["icrm.service"].with_user(self.staff).search([]),
        )

    def test_staff_find_their_own_past(self):
        self.checked(HEADER + ROWS).action_import()
        request = self.requests()["1"]
        mine = request.with_user(self.staff)
        self.assertEqual(mine.name, "Laptop is slow")
        self.assertIn(
            mine, self.env["helpdesk.ticket"].with_user(self.staff).search([])
        )
        self.assertNotIn(
            request, self.env["helpdesk.ticket"].with_user(self.portal_user).search([])
        )

    def test_twice_changes_nothing(self):
        self.checked(HEADER + ROWS).action_import()
        before = self.requests()
        written = {n: t.write_date for n, t in before.items()}
        events = self.env["icrm.request.event"].search_count([])
        job = self.checked(HEADER + ROWS)
        self.assertEqual((job.new_count, job.known_count, job.changed_count), (0, 3, 0))
        self.assertIn(
            ("info", 2, "Number", "1 already exists; the file has nothing new."),
            self.findings(job),
        )
        job.action_import()
        self.assertEqual({n: t.write_date for n, t in before.items()}, written)
        self.assertEqual(self.env["icrm.request.event"].search_count([]), events)

    def test_same_number_of_two_systems(self):
        self.checked(HEADER + ROWS).action_import()
        self.checked(HEADER + ROWS, code="other").action_import()
        self.assertEqual(len(self.requests("other")), 3)

    def test_report_names_each_bad_row(self):
        job = self.checked(
            HEADER
            + ROWS
            + "1,again,Closed,,2024-03-01,,2024-03-02,,,\n"
            + "5,x,Frozen,,2024-03-01,,,,,\n"
            + "6,x,Closed,,2024-02-30,,,,,\n"
            + '7,x,Closed,,2024-03-02,2024-03-01,,,"=cmd()",\n'
        )
        self.assertEqual((job.state, job.error_count, job.bad_count), ("checked", 4, 4))
        self.assertEqual(
            [finding[:3] for finding in self.findings(job) if finding[0] == "error"],
            [
                ("error", 5, "Number"),
                ("error", 6, "Status"),
                ("error", 7, "Created"),
                ("error", 8, "Resolved"),
            ],
        )
        self.assertEqual(job.issue_ids[1].value, "Frozen")
        report = base64.b64decode(job.report_file).decode("utf-8-sig")
        self.assertEqual(report.count(",Error,"), 4)
        self.assertIn("Month 2 of 2024 has no day 30.", report)
        with self.assertRaisesRegex(UserError, "4 errors"):
            job.action_import()
        self.assertFalse(self.requests())
        job.skip_bad = True
        job.action_import()
        self.assertEqual(set(self.requests()), set("123"))

    def test_report_is_no_formula(self):
        job = self.checked(HEADER + "1,x,=HYPERLINK(1),,2024-03-01,,,,,\n")
        report = base64.b64decode(job.report_file).decode("utf-8-sig")
        self.assertIn("'=HYPERLINK", report)

    def test_values_mapped_on_screen(self):
        job = self.job(HEADER + "1,x,Frozen,P-high,2024-03-01,,,Boss,Dep,Crew\n")
        job.action_read()
        job.state_value_ids.filtered(
            lambda v: v.name == "Frozen"
        ).meaning = "waiting_third_party"
        job.priority_value_ids.priority = "3"
        job.group_value_ids.write({"department_id": self.it.id})
        for value in job.customer_value_ids:
            if value.kind == "caller":
                value.customer_id = self._customer(self.colleague)
            else:
                value.department_id = self.finance
        job.action_check()
        self.assertFalse(job.error_count, self.findings(job))
        job.action_import()
        self.assertRecordValues(
            self.requests()["1"],
            [
                {
                    "icrm_state": "waiting",
                    "icrm_holder": "third_party",
                    "priority": "3",
                    "icrm_requester_id": self._customer(self.colleague).id,
                    "icrm_customer_department_id": self.finance.id,
                    "icrm_provider_department_id": self.it.id,
                }
            ],
        )
        # Saved, the mapping serves the next file.
        action = job.action_keep_profile()
        profile = self.env["icrm.import.profile"].browse(action["res_id"])
        again = self.Job.create(
            {
                "template_id": profile.id,
                "file": base64.b64encode(
                    (HEADER + "2,x,Frozen,P-high,2024-03-01,,,Boss,Dep,Crew\n").encode()
                ),
                "file_name": "next.csv",
            }
        )
        again.action_read()
        again.action_check()
        self.assertFalse(again.error_count, self.findings(again))
        self.assertEqual(again.unknown_caller_count, 0)

    def test_unknown_customers(self):
        row = "1,x,New,,2024-03-01,,,Zoe Unknown,Finance,IT desk\n"
        for policy, active in (("employee", True), ("former", False)):
            job = self.checked(
                HEADER + row.replace("Zoe", policy),
                unknown_caller=policy,
                code=policy,
            )
            self.assertEqual(job.new_people_count, 1)
            job.action_import()
            customer = self.requests(policy)["1"].icrm_requester_id
            self.assertEqual(customer.name, f"{policy} Unknown")
            self.assertEqual(customer.employee_id.active, active)
            self.assertEqual(customer.department_id, self.finance)
            self.assertFalse(customer.user_id)
        job = self.checked(HEADER + row, unknown_caller="error")
        self.assertEqual(self.findings(job)[0][:3], ("error", 2, "Requester"))
        self.checked(HEADER + row, unknown_caller="department").action_import()
        requester = self.requests()["1"].icrm_requester_id
        self.assertEqual(
            (requester.kind, requester.department_id), ("department", self.finance)
        )

    def test_two_of_the_same_name(self):
        self.env["hr.employee"].create([{"name": "Kim Twin"}, {"name": "Kim Twin"}])
        job = self.checked(HEADER + "1,x,New,,2024-03-01,,,Kim Twin,,\n")
        self.assertIn("Two customers match", self.findings(job)[0][3])

    def test_departments_created_or_refused(self):
        row = "1,x,New,,2024-03-01,,,,Warehouse,IT desk\n"
        job = self.checked(HEADER + row, unknown_department="error")
        self.assertEqual(self.findings(job)[0][:3], ("error", 2, "Department"))
        self.checked(HEADER + row, unknown_department="create").action_import()
        department = self.requests()["1"].icrm_customer_department_id
        self.assertEqual(department.name, "Warehouse")
        self.assertEqual(self.requests()["1"].icrm_requester_id.name, "Warehouse")

    def test_fault_in_the_last_row_leaves_nothing(self):
        """The third request fails in the database: the first two are gone too."""
        job = self.checked(HEADER + ROWS)
        values = writer.Writer._values

        def fail_at_last(self, history):
            vals = values(self, history)
            if history.number == "3":
                vals["priority"] = None
                vals["icrm_state"] = "nonsense"
            return vals

        teams = self.env["helpdesk.ticket.team"].search_count([])
        with (
            patch.object(writer, "BATCH", 1),
            patch.object(writer.Writer, "_values", fail_at_last),
            self.assertRaises(ValueError),
            self.env.cr.savepoint(),
        ):
            job.action_import()
        self.assertFalse(self.requests())
        self.assertEqual(self.env["helpdesk.ticket.team"].search_count([]), teams)
        self.assertEqual(job.state, "checked")

    def test_other_files(self):
        """GB18030 with semicolons; columns known by their Chinese names."""
        text = "编号;标题;状态;优先级;创建时间\n1;键盘坏了;已关闭;高;2024-03-01\n"
        job = self.job(text.encode("gb18030"))
        job.action_read()
        self.assertIn("may be gb18030", job.remarks)
        self.assertEqual(job.delimiter, "semicolon")
        job.default_state = "new"
        job.state_value_ids.meaning = "in_progress"
        job.action_check()
        self.assertFalse(job.error_count, self.findings(job))
        job.action_import()
        self.assertEqual(self.requests()["1"].name, "键盘坏了")
        self.assertEqual(self.requests()["1"].priority, "2")

    def test_description_is_plain(self):
        job = self.checked(
            "Number,Created,Description\n"
            "1,2024-03-01,<p>hello</p><script>alert(1)</script>\n"
            "2,2024-03-01,a < b & c\n",
            default_state="new",
        )
        job.action_import()
        self.assertNotIn("script", self.requests()["1"].description)
        self.assertIn("a &lt; b &amp; c", self.requests()["2"].description)

    def test_mapping_that_cannot_work(self):
        job = self.job(HEADER + ROWS)
        job.action_read()
        job.column_ids.filtered(lambda column: column.name == "Number").target = False
        with self.assertRaisesRegex(UserError, "ticket number"):
            job.action_check()
        job.column_ids.filtered(lambda column: column.name == "Title").target = "number"
        job.column_ids.filtered(
            lambda column: column.name == "Closed"
        ).target = "opened_at"
        with self.assertRaisesRegex(UserError, "Several columns"):
            job.action_check()

    def test_files_that_are_none(self):
        for data, sentence in [
            (b"%PDF-1.7", "file type is not supported"),
            (b"PK\x03\x04 nothing", "damaged"),
            (b"\n", "no row"),
        ]:
            with self.assertRaisesRegex(UserError, sentence):
                self.job(data).action_read()

    def test_too_large(self):
        self.env["ir.config_parameter"].set_param("icrm_internal.import_max_mb", "0")
        with self.assertRaisesRegex(ValidationError, "maximum 0 MB"):
            self.job(HEADER + ROWS * 20000)

    def test_order_of_steps(self):
        job = self.job(HEADER + ROWS)
        with self.assertRaisesRegex(UserError, "Read the file first"):
            job.action_check()
        job.action_read()
        with self.assertRaisesRegex(UserError, "Check the file"):
            job.action_import()
        job.action_check()
        job.action_import()
        with self.assertRaisesRegex(UserError, "is done"):
            job.action_check()

    def test_template_stays_as_it_is(self):
        template = self.env.ref("icrm_internal_import.icrm_import_profile_servicenow")
        columns = template.column_ids.mapped("name")
        job = self.job(HEADER + ROWS, "servicenow")
        job.action_read()
        job.state_value_ids.write({"meaning": "new"})
        profile = job.profile_id
        self.assertEqual(template.column_ids.mapped("name"), columns)
        self.assertIn("resolved", template.state_value_ids.mapped("meaning"))
        job.unlink()
        self.assertFalse(profile.exists())

    def test_files_that_are_larger_or_smaller_than_they_are(self):
        for data, words in (
            (FAR_ROW, "row 1048577000"),
            (HEADER, "no rows below its header"),
            (HEADER + "\n" * 50, "no rows below its header"),
        ):
            job = self.job(data)
            with self.subTest(words), self.assertRaisesRegex(UserError, words):
                job.action_read()
            self.assertEqual(job.state, "draft")
        job = self.job(FAR_COLUMN)
        job.action_read()
        self.assertEqual(job.row_count, 2000)
        for column, target in zip(job.column_ids, ("number", "opened_at"), strict=True):
            column.target = target
        job.action_check()
        found = [finding for finding in self.findings(job) if finding[0] == "warning"]
        self.assertIn("after column 400", found[0][3])

    def test_queries_do_not_grow_with_requests(self):
        """Ten times the rows cost the same number of queries."""

        def rows(start, count):
            return HEADER + "".join(
                f"{n},x,Closed,High,2024-03-01,,2024-03-02,Staff,Finance,IT desk\n"
                for n in range(start, start + count)
            )

        self.checked(rows(0, 5)).action_import()
        counts = []
        for start, count in ((100, 10), (1000, 100)):
            job = self.checked(rows(start, count))
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            job.action_import()
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertAlmostEqual(counts[0], counts[1], delta=8)
