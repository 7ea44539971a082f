# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Request forms: from Odoo's property definitions to questions of our own.

The definition had one wording. Where it held two, "Kind · 机型", each becomes the label
of its language. Every request gets the form as its service has it now; answers that the
definition had lost are among its options again, by their keys.
"""

import json
import re

from odoo import SUPERUSER_ID, Command, api
from odoo.tools import SQL
from odoo.tools.sql import column_exists

from odoo.addons.icrm_internal.models.catalogue.form_schema import (
    digest_of,
    to_definition,
)

TYPES = {"separator": "section", "html": "text", "monetary": "float"}
SEPARATOR = " · "
CHINESE = re.compile("[\u3400-\u9fff\uf900-\ufaff]")
CHINESE_LANGS = ("zh_CN", "zh_TW")


def migrate(cr, version):
    if not column_exists(cr, "icrm_service", "form_definition"):
        return
    env = api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True})
    cr.execute(
        "SELECT id, form_definition FROM icrm_service"
        " WHERE form_definition IS NOT NULL ORDER BY id"
    )
    languages = [
        code for code, _name in env["res.lang"].get_installed() if code in CHINESE_LANGS
    ]
    for service_id, definition in cr.fetchall():
        service = env["icrm.service"].browse(service_id)
        versions = _get_unchanged_version(service, definition)
        for number, item in enumerate(definition or []):
            if item.get("name") and item.get("type"):
                if item["name"].endswith("_html"):
                    _rename(service, item)
                _create_question(service, number, item, languages)
        _freeze(service)
        for version_row in versions:
            _rewrite_version(service, version_row)


def split_label(text):
    """Return ``(source text, Chinese text or None)``."""
    parts = [part.strip() for part in text.split(SEPARATOR)]
    if len(parts) == 2:
        chinese = [bool(CHINESE.search(part)) for part in parts]
        if chinese == [False, True]:
            return parts[0], parts[1]
        if chinese == [True, False]:
            return parts[1], parts[0]
    return text, None


def _rename(service, item):
    """Give a question for HTML, which becomes text, a key that text may have."""
    old, item["name"] = item["name"], f"{item['name'].removesuffix('_html')}_text"
    service.env.cr.execute(
        SQL(
            "UPDATE helpdesk_ticket SET icrm_answers = (icrm_answers - %(old)s)"
            " || jsonb_build_object(%(new)s, icrm_answers -> %(old)s)"
            " WHERE icrm_service_id = %(service)s AND icrm_answers ? %(old)s",
            old=old,
            new=item["name"],
            service=service.id,
        )
    )


def _create_question(service, number, item, languages):
    env = service.env
    kind = TYPES.get(item["type"], item["type"])
    text = (item.get("string") or "").strip()
    label, chinese = split_label(text.rstrip("*").strip())
    options = item.get(item["type"]) if kind in ("selection", "tags") else None
    texts = [split_label(str(option[1])) for option in options or []]
    default = item.get("default")
    comodel = item.get("comodel")
    question = env["icrm.service.question"].create(
        {
            "service_id": service.id,
            "sequence": number,
            "name": item["name"],
            "question_type": kind,
            "label": label[:200],
            "required": text.endswith("*"),
            "suffix": item.get("suffix") or False,
            "comodel": comodel if comodel in env else False,
            "domain": item.get("domain") or False,
            "default_value": _to_text(default),
            "option_ids": [
                Command.create(
                    {"name": str(option[0]), "label": source[:200], "sequence": place}
                )
                for place, (option, (source, _chinese)) in enumerate(
                    zip(options or [], texts, strict=True)
                )
            ],
        }
    )
    pairs = [(question, chinese)]
    pairs += zip(question.option_ids, (text[1] for text in texts), strict=True)
    for record, translation in pairs:
        if translation:
            record.update_field_translations(
                "label", dict.fromkeys(languages, translation[:200])
            )


def _to_text(default):
    if default in (None, False, "", []):
        return False
    if isinstance(default, list):
        ids = [item[0] if isinstance(item, list) else item for item in default]
        # a record with its name, or several of them
        return (
            str(ids[0])
            if len(ids) == 2 and isinstance(ids[1], str) and isinstance(ids[0], int)
            else ",".join(map(str, ids))
        )
    return str(default)


def _freeze(service):
    """Give every request of *service* the form as it is, with all it answered."""
    form = service._get_frozen_form()
    if not form:
        return
    env = service.env
    lost = _find_lost(service, form.schema)
    env.cr.execute(
        SQL(
            "UPDATE helpdesk_ticket SET icrm_form_id = %s WHERE icrm_service_id = %s",
            form.id,
            service.id,
        )
    )
    if not lost:
        return
    schema = json.loads(json.dumps(form.schema))
    for entry in schema:
        for key in sorted(lost.get(entry["name"], ())):
            entry["options"].append([key, {"en_US": key}])
    digest = digest_of(schema)
    old = env["icrm.service.form"].create(
        {
            "service_id": service.id,
            "digest": digest,
            "version": service.version,
            "schema": schema,
            "properties": to_definition(schema),
        }
    )
    for name, keys in lost.items():
        env.cr.execute(
            SQL(
                "UPDATE helpdesk_ticket SET icrm_form_id = %(form)s"
                " WHERE icrm_service_id = %(service)s"
                "   AND (icrm_answers -> %(name)s) ?| %(keys)s",
                form=old.id,
                service=service.id,
                name=name,
                keys=sorted(keys),
            )
        )


def _find_lost(service, schema):
    """Return ``{question: keys}`` of options that were chosen and are no more."""
    lost = {}
    for entry in schema:
        if entry["type"] not in ("selection", "tags"):
            continue
        service.env.cr.execute(
            SQL(
                """
                SELECT DISTINCT chosen.key
                  FROM helpdesk_ticket,
                       LATERAL jsonb_array_elements_text(
                           CASE jsonb_typeof(icrm_answers -> %(name)s)
                               WHEN 'array' THEN icrm_answers -> %(name)s
                               WHEN 'string'
                               THEN jsonb_build_array(icrm_answers -> %(name)s)
                               ELSE '[]'::jsonb
                           END) AS chosen (key)
                 WHERE icrm_service_id = %(service)s
                """,
                name=entry["name"],
                service=service.id,
            )
        )
        known = {key for key, _texts in entry["options"]}
        if keys := {key for (key,) in service.env.cr.fetchall()} - known:
            lost[entry["name"]] = keys
    return lost


def _get_unchanged_version(service, definition):
    """Return the last version of *service* if its form is still as published."""
    version = service.version_ids.sorted("version")[-1:]
    before = "\n".join(
        " ".join(
            filter(
                None,
                [
                    _plain_label(item) + ("*" if _is_required(item) else ""),
                    f"({item['type']})",
                    ", ".join(
                        str(option[1])
                        for option in (
                            item.get(item["type"])
                            if item["type"] in ("selection", "tags")
                            else None
                        )
                        or []
                    ),
                ],
            )
        )
        for item in definition or []
        if item.get("type") not in (None, "separator", *TYPES)
    )
    return version.filtered(lambda row: (row.content or {}).get("form") == before)


def _plain_label(item):
    label = (item.get("string") or "").strip()
    return label.rstrip("*").rstrip() or item["name"]


def _is_required(item):
    return (item.get("string") or "").strip().endswith("*")


def _rewrite_version(service, version):
    """Say what was published as versions say it now: nothing of it has changed."""
    content = {**version.content, "form": service._get_substance()["form"]}
    version.content = content
