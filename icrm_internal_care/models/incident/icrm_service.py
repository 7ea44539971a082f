# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

from .icrm_maintenance import AHEAD


class IcrmService(models.Model):
    """What customers should know before they request a service."""

    _inherit = "icrm.service"

    icrm_notice_text = fields.Text(
        string="Notice",
        compute="_compute_icrm_notice_text",
        help="Open incidents and planned maintenance.",
    )

    @api.depends_context("lang", "tz", "uid")
    def _compute_icrm_notice_text(self):
        lines = self._icrm_get_notices()
        for service in self:
            service.icrm_notice_text = "\n".join(lines.get(service._origin.id, ()))

    def _icrm_get_notices(self):
        """Return {id: lines} of these services; one query a kind of notice."""
        lines = {}
        # sudo: what disturbs a service, for whoever may read the service
        incidents_sudo = self.env["icrm.incident"].sudo()
        for incident in incidents_sudo.search(
            [("state", "=", "open"), ("service_ids", "in", self._origin.ids)]
        ):
            text = self.env._("Incident: %(name)s", name=incident.name)
            for service_id in incident.service_ids.ids:
                lines.setdefault(service_id, []).extend(
                    filter(None, (text, incident.description))
                )
        now = fields.Datetime.now()
        # sudo: as above
        maintenances_sudo = self.env["icrm.maintenance"].sudo()
        for maintenance in maintenances_sudo.search(
            [
                ("state", "=", "announced"),
                ("end_at", ">", now),
                ("start_at", "<", now + AHEAD),
                ("service_ids", "in", self._origin.ids),
            ],
            order="start_at, id",
        ):
            text = self.env._(
                "Planned maintenance: %(name)s, %(window)s",
                name=maintenance.name,
                window=maintenance._format_window(),
            )
            for service_id in maintenance.service_ids.ids:
                lines.setdefault(service_id, []).extend(
                    filter(None, (text, maintenance.description))
                )
        return lines
