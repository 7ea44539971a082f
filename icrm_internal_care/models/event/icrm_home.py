# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date

from odoo.addons.icrm_internal.models.access import company_day
from odoo.addons.icrm_internal.models.access.groups import MANAGER
from odoo.addons.icrm_internal.models.access.home_parts import (
    button,
    opens,
    opens_record,
    task,
)
from odoo.addons.icrm_internal.models.request.request_tasks import TASK_LIMIT

MEETINGS = "icrm_internal_care.icrm_meeting_action"
ACTIONS = "icrm_internal_care.icrm_action_item_action"
DISPUTES = "icrm_internal_care.icrm_dispute_action"


class IcrmHome(models.AbstractModel):
    """What was agreed in meetings, and minutes that are missing."""

    _inherit = "icrm.home"

    @api.model
    def _get_tasks(self):
        return [
            *super()._get_tasks(),
            *self._get_action_item_tasks(),
            *self._get_meeting_tasks(),
            *self._get_dispute_tasks(),
        ]

    @api.model
    def _get_action_item_tasks(self):
        found = self.env["icrm.action.item"].search(
            Domain("owner_id", "=", self.env.uid) & Domain("state", "=", "open"),
            order="due_date, id",
            limit=TASK_LIMIT,
        )
        today = company_day.today(self.env.company)
        tasks = []
        for item in found:
            day = format_date(self.env, item.due_date)
            status = self.env._("Your action is due on %(day)s.", day=day)
            if item.due_date < today:
                status = self.env._("Your action was due on %(day)s.", day=day)
            tasks.append(
                task(
                    item,
                    item.name,
                    status,
                    opens_record(item, ACTIONS),
                    buttons=[button(item, "action_done", self.env._("Done"))],
                )
            )
        return tasks

    @api.model
    def _get_meeting_tasks(self):
        found = self.env["icrm.meeting"].search(
            Domain("owner_id", "=", self.env.uid)
            & Domain("state", "=", "planned")
            & Domain("start", "<", fields.Datetime.now()),
            order="start, id",
            limit=TASK_LIMIT,
        )
        return [
            task(
                meeting,
                meeting.name,
                self.env._("Send the minutes of this meeting."),
                opens_record(meeting, MEETINGS),
            )
            for meeting in found
        ]

    @api.model
    def _get_dispute_tasks(self):
        """Return the disputes whose next step is the reader's."""
        if not self.env.user.has_group(MANAGER):
            return []
        found = self.env["icrm.dispute"].search(
            Domain("state", "in", ("raised", "answered", "negotiating", "to_decide")),
            order="id",
            limit=5 * TASK_LIMIT,
        )
        tasks = []
        for dispute in found:
            status = self._get_dispute_status(dispute)
            if status and len(tasks) < TASK_LIMIT:
                tasks.append(
                    task(dispute, dispute.name, status, opens_record(dispute, DISPUTES))
                )
        return tasks

    @api.model
    def _get_dispute_status(self, dispute):
        _ = self.env._
        if dispute.state == "raised" and dispute.is_other_side:
            return _("A dispute needs your answer.")
        if dispute.state == "to_decide" and dispute.can_decide:
            return _("A dispute needs your decision.")
        waiting = (dispute.is_raised_side and not dispute.raised_agreed) or (
            dispute.is_other_side and not dispute.other_agreed
        )
        if dispute.state in ("answered", "negotiating") and waiting:
            return _("A dispute needs a settlement that both agree to.")
        return ""

    @api.model
    def _get_links(self):
        links = super()._get_links()
        if self.env["icrm.meeting"].search_count([], limit=1):
            links.append(
                {
                    "label": self.env._("Meetings"),
                    "icon": "fa-users",
                    "opens": opens(MEETINGS),
                }
            )
        return links
