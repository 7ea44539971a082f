# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models

from ...measures.tally import Block, Item

# The side that is counted; the other one of its pair is compared with it.
FIRST_SIDES = {"servqual": "perception", "kano": "functional"}


class SurveySurvey(models.Model):
    _inherit = "survey.survey"

    def _icrm_get_blocks(self):
        """Return the :class:`Block` list: what is counted together, see ``tally``.

        In the order of the survey. Pairs of which one side is missing are left out.
        """
        self.ensure_one()
        blocks = {}
        measured = self.question_ids.filtered("icrm_measure")
        others = {
            (question.icrm_measure, question.icrm_pair): question
            for question in measured
            if question.icrm_side in ("expectation", "dysfunctional")
        }
        for question in measured:
            measure = question.icrm_measure
            other = None
            if measure in FIRST_SIDES:
                other = others.get((measure, question.icrm_pair))
                if question.icrm_side != FIRST_SIDES[measure] or not other:
                    continue
            several = question.question_type == "multiple_choice"
            dimension = question.icrm_dimension_id
            if measure == "weight":
                key = measure
            elif dimension and measure != "kano" and not several:
                key = (measure, dimension.id)
            else:
                key = question.id
            item = Item(
                question.id, *question._icrm_get_range(), other and other.id, several
            )
            blocks.setdefault(key, []).append((question, item))
        return [self._icrm_make_block(rows) for rows in blocks.values()]

    def _icrm_make_block(self, rows):
        question, _item = rows[0]
        measure = question.icrm_measure
        items = tuple(item for _question, item in rows)
        if measure == "weight":
            dimensions = tuple(one.icrm_dimension_id.id for one, _item in rows)
            return Block(measure, items, None, dimensions)
        return Block(measure, items, question.icrm_dimension_id.id or None)
