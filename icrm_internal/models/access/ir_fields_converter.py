# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models

from ...importer import strict


class IrFieldsConverter(models.AbstractModel):
    """Files that are imported into our models by Odoo's own import: read strictly."""

    _inherit = "ir.fields.converter"

    def _str_to_integer(self, model, field, value, savepoint):
        self._icrm_check(model, value, strict.to_number)
        return super()._str_to_integer(model, field, value, savepoint)

    def _str_to_float(self, model, field, value, savepoint):
        self._icrm_check(model, value, strict.to_number)
        return super()._str_to_float(model, field, value, savepoint)

    def _str_to_monetary(self, model, field, value, savepoint):
        # Core's is an alias of its own _str_to_float, not of ours.
        return self._str_to_float(model, field, value, savepoint)

    def _str_to_date(self, model, field, value, savepoint):
        self._icrm_check(model, value, strict.to_day, strict.to_instant)
        return super()._str_to_date(model, field, value, savepoint)

    def _str_to_datetime(self, model, field, value, savepoint):
        self._icrm_check(model, value, strict.to_day, strict.to_instant)
        return super()._str_to_datetime(model, field, value, savepoint)

    def _icrm_check(self, model, value, *readers):
        """Raise unless one of *readers* reads *value*, if *model* is one of ours."""
        if not model._hardening_applies():
            return
        for read in readers:
            try:
                read(str(value))
                return
            except ValueError:
                continue
        if strict.to_number in readers:
            sentence = self.env._("“%(value)s” is not a number, for “%%(field)s”.")
        else:
            sentence = self.env._(
                "“%(value)s” is not a date between 1900 and 2200, for “%%(field)s”."
            )
        raise self._format_import_error(
            ValueError, sentence, {"value": str(value)[:60]}
        )
