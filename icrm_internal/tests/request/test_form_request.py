# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from unittest.mock import patch

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from ...models.catalogue.form_answers import FormError
from .common import RequestCommon

QUESTIONS = [
    {
        "name": "kind",
        "string": "Kind *",
        "type": "selection",
        "selection": [["r", "Read"], ["w", "Write"], ["x", "Own"]],
    },
    {"name": "why", "string": "Why", "type": "text"},
    {
        "name": "items",
        "string": "Items",
        "type": "lines",
        "columns": [
            {"name": "article", "string": "Article *", "type": "char"},
            {"name": "quantity", "string": "Quantity *", "type": "integer"},
            {"name": "price", "string": "Price", "type": "float", "suffix": "CNY"},
        ],
    },
    {"name": "total", "string": "Total", "type": "total", "suffix": "CNY"},
    {"name": "reason", "string": "Reason", "type": "char"},
    {"name": "part", "string": "Details", "type": "section"},
    {"name": "count", "string": "How many", "type": "integer"},
    {"name": "rate", "string": "Rate", "type": "float"},
    {
        "name": "code",
        "string": "Cost centre",
        "pattern": r"\d{4}",
        "pattern_message": "A cost centre has four digits.",
    },
    {
        "name": "extras",
        "string": "Extras",
        "type": "tags",
        "tags": [["bag", "Bag"], ["dock", "Dock"]],
    },
]
ITEMS = [
    {"article": "Chair", "quantity": 2, "price": 400.5},
    {"article": "Lamp", "quantity": 3, "price": 100},
]


class FormCommon(RequestCommon):
    """A form with everything: hidden by default is what "Own" asks for."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for lang in ("zh_CN", "zh_TW"):
            cls.env["res.lang"]._activate_lang(lang)
        cls._set_form(cls.service, QUESTIONS)
        cls.kind, cls.total = (
            cls._question(cls.service, name) for name in ("kind", "total")
        )
        items = cls._question(cls.service, "items")
        cls.total.write(
            {
                "formula": "sum_product",
                "formula_question_ids": [
                    Command.set(
                        items.column_ids.filtered(
                            lambda column: column.question_type != "char"
                        ).ids
                    )
                ],
            }
        )
        cls._depend("reason", "require", cls.total, operator=">=", value="1000")
        cls._depend(
            "part",
            "show",
            cls.kind,
            option_ids=[Command.set(cls.kind.option_ids[2].ids)],
        )

    @classmethod
    def _depend(cls, name, effect, other=None, **values):
        return cls.env["icrm.service.question.condition"].create(
            {
                "question_id": cls._question(cls.service, name).id,
                "effect": effect,
                "other_question_id": other.id if other else False,
                **values,
            }
        )

    def _check(self, answers, user=None, **values):
        return self.service.with_user(user or self.staff)._check_answers(
            answers, **values
        )

    def _refused(self, answers, *words, user=None, **values):
        with self.assertRaises(FormError) as caught:
            self._check(answers, user=user, **values)
        for word in words:
            self.assertIn(word, str(caught.exception))
        return caught.exception.problems

    def _names(self, user, beneficiary=None):
        form = self.service.with_user(user).get_form(beneficiary and beneficiary.id)
        return [question["name"] for question in form["questions"]]


@tagged("post_install", "-at_install")
class TestFormCheck(FormCommon):
    """The one check, as the entry points call it."""

    def test_lines_and_total(self):
        cleaned = self._check({"kind": "r", "items": [*ITEMS, {}], "reason": "New"})
        self.assertEqual(cleaned["items"], ITEMS)
        self.assertEqual(cleaned["total"], 1101)
        self._refused({"kind": "r", "items": ITEMS}, "Reason is required")
        # Below the limit it may stay empty.
        self.assertNotIn(
            "reason", self._check({"kind": "r", "items": ITEMS[1:]}), "not asked"
        )
        # A total is calculated; who sends one sends the right one.
        good = {"kind": "r", "items": ITEMS[1:]}
        self.assertEqual(self._check({**good, "total": 300})["total"], 300)
        self._refused({**good, "total": 3}, "Total: is calculated")
        self._refused({"kind": "r", "total": 3}, "Total: is calculated")

    def test_faulty_lines(self):
        for rows, words in (
            ("text", "Items: enter a list of lines"),
            ({"article": "x"}, "Items: enter a list of lines"),
            ([["x"]], "Items: enter a list of lines"),
            ([{}] * 101, "Items: 101 lines, maximum 100"),
            ([{"evil": 1}], "evil is not a column"),
            ([{"article": "x"}], "Items, line 1, Quantity is required"),
            ([ITEMS[0], {"quantity": 1}], "Items, line 2, Article is required"),
            ([{**ITEMS[0], "quantity": 1.5}], "line 1, Quantity: enter a whole"),
            ([{**ITEMS[0], "price": "1,234"}], "line 1, Price: “1,234” can be read"),
            ([{}, {"article": "\x00"}], "line 2, Article: contains characters"),
            ([{**ITEMS[0], "price": [1]}], "line 1, Price: enter a number"),
        ):
            with self.subTest(rows=str(rows)[:50]):
                self._refused({"kind": "r", "items": rows}, words)
        problems = self._refused(
            {"items": [{}, {"article": "x", "quantity": "many"}]}, "Kind is required"
        )
        self.assertEqual(set(problems), {"kind", "items.1.quantity"})

    def test_too_much_is_refused(self):
        rows = [{"article": "x", "quantity": 2**31 - 1, "price": 1e14}]
        self._refused({"kind": "r", "items": rows}, "Total: the number is too large")

    def test_hidden_questions(self):
        self._refused({"kind": "r", "count": 1}, "How many: is only asked after")
        self._refused({"kind": "r", "extras": ["bag"]}, "Extras: is only asked after")
        # What is empty does no harm.
        self._check({"kind": "r", "count": None, "extras": [], "rate": ""})
        cleaned = self._check({"kind": "x", "count": 0, "code": "4711"})
        self.assertEqual(cleaned["count"], 0)
        self._question(self.service, "count").required = True
        self._refused({"kind": "x"}, "How many is required")
        self._check({"kind": "r"})

    def test_ambiguous_numbers(self):
        """What is a thousand here and one there is asked back; the rest is read."""
        for value, read in (
            ("1,234", None),
            ("1.234", None),
            ("-1.234", None),
            ("999,999", None),
            (" 12.345 ", None),
            ("1,5", 1.5),
            ("1.5", 1.5),
            ("0,123", 0.123),
            ("1234,567", 1234.567),
            ("1.2345", 1.2345),
            ("1.234e3", 1234),
            (1.234, 1.234),
            ("1234", 1234),
        ):
            with self.subTest(value=value):
                answers = {"kind": "x", "rate": value}
                if read is None:
                    self._refused(answers, "Rate: “", "can be read as")
                else:
                    self.assertEqual(self._check(answers)["rate"], read)
        self._refused({"kind": "x", "count": "1,234"}, "1234 or as 1.2340")

    def test_pattern(self):
        self._check({"kind": "x", "code": " 4711 "})
        for value in ("47111", "471", "x4711", "4711\n4711", "٤٧١١"):
            with self.subTest(value):
                problems = self._refused({"kind": "x", "code": value})
                self.assertEqual(problems, {"code": "A cost centre has four digits."})
        code = self._question(self.service, "code")
        code.pattern_message = False
        self._refused({"kind": "x", "code": "1"}, "Cost centre: is not written in")

    def test_days_that_have_passed(self):
        """Refused where the question says so, by the clock of the reader."""
        self._set_form(
            self.service,
            [
                {"name": "by", "string": "Needed by", "type": "date"},
                {"name": "at", "string": "Start", "type": "datetime"},
            ],
        )
        past = {"by": "2026-01-02", "at": "2026-01-02 10:00:00"}
        self.assertEqual(self._check(past), past)
        self.service.question_ids.no_past = True
        problems = self._refused(past, "01/02/2026 has passed. Choose today")
        self.assertIn("Choose a later time", problems["at"])
        # 2:00 in Shanghai, the day before in London
        now = fields.Datetime.to_datetime("2026-03-09 18:00:00")
        with patch.object(fields.Datetime, "now", return_value=now):
            for tz, day, is_good in (
                ("Asia/Shanghai", "2026-03-09", False),
                ("Asia/Shanghai", "2026-03-10", True),
                ("Europe/London", "2026-03-09", True),
            ):
                with self.subTest(tz=tz, day=day):
                    self.staff.tz = tz
                    service = self.service.with_user(self.staff).with_context(tz=tz)
                    if is_good:
                        self.assertEqual(
                            service._check_answers({"by": day}), {"by": day}
                        )
                        continue
                    with self.assertRaisesRegex(FormError, "Choose today, 03/10/2026"):
                        service._check_answers({"by": day})

    def test_who_requests_decides(self):
        """By department, those above it included, and by segment."""
        child = self.env["hr.department"].create(
            {"name": "Payroll", "parent_id": self.finance.id}
        )
        clerk = self._user("clerk", child)
        self._depend(
            "why",
            "show",
            source="department",
            department_ids=[Command.set(self.finance.ids)],
        )
        segment = self.env["icrm.segment"].create({"name": "Key users"})
        segment.customer_ids = self._customer(self.colleague)
        self._depend(
            "reason",
            "show",
            source="segment",
            segment_ids=[Command.set(segment.ids)],
        )
        for user, shown in (
            (self.staff, {"why"}),
            (clerk, {"why"}),
            (self.colleague, {"why", "reason"}),
            (self.it_head, set()),
        ):
            with self.subTest(user.name):
                names = self._names(user)
                self.assertEqual({"why", "reason"} & set(names), shown)
                for name in ("why", "reason"):
                    answers = {"kind": "r", name: "Because"}
                    if name in shown:
                        self._check(answers, user=user)
                    else:
                        self._refused(answers, "not a question of this form", user=user)
        # Whom it is for counts, not who fills it in.
        colleague = self._customer(self.colleague)
        self.assertIn("reason", self._names(self.staff, colleague))
        ticket = self.submit(
            answers={"kind": "r", "reason": "Because"}, beneficiary_id=colleague.id
        )
        self.assertEqual(ticket.sudo().icrm_answers["reason"], "Because")
        with self.assertRaisesRegex(FormError, "reason: not a question"):
            self.submit(answers={"kind": "r", "reason": "Because"})
        # In "any" mode one of them is enough.
        self._question(self.service, "why").condition_mode = "any"
        self._depend("why", "show", self.kind, operator="set")
        self.assertIn("why", self._names(self.it_head))
        self._check({"kind": "r", "why": "Because"}, user=self.it_head)

    def test_required_by_department(self):
        self._depend(
            "why",
            "require",
            source="department",
            department_ids=[Command.set(self.finance.ids)],
        )
        self._refused({"kind": "r"}, "Why is required")
        self._check({"kind": "r"}, user=self.it_head)

    def test_departments_and_segments_are_the_company_s(self):
        company = self.env["res.company"].create({"name": "Elsewhere"})
        theirs = {
            "department": self.env["hr.department"].create(
                {"name": "Theirs", "company_id": company.id}
            ),
            "segment": self.env["icrm.segment"].create(
                {"name": "Theirs", "company_id": company.id}
            ),
        }
        for source, record in theirs.items():
            field = f"{source}_ids"
            values = {"source": source, field: [Command.set(record.ids)]}
            with (
                self.subTest(source),
                self.assertRaisesRegex(ValidationError, "of another company"),
            ):
                self._depend("why", "show", **values)
            record.company_id = False
            self._depend("why", "show", **values)

    def test_a_hidden_section_hides_what_follows(self):
        self._question(self.service, "part").condition_ids.unlink()
        self._depend(
            "part",
            "show",
            source="department",
            department_ids=[Command.set(self.it.ids)],
        )
        self.assertNotIn("count", self._names(self.staff))
        self.assertIn("count", self._names(self.it_head))

    def test_defaults_of_the_profile(self):
        employee = self.staff.sudo().employee_id
        employee.write({"work_phone": "+86 21 1", "job_title": "Clerk"})
        self._set_form(
            self.service,
            [
                {"name": source, "string": source, "default_source": source}
                for source in ("my_name", "my_phone", "my_job", "my_department")
            ]
            + [
                {
                    "name": "where",
                    "string": "Where",
                    "type": "many2one",
                    "comodel": "hr.department",
                    "default_source": "my_department",
                },
                {
                    "name": "size",
                    "string": "Size",
                    "type": "selection",
                    "selection": [["s", "Small"], ["l", "Large"]],
                    "default_value": "Large",
                },
                {"name": "n", "string": "N", "type": "integer", "default_value": "3"},
                {"name": "b", "string": "B", "type": "boolean", "default_value": "yes"},
            ],
        )
        form = self.service.with_user(self.staff).get_form()
        defaults = {
            question["name"]: question["default"] for question in form["questions"]
        }
        self.assertEqual(
            defaults,
            {
                "my_name": "Staff",
                "my_phone": "+86 21 1",
                "my_job": "Clerk",
                "my_department": "Finance",
                "where": self.finance.id,
                "size": "l",
                "n": 3,
                "b": True,
            },
        )

    def test_records_of_a_list(self):
        self._set_form(
            self.service,
            [
                {
                    "name": "where",
                    "string": "Where",
                    "type": "many2one",
                    "comodel": "hr.department",
                    "domain": "[('name', '!=', 'IT')]",
                },
                {
                    "name": "server",
                    "string": "Server",
                    "type": "many2many",
                    "comodel": "ir.mail_server",
                },
                {"name": "text", "string": "Text"},
            ],
        )
        asked = self.service.with_user(self.staff)
        self.assertEqual(
            asked.search_form_records("where", "fin"),
            [{"id": self.finance.id, "name": "Finance"}],
        )
        self.assertFalse(asked.search_form_records("where", "IT"))
        self.assertLessEqual(len(asked.search_form_records("where", limit=1)), 1)
        with self.assertRaises(AccessError):
            asked.search_form_records("server", "x")
        for name in ("text", "nothing", None, ["where"]):
            with self.assertRaises(UserError):
                asked.search_form_records(name)
        for values in ({"limit": 1000}, {"limit": "x"}, {"text": 5}):
            with self.assertRaises(UserError):
                asked.search_form_records("where", **values)
        with self.assertRaises(AccessError):
            self.service.with_user(self.portal_user).search_form_records("where")
        # no filter of ours reaches the client
        self.assertFalse(any(item["domain"] for item in asked.get_form()["questions"]))

    def test_the_form_in_the_readers_language(self):
        self.kind.with_context(lang="zh_CN").label = "类型"
        self.kind.option_ids[0].with_context(lang="zh_CN").label = "只读"
        for lang, label, option in (
            ("en_US", "Kind", "Read"),
            ("zh_CN", "类型", "只读"),
            ("zh_TW", "Kind", "Read"),
        ):
            asked = self.service.with_user(self.staff).with_context(lang=lang)
            question = asked.get_form()["questions"][0]
            self.assertEqual(question["label"], label)
            self.assertEqual(question["options"][0], ["r", option])


@tagged("post_install", "-at_install")
class TestFormKept(FormCommon):
    """A request keeps what was asked and answered."""

    def _ask(self, **answers):
        return self.submit(answers={"kind": "r", **answers}).sudo()

    def _rows(self, ticket, user=None, lang="en_US"):
        ticket = ticket.with_user(user or self.staff).with_context(lang=lang)
        return dict(ticket._icrm_format_answers())

    def test_relabelled_removed_deleted(self):
        self.kind.with_context(lang="zh_CN").label = "类型"
        ticket = self._ask(items=ITEMS[1:], why="Because")
        read = self.kind.option_ids[0]
        asked = {
            "Kind": "Read",
            "Why": "Because",
            "Items": "Article: Lamp, Quantity: 3, Price: 100 CNY",
            "Total": "300 CNY",
        }
        self.assertEqual(self._rows(ticket), asked)
        for change in (
            lambda: read.write({"label": "Write access"}),
            lambda: self.kind.write({"label": "Sort"}),
            lambda: read.write({"active": False}),
            lambda: read.unlink(),
            lambda: self._question(self.service, "why").unlink(),
            lambda: self._question(self.service, "items").column_ids[2].unlink(),
            lambda: self.service.question_ids.unlink(),
        ):
            change()
            self.env.flush_all()
            self.env.invalidate_all()
            self.assertEqual(self._rows(ticket), asked)
            self.assertEqual(self._rows(ticket, lang="zh_CN")["类型"], "Read")
            # as the web client reads, and writes again what it read
            agent = ticket.with_user(self.agent)
            values = agent.read(["icrm_answers"])[0]["icrm_answers"]
            self.assertEqual(values[0]["value"], "r")
            self.assertIn(["r", "Read"], values[0]["selection"])
            agent.write({"icrm_answers": values})
            self.assertEqual(self._rows(ticket), asked)
        form = ticket.with_user(self.staff).get_form_answers()
        self.assertEqual(form["answers"]["items"], ITEMS[1:])
        self.assertEqual(form["questions"][0]["label"], "Kind")
        self.assertEqual(ticket.with_user(self.staff).icrm_form_answers, form)

    def test_one_form_for_many_requests(self):
        """The same words are one form, also after a change and back."""
        first = self._ask()
        self.assertEqual(self._ask().icrm_form_id, first.icrm_form_id)
        self.kind.label = "Sort"
        second = self._ask()
        self.assertNotEqual(second.icrm_form_id, first.icrm_form_id)
        self.kind.label = "Kind"
        self.assertEqual(self._ask().icrm_form_id, first.icrm_form_id)
        plain = self._service("No questions")
        self.assertFalse(self.submit(service=plain).sudo().icrm_form_id)
        self.assertFalse(plain.with_user(self.staff).get_form()["questions"])

    def test_who_looks_at_a_form_has_not_edited_it(self):
        self.kind.label = "Sort"
        self.service.flush_recordset()
        before = (self.service.write_uid, self.service.write_date)
        token = self.service.form_token
        self.service.with_user(self.staff).get_form()
        self.env.invalidate_all()
        self.assertEqual((self.service.write_uid, self.service.write_date), before)
        self.assertEqual(self.service.form_token, token)

    def test_the_approver_keeps_every_line(self):
        self.service.approval_step_ids = [
            Command.create(
                {"approver_type": "users", "user_ids": [Command.set(self.officer.ids)]}
            )
        ]
        ticket = self._ask(items=ITEMS[1:], why="Because")
        approval = ticket.icrm_approval_id.with_user(self.officer)
        details = approval.request_details
        for text in ("Kind", "Read", "Lamp", "300 CNY", "Because"):
            self.assertIn(text, details)
        self.kind.option_ids[0].label = "Write"
        self._question(self.service, "why").unlink()
        self.env.invalidate_all()
        self.assertEqual(approval.request_details, details)
        digest = ticket._icrm_get_approved_digest()
        agent = ticket.with_user(self.agent)
        agent.write({"icrm_answer_lines": {"items": ITEMS[1:]}})
        self.assertEqual(ticket._icrm_get_approved_digest(), digest)
        agent.write({"icrm_answer_lines": {"items": ITEMS}})
        self.assertNotEqual(ticket._icrm_get_approved_digest(), digest)
        self.assertNotEqual(ticket.icrm_approval_id, approval.sudo())
        self.assertEqual(self._rows(ticket)["Total"], "1,101 CNY")

    def test_search_and_reports(self):
        tickets = self._ask() | self._ask(items=ITEMS[1:])
        read, write, own = self.kind.option_ids
        read.label = "Look"
        own.unlink()
        last = self.submit(answers={"kind": "w"}).sudo()
        Ticket = self.env["helpdesk.ticket"].with_user(self.agent)
        for domain, found in (
            ([("icrm_answers.kind", "=", "r")], tickets),
            ([("icrm_answers.kind", "=", "w")], last),
            ([("icrm_answers.total", ">=", 300)], tickets[1]),
            ([("icrm_answers.items", "ilike", "lamp")], tickets[1]),
        ):
            self.assertEqual(Ticket.search(domain).sudo(), found, domain)
        groups = Ticket.formatted_read_group(
            [("icrm_service_id", "=", self.service.id)],
            ["icrm_answers.kind"],
            ["__count"],
        )
        self.assertEqual(
            {group["icrm_answers.kind"]: group["__count"] for group in groups},
            {"r": 2, "w": 1},
        )
        definition = Ticket.get_property_definition("icrm_answers.kind")
        self.assertEqual(
            definition["selection"],
            [["r", "Look / Read"], ["w", "Write"], ["x", "Own"]],
        )
        # as the search panel of the web client reads it, and only who serves
        forms = self.env["icrm.service.form"].with_user(self.agent)
        self.assertEqual(len(forms.search([("service_id", "=", self.service.id)])), 2)
        with self.assertRaises(AccessError):
            forms.with_user(self.staff).search([])

    def test_export(self):
        ticket = self._ask(items=ITEMS[1:])
        self.kind.option_ids[0].label = "Write access"
        self.officer.group_ids += self.env.ref("icrm_internal.group_icrm_export")
        rows = ticket.with_user(self.officer).export_data(
            ["icrm_answers.kind", "icrm_answers.items"]
        )["datas"]
        self.assertEqual(
            rows[0], ["Read", "Article: Lamp, Quantity: 3, Price: 100 CNY"]
        )

    # ------------------------------------------------------------------
    # Changes by those who serve
    # ------------------------------------------------------------------

    def test_answers_changed_by_who_serves(self):
        ticket = self._ask(items=ITEMS[1:])
        agent = ticket.with_user(self.agent)
        for values, words in (
            ({"kind": "zzz"}, "Kind: select one of"),
            ({"kind": "r", "evil": 1}, "evil: not a question"),
            ({"kind": "r", "count": "1,234"}, "can be read"),
            ({"kind": "x", "code": "1"}, "four digits"),
        ):
            with (
                self.subTest(values=values),
                self.assertRaisesRegex(ValidationError, words),
            ):
                agent.write({"icrm_answers": values})
        with self.assertRaisesRegex(ValidationError, "line 1, Quantity"):
            agent.write({"icrm_answer_lines": {"items": [{"article": "x"}]}})
        with self.assertRaisesRegex(UserError, "cannot be changed"):
            agent.write(
                {
                    "icrm_answers": [
                        {"name": "kind", "type": "char", "definition_changed": True}
                    ]
                }
            )
        for values in ({"icrm_form_id": False}, {"icrm_form_id": 1}):
            with self.assertRaises(AccessError):
                agent.write(values)
        agent.write({"icrm_answers": {"kind": "x", "count": "3"}})
        self.assertEqual(ticket.icrm_answers["count"], 3)
        self.assertEqual(self._rows(ticket)["Total"], "300 CNY")

    def test_what_was_stored_is_no_obstacle(self):
        ticket = self._ask()
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE helpdesk_ticket SET icrm_answers = icrm_answers ||"
            """ '{"old": "kept", "kind": "gone"}' WHERE id = %s""",
            [ticket.id],
        )
        self.env.invalidate_all()
        agent = ticket.with_user(self.agent)
        agent.write({"icrm_answers": {"old": "kept", "kind": "gone", "why": "New"}})
        self.assertEqual(
            dict(ticket.icrm_answers._values),
            {"old": "kept", "kind": "gone", "why": "New"},
        )
        self.assertEqual(self._rows(ticket)["Kind"], "gone")

    def test_an_agents_own_request_is_checked(self):
        Ticket = self.env["helpdesk.ticket"].with_user(self.agent)
        values = {
            "name": "By phone",
            "description": "x",
            "icrm_service_id": self.service.id,
            "team_id": self.it_team.id,
        }
        with self.assertRaisesRegex(ValidationError, "Kind: select one of"):
            Ticket.create({**values, "icrm_answers": {"kind": "zzz"}})
        ticket = Ticket.create({**values, "icrm_answer_lines": {"items": ITEMS[1:]}})
        self.assertEqual(ticket.icrm_answers["total"], 300)
        self.assertTrue(ticket.sudo().icrm_form_id)

    def test_another_service_asks_anew(self):
        """Unless something was answered: that is not lost."""
        other = self._service("Car")
        self._set_form(other, [{"name": "plate", "string": "Plate"}])
        for answers, keeps in (({"kind": "r"}, True), (None, False)):
            with self.subTest(keeps=keeps):
                ticket = self.request(icrm_answers=answers)
                form = ticket.icrm_form_id
                ticket.with_user(self.agent).icrm_service_id = other
                if keeps:
                    self.assertEqual(ticket.icrm_form_id, form)
                    self.assertEqual(self._rows(ticket), {"Kind": "Read"})
                else:
                    self.assertEqual(ticket.icrm_form_id, other._get_frozen_form())

    # ------------------------------------------------------------------
    # Left open, and answered later
    # ------------------------------------------------------------------

    def test_what_a_mail_lacks(self):
        ticket = self.request()
        mine = ticket.with_user(self.staff)
        self.assertEqual(
            [item["label"] for item in mine._icrm_get_missing_questions()], ["Kind"]
        )
        self._question(self.service, "count").required = True
        self._question(self.service, "why").required = True
        # Nothing answered yet: the form of now is asked.
        self.assertEqual(
            [item["name"] for item in mine._icrm_get_missing_questions()],
            ["kind", "why"],
        )
        for answers, words in (
            ({"kind": "zzz"}, "Kind: select one of"),
            ({"kind": "r", "evil": 1}, "evil: not a question"),
            ({"why": ""}, "Why is required"),
            ({}, "as pairs"),
            ([], "as pairs"),
        ):
            with (
                self.subTest(answers=answers),
                self.assertRaisesRegex(ValidationError, words),
            ):
                mine.action_icrm_answer(answers)
        mine.action_icrm_answer({"kind": "x"})
        self.assertEqual(ticket.icrm_form_id, self.service._get_frozen_form())
        # What the answer brings up is asked for, too.
        self.assertEqual(
            [item["name"] for item in mine._icrm_get_missing_questions()],
            ["why", "count"],
        )
        self._question(self.service, "why").label = "Reason why"
        with self.assertRaisesRegex(ValidationError, "not an open question"):
            mine.action_icrm_answer({"kind": "r"})
        mine.action_icrm_answer({"why": "Because", "count": 2})
        self.assertFalse(mine._icrm_get_missing_questions())
        self.assertEqual(
            self._rows(ticket), {"Kind": "Own", "Why": "Because", "How many": "2"}
        )

    # ------------------------------------------------------------------
    # Changed while it was filled in
    # ------------------------------------------------------------------

    def test_a_form_that_changes_meanwhile(self):
        """What still means the same is taken; the rest is named as it was shown."""
        code = self._question(self.service, "code")
        why = self._question(self.service, "why")
        read = self.kind.option_ids[0]
        answers = {"kind": "r", "why": "Because"}
        for change, refusals in (
            (lambda: code.write({"label": "Centre"}), ()),
            (lambda: self.kind.write({"help": "Choose"}), ()),
            (lambda: why.write({"required": True}), ()),
            (lambda: why.write({"question_type": "char"}), ()),
            (lambda: read.write({"label": "Write"}), ("Kind: has changed",)),
            (lambda: read.write({"active": False}), ("Kind: has changed",)),
            (lambda: self.kind.write({"label": "Sort"}), ("Kind: has changed",)),
            (lambda: why.unlink(), ("Why: is no longer asked",)),
            (
                lambda: self._question(self.service, "reason").write(
                    {"required": True, "condition_ids": [Command.clear()]}
                ),
                ("Reason is required",),
            ),
            (
                lambda: (
                    self.kind.write({"label": "Sort"}),
                    why.write({"label": "What for"}),
                ),
                ("Kind: has changed", "Why: has changed"),
            ),
        ):
            with self.subTest(refusals=refusals), self.cr.savepoint() as savepoint:
                shown = self.service.with_user(self.staff).get_form()["digest"]
                change()
                asked = self.service.with_user(self.staff)
                values = {"name": "x", "answers": answers, "form": shown}
                if refusals:
                    with self.assertRaises(FormError) as caught:
                        asked.submit_request(values)
                    text = str(caught.exception)
                    self.assertIn("The form changed while you filled it in", text)
                    for refusal in refusals:
                        self.assertIn(refusal, text)
                    self.assertTrue(caught.exception.problems)
                else:
                    ticket = asked.submit_request(values).sudo()
                    self.assertEqual(
                        ticket.icrm_form_id, self.service._get_frozen_form()
                    )
                savepoint.rollback()
            self.env.invalidate_all()

    def test_a_digest_is_nothing_to_play_with(self):
        asked = self.service.with_user(self.staff)
        other = self._service("Car")
        self._set_form(other, [{"name": "plate", "string": "Plate"}])
        foreign = other.with_user(self.staff).get_form()["digest"]
        for form in ("x", foreign, "a" * 64):
            ticket = asked.submit_request(
                {"name": "x", "answers": {"kind": "r"}, "form": form}
            )
            self.assertEqual(
                ticket.sudo().icrm_form_id, self.service._get_frozen_form()
            )
        for form in (5, ["x"], {"a": 1}, "a" * 65, "\x00"):
            with self.assertRaises(UserError):
                asked.submit_request({"name": "x", "answers": {}, "form": form})

    # ------------------------------------------------------------------
    # Speed
    # ------------------------------------------------------------------

    def test_reading_a_form_costs_two_queries(self):
        asked = self.service.with_user(self.staff)
        asked.get_form()
        self.env.flush_all()
        self.env.invalidate_all()
        asked.check_access("read")
        asked.fetch(["state", "frozen_form_id", "form_changed"])
        with self.assertQueryCount(1):
            asked.get_form()
