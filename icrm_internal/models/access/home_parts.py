# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The parts of the home page, as the web client draws them.

What a part opens is a dictionary, too; it is only followed when it is clicked:

- ``opens(xmlid, **context)``: an action of ours with these defaults and filters
- ``opens_record(record, xmlid)``: the form of a record, in that action
- ``calls(record, method, **context)``: what that method returns
"""


def opens(xmlid, view=None, **context):
    """Return what opens the action *xmlid* with *context* on top of its own.

    :param view: the kind of view to begin with, if not the action's first
    """
    return {"xmlid": xmlid, "view": view, "context": context}


def opens_record(record, xmlid):
    """Return what opens the form of *record*, the list of *xmlid* behind it."""
    return {"xmlid": xmlid, "id": record.id}


def calls(records, method, **context):
    """Return what opens the action that *method* of *records* returns."""
    return {
        "model": records._name,
        "ids": records.ids,
        "method": method,
        "context": context,
    }


def task(record, name, status, action, **values):
    """Return one thing that needs the reader.

    :param menu: the entry that counts it, as a badge
    :param buttons: as ``button`` returns them
    :param confidential: whether its name stays out of mails
    """
    return {
        "id": record.id,
        "kind": record._name,
        "number": "",
        "name": name,
        "status": status,
        "opens": action,
        "buttons": [],
        "menu": "icrm_menu_my_services",
        **values,
    }


def button(record, method, label, primary=True):
    """Return an answer that takes one click."""
    return {
        "model": record._name,
        "id": record.id,
        "method": method,
        "label": label,
        "primary": primary,
    }


def figure(name, label, value, action=None, note="", tone="", trend=0, curve=None):
    """Return a figure of a block.

    :param value: text, ready to be shown
    :param note: what is said below it: of how many, before that
    :param tone: "good", "bad" or nothing, for the colour
    :param trend: 1, -1 or 0, for the arrow
    :param curve: as ``drawing.curve`` returns it
    """
    return {
        "name": name,
        "label": label,
        "value": value,
        "note": note,
        "tone": tone,
        "trend": trend,
        "curve": curve,
        "opens": action,
    }


def moved(found):
    """Return the arrow and the colour of a :class:`~.trend.Trend`, as of a figure.

    >>> moved(Trend("worse", "up"))
    {'tone': 'bad', 'trend': 1}
    """
    return {
        "tone": {"better": "good", "worse": "bad"}.get(found.quality, ""),
        "trend": {"up": 1, "down": -1}.get(found.arrow, 0),
    }


def cell(value, color, title, action):
    """Return a cell of a heat map.

    :param value: text, ready to be shown
    :param title: what it says in full: for the pointer and for those who cannot see it
    """
    return {"value": value, "color": color, "title": title, "opens": action}


def table(columns, rows):
    """Return a small heat map.

    :param columns: names, the first one of what the rows are
    :param rows: (key, label, what it opens, cells); a cell is None without data
    """
    return {
        "columns": list(columns),
        "rows": [
            {"key": key, "label": label, "opens": action, "cells": cells}
            for key, label, action, cells in rows
        ],
    }


def row(key, label, action, note="", tone=""):
    """Return a line of a block."""
    return {"key": key, "label": label, "note": note, "tone": tone, "opens": action}


def block(
    name,
    title,
    figures=(),
    rows=(),
    more=None,
    empty="",
    confidential=False,
    heat_map=None,
):
    """Return a block: figures in a row, lines below, a link to all of it.

    :param more: (label, what it opens)
    :param heat_map: as ``table`` returns it
    :param empty: what is said if there is nothing
    :param confidential: whether it stays in the application, and out of mails
    """
    return {
        "name": name,
        "title": title,
        "figures": list(figures),
        "rows": list(rows),
        "more": more and {"label": more[0], "opens": more[1]},
        "empty": empty,
        "confidential": confidential,
        "table": heat_map,
    }


def link(xmlid, label, icon):
    """Return a way to a screen that has no entry in the menu of all roles."""
    return {"label": label, "icon": icon, "opens": opens(f"icrm_internal.{xmlid}")}
