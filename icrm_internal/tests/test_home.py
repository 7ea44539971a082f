# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import json
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import HttpCase, tagged

from odoo.addons.icrm_internal.models.request import home_summary

from .complaint.common import ComplaintCommon


class HomeCommon(ComplaintCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ticket = cls._submit("Broken screen")

    @classmethod
    def _submit(cls, name, user=None):
        user = user or cls.staff
        return cls.service.with_user(user).submit_request({"name": name}).sudo()

    def _home(self, user):
        """Return the home page of *user*, as in a request of its own."""
        self.env.flush_all()
        self.env.invalidate_all()
        return self.env["icrm.home"].with_user(user).get_home()

    def _block(self, user, name):
        blocks = {block["name"]: block for block in self._home(user)["blocks"]}
        return blocks.get(name)

    def _changes(self, user):
        return {row["key"]: row for row in self._block(user, "changes")["rows"]}

    def _figures(self, user, name):
        found = self._block(user, name)
        return {figure["name"]: figure for figure in found["figures"]}


@tagged("post_install", "-at_install")
class TestHome(HomeCommon):
    """The home page: what needs the reader, and the figures of the reader's roles."""

    def test_nothing_to_do(self):
        home = self._home(self.colleague)
        self.assertEqual(home["tasks"], [])
        self.assertEqual(home["requests"], [])
        self.assertEqual(home["blocks"], [])
        self.assertEqual(home["badges"], {})
        self.assertIn("Ideas", [link["label"] for link in home["links"]])

    def test_a_question_needs_its_customer(self):
        self.ticket.with_user(self.agent).action_icrm_ask("Which screen?")
        home = self._home(self.staff)
        (task,) = home["tasks"]
        self.assertEqual((task["kind"], task["id"]), ("answer", self.ticket.id))
        self.assertEqual(home["badges"], {"icrm_internal.icrm_menu_my_requests": 1})
        self.assertEqual(self._home(self.colleague)["tasks"], [])

    def test_own_requests_with_promise_and_holder(self):
        (request,) = self._home(self.staff)["requests"]
        self.assertEqual(request["key"], self.ticket.id)
        self.assertIn("IT", request["holder"])
        self.assertTrue(request["due"])
        self.assertFalse(request["tone"])
        self.ticket.icrm_next_due_at = "2020-01-01"
        (request,) = self._home(self.staff)["requests"]
        self.assertEqual(request["tone"], "bad")
        self.ticket.with_user(self.agent).action_icrm_resolve("Done")
        self.assertEqual(self._home(self.staff)["requests"], [])

    def test_the_desk_of_an_agent(self):
        figures = self._figures(self.agent, "desk")
        self.assertEqual(figures["unassigned"]["value"], "1")
        self.assertEqual(figures["mine"]["value"], "0")
        self.ticket.with_user(self.agent).action_icrm_take()
        self.ticket.icrm_next_due_at = "2020-01-01"
        block = self._block(self.agent, "desk")
        figures = {figure["name"]: figure["value"] for figure in block["figures"]}
        self.assertEqual(figures, {"mine": "1", "unassigned": "0", "overdue": "1"})
        (row,) = block["rows"]
        self.assertEqual((row["key"], row["tone"]), (self.ticket.id, "bad"))

    def test_blocks_by_role(self):
        expected = {
            "staff": [],
            "agent": ["desk"],
            "it_head": ["department", "changes"],
            "finance_head": ["department", "changes"],
            "officer": ["company", "changes"],
            "auditor": ["log", "company", "changes"],
            "desk": ["complaints"],
            "admin_user": ["company", "changes"],
        }
        self.company.icrm_setup_hidden = True
        for role, names in expected.items():
            with self.subTest(role=role):
                blocks = self._home(getattr(self, role))["blocks"]
                self.assertEqual([block["name"] for block in blocks], names)

    def test_a_head_sees_the_own_department(self):
        """The figures are those of *Departments*: one figure, one value."""
        self.ticket.with_user(self.agent).action_icrm_resolve("Done")
        self._submit("Another one")
        for user, department, side in (
            (self.it_head, self.it, "provided"),
            (self.finance_head, self.finance, "requested"),
        ):
            figures = self._figures(user, "department")
            prefix = {"provided": "given", "requested": "received"}[side]
            self.assertEqual(self._block(user, "department")["title"], department.name)
            self.assertEqual(figures[prefix]["value"], "100%")
            self.assertIn("n 1", figures[prefix]["note"])
            self.assertEqual(figures[f"{prefix}_open"]["value"], "1")
            shown = department.with_user(user)
            self.assertEqual(shown[f"icrm_{side}_met"], 1.0)
            self.assertEqual(shown[f"icrm_{side}_open"], 1)
        other = self._figures(self.it_head, "department")
        self.assertEqual(other["received"]["value"], "–")
        self.assertEqual(other["received_open"]["value"], "0")

    def test_satisfaction_of_few_is_not_shown(self):
        self.ticket.with_user(self.agent).action_icrm_resolve("Done")
        self.ticket.with_user(self.staff).action_icrm_rate(1, "Slow")
        self.assertNotIn("satisfaction", self._figures(self.it_head, "department"))

    def test_a_complaint_about_the_head_is_not_counted(self):
        """The head hears nothing of a complaint about the head in person."""
        before = self._figures(self.it_head, "department")["complaints"]["value"]
        self._file(department_id=self.it.id, against_head=True)
        after = self._figures(self.it_head, "department")["complaints"]["value"]
        self.assertEqual((before, after), ("0", "0"))
        self._file(department_id=self.it.id)
        after = self._figures(self.it_head, "department")["complaints"]["value"]
        self.assertEqual(after, "1")

    def test_new_complaints_of_a_week(self):
        """A head reads how many are new; officers read of none."""
        self._file(department_id=self.it.id, against_head=True)
        old = self._file(department_id=self.it.id)
        self.env.flush_all()
        # The day is no field to write.
        self.env.cr.execute(
            "UPDATE icrm_complaint SET filed_on = filed_on - 9 WHERE id = %s", [old.id]
        )
        self.assertFalse(self._changes(self.it_head))
        self._file(department_id=self.it.id)
        (row,) = self._changes(self.it_head).values()
        self.assertEqual((row["key"], row["note"]), ("complaints", "1"))
        self.assertFalse(self._changes(self.finance_head))
        self.assertFalse(self._changes(self.officer))

    def test_missed_promises_of_a_week(self):
        """The line counts what its list shows; running promises are none."""
        now = fields.Datetime.now()
        late, old, done, open_ = (self._submit(f"Late {n}") for n in range(4))
        late.icrm_due_at = fields.Datetime.subtract(now, days=2)
        old.icrm_due_at = fields.Datetime.subtract(now, days=20)
        done.icrm_due_at = fields.Datetime.subtract(now, days=1)
        done.icrm_resolved_at = fields.Datetime.subtract(now, days=3)
        open_.icrm_due_at = fields.Datetime.add(now, days=1)
        for user, expected in (
            (self.it_head, "1"),
            (self.officer, "1"),
            (self.finance_head, None),
        ):
            with self.subTest(user=user.login):
                row = self._changes(user).get("missed")
                self.assertEqual(row and row["note"], expected)
        Report = self.env["icrm.request.report"].with_user(self.officer)
        self.assertEqual(
            Report.search([("resolution_missed", "=", 1)]).ticket_id, late | old
        )

    def test_low_ratings_of_a_week_as_the_reader_may_see_them(self):
        self.ticket.with_user(self.agent).action_icrm_resolve("Done")
        self.ticket.with_user(self.staff).action_icrm_rate(1, "Slow")
        for shown in (True, False):
            self.company.icrm_show_ratings = shown
            self.assertEqual("ratings" in self._changes(self.it_head), shown)
            self.assertIn("ratings", self._changes(self.officer))
            self.assertNotIn("ratings", self._changes(self.finance_head))
        self.ticket.icrm_rating_ids.rated_at = "2020-01-01"
        self.assertNotIn("ratings", self._changes(self.officer))

    def test_the_complaint_desk(self):
        complaint = self._file(department_id=self.it.id)
        self.assertEqual(
            self._figures(self.desk, "complaints")["unassigned"]["value"], "1"
        )
        for role in ("officer", "admin_user", "auditor", "it_head", "agent"):
            home = self._home(getattr(self, role))
            self.assertNotIn(complaint.sudo().subject, json.dumps(home))

    def test_the_setup_until_it_is_hidden(self):
        self.it.manager_id = False
        self.assertTrue(self._block(self.admin_user, "setup"))
        self.assertFalse(self._block(self.officer, "setup"))
        self.company.icrm_setup_hidden = True
        self.assertFalse(self._block(self.admin_user, "setup"))

    def test_services_of_the_own_department(self):
        """What several colleagues request; not what one person does, nor where."""
        people = [
            self._user(f"colleague_{number}", self.finance) for number in range(2)
        ]
        # With the one of the reader
        for _time in range(2):
            self._submit("A chair", people[0])
        self.assertEqual(self._home(self.staff)["services"], [])
        self._submit("A chair", people[1])
        (service,) = self._home(self.staff)["services"]
        self.assertEqual(service["key"], self.service.id)
        self.assertEqual(self._home(self.agent)["services"], [])
        self._check_target(self.staff, service["opens"])
        self.service.sudo().state = "retired"
        self.assertEqual(self._home(self.staff)["services"], [])

    def test_own_order_of_the_page(self):
        """By core's settings of a user: the own ones, names of blocks alone."""
        Settings = self.env["res.users.settings"]
        own = Settings._find_or_create_for_user(self.it_head)
        layout = {"order": ["changes", "department"], "hidden": ["links"]}
        mine = own.with_user(self.it_head)
        mine.set_res_users_settings({"icrm_home_layout": layout})
        self.assertEqual(own.icrm_home_layout, layout)
        mine.set_res_users_settings({"icrm_home_layout": False})
        self.assertFalse(own.icrm_home_layout)
        for wrong in ([], {"order": "x"}, {"more": []}, {"hidden": ["x" * 101]}):
            with self.subTest(wrong=wrong), self.assertRaises(ValidationError):
                mine.set_res_users_settings({"icrm_home_layout": wrong or ["x"]})
        with self.assertRaises(AccessError):
            own.with_user(self.staff).set_res_users_settings(
                {"icrm_home_layout": layout}
            )

    def test_badges_alone(self):
        self.ticket.with_user(self.agent).action_icrm_ask("Which screen?")
        home = self.env["icrm.home"].with_user(self.staff)
        self.assertEqual(home.get_badges(), home.get_home()["badges"])

    def test_what_it_opens_can_be_opened(self):
        """Each target of each role is an action or a method that role may use."""
        self.ticket.with_user(self.agent).action_icrm_ask("Which screen?")
        self.company.icrm_setup_hidden = False
        self.it.manager_id = self.it_head.sudo().employee_id
        for role in ("staff", "agent", "it_head", "officer", "auditor", "desk"):
            user = getattr(self, role)
            home = self._home(user)
            targets = [link["opens"] for link in home["links"]]
            targets += [request["opens"] for request in home["requests"]]
            for block in home["blocks"]:
                parts = block["figures"] + block["rows"]
                parts += [block["more"]] if block["more"] else []
                for line in block["table"]["rows"] if block["table"] else []:
                    parts += [line, *filter(None, line["cells"])]
                targets += [part["opens"] for part in parts]
            for target in targets:
                with self.subTest(role=role, target=target):
                    self._check_target(user, target)

    def _check_target(self, user, target):
        if "xmlid" not in target:
            self.assertTrue(
                getattr(
                    self.env[target["model"]].with_user(user).browse(target["ids"]),
                    target["method"],
                )()
            )
            return
        action = self.env.ref(target["xmlid"]).with_user(user)
        if action._name == "ir.actions.server":
            self.assertTrue(action.run())
        elif action._name == "ir.actions.act_window":
            model = self.env[action.sudo().res_model].with_user(user)
            self.assertTrue(model.has_access("read"), target)
            if target.get("id"):
                self.assertTrue(model.browse(target["id"]).has_access("read"))

    def test_overview_of_departments(self):
        """Heads open their own departments, all others the company's."""
        opened = self.env.ref("icrm_internal.hr_department_action_overview_open")
        for user, is_head in (
            (self.it_head, True),
            (self.agent, False),
            (self.officer, False),
            (self.auditor, False),
        ):
            action = opened.with_user(user).run()
            self.assertEqual(
                bool(action["context"].get("search_default_mine")), is_head, user.name
            )

    def test_late_work_has_its_holder(self):
        def read_rows():
            (block,) = (
                one
                for one in self._home(self.it_head)["blocks"]
                if one["name"] == "department"
            )
            return block["rows"]

        self.assertEqual(read_rows(), [])
        self.ticket.icrm_next_due_at = "2020-01-01"
        (row,) = read_rows()
        self.assertEqual((row["key"], row["tone"]), (self.ticket.id, "bad"))
        self.assertIn(self.ticket.icrm_holder_name, row["note"])
        self.assertIn("2020", row["note"])

    def test_constant_queries(self):
        """As many queries for thirty requests as for two."""

        def count(user):
            self._home(user)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.env["icrm.home"].with_user(user).get_home()
            return self.cr.sql_log_count - before

        def ask(ticket):
            ticket.with_user(self.agent).action_icrm_ask("Which screen?")

        users = (self.staff, self.agent, self.it_head, self.officer, self.auditor)
        ask(self.ticket)
        ask(self._submit("Second"))
        self._submit("Third").with_user(self.agent).action_icrm_resolve("Done")
        self._submit("Fourth")
        few = [count(user) for user in users]
        for number in range(10):
            ask(self._submit(f"Asked {number}"))
            self._submit(f"Done {number}").with_user(self.agent).action_icrm_resolve(
                "Ok"
            )
            self._submit(f"Open {number}")
        many = [count(user) for user in users]
        self.assertEqual(few, many)
        self.assertLessEqual(max(many), 110)


@tagged("post_install", "-at_install")
class TestHomeSummary(HomeCommon):
    """The home page by mail."""

    def _enqueue(self):
        Message = self.env["icrm.message"]
        before = Message.search([("event", "=", "home_summary")])
        home_summary.enqueue(Message)
        self.env.cr.precommit.run()
        return Message.search([("event", "=", "home_summary")]) - before

    def _text(self, user):
        messages = self._enqueue()
        message = messages.filtered(lambda own: user.partner_id == own.partner_id)
        return message and message._render_home_summary(None)

    def test_once_a_week_to_those_who_steer(self):
        people = self._enqueue().partner_id
        for user in (self.it_head, self.finance_head):
            self.assertIn(user.partner_id, people)
        for user in (self.staff, self.agent, self.portal_user):
            self.assertNotIn(user.partner_id, people)
        self.assertFalse(self._enqueue())

    def test_says_what_the_home_page_says(self):
        text = self._text(self.it_head)
        self.assertIn("IT", text.body)
        self.assertIn("Given: open: 1", text.body)

    def test_to_switch_off(self):
        profile = self._customer(self.it_head)
        profile.with_user(self.it_head).weekly_summary = False
        self.assertFalse(self._text(self.it_head))
        with self.assertRaises(AccessError):
            profile.with_user(self.staff).weekly_summary = True

    def test_no_complaint_is_told_by_mail(self):
        complaint = self._file(department_id=self.it.id)
        at_desk = complaint.with_user(self.desk)
        at_desk.action_acknowledge()
        at_desk.action_assign(self.finance_head.id)
        text = self._text(self.finance_head)
        self.assertIn("A complaint is assigned to you", text.body)
        self.assertNotIn("SECRET", text.body)


@tagged("post_install", "-at_install")
class TestHomeOverHttp(HttpCase, HomeCommon):
    """The door that clients use."""

    def _call(self, login, method):
        self.authenticate(login, login)
        answer = self.url_open(
            f"/web/dataset/call_kw/icrm.home/{method}",
            json.dumps(
                {
                    "jsonrpc": "2.0",
                    "params": {
                        "model": "icrm.home",
                        "method": method,
                        "args": [],
                        "kwargs": {},
                    },
                }
            ),
            headers={"Content-Type": "application/json"},
        )
        return answer.json()

    def test_portal_users_get_nothing(self):
        for method in ("get_home", "get_badges"):
            result = self._call("icrm_portal", method)["result"]
            self.assertFalse(any(result.values()))

    def test_private_parts_are_refused(self):
        answer = self._call("icrm_it_head", "_get_department_figures")
        self.assertIn("error", answer)

    def test_staff(self):
        result = self._call("icrm_staff", "get_home")["result"]
        self.assertEqual(result["requests"][0]["key"], self.ticket.id)
        self.assertEqual(result["blocks"], [])

    def test_badges_come_with_the_page(self):
        """Who lands on the home page reads what needs them once."""
        asked = []
        Home = self.env.registry["icrm.home"]
        get_tasks = Home._get_tasks

        def note(home):
            asked.append(home.env.uid)
            return get_tasks(home)

        with patch.object(Home, "_get_tasks", note):
            self.browser_js(
                "/odoo/action-icrm_internal.icrm_service_action_my",
                "setTimeout(() => console.log('test successful'), 2000);",
                ready="Boolean(document.querySelector('.o_icrm_home'))",
                login=self.staff.login,
            )
        self.assertEqual(asked, [self.staff.id])
