# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tools.sql import column_exists, rename_column

TEXTS = (
    ("icrm_improvement", "origin_text", "origin_note"),
    ("icrm_training_need", "source_text", "source_note"),
)


def migrate(cr, version):
    """Texts are made from codes when read; earlier ones stay as written."""
    for table, before, after in TEXTS:
        if column_exists(cr, table, before) and not column_exists(cr, table, after):
            rename_column(cr, table, before, after)
