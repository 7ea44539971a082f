# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import io
import re
import shutil
import unicodedata
from unittest import skipUnless

from odoo.tests import tagged

from ...models.access import pdf_text
from ..common import IcrmCommon

# All characters that are drawn like a radical, and some that are not.
CHARACTERS = "".join(
    unicodedata.normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6)
)
TEXT = "笔记本电脑申请金木水火土人口大小骨直门车马鸟鱼页风食贝见"


def read(content):
    """Return (the text of a PDF, the names of its fonts)."""
    from PyPDF2 import PdfReader

    text, fonts = "", set()
    for page in PdfReader(io.BytesIO(content)).pages:
        text += page.extract_text()
        for font in page["/Resources"].get("/Font", {}).values():
            fonts.add(font.get_object()["/BaseFont"])
    return re.sub(r"\s", "", text), fonts


@tagged("post_install", "-at_install")
class TestPdfText(IcrmCommon):
    """Chinese reports: the letters of their language, and a text to search in."""

    def _print(self, lang, text):
        report = self.env.ref("icrm_internal.icrm_scorecard_action_report")
        body = (
            "<!DOCTYPE html><html><head><meta charset='utf-8'/></head><body>"
            f"<div class='article'><p>{text}</p></div></body></html>"
        )
        return (
            self.env["ir.actions.report"]
            .with_context(lang=lang)
            ._run_wkhtmltopdf([body], report_ref=report.report_name)
        )

    @skipUnless(shutil.which("wkhtmltopdf"), "no wkhtmltopdf")
    def test_what_is_read_is_what_is_searched(self):
        for lang in ("zh_CN", "zh_TW", "en_US"):
            self.env["res.lang"]._activate_lang(lang)
            for text in (TEXT, CHARACTERS):
                with self.subTest(lang=lang, text=text[:5]):
                    found, _fonts = read(self._print(lang, text))
                    self.assertEqual(found, text)

    @skipUnless(shutil.which("wkhtmltopdf"), "no wkhtmltopdf")
    def test_font_of_the_language(self):
        for lang, place in (("zh_CN", "sc"), ("zh_TW", "tc"), ("ja_JP", "jp")):
            self.env["res.lang"]._activate_lang(lang)
            with self.subTest(lang=lang):
                _text, fonts = read(self._print(lang, TEXT))
                chinese = [name.lower() for name in fonts if "CJK" in name]
                self.assertTrue(chinese)
                for name in chinese:
                    self.assertIn(f"cjk{place}", name)

    def test_radicals_of_the_supplement(self):
        self.assertEqual(
            pdf_text.get_character("⻣⻔⻋⻢⻦⻥⻚⻛⻝⻉⻅⺝⻓"),
            "骨门车马鸟鱼页风食贝见月长",
        )
        self.assertEqual(pdf_text.get_character("一 骨 x"), "一 骨 x")

    def test_runs_of_glyphs(self):
        before = b"2 beginbfrange\n<0001> <0003> <2F00>\n<0004> <0005> <0041>\n"
        after = pdf_text._replace_radicals(before).decode()
        self.assertIn("<0001> <0003> [<4E00> <4E28> <4E36>]", after)
        self.assertIn("<0004> <0005> <0041>", after)
        # No glyph number is taken for a text.
        glyphs = b"<2F00> <2F01> [<0041> <2F01> ]\n"
        self.assertEqual(
            pdf_text._replace_radicals(glyphs), b"<2F00> <2F01> [<0041> <4E28> ]\n"
        )
