# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models

MODULE = "icrm_internal"
PREFIX = "ir_filters_desk_"


class IrFilters(models.Model):
    """Saved queues of the service desk, named in the reader's language.

    Core's names of filters are not translatable. A name that somebody changed stays.
    """

    _inherit = "ir.filters"

    @api.model
    def _icrm_get_queue_names(self):
        """Return {name of the record: its name as shipped, in the user's language}.

        In the order of the menu, which shows three and hides the others behind More.
        """
        _ = self.env._
        return {
            "unassigned": _("Unassigned"),
            "mine_today": _("Mine, Due Today"),
            "no_reply": _("Without a Reply"),
            "late": _("Late"),
            "specialty": _("My Specialty, Unassigned"),
            "waiting": _("Waiting for the Customer"),
            "approval": _("In Approval"),
            "category": _("By Category"),
            "assignee": _("By Team and Assignee"),
        }

    @api.model
    def get_filters(
        self,
        model,
        action_id=None,
        embedded_action_id=None,
        embedded_parent_res_id=None,
    ):
        filters = super().get_filters(
            model, action_id, embedded_action_id, embedded_parent_res_id
        )
        if model != "helpdesk.ticket" or not filters:
            return filters
        shipped = self.with_context(lang="en_US")._icrm_get_queue_names()
        names = self._icrm_get_queue_names()
        get_id = self.env["ir.model.data"]._xmlid_to_res_id
        by_id = {get_id(f"{MODULE}.{PREFIX}{key}"): key for key in shipped}
        for values in filters:
            key = by_id.get(values["id"])
            if key and values["name"] == shipped[key]:
                values["name"] = names[key]
        order = {record_id: number for number, record_id in enumerate(by_id)}
        return sorted(filters, key=lambda values: order.get(values["id"], len(order)))
