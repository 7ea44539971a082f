# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from collections import defaultdict

from markupsafe import Markup

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.icrm_internal.models.access.actions import open_list
from odoo.addons.icrm_internal.models.access.groups import AUDITOR, OFFICER
from odoo.addons.icrm_internal.models.access.number_formatter import NumberFormatter
from odoo.addons.icrm_internal.models.request.sla_sql import MET

from .customer_facts import YEAR


class IcrmSegment(models.Model):
    """Segments see behaviour, and whether what was done with them worked."""

    _inherit = "icrm.segment"

    strategy = fields.Html(
        compute="_compute_strategy",
        sanitize=False,
        groups=f"{OFFICER},{AUDITOR}",
    )
    voice = fields.Html(
        compute="_compute_voice",
        sanitize=False,
        groups=f"{OFFICER},{AUDITOR}",
    )
    department_count = fields.Integer(
        string="Departments",
        compute="_compute_fairness",
        groups=f"{OFFICER},{AUDITOR}",
    )
    wait_hours = fields.Float(
        string="Waiting Time (h)",
        digits=(8, 1),
        compute="_compute_fairness",
        groups=f"{OFFICER},{AUDITOR}",
        help="Mean working hours until a request was resolved, in twelve months.",
    )
    wait_hours_others = fields.Float(
        string="Waiting Time of Others (h)",
        digits=(8, 1),
        compute="_compute_fairness",
        groups=f"{OFFICER},{AUDITOR}",
        help="The same for the departments outside this segment.",
    )
    missed_share = fields.Float(
        string="Promises Missed (%)",
        digits=(5, 1),
        compute="_compute_fairness",
        groups=f"{OFFICER},{AUDITOR}",
    )
    missed_share_others = fields.Float(
        string="Promises Missed, Others (%)",
        digits=(5, 1),
        compute="_compute_fairness",
        groups=f"{OFFICER},{AUDITOR}",
        help="The same for the departments outside this segment.",
    )

    promised_count = fields.Integer(
        string="Promised Faster",
        compute="_compute_fairness",
        groups=f"{OFFICER},{AUDITOR}",
        help="Requests of twelve months with a shorter promise because of this "
        "segment.",
    )
    promised_missed_share = fields.Float(
        string="Promised Faster, Missed (%)",
        digits=(5, 1),
        compute="_compute_fairness",
        groups=f"{OFFICER},{AUDITOR}",
        help="Of these requests, those that were due.",
    )

    @api.model
    def _cron_refresh_members(self):
        """Compute the figures first: rules may ask for them."""
        self.env["icrm.customer.value"]._cron_compute()
        return super()._cron_refresh_members()

    # ------------------------------------------------------------------
    # Fairness: waiting and misses inside and outside a segment
    # ------------------------------------------------------------------

    def _compute_fairness(self):
        """Two statements for any number of segments."""
        found = self._read_fairness()
        promised = self._read_promised()
        for segment in self:
            own = found.get(segment._origin.id, {})
            count, missed = promised.get(segment._origin.id, (0, 0))
            segment.promised_count = count
            segment.promised_missed_share = missed or 0
            segment.department_count = own.get("departments") or 0
            for name in ("wait_hours", "missed_share"):
                segment[name] = own.get(name) or 0
                segment[f"{name}_others"] = own.get(f"{name}_others") or 0

    def _read_fairness(self):
        """Return {segment id: its figures} of the departments in the segments.

        :return: per segment ids ``departments``, ``wait_hours``, ``missed_share`` and
            the same of the others of its companies; None where nothing is known
        """
        if not self._origin:
            return {}
        self.env["icrm.customer.value"].flush_model()
        self.flush_model(["company_id", "customer_ids"])
        # SQL: each segment against all that is outside of it
        rows = self.env.execute_query_dict(
            SQL(
                """
                SELECT segment.id,
                       COUNT(*) FILTER (WHERE inside)::int AS departments,
                       SUM(wait_hours * frequency)
                           FILTER (WHERE inside AND wait_hours > 0)
                       / NULLIF(SUM(frequency)
                           FILTER (WHERE inside AND wait_hours > 0), 0)
                           AS wait_hours,
                       SUM(wait_hours * frequency)
                           FILTER (WHERE NOT inside AND wait_hours > 0)
                       / NULLIF(SUM(frequency)
                           FILTER (WHERE NOT inside AND wait_hours > 0), 0)
                           AS wait_hours_others,
                       100.0 * SUM(missed_count) FILTER (WHERE inside)
                       / NULLIF(SUM(measured_count) FILTER (WHERE inside), 0)
                           AS missed_share,
                       100.0 * SUM(missed_count) FILTER (WHERE NOT inside)
                       / NULLIF(SUM(measured_count) FILTER (WHERE NOT inside), 0)
                           AS missed_share_others
                  FROM icrm_segment AS segment
                  JOIN icrm_customer_value AS value
                    ON value.kind = 'department'
                   AND value.company_id IN %(companies)s
                   AND (segment.company_id IS NULL
                        OR segment.company_id = value.company_id)
            CROSS JOIN LATERAL (
                       SELECT EXISTS (
                           SELECT FROM icrm_segment_customer_rel AS member
                            WHERE member.icrm_segment_id = segment.id
                              AND member.icrm_customer_id = value.customer_id
                       ) AS inside) AS membership
                 WHERE segment.id IN %(segments)s
                 GROUP BY segment.id
                """,
                segments=tuple(self._origin.ids),
                companies=tuple(self.env.companies.ids),
            )
        )
        return {
            row.pop("id"): {
                name: None if value is None else float(value)
                for name, value in row.items()
            }
            for row in rows
        }

    def _read_promised(self):
        """Return {segment id: (requests, missed in per cent or None)} by its promises.

        Of the twelve months of the other figures.
        """
        if not self._origin:
            return {}
        self.env["helpdesk.ticket"].flush_model()
        # SQL: as the promises kept of all other figures
        rows = self.env.execute_query(
            SQL(
                """
                SELECT icrm_promise_segment_id, COUNT(*)::int,
                       (100.0 * (COUNT(met) - SUM(met)) / NULLIF(COUNT(met), 0))::float
                  FROM (SELECT icrm_promise_segment_id, %(met)s AS met
                          FROM helpdesk_ticket
                         WHERE icrm_promise_segment_id IN %(segments)s
                           AND company_id IN %(companies)s
                           AND active
                           AND icrm_submitted_at >= %(since)s) AS request
                 GROUP BY icrm_promise_segment_id
                """,
                met=SQL(MET, due=SQL("icrm_due_at"), done=SQL("icrm_resolved_at")),
                segments=tuple(self._origin.ids),
                companies=tuple(self.env.companies.ids),
                since=fields.Datetime.now() - YEAR,
            )
        )
        return {segment_id: (count, missed) for segment_id, count, missed in rows}

    def action_open_fairness(self):
        """Return the action that compares waiting and misses by segment."""
        view = self.env.ref("icrm_internal_care.icrm_segment_view_list_fairness")
        return open_list(
            self, self.env._("Fairness by Segment"), [], views=[(view.id, "list")]
        )

    # ------------------------------------------------------------------
    # Needs, expectations and satisfaction of the departments, by service
    # ------------------------------------------------------------------

    @api.depends_context("uid", "lang")
    def _compute_voice(self):
        for segment in self:
            segment.voice = segment._origin._render_voice()

    def _get_voice(self):
        """Return {service: [times a need was mentioned, open expectations]}.

        As the reader: what they may not read does not count.
        """
        departments = self.customer_ids.filtered(
            lambda customer: customer.kind == "department"
        ).department_id
        found = defaultdict(lambda: [0, 0])
        for service, mentions in self.env["icrm.need"]._read_group(
            Domain("segment_id", "in", self.ids)
            | Domain("customer_department_id", "in", departments.ids),
            ["service_id"],
            ["mentions:sum"],
        ):
            found[service][0] += mentions or 0
        for service, count in self.env["icrm.expectation"]._read_group(
            [
                ("state", "in", ("stated", "agreed")),
                ("customer_department_id", "in", departments.ids),
            ],
            ["service_id"],
            ["__count"],
        ):
            found[service][1] += count
        return found

    def _render_voice(self):
        """Return what the members need and expect, and how content they are."""
        _ = self.env._
        rows = [
            Markup(
                "<tr><td>%s</td><td class='text-end'>%s</td>"
                "<td class='text-end'>%s</td></tr>"
            )
            % (service.name or _("Without a service"), *counts)
            for service, counts in sorted(
                self._get_voice().items(), key=lambda found: -sum(found[1])
            )
        ]
        shown = self.env["icrm.customer.value"].search(
            [
                ("kind", "=", "department"),
                ("customer_id", "in", self.customer_ids.ids),
                ("rating_count", ">", 0),
            ]
        )
        ratings = sum(shown.mapped("rating_count"))
        stars = ratings and (
            sum(value.satisfaction * value.rating_count for value in shown) / ratings
        )
        return Markup(
            "<p>%s</p><table class='table table-sm'><thead><tr><th>%s</th>"
            "<th class='text-end'>%s</th><th class='text-end'>%s</th></tr></thead>"
            "<tbody>%s</tbody></table>"
        ) % (
            _(
                "Satisfaction: %(stars)s of 5 stars, %(count)s ratings shown",
                stars=NumberFormatter(self.env).format_mean(stars or None),
                count=ratings,
            ),
            _("Service"),
            _("Needs mentioned"),
            _("Open expectations"),
            Markup().join(rows)
            or Markup("<tr><td colspan='3' class='text-muted'>%s</td></tr>")
            % _("No needs or expectations of these departments yet."),
        )

    # ------------------------------------------------------------------
    # Strategy: members on the day they joined, and now
    # ------------------------------------------------------------------

    @api.depends_context("uid", "lang")
    def _compute_strategy(self):
        for segment in self:
            segment.strategy = segment._origin._render_strategy()

    def _render_strategy(self):
        """Return what became of the departments since they joined, as a table.

        Both columns are of the same departments, those of which both are known.
        """
        _ = self.env._
        members = self.membership_ids.filtered(
            lambda membership: membership.figures_joined
        )
        now = {
            value.customer_id.id: value
            for value in self.env["icrm.customer.value"].search(
                [
                    ("kind", "=", "department"),
                    ("customer_id", "in", members.customer_id.ids),
                ]
            )
        }
        number = NumberFormatter(self.env).format_number
        labels = {
            "recency_days": _("Days since the last request"),
            "missed_share": _("Promises missed (%)"),
            "satisfaction": _("Satisfaction (stars)"),
            "health": _("Health"),
        }
        rows = []
        for name, label in labels.items():
            pairs = [
                (before[name], after[name])
                for before, after in members._get_pairs(now)
                if name in before and name in after
            ]
            count = len(pairs)
            means = [
                number(sum(pair[side] for pair in pairs) / count) if count else "–"
                for side in (0, 1)
            ]
            rows.append(
                Markup(
                    "<tr><td>%s</td><td class='text-end'>%s</td>"
                    "<td class='text-end'>%s</td><td class='text-end'>%s</td></tr>"
                )
                % (label, *means, count)
            )
        return Markup(
            "<table class='table table-sm'><thead><tr><th>%s</th>"
            "<th class='text-end'>%s</th><th class='text-end'>%s</th>"
            "<th class='text-end'>%s</th></tr></thead><tbody>%s</tbody></table>"
            "<p class='text-muted small'>%s</p>"
        ) % (
            _("Mean of the departments"),
            _("When they joined"),
            _("When they left, or now"),
            _("Departments"),
            Markup().join(rows),
            _("This does not prove that the strategy was the cause."),
        )
