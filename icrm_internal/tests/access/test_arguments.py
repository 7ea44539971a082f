# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date, datetime

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .matrix_records import MatrixCommon


@tagged("post_install", "-at_install")
class TestArguments(MatrixCommon):
    """What callers give may be anything; they are answered with a sentence."""

    def test_every_date_of_ours(self):
        """No stored date of our models takes a year 26, not even from our own code."""
        wrong, tried = [], 0
        for (name, _kind), record in self.records.items():
            for field in record._fields.values():
                if field.type not in ("date", "datetime") or not field.store:
                    continue
                if not (name.startswith("icrm.") and record._auto):
                    continue
                value = date(26, 12, 20)
                if field.type == "datetime":
                    value = datetime(26, 12, 20)
                tried += 1
                with self.env.cr.savepoint(), mute_logger("odoo.sql_db"):
                    try:
                        record.sudo().write({field.name: value})
                    except UserError:
                        continue
                    # Odoo's own and some of ours overwrite what they are given.
                    if record.sudo()[field.name] == value:
                        wrong.append(str(field))
        self.assertFalse(sorted(set(wrong)))
        self.assertGreater(tried, 50)
