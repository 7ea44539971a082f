# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.fields import Domain
from odoo.tools import format_date

from ...measures import trend
from ..access.groups import AUDITOR, OFFICER
from ..access.home_parts import (
    block,
    figure,
    link,
    opens,
    opens_record,
    row,
    task,
)
from ..access.number_formatter import NumberFormatter
from ..request.request_tasks import TASK_LIMIT
from .company_result import CompanyResult

OVERVIEW = "icrm_internal.icrm_scorecard_action_overview"
SHOWN_REASONS = 2
#: Indicators that the company's block shows as figures
COMPANY_FORMULAS = ("promises_met", "csat")


def _show_trend(found):
    """Return the arrow and the colour of a figure, of a :class:`.Trend`."""
    return {
        "trend": {"up": 1, "down": -1}.get(found.arrow, 0),
        "tone": {"better": "good", "worse": "bad"}.get(found.quality, ""),
    }


class IcrmHome(models.AbstractModel):
    """Evaluations due, the scorecard of the department, the company's."""

    _inherit = "icrm.home"

    @api.model
    def _get_tasks(self):
        """Add one task per cycle: it opens the first evaluation that is not done."""
        found = self.env["icrm.evaluation"].search(
            Domain("is_open", "=", True) & Domain("user_id", "=", self.env.uid),
            order="cycle_id, id",
        )
        tasks = []
        for evaluations in found.grouped("cycle_id").values():
            first = evaluations[0]
            tasks.append(
                task(
                    first,
                    first.cycle_id.name,
                    self.env._(
                        "Departments to evaluate: %(count)s. Next: %(department)s.",
                        count=len(evaluations),
                        department=first.department_id.name,
                    )
                    + (
                        " "
                        + self.env._(
                            "Open until %(day)s.",
                            day=format_date(self.env, first.close_on),
                        )
                        if first.close_on
                        else ""
                    ),
                    opens_record(first, "icrm_internal.icrm_evaluation_action_mine"),
                    menu="icrm_menu_evaluation_mine",
                )
            )
        tasks += self._get_cycle_tasks() + self._get_entry_tasks()
        return super()._get_tasks() + tasks

    @api.model
    def _get_entry_tasks(self):
        """Return one task for all results that the reader has to enter."""
        due = self.env["icrm.kpi.due"]._get_mine()
        if not due:
            return []
        return [
            task(
                due[0],
                self.env._("Results to enter"),
                self.env._(
                    "%(count)s are missing, due by %(day)s.",
                    count=len(due),
                    day=format_date(self.env, due[0].due_on),
                ),
                opens("icrm_internal.icrm_kpi_due_action"),
            )
        ]

    @api.model
    def _get_cycle_tasks(self):
        """Return the repeated cycles that could not open by themselves."""
        if not self.env.user.has_group(OFFICER):
            return []
        waiting = self.env["icrm.evaluation.cycle"].search(
            Domain("state", "=", "draft")
            & Domain("previous_id", "!=", False)
            & Domain("is_planned", "=", False)
            & Domain("company_id", "in", self.env.companies.ids),
            limit=TASK_LIMIT,
        )
        return [
            task(
                cycle,
                cycle.name,
                self.env._("The next evaluation waits to be opened."),
                opens_record(cycle, "icrm_internal.icrm_evaluation_cycle_action"),
                menu="icrm_menu_evaluation_cycles",
            )
            for cycle in waiting
        ]

    @api.model
    def _get_department_figures(self, departments):
        return [
            *super()._get_department_figures(departments),
            *self._get_scorecard_figures(departments),
        ]

    @api.model
    def _get_department_rows(self, departments):
        """Add what moved the scorecard."""
        rows = super()._get_department_rows(departments)
        card = self._get_scorecard(departments)
        return rows + [
            row(
                f"reason{place}",
                reason,
                opens_record(card, "icrm_internal.icrm_scorecard_action"),
            )
            for place, reason in enumerate(card and card._get_reasons()[:SHOWN_REASONS])
        ]

    @api.model
    def _get_scorecard(self, departments):
        """Return the latest published one of the first department headed."""
        return self.env["icrm.scorecard"].search(
            Domain("department_id", "in", departments.ids)
            & Domain("state", "=", "published")
            & Domain("has_score", "=", True),
            order="date_to desc, department_id, id",
            limit=1,
        )

    @api.model
    def _get_scorecard_figures(self, departments):
        """Return its score, the colour and arrow of the scorecard's screen."""
        card = self._get_scorecard(departments)
        if not card:
            return []
        format_points = NumberFormatter(self.env).format_points
        note = card.period_name
        if len(departments) > 1:
            note = f"{card.department_name}, {note}"
        if card.has_previous:
            note = self.env._(
                "%(period)s; before: %(score)s",
                period=note,
                score=format_points(card.previous_score),
            )
        return [
            figure(
                "scorecard",
                self.env._("Scorecard"),
                format_points(card.final_score),
                opens_record(card, "icrm_internal.icrm_scorecard_action"),
                note,
                **_show_trend(card._get_trend()),
            )
        ]

    # ------------------------------------------------------------------
    # The company
    # ------------------------------------------------------------------

    @api.model
    def _get_blocks(self):
        blocks = super()._get_blocks()
        user = self.env.user
        if user.has_group(OFFICER) or user.has_group(AUDITOR):
            blocks += self._get_scorecards_block() + self._get_cycle_block()
        return blocks

    @api.model
    def _get_latest_cards(self):
        """Return the scorecards of the latest published period, the weakest first."""
        Card = self.env["icrm.scorecard"]
        published = (
            Domain("company_id", "in", self.env.companies.ids)
            & Domain("state", "=", "published")
            & Domain("has_score", "=", True)
        )
        latest = Card.search(published, order="date_to desc, period_kind, id", limit=1)
        if not latest:
            return latest
        return Card.search(
            published
            & Domain("period_kind", "=", latest.period_kind)
            & Domain("date_from", "=", latest.date_from)
        ).sorted("final_score")

    @api.model
    def _get_company_result(self):
        """Return (scorecards, the company's row) of the latest published period; None
        without one, or where several companies are looked at."""
        cards = self._get_latest_cards()
        if len(cards.company_id) != 1:
            return None
        first = cards[0]
        result = CompanyResult(cards, first.period_kind, first.date_from)
        return result if result.get_row() else None

    @api.model
    def _get_company_figures(self):
        """Add the company's score, and what it promised and how satisfied people are,
        each as the heat map has it."""
        figures = super()._get_company_figures()
        result = self._get_company_result()
        if not result:
            return figures
        found, period = result.get_row(), result.get_period_name()
        written = NumberFormatter(self.env)
        if found["score"] is not None:
            note = period
            if found["previous"] is not None:
                note = self.env._(
                    "%(period)s; before: %(score)s",
                    period=period,
                    score=written.format_points(found["previous"]),
                )
            figures.append(
                figure(
                    "scorecard",
                    self.env._("Scorecard"),
                    written.format_points(found["score"]),
                    opens(OVERVIEW),
                    note,
                    **_show_trend(trend.Trend(found["trend"], found["arrow"])),
                )
            )
        for kpi, now in result.now.items():
            if kpi.formula in COMPANY_FORMULAS:
                cell = found["cells"][kpi.id]
                figures.append(
                    figure(
                        f"kpi{kpi.id}",
                        kpi.name,
                        cell["value"],
                        opens(OVERVIEW),
                        self.env._(
                            "%(period)s, n %(count)s",
                            period=period,
                            count=now.case_count,
                        ),
                        **_show_trend(trend.Trend(cell["trend"], cell["arrow"])),
                    )
                )
        return figures

    @api.model
    def _get_company_rows(self):
        """Add the indicators of the company that moved most, beyond chance."""
        result = self._get_company_result()
        moved = result.get_moved()[:TASK_LIMIT] if result else []
        return super()._get_company_rows() + [
            row(
                f"kpi{kpi.id}",
                kpi.name,
                opens(OVERVIEW),
                self.env._("%(before)s before, now %(now)s", before=before, now=now),
                "good" if quality == "better" else "bad",
            )
            for kpi, before, now, quality in moved
        ]

    @api.model
    def _get_scorecards_block(self):
        """Return the weakest departments of the latest published period."""
        cards = self._get_latest_cards()
        if not cards:
            return []
        latest = cards[0]
        format_points = NumberFormatter(self.env).format_points
        return [
            block(
                "scorecards",
                self.env._("Lowest Scores, %(period)s", period=latest.period_name),
                rows=[
                    row(
                        card.id,
                        card.department_name,
                        opens_record(card, "icrm_internal.icrm_scorecard_action"),
                        self.env._(
                            "%(score)s, before %(before)s",
                            score=format_points(card.final_score),
                            before=format_points(card.previous_score),
                        )
                        if card.has_previous
                        else format_points(card.final_score),
                    )
                    for card in cards[:TASK_LIMIT]
                ],
                more=(self.env._("Heat map"), opens(OVERVIEW)),
            )
        ]

    @api.model
    def _get_cycle_block(self):
        action = "icrm_internal.icrm_evaluation_cycle_action"
        running = self.env["icrm.evaluation.cycle"].search(
            [("state", "=", "open"), ("company_id", "in", self.env.companies.ids)],
            order="close_on, id",
            limit=TASK_LIMIT,
        )
        if not running:
            return []
        return [
            block(
                "cycles",
                self.env._("Running Evaluations"),
                rows=[
                    row(
                        cycle.id,
                        cycle.name,
                        opens_record(cycle, action),
                        self.env._(
                            "until %(day)s", day=format_date(self.env, cycle.close_on)
                        )
                        if cycle.close_on
                        else "",
                    )
                    for cycle in running
                ],
                more=(self.env._("All cycles"), opens(action)),
            )
        ]

    @api.model
    def _get_links(self):
        links = super()._get_links()
        if self.env["icrm.scorecard"].search_count([], limit=1):
            links.append(
                link("icrm_scorecard_action", self.env._("Scorecards"), "fa-tachometer")
            )
        if self.env["icrm.evaluation.score"].search_count(
            [("cycle_id.state", "in", ("published", "archived"))], limit=1
        ):
            links.append(
                link(
                    "icrm_evaluation_score_action",
                    self.env._("Evaluation Results"),
                    "fa-balance-scale",
                )
            )
        return links
