# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import re

from odoo.tests import TransactionCase, tagged

from ...models.access.personal import (
    KEEP,
    PEOPLE,
    TEXTS,
    WHERE,
    get_personal_models,
    get_retention,
    get_tables,
)
from ...models.access.trace import Trace


@tagged("post_install", "-at_install")
class TestPersonal(TransactionCase):
    """What models declare is there, and leads to people."""

    def test_declarations(self):
        for name, declared in get_personal_models(self.env).items():
            model = self.env[name]
            for personal in declared:
                with self.subTest(model=name, field=personal.field):
                    self.assertIn(personal.field, model._fields)
                    field = model._fields[personal.field]
                    if not personal.of:
                        self.assertIn(field.type, TEXTS)
                    if personal.erased == KEEP and field.store:
                        # Texts of others' models are as core computes them.
                        self.assertFalse(field.required and field.type == "html")
                    paths = {*personal.get_paths(), *personal.get_paths(own=True)}
                    for path in paths - {"id", WHERE}:
                        at = model
                        for step in path.split("."):
                            at = self.env[at._fields[step].comodel_name]
                        self.assertIn(at._name, PEOPLE)

    def test_retention(self):
        for name in get_tables(self.env):
            if retention := get_retention(self.env, name):
                with self.subTest(model=name):
                    model = self.env[name]
                    self.assertIn(
                        model._fields[retention.since].type, ("date", "datetime")
                    )
                    model.search([*retention.closed], limit=1)
                    for part, field in retention.parts:
                        comodel = self.env[part]._fields[field].comodel_name
                        self.assertEqual(comodel, name)

    # ------------------------------------------------------------------
    # Patterns
    # ------------------------------------------------------------------

    def found(self, trace, text):
        self.env.cr.execute("SELECT %s ~* %s", [text, trace.all])
        return self.env.cr.fetchone()[0]

    def test_names(self):
        trace = Trace(["Ning O'Brien"])
        for text in (
            "Dear Ning O'Brien,",
            "<p>ning o&#x27;brien</p>",
            "O'Brien, Ning",
            "Ning  O'Brien's laptop",
            "?name=Ning%20O%27Brien",
        ):
            with self.subTest(text=text):
                self.assertTrue(self.found(trace, text))
        for text in ("Running O'Brien", "Ning O'Brienne", "Ning", "O'Brien"):
            with self.subTest(text=text):
                self.assertFalse(self.found(trace, text))

    def test_signs_without_spaces(self):
        trace = Trace(["王小明"])
        for text in ("请找王小明处理", '{"name": "\\u738b\\u5c0f\\u660e"}'):
            self.assertTrue(self.found(trace, text))

    def test_signs_in_a_longer_name(self):
        trace = Trace(["王伟"], longer={"王伟": ["王伟民", "大王伟", "小王伟国"]})
        for text in ("请找王伟处理", "王伟国和我", "小王伟"):
            self.assertTrue(self.found(trace, text), text)
        for text in ("请找王伟民处理", "大王伟来了", "小王伟国"):
            self.assertFalse(self.found(trace, text), text)
        self.assertTrue(self.found(trace, "王伟民告诉王伟"))

    def test_addresses(self):
        trace = Trace(addresses=["li@example.com"])
        for text in ("<li@example.com>", "li@example.com.", "LI@Example.com"):
            self.assertTrue(self.found(trace, text))
        for text in ("oli@example.com", "li@example.com.cn", "li@example.community"):
            self.assertFalse(self.found(trace, text), text)

    def test_phones(self):
        trace = Trace(phones=["+86 21 5559 8765", "4711"])
        for text in ("02155598765", "(021) 5559-8765", "5559 8765.", "+862155598765"):
            with self.subTest(text=text):
                self.assertTrue(self.found(trace, text))
        for text in ("155598765432", "4711", "5559 876"):
            with self.subTest(text=text):
                self.assertFalse(self.found(trace, text))

    def test_nothing_to_look_for(self):
        self.assertFalse(Trace())
        self.assertIsNone(Trace().all)
        self.assertTrue(re.search(r"\\w", Trace(["Ning"]).all))
