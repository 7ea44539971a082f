# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models


class IcrmMeetingItem(models.Model):
    """A point of the agenda, and what was decided."""

    _name = "icrm.meeting.item"
    _description = "Agenda Item"
    _order = "sequence, id"

    meeting_id = fields.Many2one(
        "icrm.meeting", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=10)
    name = fields.Char(string="Topic", required=True)
    note = fields.Text(string="Discussion")
    decision = fields.Text()

    @api.model_create_multi
    def create(self, vals_list):
        items = super().create(vals_list)
        items._check_open()
        return items

    def write(self, vals):
        self._check_open()
        result = super().write(vals)
        if "meeting_id" in vals:
            # Core checks only before the write: no item moves to another's meeting.
            self.check_access("write")
            self._check_open()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_held(self):
        self._check_open()

    def _check_open(self):
        if not self.env.su:
            self.meeting_id._check_open()
