# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import json

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged

from ..common import IcrmCommon


class AudienceCommon(IcrmCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.payroll = cls.env["hr.department"].create(
            {"name": "Payroll", "parent_id": cls.finance.id}
        )
        cls.clerk = cls._user("clerk", cls.payroll)
        cls.network_head = cls._user(
            "network_head", cls.it, "icrm_internal.group_icrm_manager"
        )
        cls.draft = cls._service("Draft thing", state="draft")
        cls.retired = cls._service("Old thing", state="retired")
        cls.for_finance = cls._service(
            "Ledger access",
            audience="departments",
            audience_department_ids=[Command.link(cls.finance.id)],
        )
        cls.for_payroll = cls._service(
            "Payslip archive",
            audience="departments",
            audience_department_ids=[Command.link(cls.payroll.id)],
        )
        cls.segment = cls.env["icrm.segment"].create(
            {
                "name": "Travellers",
                "customer_ids": [Command.link(cls._customer(cls.colleague).id)],
            }
        )
        cls.for_travellers = cls._service(
            "Roaming",
            audience="segments",
            audience_segment_ids=[Command.link(cls.segment.id)],
        )
        cls.for_portal = cls._service("Visitor badge", portal_published=True)
        cls.all = (
            cls.service
            | cls.draft
            | cls.retired
            | cls.for_finance
            | cls.for_payroll
            | cls.for_travellers
            | cls.for_portal
        )
        cls.env.flush_all()

    def _seen(self, user):
        self.env.invalidate_all()
        return (
            self.env["icrm.service"]
            .with_user(user)
            .search([("id", "in", self.all.ids)])
            .with_env(self.env)
        )


@tagged("post_install", "-at_install")
class TestServiceAudience(AudienceCommon):
    def test_each_sees_what_is_for_him(self):
        everyone = self.service | self.for_portal
        finance = everyone | self.for_finance
        self.assertEqual(self._seen(self.staff), finance)
        self.assertEqual(self._seen(self.colleague), finance | self.for_travellers)
        self.assertEqual(self._seen(self.clerk), finance | self.for_payroll)
        self.assertEqual(self._seen(self.portal_user), self.for_portal)
        self.assertEqual(self._seen(self.finance_head), finance)
        # the team's member, the head of IT, and those who see all
        for user in (self.agent, self.it_head, self.officer, self.auditor):
            self.assertEqual(self._seen(user), self.all, user.login)
        self.assertEqual(self._seen(self.admin_user), self.all)

    def test_catalogue_of_those_who_see_all_is_what_they_may_ask_for(self):
        found = self.env["icrm.service"].with_user(self.officer).search_catalogue()
        found = found.with_env(self.env) & self.all
        self.assertEqual(found, self.service | self.for_portal)

    def test_portal_users_search_what_is_for_them(self):
        services = self.env["icrm.service"].with_user(self.portal_user)
        self.assertEqual(
            services.search_catalogue("visitr bage").ids, self.for_portal.ids
        )
        self.assertFalse(services.search_catalogue("laptop"))
        found = services.search_catalogue()
        self.assertEqual(found.mapped("provider_name"), ["IT"])
        self.for_portal.audience = "departments"
        self.assertFalse(services.search_catalogue())

    def test_panel_of_categories_counts_what_one_sees(self):
        hidden = self.env["icrm.service.category"].create({"name": "Secret shelf"})
        self.for_payroll.category_id = hidden
        for user, seen in ((self.staff, False), (self.clerk, True)):
            self.env.invalidate_all()
            values = (
                self.env["icrm.service"]
                .with_user(user)
                .search_panel_select_range("category_id", enable_counters=True)[
                    "values"
                ]
            )
            counts = {value["id"]: value["__count"] for value in values}
            self.assertEqual(counts.get(hidden.id, 0), int(seen))

    def test_audience_follows_people_at_once(self):
        employee = self.staff.sudo().employee_id
        employee.department_id = self.it
        self.assertNotIn(self.for_finance, self._seen(self.staff))
        employee.department_id = self.payroll
        self.assertIn(self.for_payroll, self._seen(self.staff))

    def test_audience_follows_the_department_tree_at_once(self):
        self.payroll.parent_id = self.it
        self.assertNotIn(self.for_finance, self._seen(self.clerk))
        self.payroll.parent_id = self.finance
        self.assertIn(self.for_finance, self._seen(self.clerk))

    def test_audience_follows_segments_at_once(self):
        self.segment.customer_ids = [Command.clear()]
        self.assertNotIn(self.for_travellers, self._seen(self.colleague))
        self.segment.customer_ids = self._customer(self.staff)
        self.assertIn(self.for_travellers, self._seen(self.staff))
        self.segment.active = False
        self.assertNotIn(self.for_travellers, self._seen(self.staff))

    def test_department_rows_of_another_kind_of_audience_count_for_nothing(self):
        self.for_finance.audience = "segments"
        self.assertNotIn(self.for_finance, self._seen(self.staff))

    def test_hidden_service_leaks_through_no_door(self):
        hidden = self.for_payroll
        self.staff.group_ids += self.env.ref("icrm_internal.group_icrm_export")
        services = self.env["icrm.service"].with_user(self.staff)
        self.assertFalse(services.search([("name", "=", hidden.name)]))
        self.assertFalse(services.search_count([("id", "=", hidden.id)]))
        self.assertNotIn(
            hidden.id, [id_ for id_, _name in services.name_search("Payslip")]
        )
        self.assertFalse(services.search_catalogue("Payslip archive") & hidden)
        groups = services._read_group([], ["state"], ["id:recordset", "__count"])
        self.assertEqual({state for state, *_rest in groups}, {"published"})
        self.assertFalse(
            services.formatted_read_group(
                [("id", "=", hidden.id)], ["department_id"], ["__count"]
            )
        )
        for call in (
            lambda: hidden.with_user(self.staff).read(["name"]),
            lambda: hidden.with_user(self.staff).export_data(["name"]),
            lambda: hidden.with_user(self.staff).action_pin(),
            lambda: hidden.with_user(self.staff).action_open_request(),
        ):
            self.env.invalidate_all()
            with self.assertRaises(AccessError):
                call()

    def test_related_paths_are_no_oracle(self):
        """A domain through the category must not tell that a hidden service exists."""
        self.for_payroll.keywords = "zebra"
        self.env.flush_all()
        categories = self.env["icrm.service.category"].with_user(self.staff)
        self.assertFalse(categories.search([("service_ids.keywords", "=", "zebra")]))

    def test_parts_follow_their_service(self):
        article = self.env["icrm.service.article"].create(
            {"name": "How to", "service_id": self.for_payroll.id}
        )
        role = self.env["icrm.service.role"].create(
            {
                "activity": "Print",
                "service_id": self.for_payroll.id,
                "department_id": self.it.id,
            }
        )
        for part in (article, role, self.for_payroll.promise_ids):
            Part = self.env[part._name]
            for user, seen in (
                (self.clerk, True),
                (self.staff, False),
                (self.portal_user, False),
                (self.finance_head, False),
                (self.agent, True),
                (self.it_head, True),
                (self.auditor, True),
            ):
                self.env.invalidate_all()
                found = Part.with_user(user).search([("id", "=", part.id)])
                self.assertEqual(bool(found), seen, (user.login, part._name))
                self.env.invalidate_all()
                self.assertEqual(
                    part.with_user(user).has_access("read"),
                    seen,
                    (user.login, part._name),
                )

    def test_documents_follow_their_service(self):
        document = (
            self.env["ir.attachment"]
            .with_user(self.it_head)
            .create({"name": "manual.txt", "raw": b"text"})
        )
        self.for_payroll.with_user(self.it_head).attachment_ids = document
        for user, seen in ((self.clerk, True), (self.staff, False)):
            self.env.invalidate_all()
            self.assertEqual(document.with_user(user).has_access("read"), seen)

    def test_company_is_a_wall(self):
        other = self.env["res.company"].create({"name": "Other"})
        stranger = self._user("stranger", None)
        stranger.write(
            {"company_ids": [Command.set(other.ids)], "company_id": other.id}
        )
        self.assertFalse(self._seen(stranger))


@tagged("post_install", "-at_install")
class TestServiceAudienceApi(HttpCase, AudienceCommon):
    def _post(self, user, method, **body):
        key = (
            self.env["res.users.apikeys"]
            .with_user(user)
            .sudo()
            ._generate("rpc", "test", None)
        )
        return self.url_open(
            f"/json/2/icrm.service/{method}",
            data=json.dumps(body),
            headers={
                "Content-Type": "application/json",
                "Authorization": f"bearer {key}",
            },
        )

    def test_json2_sees_what_the_user_sees(self):
        found = self._post(
            self.staff, "search_read", domain=[], fields=["name"], limit=500
        ).json()
        names = {row["name"] for row in found}
        self.assertIn(self.for_finance.name, names)
        self.assertNotIn(self.for_payroll.name, names)
        self.assertNotIn(self.draft.name, names)
        self.assertEqual(
            self._post(
                self.staff, "read", ids=self.for_payroll.ids, fields=["name"]
            ).status_code,
            403,
        )
        ids = self._post(self.staff, "search_catalogue", query="ledgr acces").json()
        self.assertEqual(ids[:1], self.for_finance.ids)
        self.assertEqual(
            self._post(self.staff, "action_publish", ids=self.service.ids).status_code,
            403,
        )
