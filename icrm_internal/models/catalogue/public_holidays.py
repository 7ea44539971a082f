# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Public holidays of a country and its make-up days: libraries of others, one door.

China's come from ``chinese-calendar``, which has what the State Council decreed for
each year and nothing of years not decreed yet; those of others from ``holidays``.
"""

import datetime
from typing import NamedTuple

import chinese_calendar
import holidays

CHINA = "CN"
# The package to update for years not known yet
PACKAGES = {CHINA: "chinese-calendar"}


class Day(NamedTuple):
    """A day off, or one that is worked although it is of a weekend."""

    date: datetime.date
    name: str
    is_worked: bool = False


def is_known(country):
    """Return whether there are holidays of *country*, a code of two letters."""
    return country == CHINA or country in holidays.list_supported_countries()


def get_package(country):
    """Return the name of the package that the holidays of *country* are from."""
    return PACKAGES.get(country, "holidays")


def find_subdivision(country, code):
    """Return the library's code of a state or province with holidays of its own.

    :param code: as ISO 3166-2 has it, with the country or without
    :return: ``None`` if there is none
    """
    known = () if country == CHINA else holidays.list_supported_countries()[country]
    code = code.removeprefix(f"{country}-")
    return code if code in known else None


def get_known_years(country):
    """Return the first and the last year whose holidays are known."""
    if country == CHINA:
        dates = chinese_calendar.constants.holidays
        return min(dates).year, max(dates).year
    found = holidays.country_holidays(country)
    return found.start_year, found.end_year


def get_days(country, years, subdivision=None, lang="en_US"):
    """Return the holidays and make-up days of *years*, sorted by date.

    :param country: a code of two letters that is known
    :param years: known ones
    :param subdivision: a state or province, as :func:`find_subdivision` returns it
    :param lang: the language of the names, where the library has it; those of China
        are English
    """
    if country == CHINA:
        return [day for year in years for day in _get_chinese_days(year)]
    languages = holidays.country_holidays(country).supported_languages
    found = holidays.country_holidays(
        country,
        subdiv=subdivision or None,
        years=years,
        language=next(
            (name for name in (lang, lang[:2], "en_US") if name in languages), None
        ),
    )
    # The library fills in the years around where a holiday is moved.
    days = [Day(date, name) for date, name in found.items() if date.year in years]
    days += [
        Day(date, "", True)
        for date in getattr(found, "weekend_workdays", ())
        if date.year in years and date not in found
    ]
    return sorted(days)


def _get_chinese_days(year):
    date = datetime.date(year, 1, 1)
    while date.year == year:
        is_holiday, name = chinese_calendar.get_holiday_detail(date)
        if name:
            yield Day(date, name, not is_holiday)
        date += datetime.timedelta(days=1)
