# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.tests import tagged
from odoo.tools import SQL

from ..access.common import AccessHttpCommon
from ..scan import Scan
from .ballot_common import BallotCommon

# Where what was answered comes to lie when a campaign closes.
ANSWERS = {
    "icrm_answer",
    "icrm_campaign_group",
    "icrm_campaign_group_hr_department_rel",
    "icrm_comment",
    "icrm_result",
}
PEOPLE = (
    "icrm_campaign_participant",
    "icrm_customer",
    "hr_employee",
    "res_users",
    "res_partner",
)


@tagged("post_install", "-at_install")
class TestBallotTraces(AccessHttpCommon, BallotCommon):
    """A whole campaign among people who are logged in; then we look for traces."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Ids that no count and no score looks like
        cls.env.cr.execute(
            "SELECT setval(c.oid::regclass, greatest(s.last_value, 900000))"
            " FROM pg_class c JOIN pg_sequences s ON s.sequencename = c.relname"
            " WHERE c.relname = ANY(%s)",
            [[f"{table}_id_seq" for table in PEOPLE]],
        )
        cls.people = cls.env["res.users"].concat(
            *(cls._user(f"voter_{letter}", cls.finance) for letter in "abcdefgh")
        )
        for number, user in enumerate(cls.people):
            user.write(
                {
                    "name": f"Zyx{number}wyx",
                    "email": f"zyx{number}@wyx.example",
                    "password": user.login,
                }
            )
        cls.q_speed.icrm_measure = "csat"

    def _draft(self, **values):
        return self.env["icrm.campaign"].create(
            {
                "name": "Autumn",
                "survey_id": self.survey.id,
                "about_department_ids": [(6, 0, self.it.ids)],
                "closes_on": fields.Date.today() + timedelta(days=9),
                "subject_choice": "all",
                "audience": "departments",
                "audience_department_ids": [(6, 0, self.finance.ids)],
                **values,
            }
        )

    def _answer(self, campaign, user, number):
        """Answer as somebody does who is logged in and comes from My Surveys.

        :return: the tables in which anything changed
        """
        self.login(user)
        self.get("/my")
        scan = Scan(self.env)
        mine = self._participant(campaign, user)
        link = mine.with_user(user).action_answer()["url"]
        page, code = link.split("#code=")
        self.assertEqual(self.url_open(page).status_code, 200)
        self.assertEqual(self.url_open(page, data={"code": code}).status_code, 200)
        subject = campaign.subject_ids
        page = self.url_open(
            "/survey/me",
            data={
                "code": code,
                "send": "1",
                f"a-{subject.id}-{self.q_speed.id}": number % 5 + 1,
                f"a-{subject.id}-{self.q_text.id}": f"SECRET words {number}",
            },
            allow_redirects=False,
        )
        self.assertEqual(page.status_code, 303, page.text)
        return set(scan.changes())

    def _run(self, **values):
        """Return ``(campaign, tables changed by answering, scan before closing)``."""
        campaign = self._draft(**values)
        campaign.action_open()
        cron = type(self.env["ir.cron"])
        with patch.object(cron, "_commit_progress", return_value=3600):
            campaign._send_invitations()
        answering = set()
        for number, user in enumerate(self.people):
            answering |= self._answer(campaign, user, number)
        closing = Scan(self.env)
        self._look_at_the_dump(closing.before, campaign)
        campaign.action_close()
        return campaign, answering, closing

    def _look_at_the_dump(self, tables, campaign):
        """All tables as text, in the middle: nothing clear, nothing that has grown."""
        for table, rows in tables.items():
            self.assertFalse(
                [row for row in rows if "SECRET words" in row], f"{table}: clear text"
            )
        self.cr.execute(
            "SELECT DISTINCT length(ciphertext) FROM icrm_campaign_box"
            " WHERE campaign_id = %s",
            [campaign.id],
        )
        self.assertEqual(self.cr.rowcount, 1, "full boxes look like empty ones")
        self.cr.execute(
            "SELECT count(*) FROM icrm_campaign_participant"
            " WHERE campaign_id = %s AND answered",
            [campaign.id],
        )
        self.assertEqual(self.cr.fetchone()[0], 0, "who has answered is sealed, too")

    def _mentions(self, scan, campaign):
        """Return what rows with answers say of those who gave them."""
        changes = scan.changes()
        self.assertIn("icrm_answer", changes)
        self.assertIn("icrm_comment", changes)
        found = []
        for user in self.people:
            mine = self._participant(campaign, user)
            for table in ANSWERS & set(changes):
                found += scan.mentions(
                    table, changes[table], user, icrm_campaign_participant=mine.id
                )
        return found

    def test_anonymous(self):
        campaign, answering, closing = self._run()
        self.assertEqual(
            answering, {"icrm_campaign_box"}, "one row is written, and no other"
        )
        self.assertEqual(self._mentions(closing, campaign), [])
        changes = closing.changes()
        # What people wrote is in one table only, and what they chose in two.
        for table, rows in changes.items():
            if any("SECRET words" in row for row in rows):
                self.assertEqual(table, "icrm_comment")
        self.assertFalse(
            self.env["icrm.campaign.box"]
            .sudo()
            .search([("campaign_id", "=", campaign.id)])
        )
        self.assertEqual(
            {user for user in self.people},
            set(campaign.participant_ids.filtered("answered").customer_id.user_id),
            "who has answered is known",
        )

    def test_no_way_from_an_answer_to_a_person(self):
        """No column of a table of answers leads to people, but for one: unused."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT c.conrelid::regclass::text, a.attname,
                       c.confrelid::regclass::text
                  FROM pg_constraint c
                  JOIN pg_attribute a ON a.attrelid = c.conrelid
                       AND a.attnum = ANY(c.conkey)
                 WHERE c.contype = 'f' AND c.conrelid::regclass::text IN %s
                """,
                (*ANSWERS, "icrm_campaign_box"),
            )
        )
        leads = {(table, name) for table, name, target in rows if target in PEOPLE}
        self.assertEqual(leads, {("icrm_answer", "participant_id")})
        rows = self.env.execute_query(
            SQL(
                """
                SELECT table_name, column_name FROM information_schema.columns
                 WHERE table_schema = current_schema() AND table_name IN %s
                       AND (data_type LIKE 'timestamp%%' OR data_type LIKE 'time%%')
                """,
                (*(ANSWERS - {"icrm_comment"}), "icrm_campaign_box", PEOPLE[0]),
            )
        )
        self.assertEqual(rows, [], "no column knows an hour")
        campaign, _answering, _closing = self._run()
        self.cr.execute(
            "SELECT count(*), count(participant_id) FROM icrm_answer"
            " WHERE campaign_id = %s",
            [campaign.id],
        )
        count, named = self.cr.fetchone()
        self.assertTrue(count)
        self.assertEqual(named, 0)

    def test_the_scan_finds_names_where_they_are_kept(self):
        campaign, answering, closing = self._run(protection="identified")
        self.assertEqual(answering, {"icrm_campaign_box"})
        found = self._mentions(closing, campaign)
        self.assertEqual(
            len({path for path in found if "icrm_answer.participant_id" in path}),
            len(self.people),
        )
