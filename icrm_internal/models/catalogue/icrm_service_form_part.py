# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.exceptions import ValidationError

from ...importer.strict import UNSTORABLE

MAX_LABEL = 200
MAX_HELP = 1000

# In the context of a change that consists of several: the outermost one checks whether
# a published form is still sound. An object, so that no caller can send it.
EDITING = object()


class IcrmServiceFormPart(models.AbstractModel):
    """What a request form is made of: every change makes it another form."""

    _name = "icrm.service.form.part"
    _inherit = "icrm.service.part"
    _description = "Request Form Part"

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_texts(vals)
        parts = super(IcrmServiceFormPart, self._icrm_editing()).create(vals_list)
        parts = parts.with_env(self.env)
        parts.service_id._form_edited()
        return parts

    def write(self, vals):
        self._check_texts(vals)
        result = super(IcrmServiceFormPart, self._icrm_editing()).write(vals)
        self.service_id._form_edited()
        return result

    def unlink(self):
        services = self.service_id
        result = super(IcrmServiceFormPart, self._icrm_editing()).unlink()
        services._form_edited()
        return result

    def _update_field_translations(
        self, field_name, translations, digest=None, source_lang=""
    ):
        for text in translations.values():
            self._check_texts({field_name: text})
        result = super()._update_field_translations(
            field_name, translations, digest=digest, source_lang=source_lang
        )
        self.service_id._form_edited()
        return result

    def _icrm_editing(self):
        return self.with_context(icrm_form_editing=EDITING)

    @api.model
    def _check_texts(self, vals):
        """Raise if a text is too long or cannot be stored."""
        for name, text in vals.items():
            field = self._fields.get(name)
            if not field or field.type != "char" or not isinstance(text, str):
                continue
            limit = MAX_LABEL if name in ("label", "suffix", "name") else MAX_HELP
            if len(text) > limit or UNSTORABLE.search(text):
                raise ValidationError(
                    self.env._(
                        "%(field)s: at most %(limit)s readable characters.",
                        field=field._description_string(self.env),
                        limit=limit,
                    )
                )
