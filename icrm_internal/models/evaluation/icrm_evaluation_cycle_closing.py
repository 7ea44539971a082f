# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import random
from collections import defaultdict

from odoo import models
from odoo.tools import SQL

from ...measures.disclosure import merge_groups
from ...measures.scoring import weighted_score


class IcrmEvaluationCycle(models.Model):
    """Closing: what was answered becomes results, of whole groups only.

    A result's group is a set of evaluators' departments, merged along the tree until
    at least ``min_group`` evaluators are in it. Groups are fixed for a cycle and a
    provider and do not overlap, so whatever is added up or subtracted, with any filter,
    are whole groups. What cannot reach the minimum counts nowhere. Evaluators who were
    added by hand are nobody towards a minimum: whoever picks them could pick four who
    tell him what they answered, and would know the fifth.
    """

    _inherit = "icrm.evaluation.cycle"

    def action_close(self):
        """Close the cycle before its last day; officers see the results then."""
        self.ensure_one()
        self.check_access("write")
        self._close()

    def _close(self):
        self._step(("open",), "closed")
        self.env.flush_all()
        # What was submitted since our snapshot is an error here, and a retry: nothing
        # that was accepted is left out.
        self.env.cr.execute(
            "SELECT FROM icrm_evaluation WHERE cycle_id = %s FOR SHARE", [self.id]
        )
        cycle_sudo = self.sudo()
        scores = cycle_sudo._release_scores()
        cycle_sudo._release_people()
        cycle_sudo._release_comments(scores)

    # -- departments -------------------------------------------------------------------
    def _release_scores(self):
        """Write each department's score and its cells; return {department id: score}.

        The same number of statements for any number of departments and evaluations.
        """
        sizes, own = self._read_sizes()
        sums = self._read_sums()
        Score = self.env["icrm.evaluation.score"]
        invited = self.env["icrm.evaluation"]._read_group(
            [("cycle_id", "=", self.id)], ["department_id"], ["__count"]
        )
        groups = self._get_groups_of(own)
        cells = {
            department.id: self._prepare_cells(
                groups[department.id], sizes[department.id], sums[department.id]
            )
            for department, _asked in invited
        }
        previous = Score._get_previous(self)
        scores = Score.create(
            [
                {
                    "cycle_id": self.id,
                    "department_id": department.id,
                    "invited_count": asked,
                    "n": sum(
                        sizes[department.id][member]
                        for members in groups[department.id]
                        for member in members
                    ),
                    "previous_id": previous.get(department.id),
                    **self._prepare_score(cells[department.id]),
                }
                for department, asked in invited
            ]
        )
        self.env["icrm.evaluation.result"].create(
            [
                {"score_id": score.id, **cell}
                for score in scores
                for cell in cells[score.department_id.id]
            ]
        )
        return {score.department_id.id: score for score in scores}

    def _get_groups_of(self, sizes):
        """Return {department id: the groups of evaluators' departments, as sorted
        tuples of ids}; departments with too few evaluators have none.

        :param sizes: the second that :meth:`_read_sizes` returns
        """
        parents = {
            department.id: department.parent_id.id or None
            for department in self.env["hr.department"]
            .with_context(active_test=False)
            .search([])
        }
        groups = defaultdict(list)
        for department_id, own_sizes in sizes.items():
            merged = merge_groups(own_sizes, parents, self.min_group, own_sizes)
            groups[department_id] = sorted(
                {members for members in merged.values() if members}
            )
        return groups

    def _prepare_cells(self, groups, sizes, sums):
        """Return the values of the cells about one department."""
        cells = []
        for members in groups:
            departments = self.env["hr.department"].browse(members)
            totals = defaultdict(lambda: [0, 0, 0, 0])
            for member in members:
                for criterion_id, figures in sums[member].items():
                    for place, figure in enumerate(figures):
                        totals[criterion_id][place] += figure
            cells += [
                {
                    "criterion_id": criterion_id,
                    "group_key": "-".join(map(str, members)),
                    "group_name": ", ".join(departments.mapped("name")),
                    "group_department_ids": list(members),
                    "group_size": sum(sizes[member] for member in members),
                    "n": n,
                    "total": total,
                    "squares": squares,
                }
                for criterion_id, (n, total, squares, own) in totals.items()
                # Some could not judge this one: then fewer stand behind the cell.
                if own >= self.min_group
            ]
        return cells

    def _prepare_score(self, cells):
        """Return the values of a department's score, reckoned from its cells."""
        Criterion = self.env["icrm.evaluation.criterion"]
        criteria = self.env["icrm.evaluation.score"]._get_criteria(
            (Criterion.browse(cell["criterion_id"]), cell["n"], cell["total"])
            for cell in cells
        )
        score = weighted_score(
            (criterion.weight, own["share"]) for criterion, own in criteria.items()
        )
        return {"score": score or 0, "has_score": score is not None}

    def _read_sizes(self):
        """Return {department id: {evaluator's department id: evaluations}}, and the
        same of those alone that count towards the minimum."""
        sizes, own_sizes = defaultdict(dict), defaultdict(dict)
        self.env.cr.execute(
            SQL(
                """
                SELECT one.department_id, one.evaluator_department_id, COUNT(*),
                       COUNT(*) FILTER (WHERE one.id IN %s)
                  FROM icrm_evaluation AS one
                 WHERE one.cycle_id = %s AND one.state = 'submitted'
                 GROUP BY one.department_id, one.evaluator_department_id
                """,
                self._get_proposed_query(),
                self.id,
            )
        )
        for department_id, member_id, count, own in self.env.cr.fetchall():
            sizes[department_id][member_id] = count
            own_sizes[department_id][member_id] = own
        return sizes, own_sizes

    def _get_proposed_query(self):
        """Return the SQL of the evaluations whose authors nobody picked by hand."""
        return SQL(
            """
            (SELECT evaluation.id
               FROM icrm_evaluation AS evaluation
               JOIN icrm_evaluation_evaluator AS evaluator
                 ON evaluator.cycle_id = evaluation.cycle_id
                AND evaluator.customer_id = evaluation.customer_id
                AND evaluator.department_id = evaluation.department_id
              WHERE evaluation.cycle_id = %s AND evaluator.is_manual IS FALSE)
            """,
            self.id,
        )

    def _read_sums(self):
        """Return {department id: {evaluator's department id: {criterion id: sums}}},
        sums being count, total and squares of the scores given, and how many of them
        count towards the minimum."""
        sums = defaultdict(lambda: defaultdict(dict))
        self.env.cr.execute(
            SQL(
                """
                SELECT one.department_id, one.evaluator_department_id,
                       line.criterion_id, COUNT(*), SUM(line.score),
                       SUM(line.score * line.score),
                       COUNT(*) FILTER (WHERE one.id IN %s)
                  FROM icrm_evaluation AS one
                  JOIN icrm_evaluation_line AS line ON line.evaluation_id = one.id
                 WHERE one.cycle_id = %s AND one.state = 'submitted'
                   AND line.person_id IS NULL AND line.score > 0
                 GROUP BY one.department_id, one.evaluator_department_id,
                          line.criterion_id
                """,
                self._get_proposed_query(),
                self.id,
            )
        )
        for department_id, member_id, criterion_id, *figures in self.env.cr.fetchall():
            sums[department_id][member_id][criterion_id] = figures
        return sums

    # -- people ------------------------------------------------------------------------
    def _release_people(self):
        """Write what enough evaluators said about a person; nothing of it counts for
        the department."""
        self.env.cr.execute(
            SQL(
                """
                SELECT line.person_id, line.criterion_id, COUNT(*), SUM(line.score),
                       SUM(line.score * line.score)
                  FROM icrm_evaluation AS one
                  JOIN icrm_evaluation_line AS line ON line.evaluation_id = one.id
                 WHERE one.cycle_id = %(cycle)s AND one.state = 'submitted'
                   AND line.person_id IS NOT NULL AND line.score > 0
                 GROUP BY line.person_id, line.criterion_id
                HAVING COUNT(DISTINCT one.customer_id)
                       FILTER (WHERE one.id IN %(proposed)s) >= %(least)s
                """,
                cycle=self.id,
                proposed=self._get_proposed_query(),
                least=self.min_group,
            )
        )
        rows = self.env.cr.fetchall()
        people = {
            person.id: person.department_id.id
            for person in self.env["icrm.customer"].browse(row[0] for row in rows)
        }
        self.env["icrm.evaluation.person"].create(
            [
                {
                    "cycle_id": self.id,
                    "customer_id": person_id,
                    "department_id": people[person_id],
                    "criterion_id": criterion_id,
                    "n": n,
                    "total": total,
                    "squares": squares,
                }
                for person_id, criterion_id, n, total, squares in rows
            ]
        )

    # -- words -------------------------------------------------------------------------
    def _release_comments(self, scores):
        """Copy the comments about departments that enough people commented on, in
        random order, without anything that says whose they are."""
        self.env.cr.execute(
            SQL(
                """
                WITH said AS (
                    SELECT one.department_id, one.id AS evaluation_id,
                           NULL::int AS criterion_id, one.comment
                      FROM icrm_evaluation AS one
                     WHERE one.cycle_id = %(cycle)s AND one.state = 'submitted'
                    UNION ALL
                    SELECT one.department_id, one.id, line.criterion_id, line.comment
                      FROM icrm_evaluation AS one
                      JOIN icrm_evaluation_line AS line ON line.evaluation_id = one.id
                     WHERE one.cycle_id = %(cycle)s AND one.state = 'submitted'
                       AND line.person_id IS NULL
                ), words AS (
                    SELECT * FROM said WHERE TRIM(comment) <> ''
                )
                SELECT department_id, criterion_id, TRIM(comment)
                  FROM words
                 WHERE department_id IN (
                       SELECT department_id FROM words GROUP BY department_id
                       HAVING COUNT(DISTINCT evaluation_id) FILTER (
                              WHERE evaluation_id IN %(proposed)s) >= %(least)s)
                """,
                cycle=self.id,
                proposed=self._get_proposed_query(),
                least=self.min_group_text,
            )
        )
        rows = self.env.cr.fetchall()
        random.SystemRandom().shuffle(rows)
        self.env["icrm.evaluation.comment"].create(
            [
                {
                    "score_id": scores[department_id].id,
                    "criterion_id": criterion_id,
                    "text": text,
                }
                for department_id, criterion_id, text in rows
            ]
        )
