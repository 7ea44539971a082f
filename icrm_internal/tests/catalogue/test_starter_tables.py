# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import re
from collections import Counter

from odoo.tests import BaseCase, tagged

from ...models.catalogue import starter
from ...models.catalogue.starter_builder import CONDITION

TABLES = (
    *("categories", "checks", "escalations", "interests", "kinds", "options"),
    *("plans", "questions", "roles", "segments", "services", "texts"),
)
LANGS = ("en", "zh_CN", "zh_TW")
HAN = re.compile(r"[\u4e00-\u9fff]")
# What a reader in Taiwan takes for a typo, and the other way round
FOREIGN = {
    "zh_CN": "軟體 資訊 網路 使用者 登入 檔案夾 預設 帳號 匯出",
    "zh_TW": "軟件 信息 網絡 用户 登錄 文件夾 默認 賬 導出 打印 合同 質量 数 员 报",
}


@tagged("post_install", "-at_install")
class TestStarterTables(BaseCase):
    """The tables of the starter catalogue are complete and sound."""

    def test_every_text_in_three_languages(self):
        for table in TABLES:
            for row in starter.read(table):
                for lang in LANGS:
                    with self.subTest(table=table, row=row["en"], lang=lang):
                        self.assertTrue(row[lang].strip())
                        self.assertEqual(row[lang], row[lang].strip())
                self.assertFalse(HAN.search(row["en"]), row["en"])
                if not row["zh_CN"].isascii():
                    self.assertTrue(HAN.search(row["zh_TW"]) or row["zh_TW"])

    def test_chinese_of_each_place(self):
        for table in TABLES:
            for row in starter.read(table):
                for lang, words in FOREIGN.items():
                    for word in words.split():
                        self.assertNotIn(word, row[lang], f"{table}: {row[lang]}")
                    self.assertNotRegex(row[lang], r"[\u4e00-\u9fff][.;:?!](\s|$)")

    def test_nothing_twice(self):
        services = starter.read("services")
        for name in ("service", *LANGS):
            twice = [
                text
                for text, count in Counter(row[name] for row in services).items()
                if count > 1
            ]
            self.assertFalse(twice, name)
        for table, keys in (
            ("questions", ("service", "lines", "question")),
            ("questions", ("service", "lines", "en")),
            ("options", ("service", "lines", "question", "option")),
            ("options", ("service", "lines", "question", "en")),
            ("checks", ("service", "en")),
            ("roles", ("service", "en", "subject")),
        ):
            counts = Counter(
                tuple(row[key] for key in keys) for row in starter.read(table)
            )
            self.assertFalse([key for key, count in counts.items() if count > 1], table)

    def test_every_kind_has_enough(self):
        kinds = Counter(spec["kind"] for spec in starter.get_services().values())
        self.assertEqual(set(kinds), set(starter.get_kinds()))
        self.assertGreaterEqual(min(kinds.values()), 6)
        self.assertGreaterEqual(sum(kinds.values()), 60)
        targets = Counter(row["kind"] for row in starter.read("targets"))
        self.assertEqual(set(targets), set(kinds))

    def test_every_service_is_complete(self):
        categories = {row["category"] for row in starter.read("categories")}
        subjects = {"provider", "head", *starter.get_kinds()}
        for code, spec in starter.get_services().items():
            with self.subTest(service=code):
                response = float(spec["response_hours"])
                resolution = float(spec["resolution_hours"])
                self.assertTrue(0.25 <= response < resolution <= 160)
                self.assertIn(spec["category"], categories)
                self.assertEqual(
                    {part: len(rows) for part, rows in spec["texts"].items()},
                    {"summary": 1, "keywords": 1, "article": 1, "step": 3}
                    | {"step": len(spec["texts"]["step"])},
                )
                self.assertTrue(3 <= len(spec["texts"]["step"]) <= 6)
                self.assertTrue(2 <= len(spec["questions"]) <= 8)
                self.assertTrue(any(row["required"] for row in spec["questions"]))
                self.assertEqual(
                    {row["responsibility"] for row in spec["roles"]}
                    & {"responsible", "accountable"},
                    {"responsible", "accountable"},
                )
                self.assertLessEqual(
                    {row["subject"] for row in spec["roles"]}, subjects
                )

    def test_questions_and_conditions(self):
        for code, spec in starter.get_services().items():
            known = {}
            for row in spec["questions"]:
                with self.subTest(service=code, question=row["question"]):
                    chosen = row["type"] in ("selection", "tags")
                    self.assertEqual(bool(row["options"]), chosen)
                    self.assertEqual(bool(row["columns"]), row["type"] == "lines")
                    if row["show_if"]:
                        name, operator, value = CONDITION.fullmatch(
                            row["show_if"]
                        ).groups()
                        self.assertIn(name, known)
                        if operator:
                            keys = [item["option"] for item in known[name]["options"]]
                            self.assertIn(f"o{value}", keys)
                    known[row["question"]] = row
