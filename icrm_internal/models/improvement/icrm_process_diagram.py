# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

from ...measures.flow import arrange

MONTHS = 12


class IcrmProcess(models.Model):
    """The process as a drawing, with what the ledger tells written into it."""

    _inherit = "icrm.process"

    diagram = fields.Json(compute="_compute_diagram")

    @api.depends_context("uid", "lang")
    def _compute_diagram(self):
        for process in self:
            process.diagram = process._origin and process._origin._get_diagram(MONTHS)

    @api.readonly
    def get_diagram(self, months=MONTHS):
        """Return the drawing of this process with the figures of the last *months*.

        A handful of queries, one of them over requests.

        :return: dict: ``months``, the figures of :meth:`_get_figures`, ``layers``,
            ``rows``, ``nodes`` (with ``layer``, ``row`` and figures), ``edges`` (with
            ``points``: [[layer, row], ...]; ``back``: leads to an earlier step),
            ``sentences``: what the figures say, ``bottleneck``: id of a step
        :raise UserError: *months* does not lie between 1 and 60
        """
        self.ensure_one()
        self.check_access("read")
        if not isinstance(months, int) or not 1 <= months <= 60:
            raise UserError(
                self.env._(
                    "Choose a period of 1 to 60 months, not %s.", str(months)[:20]
                )
            )
        return self._get_diagram(months)

    def _get_diagram(self, months):
        # sudo: who sees the process sees its figures and the names in it.
        process_sudo = self.sudo()
        steps = process_sudo.step_ids
        figures = process_sudo._get_figures(self._get_since(months))
        worst = process_sudo._get_bottleneck(figures)
        follows = steps._get_next()
        flow = arrange(
            list(follows),
            [(step, after) for step, nexts in follows.items() for after in nexts],
        )
        step_figures = figures.pop("steps")
        return {
            "months": months,
            **figures,
            "layers": flow.layers,
            "rows": flow.rows,
            "bottleneck": worst.id,
            "can_open": self.env["icrm.request.step.report"].has_access("read"),
            "sentences": self._get_sentences(figures, step_figures, worst, months),
            "nodes": [
                {
                    "layer": flow.places[step][0],
                    "row": flow.places[step][1],
                    **step._get_node(step_figures.get(step.id), step == worst),
                }
                for step in follows
            ],
            "edges": [
                {
                    "from": step.id,
                    "to": after.id,
                    "label": after.condition or "",
                    "back": (step, after) in flow.returns,
                    "points": flow.routes.get(
                        (step, after), [flow.places[step], flow.places[after]]
                    ),
                }
                for step, nexts in follows.items()
                for after in nexts
            ],
        }

    def _get_sentences(self, figures, step_figures, worst, months):
        """Return what the figures say, for people who do not read diagrams."""
        if not figures["requests"]:
            return [
                self.env._(
                    "No request of this service was asked for and resolved in the last "
                    "%(months)s months: there are no times yet.",
                    months=months,
                )
            ]
        sentences = [
            self.env._(
                "%(count)s requests of the last %(months)s months took "
                "%(hours)s working hours on average; for %(waiting)s of the time "
                "nobody worked on them.",
                count=figures["requests"],
                months=months,
                hours=self._in_hours(figures["lead_hours"]),
                waiting=f"{figures['waiting_share']:.0%}",
            ),
            self.env._(
                "%(share)s of the time added value for the customer.",
                share=f"{figures['value_share']:.0%}",
            ),
        ]
        if worst:
            own = step_figures[worst.id]
            sentences.append(
                self.env._(
                    "The bottleneck is “%(step)s”: %(share)s of all the time goes "
                    "there. %(count)s of %(total)s requests pass it and stay "
                    "%(hours)s hours on average, %(waiting)s of the time waiting.",
                    step=worst.name,
                    share=f"{own['share']:.0%}",
                    count=own["requests"],
                    total=figures["requests"],
                    hours=self._in_hours(own["hours"]),
                    waiting=f"{own['waiting_hours'] / (own['hours'] or 1):.0%}",
                )
            )
        if figures["unmatched_share"] >= 0.05:
            sentences.append(
                self.env._(
                    "%(share)s of the time belongs to no step: a step says in its last "
                    "columns for which progress of the requests it stands.",
                    share=f"{figures['unmatched_share']:.0%}",
                )
            )
        return sentences

    @api.model
    def _in_hours(self, hours):
        return f"{hours:.1f}" if hours < 100 else f"{hours:.0f}"
