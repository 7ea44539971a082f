# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models
from odoo.fields import Domain

from ...measures import kano


class IcrmCampaign(models.Model):
    """What must be there, what pleases: by attribute, and kept with the services."""

    _inherit = "icrm.campaign"

    def action_publish(self):
        """Publish, and write the services' KANO classes into the catalogue."""
        result = super().action_publish()
        for campaign in self:
            # What only officers see does not show in the catalogue either.
            if campaign.visibility != "officers":
                # sudo: publishing was allowed
                campaign.sudo()._store_kano_classes()
        return result

    def _describe_kano(self, domain, figures):
        """Return the attributes' classes and coefficients, in the survey's order.

        A question without a service, asked about services, is one attribute each.
        """
        rows = []
        if not any(measure == "kano" for measure, *_rest in figures.items):
            return rows
        by_subject = self.env["icrm.result"]._sum_cells(
            domain & Domain("measure", "=", "kano"), "subject_id"
        )
        subjects = self.env["icrm.campaign.subject"].browse(sorted(by_subject))
        for question in self._get_questions():
            counts = {}
            for subject in subjects:
                sums = by_subject[subject.id].get(
                    "question",
                    "kano",
                    question.icrm_dimension_id.id or None,
                    question.id,
                )
                if sums:
                    service = question.icrm_service_id or subject.sudo().service_id
                    pooled = counts.setdefault(service, {})
                    for kind, number in sums.counts.items():
                        pooled[kind] = pooled.get(kind, 0) + number
            for service, pooled in counts.items():
                rows.append(
                    {
                        "key": f"{question.id}-{service.id or 0}",
                        "name": question.icrm_label or service.name or question.title,
                        "service_id": service.id,
                        **kano.evaluate(pooled)._asdict(),
                    }
                )
        return rows

    def _store_kano_classes(self):
        """Write the class of each service that was asked about into the catalogue."""
        self.ensure_one()
        domain = self._get_results_domain(
            self.subject_ids.browse(), self.group_ids.browse()
        )
        counts = {}
        for row in self._describe_kano(domain, self._get_figures(domain)):
            if row["service_id"]:
                pooled = counts.setdefault(row["service_id"], {})
                for kind, number in row["counts"].items():
                    pooled[kind] = pooled.get(kind, 0) + number
        for service in self.env["icrm.service"].browse(counts):
            one = kano.evaluate(counts[service.id])
            service.write(
                {
                    "kano_class": one.kind,
                    "kano_better": one.better,
                    "kano_worse": one.worse,
                    "kano_campaign_id": self.id,
                }
            )
