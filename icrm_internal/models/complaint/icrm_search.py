# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models

#: What people type who want to complain, in the languages we speak
WORDS = (
    "complaint",
    "complain",
    "grievance",
    "投诉",
    "投訴",
    "申诉",
    "申訴",
    "抱怨",
)


class IcrmSearch(models.AbstractModel):
    """Who looks for complaints among the services finds where to file one."""

    _inherit = "icrm.search"

    @api.model
    def _get_pages(self):
        return {
            **super()._get_pages(),
            "icrm_internal.icrm_complaint_create_action": (
                self.env._("File a complaint"),
                WORDS,
            ),
        }
