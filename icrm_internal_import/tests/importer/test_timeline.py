# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import datetime

from odoo.tests import BaseCase, tagged

from odoo.addons.icrm_internal.importer.fault import Report
from odoo.addons.icrm_internal.importer.source import Source
from odoo.addons.icrm_internal_import.importer.columns import propose
from odoo.addons.icrm_internal_import.importer.dates import DateReader
from odoo.addons.icrm_internal_import.importer.meanings import (
    propose_priority,
    propose_state,
)
from odoo.addons.icrm_internal_import.importer.row import Plan
from odoo.addons.icrm_internal_import.importer.timeline import TicketHistoryReader

AT = datetime.datetime


@tagged("post_install", "-at_install")
class TestTimeline(BaseCase):
    def read_histories(self, text, is_log=False, **options):
        """Return (histories by number, issues as (severity, line, column, text))."""
        source = Source.open(text.encode())
        states = ("New", "Active", "Awaiting User Info", "Awaiting Vendor", "Resolved")
        plan = Plan(
            source.header,
            propose(source.header),
            DateReader("dmy", "UTC"),
            is_log,
            {value: propose_state(value) for value in (*states, "Closed", "Cancelled")},
            {"1 - Critical": "3", "4 - Low": "0"},
            **options,
        )
        issues = []
        report = Report(issues.append)
        reader = TicketHistoryReader(plan, report)
        histories = {
            history.number: history for history in reader.histories(source.rows(report))
        }
        self.bad = reader.bad
        return histories, [(i.severity, i.line, i.column, i.sentence) for i in issues]

    LOG = (
        "number,state,opened_at,sys_updated_at,sys_mod_count,assignment_group,priority,"
    )
    LOG += "resolved_at,closed_at,reopen_count,reassignment_count\n"

    def test_event_log(self):
        """Rows out of order and mixed with another ticket's give one history each."""
        histories, issues = self.read_histories(
            self.LOG + "A,Resolved,01-03-2024 08:00,04-03-2024 10:00,4,N2,4 - Low,"
            "04-03-2024 09:00,09-03-2024 10:00,0,1\n"
            "A,New,01-03-2024 08:00,01-03-2024 08:10,0,N1,4 - Low,?,?,0,0\n"
            "B,Active,02-03-2024 08:00,02-03-2024 08:00,0,?,1 - Critical,?,?,0,0\n"
            "A,Awaiting User Info,01-03-2024 08:00,01-03-2024 09:00,2,N2,4 - Low,"
            "?,?,0,1\n"
            "A,Active,01-03-2024 08:00,01-03-2024 09:00,1,N2,4 - Low,?,?,0,1\n"
            "A,Closed,01-03-2024 08:00,09-03-2024 10:00,5,N2,4 - Low,"
            "04-03-2024 09:00,09-03-2024 10:00,0,1\n",
            is_log=True,
        )
        self.assertFalse(issues)
        history = histories["A"]
        self.assertEqual(
            [(event.at, event.meaning, event.group) for event in history.events],
            [
                (AT(2024, 3, 1, 8), "new", "N1"),
                (AT(2024, 3, 1, 9), "in_progress", "N2"),
                (AT(2024, 3, 1, 9), "waiting_customer", "N2"),
                (AT(2024, 3, 4, 10), "resolved", "N2"),
            ],
        )
        self.assertEqual(history.first_response_at, AT(2024, 3, 1, 9))
        # The file's own columns, not the rows' times
        self.assertEqual(history.resolved_at, AT(2024, 3, 4, 9))
        self.assertEqual(history.closed_at, AT(2024, 3, 9, 10))
        self.assertEqual(histories["B"].last.priority, "3")
        self.assertIsNone(histories["B"].resolved_at)

    def test_dates_from_the_rows_where_no_column_tells(self):
        histories, issues = self.read_histories(
            "number,state,changed at\nA,New,01-03-2024 08:00\n"
            "A,Resolved,01-03-2024 10:00\nA,Active,01-03-2024 11:00\n"
            "A,Resolved,01-03-2024 12:00\nA,Closed,05-03-2024 12:00\n",
            is_log=True,
        )
        history = histories["A"]
        self.assertFalse(issues)
        self.assertEqual(history.opened_at, AT(2024, 3, 1, 8))
        self.assertEqual(history.resolved_at, AT(2024, 3, 1, 12))
        self.assertEqual(history.closed_at, AT(2024, 3, 5, 12))
        self.assertEqual(history.reopen_count, 1)

    def test_log_against_itself(self):
        histories, issues = self.read_histories(
            self.LOG + "A,New,01-03-2024 08:00,01-03-2024 07:00,0,N1,?,?,?,0,0\n"
            "A,Closed,01-03-2024 08:00,01-03-2024 09:00,1,N1,?,"
            "?,01-03-2024 09:00,0,2\n",
            is_log=True,
        )
        self.assertEqual(histories["A"].events[0].at, AT(2024, 3, 1, 8))
        self.assertEqual(
            [issue[:3] for issue in issues],
            [
                ("warning", 2, "sys_updated_at"),
                ("info", 3, "resolved_at"),
                ("info", 3, "reassignment_count"),
            ],
        )
        self.assertIn("the rows show 0 instead of 2", issues[2][3])

    def test_one_bad_row_leaves_the_whole_ticket_out(self):
        histories, issues = self.read_histories(
            self.LOG + "A,New,01-03-2024 08:00,01-03-2024 08:00,0,N1,?,?,?,0,0\n"
            "A,Frozen,01-03-2024 08:00,31-02-2024 09:00,1,N1,?,?,?,x,0\n"
            "B,New,01-03-2024 08:00,01-03-2024 08:00,0,N1,?,?,?,0,0\n",
            is_log=True,
        )
        self.assertEqual(set(histories), {"B"})
        self.assertEqual(self.bad, 1)
        self.assertEqual(
            [issue[:3] for issue in issues],
            [
                ("error", 3, "state"),
                ("error", 3, "sys_updated_at"),
                ("error", 3, "reopen_count"),
            ],
        )

    LIST = "number,title,state,created,resolved,closed\n"

    def test_one_row_per_ticket(self):
        histories, issues = self.read_histories(
            self.LIST + "1,Laptop,Closed,01-03-2024,02-03-2024,05-03-2024\n"
            "2,=cmd|' /C calc'!A0,Active,01-03-2024,,\n"
            "3,Chair,Cancelled,01-03-2024,,04-03-2024\n"
        )
        self.assertFalse(issues)
        self.assertEqual(
            [(event.at, event.meaning) for event in histories["1"].events],
            [(AT(2024, 3, 1), "new"), (AT(2024, 3, 2), "closed")],
        )
        self.assertEqual(histories["1"].closed_at, AT(2024, 3, 5))
        self.assertEqual(histories["2"].subject, "=cmd|' /C calc'!A0")
        self.assertEqual(histories["2"].last.meaning, "in_progress")
        self.assertIsNone(histories["3"].resolved_at)
        self.assertEqual(histories["3"].closed_at, AT(2024, 3, 4))

    def test_every_bad_row_is_named(self):
        histories, issues = self.read_histories(
            self.LIST + "1,a,Closed,05-03-2024,01-03-2024,06-03-2024\n"
            "2,b,Closed,01-03-2024,05-03-2024,04-03-2024\n"
            "3,c,Closed,31-02-2024,,\n"
            "4,d,Closed,,,\n"
            "5,e,Closed,01-03-2024,,\n"
            ",f,Closed,01-03-2024,,02-03-2024\n"
            "7,g,Closed,01-03-2024,02-03-2024,\n"
            "7,h,Closed,01-03-2024,02-03-2024,\n"
            f"{'8' * 65},i,New,01-03-2024,,\n"
            "9,j,Frozen,01-03-2024,,\n"
        )
        self.assertEqual(set(histories), {"7"})
        self.assertEqual(histories["7"].subject, "g")
        self.assertEqual(self.bad, 9)
        self.assertEqual(
            [issue[1:3] for issue in issues],
            [
                (2, "resolved"),
                (3, "closed"),
                (4, "created"),
                (5, "created"),
                (6, "resolved"),
                (7, "number"),
                (9, "number"),
                (10, "number"),
                (11, "state"),
            ],
        )
        self.assertIn("Line 8 already has this number", issues[6][3])

    def test_text_is_cleaned_and_bounded(self):
        histories, issues = self.read_histories(
            "number,title,description,created,state\n"
            f'1,evil\u202egpj.exe\0,"{"x" * 1_000_000}",01-03-2024,New\n'
            f"2,{'y' * 400},two words,01-03-2024,New\n"
        )
        self.assertEqual(
            [issue[:3] for issue in issues],
            [
                ("warning", 2, "title"),
                ("error", 2, "description"),
                ("warning", 3, "title"),
            ],
        )
        self.assertIn("1,000,000 characters, maximum 100,000", issues[1][3])
        self.assertEqual(len(histories["2"].subject), 300)
        self.assertEqual(histories["2"].description, [("description", "two words")])

    def test_words_of_other_systems(self):
        for value, meaning in [
            ("Awaiting User Info", "waiting_customer"),
            ("Processing (assigned)", "in_progress"),
            ("已关闭", "closed"),
            ("Frozen", None),
        ]:
            self.assertEqual(propose_state(value), meaning, value)
        for value, priority in [
            ("1 - Critical", "3"),
            ("4 - Low", "0"),
            ("Highest", "3"),
            ("Very low", "0"),
            ("1", None),
        ]:
            self.assertEqual(propose_priority(value), priority, value)

    def test_saved_columns_go_before_names(self):
        self.assertEqual(
            propose(
                ["Number", "State", "Status", "Ref"], {"ref": "number", "state": None}
            ),
            [None, None, "state", "number"],
        )
