# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models

from ...models.access import company_day
from ...models.catalogue import starter


class IcrmStarter(models.TransientModel):
    _inherit = "icrm.starter"

    has_targets = fields.Boolean(
        string="Targets of the departments",
        default=True,
        help="Adds targets of response, resolution, promises, reopened requests and "
        "satisfaction for each provider, valid from this month.",
    )

    def _apply_extras(self, builder):
        result = super()._apply_extras(builder)
        targets = self.env["icrm.kpi.target"]
        if not self.has_targets or not targets.has_access("create"):
            return result
        since = company_day.today(self).replace(day=1)
        kpis = {
            kpi.code: kpi
            for kpi in self.env["icrm.kpi"].search(
                [("company_id", "in", (False, self.company_id.id))]
            )
        }
        closed = self.env["icrm.kpi"].union(*kpis.values())._get_last_closed()
        known = {
            (target.kpi_id, target.department_id)
            for target in targets.search([("department_id", "!=", False)])
        }
        vals_list = []
        for row in starter.read("targets"):
            kpi = kpis.get(row["indicator"])
            department = self.department_ids.filtered(
                lambda line, kind=row["kind"]: line.is_used and line.kind == kind
            ).department_id
            if not kpi or not department or (kpi, department) in known:
                continue
            last = closed.get(kpi.id)
            if last and since <= last:
                continue  # closed results keep what they were judged by
            known.add((kpi, department))
            vals_list.append(
                {
                    "kpi_id": kpi.id,
                    "department_id": department.id,
                    "date_from": since,
                    "floor": float(row["floor"]),
                    "target": float(row["target"]),
                }
            )
        targets.create(vals_list)
        return result
