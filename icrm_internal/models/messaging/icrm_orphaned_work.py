# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models


class IcrmOrphanedWork(models.Model):
    _inherit = "icrm.orphaned.work"

    def _notify_assigned(self, user, reason, records):
        """Tell the person who takes over, once."""
        result = super()._notify_assigned(user, reason, records)
        if user != self.env.user:
            self.env["icrm.message"]._enqueue(
                "work_reassigned",
                user,
                values={
                    "by": self.env.user.name,
                    "reason": reason,
                    "records": [[record._name, record.id] for record in records],
                },
                occasion=str(fields.Datetime.now()),
                author=self.env.user.partner_id,
            )
        return result

    @api.model
    def _notify_officer(self, officer, names, counts):
        self.env["icrm.message"]._enqueue(
            "work_orphaned",
            officer,
            values={"names": names, "counts": counts},
            occasion=str(fields.Datetime.now()),
        )
        return super()._notify_officer(officer, names, counts)
