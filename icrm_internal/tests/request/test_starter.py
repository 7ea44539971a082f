# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import html2plaintext

from ...models.catalogue import starter
from .common import RequestCommon


@tagged("post_install", "-at_install")
class TestStarter(RequestCommon):
    """Services of the starter catalogue, switched on by department."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for lang in ("zh_CN", "zh_TW"):
            cls.env["res.lang"]._activate_lang(lang)
        cls.staff.lang = "zh_CN"

    def dialog(self, user=None, kinds=None):
        """Return the dialog, with only these kinds switched on."""
        dialog = self.env["icrm.starter"].with_user(user or self.admin_user).create({})
        if kinds:
            for line in dialog.department_ids:
                line.is_used = line.kind in kinds
        return dialog

    def line(self, dialog, kind):
        return dialog.department_ids.filtered(lambda line: line.kind == kind)

    def services(self):
        return self.env["icrm.service"].search([("starter_code", "!=", False)])

    def test_what_is_there_is_proposed(self):
        dialog = self.dialog()
        self.assertEqual(len(dialog.department_ids), len(starter.get_kinds()))
        it = self.line(dialog, "it")
        self.assertEqual(it.department_id, self.it)
        self.assertEqual((it.team_id, it.member_ids), (self.it_team, self.agent))
        finance = self.line(dialog, "finance")
        self.assertEqual(finance.department_id, self.finance)
        self.assertFalse(finance.team_id)
        self.assertEqual(finance.member_ids, self.finance_head)
        legal = self.line(dialog, "legal")
        self.assertFalse(legal.is_used)
        self.assertFalse(legal.department_id)

    def test_a_dry_run_creates_nothing(self):
        before = self.env["icrm.service"].search_count([])
        dialog = self.dialog(kinds={"it", "legal"})
        dialog.action_next()
        self.assertEqual(dialog.state, "services")
        codes = {
            code
            for code, spec in starter.get_services().items()
            if spec["kind"] in ("it", "legal")
        }
        self.assertEqual(set(dialog.service_ids.mapped("code")), codes)
        self.assertEqual(dialog.service_count, len(codes))
        line = dialog.service_ids.with_context(lang="zh_CN")[0]
        spec = starter.get_services()[line.code]
        self.assertEqual(line.name, spec["zh_CN"])
        self.assertTrue(line.promise_text)
        self.assertEqual(self.env["icrm.service"].search_count([]), before)
        self.assertFalse(self.env["hr.department"].search([("name", "=", "Legal")]))
        dialog.action_back()
        self.assertEqual(dialog.state, "departments")

    def test_some_then_the_rest_and_never_twice(self):
        dialog = self.dialog(kinds={"it"})
        dialog.action_next()
        for line in dialog.service_ids:
            line.is_selected = line.code in ("password", "laptop")
        dialog.action_apply()
        first = self.services()
        self.assertEqual(set(first.mapped("starter_code")), {"password", "laptop"})
        self.assertEqual(set(first.mapped("state")), {"published"})
        self.assertEqual(first.department_id, self.it)
        self.assertEqual(first.team_id, self.it_team)
        self.assertEqual(first.owner_id, self.it_head)
        laptop = first.filtered(lambda service: service.starter_code == "laptop")
        self.assertEqual(laptop.version, 1)
        self.assertTrue(laptop.version_ids)
        laptop.name = "Computer as we call it"
        laptop.question_ids[0].unlink()
        again = self.dialog(kinds={"it"})
        again.action_next()
        self.assertEqual(again.known_count, 2)
        again.service_ids.is_selected = True
        again.action_apply()
        self.assertEqual(laptop.name, "Computer as we call it")
        total = len(self.services())
        codes = [s for s in starter.get_services().values() if s["kind"] == "it"]
        self.assertEqual(total, len(codes))
        third = self.dialog(kinds={"it"})
        third.action_next()
        third.service_ids.is_selected = True
        action = third.action_apply()
        self.assertEqual(action["params"]["type"], "info")
        self.assertEqual(len(self.services()), total)
        for model in ("icrm.interest", "icrm.segment", "icrm.escalation"):
            names = self.env[model].search([]).mapped("name")
            self.assertEqual(len(names), len(set(names)), model)
        shipped = {row["en"] for row in starter.read("escalations")}
        self.assertLessEqual(
            shipped, set(self.env["icrm.escalation"].search([]).mapped("name"))
        )
        targets = self.env["icrm.kpi.target"].search(
            [("department_id", "=", self.it.id)]
        )
        self.assertEqual(
            set(targets.kpi_id.mapped("code")),
            {row["indicator"] for row in starter.read("targets")},
        )
        self.assertEqual(len(targets), len(targets.kpi_id))

    def test_drafts(self):
        dialog = self.dialog(kinds={"it"})
        dialog.is_published = False
        dialog.has_extras = False
        dialog.action_next()
        for line in dialog.service_ids:
            line.is_selected = line.code == "vpn"
        dialog.action_apply()
        vpn = self.services()
        self.assertEqual(vpn.state, "draft")
        self.assertFalse(self.env["icrm.segment"].search([("name", "=", "Employees")]))
        vpn.with_user(self.it_head).action_publish()
        self.assertEqual(vpn.state, "published")

    def test_departments_and_teams_are_made_by_administrators(self):
        dialog = self.dialog(kinds={"legal"})
        self.line(dialog, "legal").member_ids = self.colleague
        dialog.action_next()
        for line in dialog.service_ids:
            line.is_selected = line.code == "nda"
        dialog.action_apply()
        nda = self.services()
        self.assertEqual(nda.department_id.name, "Legal")
        self.assertEqual(nda.department_id.with_context(lang="zh_CN").name, "法务部")
        self.assertEqual(nda.team_id.user_ids, self.colleague)
        self.assertEqual(nda.team_id.icrm_department_id, nda.department_id)
        self.assertEqual(nda.state, "published")
        # The next dialog knows it.
        self.assertEqual(
            self.line(self.dialog(), "legal").department_id, nda.department_id
        )

    def test_officers_use_what_is_there(self):
        dialog = self.dialog(self.officer, {"it"})
        dialog.action_next()
        for line in dialog.service_ids:
            line.is_selected = line.code == "vpn"
        dialog.action_apply()
        self.assertEqual(self.services().starter_code, "vpn")
        for kind in ("legal", "finance"):  # no department; no team
            with self.subTest(kind=kind), self.assertRaises(AccessError):
                self.dialog(self.officer, {kind}).action_next()

    def test_others_are_refused(self):
        dialog = self.dialog(kinds={"it"})
        for user in (self.staff, self.agent, self.it_head, self.auditor, self.desk):
            with self.subTest(user=user.name):
                with self.assertRaises(AccessError):
                    self.env["icrm.starter"].with_user(user).create({})
                with self.assertRaises(AccessError):
                    dialog.with_user(user).action_apply()
        with self.assertRaises(AccessError):  # somebody else's dialog
            dialog.with_user(self.officer).action_next()

    def test_nonsense_is_refused(self):
        dialog = self.dialog(kinds={"no kind"})
        with self.assertRaisesRegex(UserError, "at least one"):
            dialog.action_next()
        dialog = self.dialog(kinds={"finance"})
        line = self.line(dialog, "finance")
        line.team_id = self.it_team
        with self.assertRaisesRegex(UserError, "does not belong"):
            dialog.action_next()
        line.team_id = False
        line.member_ids = self.portal_user
        with self.assertRaisesRegex(UserError, "internal user"):
            dialog.action_next()
        line.member_ids = False
        with self.assertRaisesRegex(UserError, "at least one member"):
            dialog.action_next()
        dialog.service_ids = [Command.create({"code": "no such service"})]
        line.member_ids = self.finance_head
        dialog.action_apply()
        self.assertFalse(self.services())
        with self.assertRaises(UserError):
            self.service.with_user(self.it_head).starter_code = "laptop"

    # ------------------------------------------------------------------
    # Each shipped service, as a colleague in China requests it
    # ------------------------------------------------------------------

    def test_every_service_is_requested_in_chinese(self):
        dialog = self.dialog(kinds=set(starter.get_kinds()))
        dialog.department_ids.filtered(
            lambda line: not line.member_ids
        ).member_ids = self.agent
        dialog.action_next()
        dialog.action_apply()
        services = self.services()
        specs = starter.get_services()
        self.assertEqual(set(services.mapped("starter_code")), set(specs))
        self.assertEqual(set(services.mapped("state")), {"published"})
        self.assertFalse(any(services.mapped("has_changes")))
        for lang, column in (("en_US", "en"), ("zh_CN", "zh_CN"), ("zh_TW", "zh_TW")):
            for service in services.with_context(lang=lang):
                spec = specs[service.starter_code]
                self.assertEqual(service.name, spec[column])
                body = html2plaintext(service.article_ids.body)
                self.assertIn(spec["texts"]["step"][0][column], body)
                self.assertTrue(service.role_ids and service.promise_ids)
                self.assertEqual(
                    service.check_ids.mapped("name"),
                    [row[column] for row in spec["checks"]],
                )
        self.env.flush_all()
        catalogue = self.env["icrm.service"].with_user(self.staff)
        for service in services:
            spec = specs[service.starter_code]
            mine = service.with_user(self.staff).with_context(lang="zh_CN")
            with self.subTest(service=spec["service"]):
                for lang in ("en", "zh_CN", "zh_TW"):
                    found = catalogue.search_catalogue(spec[lang], 5)
                    self.assertIn(service.id, found.ids, spec[lang])
                form = mine.get_form()
                labels = [question["label"] for question in form["questions"]]
                self.assertEqual(
                    labels, [question["zh_CN"] for question in spec["questions"]]
                )
                ticket = mine.submit_request(
                    {
                        "name": spec["zh_CN"],
                        "form": form["digest"],
                        "answers": self._answer(form["questions"]),
                    }
                )
                self.assertEqual(ticket.icrm_state, "new")
                self.assertTrue(ticket.icrm_due_at)
                self.assertTrue(ticket.sudo().icrm_form_answers)

    def _answer(self, questions):
        """Return answers to what is asked with the first option of everything."""
        answers = {}
        for question in questions:
            if question["type"] in ("section", "total"):
                continue
            if self._is_shown(question, answers):
                answers[question["name"]] = self._value(question)
        return answers

    def _is_shown(self, question, answers):
        rule = question["show_if"]
        if not rule:
            return True
        for condition in rule["conditions"]:
            given = answers.get(condition["question"])
            wanted = condition.get("value")
            wanted = wanted if isinstance(wanted, list) else [wanted]
            matches = {
                "set": bool(given),
                "=": given in wanted,
                "!=": given not in wanted,
                "in": given in wanted,
            }[condition["operator"]]
            if not matches:
                return False
        return True

    def _value(self, question):
        soon = fields.Datetime.now() + timedelta(days=9)
        keys = [key for key, _label in question.get("options") or []]
        kind = question["type"]
        if kind == "lines":
            return [
                {column["name"]: self._value(column) for column in question["columns"]}
            ]
        if kind == "many2one":
            return (
                self.env[question["comodel"]]
                .with_user(self.staff)
                .search([], limit=1)
                .id
            )
        return {
            "char": "测试",
            "text": "详细说明",
            "integer": 2,
            "float": 12.5,
            "boolean": True,
            "date": fields.Date.to_string(soon.date()),
            "datetime": fields.Datetime.to_string(soon),
            "selection": keys[:1] and keys[0],
            "tags": keys[:1],
        }[kind]
