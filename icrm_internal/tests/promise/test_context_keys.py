# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""No key of the context is a way in: those our code sets, a caller cannot."""

import json
import re
from pathlib import Path

from odoo.exceptions import UserError
from odoo.service.model import call_kw
from odoo.tests import tagged

from ...models.access import inner_context
from .test_request_messages import MessageCase

ADDONS = Path(__file__).parents[3]
#: What screens set: values of a caller, checked where they are read.
CLIENT = {
    "icrm_approval_seen",
    "icrm_choice",
    "icrm_filter",
    "icrm_form_token",
    "icrm_missed_query",
    "icrm_open_only",
    "icrm_preview",
    "icrm_proposal_seen",
    "icrm_query",
    "icrm_reason_method",
    "icrm_role",
    "icrm_settlement_seen",
    "icrm_side",
}
#: An object of its own, compared by identity
OWN = {"icrm_form_editing"}
READ = re.compile(r"context\s*(?:\.get\(|\[)\s*[\"'](icrm_\w+)[\"']")
INNER = re.compile(r"inner_context\.get\([^()]*?[\"'](icrm_\w+)[\"']", re.S)
GIVEN = re.compile(r"\bwith_context\(([^()]*)\)", re.S)
KEY = re.compile(r"\b(icrm_\w+)\s*=")


def read_source():
    """Yield the text of each Python file of the addons, without tests."""
    for folder in ADDONS.glob("icrm_internal*"):
        for path in folder.rglob("*.py"):
            if "tests" not in path.parts and "migrations" not in path.parts:
                yield path.read_text()


def find_keys(pattern):
    return {key for text in read_source() for key in pattern.findall(text)}


@tagged("post_install", "-at_install")
class TestContextKeys(MessageCase):
    def test_each_is_a_caller_s_or_ours(self):
        """What is read from the context directly is listed; the rest is wrapped."""
        self.assertEqual(find_keys(READ), CLIENT | OWN)
        inner = find_keys(INNER)
        self.assertGreaterEqual(len(inner), 9)
        self.assertFalse(inner & (CLIENT | OWN))
        given = {
            key
            for text in read_source()
            for arguments in GIVEN.findall(text)
            for key in KEY.findall(arguments)
        }
        self.assertLessEqual(given, CLIENT | OWN)

    def test_what_json_says_is_not_ours(self):
        for value in (True, 1, "x", [1], {"value": True}, None):
            env = self.env(context={"icrm_step": json.loads(json.dumps(value))})
            self.assertIsNone(inner_context.get(env, "icrm_step"))
        given = inner_context.give(self.service, icrm_step=[1])
        self.assertEqual(inner_context.get(given.env, "icrm_step"), [1])

    def call(self, user, record, method, *args, context=None, **kwargs):
        """Call as a client does."""
        kwargs["context"] = context or {}
        model = record.with_env(self.env(user=user.id, context={}))
        return call_kw(
            model.browse(), method, [record.ids, *args], json.loads(json.dumps(kwargs))
        )

    def live(self, context):
        """Return who hears what, and what becomes of a request, step by step."""
        closed = self.env["helpdesk.ticket.stage"].search(
            [("icrm_state", "=", "resolved")], limit=1
        )
        result = []

        def note():
            self.env.flush_all()
            told = self.told()
            self.env.invalidate_all()
            result.append(
                (ticket.icrm_state, bool(ticket.icrm_first_response_at), told)
            )

        ticket = self.submit().sudo()
        note()

        def step(user, method, *args, **kwargs):
            self.call(user, ticket, method, *args, context=context, **kwargs)
            note()

        words = {"message_type": "comment", "subtype_xmlid": "mail.mt_comment"}
        step(self.agent, "message_post", body="We look into it.", **words)
        step(self.agent, "action_icrm_ask", "Which one?")
        step(self.staff, "message_post", body="The left one.", **words)
        step(self.agent, "write", {"user_id": self.second.id})
        step(self.second, "write", {"stage_id": closed.id})
        step(self.staff, "message_post", body="Thank you.", **words)
        step(self.staff, "action_icrm_reopen", "It is not done.")
        step(self.second, "action_icrm_resolve", "Now it is.")
        return result

    def test_a_client_s_keys_change_nothing(self):
        """A request's life is told alike, whatever a client writes in the context."""
        keys = find_keys(READ) | find_keys(INNER)
        self._at()
        with self.env.cr.savepoint() as savepoint:
            wanted = self.live({})
            savepoint.rollback()
        self.assertGreaterEqual(len([told for *_step, told in wanted if told]), 7)
        self.env.invalidate_all()
        last = self.env["helpdesk.ticket"].search([], order="id desc", limit=1).id
        for value in (True, 7, "all", [1], {str(last + 1): 1}):
            with self.subTest(value=value), self.env.cr.savepoint() as savepoint:
                self.seen = self.Message.browse()
                self.assertEqual(self.live(dict.fromkeys(keys, value)), wanted)
                savepoint.rollback()
            self.env.invalidate_all()

    def test_history_of_an_indicator(self):
        """Nor do they delete what closed results were judged by."""
        kpi = self.env["icrm.kpi"].search([], limit=1)
        target = self.env["icrm.kpi.target"].create(
            {"kpi_id": kpi.id, "date_from": "2020-01-01", "target": 5}
        )
        self.patch(
            self.registry["icrm.kpi"],
            "_get_last_closed",
            lambda kpis: {kpi.id: target.date_from},
        )
        with self.assertRaises(UserError):
            self.call(
                self.admin_user, target, "unlink", context={"icrm_unlink_kpi": True}
            )

    def test_odd_values_of_a_screen_s_keys(self):
        """They are refused or passed over, never a fault of the server."""
        ticket = self.submit()
        setup = self.env["icrm.setup"].with_user(self.admin_user).create({})
        department = self.it.with_user(self.officer)
        # A dict is no key of the cache: core refuses it for whatever it depends on.
        for value in ([1], 7, "x" * 300, True):
            context = dict.fromkeys(CLIENT, value)
            for user, record, method in (
                (self.admin_user, setup, "action_choose"),
                (self.officer, department, "action_icrm_open_figures"),
                (self.agent, ticket, "action_icrm_ask_reason"),
                (self.staff, self.service, "action_open_request"),
                (self.staff, self.service, "read"),
            ):
                with self.subTest(value=value, method=method):
                    args = [["found_by"]] if method == "read" else []
                    try:
                        self.call(user, record, method, *args, context=context)
                    except UserError:
                        continue
