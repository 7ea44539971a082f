# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).


def migrate(cr, version):
    """Date the answers that ideas have already; voters do not hear of them again.

    SQL: the day of a change of the past, and nobody is notified.
    """
    cr.execute(
        """
        UPDATE icrm_idea
        SET answered_on = write_date::date
        WHERE answered_on IS NULL
            AND regexp_replace(COALESCE(answer, ''), '<[^>]*>|\\s', '', 'g') <> ''
        """
    )
