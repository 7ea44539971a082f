# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.fields import Domain

from ..access.groups import AGENT
from ..access.home_parts import button, link, opens_record, task
from ..request.request_tasks import TASK_LIMIT


class IcrmHome(models.AbstractModel):
    """Promises: hand-overs to acknowledge, agreements to sign."""

    _inherit = "icrm.home"

    @api.model
    def _get_tasks(self):
        tasks = super()._get_tasks()
        if self.env.user.has_group(AGENT):
            tasks += self._get_handover_tasks() + self._get_agreement_tasks()
        return tasks

    @api.model
    def _get_handover_tasks(self):
        user = self.env.user
        found = self.env["icrm.handover"].search(
            Domain("state", "=", "waiting")
            & (
                Domain("to_team_id", "in", user.helpdesk_team_ids.ids)
                | Domain("to_department_id", "in", user.icrm_department_ids.ids)
            ),
            order="id",
            limit=TASK_LIMIT,
        )
        return [
            task(
                handover,
                handover.ticket_id.name,
                self.env._("Handed over to %(team)s.", team=handover.to_team_id.name),
                opens_record(handover, "icrm_internal.icrm_handover_action"),
                number=handover.ticket_id.number,
                menu="icrm_menu_handovers",
                buttons=[
                    button(handover, "action_acknowledge", self.env._("Acknowledge"))
                ],
            )
            for handover in found
            if handover.can_answer
        ]

    @api.model
    def _get_agreement_tasks(self):
        Agreement = self.env["icrm.agreement"]
        if not Agreement.has_access("read"):
            return []
        departments = self.env.user.icrm_department_ids
        found = Agreement.search(
            Domain("state", "=", "proposed")
            & Domain.OR(
                Domain(f"relationship_id.{side}_department_id", "in", departments.ids)
                for side in ("provider", "customer")
            ),
            order="id",
            limit=TASK_LIMIT,
        )
        return [
            task(
                agreement,
                agreement.display_name,
                self.env._("An agreement needs your signature."),
                opens_record(agreement, "icrm_internal.icrm_agreement_action"),
                menu="icrm_menu_agreements",
            )
            for agreement in found
            if agreement.can_sign
        ]

    @api.model
    def _get_links(self):
        return [
            *super()._get_links(),
            link(
                "icrm_approval_delegation_action",
                self.env._("Deputies"),
                "fa-user-plus",
            ),
        ]
