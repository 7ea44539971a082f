# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Two evaluation cycles: last quarter's, published, and the one people answer now."""

import random
from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import fields

from .remarks import Remarks

# provider: how well it is thought of, in points of the scale around the middle
REPUTATION = {
    "it": 0.6,
    "it_infra": 0.9,
    "hr": 0.8,
    "finance": -0.1,
    "procurement": -0.7,
    "admin": 0.9,
    "legal": 0.2,
    "logistics": 0.0,
    "research": 0.4,
}
# evaluators' department: milder or stricter than the others
MOOD = {"research": -0.4, "hr": 0.4, "admin": 0.3, "logistics": 0.1}
# criterion (end of its xml id): what everybody is a little better or worse at
STRENGTH = {"speed": -0.4, "communication": -0.2, "helpfulness": 0.5, "trust": 0.2}


def build_evaluations(env, departments):
    """Let the officer run the cycles, and the evaluators answer as themselves.

    :param departments: {key of company.DEPARTMENTS: department}
    """
    dice = random.Random(7)
    remarks = Remarks(random.Random(8))
    keys = {department.id: key for key, department in departments.items()}
    officer = env["res.users"].search([("login", "=", "sofia")])
    today = fields.Date.today()
    first = today.replace(month=today.month - (today.month - 1) % 3, day=1)
    for name, months, share in (
        ("Cooperation, last quarter", 3, 0.85),
        ("Cooperation, this quarter", 0, 0.4),
    ):
        start = first - relativedelta(months=months)
        cycle = (
            env["icrm.evaluation.cycle"]
            .with_user(officer)
            .create(
                {
                    "name": name,
                    "date_from": start,
                    "date_to": start + relativedelta(months=3, days=-1),
                    "min_contacts": 6,
                    "close_on": today + timedelta(days=12),
                }
            )
        )
        cycle.action_propose()
        cycle.action_open()
        # sudo: finds the evaluations; each is answered as its evaluator.
        _answer(env, cycle.sudo(), keys, dice, share, remarks)
        if months:
            cycle.action_close()
            cycle.action_publish()
            _correct(env, cycle, departments["procurement"])


def _answer(env, cycle, keys, dice, share, remarks):
    names = {
        criterion.id: criterion.get_external_id()[criterion.id].rpartition("_")[2]
        for criterion in cycle.template_id.criterion_ids
    }
    praised = env["icrm.customer"].search([("user_id.login", "in", ("wei", "priya"))])
    evaluations = env["icrm.evaluation"].search([("cycle_id", "=", cycle.id)])
    for evaluation in evaluations.sorted(
        lambda evaluation: (evaluation.user_id.login, evaluation.department_id.id)
    ):
        # Some evaluations stay open for users of the demo.
        if dice.random() > share or (
            share < 0.5 and evaluation.user_id.login == "claire"
        ):
            continue
        mine = evaluation.with_user(evaluation.user_id)
        # sudo: the evaluator's own department
        level = (
            3.6
            + REPUTATION.get(keys.get(mine.department_id.id), 0)
            + MOOD.get(keys.get(mine.sudo().evaluator_department_id.id), 0)
        )
        if keys.get(mine.department_id.id) == "it" and dice.random() < 0.6:
            mine.person_ids = praised
        by_score = {}
        for line in mine.line_ids:
            around = dice.gauss(
                level + STRENGTH.get(names[line.criterion_id.id], 0), 0.8
            )
            score = max(1, min(5, round(around))) if dice.random() < 0.96 else 0
            by_score.setdefault(score, mine.line_ids.browse())
            by_score[score] |= line
        for score, lines in by_score.items():
            lines.write({"score": score} if score else {"is_skipped": True})
        if dice.random() < 0.45:
            mine.comment = remarks.take(evaluation.user_id.lang, level >= 3.6)
        mine.action_submit()


def _correct(env, cycle, department):
    score = env["icrm.evaluation.score"].search(
        [("cycle_id", "=", cycle.id), ("department_id", "=", department.id)]
    )
    if score.has_score:
        env["icrm.evaluation.correction"].with_user(cycle.env.user).create(
            {
                "score_id": score.id,
                "points": 4,
                "reason": "The customs strike in the second month was not theirs",
            }
        )
