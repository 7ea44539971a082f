# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models


class IcrmImportProgress(models.Model):
    """How far a running import is.

    A table of its own, without a foreign key: it is written through a second cursor
    while the import's one transaction is under way, and must touch no row of it.
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
    def _tell(self, job_id, done, total):
        """Write and commit, beside the current transaction."""
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
