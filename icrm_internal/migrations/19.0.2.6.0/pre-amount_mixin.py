# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).


def migrate(cr, version):
    """Amounts of money are the core's now: their model keeps its row."""
    # SQL: before the models are loaded
    cr.execute(
        """
        UPDATE ir_model_data
           SET module = 'icrm_internal'
         WHERE module <> 'icrm_internal'
           AND model IN ('ir.model', 'ir.model.fields', 'ir.model.inherit')
           AND name LIKE '%\\_icrm\\_amount\\_mixin%'
        """
    )
