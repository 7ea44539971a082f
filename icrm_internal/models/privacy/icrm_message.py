# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models

from ..messaging.message_event import MessageEvent, MessageText


class IcrmMessage(models.Model):
    _inherit = "icrm.message"

    @api.model
    def _get_message_events(self):
        return super()._get_message_events() + [
            MessageEvent(
                "own_data_ready",
                self.env._("Copy of own data ready"),
                model="icrm.own.data",
            )
        ]

    def _render_own_data_ready(self, record):
        if record.state != "ready":
            return None
        link = (self.env._("Download"), record._get_url())
        return MessageText(
            self.env._("Your copy of your data is ready"),
            self.env._("You can download it for seven days."),
            (link,),
        )
