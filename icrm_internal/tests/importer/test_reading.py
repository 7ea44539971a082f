# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Files as other systems, spreadsheets and enemies make them."""

import datetime
import gzip
import io
import itertools
import time
import tracemalloc
import zipfile
from unittest.mock import patch

from odoo.tests import BaseCase, tagged

from odoo.addons.icrm_internal.importer import container
from odoo.addons.icrm_internal.importer.fault import Fault, Report
from odoo.addons.icrm_internal.importer.source import Source

from .files import FAR_COLUMN, FAR_ROW, sheet, workbook


@tagged("post_install", "-at_install")
class TestReading(BaseCase):
    def read(self, data, **options):
        """Return (source, rows, issues)."""
        issues = []
        source = Source.open(data, **options)
        return source, list(source.rows(Report(issues.append))), issues

    def refused(self, data, sentence, **options):
        with self.assertRaises(Fault) as caught:
            self.read(data, **options)
        self.assertIn(sentence, str(caught.exception))

    # -- encodings

    def test_encodings_are_found(self):
        text = "number,subject\n1,中文键盘故障\n2,申请笔记本电脑\n"
        for encoding, sure in [
            ("utf-8", True),
            ("utf-8-sig", True),
            ("utf-16", True),
            ("utf-16-be", False),
            ("gb18030", False),
        ]:
            with self.subTest(encoding=encoding):
                source, rows, issues = self.read(text.encode(encoding))
                self.assertEqual(source.header, ["number", "subject"])
                self.assertEqual(rows[1], (3, ["2", "申请笔记本电脑"]))
                self.assertEqual(source.sure, sure)
                self.assertFalse(issues)

    def test_western_text_is_not_taken_for_chinese(self):
        data = "number,subject\n1,Schlüssel für die Tür\n2,café noir\n"
        source, rows, _issues = self.read(data.encode("latin-1"))
        self.assertEqual(rows[0][1][1], "Schlüssel für die Tür")
        self.assertFalse(source.sure, "a guess must be told as one")

    def test_a_chunk_may_end_within_a_letter(self):
        """Chinese here and there in a file of several megabytes, at every offset."""
        for shift in range(3):
            line = "1,plain\n" * 20 + "2,键盘\n"
            data = ("number,a\n" + "x" * shift + line * 15_000).encode("gb18030")
            self.assertGreater(len(data), 2 * 1024 * 1024)
            source, rows, _issues = self.read(data)
            self.assertEqual(source.encoding, "gb18030")
            self.assertEqual(rows[-1][1], ["2", "键盘"])

    def test_bytes_of_no_likely_encoding(self):
        """Files that fit neither are read too, and reported as a guess."""
        source, rows, _issues = self.read(b"number,a\n1,\x81\xff x\n")
        self.assertEqual((source.encoding, source.sure), ("latin-1", False))
        self.assertEqual(len(rows), 1)

    def test_declared_encoding_wins(self):
        data = "number,subject\n1,Принтер\n".encode("cp1251")
        _source, rows, _issues = self.read(data, encoding_name="cp1251")
        self.assertEqual(rows[0][1][1], "Принтер")

    def test_wrong_encoding_names_the_line(self):
        data = b"number,subject\n1,fine\n2,caf\xe9\n"
        self.refused(data, "Line 3 is not utf-8 text", encoding_name="utf-8")

    # -- text

    def test_delimiters(self):
        for character in ",;\t|":
            with self.subTest(delimiter=character):
                text = f'number;a\n1;"x{character}y"\n'.replace(";", character)
                _source, rows, _issues = self.read(text.encode())
                self.assertEqual(rows, [(2, ["1", f"x{character}y"])])

    def test_line_that_names_the_delimiter(self):
        source, rows, _issues = self.read(b"sep=;\r\nnumber;a\r\n1;b, c\r\n")
        self.assertEqual(source.header, ["number", "a"])
        self.assertEqual(rows, [(3, ["1", "b, c"])])

    def test_quotes_and_line_numbers(self):
        data = b'number,text\r\n\r\n1,"two\r\nlines, ""quoted"""\r\n2,5" disk\r\n\r\n'
        _source, rows, issues = self.read(data)
        self.assertEqual(
            rows, [(3, ["1", 'two\r\nlines, "quoted"']), (5, ["2", '5" disk'])]
        )
        self.assertFalse(issues)

    def test_old_mac_line_ends(self):
        _source, rows, _issues = self.read(b"number,a\r1,b\r2,c\r")
        self.assertEqual(rows, [(2, ["1", "b"]), (3, ["2", "c"])])

    def test_nul_and_formulas_are_text(self):
        data = b"number,a\n1,x\0y\n2,=1+1\n3,@SUM(A1)\n"
        _source, rows, _issues = self.read(data)
        self.assertEqual([row[1][1] for row in rows], ["x\0y", "=1+1", "@SUM(A1)"])

    def test_cell_of_a_megabyte(self):
        long = 'y""' * 400_000
        data = f'number,a,b\n1,"{long}",z\n2,x,w\n'.encode()
        _source, rows, issues = self.read(data)
        self.assertEqual(rows[0], (2, ["1", 'y"' * 400_000, "z"]))
        self.assertEqual(rows[1], (3, ["2", "x", "w"]))
        self.assertFalse(issues)

    def test_quote_never_closed(self):
        for filler in ("", "x" * 300_000):
            with self.subTest(length=len(filler)):
                data = f'number,a\n1,"open{filler}\n2,x\n3,y\n'.encode()
                _source, rows, issues = self.read(data)
                self.assertEqual([row[0] for row in rows], [3, 4])
                self.assertEqual([issue.line for issue in issues], [2])
                self.assertIn("Unclosed quote", issues[0].sentence)

    def test_slipped_row(self):
        _source, rows, issues = self.read(b"number,a\n1,b\n2,c,d\n3\n4,e,\n")
        self.assertEqual([row[0] for row in rows], [2, 5])
        self.assertEqual(
            [(issue.line, issue.sentence[:30]) for issue in issues],
            [
                (3, "The row has 3 cells instead of"),
                (4, "The row has 1 cells instead of"),
            ],
        )

    def test_header(self):
        source, _rows, _issues = self.read(b"\n number ,,a,a\n1,2,3,4\n")
        self.assertEqual(source.header, ["number", "#2", "a", "a (2)"])

    # -- packed and hostile

    def test_gz(self):
        _source, rows, _issues = self.read(gzip.compress(b"number,a\n1,b\n"))
        self.assertEqual(rows, [(2, ["1", "b"])])

    def test_gz_bomb_and_damage(self):
        data = gzip.compress(b"number,a\n" + b"1,b\n" * 1000)
        self.refused(data[:-20], "damaged")
        with self.assertRaises(Fault) as caught:
            container.open_text(data, "gz", container.Watch(60), limit=100).read()
        self.assertIn("Split the export", str(caught.exception))

    def test_what_is_no_table(self):
        self.refused(b"", "empty")
        self.refused(b"\n\n \n", "no row")
        self.refused(b"<!DOCTYPE html><html>", "web page")
        self.refused(b'[{"number": 1}]', "JSON")
        self.refused(b"%PDF-1.7", "pdf")
        self.refused(b"\xd0\xcf\x11\xe0" + b"\0" * 100, ".xlsx")
        self.refused(b"PK\x03\x04rubbish", "damaged")
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w") as archive:
            archive.writestr("export.csv", "number\n1\n")
        self.refused(stream.getvalue(), "archive, not an Excel file")

    def test_workbook(self):
        moment = datetime.datetime(2024, 3, 31, 12, 30)
        data = workbook(
            [
                ["number", "date", "a", None],
                [1, moment, "=1+1", None],
                [],
                [2.5, moment.date(), True, None],
            ]
        )
        source, rows, issues = self.read(data)
        self.assertEqual(source.header, ["number", "date", "a"])
        # A formula without a saved value is empty; it is never calculated.
        self.assertEqual(rows[0], (2, ["1", moment, ""]))
        self.assertEqual(rows[1], (4, ["2.5", datetime.datetime(2024, 3, 31), "TRUE"]))
        self.assertFalse(issues)

    def test_workbook_bomb(self):
        """50 MB of spaces in 50 KB: refused before anything is unpacked."""
        bomb = workbook(
            [["number"], [1]],
            {"xl/worksheets/sheet2.xml": b"<worksheet>" + b" " * 50_000_000},
        )
        self.assertLess(len(bomb), 100_000)
        tracemalloc.start()
        self.refused(bomb, "expands")
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        self.assertLess(peak, 5_000_000)

    def test_workbook_with_entities(self):
        laughs = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha">]><x>&a;</x>'
        data = workbook([["number"], [1]], {"xl/extra.xml": laughs})
        self.refused(data, "forbidden definitions")

    def test_workbook_of_too_many_parts(self):
        data = workbook([["number"]], {f"xl/p{n}.bin": b"" for n in range(2001)})
        self.refused(data, "parts, maximum 2000")

    # -- files that say they are larger than they are

    def within(self, seconds, call, *args, **kwargs):
        start = time.monotonic()
        result = call(*args, **kwargs)
        self.assertLess(time.monotonic() - start, seconds)
        return result

    def test_far_row(self):
        self.within(1, self.refused, FAR_ROW, "row 1048577000, maximum 1,048")
        # The last row there is, and nothing between.
        data = sheet('<row r="1048576"><c r="A1048576"><v>1</v></c></row>')
        _source, rows, _issues = self.within(1, self.read, data)
        self.assertEqual(rows, [(1048576, ["1", ""])])
        for row in ("1e400", "nan", "-1", "x", "0.5"):
            data = sheet(f'<row r="{row}"><c><v>1</v></c></row>')
            with self.subTest(row=row), self.assertRaises(Fault):
                self.read(data)

    def test_far_column(self):
        _source, rows, issues = self.within(2, self.read, FAR_COLUMN)
        self.assertEqual(len(rows), 2000)
        self.assertEqual(rows[0], (2, ["2", ""]))
        self.assertEqual(len(issues), 1)
        self.assertEqual(issues[0].severity, "warning")
        self.assertIn("after column 400", issues[0].sentence)

    def test_empty_rows(self):
        """Rows that are there and hold nothing are counted, in all kinds of files."""
        rows = '<row><c s="0"/></row>' * 60_000 + "<row><c><v>1</v></c></row>"
        first = "<row><c><v>7</v></c></row>"
        for data in (sheet(first + rows), b"1,2\n7,\n" + b"\n" * 60_000 + b"1,\n"):
            _source, rows, issues = self.within(5, self.read, data)
            self.assertEqual(rows, [(2, ["7", ""])])
            self.assertIn("after 10,000 empty rows", issues[0].sentence)

    def test_one_row_of_many_cells(self):
        data = sheet("<row>" + "".join(f"<c a='{n}'/>" for n in range(900_000)))
        tracemalloc.start()
        self.refused(data, "A row of the Excel file exceeds 4 MB")
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        self.assertLess(peak, 200_000_000)

    def test_other_parts(self):
        data = workbook([["number"], [1]])
        styles = bytes(range(33, 127)) * 200_000
        stream = io.BytesIO(data)
        with zipfile.ZipFile(stream, "a", zipfile.ZIP_STORED) as archive:
            archive.writestr("xl/theme.xml", styles)
        self.refused(stream.getvalue(), "xl/theme.xml exceeds 16 MB")
        for texts in (b"<si/>" * 9_000_000, b"<si>" + b"<t/>" * 9_000_000 + b"</si>"):
            with patch.object(container, "MAX_RATIO", 10_000):
                data = workbook([[1]], {"xl/sharedStrings.xml": b"<sst>" + texts})
                self.within(10, self.refused, data, "more than 2,000,000 texts")

    def test_time(self):
        """Reading is stopped; what is done with the rows meanwhile is not counted."""
        clock = itertools.count(0, 7)
        for data in (workbook([["a"], *[[n] for n in range(5000)]]), b"a\n" * 10**6):
            with patch.object(container.time, "monotonic", lambda: next(clock)):
                self.refused(data, "exceeds 60 seconds", seconds=60)
        watch = container.Watch(1)
        for _row in watch.rows(range(3)):
            watch._since -= 10
        self.assertGreater(watch._left, 0)

    def test_limits_of_who_reads(self):
        data = b"a,b\n" + b"1,2\n" * 50
        self.refused(data, "exceeds 10 rows", max_rows=10)
        self.refused(data, "exceeds 0 MB", max_bytes=50)
        self.refused(workbook([["a"], [1]]), "maximum 0 MB", max_bytes=50)

    def test_header_only(self):
        self.refused(b"number,subject\n", "no rows below its header")
        self.refused(workbook([["number"]]), "no rows below its header")
