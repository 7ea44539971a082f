# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import json

from odoo import api, fields, models
from odoo.tools import SQL

from .form_schema import text_in, to_definition


class FormDefinition(fields.PropertiesDefinition):
    """The definition of a form's properties, read in the language of the reader.

    Odoo stores one text for each question and option; here it comes from the schema of
    the same record.
    """

    def convert_to_record(self, value, record):
        definition = super().convert_to_record(value, record)
        if definition and (lang := record.env.lang):
            schema = {entry["name"]: entry for entry in record.schema or []}
            for entry in definition:
                _translate(entry, schema.get(entry["name"]) or {}, lang)
        return definition


def _translate(entry, question, lang):
    """Put the texts of a property into *lang*, in place."""
    entry["string"] = text_in(question.get("label"), lang) or entry.get("string", "")
    if question.get("suffix"):
        entry["suffix"] = text_in(question["suffix"], lang)
    labels = dict(question.get("options") or [])
    for option in entry.get(entry["type"]) or []:
        option[1] = text_in(labels.get(option[0]), lang) or option[1]


class IcrmServiceForm(models.Model):
    """A request form as it was asked: what answers are read by, for good.

    Written when a form is shown for the first time after a change, never changed. Two
    forms that ask the same in the same words are one.
    """

    _name = "icrm.service.form"
    _inherit = ["icrm.append.only", "icrm.service.part"]
    _description = "Request Form as Asked"
    _order = "id desc"

    digest = fields.Char(required=True, readonly=True)
    version = fields.Integer(
        readonly=True, help="Version of the service that it was first used with."
    )
    # Questions with their texts in all languages; see form_schema
    schema = fields.Json(readonly=True)
    # The same as Odoo's properties know it: answers can be searched and grouped.
    # Not "definition": Odoo's statement that looks one up has an alias of that name.
    properties = FormDefinition(readonly=True, copy=False)

    _digest_uniq = models.Constraint(
        "UNIQUE (service_id, digest)", "This form of the service is already stored."
    )

    @api.depends("service_id.name", "version")
    def _compute_display_name(self):
        for form in self:
            # sudo: the name of the service is on every request that used the form
            form.display_name = self.env._(
                "%(service)s, version %(version)s",
                service=form.sudo().service_id.name,
                version=form.version,
            )

    @api.model
    def _freeze(self, service, schema, digest):
        """Return the kept form of *service* that asks *schema*, in sudo."""
        found = self.search([("service_id", "=", service.id), ("digest", "=", digest)])
        return found or self.create(
            {
                "service_id": service.id,
                "digest": digest,
                "version": service.version,
                "schema": schema,
                "properties": to_definition(schema),
            }
        )

    @api.model
    def _find_asking(self, name, service=None):
        """Return the forms that ask a question, the newest first."""
        self.flush_model(["schema", "service_id"])
        # SQL: looks into a JSON value, which the ORM cannot.
        rows = self.env.execute_query(
            SQL(
                "SELECT id FROM icrm_service_form WHERE schema @> %s::jsonb AND %s"
                " ORDER BY id DESC",
                json.dumps([{"name": name}]),
                SQL("service_id = %s", service.id) if service else SQL("TRUE"),
            )
        )
        return self.browse(id_ for (id_,) in rows)

    def _merge_definition(self, name):
        """Return one property as these forms, the newest first, define it.

        Options that only older forms have stay; where one was called differently, all
        its labels are named.
        """
        merged, labels = None, {}
        for form in self:
            entry = next(item for item in form.properties if item["name"] == name)
            if merged is None:
                merged = entry
            elif entry["type"] != merged["type"]:
                continue
            for option in entry.get(entry["type"]) or []:
                if option[0] not in labels and entry is not merged:
                    merged[entry["type"]].append(option)
                labels.setdefault(option[0], {})[option[1]] = True
        for option in (merged or {}).get((merged or {}).get("type")) or []:
            option[1] = " / ".join(labels[option[0]])
        return merged or {}
