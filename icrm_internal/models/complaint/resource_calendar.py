# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models
from odoo.fields import Domain


class ResourceCalendar(models.Model):
    """Hours that complaints are promised in, whether there is one or not."""

    _inherit = "resource.calendar"

    def _icrm_get_uses(self, clocks=True):
        companies, uses = super()._icrm_get_uses(clocks=clocks)
        serving = self.env["icrm.service"]._read_group(
            [("state", "=", "published")], ["company_id"]
        )
        desks = self.env["res.company"].search(
            Domain("icrm_complaint_calendar_id", "=", self.id)
            | (
                Domain("icrm_complaint_calendar_id", "=", False)
                & Domain("resource_calendar_id", "=", self.id)
                & Domain("id", "in", [company.id for [company] in serving])
            )
        )
        if desks:
            companies |= desks
            names = self._icrm_format_names(desks)
            uses.append(self.env._("complaint desks: %(names)s", names=names))
        return companies, uses
