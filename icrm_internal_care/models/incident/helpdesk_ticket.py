# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

from odoo.addons.icrm_internal.models.request.deadline import format_deadline
from odoo.addons.icrm_internal.models.request.helpdesk_ticket_stage import (
    RUNNING_HOLDERS,
)

from .maintenance_holder import HOLDER, MAINTENANCE


class HelpdeskTicket(models.Model):
    """Requests that a major incident is behind, or planned maintenance holds."""

    _inherit = "helpdesk.ticket"

    icrm_holder = fields.Selection(selection_add=MAINTENANCE)
    icrm_incident_id = fields.Many2one(
        "icrm.incident",
        string="Major Incident",
        ondelete="set null",
        index="btree_not_null",
        readonly=True,
        copy=False,
    )
    icrm_incident_text = fields.Char(
        string="Known Incident",
        compute="_compute_icrm_incident_text",
        help="Shown while the incident is open.",
    )
    icrm_maintenance_id = fields.Many2one(
        "icrm.maintenance",
        string="Planned Maintenance",
        ondelete="restrict",
        index="btree_not_null",
        readonly=True,
        copy=False,
    )

    @api.depends("icrm_incident_id.name", "icrm_incident_id.state")
    def _compute_icrm_incident_text(self):
        for ticket in self:
            # sudo: who reads the request may know what it waits for
            incident_sudo = ticket.sudo().icrm_incident_id
            ticket.icrm_incident_text = (
                incident_sudo.state == "open" and incident_sudo.name
            )

    # ------------------------------------------------------------------
    # Held by planned maintenance
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        tickets = super().create(vals_list)
        # sudo: which party has it is the system's to say
        requests_sudo = tickets.sudo().filtered(
            lambda ticket: ticket.icrm_service_id and ticket.icrm_origin != "import"
        )
        self.env["icrm.maintenance"]._hold_within(requests_sudo)
        return tickets

    def _icrm_after_change(self, batch):
        """Hold what is ours again while a window is open: answered, reopened, taken."""
        super()._icrm_after_change(batch)
        changed = self.browse(
            [
                change.ticket.id
                for change in batch.changes
                # A window that lets go of them does not take them again.
                if not change.before["maintenance"]
            ]
        )
        self.env["icrm.maintenance"]._hold_within(changed, batch.now)

    def _icrm_hold_for(self, maintenance, since=None):
        """Hold these requests for *maintenance*; let them run on if it is empty.

        In sudo. They are held from now on. Where the window ended before now, and
        nothing happened to the request since, they run on from its announced end.

        :param since: hold them since then, the instant of their last event
        """
        now = fields.Datetime.now()
        last = dict(
            self.env["icrm.request.event"]._read_group(
                [("ticket_id", "in", self.ids)], ["ticket_id"], ["occurred_at:max"]
            )
        )
        instants = {}
        for ticket in self:
            former = ticket.icrm_maintenance_id
            at = since
            if (
                not maintenance
                and former.state == "announced"
                and last.get(ticket, now) <= former.end_at <= now
            ):
                at = former.end_at
            instants.setdefault(at, self.browse())
            instants[at] |= ticket
        for at, tickets in instants.items():
            before = tickets._icrm_snapshot()
            tickets.write({"icrm_maintenance_id": maintenance.id})
            tickets._icrm_sync_changes(before, at)

    def _icrm_snapshot(self):
        snapshots = super()._icrm_snapshot()
        for ticket in self:
            if ticket.id in snapshots:
                snapshots[ticket.id]["maintenance"] = ticket.icrm_maintenance_id
        return snapshots

    def _icrm_changes_holder(self, change):
        return super()._icrm_changes_holder(change) or (
            change["icrm_maintenance_id"] != change.before["maintenance"]
        )

    def _icrm_get_holder(self, after):
        holder = super()._icrm_get_holder(after)
        maintenance = after["icrm_maintenance_id"]
        if holder in RUNNING_HOLDERS and maintenance and maintenance._is_running():
            return HOLDER
        return holder

    @api.depends("icrm_maintenance_id")
    def _compute_icrm_holder_name(self):
        super()._compute_icrm_holder_name()
        for ticket in self.filtered(lambda ticket: ticket.icrm_holder == HOLDER):
            ticket.icrm_holder_name = self.env._("Planned maintenance")

    def _icrm_format_status(self):
        if self.icrm_holder == HOLDER:
            # sudo: who reads the request may know what it waits for
            maintenance_sudo = self.sudo().icrm_maintenance_id
            return self.env._(
                "Planned maintenance until %(end)s. Work continues after it.",
                end=format_deadline(self.env, maintenance_sudo.end_at),
            )
        return super()._icrm_format_status()
