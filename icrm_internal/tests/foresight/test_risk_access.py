# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..access.common import AccessHttpCommon
from ..request.common import RequestCommon


@tagged("post_install", "-at_install")
class TestRiskAccess(AccessHttpCommon, RequestCommon):
    """Whoever asked for something reads no risk of it, though they serve others."""

    def setUp(self):
        super().setUp()
        self.served = self.request(team_id=self.it_team.id)
        self.own = self.request(
            team_id=self.it_team.id, icrm_requester_id=self._customer(self.agent).id
        )
        self.for_them = self.request(
            team_id=self.it_team.id, icrm_beneficiary_id=self._customer(self.agent).id
        )
        self.hidden = self.own | self.for_them
        self.tickets = self.served | self.hidden
        self.env.flush_all()
        self.env.cr.execute(
            """
            UPDATE helpdesk_ticket SET icrm_risk = 0.9, icrm_risk_reasons = 'priority'
             WHERE id IN %s
            """,
            [tuple(self.tickets.ids)],
        )
        self.env.invalidate_all()

    def call(self, method, user=None, **kwargs):
        status, answer = self.json2(
            user or self.agent, "helpdesk.ticket", method, **kwargs
        )
        self.assertEqual(status, 200, answer)
        return answer

    def refuse(self, method, **kwargs):
        with mute_logger("odoo.http"):
            status, answer = self.json2(self.agent, "helpdesk.ticket", method, **kwargs)
        self.assertNotIn(status, (200, 401), answer)

    def test_read(self):
        names = ["icrm_shown_risk", "icrm_risk_text"]
        rows = self.call("read", ids=self.tickets.ids, fields=names)
        risks = {row["id"]: [row[name] for name in names] for row in rows}
        self.assertEqual(risks[self.served.id], [0.9, "Priority"])
        for ticket in self.hidden:
            self.assertEqual(risks[ticket.id], [0, ""])
        self.agent.group_ids += self.env.ref("icrm_internal.group_icrm_export")
        exported = self.call(
            "export_data", ids=self.tickets.ids, fields_to_export=names
        )
        self.assertEqual(
            sorted(exported["datas"]), sorted([[0.9, "Priority"], [0, ""], [0, ""]])
        )
        rows = self.call("read", self.officer, ids=self.tickets.ids, fields=names)
        self.assertEqual({row["icrm_shown_risk"] for row in rows}, {0.9})

    def test_search(self):
        """No condition and no order tells two risks of their own apart."""
        mine = ["id", "in", self.tickets.ids]
        for condition in (
            ["icrm_shown_risk", ">=", 0.5],
            ["icrm_shown_risk", "<", 0.95],
            ["icrm_shown_risk", "=", 0.9],
            ["icrm_shown_risk", "!=", 0.2],
        ):
            with self.subTest(condition=condition):
                found = self.call("search", domain=[mine, condition])
                self.assertIn(self.served.id, found)
                before = set(found) & set(self.hidden.ids)
                self.env.cr.execute(
                    "UPDATE helpdesk_ticket SET icrm_risk = 0.2 WHERE id IN %s",
                    [tuple(self.hidden.ids)],
                )
                found = self.call("search", domain=[mine, condition])
                self.assertEqual(set(found) & set(self.hidden.ids), before)
                self.env.cr.execute(
                    "UPDATE helpdesk_ticket SET icrm_risk = 0.9 WHERE id IN %s",
                    [tuple(self.hidden.ids)],
                )

    def test_order(self):
        self.env.cr.execute(
            "UPDATE helpdesk_ticket SET icrm_risk = 0.95 WHERE id = %s",
            [self.for_them.id],
        )
        for order in ("icrm_shown_risk desc, id", "icrm_shown_risk asc, id"):
            found = self.call(
                "search", domain=[["id", "in", self.tickets.ids]], order=order
            )
            self.assertEqual(found, [self.served.id, *sorted(self.hidden.ids)])

    def test_refused(self):
        """The stored figure is nobody's; risks are neither grouped nor added up."""
        domain = [["id", "in", self.tickets.ids]]
        for name in ("icrm_risk", "icrm_risk_reasons"):
            self.refuse("read", ids=self.tickets.ids, fields=[name])
            self.refuse("export_data", ids=self.tickets.ids, fields_to_export=[name])
            self.refuse("search", domain=[*domain, [name, "!=", False]])
            self.refuse("search", domain=domain, order=f"{name} desc")
        for name in ("icrm_risk", "icrm_risk_reasons", "icrm_shown_risk"):
            self.refuse(
                "formatted_read_group",
                domain=domain,
                groupby=[name],
                aggregates=["__count"],
            )
            self.refuse(
                "formatted_read_group",
                domain=domain,
                groupby=[],
                aggregates=[f"{name}:max"],
            )
