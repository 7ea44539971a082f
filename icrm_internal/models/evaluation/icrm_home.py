# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.fields import Domain
from odoo.tools import format_date

from ...measures import drawing, period, rounding, trend
from ..access import company_day
from ..access.groups import OFFICER
from ..access.home_parts import (
    block,
    calls,
    cell,
    figure,
    link,
    moved,
    opens,
    opens_record,
    row,
    table,
    task,
)
from ..access.number_formatter import NumberFormatter
from ..request.request_tasks import TASK_LIMIT
from .company_result import CompanyResult
from .icrm_kpi import format_period

OVERVIEW = "icrm_internal.icrm_scorecard_action_overview"
CARD = "icrm_internal.icrm_scorecard_action"
SHOWN_REASONS = 2
#: Indicators that the company's block shows as figures
COMPANY_FORMULAS = ("promises_met", "csat")
# How many departments, groups of indicators and figures are shown
SHOWN_CARDS = 5
SHOWN_GROUPS = 6
SHOWN_TRENDS = 4
WORST_CELLS = 3
# How many periods a small curve draws
PERIODS = 12


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
                **moved(card._get_trend()),
            )
        ]

    # ------------------------------------------------------------------
    # The company
    # ------------------------------------------------------------------

    @api.model
    def _get_company_blocks(self):
        """Add the latest scorecards, read once for all that is made of them."""
        blocks = super()._get_company_blocks()
        cards = self._get_latest_cards()
        if result := self._get_company_result(cards):
            blocks[0]["figures"] += self._get_company_figures(result)
            blocks[0]["rows"] += self._get_company_rows(result)
        return [
            *blocks,
            *self._get_trends_block(),
            *self._get_scorecards_block(cards),
            *self._get_cycle_block(),
        ]

    @api.model
    def _get_trends_block(self):
        """Return the company's stored results of periods that have ended."""
        company = self.env.company
        kind = company.icrm_scorecard_kind
        first = company_day.today(company)
        for _number in range(PERIODS):
            first, _last = period.previous(kind, first)
        found = self.env["icrm.kpi.value"].search(
            Domain("company_id", "=", company.id)
            & Domain("department_id", "=", False)
            & Domain("customer_department_id", "=", False)
            & Domain("service_id", "=", False)
            & Domain("period_kind", "=", kind)
            & Domain("date_from", ">=", first)
            & Domain("date_to", "<", company_day.today(company))
            # The whole and the groups it is made of
            & Domain("kpi_id.child_ids", "!=", False),
            order="date_from, id",
        )
        figures = [
            self._get_trend_figure(
                kpi, found.filtered(lambda value, kpi=kpi: value.kpi_id == kpi)
            )
            for kpi in found.kpi_id.sorted()[:SHOWN_TRENDS]
        ]
        if not figures:
            return []
        return [
            block(
                "trends",
                self.env._("Trends"),
                figures=figures,
                more=(
                    self.env._("All results"),
                    opens("icrm_internal.icrm_kpi_value_action"),
                ),
            )
        ]

    @api.model
    def _get_trend_figure(self, kpi, values):
        """Return the last of *values*, with the arrow since the one before."""
        # As the scorecards write them
        format_points = NumberFormatter(self.env).format_points
        last, way = values[-1], {}
        note = format_period(self.env, last.date_from, last.period_kind)
        if len(values) > 1:
            before = values[-2]
            note = self.env._(
                "%(period)s; before: %(score)s",
                period=note,
                score=format_points(before.value),
            )
            way = moved(trend.compare(before.value, last.value, kpi.direction == "up"))
        return figure(
            kpi.code,
            kpi.name,
            format_points(last.value),
            calls(last, "action_open_history_graph"),
            note,
            curve=drawing.curve(values.mapped("value")) if len(values) > 1 else None,
            **way,
        )

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
    def _get_company_result(self, cards):
        """Return the company's result of the period of *cards*; None without one, or
        where several companies are looked at."""
        if len(cards.company_id) != 1:
            return None
        first = cards[0]
        result = CompanyResult(cards, first.period_kind, first.date_from)
        return result if result.get_row() else None

    @api.model
    def _get_company_figures(self, result):
        """Return the company's score, and what it promised and how satisfied people
        are, each as the heat map has it."""
        figures = []
        found, period_name = result.get_row(), result.get_period_name()
        written = NumberFormatter(self.env)
        if found["score"] is not None:
            note = period_name
            if found["previous"] is not None:
                note = self.env._(
                    "%(period)s; before: %(score)s",
                    period=period_name,
                    score=written.format_points(found["previous"]),
                )
            figures.append(
                figure(
                    "scorecard",
                    self.env._("Scorecard"),
                    written.format_points(found["score"]),
                    opens(OVERVIEW),
                    note,
                    **moved(trend.Trend(found["trend"], found["arrow"])),
                )
            )
        for kpi, now in result.now.items():
            if kpi.formula in COMPANY_FORMULAS:
                own = found["cells"][kpi.id]
                figures.append(
                    figure(
                        f"kpi{kpi.id}",
                        kpi.name,
                        own["value"],
                        opens(OVERVIEW),
                        self.env._(
                            "%(period)s, n %(count)s",
                            period=period_name,
                            count=now.case_count,
                        ),
                        **moved(trend.Trend(own["trend"], own["arrow"])),
                    )
                )
        return figures

    @api.model
    def _get_company_rows(self, result):
        """Return the indicators of the company that moved most, beyond chance."""
        return [
            row(
                f"kpi{kpi.id}",
                kpi.name,
                opens(OVERVIEW),
                self.env._("%(before)s before, now %(now)s", before=before, now=now),
                "good" if quality == "better" else "bad",
            )
            for kpi, before, now, quality in result.get_moved()[:TASK_LIMIT]
        ]

    @api.model
    def _get_scorecards_block(self, cards):
        """Return the weakest departments of the latest published period, by group of
        indicators, and the weakest cells of all."""
        if not cards:
            return []
        latest = cards[0]
        return [
            block(
                "scorecards",
                self.env._("Lowest Scores, %(period)s", period=latest.period_name),
                heat_map=self._get_heat_map(cards[:SHOWN_CARDS]),
                rows=self._get_worst_cells(cards),
                more=(self.env._("Heat map"), opens(OVERVIEW)),
            )
        ]

    @api.model
    def _get_heat_map(self, cards):
        """Return departments by groups of indicators; nothing is computed."""
        _ = self.env._
        format_points = NumberFormatter(self.env).format_points
        # What the whole is made of, as far as there is data
        lines = self.env["icrm.scorecard.line"].search(
            Domain("scorecard_id", "in", cards.ids)
            & Domain("has_score", "=", True)
            & Domain("parent_kpi_id", "!=", False)
            & Domain("parent_kpi_id.parent_id", "=", False),
            order="sequence, id",
        )
        groups = lines.kpi_id[:SHOWN_GROUPS]
        found = {(line.scorecard_id, line.kpi_id): line for line in lines}
        rows = []
        for card in cards:
            score = rounding.points(card.final_score)
            change = (
                _(
                    "%(score)s, before %(before)s",
                    score=format_points(card.final_score),
                    before=format_points(card.previous_score),
                )
                if card.has_previous
                else format_points(card.final_score)
            )
            cells = [
                cell(
                    format_points(card.final_score),
                    drawing.color_of(score if card._is_covered() else None),
                    f"{card.department_name}: {change}",
                    opens_record(card, CARD),
                )
            ]
            for group in groups:
                line = found.get((card, group))
                points = line and line._get_points()
                cells.append(
                    cell(
                        format_points(points),
                        drawing.color_of(points),
                        f"{card.department_name}: {group.name} {format_points(points)}",
                        calls(line, "action_open_records")
                        if group.formula
                        else opens_record(card, CARD),
                    )
                    if points is not None
                    else None
                )
            rows.append(
                (card.id, card.department_name, opens_record(card, CARD), cells)
            )
        return table([_("Department"), _("Score"), *groups.mapped("name")], rows)

    @api.model
    def _get_worst_cells(self, cards):
        """Return the lowest scores of single indicators; each leads to its records."""
        lines = self.env["icrm.scorecard.line"].search(
            Domain("scorecard_id", "in", cards.ids)
            & Domain("is_group", "=", False)
            & Domain("has_score", "=", True)
            & Domain("kpi_id.formula", "!=", False),
            order="score, case_count desc, id",
            limit=WORST_CELLS,
        )
        format_points = NumberFormatter(self.env).format_points
        return [
            row(
                f"cell-{line.id}",
                f"{line.scorecard_id.department_name}: {line.kpi_id.name}",
                calls(line, "action_open_records"),
                self.env._(
                    "%(value)s, score %(score)s",
                    value=line._format_value(line.value),
                    score=format_points(line.score),
                ),
                "bad",
            )
            for line in lines
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
        done = self._count_submitted(running)
        return [
            block(
                "cycles",
                self.env._("Running Evaluations"),
                rows=[
                    row(
                        cycle.id,
                        cycle.name,
                        opens_record(cycle, action),
                        self._get_progress_note(*done[cycle.id], cycle.close_on),
                    )
                    for cycle in running
                ],
                more=(self.env._("All cycles"), opens(action)),
            )
        ]

    @api.model
    def _count_submitted(self, cycles):
        """Return {id: (evaluations submitted, all)}, as the forms of the cycles say."""
        # sudo: how many, not whose; those who read the cycle read that there, too
        found = (
            self.env["icrm.evaluation"]
            .sudo()
            ._read_group(
                [("cycle_id", "in", cycles.ids)], ["cycle_id", "state"], ["__count"]
            )
        )
        counts = dict.fromkeys(cycles.ids, (0, 0))
        for cycle, state, count in found:
            submitted, total = counts[cycle.id]
            counts[cycle.id] = (
                submitted + (count if state == "submitted" else 0),
                total + count,
            )
        return counts

    # ------------------------------------------------------------------
    # The last 7 days
    # ------------------------------------------------------------------

    @api.model
    def _get_changes(self, departments):
        """Add the scorecards that were published."""
        rows = super()._get_changes(departments)
        published = (
            Domain("company_id", "in", self.env.companies.ids)
            & Domain("state", "=", "published")
            & Domain("has_score", "=", True)
            & Domain("published_on", ">=", "today -7d")
        )
        if departments:
            published &= Domain("department_id", "in", departments.ids)
        cards = self.env["icrm.scorecard"].search(
            published, order="date_to desc, department_id, id"
        )
        if departments:
            latest_ones = [own[0] for own in cards.grouped("department_id").values()]
            return rows + [self._get_card_row(card) for card in latest_ones]
        latest = cards[:1]
        if not latest:
            return rows
        return [
            *rows,
            row(
                "scorecards",
                self.env._(
                    "Scorecards published: %(period)s", period=latest.period_name
                ),
                opens(OVERVIEW),
                f"{len(cards.filtered(lambda card: card.date_to == latest.date_to))}",
            ),
        ]

    @api.model
    def _get_card_row(self, card):
        """Return a published scorecard: the score, and by how much it moved."""
        formatter = NumberFormatter(self.env)
        note, tone = formatter.format_points(card.final_score), ""
        if card.has_previous:
            note = f"{note} ({formatter.format_change(card.change)})"
            tone = {1: "good", -1: "bad"}.get((card.change > 0) - (card.change < 0), "")
        return row(
            f"scorecard-{card.id}",
            self.env._(
                "Scorecard of %(department)s, %(period)s",
                department=card.department_name,
                period=card.period_name,
            ),
            opens_record(card, CARD),
            note,
            tone,
        )

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
