# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Small files in the shapes of other systems' exports, from upload to requests.

The files lie in ``../shared/cases`` of the project, with a README of what each must
give.
"""

import os
import time
import unittest
from datetime import datetime
from pathlib import Path

from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged

from .common import ImportCommon

AT = datetime


def find_folder():
    folders = [Path(os.environ["ICRM_SHARED"])] if "ICRM_SHARED" in os.environ else []
    folders += [folder / "shared" for folder in Path(__file__).resolve().parents]
    return next(
        (folder / "cases" for folder in folders if (folder / "cases").is_dir()), None
    )


CASES = find_folder()


@unittest.skipUnless(CASES, "../shared/cases of the project only")
@tagged("post_install", "-at_install")
class TestCases(ImportCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("zh_CN")
        cls.claire = cls.env["hr.employee"].create(
            {
                "name": "Claire Dubois",
                "work_email": "claire@halden.example",
                "department_id": cls.finance.id,
            }
        )
        cls.priya = new_test_user(
            cls.env,
            login="priya",
            name="Priya Nair",
            groups="icrm_internal.group_icrm_agent",
        )
        cls.laptop = cls.env["icrm.service"].create(
            {
                "name": "Request a laptop",
                "category_id": cls.env["icrm.service.category"].search([], limit=1).id
                or cls.env["icrm.service.category"].create({"name": "IT"}).id,
                "department_id": cls.it.id,
                "team_id": cls.it_team.id,
            }
        )
        cls.laptop.with_context(lang="zh_CN").name = "申领笔记本电脑"

    def upload(self, name, profile="generic", **values):
        job = self.job(
            (CASES / name).read_bytes(), profile, file_name=name, tz="UTC", **values
        )
        job.action_start()
        return job

    def targets(self, job):
        return {line.name: line.target for line in job.column_ids if line.target}

    def sentences(self, job, severity=None):
        return [
            issue.name for issue in job.issue_ids if severity in (None, issue.severity)
        ]

    def imported(self, job):
        job.action_check()
        self.assertFalse(job.error_count, self.findings(job))
        job.action_import()
        return self.requests(job.code)

    def test_nostate(self):
        job = self.upload("nostate.csv")
        self.assertEqual(job.state, "mapped")
        self.assertIn("state", job.questions)
        self.assertIn("No column has the state", job.question_text)
        self.assertIn("“Phase” may be the state: In process, Offen", job.remarks)
        job.action_check()
        self.assertIn("No column has the state", self.sentences(job, "error")[0])
        job.skip_bad = True
        with self.assertRaisesRegex(UserError, "No column has the state"):
            job.action_import()
        self.assertFalse(self.requests())
        # The remedy: a state for all, or the column that tells it.
        job.default_state = "in_progress"
        self.assertEqual(
            {ticket.icrm_state for ticket in self.imported(job).values()},
            {"in_progress"},
        )

    def test_total(self):
        job = self.upload("total.csv")
        self.assertEqual((job.state, job.new_count), ("checked", 1))
        self.assertIn("Line of totals, not a ticket.", self.sentences(job))
        self.assertIn(
            "1 has no resolution date; it counts as resolved when it was closed.",
            self.sentences(job),
        )
        ticket = self.imported(job)["1"]
        self.assertEqual(ticket.icrm_resolved_at, AT(2025, 11, 22))
        self.assertEqual(ticket.icrm_state, "resolved")

    def test_title(self):
        job = self.upload("title.csv")
        self.assertEqual((job.state, job.new_count), ("checked", 1))
        self.assertIn(
            "2 rows above the column names are left out.", self.sentences(job)
        )
        self.assertEqual(list(self.imported(job)), ["1"])
        # From upload to figures
        action = job.action_open_figures()
        rows = self.env[action["res_model"]].with_user(self.admin_user)
        self.assertEqual(rows.search(action["domain"]).resolution_hours, 24)

    def test_ambig(self):
        job = self.upload("ambig.csv")
        self.assertEqual(job.state, "mapped")
        self.assertEqual(job.date_order, "auto")
        self.assertIn("date_order", job.questions)
        with self.assertRaisesRegex(UserError, "order of day and month"):
            job.action_check()
        job.date_order = "mdy"
        self.assertEqual(self.imported(job)["1"].create_date, AT(2005, 3, 4))

    def test_osticket(self):
        job = self.upload("osticket.csv")
        self.assertEqual(job.template_id.name, "osTicket")
        targets = self.targets(job)
        self.assertEqual(
            {
                name: targets.get(name)
                for name in (
                    "Ticket Number",
                    "Date Created",
                    "Closed Date",
                    "Current Status",
                    "From",
                    "From Email",
                    "Department",
                    "Help Topic",
                    "Agent Assigned",
                )
            },
            {
                "Ticket Number": "number",
                "Date Created": "opened_at",
                "Closed Date": "closed_at",
                "Current Status": "state",
                "From": "caller",
                "From Email": "caller_email",
                "Department": "group",
                "Help Topic": "service",
                "Agent Assigned": "agent",
            },
        )
        job.date_order = "mdy"
        job.action_check()
        errors = [issue for issue in job.issue_ids if issue.severity == "error"]
        self.assertEqual([(i.value, i.count) for i in errors], [("Emergency", 1)])
        asked = job.question_value_ids.filtered(lambda v: v.kind == "priority")
        self.assertEqual(asked.name, "Emergency")
        asked.priority = "3"
        tickets = self.imported(job)
        self.assertEqual(set(tickets), {"000123", "000124", "000125", "000126"})
        one = tickets["000123"]
        self.assertEqual(one.create_date, AT(2025, 11, 21, 16, 5))
        self.assertEqual(one.icrm_requester_id.employee_id, self.claire)
        self.assertEqual(one.user_id, self.priya)
        self.assertIn("Badge and keys", one.description)
        self.assertEqual(tickets["000124"].icrm_state, "new")
        self.assertEqual(tickets["000126"].icrm_state, "resolved")

    def test_freshservice(self):
        job = self.upload("freshservice.csv")
        self.assertEqual(job.template_id.name, "Freshservice")
        targets = self.targets(job)
        self.assertEqual(targets["Requester Name"], "caller")
        self.assertEqual(targets["Initial Response Time"], "first_response_at")
        self.assertEqual(targets["Last Updated Time"], "changed_at")
        self.assertEqual(targets["Category"], "description")
        self.assertNotIn("First Response Time (in Hrs)", targets)
        tickets = self.imported(job)
        self.assertEqual(len(tickets), 6)
        one = tickets["INC-12"]
        for text in (
            "PC LOAD LETTER",
            "HP &amp; Co",
            "&gt; quoted line, with; separators",
            "C. Dubois",
        ):
            self.assertIn(text, one.description)
        self.assertEqual(one.icrm_first_response_at, AT(2025, 11, 21, 16, 15, 17))
        self.assertEqual(one.icrm_customer_department_id, self.finance)
        self.assertEqual(
            {number: ticket.icrm_holder for number, ticket in tickets.items()},
            {
                "INC-12": False,
                "SR-13": "customer",
                "SR-14": "department",
                "SR-15": False,
                "SR-16": "customer",
                "SR-17": "third_party",
            },
        )

    def test_fxiaoke(self):
        job = self.upload("fxiaoke.xlsx")
        targets = self.targets(job)
        for name, target in {
            "工单状态": "state",
            "工单主题": "subject",
            "问题描述": "description",
            "完成时间": "resolved_at",
            "响应时间": "first_response_at",
            "归属部门": "group",
            "客户名称": "caller",
            "服务项目": "service",
        }.items():
            self.assertEqual(targets[name], target, name)
        tickets = self.imported(job)
        one = tickets["GD20251121-0001"]
        self.assertEqual(one.icrm_service_id, self.laptop)
        self.assertEqual(one.create_date, AT(2025, 11, 21, 16, 5))
        self.assertEqual(one.priority, "3")
        self.assertEqual(tickets["GD20251121-0004"].icrm_state, "new")
        self.assertEqual(tickets["GD20251121-0005"].icrm_state, "resolved")

    def test_glpi_fr(self):
        job = self.upload("glpi_fr.csv")
        self.assertIn("cp1252", job.remarks)
        self.assertEqual(
            self.targets(job),
            {
                "ID": "number",
                "Titre": "subject",
                "Statut": "state",
                "Dernière modification": "changed_at",
                "Date d'ouverture": "opened_at",
                "Priorité": "priority",
                "Demandeur - Demandeur": "caller",
                "Attribué à - Technicien": "agent",
                "Attribué à - Groupe de techniciens": "group",
                "Catégorie": "description",
                "Date de résolution": "resolved_at",
                "Date de clôture": "closed_at",
            },
        )
        tickets = self.imported(job)
        self.assertEqual(
            {number: ticket.icrm_state for number, ticket in tickets.items()},
            {
                "204": "resolved",
                "205": "in_progress",
                "206": "resolved",
                "207": "waiting",
            },
        )
        self.assertEqual(tickets["204"].create_date, AT(2025, 4, 3, 16, 5))
        self.assertEqual(tickets["204"].icrm_requester_id.employee_id, self.claire)
        self.assertEqual(tickets["204"].user_id, self.priya)
        self.assertEqual(tickets["206"].priority, "3")

    def test_zoho_report(self):
        job = self.upload("zoho_report.csv")
        self.assertEqual(
            self.targets(job),
            {
                "Ticket Id": "number",
                "Subject (Ticket)": "subject",
                "Status (Ticket)": "state",
                "Priority (Ticket)": "priority",
                "Created Time (Ticket)": "opened_at",
                "Ticket Closed Time": "closed_at",
                "Contact Name": "caller",
                "Department (Ticket)": "customer_department",
                "Ticket Owner": "agent",
                "Category (Ticket)": "description",
            },
        )
        self.assertEqual(self.imported(job)["101"].create_date, AT(2025, 11, 21, 16, 5))
        # With its own profile the department is the one that serves.
        job = self.upload("zoho_report.csv", "zoho_desk")
        self.assertEqual(self.targets(job)["Department (Ticket)"], "group")

    def test_jira(self):
        job = self.upload("jira.csv")
        self.assertEqual(job.template_id.name, "Jira Service Management")
        targets = self.targets(job)
        self.assertEqual(
            targets["Custom field ([CHART] Date of First Response)"],
            "first_response_at",
        )
        self.assertEqual((targets["Comment"], targets["Comment (2)"]), ("comment",) * 2)
        tickets = self.imported(job)
        one = tickets["ITS-1"]
        self.assertEqual(one.icrm_first_response_at, AT(2025, 11, 21, 16, 25))
        notes = self.env["mail.message"].search(
            [("model", "=", "helpdesk.ticket"), ("res_id", "=", one.id)]
        )
        self.assertEqual(len(notes), 2)
        first = notes.filtered(lambda note: note.date == AT(2025, 11, 21, 17))
        self.assertIn("a, comment<br>second line", first.body.replace("<br/>", "<br>"))
        self.assertIn("712020:aa", first.body)
        self.assertTrue(all(notes.mapped("is_internal")))
        # A newer export adds the comment that is new, and no other.
        text = (CASES / "jira.csv").read_bytes()
        self.assertEqual(self.upload("jira.csv").changed_count, 0)
        newer = self.job(text.replace(b'",x,Done', b'",y,Done', 1), "jira", tz="UTC")
        newer.action_start()
        self.assertEqual((newer.changed_count, newer.new_count), (1, 0))
        self.assertIn("Comments: 1", " ".join(self.sentences(newer)))
        newer.action_import()
        notes = self.env["mail.message"].search(
            [("model", "=", "helpdesk.ticket"), ("res_id", "=", one.id)]
        )
        self.assertEqual(len(notes), 3)
        self.assertEqual(self.upload("jira.csv").changed_count, 0)
        self.assertEqual(
            {number: ticket.icrm_state for number, ticket in tickets.items()},
            {
                "ITS-1": "resolved",
                "ITS-2": "waiting",
                "ITS-3": "withdrawn",
                "ITS-4": "waiting",
                "ITS-5": "in_progress",
            },
        )

    def test_servicenow_name(self):
        job = self.upload("servicenow_name.csv", "servicenow")
        targets = self.targets(job)
        self.assertEqual(targets["close_code"], "description")
        self.assertEqual(targets["caller_id.department"], "customer_department")
        tickets = self.imported(job)
        one = tickets["INC0010001"]
        self.assertEqual(one.name, "Écran noir")
        self.assertEqual(one.icrm_customer_department_id, self.finance)
        self.assertIn("Solved (Permanently)", one.description)
        self.assertIn("Email", one.description)
        self.assertEqual(tickets["INC0010002"].create_date, AT(2025, 11, 21, 16, 5, 12))

    def test_quote(self):
        job = self.upload("quote.csv")
        errors = [issue for issue in job.issue_ids if issue.severity == "error"]
        self.assertEqual([issue.line for issue in errors], [4])
        self.assertIn("Unclosed quote", errors[0].name)
        with self.assertRaises(UserError):
            job.action_import()
        self.assertFalse(self.requests())

    def test_tz(self):
        job = self.upload("tz.csv")
        job.tz = "Europe/Berlin"
        job.action_check()
        opened = {n: t.create_date for n, t in self.imported(job).items()}
        self.assertEqual(
            opened,
            {
                "1": AT(2025, 10, 26, 0, 30),
                "2": AT(2025, 10, 26, 0, 30),
                "3": AT(2025, 3, 30, 0, 30),
                "4": AT(2025, 11, 21, 16, 5, 12),
                "5": AT(2025, 11, 21, 15, 5),
                "6": AT(2025, 11, 21, 15, 5, 12),
                "7": AT(2025, 11, 21, 15, 5, 12),
                "8": AT(2025, 11, 21, 15, 5, 12),
                "9": AT(2025, 11, 21, 15, 5),
                "10": AT(2025, 11, 21, 23, 0),
            },
        )
        closed = {n: t.closed_date for n, t in self.requests().items()}
        # The hour that comes twice: the second time, as it was opened in the first.
        self.assertEqual(closed["2"], AT(2025, 10, 26, 1, 15))
        self.assertEqual(closed["6"], AT(2025, 11, 22, 8, 10))
        self.assertEqual(closed["9"], AT(2025, 11, 22, 8, 10))

    def test_update(self):
        first = self.upload("upd1.csv")
        self.imported(first)
        ticket = self.requests()["77"]
        self.assertEqual(ticket.icrm_state, "new")
        second = self.upload("upd2.csv")
        self.assertEqual(
            (second.new_count, second.known_count, second.changed_count), (0, 1, 1)
        )
        self.assertEqual(ticket.icrm_state, "new", "a check changes nothing")
        self.assertIn("Submitted → Resolved", self.sentences(second, "info")[-1])
        messages = self.env["mail.message"].search_count([])
        second.action_import()
        self.assertEqual(ticket.icrm_state, "resolved")
        self.assertEqual(ticket.icrm_resolved_at, AT(2025, 11, 25))
        self.assertEqual(ticket.closed_date, AT(2025, 11, 25))
        self.assertTrue(ticket.stage_id.closed)
        self.assertEqual(self.env["mail.message"].search_count([]), messages)
        events = ticket.env["icrm.request.event"].search(
            [("ticket_id", "=", ticket.id)]
        )
        self.assertEqual(events.mapped("state"), ["new", "resolved"])
        # Twice the same changes nothing; an older export sets nothing back.
        for name, words in (("upd2.csv", "nothing new"), ("upd1.csv", "newer here")):
            again = self.upload(name)
            self.assertEqual((again.new_count, again.changed_count), (0, 0))
            self.assertTrue(
                any(words in sentence for sentence in self.sentences(again)), name
            )
        self.assertEqual(len(self.requests()), 1)

    def test_far(self):
        start = time.monotonic()
        with self.assertRaisesRegex(UserError, "row 1048577000"):
            self.upload("far_row.xlsx")
        self.assertLess(time.monotonic() - start, 1.5)
        start = time.monotonic()
        job = self.upload("far_column.xlsx")
        self.assertLess(time.monotonic() - start, 8)
        self.assertEqual(job.row_count, 2000)
        self.assertIn("Columns after column 400 are ignored.", self.sentences(job))
