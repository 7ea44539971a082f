# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).


def migrate(cr, version):
    """Remember that the checklist was hidden: its menu entry goes.

    SQL: the column is of this version, its field not loaded yet.
    """
    cr.execute(
        """
        SELECT 1 FROM ir_ui_menu menu
        JOIN ir_model_data data ON data.model = 'ir.ui.menu' AND data.res_id = menu.id
        WHERE data.module = 'icrm_internal' AND data.name = 'icrm_menu_setup'
            AND menu.active IS NOT TRUE
        """
    )
    if cr.fetchone():
        cr.execute(
            "ALTER TABLE res_company ADD COLUMN IF NOT EXISTS icrm_setup_hidden boolean"
        )
        cr.execute("UPDATE res_company SET icrm_setup_hidden = TRUE")
