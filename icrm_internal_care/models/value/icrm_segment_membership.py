# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.icrm_internal.models.access.groups import AUDITOR, OFFICER

# What is kept of a department when it joins or leaves; unknown ones are left out.
FACTS = SQL(
    """
    jsonb_strip_nulls(jsonb_build_object(
        'lifecycle', value.lifecycle,
        'rfm_label', value.rfm_label,
        'scores', value.r_score || ' · ' || value.f_score || ' · ' || value.m_score,
        'recency_days', CASE WHEN value.last_request_on IS NOT NULL
                             THEN value.recency_days END,
        'missed_share', CASE WHEN value.measured_count > 0 THEN value.missed_share END,
        'satisfaction', CASE WHEN value.rating_count > 0 THEN value.satisfaction END,
        'health', CASE WHEN value.has_health THEN value.health END))
    """
)


class IcrmSegmentMembership(models.Model):
    """With what a department was when it joined and left: why, and what came of it."""

    _inherit = "icrm.segment.membership"

    figures_joined = fields.Json(readonly=True, groups=f"{OFFICER},{AUDITOR}")
    figures_left = fields.Json(readonly=True, groups=f"{OFFICER},{AUDITOR}")
    reason_joined = fields.Char(
        string="Joined as", compute="_compute_reasons", groups=f"{OFFICER},{AUDITOR}"
    )
    reason_left = fields.Char(
        string="Left as", compute="_compute_reasons", groups=f"{OFFICER},{AUDITOR}"
    )

    @api.depends("figures_joined", "figures_left")
    @api.depends_context("lang")
    def _compute_reasons(self):
        value = self.env["icrm.customer.value"]
        names = {
            name: dict(value._fields[name]._description_selection(self.env))
            for name in ("rfm_label", "lifecycle")
        }
        for membership in self:
            for name in ("joined", "left"):
                figures = membership[f"figures_{name}"] or {}
                said = [
                    labels[figures[key]]
                    for key, labels in names.items()
                    if figures.get(key) in labels
                ]
                if figures.get("scores") and figures.get("rfm_label"):
                    said.append(figures["scores"])
                membership[f"reason_{name}"] = ", ".join(said)

    def _get_pairs(self, now):
        """Yield (figures on joining, figures on leaving or now) of each membership.

        :param now: {customer id: its row of figures}
        """
        for membership in self:
            after = membership.figures_left
            if not membership.left_on:
                value = now.get(membership.customer_id.id)
                after = value and value._get_known_figures()
            if after:
                yield membership.figures_joined, after

    @api.model
    def _record(self, segments):
        """Keep the figures of departments beside what is recorded; two statements."""
        result = super()._record(segments)
        if segments:
            self.env["icrm.customer.value"].flush_model()
            self._keep_figures(segments)
            self.invalidate_model()
        return result

    @api.model
    def _keep_figures(self, segments):
        # SQL: those that were just recorded, whatever their number
        self.env.execute_query(
            SQL(
                """
                UPDATE icrm_segment_membership AS membership
                   SET figures_joined = %(facts)s
                  FROM icrm_customer_value AS value
                 WHERE value.customer_id = membership.customer_id
                   AND value.kind = 'department'
                   AND membership.segment_id IN %(segments)s
                   AND membership.figures_joined IS NULL
                   AND membership.joined_on >= value.computed_on
             RETURNING membership.id
                """,
                facts=FACTS,
                segments=segments._ids,
            )
        )
        # SQL: as above
        self.env.execute_query(
            SQL(
                """
                UPDATE icrm_segment_membership AS membership
                   SET figures_left = %(facts)s
                  FROM icrm_customer_value AS value
                 WHERE value.customer_id = membership.customer_id
                   AND value.kind = 'department'
                   AND membership.segment_id IN %(segments)s
                   AND membership.figures_left IS NULL
                   AND membership.left_on >= value.computed_on
             RETURNING membership.id
                """,
                facts=FACTS,
                segments=segments._ids,
            )
        )
