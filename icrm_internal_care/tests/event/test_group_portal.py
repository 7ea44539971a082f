# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import Command, fields, http
from odoo.exceptions import UserError
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from .meeting_common import MeetingCommon


@tagged("post_install", "-at_install")
class TestGroupPortal(MeetingCommon, HttpCase):
    """A consultant from outside reads one record until the last day, and no more."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.stranger = new_test_user(
            cls.env, login="icrm_stranger", groups="base.group_portal"
        )
        cls.ticket = (
            cls.service.with_user(cls.staff)
            .submit_request({"name": "Machine down", "description": "It smokes"})
            .sudo()
        )
        ticket = cls.ticket.with_user(cls.it_head).sudo(False)
        action = ticket.action_icrm_start_coordination()
        cls.group = ticket.env["icrm.coordination"].browse(action["res_id"])
        cls.group.consultant_ids = [Command.link(cls.portal_user.partner_id.id)]
        cls.page = f"/my/groups/{cls.group.id}"

    def _open(self, page=None, user=None):
        user = user or self.portal_user
        self.authenticate(user.login, user.login)
        with mute_logger("odoo.http"):
            return self.url_open(page or self.page)

    def _post(self, **data):
        data["csrf_token"] = http.Request.csrf_token(self)
        with mute_logger("odoo.http"):
            return self.url_open(self.page, data=data, allow_redirects=False)

    def _links(self, messages):
        return {link for row in messages for _label, link in row._render().actions}

    def _item(self, owner, name="Look at it"):
        return self.env["icrm.action.item"].create(
            {
                "name": name,
                "owner_id": owner.id,
                "due_date": fields.Date.today() + timedelta(days=3),
                "coordination_id": self.group.id,
            }
        )

    def test_the_one_record_is_read_and_logged(self):
        Log = self.env["icrm.access.log"].sudo()
        self.assertIn(self.page, self._open("/my/groups").text)
        before = Log.search([])
        page = self._open()
        self.assertEqual(page.status_code, 200)
        for word in ("Machine down", "It smokes", self.group.mandate):
            self.assertIn(word, page.text)
        self.assertNotIn("Staff", page.text, "not who the people are")
        rows = Log.search([]) - before
        self.assertEqual(rows.mapped("kind"), ["coordination"])
        self.assertEqual(rows.user_id, self.portal_user)
        self.assertEqual(
            (rows.res_model, rows.res_id), (self.ticket._name, self.ticket.id)
        )

    def test_who_is_let_in_is_logged(self):
        Log = self.env["icrm.access.log"].sudo()
        before = Log.search([])
        self.group.consultant_ids = [Command.link(self.stranger.partner_id.id)]
        rows = Log.search([]) - before
        self.assertIn(self.stranger.name, rows.reason)
        joined = self._messages("coordination_joined", self.group)
        self.assertIn(self.stranger.partner_id, joined.partner_id)
        self.assertEqual(self._links(joined), {self.page})

    def test_nothing_else(self):
        """No right to a model: not the request, its talk, nor the group itself."""
        for record in (self.ticket, self.group, self._item(self.it_head)):
            as_consultant = record.with_user(self.portal_user).sudo(False)
            self.assertFalse(as_consultant.has_access("read"), record._name)
        page = self._open(f"/my/requests/{self.ticket.id}")
        self.assertNotIn("It smokes", page.text)
        other = self.group.copy({"name": "Other group"})
        other.consultant_ids = False
        self.assertEqual(self._open(f"/my/groups/{other.id}").status_code, 404)

    def test_over_foreign_and_missing_are_alike(self):
        missing = self._open(f"/my/groups/{self.group.id + 1000}")
        foreign = self._open(user=self.stranger)
        self.group.date_end = fields.Date.today() - timedelta(days=2)
        late = self._open()
        self.group.date_end = fields.Date.today()
        self.assertEqual(self._open().status_code, 200)
        self.group.action_end("Solved")
        over = self._open()
        texts = set()
        for page in (missing, foreign, late, over):
            self.assertEqual(page.status_code, 404)
            text = page.text
            for number in (self.group.id, self.group.id + 1000):
                text = text.replace(f"/my/groups/{number}", "")
            self.assertNotIn("Machine down", text)
            texts.add("Page not found" in text or "404" in text)
        self.assertEqual(texts, {True})
        self.assertNotIn(self.page, self._open("/my/groups").text)

    def test_own_actions_and_no_others(self):
        mine = self._item(self.portal_user)
        other = self._item(self.it_head, "SECRET plan")
        told = self._messages("action_item_assigned", mine)
        self.assertEqual(told.partner_id, self.portal_user.partner_id)
        self.assertEqual(self._links(told), {self.page})
        page = self._open()
        self.assertIn("Look at it", page.text)
        self.assertNotIn("SECRET plan", page.text)
        self.assertIn("Choose one of your actions", self._post(item=other.id).text)
        self.assertEqual(self._post(item=mine.id, result="A valve").status_code, 303)
        self.env.invalidate_all()
        self.assertEqual((mine.state, mine.result), ("done", "A valve"))
        self.assertEqual(other.state, "open")
        self.assertIn("Choose one", self._post(item="x").text)
        self.assertIn("is closed", self._post(item=mine.id).text)

    def test_actions_go_to_consultants_of_the_group_alone(self):
        with self.assertRaisesRegex(UserError, "no active staff account"):
            self._item(self.stranger)
        with self.assertRaisesRegex(UserError, "add colleagues as members"):
            self.group.consultant_ids = [Command.link(self.colleague.partner_id.id)]

    def test_what_is_left_open_goes_to_the_lead(self):
        item = self._item(self.portal_user)
        self.group.consultant_ids = [Command.unlink(self.portal_user.partner_id.id)]
        self.assertEqual(item.owner_id, self.it_head)
        self.group.consultant_ids = [Command.link(self.portal_user.partner_id.id)]
        item.owner_id = self.portal_user
        self.group.action_end("Solved")
        self.assertEqual(item.owner_id, self.it_head)

    def test_reopened_after_the_end_it_is_the_leads(self):
        item = self._item(self.portal_user)
        item.action_done()
        self.group.action_end("Solved")
        self.assertEqual(item.owner_id, self.portal_user)
        item.action_reopen()
        self.assertEqual(item.owner_id, self.it_head)

    def test_tour(self):
        item = self._item(self.portal_user)
        self.start_tour("/my/groups", "icrm_group_portal", login="icrm_portal")
        self.env.invalidate_all()
        self.assertEqual((item.state, item.result), ("done", "A valve"))
