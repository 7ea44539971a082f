# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import api, fields, models

from .icrm_kpi_target import ALWAYS

NUMBERS = ("floor", "target", "weight")
# What decides which target is valid.
VALID = ("target_ids.date_from", "target_ids.department_id")


class IcrmKpi(models.Model):
    """What is asked today, and how a change of it leaves history alone.

    ``floor``, ``target`` and ``weight`` are those of the row that is valid for all
    departments now. Writing one changes that row; once a period that it judged has
    closed, a new row begins on the day after.
    """

    _inherit = "icrm.kpi"

    target_ids = fields.One2many("icrm.kpi.target", "kpi_id", string="Targets")
    floor = fields.Float(
        compute="_compute_floor",
        inverse="_inverse_numbers",
        compute_sudo=True,
        help="The score is 0 here and beyond.",
    )
    target = fields.Float(
        compute="_compute_target",
        inverse="_inverse_numbers",
        compute_sudo=True,
        help="The score is 100 here and beyond. The same as the floor: no target yet, "
        "and no score.",
    )
    weight = fields.Float(
        compute="_compute_weight",
        inverse="_inverse_numbers",
        compute_sudo=True,
        help="What it counts among the parts it stands with, in points of a hundred.",
    )
    has_target = fields.Boolean(compute="_compute_has_target")

    # One method each: those written together with a field of the same method would not
    # be computed while they are stored.
    @api.depends(*VALID, "target_ids.floor")
    def _compute_floor(self):
        self._compute_number("floor")

    @api.depends(*VALID, "target_ids.target")
    def _compute_target(self):
        self._compute_number("target")

    @api.depends(*VALID, "target_ids.weight")
    def _compute_weight(self):
        self._compute_number("weight")

    def _compute_number(self, name):
        today = fields.Date.context_today(self)
        for kpi in self:
            row = kpi._get_row(today)
            kpi[name] = row[name] if row else 0.0

    @api.depends("floor", "target")
    def _compute_has_target(self):
        for kpi in self:
            kpi.has_target = kpi.floor != kpi.target

    def _get_row(self, day):
        """Return the target for all departments that is valid on *day*."""
        rows = self.target_ids.filtered(
            lambda row: not row.department_id and row.date_from and row.date_from <= day
        )
        return rows.sorted(lambda row: (row.date_from, row.id or 0))[-1:]

    def _inverse_numbers(self):
        closed = self._get_last_closed()
        today = fields.Date.context_today(self)
        for kpi in self:
            # All three as they stand in the cache: storing them recomputes the fields.
            values = {name: kpi[name] for name in NUMBERS}
            row = kpi._get_row(today)
            if row and all(row[name] == values[name] for name in NUMBERS):
                continue
            last = closed.get(kpi.id)
            if row and (not last or row.date_from > last):
                row.write(values)
            else:
                since = last + timedelta(days=1) if last else ALWAYS
                self.env["icrm.kpi.target"].create(
                    {"kpi_id": kpi.id, "date_from": since, **values}
                )

    @api.private
    def _get_last_closed(self):
        """Return {id: the last day of a closed period that was judged}; one query."""
        # sudo: whether there are results, not what they are
        return {
            kpi.id: day
            for kpi, day in self.env["icrm.kpi.value"]
            .sudo()
            ._read_group(
                [("kpi_id", "in", self.ids), ("is_final", "=", True)],
                ["kpi_id"],
                ["date_to:max"],
            )
        }

    def unlink(self):
        self.with_context(icrm_unlink_kpi=True).target_ids.unlink()
        return super().unlink()
