# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models

from .randomize_ids import randomize_ids


class IcrmClock(models.Model):
    """The promises of complaints. The rules show them only with the complaint.

    Their segments name no department: what adds up the time of departments must not
    reveal that there is a complaint.
    """

    _inherit = "icrm.clock"

    complaint_id = fields.Many2one(
        "icrm.complaint",
        ondelete="cascade",
        index="btree_not_null",
        readonly=True,
    )

    # A reopened complaint gets new promises.
    _complaint_kind_uniq = models.UniqueIndex(
        "(complaint_id, kind) WHERE complaint_id IS NOT NULL AND stopped_at IS NULL",
        "A complaint has one running clock of each kind.",
    )

    def init(self):
        # Gaps would reveal that, and when, a complaint was filed.
        randomize_ids(self)
        return super().init()

    def _get_subject(self):
        return self.complaint_id or super()._get_subject()

    def _get_team(self):
        if self.complaint_id:
            return self.env["helpdesk.ticket.team"]
        return super()._get_team()

    def _format_holder(self, segment):
        if not self.complaint_id:
            return super()._format_holder(segment)
        if segment.holder == "customer":
            if self.complaint_id.is_mine:
                return self.env._("You")
            return self.env._("The complainant")
        if segment.holder:
            return self.env._("The complaint desk")
        return super()._format_holder(segment)


class IcrmClockSegment(models.Model):
    _inherit = "icrm.clock.segment"

    def init(self):
        # Gaps would reveal that, and when, a complaint was filed.
        randomize_ids(self)
        return super().init()
