# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Headers, dates, numbers and files from generators."""

import datetime
import unicodedata
from zoneinfo import ZoneInfo

from hypothesis import example, given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from odoo.addons.icrm_internal.importer.fault import Report
from odoo.addons.icrm_internal.importer.source import Source
from odoo.addons.icrm_internal.importer.workbook import _pad
from odoo.addons.icrm_internal_import.importer.columns import (
    MANY,
    find_target,
    key_of,
    propose,
    recognise,
)
from odoo.addons.icrm_internal_import.importer.dates import DateReader, detect_order
from odoo.addons.icrm_internal_import.importer.row import Plan, RowReader, word_of
from odoo.addons.icrm_internal_import.importer.words import read_words

NAMES = [name for _target, _place, name in read_words("columns.csv", "target")]
NOW = datetime.datetime(2026, 1, 1)
#: Hours of a clock change have a test of their own.
MOMENTS = st.datetimes(datetime.datetime(1990, 1, 1), NOW).map(
    lambda moment: moment.replace(microsecond=0)
)
GERMAN = "Januar Februar März April Mai Juni Juli August September Oktober November"
FRENCH = "janvier février mars avril mai juin juillet août septembre octobre novembre"
SPANISH = "enero febrero marzo abril mayo junio julio agosto septiembre octubre"
SHORT_FRENCH = "janv. févr. mars avr. mai juin juil. août sept. oct. nov. déc."
MONTHS = {
    "de": [*GERMAN.split(), "Dezember"],
    "de short": "Jan. Feb. Mär. Apr. Mai Jun. Jul. Aug. Sep. Okt. Nov. Dez.".split(),
    "fr": [*FRENCH.split(), "décembre"],
    "fr short": SHORT_FRENCH.split(),
    "es": [*SPANISH.split(), "noviembre", "diciembre"],
    "es short": "ene feb mar abr may jun jul ago sept oct nov dic".split(),
    "en": [datetime.date(2000, n, 1).strftime("%B") for n in range(1, 13)],
    "en short": [datetime.date(2000, n, 1).strftime("%b") for n in range(1, 13)],
}


def _half(moment):
    half = "PM" if moment.hour > 11 else "AM"
    return f"{(moment.hour - 1) % 12 + 1}:{moment:%M:%S} {half}"


def _narrow(moment):
    half = _half(moment).replace(" ", "\u202f")
    return f"{moment:%m/%d/%Y}, {half}"


def _jira(moment):
    return f"{moment:%d}/{moment:%b}/{moment:%Y} {_half(moment)}"


def _chinese(moment):
    half = "下午" if moment.hour > 11 else "上午"
    hour = (moment.hour - 1) % 12 + 1
    return f"{moment.year}年{moment.month}月{moment.day}日 {half}{hour}:{moment:%M:%S}"


def _chinese_time(moment):
    return moment.strftime("%Y年%m月%d日 %H时%M分%S秒")


def _republic(moment):
    year = moment.year - 1911
    return f"民國{year}年{moment:%m}月{moment:%d}日 {moment:%H:%M:%S}"


def _wide(moment):
    return "".join(
        "\u3000" if char == " " else chr(ord(char) + 0xFEE0) for char in str(moment)
    )


#: layout -> (order, text of a moment)
LAYOUTS = {
    "iso": ("dmy", str),
    "iso T": ("mdy", lambda m: m.isoformat()),
    "fraction": ("ymd", lambda m: f"{m.isoformat()}.123456"),
    "slashes": ("dmy", lambda m: f"{m:%d/%m/%Y %H:%M:%S}"),
    "american": ("mdy", lambda m: f"{m.month}/{m.day}/{m:%Y} {_half(m)}"),
    "narrow space": ("mdy", _narrow),
    "dots": ("dmy", lambda m: f"{m:%d.%m.%Y, %H:%M:%S} Uhr"),
    "dots in the time": ("dmy", lambda m: f"{m:%d.%m.%Y %H.%M.%S}"),
    "compact": ("dmy", lambda m: f"{m:%Y%m%d%H%M%S}"),
    "compact T": ("dmy", lambda m: f"{m:%Y%m%dT%H%M%S}"),
    "year first, slashes": ("mdy", lambda m: f"{m:%Y/%m/%d %H:%M:%S}"),
    "chinese": ("dmy", _chinese),
    "chinese time": ("dmy", _chinese_time),
    "republic": ("dmy", _republic),
    "wide": ("dmy", _wide),
    "jira": ("dmy", _jira),
}


def in_utc(moment, zone):
    return moment.replace(tzinfo=zone).astimezone(datetime.UTC).replace(tzinfo=None)


@tagged("post_install", "-at_install")
class TestGenerated(BaseCase):
    # -- headers

    @settings(max_examples=400, deadline=None)
    @given(
        st.sampled_from(NAMES),
        st.sampled_from(["{}", " {} ", "{} (Ticket)", "{}:", "{}*", "_{}", "{} [UTC]"]),
        st.sampled_from(["lower", "upper", "title", "snake", "full", "nbsp", "nfd"]),
    )
    def test_spellings(self, name, frame, style):
        """A name is found in any case, width and frame."""
        target = find_target(name)[0]
        name = {
            "lower": name,
            "upper": name.upper(),
            "title": name.title(),
            "snake": name.replace(" ", "_"),
            "full": "".join(
                chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char for char in name
            ),
            "nbsp": name.replace(" ", "\u00a0"),
            "nfd": unicodedata.normalize("NFD", name),
        }[style]
        found = find_target(frame.format(name))
        self.assertTrue(found, frame.format(name))
        self.assertEqual(found[0], target)

    @settings(max_examples=200, deadline=None)
    @given(st.lists(st.sampled_from(NAMES), min_size=2, max_size=25))
    def test_nothing_gets_two_columns(self, header):
        targets = propose(header)
        single = [target for target in targets if target and target not in MANY]
        self.assertEqual(len(single), len(set(single)))
        self.assertEqual(
            set(filter(None, targets)), {find_target(name)[0] for name in header}
        )

    @settings(max_examples=200, deadline=None)
    @given(st.text(max_size=40))
    def test_any_text_is_a_name(self, name):
        find_target(name)
        self.assertEqual(key_of(key_of(name)), key_of(name))

    @settings(max_examples=100, deadline=None)
    @given(
        st.lists(
            st.text("abcdefgh XYZ-123", min_size=1, max_size=30).filter(str.strip),
            max_size=8,
        ),
        st.lists(
            st.sampled_from(NAMES), min_size=4, max_size=12, unique_by=find_target
        ),
        st.sampled_from([",", ";", "\t"]),
        st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "gb18030"]),
        st.booleans(),
    )
    def test_header_below_titles(self, titles, header, mark, encoding, is_filled):
        """Titles above the header do not matter, in any encoding."""
        text = "".join(
            title + mark * (len(header) - 1) * is_filled + "\n" for title in titles
        )
        text += mark.join(header) + "\n"
        text += "".join(mark.join(f"v{n}" for _ in header) + "\n" for n in range(5))
        source = Source.open(text.encode(encoding), encoding, recognise=recognise)
        self.assertEqual([key_of(name) for name in source.header], header)
        found = []
        rows = list(source.rows(Report(found.append)))
        self.assertEqual(len(rows), 5)
        self.assertEqual(len(found), bool(source.titles))

    # -- dates

    @settings(max_examples=600, deadline=None)
    @given(
        MOMENTS,
        st.sampled_from(sorted(LAYOUTS)),
        st.sampled_from(["UTC", "Asia/Shanghai", "America/New_York"]),
    )
    def test_layouts(self, moment, layout, zone):
        order, write = LAYOUTS[layout]
        instant, remark = DateReader(order, zone, NOW)(write(moment))
        if not remark or remark[0] != "warning":
            self.assertFalse(remark, write(moment))
            self.assertEqual(instant, in_utc(moment, ZoneInfo(zone)), write(moment))

    @settings(max_examples=300, deadline=None)
    @given(MOMENTS, st.sampled_from(sorted(MONTHS)))
    def test_names_of_months(self, moment, language):
        month = MONTHS[language][moment.month - 1]
        between = " de " if language.startswith("es") else " "
        for order in ("dmy", "mdy", "ymd", "auto"):
            for text in (
                f"{moment.day}{between}{month}{between}{moment:%Y %H:%M:%S}",
                f"{moment:%d}. {month.upper()} {moment:%Y}, {moment:%H:%M:%S}",
            ):
                instant, remark = DateReader(order, "UTC", NOW)(text)
                self.assertEqual((instant, remark), (moment, None), text)

    @settings(max_examples=300, deadline=None)
    @given(
        MOMENTS, st.integers(-14 * 4, 14 * 4), st.sampled_from(["", ":", "utc", "("])
    )
    def test_offsets(self, moment, quarters, style):
        minutes = quarters * 15
        sign, rest = "-" if minutes < 0 else "+", abs(minutes)
        colon = ":" if style == ":" else ""
        offset = f"{sign}{rest // 60:02}{colon}{rest % 60:02}"
        offset = {"utc": f" UTC{offset}", "(": f" ({offset})"}.get(style, offset)
        instant, remark = DateReader(
            "dmy", "Asia/Shanghai", NOW + datetime.timedelta(2)
        )(f"{moment.isoformat()}{offset}")
        self.assertEqual(
            (instant, remark), (moment - datetime.timedelta(minutes=minutes), None)
        )

    @settings(max_examples=200, deadline=None)
    @given(MOMENTS)
    def test_numbers_that_are_dates(self, moment):
        """Seconds, milliseconds and Excel's days say the same moment."""
        read = DateReader("auto", "UTC", NOW)
        seconds = int((moment - datetime.datetime(1970, 1, 1)).total_seconds())
        for text in (str(seconds), f"{seconds}000", f"{seconds}.0"):
            self.assertEqual(read(text)[0], moment, text)
        serial = seconds / 86400 + 25569
        self.assertEqual(read(f"{serial:.9f}")[0], moment)

    @settings(max_examples=300, deadline=None)
    @given(st.text(max_size=30))
    @example("１９９９年１月１日")
    @example("99999999999999999999")
    @example("-0001-01-01T00:00Z")
    def test_any_text(self, text):
        """Whatever stands in the cell, there is an instant or a sentence."""
        for order in ("dmy", "mdy", "ymd", "auto"):
            instant, remark = DateReader(order, "Europe/Berlin", NOW)(text)
            self.assertTrue(instant or remark[0] == "error")
            if remark:
                self.assertTrue(remark[1] % remark[2])

    @settings(max_examples=200, deadline=None)
    @given(
        st.lists(MOMENTS, min_size=1, max_size=30),
        st.sampled_from(["%d/%m/%Y", "%m/%d/%Y", "%d-%m-%y", "%m-%d-%y", "%d.%m.%Y"]),
    )
    def test_order_is_sure_or_asked(self, moments, layout):
        """An order that is said to be sure is the one they were written in."""
        cells = [moment.strftime(layout) for moment in moments]
        order, sure = detect_order(cells, NOW)
        if sure:
            read = DateReader(order, "UTC", NOW)
            self.assertEqual(
                [read(cell)[0] and read(cell)[0].date() for cell in cells],
                [moment.date() for moment in moments],
            )

    # -- numbers and words

    @settings(max_examples=300, deadline=None)
    @given(
        st.integers(0, 999_999_999),
        st.sampled_from(" \u00a0\u202f\u2009\u2007'’"),
        st.sampled_from(["", ".0", ",00"]),
    )
    def test_counts(self, number, space, zeros):
        found = []
        plan = Plan(["n"], ["reopen_count"], None)
        row = RowReader(plan, Report(found.append))
        text = f"{number:,}".replace(",", space) + zeros
        self.assertEqual(row._count(1, "n", text), number, text)
        self.assertFalse(found)

    @settings(max_examples=100, deadline=None)
    @given(
        st.integers(1, 999), st.sampled_from(["{},{:03}", "{}.{:03}", "-{}{}", "{}k{}"])
    )
    def test_counts_that_may_be_two(self, number, layout):
        """1,204 is a thousand for one and a little more than one for another."""
        found = []
        row = RowReader(Plan(["n"], ["reopen_count"], None), Report(found.append))
        text = layout.format(number, number)
        if not text.endswith(("000", ",0", ".0")):
            self.assertIsNone(row._count(1, "n", text), text)
            self.assertEqual(len(found), 1)

    @settings(max_examples=300, deadline=None)
    @given(
        st.integers(0, 10**12), st.integers(2, 12), st.sampled_from(["", "INC", "GD-"])
    )
    def test_zeros_of_a_cell_format(self, number, places, prefix):
        layout = f'"{prefix}"{"0" * places}' if prefix else "0" * places
        self.assertEqual(_pad(number, layout), f"{prefix}{number:0{places}}")

    @settings(max_examples=300, deadline=None)
    @given(st.text(max_size=60))
    def test_words_are_stable(self, text):
        """What is listed and what is looked up are the same word."""
        word = word_of(text)
        self.assertEqual(word, " ".join(word.split()))
        found = []
        row = RowReader(Plan(["s"], ["state"], None), Report(found.append))
        self.assertEqual(row._text(1, "state", "s", text) or "", word)
