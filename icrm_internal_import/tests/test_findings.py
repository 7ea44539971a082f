# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What a file does not tell is asked once per word, and answered in one place."""

import base64
import io
from datetime import date, datetime

import openpyxl

from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged

from .common import HEADER, ImportCommon

AT = datetime


@tagged("post_install", "-at_install")
class TestFindings(ImportCommon):
    def start(self, text, **values):
        job = self.job(text, **values)
        job.action_start()
        return job

    def imported(self, job):
        job.action_check()
        self.assertFalse(job.error_count, self.findings(job))
        job.action_import()
        return self.requests(job.code)

    # -- one finding per word

    def test_one_finding_per_word(self):
        """3,000 rows with 4 unknown words: 4 errors, each with its rows."""
        words = ("Frozen", "Limbo", "Parked", "Ghost")
        job = self.start(
            HEADER
            + "".join(
                f"{n},x,{words[n % 4]},,2024-03-01,,,,,IT desk\n" for n in range(3000)
            )
        )
        self.assertEqual((job.state, job.error_count), ("checked", 4))
        self.assertEqual(
            {(i.value, i.count, i.column) for i in job.issue_ids},
            {(word, 750, "Status") for word in words},
        )
        self.assertEqual(set(job.question_value_ids.mapped("name")), set(words))
        # The full report has each row.
        report = base64.b64decode(job.report_file).decode("utf-8-sig")
        self.assertEqual(report.count(",Error,"), 3000)
        with self.assertRaisesRegex(UserError, "Nothing was imported"):
            job.action_import()
        job.question_value_ids.meaning = "in_progress"
        self.assertEqual(len(self.imported(job)), 3000)

    def test_siblings_of_words(self):
        """Services, departments, priorities, people, dates: the same."""
        rows = "".join(
            f"{n},x,New,Weird,2024-03-01,2024-02-30,,Nobody {n},Moon,Rocket,Odd\n"
            for n in range(60)
        )
        job = self.start(HEADER.replace("Team\n", "Team,Service\n") + rows)
        found = {(i.severity, i.column): i.count for i in job.issue_ids}
        self.assertEqual(found, {("error", "Priority"): 60, ("error", "Resolved"): 60})
        job = self.start(
            HEADER.replace("Team\n", "Team,Service\n")
            + rows.replace("Weird", "High").replace("2024-02-30", "")
        )
        found = {
            (i.severity, i.column, i.value): i.count
            for i in job.issue_ids
            if i.severity != "info"
        }
        self.assertEqual(
            found,
            {
                ("warning", "Service", "Odd"): 60,
                ("warning", "Department", "Moon"): 60,
                ("warning", "Requester", ""): 60,
            },
        )
        self.assertIn("customers", job.questions)
        # The remedies: a service, a department, a department for the unknown.
        chosen = {value.kind: value for value in job.question_value_ids}
        self.assertEqual(set(chosen), {"service", "customer_department"})
        chosen["customer_department"].department_id = self.finance
        job.action_check()
        self.assertNotIn("customers", job.questions)
        one = self.imported(job)["1"]
        self.assertEqual(one.icrm_customer_department_id, self.finance)
        # What stays open is not lost.
        self.assertIn("Odd", one.description)
        self.assertNotIn("Moon", one.description)

    def test_department_of_unknown_customers(self):
        text = "Number,Status,Created,Requester\n1,New,2024-03-01,Nobody\n"
        job = self.start(text)
        self.assertIn("customers", job.questions)
        job.customer_department_id = self.finance
        one = self.imported(job)["1"]
        self.assertEqual(one.icrm_requester_id.department_id, self.finance)
        self.assertEqual(one.partner_name, "Nobody")

    def test_empty_state(self):
        job = self.start("Number,Status,Created\n1,New,2024-03-01\n2,,2024-03-01\n")
        self.assertEqual(job.error_count, 1)
        self.assertIn("empty_state", job.questions)
        job.default_state = "waiting_customer"
        self.assertEqual(self.imported(job)["2"].icrm_state, "waiting")

    def test_closing_counts_if_chosen(self):
        """Only a closing date: two of four are resolved, once that is chosen."""
        text = (
            "Number,Status,Created,Resolved,Closed\n"
            "1,Closed,2024-03-01,2024-03-02,2024-03-03\n"
            "2,Closed,2024-03-01,,2024-03-04\n3,New,2024-03-01,,\n"
            "4,Cancelled,2024-03-01,,2024-03-04\n"
        )
        job = self.start(text)
        self.assertIn("closing", job.questions)
        job.closing_resolves = True
        self.imported(job)
        resolved = {n: t.icrm_resolved_at for n, t in self.requests().items()}
        self.assertEqual(
            resolved,
            {"1": AT(2024, 3, 2), "2": AT(2024, 3, 4), "3": False, "4": False},
        )

    # -- time zone

    def test_time_zone_of_the_company(self):
        """A company in Shanghai: its hours, not eight others."""
        self.company.resource_calendar_id.tz = "Asia/Shanghai"
        text = "Number,Status,Created\n1,New,2024-03-01 08:00\n"
        job = self.Job.create(
            {"file": base64.b64encode(text.encode()), "file_name": "x.csv"}
        )
        job.action_start()
        self.assertEqual((job.tz, job.questions), ("Asia/Shanghai", ""))
        self.assertEqual(self.imported(job)["1"].create_date, AT(2024, 3, 1, 0, 0))
        # Another zone was chosen: asked about, unless every date tells its own.
        self.assertIn("tz", self.start(text, code="b", tz="UTC").questions)
        text = text.replace("08:00", "08:00+02:00")
        self.assertNotIn("tz", self.start(text, code="c", tz="UTC").questions)

    # -- columns

    def test_columns_left_out_are_named(self):
        job = self.start(
            "Number,Status,Created,Opened on,Moon phase,Nothing\n"
            "1,New,2024-03-01,2024-03-01,full,\n"
        )
        self.assertIn("Columns not imported: Moon phase.", job.remarks)
        self.assertIn("“Created” and “Opened on” may both be", job.remarks)

    def test_column_of_hours_is_no_date(self):
        job = self.start(
            "Number,Status,Created,First response time\n1,New,2024-03-01,00:10:05\n"
        )
        self.assertFalse(job.column_ids[3].target)
        self.assertEqual(job.error_count, 0)

    # -- cells

    def test_cells(self):
        priya = new_test_user(
            self.env,
            login="priya",
            name="Priya Nair",
            groups="icrm_internal.group_icrm_agent",
        )
        job = self.start(
            "Number,Title,Status,Created,Assigned to,Reopen count,Description\n"
            '1 204,R&amp;D &#39;x&#39;,In&nbsp;progress,2024-03-01,"Nair, Priya",'
            "0,a &lt; b\n"
            '"=""000123""",x,New,2024-03-01,"Somebody Else\nPriya Nair",'
            '"1\u202f204",x\n'
            "3,x,New,2024-03-01,Priya Nair / Li Wei,2.0,x\n"
            "4,x,New,2024-03-01,Nobody Known; Li Wei,,x\n"
            "5,x,New,0000-00-00 00:00:00,,,x\n"
        )
        self.assertEqual([i.line for i in job.issue_ids if i.severity == "error"], [7])
        job.skip_bad = True
        job.action_import()
        tickets = self.requests()
        self.assertEqual(set(tickets), {"1204", "000123", "3", "4"})
        self.assertEqual(tickets["1204"].name, "R&D 'x'")
        self.assertEqual(tickets["1204"].icrm_state, "in_progress")
        self.assertIn("a &lt; b", tickets["1204"].description)
        self.assertEqual(tickets["000123"].icrm_reopen_count, 1204)
        for number in ("1204", "000123", "3"):
            self.assertEqual(tickets[number].user_id, priya, number)
        names = self.env["icrm.request.event"].search(
            [("ticket_id", "in", [tickets["000123"].id, tickets["4"].id])]
        )
        self.assertEqual(
            set(names.mapped("user_name")) - {False},
            {"Somebody Else; Priya Nair", "Nobody Known; Li Wei"},
        )

    def test_workbook_cells(self):
        """Cell formats, serial numbers, merged cells, titles."""
        book = openpyxl.Workbook()
        sheet = book.active
        sheet.append(["Report of all tickets"])
        sheet.merge_cells("A1:E1")
        sheet.append(["Ticket", None, "Times", None, "Number"])
        sheet.append(["State", "Title", "Created", "Changed on", "Ticket ID"])
        sheet.append(["New", "a", 45352.5, AT(2024, 3, 2), 7])
        sheet.append(["Closed", "b", 45352, AT(2024, 3, 4), None])
        sheet.append(["New", "c", "2024-03-01", None, 8])
        sheet.merge_cells("E4:E5")
        for row in (4, 6):
            sheet.cell(row, 5).number_format = '"T-"000000'
        stream = io.BytesIO()
        book.save(stream)
        job = self.start(stream.getvalue(), file_name="x.xlsx")
        self.assertIn("event log", job.remarks)
        self.assertEqual(job.layout, "log")
        self.assertEqual(
            [line.target for line in job.column_ids],
            ["state", "subject", "opened_at", "changed_at", "number"],
        )
        job.layout = "list"
        job.action_check()
        errors = [i for i in job.issue_ids if i.severity == "error"]
        self.assertEqual([(i.value, i.line) for i in errors], [("T-000007", 5)])
        job.layout = "log"
        job.skip_bad = True
        job.action_check()
        job.action_import()
        ticket = self.requests()["T-000007"]
        self.assertEqual(ticket.create_date, AT(2024, 3, 1, 0, 0))
        self.assertEqual(ticket.icrm_state, "resolved")

    # -- event logs

    def test_log_by_names_of_process_mining(self):
        job = self.start(
            "Case ID,Activity,Resource,Complete Timestamp\n"
            "Case 1,New,Value 1,2012/10/09 14:50:17.000\n"
            "Case 1,In progress,Value 1,2012/10/09 14:51:01.000\n"
            "Case 1,Insert ticket,Value 2,2012/10/12 15:02:56.000\n"
            "Case 1,Closed,Value 3,2012/10/25 11:54:26.000\n"
            "Case 2,Take in charge ticket,Value 1,2012/10/09 14:50:17.000\n"
        )
        self.assertEqual(job.layout, "log")
        self.assertEqual(
            [line.target for line in job.column_ids],
            ["number", "state", "agent", "changed_at"],
        )
        self.assertEqual(
            {value.name for value in job.question_value_ids},
            {"Insert ticket", "Take in charge ticket"},
        )
        job.question_value_ids.meaning = "none"
        tickets = self.imported(job)
        one = tickets["Case 1"]
        self.assertEqual(one.icrm_resolved_at, AT(2012, 10, 25, 11, 54, 26))
        events = self.env["icrm.request.event"].search([("ticket_id", "=", one.id)])
        self.assertEqual(
            [(event.state, event.user_name) for event in events],
            [
                ("new", "Value 1"),
                ("in_progress", "Value 1"),
                ("in_progress", "Value 2"),
                ("resolved", "Value 3"),
            ],
        )
        # The first row says nothing: submitted.
        self.assertEqual(tickets["Case 2"].icrm_state, "new")

    # -- newer exports

    NEWER = "Number,Status,Created,Resolved,Closed,Priority,Assigned to,Description\n"

    def test_newer_export(self):
        first = (
            "1,New,2024-03-01,,,Low,,old\n2,Pending,2024-03-01,,,Low,,\n"
            "3,Closed,2024-03-01,2024-03-02,2024-03-02,Low,,\n4,New,2024-03-01,,,,,\n"
        )
        self.imported(self.start(self.NEWER + first))
        tickets = self.requests()
        # 4 is worked on here meanwhile; 3 was reopened there; 1 told no description.
        tickets["4"].with_user(self.admin_user).priority = "3"
        second = (
            "1,Closed,2024-03-01,2024-03-05,2024-03-06,High,Someone,\n"
            "2,Pending,2024-03-01,,,Low,,\n3,Reopened,2024-03-01,,,Low,,\n"
            "4,Closed,2024-03-01,2024-03-05,2024-03-05,Low,,\n5,New,2024-03-01,,,,,\n"
        )
        job = self.start(self.NEWER + second)
        self.assertEqual((job.new_count, job.known_count, job.error_count), (1, 4, 0))
        self.assertIn("worked on here since", " ".join(job.issue_ids.mapped("name")))
        before = tickets["2"].write_date
        job.action_import()
        self.assertEqual(tickets["1"].icrm_state, "resolved")
        self.assertEqual(tickets["1"].priority, "2")
        self.assertEqual(tickets["1"].icrm_confirmed_at, AT(2024, 3, 6))
        self.assertIn("old", tickets["1"].description)
        self.assertEqual(tickets["2"].write_date, before)
        self.assertEqual(tickets["4"].icrm_state, "new")
        self.assertEqual(len(self.requests()), 5)
        self.assertEqual(job.changed_count, 1)
        # The same again changes nothing.
        again = self.start(self.NEWER + second)
        self.assertEqual((again.new_count, again.changed_count), (0, 0))

    def test_newer_log_adds_events(self):
        log = "Number,Status,Changed at\n1,New,2024-03-01 08:00\n"
        log += "1,In progress,2024-03-01 09:00\n1,Pending,2024-03-01 10:00\n"
        self.imported(self.start(log))
        more = log + "1,Active,2024-03-04 09:00\n1,Resolved,2024-03-04 12:00\n"
        job = self.start(more)
        self.assertEqual(job.changed_count, 1)
        job.action_import()
        ticket = self.requests()["1"]
        events = self.env["icrm.request.event"].search([("ticket_id", "=", ticket.id)])
        self.assertEqual(
            events.mapped("state"),
            ["new", "in_progress", "waiting", "in_progress", "resolved"],
        )
        self.assertEqual(ticket.icrm_resolution_seconds, 2 * 3600 + 3 * 3600)

    # -- figures

    def test_figures_without_a_promise(self):
        """Response and resolution times of a history whose services promise nothing."""
        self.imported(
            self.start(
                "Number,Status,Created,First response,Resolved,Team\n"
                # Friday 15:00 to Monday 10:00: four working hours
                "1,Closed,2024-03-01 15:00,2024-03-01 16:00,2024-03-04 10:00,IT desk\n"
                "2,Closed,2024-03-05 08:00,,2024-03-05 12:00,IT desk\n"
                "3,New,2024-03-05 08:00,,,IT desk\n"
                "4,Cancelled,2024-03-05 08:00,,2024-03-06 08:00,IT desk\n"
            )
        )
        ticket = self.requests()["1"]
        self.assertFalse(ticket.icrm_clock_ids)
        self.assertEqual(
            (ticket.icrm_response_seconds, ticket.icrm_resolution_seconds),
            (3600, 4 * 3600),
        )
        self.env.flush_all()
        bounds = date(2024, 3, 1), date(2024, 3, 31)
        self.env["icrm.kpi"]._compute_values(*bounds)
        figures = {
            value.kpi_id.formula: (value.numerator, value.denominator)
            for value in self.env["icrm.kpi.value"].search(
                [
                    ("kpi_id.formula", "in", ("response_time", "resolution_time")),
                    ("company_id", "=", self.company.id),
                    ("date_from", "=", bounds[0]),
                    ("date_to", "=", bounds[1]),
                    ("department_id", "=", self.it.id),
                    ("customer_department_id", "=", False),
                    ("service_id", "=", False),
                ]
            )
        }
        self.assertEqual(
            figures,
            {
                "response_time": (1.0 + 4.0, 2.0),
                "resolution_time": (4.0 + 4.0, 2.0),
            },
        )
