# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.exceptions import AccessError


class IcrmEvaluationCycle(models.Model):
    """Who rates whom how: leniency and reciprocity, shown and never reckoned in."""

    _inherit = "icrm.evaluation.cycle"

    @api.readonly
    def get_matrix(self):
        """Return how groups of departments rate those that serve them.

        From the released cells that the caller may read, and from nothing else.

        :return: dict: ``cycle`` [id, name, state]; ``groups`` and ``providers``, each a
            list of {id, name, ...}: a group's ``leniency`` is the mean, over what it
            rated, of its score minus that of the others for the same provider (null
            without others); ``cells`` {group, provider, n, score, others};
            ``pairs`` of departments that rated each other: {a, b, a_on_b, b_on_a},
            ids and scores of 0 to 100, with ``a_group`` and ``b_group``, the names of
            the groups they rated in
        """
        self.ensure_one()
        self.check_access("read")
        if not self.env["icrm.evaluation.result"].has_access("read"):
            raise AccessError(
                self.env._("You have no access to the results of evaluations.")
            )
        cells = self.env["icrm.evaluation.result"].search([("cycle_id", "=", self.id)])
        groups, providers, grid = {}, {}, []
        # sudo: names of departments; the cells were found as the caller.
        for score in cells.score_id.sudo().sorted("department_id"):
            own = cells.sudo().filtered(
                lambda cell, score=score: cell.score_id == score
            )
            department = score.department_id
            providers[department.id] = {
                "id": department.id,
                "name": department.name,
                "score": score.score,
                "final_score": score.final_score,
            }
            rated = score._get_groups(own)
            for group in rated:
                groups.setdefault(
                    group["key"],
                    {
                        "id": group["key"],
                        "name": group["name"],
                        "department_ids": group["department_ids"],
                    },
                )
                grid.append(
                    {
                        "group": group["key"],
                        "provider": department.id,
                        "n": group["n"],
                        "score": group["score"],
                        "others": self._get_mean(
                            [one for one in rated if one["key"] != group["key"]]
                        ),
                    }
                )
        for key, group in groups.items():
            differences = [
                {"score": cell["score"] - cell["others"], "n": cell["n"]}
                for cell in grid
                if cell["group"] == key and cell["others"] is not None
            ]
            group["leniency"] = self._get_mean(differences)
        return {
            "cycle": [self.id, self.name, self.state],
            "min_group": self.min_group,
            "groups": sorted(groups.values(), key=lambda group: group["name"]),
            "providers": sorted(providers.values(), key=lambda one: one["name"]),
            "cells": grid,
            "pairs": self._get_pairs(groups, providers, grid),
        }

    @api.model
    def _get_mean(self, parts):
        """Return the mean score of *parts*, weighted by their n; None of nothing."""
        total = sum(part["n"] for part in parts)
        if not total:
            return None
        return round(sum(part["score"] * part["n"] for part in parts) / total, 1)

    @api.model
    def _get_pairs(self, groups, providers, grid):
        """Return the departments that rated each other, side by side."""
        on = {}
        for cell in grid:
            group = groups[cell["group"]]
            for department_id in group["department_ids"]:
                on[department_id, cell["provider"]] = (cell["score"], group["name"])
        return [
            {
                "a": a,
                "b": b,
                "a_name": providers[a]["name"],
                "b_name": providers[b]["name"],
                "a_on_b": score,
                "b_on_a": on[b, a][0],
                "a_group": group_name,
                "b_group": on[b, a][1],
            }
            for (a, b), (score, group_name) in sorted(on.items())
            if a < b and (b, a) in on
        ]
