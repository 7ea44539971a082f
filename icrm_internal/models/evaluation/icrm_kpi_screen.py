# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools.misc import format_date

from .icrm_kpi import ENTERED
from .icrm_kpi_value import PERIOD_FORMATS


class IcrmKpi(models.Model):
    """How an indicator shows itself: its last result, and the way to all of them."""

    _inherit = "icrm.kpi"

    value_count = fields.Integer(string="Results", compute="_compute_value_count")
    can_enter = fields.Boolean(compute="_compute_can_enter")
    status_text = fields.Char(string="Last Result", compute="_compute_status_text")

    def _compute_value_count(self):
        # As the reader: the rules count.
        counts = dict(
            self.env["icrm.kpi.value"]._read_group(
                [("kpi_id", "in", self.ids)], ["kpi_id"], ["__count"]
            )
        )
        for kpi in self:
            kpi.value_count = counts.get(kpi, 0)

    @api.depends("source", "owner_id")
    @api.depends_context("uid")
    def _compute_can_enter(self):
        officer = self.env.user.has_group("icrm_internal.group_icrm_officer")
        for kpi in self:
            kpi.can_enter = kpi.source in ENTERED and (
                officer or kpi.owner_id == self.env.user
            )

    @api.depends_context("uid", "lang")
    def _compute_status_text(self):
        """Say the last result the reader may see, or why there is none: of the shortest
        period, and of the company where it is told."""
        _ = self.env._
        last = {}
        for kpi, day in self.env["icrm.kpi.value"]._read_group(
            [
                ("kpi_id", "in", self.ids),
                ("customer_department_id", "=", False),
                ("service_id", "=", False),
            ],
            ["kpi_id"],
            ["date_from:max"],
        ):
            last[kpi] = day
        results = self.env["icrm.kpi.value"].search(
            [
                ("kpi_id", "in", [kpi.id for kpi in last]),
                ("date_from", "in", list(set(last.values()))),
                ("customer_department_id", "=", False),
                ("service_id", "=", False),
            ],
            order="date_to desc, department_id",
        )
        shown = {}
        for result in results:
            if result.date_from == last[result.kpi_id]:
                shown[result.kpi_id] = result
        for kpi in self:
            result = shown.get(kpi)
            if result:
                kpi.status_text = _(
                    "%(value)s, %(whom)s, %(period)s",
                    value=result.value_text,
                    whom=result.department_id.name or result.company_id.name,
                    period=format_date(
                        self.env,
                        result.date_from,
                        date_format=PERIOD_FORMATS[result.period_kind],
                    ),
                )
            elif kpi.source in ENTERED:
                kpi.status_text = _("Nothing was entered that you may see.")
            else:
                kpi.status_text = _(
                    "Nothing to tell yet: there was no case in any period, too few of "
                    "them, or none that you may see."
                )

    def action_open_values(self):
        """Open the results of this indicator; the rules fill the list."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "icrm_internal.icrm_kpi_value_action"
        )
        return {
            **action,
            "display_name": self.name,
            "domain": [("kpi_id", "=", self.id)],
            "context": {
                "default_kpi_id": self.id,
                "search_default_departments": 1,
            },
            "views": sorted(action["views"], key=lambda view: view[1] != "graph"),
            "path": False,
        }

    def action_enter(self):
        """Open the list in which the results of this indicator are entered."""
        self.ensure_one()
        self.check_access("read")
        if not self.can_enter:
            raise AccessError(
                self.env._(
                    "Results of this indicator are entered by its owner, or computed."
                )
            )
        entry = self.env.ref("icrm_internal.icrm_kpi_value_view_list_entry")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Enter Results: %(kpi)s", kpi=self.name),
            "res_model": "icrm.kpi.value",
            "view_mode": "list",
            "views": [(entry.id, "list")],
            "domain": [("kpi_id", "=", self.id)],
            "context": {"default_kpi_id": self.id},
        }
