# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import json

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...importer.strict import UNSTORABLE
from .icrm_service_form import FIELD_TYPES

MAX_QUESTIONS = 60
MAX_LABEL = 200


class IcrmService(models.Model):
    """How a department makes up the request form, and which forms are sound."""

    _inherit = "icrm.service"

    # The web client edits a definition through a record that has answers: here the
    # service answers its own form. What is typed shows the manager how it looks, and
    # is thrown away; what is changed in the questions becomes the form.
    form_service_id = fields.Many2one(
        "icrm.service", "Service of the Form", compute="_compute_form_service_id"
    )
    form_preview = fields.Properties(
        "Questions", definition="form_service_id.form_definition", store=False
    )

    def _compute_form_service_id(self):
        for service in self:
            service.form_service_id = service._origin

    @api.model
    def _take_preview(self, vals):
        """Return *vals* with a form edited in the preview as the form's definition."""
        if "form_preview" not in vals:
            return vals
        vals = dict(vals)
        questions = vals.pop("form_preview") or []
        if isinstance(questions, list) and any(
            question.get("definition_changed") or question.get("definition_deleted")
            for question in questions
        ):
            vals["form_definition"] = [
                {
                    key: value
                    for key, value in question.items()
                    if key not in ("value", "definition_changed")
                }
                for question in questions
                if not question.get("definition_deleted")
            ]
        return vals

    @api.model
    def _check_definition_format(self, definition):
        """Refuse with a sentence what the field would refuse with a traceback."""
        try:
            if isinstance(definition, str):
                definition = json.loads(definition)
            # a copy: the field takes display names out of what it checks
            self._fields["form_definition"].convert_to_cache(
                json.loads(json.dumps(definition)), self
            )
            count = len(definition)
            labels = [str(item.get("string") or "") for item in definition]
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise ValidationError(
                self.env._("The request form cannot be read: %(why)s", why=error)
            ) from error
        if count > MAX_QUESTIONS:
            raise ValidationError(
                self.env._(
                    "A request form has at most %(limit)s questions, not %(count)s.",
                    limit=MAX_QUESTIONS,
                    count=count,
                )
            )
        if any(len(label) > MAX_LABEL or UNSTORABLE.search(label) for label in labels):
            raise ValidationError(
                self.env._(
                    "A question has at most %(limit)s readable characters.",
                    limit=MAX_LABEL,
                )
            )

    def _get_form_problems(self):
        """Return a sentence for each reason why nobody could fill in the form."""
        self.ensure_one()
        problems, labels = [], set()
        for definition in self.form_definition or []:
            kind = definition["type"]
            label = (definition.get("string") or "").rstrip("* ")
            if kind == "separator":
                continue
            if not label:
                problems.append(self.env._("A question of the request form is empty."))
            elif label.lower() in labels:
                problems.append(
                    self.env._(
                        "The request form asks “%(label)s” twice.",
                        label=label,
                    )
                )
            labels.add(label.lower())
            if kind not in FIELD_TYPES:
                problems.append(
                    self.env._(
                        "The question “%(label)s” is of a type customers cannot "
                        "answer (%(kind)s): use text.",
                        label=label,
                        kind=kind,
                    )
                )
            elif kind in ("selection", "tags") and not definition.get(kind):
                problems.append(
                    self.env._(
                        "The question “%(label)s” offers nothing to choose from.",
                        label=label,
                    )
                )
            elif kind in ("many2one", "many2many"):
                if not definition.get("comodel"):
                    problems.append(
                        self.env._(
                            "The question “%(label)s” does not say from which "
                            "list to choose.",
                            label=label,
                        )
                    )
                elif problem := self._get_domain_problem(definition):
                    problems.append(problem)
                elif self.portal_published:
                    problems.append(
                        self.env._(
                            "Portal users cannot choose from the list of the question "
                            "“%(label)s”: use options or text.",
                            label=label,
                        )
                    )
        return problems

    def _get_domain_problem(self, definition):
        """Return why the list of a link question cannot be told, or None."""
        if definition["comodel"] not in self.env:
            return None
        try:
            self._question_domain(
                {
                    "comodel": definition["comodel"],
                    "domain": definition.get("domain") or False,
                }
            )
        except (ValueError, SyntaxError) as error:
            return self.env._(
                "The question “%(label)s”: %(why)s",
                label=definition.get("string") or "",
                why=error,
            )
        return None
