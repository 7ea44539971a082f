# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import io
import re
import shutil
from unittest import skipUnless

from odoo.tests import tagged

from odoo.addons.base.models.ir_actions_report import _wkhtml

from ...models.access import paper
from ..common import IcrmCommon

ROWS = 130
TEXT = " ".join(f"word{number}." for number in range(1500))


def read_pages(content):
    """Return the text of each page of a PDF, in single spaces."""
    from PyPDF2 import PdfReader

    return [
        re.sub(r"\s+", " ", page.extract_text())
        for page in PdfReader(io.BytesIO(content)).pages
    ]


def draw_pages(content):
    """Return a picture in grey of each page, one point of the paper a pixel."""
    import pypdfium2

    document = pypdfium2.PdfDocument(content)
    return [page.render(scale=1).to_pil().convert("L") for page in document]


def find_ink(picture):
    """Return the box (left, top, right, bottom) of all that is not white."""
    return picture.point(lambda grey: 255 if grey < 200 else 0).getbbox()


@tagged("post_install", "-at_install")
@skipUnless(
    shutil.which("wkhtmltopdf") and not _wkhtml().is_patched_qt,
    "no wkhtmltopdf without patches",
)
class TestPaper(IcrmCommon):
    """The frame of every PDF: read back as text, and looked at."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("zh_CN")
        cls.env.ref("base.main_company").name = "Paper Mill"
        cls.report = cls.env.ref("icrm_internal.icrm_service_action_report_charter")
        rows = "".join(
            f"<tr><td>Row {number}.</td><td>第{number}行，内容</td></tr>"
            for number in range(ROWS)
        )
        cls.body = (
            "<h2>Long</h2><table class='table'><thead><tr><th>Headword</th>"
            f"<th>名称</th></tr></thead><tbody>{rows}</tbody></table>"
            f"<h4>Last heading</h4><p>{TEXT}</p>"
            "<div style='width: 1500px; height: 20px; background-color: black'></div>"
        )
        cls.content = cls._print(cls.body)
        cls.pages = read_pages(cls.content)

    @classmethod
    def _print(cls, *bodies, title="Sheet of rows"):
        def wrap(name, html):
            return f"<div class='{name}'>{html}</div>"

        feet = wrap(
            "footer",
            "Page <span class='page'></span> of <span class='topage'></span>.",
        )
        return cls.env["ir.actions.report"]._run_wkhtmltopdf(
            [f"<html><body>{wrap('article', body)}</body></html>" for body in bodies],
            report_ref=cls.report.report_name,
            header=f"<html><body>{wrap('header', title) * len(bodies)}</body></html>",
            footer=f"<html><body>{feet * len(bodies)}</body></html>",
        )

    def test_every_page_has_its_frame(self):
        self.assertGreater(len(self.pages), 5)
        for number, text in enumerate(self.pages, 1):
            self.assertEqual(text.count("Sheet of rows"), 1)
            self.assertEqual(text.count(f"Page {number} of {len(self.pages)} ."), 1)

    def test_nothing_is_lost_or_cut_in_two(self):
        text = " ".join(self.pages)
        for number in range(ROWS):
            self.assertEqual(text.count(f"Row {number}."), 1, number)
            self.assertEqual(text.count(f"第{number}行，内容"), 1, number)
        for number in range(1500):
            self.assertEqual(text.count(f" word{number}."), 1, number)

    def test_table_goes_on_with_its_head(self):
        with_rows = [text for text in self.pages if "Row " in text]
        self.assertGreater(len(with_rows), 2)
        for text in with_rows:
            self.assertEqual(text.count("Headword"), 1)
            self.assertLess(text.index("Headword"), text.index("Row "))
        self.assertEqual(sum("Headword" in text for text in self.pages), len(with_rows))

    def test_heading_stays_with_its_text(self):
        (text,) = (text for text in self.pages if "Last heading" in text)
        self.assertIn("Last heading word0.", text)

    def test_looks_like_paper(self):
        pictures = draw_pages(self.content)
        self.assertEqual(len(pictures), len(self.pages))
        for picture in pictures:
            width, height = picture.size
            left, top, right, bottom = find_ink(picture)
            # A margin of a centimetre on each side: 28 points, less rounding.
            self.assertGreater(left, 25)
            self.assertLess(right, width - 25)
            self.assertGreater(top, 20)
            self.assertLess(bottom, height - 20)
            # The foot is at the foot of the page.
            self.assertGreater(bottom, height - 60)

    def test_several_records_are_numbered_each(self):
        pages = read_pages(self._print(self.body, "<p>short</p>"))
        self.assertEqual(len(pages), len(self.pages) + 1)
        self.assertIn("Page 1 of 1 .", pages[-1])
        self.assertIn("short", pages[-1])

    def test_landscape(self):
        format_ = self.env.ref("base.paperformat_euro")
        upright = paper.get_sheet(format_)
        across = paper.get_sheet(format_, landscape=True)
        self.assertGreater(across["width"], upright["width"])
        self.assertGreater(upright["height"], across["height"])

    def _charter(self, lang):
        content, kind = (
            self.report.with_user(self.staff)
            .with_context(lang=lang, force_report_rendering=True)
            ._render_qweb_pdf(self.report, self.service.ids)
        )
        self.assertEqual(kind, "pdf")
        return content

    def test_nothing_is_fetched_from_outside(self):
        """Whoever writes a description chooses no address for the server to visit."""
        for address, stays in (
            ("http://169.254.169.254/x", False),
            ("//intranet/x", False),
            ("/\\intranet/x", False),
            ("/\t/intranet/x", False),
            (" HTTP://intranet/x", False),
            ("file:///etc/passwd", False),
            ("data:image/png;base64,iVBORw0KGgo=", True),
            ("/web/image/1", True),
        ):
            page = f"<html><body><p>é</p><img alt='>' src='{address}'/></body></html>"
            page = page.replace("<p>", "<div class='article'><p>")
            [(article, _header, _footer)] = paper.get_parts([page], "", "")
            for text in (article, paper.fetch_nothing(page)):
                with self.subTest(address=address, text=text):
                    self.assertIn("<p>é</p>", text)
                    self.assertEqual(" src=" in text, stays)

    def test_charter_in_the_language_of_its_reader(self):
        for name, terms in (
            ("icrm_paper", {"Printed on": "打印时间："}),
            ("icrm_service_charter_document", {"Promises": "服务承诺"}),
        ):
            view = self.env.ref(f"icrm_internal.{name}")
            view.update_field_translations(
                "arch_db", {"zh_CN": self._terms(view, terms)}
            )
        self.service.with_context(lang="zh_CN").name = "笔记本电脑"
        (text,) = read_pages(self._charter("zh_CN"))
        self.assertEqual(text.count("笔记本电脑"), 2)
        for chinese in ("服务承诺", "打印时间："):
            self.assertEqual(text.count(chinese), 1)
        for english in ("Laptop", "Promises", "Printed on"):
            self.assertNotIn(english, text)
        (text,) = read_pages(self._charter("en_US"))
        self.assertEqual(text.count("Service charter: Laptop"), 2)
        self.assertIn("Page 1 of 1", text)
        self.assertIn("Paper Mill", text)

    def _terms(self, view, terms):
        """Return translations of the terms of *view* that begin with one of ours."""
        found = view._fields["arch_db"].get_trans_terms(view.arch_db)
        return {
            term: term.replace(english, chinese)
            for english, chinese in terms.items()
            for term in found
            if term.startswith(english)
        }
