# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from collections import defaultdict

from odoo import api, models


class IcrmEvaluationCycle(models.Model):
    """Who rates whom how: leniency and reciprocity, shown and never reckoned in."""

    _inherit = "icrm.evaluation.cycle"

    @api.readonly
    def get_matrix(self):
        """Return how departments rate those that serve them.

        From the released cells that the caller may read, and from nothing else. A
        department that was counted together with others has their common score.

        :return: dict: ``cycle`` [id, name, state]; ``min_group``; ``providers`` and
            ``evaluators``, lists of {id, name, ...} in the order of names, a provider
            with its ``score``, an evaluating department with its ``leniency``: the
            mean, over what it rated on its own, of its score minus that of the others
            for the same provider, null where there is nothing to compare;
            ``cells`` {evaluator, provider, n, score, others, group}, ``group`` being
            the names of those counted together, else False; ``pairs`` of departments
            that rated each other {a, b, a_name, b_name, a_on_b, b_on_a, a_group,
            b_group}. Scores are 0 to 100.
        """
        self.ensure_one()
        self.check_access("read")
        Result = self.env["icrm.evaluation.result"]
        Result.check_access("read")
        # sudo: the cells were found as the caller; their names are told with them.
        cells = Result.search([("cycle_id", "=", self.id)]).sudo()
        providers, grid = {}, []
        for score, own in cells.grouped("score_id").items():
            providers[score.department_id.id] = {
                "id": score.department_id.id,
                "name": score.department_id.name,
                "score": score.score,
            }
            rated = score._get_groups(own)
            for group in rated:
                others = self._get_mean(
                    [one for one in rated if one["key"] != group["key"]]
                )
                shared = len(group["department_ids"]) > 1
                for department_id in group["department_ids"]:
                    grid.append(
                        {
                            "evaluator": department_id,
                            "provider": score.department_id.id,
                            "n": group["n"],
                            "score": group["score"],
                            "others": others,
                            "group": shared and group["name"],
                        }
                    )
        by_evaluator = defaultdict(list)
        for cell in grid:
            by_evaluator[cell["evaluator"]].append(cell)
        evaluators = [
            {
                "id": department.id,
                "name": department.name,
                "leniency": self._get_leniency(by_evaluator[department.id]),
            }
            for department in self.env["hr.department"]
            .sudo()
            .browse(tuple(by_evaluator))
        ]
        return {
            "cycle": [self.id, self.name, self.state],
            "min_group": self.min_group,
            "providers": sorted(providers.values(), key=lambda one: one["name"]),
            "evaluators": sorted(evaluators, key=lambda one: one["name"]),
            "cells": grid,
            "pairs": self._get_pairs(providers, grid),
        }

    @api.model
    def _get_leniency(self, cells):
        return self._get_mean(
            [
                {"score": cell["score"] - cell["others"], "n": cell["n"]}
                for cell in cells
                if cell["others"] is not None and not cell["group"]
            ]
        )

    @api.model
    def _get_mean(self, parts):
        """Return the mean score of *parts*, weighted by their n; None of nothing."""
        total = sum(part["n"] for part in parts)
        if not total:
            return None
        return round(sum(part["score"] * part["n"] for part in parts) / total, 1)

    @api.model
    def _get_pairs(self, providers, grid):
        """Return the departments that rated each other, side by side."""
        on = {(cell["evaluator"], cell["provider"]): cell for cell in grid}
        pairs = [
            {
                "a": a,
                "b": b,
                "a_name": providers[a]["name"],
                "b_name": providers[b]["name"],
                "a_on_b": cell["score"],
                "b_on_a": on[b, a]["score"],
                "a_group": cell["group"],
                "b_group": on[b, a]["group"],
            }
            for (a, b), cell in on.items()
            if a < b and (b, a) in on
        ]
        return sorted(pairs, key=lambda pair: (pair["a_name"], pair["b_name"]))
