# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import importlib.util
import json

from odoo.tests import tagged
from odoo.tools import file_path

from ..common import IcrmCommon

SCRIPT = "icrm_internal/migrations/19.0.2.1.0/post-forms.py"
DEFINITION = [
    {"name": "part", "string": "Details · 详情", "type": "separator"},
    {
        "name": "kind",
        "string": "Kind · 机型 *",
        "type": "selection",
        "selection": [["o0", "Read · 只读"], ["o1", "VPN"]],
        "default": "o1",
    },
    {
        "name": "extras",
        "string": "Extras",
        "type": "tags",
        "tags": [["bag", "Bag", 1], ["dock", "扩展坞 · Dock", 2]],
    },
    {
        "name": "dept",
        "string": "部门",
        "type": "many2one",
        "comodel": "hr.department",
        "domain": "[('name', '!=', 'x')]",
    },
    {"name": "weight", "string": "Weight*", "type": "float", "suffix": "kg"},
    {"name": "note_html", "string": "A · B · C", "type": "html"},
    {"name": "gone", "string": "Gone", "type": "many2one", "comodel": "no.such.model"},
]


@tagged("post_install", "-at_install")
class TestFormMigration(IcrmCommon):
    """The definitions of the release before become questions; nothing is lost."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("zh_CN")
        spec = importlib.util.spec_from_file_location("post_forms", file_path(SCRIPT))
        cls.script = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(cls.script)

    def _migrate(self, answers_list):
        """Run the script on a service as it was before; return its requests."""
        tickets = self.env["helpdesk.ticket"].create(
            [
                {"name": "x", "icrm_service_id": self.service.id, "description": "x"}
                for _answers in answers_list
            ]
        )
        self.env.flush_all()
        cr = self.env.cr
        cr.execute("ALTER TABLE icrm_service ADD COLUMN form_definition jsonb")
        cr.execute(
            "UPDATE icrm_service SET form_definition = %s WHERE id = %s",
            [json.dumps(DEFINITION), self.service.id],
        )
        for ticket, answers in zip(tickets, answers_list, strict=True):
            cr.execute(
                "UPDATE helpdesk_ticket SET icrm_answers = %s WHERE id = %s",
                [json.dumps(answers), ticket.id],
            )
        self.env.invalidate_all()
        self.script.migrate(cr, "19.0.2.0.0")
        self.env.invalidate_all()
        return tickets

    def test_definition_and_answers(self):
        version = self.env["icrm.service.version"].create(
            {
                "service_id": self.service.id,
                "version": 1,
                "content": {
                    **self.service._get_substance(),
                    "form": "Kind · 机型* (selection) Read · 只读, VPN\n"
                    "Extras (tags) Bag, 扩展坞 · Dock\n部门 (many2one)\n"
                    "Weight* (float)\nGone (many2one)",
                },
            }
        )
        kept, lost, html = self._migrate(
            [
                {"kind": "o0", "dept": self.it.id, "weight": 1.5},
                {"kind": "o9", "extras": ["bag", "hat"]},
                {"note_html": "text"},
            ]
        )
        self.assertEqual(
            [
                (item.name, item.question_type, item.label, item.required)
                for item in self.service.question_ids
            ],
            [
                ("part", "section", "Details", False),
                ("kind", "selection", "Kind", True),
                ("extras", "tags", "Extras", False),
                ("dept", "many2one", "部门", False),
                ("weight", "float", "Weight", True),
                ("note_text", "text", "A · B · C", False),
                ("gone", "many2one", "Gone", False),
            ],
        )
        chinese = self.service.with_context(lang="zh_CN").question_ids
        self.assertEqual(chinese[:2].mapped("label"), ["详情", "机型"])
        self.assertEqual(
            chinese.option_ids.mapped("label"), ["只读", "VPN", "Bag", "扩展坞"]
        )
        self.assertEqual(chinese[1].default_value, "o1")
        self.assertEqual(
            dict(kept._icrm_format_answers()),
            {"Kind": "Read", "部门": "IT", "Weight": "1.5 kg"},
        )
        # An option that the definition had lost is shown by its key, not dropped.
        values = {
            item["name"]: item.get("value")
            for item in lost.read(["icrm_answers"])[0]["icrm_answers"]
        }
        self.assertEqual((values["kind"], values["extras"]), ("o9", ["bag", "hat"]))
        self.assertEqual(
            dict(lost._icrm_format_answers()), {"Kind": "o9", "Extras": "Bag, hat"}
        )
        self.assertEqual(dict(html._icrm_format_answers()), {"A · B · C": "text"})
        self.assertEqual(kept.icrm_form_id, self.service._get_frozen_form())
        self.assertNotEqual(lost.icrm_form_id, kept.icrm_form_id)
        # What was published is the same, said as versions say it now.
        self.assertIn("Kind* (selection) Read, VPN", version.content["form"])

    def test_labels(self):
        for text, label, chinese in (
            ("Kind · 机型", "Kind", "机型"),
            ("机型 · Kind", "Kind", "机型"),
            ("Kind", "Kind", None),
            ("机型", "机型", None),
            ("A · B", "A · B", None),
            ("机 · 型", "机 · 型", None),
            ("A · B · 型", "A · B · 型", None),
            ("Kind·机型", "Kind·机型", None),
        ):
            with self.subTest(text):
                self.assertEqual(self.script.split_label(text), (label, chinese))

    def test_nothing_to_do(self):
        self.script.migrate(self.env.cr, "19.0.2.1.0")  # a database without the column
        self.assertFalse(self.service.question_ids)
