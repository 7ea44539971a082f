# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import ast
import re
from pathlib import Path

from odoo.exceptions import ValidationError
from odoo.tests import tagged

from ...models.access.safe_html import SafeHtml
from .matrix_records import MatrixCommon

COVER = (
    '<p style="position:fixed;z-index:9;margin-top:-900px;color:red">a</p>'
    '<p class="position-fixed modal stretched-link text-center" style="top:0">b</p>'
    '<p style="background-image:url(https://evil.example/seen.png)">c</p>'
    '<table class="table table-bordered"><tbody><tr><td>d</td></tr></tbody></table>'
)
LINKS = (
    "//evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    " javascript:alert(1)",
    "java\tscript:alert(1)",
    "data:text/html,x",
    "vbscript:x",
    "https:evil.example",
    "https://",
    "http:///x",
    "https://a.example/\u202egnp.exe",
    "https://a.example/\n",
    "ftp://a.example",
    "evil.example",
)


@tagged("post_install", "-at_install")
class TestTexts(MatrixCommon):
    """What one person writes and another reads or follows."""

    def _models(self):
        return [
            self.env[name]
            for name, model in self.env.registry.items()
            if (name == "helpdesk.ticket" or name.startswith("icrm."))
            and not model._abstract
        ]

    # -- Html --
    def _assert_tame(self, value, what):
        for word in ("fixed", "z-index", "-900", "stretched", "modal", "url(", "top:"):
            self.assertNotIn(word, value, what)
        for word in ("color:red", "text-center", "table-bordered", ">d<"):
            self.assertIn(word, value, what)

    def test_every_html_field(self):
        tried = 0
        for model in self._models():
            for field in model._fields.values():
                if field.type != "html":
                    continue
                if not (field.store or field.related):
                    # made by our templates, of escaped words
                    self.assertTrue(not field.sanitize or field.sanitize_style, field)
                    continue
                self.assertIsInstance(field, SafeHtml, f"{field}: use SafeHtml")
                self._assert_tame(field.convert_to_cache(COVER, model), str(field))
                tried += 1
        self.assertGreater(tried, 20)

    def test_by_the_doors(self):
        tried = set()
        for (name, _kind), record in self.records.items():
            if not record or not record.env[name]._auto:
                continue
            for field in record._fields.values():
                if (
                    field.type == "html"
                    and field.store
                    and name not in tried
                    and isinstance(field, SafeHtml)
                ):
                    with self.env.cr.savepoint() as savepoint:
                        record.sudo().write({field.name: COVER})
                        record.invalidate_recordset()
                        self._assert_tame(record.sudo()[field.name], str(field))
                        savepoint.rollback()
                    tried.add(name)
        self.assertGreater(len(tried), 8)

    def test_a_translated_word(self):
        service = self.service
        self.env["res.lang"]._activate_lang("fr_FR")
        service.description = "<p>Word</p>"
        service.with_context(lang="fr_FR").description = COVER
        self._assert_tame(service.with_context(lang="fr_FR").description, "written")
        service.update_field_translations(
            "description",
            {"fr_FR": {"Word": '<b style="position:fixed" class="modal">x</b>'}},
        )
        self.assertNotIn("fixed", service.with_context(lang="fr_FR").description)

    # -- links --
    def test_every_link(self):
        tried = 0
        for model in self._models():
            names = [
                name
                for name, field in model._fields.items()
                if field.type in ("char", "text")
                and field.store
                and re.search("url|link|website|href", name)
            ]
            if not names:
                continue
            records = [
                record.sudo()
                for (name, _kind), record in self.records.items()
                if name == model._name and record
            ]
            self.assertTrue(records, f"{model._name} has a link and no record to try")
            for name in names:
                self.assertIn(name, model._hardening_link_fields())
                label = model._fields[name].string
                for link in LINKS:
                    with self.assertRaisesRegex(ValidationError, label, msg=link):
                        records[0].write({name: link})
                for link in ("https://a.example/x?y=1#z", "http://a", "/my", False):
                    records[0].write({name: link})
                tried += 1
        self.assertGreater(tried, 1)

    def test_files_that_are_links(self):
        values = {
            "name": "x",
            "type": "url",
            "res_model": "helpdesk.ticket",
            "res_id": self.own.id,
        }
        Attachment = self.env["ir.attachment"].with_user(self.officer)
        for link in LINKS:
            with self.assertRaises(ValidationError, msg=link):
                Attachment.create({**values, "url": link})
        Attachment.create({**values, "url": "https://a.example"})
        other = Attachment.create({"name": "x", "type": "url", "url": LINKS[0]})
        with self.assertRaises(ValidationError):
            other.write({"res_model": "helpdesk.ticket", "res_id": self.own.id})

    def test_our_pages_lead_to_ours(self):
        """A redirect begins with a path written in the source."""
        found = 0
        for path in (Path(__file__).parents[2] / "controllers").rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text())):
                if not (
                    isinstance(node, ast.Call)
                    and isinstance(node.func, ast.Attribute)
                    and node.func.attr.startswith("redirect")
                ):
                    continue
                found += 1
                target = ast.unparse(node.args[0])
                self.assertRegex(
                    target,
                    r"^f?['\"]/(?!/)[\w/]|^\w+\.(_get_url|get_portal_url)\(\)$"
                    r"|^local_path\(\w+\)$",
                    path.name,
                )
        self.assertGreater(found, 5)
