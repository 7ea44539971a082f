# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

from ..access import caller_values
from ..access.groups import AGENT, AUDITOR
from . import checklist
from .helpdesk_ticket_stage import OPEN_STATES


class IcrmRequestCheckMixin(models.AbstractModel):
    """The closing checklist of a request, for those who serve it and for auditors."""

    _name = "icrm.request.check.mixin"
    _description = "Requests with a Closing Checklist"

    icrm_checklist = fields.Json(
        string="Closing Checklist",
        compute="_compute_icrm_checklist",
        groups=f"{AGENT},{AUDITOR}",
        exportable=False,
    )

    @api.depends("icrm_service_id", "icrm_state")
    @api.depends_context("uid", "lang", "tz")
    def _compute_icrm_checklist(self):
        audits = self.env.user.has_group(AUDITOR)
        served = self.filtered(lambda ticket: audits or ticket.icrm_is_provider)
        # sudo: lines of a service are its team's, who need not serve the request
        found = checklist.describe(served.sudo())
        for ticket in self:
            ticket.icrm_checklist = found.get(ticket._origin.id, False)

    def action_icrm_check(self, check: int, done: bool = True) -> dict:
        """Tick a line of the closing checklist, or take the tick off.

        :param int check: id of the line
        :param bool done: whether it is ticked afterwards
        :return: the checklist: dict with ``ticket``, ``open`` and ``lines``
        """
        self.ensure_one()
        ticket_sudo = self.env["helpdesk.ticket"].browse(self.id)._icrm_check_provider()
        ticket_sudo._icrm_check_state(OPEN_STATES)
        done = caller_values.flag_of(self.env, self.env._("Done"), done)
        line_sudo = ticket_sudo.env["icrm.service.check"].search(
            [
                ("id", "=", caller_values.id_of(check)),
                ("service_id", "=", ticket_sudo.icrm_service_id.id),
            ]
        )
        if not line_sudo:
            raise UserError(
                self.env._("This line is no longer on the checklist. Reload the page.")
            )
        ticks_sudo = ticket_sudo.env["icrm.request.check"]
        tick_sudo = ticks_sudo.search(
            [("ticket_id", "=", ticket_sudo.id), ("check_id", "=", line_sudo.id)]
        )
        if done and not tick_sudo:
            ticks_sudo.create(
                {
                    "ticket_id": ticket_sudo.id,
                    "check_id": line_sudo.id,
                    "user_id": self.env.uid,
                }
            )
        elif tick_sudo and not done:
            tick_sudo.unlink()
        ticket_sudo.invalidate_recordset(["icrm_checklist"])
        return checklist.describe(ticket_sudo)[ticket_sudo.id]
