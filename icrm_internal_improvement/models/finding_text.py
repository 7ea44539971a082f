# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What jobs found, said in the reader's language: a code and values are stored, and
the sentence is made when it is read.

Values are numbers, or names of records (see :func:`name_of`).
"""

from odoo.addons.icrm_internal.models.access.number_formatter import NumberFormatter


def finding(code, **values):
    """Return what is stored of a finding, a key of :func:`_sentences`."""
    return {"code": code, **values}


def name_of(record):
    """Return a name as a value: translated when read, as it was once it is deleted."""
    return [record._name, record.id, record.display_name]


def render(env, found, note=""):
    """Return the sentence of a stored finding in the language of *env*.

    :param note: the text of what has no code: written by a person, or by a former
        version
    """
    if not found:
        return note
    format_number = NumberFormatter(env).format_number
    values = {
        name: _read_name(env, *value)
        if isinstance(value, list)
        else format_number(value)
        for name, value in found.items()
        if name != "code"
    }
    return _sentences(env)[found["code"]](values)


def _read_name(env, model, id_, before):
    if model not in env:
        return before
    # sudo: who reads a finding reads the names it is about.
    return env[model].sudo().browse(id_).exists().display_name or before


def _sentences(env):
    """Return {code: function from its values to its sentence}."""
    _ = env._
    return {
        "missed": lambda values: _(
            "%(missed)s promises missed within %(days)s days", **values
        ),
        "complaints": lambda values: _(
            "%(complaints)s justified complaints within %(days)s days", **values
        ),
        "cause": lambda values: _("Complaint, cause: %s", values["cause"]),
        "low": lambda values: _(
            "Score below %(limit)s for %(count)s months; now %(value)s", **values
        ),
        "gap": lambda values: _("Gap: %s", values["value"]),
        "score": lambda values: _("Score: %s", values["value"]),
        "must_be": lambda values: _("Customers consider it a must-be"),
        "evaluation": lambda values: _(
            "%(cycle)s: %(score)s of 100; %(criterion)s %(mean)s of %(most)s", **values
        ),
        "risk": lambda values: _("Score %s of 25", values["score"]),
        "feedback": lambda values: _("Feedback"),
        "need": lambda values: _("Mentioned %s times", values["mentions"]),
        "idea": lambda values: _("Idea with %s votes", values["votes"]),
        "recurring": lambda values: _(
            "%(requests)s similar requests from %(departments)s departments within "
            "%(weeks)s weeks",
            **values,
        ),
        "part_gap": lambda values: _(
            "%(part)s: %(figure)s below expectation", **values
        ),
        "part_score": lambda values: _("%(part)s: score %(figure)s", **values),
    }
