# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from ..access.common import AccessHttpCommon
from .test_panel import PanelCommon


@tagged("post_install", "-at_install")
class TestPanelTour(HttpCase, PanelCommon):
    def test_member_comments_head_decides_member_reads(self):
        trial = self._trial()
        self.start_tour(
            "/odoo/internal-services", "icrm_panel_member", login=self.staff.login
        )
        self.assertEqual(trial.comment_ids.body, "How many words?")
        self.start_tour(
            f"/odoo/internal-catalogue/{self.service.id}",
            "icrm_panel_head",
            login=self.it_head.login,
        )
        self.assertEqual(trial.state, "published")
        self.start_tour(
            f"/odoo/internal-panel/{trial.id}",
            "icrm_panel_changes",
            login=self.staff.login,
        )


@tagged("post_install", "-at_install")
class TestPanelRpc(AccessHttpCommon):
    """What others are refused, through JSON-2."""

    @mute_logger("odoo.http")
    def test_outsiders_get_nothing(self):
        self._set_form(self.service, [{"name": "rpc_why", "string": "Why"}])
        self.service.with_user(self.staff).action_join_panel()
        trial = (
            self.env["icrm.panel.trial"]
            .with_user(self.it_head)
            .create({"service_id": self.service.id})
        )
        trial.with_user(self.staff).action_comment("rpc_why", "good", "Fine")
        comment = trial.comment_ids
        self.env.cr.flush()
        trials, comments = "icrm.panel.trial", "icrm.panel.comment"
        said = {"ids": trial.ids, "question": "rpc_why", "verdict": "good"}
        for user, model, method, values in (
            (self.colleague, trials, "read", {"ids": trial.ids, "fields": ["sheet"]}),
            (self.colleague, trials, "action_comment", said),
            (self.portal_user, trials, "action_comment", said),
            (self.portal_user, trials, "search_read", {"domain": []}),
            (self.colleague, comments, "read", {"ids": comment.ids}),
            (self.staff, comments, "action_take_up", {"ids": comment.ids}),
            (
                self.staff,
                comments,
                "action_decline",
                {"ids": comment.ids, "reason": "No"},
            ),
            (self.staff, comments, "write", {"ids": comment.ids, "vals": {"body": ""}}),
            (self.staff, trials, "action_close", {"ids": trial.ids}),
            (
                self.finance_head,
                trials,
                "create",
                {"vals_list": [{"service_id": self.service.id}]},
            ),
            (
                self.portal_user,
                "icrm.service",
                "action_join_panel",
                {"ids": self.service.ids},
            ),
        ):
            with self.subTest(user=user.login, model=model, method=method):
                status, answer = self.json2(user, model, method, **values)
                self.assertEqual(status, 403, answer)
        status, found = self.json2(
            self.colleague, comments, "search_read", domain=[], fields=["body"]
        )
        self.assertEqual((status, found), (200, []))
        status, sheet = self.json2(self.staff, trials, "action_comment", **said)
        self.assertEqual((status, sheet["comments"]["rpc_why"]["body"]), (200, ""))
