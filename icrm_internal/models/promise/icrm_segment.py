# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..customer.icrm_segment import MEMBER_GROUPS
from . import segment_promises


class IcrmSegment(models.Model):
    """What is promised to the members of a segment."""

    _inherit = "icrm.segment"

    promise_ids = fields.One2many(
        "icrm.segment.promise",
        "segment_id",
        string="Promises",
        readonly=True,
        groups=MEMBER_GROUPS,
    )

    archived_at = fields.Datetime(
        string="Archived on",
        readonly=True,
        copy=False,
        groups=MEMBER_GROUPS,
        help="Earlier requests keep what was promised to the segment.",
    )

    def write(self, vals):
        changed = self.browse()
        if "active" in vals:
            changed = self.filtered(
                lambda segment: segment.active != bool(vals["active"])
            )
        result = super().write(vals)
        if changed:
            # sudo: set by the application, for who was allowed to archive
            changed.sudo().archived_at = not vals["active"] and fields.Datetime.now()
        return result

    @api.constrains("kind", "domain", "customer_ids")
    def _check_promises(self):
        # sudo: promises count, visible to who writes the segment or not.
        self.sudo().filtered("promise_ids")._check_promisable()

    def _check_promisable(self):
        """Raise if a promise to these segments would reveal something about people."""
        for segment in self:
            if obstacle := segment_promises.find_obstacle(segment):
                raise ValidationError(
                    self.env._(
                        "Nothing can be promised to segment %(name)s: %(obstacle)s",
                        name=segment.name,
                        obstacle=obstacle,
                    )
                )
