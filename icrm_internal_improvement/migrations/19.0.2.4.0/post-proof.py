# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    """Nobody is told now of what was published long ago; make room for a new part of
    the scorecard where the weights are those that were shipped."""
    # SQL: what ended long ago is not changed by anybody
    cr.execute(
        """
        UPDATE icrm_improvement
           SET told_on = COALESCE(published_on, closed_on, write_date::date)
         WHERE published AND state = 'done' AND told_on IS NULL
        """
    )
    env = api.Environment(cr, SUPERUSER_ID, {})
    module = "icrm_internal_improvement"
    before = env.ref(f"{module}.icrm_kpi_improvement_success", False)
    new = env.ref(f"{module}.icrm_kpi_matters_answered", False)
    if before and new and before.parent_id == new.parent_id and before.weight == 100:
        before.weight = 60
