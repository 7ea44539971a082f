# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
def migrate(cr, version):
    """Fill in of how many cases a figure was before and after."""
    # SQL: all of them at once, closed ones refuse to be written
    cr.execute(
        """
        UPDATE icrm_improvement AS own SET baseline_case_count = value.case_count
          FROM icrm_kpi_value AS value WHERE value.id = own.baseline_value_id
        """
    )
    # SQL: as above
    cr.execute(
        """
        UPDATE icrm_improvement AS own SET after_case_count = value.case_count
          FROM icrm_kpi_value AS value WHERE value.id = own.after_value_id
        """
    )
