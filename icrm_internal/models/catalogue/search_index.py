# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What services are found by: their texts, read into ``icrm.service.term``."""

import re
from collections import defaultdict

from odoo.tools import SQL, html2plaintext

from ...measures.textsearch import LABEL, PROSE, TITLE, read_document
from .translations import read_texts

# What a word is worth by where it stands
NAME = 1.0
KEYWORD = 0.9
SUMMARY = 0.55
FORM = 0.5
CATEGORY = 0.4
ARTICLE = 0.4
TEXT = 0.35
DEPARTMENT = 0.3

MAX_TEXT = 5_000
# The words of a name that its initials are made of
INITIAL = re.compile(r"\b[A-Z]\w*")


def read_services(services):
    """Return ``{service id: [(weight, text, reading)]}``, the most telling first.

    In every language: a Chinese word finds the service on an English screen, too. The
    same number of queries for any number of services.
    """
    # sudo: the index is read through the services' own rules
    services = services.sudo()
    names = read_texts(services, ["name"])
    keywords = read_texts(services, ["keywords"])
    summaries = read_texts(services, ["summary"])
    texts = read_texts(services, ["description", "requirements"])
    departments = {
        id_: [*names, *filter(None, map(get_initials, names))]
        for id_, names in read_texts(services.department_id, ["name"]).items()
    }
    forms = _read_parts(services, _FORM, ("icrm.service.question",))
    articles = _read_parts(services, _ARTICLES, ("icrm.service.article",))
    return {
        service.id: [
            (NAME, "\n".join(names[service.id]), TITLE),
            (KEYWORD, "\n".join(keywords[service.id]), TITLE),
            (SUMMARY, "\n".join(summaries[service.id]), PROSE),
            (FORM, forms[service._origin.id], PROSE),
            (CATEGORY, service.category_id.search_text, LABEL),
            (ARTICLE, articles[service._origin.id], PROSE),
            (
                TEXT,
                "\n".join(html2plaintext(text) for text in texts[service.id]),
                PROSE,
            ),
            (
                DEPARTMENT,
                "\n".join(departments.get(service.department_id.id, ())),
                LABEL,
            ),
        ]
        for service in services
    }


def get_initials(name):
    """Return what people call a department of several words; empty for one word.

    >>> get_initials("Human Resources"), get_initials("Research and Development")
    ('HR', 'RD')
    >>> get_initials("Finance")
    ''
    """
    initials = [word[0] for word in INITIAL.findall(name or "")]
    return "".join(initials) if len(initials) > 1 else ""


# Of forms whose changes are held back: the one that customers are asked
_FORM = """
    SELECT q.service_id, label.value
      FROM icrm_service_question q, jsonb_each_text(q.label) label
     WHERE q.service_id IN %(ids)s AND q.service_id <> ALL(%(held)s)
     UNION ALL
    SELECT q.service_id, label.value
      FROM icrm_service_question_option o
      JOIN icrm_service_question q ON q.id = o.question_id,
           jsonb_each_text(o.label) label
     WHERE q.service_id IN %(ids)s AND o.active
       AND q.service_id <> ALL(%(held)s)
     UNION ALL
    SELECT s.id, text #>> '{}'
      FROM icrm_service s
      JOIN icrm_service_form form ON form.id = s.frozen_form_id,
           unnest(ARRAY['$[*].label.*', '$[*].options[*][1].*',
                        '$[*].columns[*].label.*',
                        '$[*].columns[*].options[*][1].*']::jsonpath[]) path,
           jsonb_path_query(form.schema, path) text
     WHERE s.id = ANY(%(held)s)
"""

_ARTICLES = """
    SELECT a.service_id, text.value
      FROM icrm_service_article a,
           LATERAL (SELECT value FROM jsonb_each_text(a.name)
              UNION ALL SELECT value FROM jsonb_each_text(a.keywords)
              UNION ALL SELECT value FROM jsonb_each_text(a.body)) text
     WHERE a.service_id IN %(ids)s AND a.active AND a.state = 'published'
"""


def _read_parts(services, statement, models):
    """Return ``{service id: text}`` of what belongs to services, in every language."""
    found = defaultdict(list)
    ids = tuple(services._origin.ids)
    if ids:
        for model in models:
            services.env[model].flush_model()
        services.env["icrm.service.question.option"].flush_model()
        # SQL: all languages of all services at once, where the ORM reads one.
        held = services.filtered("form_held")._origin.ids
        for id_, text in services.env.execute_query(SQL(statement, ids=ids, held=held)):
            found[id_].append(html2plaintext(text or "")[:MAX_TEXT])
    return defaultdict(str, {id_: "\n".join(texts) for id_, texts in found.items()})


def store_terms(services, parts):
    """Write the index of *services*, two statements for any number."""
    ids = services._origin.ids
    if not ids:
        return
    env = services.env
    thesaurus = env["icrm.search.concept"]._get_thesaurus()
    rows = [
        (service.id, term, weight, word)
        for service in services
        if isinstance(service.id, int)
        for term, (weight, word) in read_document(
            [
                (weight, (text or "")[:MAX_TEXT], reading)
                for weight, text, reading in parts[service.id]
            ],
            thesaurus,
        ).items()
    ]
    # SQL: a hundred rows a service; nobody has a right to them, so none to check.
    env.execute_query(
        SQL("DELETE FROM icrm_service_term WHERE service_id = ANY(%s) RETURNING 1", ids)
    )
    # SQL: as above
    columns = [list(column) for column in zip(*rows, strict=True)] or [[], [], [], []]
    env.execute_query(
        SQL(
            "INSERT INTO icrm_service_term (service_id, term, weight, word)"
            " SELECT * FROM unnest(%s::int[], %s::text[], %s::float[], %s::text[])"
            " RETURNING 1",
            *columns,
        )
    )
    env["icrm.service.term"].invalidate_model()
