# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models

from odoo.addons.icrm_internal.models.access.actions import open_list, show_message


class IcrmImprovementSourceMixin(models.AbstractModel):
    """For records that an improvement can begin with: a problem, a risk, a pain."""

    _name = "icrm.improvement.source.mixin"
    _description = "Improvement Source"

    improvement_count = fields.Integer(
        "Improvements", compute="_compute_improvement_count"
    )

    def _compute_improvement_count(self):
        """One query for any number of records."""
        counts = dict(
            # sudo: a number, for who may read the records.
            self.env["icrm.improvement"]
            .sudo()
            ._read_group(
                [("origin_model", "=", self._name), ("origin_id", "in", self.ids)],
                ["origin_id"],
                ["__count"],
            )
        )
        for record in self:
            record.improvement_count = counts.get(record._origin.id, 0)

    def action_start_improvement(self):
        """Begin an improvement with this record; while one is open, open that one."""
        self.ensure_one()
        self._check_improver()
        # Two who press at once get the same one.
        self._icrm_lock()
        Improvement = self.env["icrm.improvement"]
        # sudo: who may have the record improved was decided above.
        values = {
            **self.sudo()._prepare_improvement(),
            **self.sudo()._prepare_improvement_origin(),
        }
        improvement = Improvement.browse(Improvement._start([values]).id)
        if improvement.has_access("read"):
            return improvement.action_open()
        return show_message(
            self.env._("Improvement started."),
            then={"type": "ir.actions.client", "tag": "soft_reload"},
        )

    def action_open_improvements(self):
        """Open what began with this record, as far as the caller may see it."""
        self.ensure_one()
        self.check_access("read")
        improvements = self.env["icrm.improvement"]._search_started_from(self)
        return open_list(
            improvements, self.env._("Improvements"), [("id", "in", improvements.ids)]
        )

    def _prepare_improvement(self):
        """Return the values of the improvement: name, department, owner, why."""
        raise NotImplementedError()

    def _prepare_improvement_origin(self):
        """Return what says that the improvement began with this record.

        A second one begins once the first is over.
        """
        topic = f"{self._name},{self.id}"
        return {
            "origin_model": self._name,
            "origin_id": self.id,
            "origin_topic": topic,
            "origin_key": f"{topic},{self.improvement_count}",
        }

    def _check_improver(self):
        """Refuse who may not have this record improved: who may not edit it."""
        self.check_access("write")

    def _follow_improvement(self, improvement):
        """Update the record when its improvement begins, moves on or is published."""
