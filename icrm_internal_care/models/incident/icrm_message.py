# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models

from odoo.addons.icrm_internal.models.messaging.message_event import (
    MessageEvent,
    MessageText,
)
from odoo.addons.icrm_internal.models.request import notice_texts


class IcrmMessage(models.Model):
    """Messages about major incidents and planned maintenance."""

    _inherit = "icrm.message"

    @api.model
    def _get_message_events(self):
        _ = self.env._
        return super()._get_message_events() + [
            MessageEvent(
                "incident_linked",
                _("Request part of a major incident"),
                "icrm.incident",
            ),
            MessageEvent(
                "incident_update",
                _("Update on a major incident"),
                "icrm.incident",
                urgency="urgent",
                timing="now",
            ),
            MessageEvent(
                "maintenance_announced",
                _("Planned maintenance"),
                "icrm.maintenance",
                urgency="low",
            ),
            MessageEvent(
                "maintenance_cancelled",
                _("Planned maintenance cancelled"),
                "icrm.maintenance",
            ),
        ]

    def _render_incident_linked(self, incident):
        if not incident or incident.state != "open":
            return None
        return MessageText(
            self.env._("Known incident: %(name)s", name=incident.name),
            notice_texts.body(
                self.env._(
                    "Your request is part of a major incident that %(department)s is "
                    "working on. Nothing to do for you; we will keep you informed.",
                    department=incident.department_id.name,
                ),
                incident.description,
            ),
        )

    def _render_incident_update(self, incident):
        if not incident:
            return None
        return MessageText(
            self.env._("Update: %(name)s", name=incident.name),
            notice_texts.body(self.values["body"]),
        )

    def _render_maintenance_announced(self, maintenance):
        if not maintenance or maintenance.state != "announced":
            return None
        return MessageText(
            self.env._("Planned maintenance: %(name)s", name=maintenance.name),
            notice_texts.body(
                maintenance._format_window(),
                ", ".join(maintenance.service_ids.mapped("name")),
                maintenance.description,
            ),
        )

    def _render_maintenance_cancelled(self, maintenance):
        if not maintenance:
            return None
        return MessageText(
            self.env._("Maintenance cancelled: %(name)s", name=maintenance.name),
            notice_texts.body(
                self.env._(
                    "The maintenance planned for %(window)s does not take place, or "
                    "has ended early.",
                    window=maintenance._format_window(),
                )
            ),
        )
