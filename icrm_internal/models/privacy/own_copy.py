# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The copy of a person's own data: what models declare as theirs, and nothing else.

Not complaints about them, notes and words of others, or anonymous answers: those are
declared as nobody's, or as another's.
"""

import io
import json
import zipfile

from odoo import fields
from odoo.fields import Domain
from odoo.tools import html2plaintext

from ..access.kinds import get_kind
from ..access.personal import get_personal_models

# So many records of one kind are copied; more is no copy that anybody reads.
LIMIT = 20_000


class OwnCopy:
    """What is stored of one :class:`~.person.Person`, for themselves; in sudo."""

    def __init__(self, person):
        self.person = person
        self.env = person.env

    def count(self):
        """Return how many records there are, to tell a quick copy from a long one."""
        return sum(
            model.search_count(domain, limit=LIMIT)
            for model, domain, _declared in self._get_parts()
        )

    def _get_parts(self):
        """Yield ``(model, domain, declarations)`` of what is copied."""
        for name, declared in get_personal_models(self.env).items():
            # sudo: the person's own
            model = self.env[name].sudo().with_context(active_test=False)
            shown = [personal for personal in declared if personal.get_paths(own=True)]
            domain = Domain.OR(
                self.person.get_rows_domain(model, personal, own=True)
                for personal in shown
            )
            if not domain.is_false():
                yield model, domain, shown

    def get_sections(self):
        """Return a list of dicts: ``model``, ``title``, ``labels``, ``records``.

        A record is a dict of the fields that have a value: {field: value}.
        """
        sections = []
        for model, domain, shown in self._get_parts():
            found = model.search(domain, order="id", limit=LIMIT)
            theirs = {
                personal.field: set(
                    found.filtered_domain(
                        self.person.get_rows_domain(model, personal, own=True)
                    ).ids
                )
                if personal.own is not True or personal.domain
                else None
                for personal in shown
            }
            records = []
            for record in found:
                values = {
                    name: self._format(record, name)
                    for name, ids in theirs.items()
                    if ids is None or record.id in ids
                }
                values = {
                    name: value
                    for name, value in values.items()
                    if value not in (None, "", [], {})
                }
                if values:
                    records.append(values)
            if records:
                sections.append(
                    {
                        "model": model._name,
                        "title": get_kind(self.env, model._name),
                        "labels": {
                            personal.field: model._fields[
                                personal.field
                            ]._description_string(self.env)
                            for personal in shown
                        },
                        "records": records,
                    }
                )
            model.env.invalidate_all()
        return sections

    def _format(self, record, name):
        """Return a field's value as JSON can say it; None if there is none."""
        field, value = record._fields[name], record[name]
        if field.type == "boolean":
            return value
        if name == "icrm_answers":
            return dict(record._icrm_format_answers()) if record.icrm_form_id else None
        if field.type in ("json", "properties"):
            return None  # formatted with the answers
        if field.relational:
            return ", ".join(value.mapped("display_name"))
        if value is False or value is None:
            return None
        if field.type == "selection":
            return dict(field._description_selection(self.env)).get(value, value)
        if field.type == "html":
            return html2plaintext(value).strip()
        if field.type == "datetime":
            return fields.Datetime.to_string(value) + " UTC"
        if field.type == "date":
            return fields.Date.to_string(value)
        return value

    def make_zip(self, name):
        """Return the bytes of a ZIP: the same as JSON, and as a page to read."""
        sections = self.get_sections()
        data = {
            "person": name,
            "made_at": fields.Datetime.to_string(fields.Datetime.now()) + " UTC",
            "sections": [
                {key: section[key] for key in ("model", "records")}
                for section in sections
            ],
        }
        page = self.env["ir.qweb"]._render(
            "icrm_internal.icrm_own_data_page",
            {"name": name, "made_at": data["made_at"], "sections": sections},
        )
        output = io.BytesIO()
        with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(
                "data.json", json.dumps(data, ensure_ascii=False, indent=1)
            )
            archive.writestr("data.html", str(page))
        return output.getvalue()
