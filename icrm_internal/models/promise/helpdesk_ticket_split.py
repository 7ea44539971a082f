# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models
from odoo.exceptions import UserError

from ..access import given
from ..request.helpdesk_ticket_course import OPEN_STATES


class HelpdeskTicket(models.Model):
    """A request that takes several departments: one task for each."""

    _inherit = "helpdesk.ticket"

    icrm_parent_id = fields.Many2one(
        "helpdesk.ticket",
        string="Part of",
        ondelete="restrict",
        index="btree_not_null",
        readonly=True,
        copy=False,
    )
    icrm_child_ids = fields.One2many(
        "helpdesk.ticket", "icrm_parent_id", string="Tasks of Others", readonly=True
    )
    icrm_child_count = fields.Integer(
        string="Tasks", compute="_compute_icrm_child_count", compute_sudo=True
    )
    icrm_open_child_count = fields.Integer(
        string="Open Tasks", compute="_compute_icrm_child_count", compute_sudo=True
    )

    def _compute_icrm_child_count(self):
        counts = {}
        for parent, state, count in self.env["helpdesk.ticket"]._read_group(
            [("icrm_parent_id", "in", self.ids)],
            ["icrm_parent_id", "icrm_state"],
            ["__count"],
        ):
            both = counts.setdefault(parent.id, [0, 0])
            both[0] += count
            both[1] += count if state in OPEN_STATES else 0
        for ticket in self:
            total, still_open = counts.get(ticket._origin.id, (0, 0))
            ticket.icrm_child_count = total
            ticket.icrm_open_child_count = still_open

    def action_icrm_split(self, service_id, values):
        """Ask another department for a part of the work; return that request.

        The caller asks as any customer does: the service checks that it is offered to
        him, its form and every id. When the last part is done, this request is too.

        :param int service_id: an ``icrm.service`` on offer to the caller
        :param dict values: as for ``submit_request``
        """
        self.ensure_one()
        ticket_sudo = self._icrm_check_provider()
        ticket_sudo._icrm_check_state(OPEN_STATES)
        ticket_sudo._icrm_check_approved()
        if ticket_sudo.icrm_parent_id:
            raise UserError(
                self.env._("This request is a part itself; split the whole instead.")
            )
        service = self.env["icrm.service"].browse(given.id_of(service_id) or None)
        child = service.submit_request(values)
        child.sudo().icrm_parent_id = ticket_sudo
        ticket_sudo._message_log(
            body=self.env._(
                "Asked %(department)s for a part: %(request)s",
                department=child.sudo().icrm_provider_department_id.name,
                request=child.sudo().display_name,
            )
        )
        return child

    def action_icrm_open_children(self):
        """Open the parts of this request, as far as the caller may see them."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "icrm_internal.helpdesk_ticket_action_desk"
        )
        return {
            **action,
            "name": self.env._("Tasks of %(number)s", number=self.number),
            "domain": [("icrm_parent_id", "=", self.id)],
            "context": {},
        }

    def _icrm_keep_promises(self, before):
        """With its last part a request is done; the customer reads why."""
        super()._icrm_keep_promises(before)
        over = self.filtered(
            lambda ticket: ticket.icrm_parent_id
            and ticket.icrm_state not in OPEN_STATES
            and before.get(ticket.id, {}).get("state") in OPEN_STATES
        )
        parents = over.icrm_parent_id.filtered(
            lambda parent: parent.icrm_state in OPEN_STATES
            and parent._icrm_may_be_worked_on()
        )
        if not parents:
            return
        # Two last parts that end at once: the second one sees that it is the last.
        parents._icrm_lock()
        parents.invalidate_recordset(["icrm_child_count", "icrm_open_child_count"])
        parents.filtered(
            lambda parent: not parent.icrm_open_child_count
            and "resolved" in parent.icrm_child_ids.mapped("icrm_state")
        )._icrm_set_state("resolved")
