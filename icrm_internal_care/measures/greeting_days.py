# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The days of public and lunar holidays, from the library ``holidays``.

Named by a closed list, so that a plan means the same in every language; any other
public holiday of a country is found by its English name.
"""

import datetime

import holidays

#: {code: (country, name in English) or (month, day)}
HOLIDAYS = {
    "new_year": (1, 1),
    "lunar_new_year": ("CN", "Chinese New Year (Spring Festival)"),
    "labour_day": (5, 1),
    "dragon_boat": ("CN", "Dragon Boat Festival"),
    "mid_autumn": ("CN", "Mid-Autumn Festival"),
    "double_ninth": ("HK", "Double Ninth Festival"),
    "christmas": (12, 25),
}


def get_day(code, year):
    """Return the day of a holiday of the list in *year*, None if it is not known.

    The first one where it lasts several days.

    >>> get_day("mid_autumn", 2026)
    datetime.date(2026, 9, 25)
    """
    first, second = HOLIDAYS[code]
    if isinstance(first, int):
        return datetime.date(year, first, second)
    return get_named_day(first, second, year)


def get_named_day(country, name, year):
    """Return the first day of the holiday *name* of *country* in *year*, or None.

    Not the day on which it is made up for.
    """
    for date, found in sorted(_load(country, year).items()):
        if date.year == year and name in found.split(holidays.HOLIDAY_NAME_DELIMITER):
            return date
    return None


def get_names(country, year):
    """Return the English names of the public holidays of *country* in *year*."""
    names = {}
    for _date, found in sorted(_load(country, year).items()):
        names.update(dict.fromkeys(found.split(holidays.HOLIDAY_NAME_DELIMITER)))
    return list(names)


def is_country(country):
    """Return whether the library knows holidays of *country*, a code of two letters."""
    return country in holidays.list_supported_countries()


def _load(country, year):
    languages = holidays.country_holidays(country).supported_languages
    return holidays.country_holidays(
        country,
        years=year,
        observed=False,
        language="en_US" if "en_US" in languages else None,
    )
