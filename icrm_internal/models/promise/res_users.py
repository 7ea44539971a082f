# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.tools import SQL

from ..access import company_day


class ResUsers(models.Model):
    _inherit = "res.users"

    @api.model
    def _icrm_sql_absences(self, user_id):
        """Add the absences for which users named a deputy."""
        Delegation = self.env["icrm.approval.delegation"]
        Delegation.flush_model(["user_id", "date_from", "date_to"])
        today = company_day.today(Delegation)
        return [
            *super()._icrm_sql_absences(user_id),
            SQL(
                """
                SELECT 1 FROM icrm_approval_delegation AS delegation
                 WHERE delegation.user_id = %s
                   AND %s BETWEEN delegation.date_from AND delegation.date_to
                """,
                user_id,
                today,
            ),
        ]
