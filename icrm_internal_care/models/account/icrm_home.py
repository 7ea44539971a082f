# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.fields import Domain

from odoo.addons.icrm_internal.models.access.groups import AGENT, OFFICER
from odoo.addons.icrm_internal.models.access.home_parts import (
    button,
    calls,
    opens_record,
    row,
    task,
)
from odoo.addons.icrm_internal.models.access.number_formatter import NumberFormatter
from odoo.addons.icrm_internal.models.request.request_tasks import TASK_LIMIT

from .icrm_account_transfer import OPEN


class IcrmHome(models.AbstractModel):
    """Customers that somebody asks for, or hands over; teams with too much work."""

    _inherit = "icrm.home"

    @api.model
    def _get_tasks(self):
        tasks = super()._get_tasks()
        if self.env.user.has_group(AGENT):
            tasks += self._get_transfer_tasks()
        return tasks

    @api.model
    def _get_transfer_tasks(self):
        user = self.env.user
        mine = Domain("answer_user_id", "=", user.id)
        if user.has_group(OFFICER):
            mine |= Domain("answer_user_id", "=", False)
            mine |= Domain("is_conflict", "=", True)
        found = self.env["icrm.account.transfer"].search(
            Domain("state", "=", OPEN) & mine, order="id", limit=TASK_LIMIT
        )
        return [
            task(
                transfer,
                # sudo: names, for whoever has to answer
                transfer.sudo().customer_id.display_name,
                self.env._(
                    "%(user)s as account manager: please answer.",
                    user=transfer.sudo().to_user_id.name,
                ),
                opens_record(
                    transfer, "icrm_internal_care.icrm_account_transfer_action"
                ),
                menu="icrm_menu_customers_all",
                buttons=[button(transfer, "action_accept", self.env._("Accept"))]
                if transfer.can_answer
                else [],
            )
            for transfer in found
            if transfer.can_answer or transfer.can_decide
        ]

    @api.model
    def _get_department_rows(self, departments):
        """Return the teams whose open work exceeds the next five working days."""
        groups = self.env["icrm.team.workload"]._read_group(
            [("department_id", "in", departments.ids)],
            ["team_id"],
            ["open_hours:sum", "capacity_hours:sum"],
        )
        formatter = NumberFormatter(self.env)
        return [
            *super()._get_department_rows(departments),
            *(
                row(
                    f"workload {team.id}",
                    self.env._("Workload of %(team)s", team=team.display_name),
                    calls(team, "action_icrm_open_workload"),
                    self.env._(
                        "%(open)s open, %(capacity)s in the next 5 working days",
                        open=formatter.format_value(work, "hours"),
                        capacity=formatter.format_value(capacity, "hours"),
                    ),
                    "bad",
                )
                for team, work, capacity in groups
                if work > capacity
            ),
        ]
