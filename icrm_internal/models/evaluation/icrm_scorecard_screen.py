# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from collections import defaultdict

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools.misc import formatLang

# How many periods a small curve draws.
PERIODS = 12
# What a cell of the heat map is made of.
CELL = [
    "scorecard_id",
    "kpi_id",
    "sequence",
    "is_group",
    "has_value",
    "value",
    "has_score",
    "score",
    "has_previous",
    "previous_value",
]


class IcrmScorecard(models.Model):
    """What the screens draw, as the caller may read it; constant queries each."""

    _inherit = "icrm.scorecard"

    # -- one scorecard -----------------------------------------------------------------
    @api.readonly
    def get_card(self):
        """Return this scorecard with its lines, groups first, and their past.

        :return: dict: id, name, department, period, kind, state, score (0 to 100 or
            null), computed (before corrections), previous, change, rank, rank_of,
            known (percent of the weight), missing (names), reasons (sentences),
            corrections, history ([{period, score}]), ``lines``: null if the caller may
            not read them, else a list of dicts in the order of the tree
        """
        self.ensure_one()
        self.check_access("read")
        past = self._get_past()
        lines = self._get_lines(past)
        # sudo: who reads a scorecard reads who corrected it and why.
        corrections = self.sudo().correction_ids
        return {
            "id": self.id,
            "name": self.display_name,
            "department": self.sudo().department_id.name,
            "department_id": self.department_id.id,
            "period": self.period_name,
            "kind": self.period_kind,
            "date_from": fields.Date.to_string(self.date_from),
            "state": self.state,
            "score": self.final_score if self.has_score else None,
            "computed": self.score if self.has_score else None,
            "previous": self.previous_score if self.has_previous else None,
            "change": self.change if self.has_score and self.has_previous else None,
            "rank": self.rank,
            "rank_of": self.rank_of,
            "known": self.known_share,
            "missing": self._get_missing(),
            "reasons": self._get_reasons(),
            "corrections": [
                {
                    "points": one.points,
                    "reason": one.reason,
                    "user": one.user_id.name,
                    "date": fields.Date.to_string(one.date),
                }
                for one in corrections
            ],
            "history": [
                {
                    "period": card.period_name,
                    "score": card.final_score if card.has_score else None,
                }
                for card in past
            ],
            "lines": lines,
        }

    def _get_past(self):
        """Return this and the scorecards before it that the caller may read, in order
        of time."""
        return self.search(
            [
                ("company_id", "=", self.company_id.id),
                ("department_id", "=", self.department_id.id),
                ("period_kind", "=", self.period_kind),
                ("date_from", "<=", self.date_from),
            ],
            order="date_from desc",
            limit=PERIODS,
        )[::-1]

    def _get_lines(self, past):
        Line = self.env["icrm.scorecard.line"]
        # As the reader; a scorecard without lines there is not.
        if not self.line_ids:
            return None
        history = defaultdict(dict)
        points = ["scorecard_id", "kpi_id", "has_value", "value"]
        for line in Line.search_fetch([("scorecard_id", "in", past.ids)], points):
            history[line.kpi_id.id][line.scorecard_id.id] = line
        return [
            {
                "id": line.id,
                "kpi_id": line.kpi_id.id,
                "parent_id": line.parent_kpi_id.id or None,
                "is_group": line.is_group,
                "name": line.kpi_id.name,
                "definition": line.kpi_id.definition,
                "has_value": line.has_value,
                "value": line._in_words(line.value) if line.has_value else None,
                "target": line._in_words(line.target)
                if line.target != line.floor
                else None,
                "floor": line._in_words(line.floor),
                "score": line.score if line.has_score else None,
                "weight": line.weight,
                "share": line.share,
                "numerator": self._in_figures(line.numerator),
                "denominator": self._in_figures(line.denominator),
                "n": line.n,
                "previous": line._in_words(line.previous_value)
                if line.has_previous
                else None,
                "trend": line._get_trend(),
                "change": line.change,
                "rank": line.rank,
                "rank_of": line.rank_of,
                "reason": line._get_reason(),
                "history": [
                    self._get_point(history[line.kpi_id.id].get(card.id), card)
                    for card in past
                ],
                "target_value": line.target if line.target != line.floor else None,
            }
            for line in self.line_ids
        ]

    def _in_figures(self, number):
        return formatLang(self.env, number, digits=0 if number == int(number) else 2)

    @api.model
    def _get_point(self, line, card):
        known = line and line.has_value
        return {
            "period": card.period_name,
            "value": line.value if known else None,
            "text": line._in_words(line.value) if known else None,
        }

    # -- all departments ---------------------------------------------------------------
    @api.model
    @api.readonly
    def get_overview(self, kind=None, day=None):
        """Return the departments and indicators of a period as a heat map.

        :param str kind: month, quarter or year; default: of the latest scorecards
        :param str day: any day of the period; default: the latest one there is
        :return: dict: kind, day (first one) and period, null if there is nothing yet;
            ``periods``: what there is to choose from; ``kpis``: [{id, name, is_group,
            parent_id}]; ``departments``: [{id (of the scorecard), name, depth, state,
            score, change, rank, cells {kpi id: {id, score, value, trend}}}];
            ``can_run``: whether the caller runs the steps of the office
        """
        self.check_access("read")
        mine = Domain("company_id", "in", self.env.companies.ids)
        periods = self._get_choice(mine)
        if kind is None and day is None:
            if periods:
                kind, day = periods[0]["kind"], periods[0]["day"]
            else:
                kind = self.env.company.icrm_scorecard_kind
                day = fields.Date.to_string(fields.Date.context_today(self))
        first, last = self._read_period(kind, day)
        cards = self.search(
            mine & Domain("period_kind", "=", kind) & Domain("date_from", "=", first)
        )
        Line = self.env["icrm.scorecard.line"]
        # All at once: thousands of lines are not read a thousand at a time.
        lines = Line.search_fetch([("scorecard_id", "in", cards.ids)], CELL)
        cells = defaultdict(dict)
        places = {}
        for line in lines:
            cells[line.scorecard_id.id][line.kpi_id.id] = {
                "id": line.id,
                "score": line.score if line.has_score else None,
                "value": line._in_words(line.value) if line.has_value else None,
                "trend": line._get_trend(),
            }
            places.setdefault(line.kpi_id, (line.sequence, line.kpi_id.id))
        # The groups in front, each indicator with a score somewhere behind.
        scored = lines.filtered("has_score").kpi_id
        groups = lines.filtered("is_group").kpi_id
        # sudo: who reads a scorecard reads whose it is.
        ordered = cards.sudo().sorted(
            lambda card: (card.department_id.complete_name or "", card.id)
        )
        return {
            "kind": kind,
            "day": fields.Date.to_string(first),
            "period": self._name_period(kind, first),
            "is_over": last < fields.Date.context_today(self),
            "periods": periods,
            "kpis": [
                {
                    "id": kpi.id,
                    "name": kpi.name,
                    "is_group": kpi in groups,
                    "definition": kpi.definition,
                }
                for kpi in scored.sorted(lambda kpi: places[kpi])
            ],
            "departments": [
                {
                    "id": card.id,
                    "name": card.department_id.name,
                    "depth": (card.department_id.parent_path or "").count("/") - 1,
                    "state": card.state,
                    "score": card.final_score if card.has_score else None,
                    "change": card.change
                    if card.has_score and card.has_previous
                    else None,
                    "rank": card.rank,
                    "cells": cells[card.id],
                }
                for card in ordered
            ],
            "can_run": self.env.user.has_group("icrm_internal.group_icrm_officer"),
        }

    @api.model
    def _name_period(self, kind, first):
        return self.new({"period_kind": kind, "date_from": first}).period_name

    @api.model
    def _get_choice(self, domain):
        """Return the periods the caller may read scorecards of, the latest first, those
        of the company's usual kind before the others."""
        found = self._read_group(
            domain, ["period_kind", "date_from:day", "state"], ["__count"]
        )
        periods = {}
        for kind, day, state, count in found:
            states = periods.setdefault((kind, day), {})
            states[state] = states.get(state, 0) + count
        usual = self.env.company.icrm_scorecard_kind
        return [
            {
                "kind": kind,
                "day": fields.Date.to_string(day),
                "name": self._name_period(kind, day),
                "states": periods[kind, day],
            }
            for kind, day in sorted(
                sorted(periods, key=lambda one: one[1], reverse=True),
                key=lambda one: one[0] != usual,
            )
        ]
