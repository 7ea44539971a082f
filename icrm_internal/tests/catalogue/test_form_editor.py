# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from ..common import IcrmCommon

KIND = {
    "name": "kind",
    "string": "Kind *",
    "type": "selection",
    "selection": [["a", "Desk"], ["b", "Chair"]],
}


@tagged("post_install", "-at_install")
class TestFormEditor(IcrmCommon):
    """What heads edit, and what is refused."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for lang in ("zh_CN", "zh_TW"):
            cls.env["res.lang"]._activate_lang(lang)
        cls.draft = cls._service("Furniture", state="draft", owner_id=cls.it_head.id)
        cls.as_head = cls.draft.with_user(cls.it_head)

    def _form(self, *questions, service=None):
        self._set_form(service or self.draft, questions)
        return (service or self.draft).question_ids

    def _condition(self, question, **values):
        other = values.pop("other", None)
        return self.env["icrm.service.question.condition"].create(
            {
                "question_id": question.id,
                "other_question_id": other.id if other else False,
                **values,
            }
        )

    def _problems(self):
        return "\n".join(self.as_head._get_form_problems())

    # ------------------------------------------------------------------
    # Access
    # ------------------------------------------------------------------

    def test_who_edits(self):
        [kind] = self._form(KIND, service=self.service)
        condition = self._condition(
            kind, source="department", department_ids=[Command.set(self.finance.ids)]
        )
        parts = (kind, kind.option_ids[0], condition)
        for user, reads, writes in (
            (self.it_head, True, True),
            (self.officer, True, True),
            (self.agent, True, False),
            (self.auditor, True, False),
            (self.finance_head, True, False),
            (self.staff, False, False),
            (self.portal_user, False, False),
        ):
            for part in parts:
                with self.subTest(user=user.name, part=part._name):
                    mine = part.with_user(user)
                    self.assertEqual(mine.has_access("read"), reads)
                    for operation in ("write", "create", "unlink"):
                        self.assertEqual(mine.has_access(operation), writes)
        # Whoever may request reads the form all the same.
        form = self.service.with_user(self.staff).get_form()
        self.assertEqual(form["questions"][0]["label"], "Kind")

    def test_nothing_is_put_into_foreign_forms(self):
        [kind] = self._form(KIND)
        foreign = self._service("Books", department_id=self.finance.id)
        [theirs] = self._form(KIND, service=foreign)
        Question = self.env["icrm.service.question"].with_user(self.it_head)
        with self.assertRaises(AccessError), self.cr.savepoint():
            Question.create({"service_id": foreign.id, "label": "Mine"})
        with self.assertRaises(ValidationError), self.cr.savepoint():
            Question.create({"service_id": foreign.id, "parent_id": kind.id})
        for model, values in (
            ("option", {"label": "Mine"}),
            ("condition", {"operator": "set"}),
        ):
            with self.subTest(model), self.assertRaises(AccessError):
                self.env[f"icrm.service.question.{model}"].with_user(
                    self.it_head
                ).create({"question_id": theirs.id, **values})
        with self.assertRaises(ValidationError), self.cr.savepoint():
            self._condition(kind, other=theirs, operator="set")
        for part, values in (
            (kind, {"service_id": foreign.id}),
            (kind, {"name": "other"}),
            (kind.option_ids[0], {"question_id": theirs.id}),
            (kind.option_ids[0], {"name": "other"}),
        ):
            with self.subTest(values=values), self.assertRaises(UserError):
                part.with_user(self.it_head).write(values)

    def test_how_a_form_is_kept_is_the_systems(self):
        self._form(KIND, service=self.service)
        form = self.service._get_frozen_form()
        for values in (
            {"frozen_form_id": False},
            {"form_changed": False},
            {"form_revision": 0},
        ):
            with self.subTest(values=values), self.assertRaises(UserError):
                self.service.with_user(self.officer).write(values)
        for user in (self.it_head, self.officer, self.admin_user):
            with self.assertRaises(AccessError):
                form.with_user(user).write({"schema": []})
        with self.assertRaises(AccessError):
            form.unlink()  # not even the superuser

    # ------------------------------------------------------------------
    # Keys
    # ------------------------------------------------------------------

    def test_keys_are_made(self):
        service = self.service
        service.question_ids = [
            Command.create({"label": label}) for label in ("Cost centre", "Cost centre")
        ] + [Command.create({"label": "成本中心"})]
        names = service.question_ids.mapped("name")
        self.assertEqual(len(set(names)), 3)
        self.assertRegex(names[0], r"^cost_centre_[0-9a-f]{8}$")
        self.assertRegex(names[2], r"^q_[0-9a-f]{8}$")
        question = service.question_ids[0]
        question.question_type = "selection"
        question.option_ids = [
            Command.create({"label": label}) for label in ("New", "New", "新")
        ]
        self.assertEqual(question.option_ids.mapped("name"), ["new", "new_2", "o"])
        lines = service.question_ids[1]
        lines.question_type = "lines"
        lines.column_ids = [Command.create({"label": label}) for label in "AA"]
        self.assertEqual(lines.column_ids.mapped("name"), ["a", "a_2"])
        self.assertEqual(lines.column_ids.service_id, service)
        self.assertNotIn(lines.column_ids[0], service.question_ids)

    def test_what_was_asked_keeps_its_type(self):
        kind, note = self._form(
            KIND, {"name": "note", "string": "Note"}, service=self.service
        )
        kind.question_type = "tags"  # nobody saw it yet
        kind.question_type = "selection"
        self.service.with_user(self.staff).submit_request({"answers": {"kind": "a"}})
        with self.assertRaisesRegex(UserError, "Add a new question"):
            kind.question_type = "char"
        note.question_type = "text"  # reads alike

    # ------------------------------------------------------------------
    # Publication
    # ------------------------------------------------------------------

    def test_problems_of_a_form(self):
        lines = {
            "name": "lines",
            "string": "Lines",
            "type": "lines",
            "columns": [{"name": "n", "string": "N", "type": "integer"}],
        }
        total = {"name": "total", "string": "Total", "type": "total"}
        link = {"name": "who", "string": "Who", "type": "many2one"}
        for questions, words in (
            ([{"name": "a", "string": " "}], "empty question"),
            (
                [{"name": "a", "string": "Same"}, {"name": "b", "string": "same"}],
                "twice",
            ),
            ([{"name": "s", "type": "section"}], "empty section"),
            ([KIND | {"selection": []}], "add options"),
            ([KIND | {"selection": [["a", "A"], ["b", ""]]}], "an option has no name"),
            ([KIND | {"selection": [["a", "A"], ["b", "A"]]}], "option “A” twice"),
            ([lines | {"columns": []}], "add columns"),
            (
                [lines | {"columns": [{"name": "a", "string": ""}]}],
                "empty question",
            ),
            (
                [
                    lines
                    | {
                        "columns": [
                            {"name": "a", "string": "A"},
                            {"name": "b", "string": "a"},
                        ]
                    }
                ],
                "twice",
            ),
            ([total], "choose the numbers"),
            ([link], "choose the list"),
            ([link | {"comodel": "hr.department", "domain": "[("}], "Who"),
            (
                [link | {"comodel": "hr.department", "domain": "[('no', '=', 1)]"}],
                "Who",
            ),
            ([{"string": "N", "type": "integer", "default_value": "many"}], "default"),
            ([KIND | {"default_value": "zzz"}], "default"),
            ([{"string": "D", "type": "date", "default_value": "soon"}], "default"),
        ):
            with self.subTest(words=words, questions=str(questions)[:70]):
                self._form(*questions)
                with self.assertRaisesRegex(ValidationError, words):
                    self.as_head.action_publish()
        self._form(
            KIND | {"default_value": "a"},
            lines,
            link | {"comodel": "hr.department"},
            {"string": "N", "type": "integer", "default_value": "3"},
        )
        self.as_head.action_publish()

    def test_problems_of_conditions(self):
        kind, count, note, day = self._form(
            KIND,
            {"name": "count", "string": "Count", "type": "integer"},
            {"name": "note", "string": "Note"},
            {"name": "day", "string": "Day", "type": "date"},
        )
        desk = kind.option_ids[0]
        for values, words in (
            ({"other": kind, "option_ids": [Command.set(desk.ids)]}, ""),
            ({"other": kind}, "option of “Kind” that was deleted"),
            ({"other": None}, "question that was deleted"),
            ({"other": count, "value": "3", "operator": ">="}, ""),
            ({"other": count, "value": "many", "operator": ">="}, "not an answer to"),
            ({"other": count, "value": "", "operator": "="}, "not an answer to"),
            ({"other": count, "value": "1, 2", "operator": "in"}, ""),
            ({"other": count, "value": "1, x", "operator": "in"}, "“x” is not"),
            ({"other": day, "value": "2026-03-31", "operator": ">="}, ""),
            ({"other": day, "value": "31.3.2026", "operator": ">="}, "not an answer"),
            ({"other": kind, "operator": ">="}, "only be compared as"),
            ({"other": kind, "operator": "set"}, ""),
            ({"source": "department"}, "choose the departments"),
            ({"source": "segment"}, "choose the segments"),
        ):
            with self.subTest(words=words, values=str(values)):
                condition = self._condition(note, **values)
                if words:
                    self.assertIn(words, self._problems())
                else:
                    self.assertFalse(self._problems())
                condition.unlink()
        self._condition(note, other=count, operator="set")
        self._condition(count, other=note, operator="set")
        self.assertIn("in a circle: “Count”, “Note”", self._problems())
        with self.assertRaisesRegex(ValidationError, "in a circle"):
            self.as_head.action_publish()

    def test_what_is_deleted_under_a_condition(self):
        self.service.owner_id = self.it_head
        kind, note = self._form(
            KIND, {"name": "note", "string": "Note"}, service=self.service
        )
        self._condition(
            note, other=kind, option_ids=[Command.set(kind.option_ids[0].ids)]
        )
        as_head = self.service.with_user(self.it_head)
        for commands, words in (
            ([Command.delete(kind.id)], "a question that was deleted"),
            (
                [
                    Command.update(
                        kind.id,
                        {"option_ids": [Command.delete(kind.option_ids[0].id)]},
                    )
                ],
                "an option of “Kind” that was deleted",
            ),
        ):
            with self.subTest(words), self.cr.savepoint() as savepoint:
                with self.assertRaisesRegex(ValidationError, words):
                    as_head.question_ids = commands
                savepoint.rollback()
        with (
            self.assertRaisesRegex(ValidationError, "question that was deleted"),
            self.cr.savepoint(),
        ):
            kind.with_user(self.it_head).unlink()
        # With what depends on it, in one change, it may go.
        as_head.question_ids = [Command.delete(kind.id), Command.delete(note.id)]
        self.assertFalse(self.service.question_ids)

    def test_no_key_of_the_context_spares_the_check(self):
        [kind] = self._form(KIND, service=self.service)
        for value in (True, "EDITING", {}, 1):
            with (
                self.subTest(value=value),
                self.assertRaises(ValidationError),
                self.cr.savepoint(),
            ):
                kind.with_user(self.it_head).with_context(
                    icrm_form_editing=value
                ).label = False

    def test_patterns(self):
        for pattern, words in (
            ("(a+)+b", "too long to check"),
            ("(a|a)*b", "too long to check"),
            ("[", "cannot be read"),
            (r"(a)\1", "cannot be read"),
        ):
            with (
                self.subTest(pattern),
                self.assertRaisesRegex(ValidationError, words),
                self.cr.savepoint(),
            ):
                self._form({"string": "Code", "pattern": pattern})
        [code] = self._form({"string": "Code", "pattern": r"\d{4}"})
        # As an older release or another tool may have left it
        self.env.cr.execute(
            "UPDATE icrm_service_question SET pattern = '(a+)+b' WHERE id = %s",
            [code.id],
        )
        self.env.invalidate_all()
        self.assertIn("too long to check", self._problems())

    # ------------------------------------------------------------------
    # Copy
    # ------------------------------------------------------------------

    def test_a_copied_service_asks_the_same(self):
        kind, lines, total, note = self._form(
            KIND,
            {
                "name": "lines",
                "string": "Lines",
                "type": "lines",
                "columns": [{"name": "n", "string": "N", "type": "integer"}],
            },
            {"name": "total", "string": "Total", "type": "total"},
            {"name": "note", "string": "Note"},
            service=self.service,
        )
        kind.with_context(lang="zh_CN").label = "类型"
        total.write(
            {
                "formula": "sum_product",
                "formula_question_ids": [Command.set(lines.column_ids.ids)],
            }
        )
        self._condition(
            note, other=kind, option_ids=[Command.set(kind.option_ids[1].ids)]
        )
        self._condition(note, other=total, operator=">=", value="5")
        copied = self.service.with_user(self.it_head).copy()
        for lang in ("en_US", "zh_CN"):
            old, new = (
                service.with_context(lang=lang).get_form()["questions"]
                for service in (self.service, copied)
            )
            self.assertEqual(
                [question["label"] for question in old],
                [question["label"] for question in new],
            )
        names = dict(
            zip(
                self.service.question_ids.mapped("name"),
                copied.question_ids.mapped("name"),
                strict=True,
            )
        )
        # keys of their own: Odoo's reports know a question by its key alone
        self.assertFalse(set(names) & set(names.values()))
        self.assertEqual(new[2]["formula"]["lines"], names["lines"])
        self.assertEqual(
            [
                (condition["question"], condition["value"])
                for condition in new[3]["show_if"]["conditions"]
            ],
            [(names["kind"], "chair"), (names["total"], 5)],
        )
        self.assertFalse(copied.sudo()._get_form_problems())
        self.assertEqual(copied.frozen_form_id.id, False)

    def test_a_copied_question_keeps_its_conditions(self):
        kind, note = self._form(KIND, {"name": "note", "string": "Note"})
        self._condition(
            note, other=kind, option_ids=[Command.set(kind.option_ids[0].ids)]
        )
        copied = note.with_user(self.it_head).copy({"label": "Note 2"})
        self.assertEqual(copied.condition_ids.other_question_id, kind)
        self.assertEqual(copied.condition_ids.option_ids, kind.option_ids[0])
        self.assertEqual(note.condition_ids, note.condition_ids[:1])

    # ------------------------------------------------------------------
    # Versions, two editors
    # ------------------------------------------------------------------

    def test_a_change_of_the_form_makes_a_version(self):
        [kind] = self._form(KIND)
        self.as_head.action_publish()
        for change in (
            lambda: kind.with_user(self.it_head).write({"required": False}),
            lambda: kind.option_ids[0]
            .with_user(self.it_head)
            .write({"label": "Table"}),
            lambda: self._condition(
                kind, source="department", department_ids=[Command.set(self.it.ids)]
            ),
        ):
            version = self.as_head.version
            change()
            self.env.invalidate_all()
            self.assertTrue(self.as_head.has_changes)
            self.as_head.action_publish()
            self.assertEqual(self.as_head.version, version + 1)
            self.assertEqual(self.draft.version_ids[0].changes, "Request form")
        text = self.draft.version_ids[0].content["form"]
        self.assertIn("Table, Chair", text)
        self.assertIn("department is IT", text)
        kind.with_user(self.it_head).with_context(lang="zh_CN").label = "类型"
        self.assertFalse(self.as_head.has_changes)

    def test_two_editors(self):
        [kind] = self._form(KIND)
        token = self.as_head.form_token
        first = {"question_ids": [Command.update(kind.id, {"label": "Sort"})]}
        other = self.draft.with_user(self.officer)
        self.as_head.web_save({**first, "form_token": token}, {})
        late = {"question_ids": [Command.update(kind.id, {"label": "Type"})]}
        for model, values in (
            (other, {**late, "form_token": token}),
            (other.with_context(icrm_form_token=token), late),
        ):
            with (
                self.assertRaisesRegex(UserError, "It Head changed this form"),
                self.cr.savepoint(),
            ):
                model.web_save(values, {})
        self.assertEqual(kind.label, "Sort")
        # What else is saved is not held up by it, and a fresh page may go on.
        other.web_save({"keywords": "x", "form_token": token}, {})
        other.web_save({**late, "form_token": other.form_token}, {})
        self.assertEqual(kind.label, "Type")

    def test_every_change_makes_another_token(self):
        kind, note = self._form(KIND, {"name": "note", "string": "Note"})
        condition = self._condition(note, other=kind, operator="set")
        for change in (
            lambda: kind.write({"sequence": 5}),
            lambda: kind.option_ids[0].write({"label": "Table"}),
            lambda: kind.option_ids[1].unlink(),
            lambda: condition.write({"operator": "not_set"}),
            lambda: kind.update_field_translations("label", {"zh_CN": "类型"}),
            lambda: note.unlink(),
            lambda: self.draft.write(
                {"question_ids": [Command.create({"label": "x"})]}
            ),
        ):
            before = self.draft.form_token
            change()
            self.env.invalidate_all()
            self.assertNotEqual(self.draft.form_token, before)
