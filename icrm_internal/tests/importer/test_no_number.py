# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import BaseCase, TransactionCase, tagged

from odoo.addons.icrm_internal.importer.fault import Report
from odoo.addons.icrm_internal.importer.source import Source

from .files import sheet

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
NO_NUMBERS = ("NaN", "INF", "-INF", "1.#IND", "nan", "1,5", "six", "0x10", "1e")


def row(number, value):
    return (
        f'<row r="{number}"><c r="A{number}"><v>{number}</v></c>'
        f'<c r="B{number}"><v>{value}</v></c></row>'
    )


@tagged("post_install", "-at_install")
class TestNoNumberInAWorkbook(BaseCase):
    """Statistics programs write NaN where Excel knows no number."""

    def test_the_other_rows_are_read(self):
        for text in NO_NUMBERS:
            with self.subTest(text=text):
                data = sheet(row(2, "7.5") + row(3, text) + row(4, "1e3"))
                found = list(Source.open(data).rows(Report(lambda issue: None)))
                self.assertEqual(
                    found, [(2, ["2", "7.5"]), (3, ["3", text]), (4, ["4", "1000"])]
                )


@tagged("post_install", "-at_install")
class TestNoNumberInOdooSImport(TransactionCase):
    def test_it_is_told(self):
        for text in ("NaN", "-INF"):
            with self.subTest(text=text):
                wizard = self.env["base_import.import"].create(
                    {
                        "res_model": "icrm.service.promise",
                        "file": sheet(row(2, "8") + row(3, text)),
                        "file_name": "a.xlsx",
                        "file_type": XLSX,
                    }
                )
                result = wizard.execute_import(
                    ["priority", "resolution_hours"],
                    ["priority", "resolution_hours"],
                    {"has_headers": True},
                    dryrun=True,
                )
                errors = [m for m in result["messages"] if text in m["message"]]
                self.assertTrue(errors, result["messages"])
                self.assertNotIn("damaged", errors[0]["message"])
