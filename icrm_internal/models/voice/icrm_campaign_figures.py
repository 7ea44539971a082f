# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models
from odoo.fields import Domain

from ...measures.figures import GAP_MODELS

SINGLE = ("item", "csat", "nps", "ces")
# What one score of a subject, a group or a wave is made of.
COMPARED = Domain("level", "in", ["dimension", "overall"]) | Domain(
    "measure", "in", ["csat", "nps", "ces"]
)


class IcrmCampaign(models.Model):
    """The parts of ``get_results`` that are figures; see :mod:`.icrm_campaign_results`.

    They are made of a :class:`~...measures.figures.Figures`, which holds sums over what
    the caller may see.
    """

    _inherit = "icrm.campaign"

    def _describe_dimensions(self, figures, previous):
        dimensions = self.env["icrm.dimension"].with_context(active_test=False)
        found = dimensions.browse({one for _measure, one in figures.dimensions})
        order = {one.id: place for place, one in enumerate(found.sorted())}
        questions = self._get_questions()
        rows = []
        for measure, dimension_id in sorted(
            figures.dimensions,
            key=lambda one: (one[0] not in GAP_MODELS, order[one[1]]),
        ):
            dimension = dimensions.browse(dimension_id)
            rows.append(
                {
                    "id": dimension.id,
                    "code": dimension.code,
                    "name": dimension.name,
                    **figures.dimension(measure, dimension_id),
                    "previous": previous and previous.dimension(measure, dimension_id),
                    "items": self._describe_dimension_items(
                        figures, measure, dimension_id, questions
                    ),
                }
            )
        return rows

    def _describe_dimension_items(self, figures, measure, dimension_id, questions):
        side = "perception" if measure in GAP_MODELS else None
        seen = figures.items.get((measure, dimension_id, side), {})
        wished = figures.items.get((measure, dimension_id, "expectation"), {})
        gaps = figures.items.get((measure, dimension_id, "gap"), {})
        rows = []
        for question in questions:
            if question.id not in seen:
                continue
            sums, gap = seen[question.id], gaps.get(question.id)
            other = next(
                (
                    wished[one.id]
                    for one in questions
                    if one.id in wished and one.icrm_pair == question.icrm_pair
                ),
                None,
            )
            rows.append(
                {
                    "question_id": question.id,
                    "title": question.icrm_label or question.title,
                    "n": sums.n,
                    "mean": sums.average,
                    "expectation": other and other.average,
                    "perception": sums.average if side else None,
                    "gap": gap and gap.average,
                }
            )
        return rows

    def _get_questions(self):
        # sudo: whoever sees results may know what was asked
        return self.sudo().survey_id.question_ids

    def _describe_overall(self, figures, previous):
        overall = {}
        for measure in ("servqual", "csat", "nps", "ces"):
            one = getattr(figures, measure)()
            if one:
                one["previous"] = previous and getattr(previous, measure)()
            overall[measure] = one
        return overall

    def _describe_items(self, figures):
        rows = []
        for question in self._get_questions():
            measure = question.icrm_measure
            if measure not in SINGLE:
                continue
            dimension = question.icrm_dimension_id.id or None
            sums = figures.get("question", measure, dimension, question.id)
            if not sums:
                continue
            told = {float(value): n for value, n in sums.counts.items()}
            labels = question._icrm_get_answer_labels() or {
                value: f"{value:g}" for value in sorted(told)
            }
            several = question.question_type == "multiple_choice"
            rows.append(
                {
                    "question_id": question.id,
                    "title": question.title,
                    "measure": measure,
                    "n": sums.n,
                    "mean": None if several else sums.mean.mean,
                    "sd": None if several else sums.mean.sd,
                    "counts": [
                        {"value": value, "label": label, "n": told.get(value, 0)}
                        for value, label in labels.items()
                    ],
                }
            )
        return rows

    def _describe_drivers(self, figures):
        drivers = figures.drivers()
        if not drivers:
            measures = set(self._get_questions().mapped("icrm_measure"))
            reason = (
                self.env._(
                    "Nothing can be told of it: too few answered every question, or all"
                    " answered alike."
                )
                if {"csat", "nps", "ces"} & measures
                and {*GAP_MODELS, "item"} & measures
                else False
            )
            return {"drivers": None, "drivers_withheld": reason}
        names = self.env["icrm.dimension"].browse(one["dimension"] for one in drivers)
        return {
            "drivers": [
                {
                    "dimension_id": dimension.id,
                    "name": dimension.name,
                    "importance": one["importance"],
                    "performance": one["performance"],
                    "n": one["n"],
                }
                for dimension, one in zip(names, drivers, strict=True)
            ],
            "drivers_withheld": False,
        }

    def _describe_trend(self):
        waves = self._get_waves()
        figures = self.env["icrm.result"]._sum_cells(
            COMPARED & Domain("campaign_id", "in", waves.ids), "campaign_id"
        )
        rows = []
        for wave in waves:
            told = figures.get(wave.id)
            values = {
                measure: (told and getattr(told, measure)()) or {}
                for measure in ("csat", "nps", "ces", "servqual")
            }
            rows.append(
                {
                    "campaign_id": wave.id,
                    "name": wave.name,
                    "date": wave._get_wave_date(),
                    **{key: one.get("value") for key, one in values.items()},
                    "nps_margin": values["nps"].get("margin"),
                    "rate": wave._get_rate(),
                }
            )
        return rows

    def _describe_comparison(self, domain, subjects):
        """Compare subjects; or groups, where one subject is shown."""
        kind = "group" if len(subjects) == 1 else "subject"
        figures = self.env["icrm.result"]._sum_cells(
            domain & COMPARED, f"{kind}_id", with_counts=False
        )
        rows = []
        for record in self.env[f"icrm.campaign.{kind}"].browse(sorted(figures)):
            one = figures[record.id]
            n, score = one.score()
            rows.append(
                {
                    "kind": kind,
                    "id": record.id,
                    "name": record.display_name,
                    "n": n,
                    "score": score,
                    "dimensions": {
                        str(dimension): one.value(measure, dimension)
                        for measure, dimension in one.dimensions
                    },
                }
            )
        return rows
