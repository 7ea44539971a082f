# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models

from odoo.addons.icrm_internal.models.access import inner_context

# The key of the context with the minutes that the dialog was given
MINUTES = "care_minutes"

# A working month
MINUTES_LIMIT = 9600


class HelpdeskTicket(models.Model):
    _inherit = "helpdesk.ticket"

    icrm_minutes = fields.Integer(
        string="Minutes Spent",
        readonly=True,
        copy=False,
        aggregator=None,
        groups="icrm_internal.group_icrm_agent,icrm_internal.group_icrm_auditor",
        help="Entered on resolving, where the team asks for them.",
    )

    _icrm_minutes_range = models.Constraint(
        "CHECK (icrm_minutes BETWEEN 0 AND 9600)",
        "Minutes Spent: enter 0 to 9,600 minutes.",
    )

    def _icrm_prepare_promises(self, batch):
        """Write the minutes with the resolution itself: no statement of their own."""
        result = super()._icrm_prepare_promises(batch)
        minutes = inner_context.get(self.env, MINUTES)
        if minutes:
            for change in batch.changes:
                if change["icrm_state"] == "resolved":
                    change.vals["icrm_minutes"] = minutes
        return result
