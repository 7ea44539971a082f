# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models

from ...models.catalogue import starter


class IcrmStarter(models.TransientModel):
    _inherit = "icrm.starter"

    has_escalation = fields.Boolean(
        string="Escalation levels",
        default=lambda self: self.env["icrm.escalation"].has_access("create"),
        help="Adds levels beside the usual ones: a reminder at half of the time to "
        "reply, the team leader before a promise is missed, officers at 200 %.",
    )

    def _apply_extras(self, builder):
        result = super()._apply_extras(builder)
        levels = self.env["icrm.escalation"].with_context(
            active_test=False, lang="en_US"
        )
        if not self.has_escalation or not levels.has_access("create"):
            return result
        shared = [("company_id", "in", (False, self.company_id.id))]
        names = set(levels.search(shared).mapped("name"))
        for row in starter.read("escalations"):
            if row["en"] in names:
                continue
            level = levels.create(
                {
                    "name": row["en"],
                    "company_id": self.company_id.id,
                    "kind": row["kind"] or False,
                    "share": int(row["share"]),
                    "notify_assignee": bool(row["assignee"]),
                    "notify_leader": bool(row["leader"]),
                    "notify_head": bool(row["head"]),
                    "notify_officer": bool(row["officer"]),
                }
            )
            builder.translate(level, "name", row)
        return result
