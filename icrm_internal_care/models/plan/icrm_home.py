# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models

from odoo.addons.icrm_internal.models.access import company_day
from odoo.addons.icrm_internal.models.access.home_parts import (
    button,
    opens_record,
    task,
)
from odoo.addons.icrm_internal.models.request.request_tasks import TASK_LIMIT


class IcrmHome(models.AbstractModel):
    """Calls to make for communication plans."""

    _inherit = "icrm.home"

    @api.model
    def _get_tasks(self):
        return [*super()._get_tasks(), *self._get_call_tasks()]

    @api.model
    def _get_call_tasks(self):
        """Return the calls that are due; never one about a personal day."""
        calls = self.env["icrm.plan.touch"].search(
            [
                ("user_id", "=", self.env.uid),
                ("state", "=", "call"),
                ("company_id", "in", self.env.companies.ids),
                ("next_try_on", "<=", company_day.today(self.env.company)),
            ],
            order="next_try_on, id",
            limit=TASK_LIMIT,
        )
        return [
            task(
                call,
                self.env._("Call %(name)s", name=call.customer_id.name),
                " · ".join(filter(None, (call.subject, call.phone))),
                opens_record(call, "icrm_internal_care.icrm_plan_touch_action_calls"),
                buttons=[button(call, "action_reached", self.env._("Reached"))],
            )
            for call in calls
        ]
