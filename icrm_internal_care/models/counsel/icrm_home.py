# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models

from odoo.addons.icrm_internal.models.access.home_parts import opens_record, task
from odoo.addons.icrm_internal.models.request.request_tasks import TASK_LIMIT


class IcrmHome(models.AbstractModel):
    """A line on one's own home, without a word of what it is."""

    _inherit = "icrm.home"

    @api.model
    def _get_tasks(self):
        tasks = super()._get_tasks()
        waiting = self.env["icrm.counsel.case"].search(
            [("is_waiting_for_me", "=", True)], limit=TASK_LIMIT
        )
        mine = "icrm_internal_care.icrm_counsel_case_action_my"
        name = self.env._("You have a private message")
        status = self.env._("Open it when you are alone.")
        return [
            *tasks,
            *(
                task(case, name, status, opens_record(case, mine), confidential=True)
                for case in waiting
            ),
        ]
