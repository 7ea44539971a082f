# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models
from odoo.fields import Domain
from odoo.tools import format_date

from ..access.number_formatter import NumberFormatter

# More needs than these are in their own list.
NEEDS = 5


class IcrmPromiseSimulation(models.Model):
    """Beside the promises under discussion: what customers said of the provider."""

    _inherit = "icrm.promise.simulation"

    def _get_evidence(self):
        return super()._get_evidence() + self._get_gap() + self._get_needs()

    def _get_gap(self):
        """Return the newest SERVQUAL gap of the provider, as the caller may see it."""
        Result = self.env["icrm.result"]
        if not Result.has_access("read"):
            return []
        domain = (
            Domain("measure", "=", "servqual")
            & Domain("level", "=", "overall")
            & Domain("side", "=", "gap")
        )
        if self.service_id:
            domain &= Domain("service_id", "=", self.service_id.id)
        else:
            domain &= Domain("department_id", "=", self.provider_department_id.id)
        rows = Result._read_group(
            domain,
            ["campaign_id", "date:day"],
            ["response_count:sum", "total:sum"],
            order="date:day desc, campaign_id desc",
            limit=1,
        )
        return [
            (
                self.env._("Service quality gap:"),
                self.env._(
                    "%(gap)s (%(count)s answers, %(date)s); below zero: less than "
                    "expected.",
                    gap=NumberFormatter(self.env).format_mean(total / count),
                    count=count,
                    date=format_date(self.env, day),
                ),
            )
            for _campaign, day, count, total in rows
            if count
        ]

    def _get_needs(self):
        """Return open needs of the customers with their KANO class."""
        Need = self.env["icrm.need"]
        if not Need.has_access("read"):
            return []
        domain = Domain("state", "in", ("new", "confirmed", "planned"))
        domain &= Domain("kano_class", "!=", False)
        if self.service_id:
            domain &= Domain("service_id", "=", self.service_id.id)
        else:
            domain &= Domain(
                "provider_department_id", "=", self.provider_department_id.id
            )
            domain &= Domain(
                "customer_department_id", "in", (self.customer_department_id.id, False)
            )
        classes = dict(Need._fields["kano_class"]._description_selection(self.env))
        return [
            (self.env._("Need:"), f"{need.name} ({classes[need.kano_class]})")
            for need in Need.search(domain, order="mentions desc, id", limit=NEEDS)
        ]
