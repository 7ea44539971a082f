# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools import SQL
from odoo.tools.misc import formatLang

from ..request.kept import KEPT


class IcrmEvaluation(models.Model):
    """The facts of the cooperation, beside the questions."""

    _inherit = "icrm.evaluation"

    facts = fields.Html(compute="_compute_facts", sanitize=False)

    @api.depends_context("uid", "lang")
    @api.depends("cycle_id", "department_id")
    def _compute_facts(self):
        """Tell each author how the two departments worked together; one statement for
        any number of evaluations, and one count of complaints."""
        figures = self._get_fact_figures()
        complaints = self._count_complaints()
        for evaluation in self:
            own = figures.get(evaluation._origin.id)
            evaluation.facts = own and self._render_facts(
                own | {"complaint_count": complaints.get(evaluation, 0)}
            )

    def _count_complaints(self):
        """Return {evaluation: complaints in the period}, as far as the reader knows.

        As the reader, never in sudo: a count would tell of a complaint.
        """
        if not self:
            return {}
        cycles = self.cycle_id
        counts = {}
        for provider, asker, day, count in self.env["icrm.complaint"]._read_group(
            [
                ("department_id", "in", self.department_id.ids),
                ("customer_department_id", "in", self.evaluator_department_id.ids),
                ("filed_on", ">=", min(cycles.mapped("date_from"))),
                ("filed_on", "<=", max(cycles.mapped("date_to"))),
            ],
            ["department_id", "customer_department_id", "filed_on:day"],
            ["__count"],
        ):
            for evaluation in self:
                if (
                    evaluation.department_id == provider
                    and evaluation.evaluator_department_id == asker
                    and evaluation.cycle_id.date_from
                    <= day
                    <= evaluation.cycle_id.date_to
                ):
                    counts[evaluation] = counts.get(evaluation, 0) + count
        return counts

    def _get_fact_figures(self):
        """Return {id: {figure: value}} of these evaluations."""
        ids = self._origin.ids
        if not ids:
            return {}
        for model in ("helpdesk.ticket", "icrm.agreement", "icrm.relationship"):
            self.env[model].flush_model()
        # The reader's own evaluations, checked by reading them.
        self.check_access("read")
        self.env.cr.execute(
            SQL(
                """
                SELECT one.id,
                       COUNT(ticket.id) AS request_count,
                       COUNT(ticket.id) FILTER (
                           WHERE ticket.icrm_requester_id = one.customer_id
                       ) AS own_count,
                       COUNT(ticket.icrm_resolved_at) AS resolved_count,
                       COUNT(ticket.id) FILTER (WHERE ticket.icrm_reopen_count > 0)
                           AS reopened_count,
                       AVG(ticket.response_kept)::float AS response_kept,
                       AVG(ticket.resolution_kept)::float AS resolution_kept,
                       EXTRACT(EPOCH FROM AVG(ticket.icrm_first_response_at
                           - ticket.icrm_submitted_at))::float / 3600
                           AS response_hours,
                       EXTRACT(EPOCH FROM AVG(ticket.icrm_resolved_at
                           - ticket.icrm_submitted_at))::float / 86400
                           AS resolution_days,
                       (SELECT COUNT(*)
                          FROM icrm_agreement AS agreement
                          JOIN icrm_relationship AS pair
                            ON pair.id = agreement.relationship_id
                         WHERE agreement.state = 'signed'
                           AND pair.provider_department_id = one.department_id
                           AND pair.customer_department_id
                               = one.evaluator_department_id
                       ) AS agreement_count
                  FROM icrm_evaluation AS one
                  JOIN icrm_evaluation_cycle AS cycle ON cycle.id = one.cycle_id
                  LEFT JOIN LATERAL (
                       SELECT helpdesk_ticket.*, %(response_kept)s AS response_kept,
                              %(resolution_kept)s AS resolution_kept
                         FROM helpdesk_ticket
                        WHERE active
                          AND icrm_provider_department_id = one.department_id
                          AND icrm_customer_department_id
                              = one.evaluator_department_id
                          AND icrm_submitted_at >= cycle.date_from
                          AND icrm_submitted_at < cycle.date_to + 1
                       ) AS ticket ON TRUE
                 WHERE one.id = ANY(%(ids)s)
                 GROUP BY one.id
                """,
                ids=ids,
                response_kept=SQL(
                    KEPT,
                    due=SQL("icrm_response_due_at"),
                    done=SQL("COALESCE(icrm_first_response_at, icrm_resolved_at)"),
                ),
                resolution_kept=SQL(
                    KEPT, due=SQL("icrm_due_at"), done=SQL("icrm_resolved_at")
                ),
            )
        )
        return {row.pop("id"): row for row in self.env.cr.dictfetchall()}

    def _render_facts(self, own):
        """Return one evaluation's figures as a list of words and numbers."""
        _ = self.env._

        def number(value, digits=0):
            return formatLang(self.env, value, digits=digits)

        def share(value):
            return _("%s %%", number(100 * value))

        facts = [(_("Requests of your department"), own["request_count"])]
        if own["own_count"]:
            facts.append((_("Your own among them"), own["own_count"]))
        facts.append((_("Resolved"), own["resolved_count"]))
        if own["response_kept"] is not None:
            facts.append((_("First responses in time"), share(own["response_kept"])))
        if own["resolution_kept"] is not None:
            facts.append((_("Promises kept"), share(own["resolution_kept"])))
        if own["response_hours"] is not None:
            facts.append(
                (
                    _("First response after, on average"),
                    _("%s hours", number(own["response_hours"], 1)),
                )
            )
        if own["resolution_days"] is not None:
            facts.append(
                (
                    _("Resolved after, on average"),
                    _("%s days", number(own["resolution_days"], 1)),
                )
            )
        facts.append((_("Reopened"), own["reopened_count"]))
        if own["agreement_count"]:
            facts.append((_("Agreements in force"), own["agreement_count"]))
        if own["complaint_count"]:
            facts.append((_("Complaints you know of"), own["complaint_count"]))
        return Markup("<dl class='o_icrm_facts mb-0'>%s</dl>") % Markup("").join(
            Markup("<div><dt>%s</dt><dd>%s</dd></div>") % fact for fact in facts
        )
