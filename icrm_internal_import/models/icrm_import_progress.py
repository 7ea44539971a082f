# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models


class IcrmImportProgress(models.Model):
    """Progress of a running import.

    A table of its own, without a foreign key: it is written through a second cursor
    during the import's transaction, and must not touch its rows.
    """

    _name = "icrm.import.progress"
    _description = "History Import Progress"
    _log_access = False

    job_id = fields.Integer(required=True)
    done = fields.Integer()
    total = fields.Integer()

    _job_uniq = models.Constraint(
        "UNIQUE (job_id)", "Only one progress record per import is allowed."
    )

    @api.model
    def _write_progress(self, job_id, done, total):
        """Write and commit in a transaction of its own."""
        with self.env.registry.cursor() as cr:
            # SQL: on a cursor of its own, whether there is a row yet or not
            cr.execute(
                """
                INSERT INTO icrm_import_progress (job_id, done, total)
                     VALUES (%(job)s, %(done)s, %(total)s)
                ON CONFLICT (job_id) DO UPDATE
                        SET done = %(done)s, total = %(total)s
                """,
                {"job": job_id, "done": done, "total": total},
            )
