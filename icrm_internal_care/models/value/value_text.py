# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Why a customer stands where it stands, said in the reader's language.

Codes and numbers are stored; the sentence is made when it is read.
"""

from odoo.addons.icrm_internal.models.access.number_formatter import NumberFormatter

# Every number there is in a sentence: what a former version stored may lack one.
NUMBERS = ("days", "usual", "before", "now", "share", "count", "opened")


def store(reasons):
    """Return what is stored of the reasons of a verdict."""
    return [{"code": code, **values} for code, values in reasons]


def render(env, reasons):
    """Return the sentences of stored reasons, a list, in the language of *env*."""
    format_number = NumberFormatter(env).format_number
    sentences = _get_sentences(env)
    return [
        sentences[reason["code"]](
            {name: format_number(reason.get(name)) for name in NUMBERS}
        )
        for reason in reasons or ()
        if reason["code"] in sentences
    ]


def _get_sentences(env):
    """Return {code: function from its values to its sentence}."""
    _ = env._
    return {
        "left": lambda values: _("No longer in the company"),
        "new": lambda values: _("Days since joining: %(days)s", **values),
        "never": lambda values: _("Has never requested anything"),
        "active": lambda values: _("Days since the last request: %(days)s", **values),
        "silent": lambda values: _("No request for %(days)s days", **values),
        "rhythm": lambda values: _(
            "No request for %(days)s days, otherwise one every %(usual)s days",
            **values,
        ),
        "falling": lambda values: _(
            "Satisfaction fell from %(before)s to %(now)s stars", **values
        ),
        "missed": lambda values: _(
            "%(share)s %% of %(count)s promises missed", **values
        ),
        "overdue": lambda values: _(
            "%(count)s of %(opened)s open requests overdue", **values
        ),
    }


def get_part_labels(env):
    """Return {part of the health: its name}."""
    _ = env._
    return {
        "contact": _("Contact in the usual rhythm"),
        "met": _("Promises met"),
        "satisfaction": _("Satisfaction: 1 star = 0 %, 5 stars = 100 %"),
        "overdue": _("Open requests not overdue"),
    }
