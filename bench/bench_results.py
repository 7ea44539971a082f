# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Counting a campaign of 100,000 respondents x 44 items, and its results page.

Run it in a shell on any database with icrm_internal; nothing is stored:

    ./dev odoo shell -d DATABASE --no-http < bench/bench_results.py

"by hand" is one SQL statement over the facts (icrm_answer) that gives the number of
answers, the mean and the standard deviation of each question: less than the page shows,
which also has dimensions, gaps, intervals, alphas, drivers, groups and the trend.
"by hand, prepared" asks the same of the counted cells (icrm_result).

Odoo's own page of results (``survey.question._prepare_statistics``) loads every line of
every answer as a record; it is measured with fewer respondents, whose lines are written
by SQL, and drawn out in a straight line. Median of five, caches emptied before each.
"""

import os
import random
import resource
import statistics
import time

from odoo import Command

RESPONDENTS = int(os.environ.get("RESPONDENTS", 100_000))
DEPARTMENTS = 200
#: Respondents that survey's own page is measured with.
SURVEY_RESPONDENTS = int(os.environ.get("SURVEY_RESPONDENTS", 2_000))
TURNS = 5
BY_HAND = """
    SELECT s.key, COUNT(*), AVG(s.value::numeric), STDDEV_SAMP(s.value::numeric)
      FROM icrm_answer a, jsonb_each_text(a.scores) s
     WHERE a.campaign_id = %s GROUP BY s.key
"""
PREPARED = """
    SELECT question_id, side, SUM(response_count), SUM(total) / SUM(response_count),
           SQRT((SUM(squares) - SUM(total) ^ 2 / SUM(response_count))
                / (SUM(response_count) - 1))
      FROM icrm_result WHERE campaign_id = %s AND level = 'question'
     GROUP BY question_id, side
"""


def measure(env, work, turns=TURNS):
    """Return (median milliseconds, queries) of *work*."""
    times = []
    for _turn in range(turns + 1):
        env.invalidate_all()
        queries, start = env.cr.sql_log_count, time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
        queries = env.cr.sql_log_count - queries
    return statistics.median(times[1:]) * 1000, queries


def memory():
    """Return the most memory the process has ever held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def make_campaign(env):
    dimensions = env["icrm.dimension"].create(
        [{"name": f"Bench {n}", "code": f"bench_{n}"} for n in range(5)]
    )
    survey = env["survey.survey"].create(
        {
            "title": "Bench",
            "survey_type": "icrm",
            "question_and_page_ids": [
                Command.create(
                    {
                        "title": f"{side} {number}",
                        "question_type": "scale",
                        "scale_min": 1,
                        "scale_max": 7,
                        "icrm_measure": "servqual",
                        "icrm_side": side,
                        "icrm_pair": number,
                        "icrm_dimension_id": dimensions[number % 5].id,
                    }
                )
                for number in range(1, 23)
                for side in ("expectation", "perception")
            ],
        }
    )
    departments = env["hr.department"].create(
        [{"name": f"Bench {number}"} for number in range(DEPARTMENTS)]
    )
    campaign = env["icrm.campaign"].create(
        {
            "name": "Bench",
            "survey_id": survey.id,
            "about": "company",
            "subject_ids": [Command.create({})],
        }
    )
    return campaign, departments.ids


def make_sheets(campaign, departments):
    questions = campaign.survey_id.question_ids.ids
    values = range(1, 8)
    return [
        {
            "s": campaign.subject_ids.id,
            "d": random.choice(departments),
            "a": {question: random.choice(values) for question in questions},
            "p": None,
            "day": None,
        }
        for _number in range(RESPONDENTS)
    ]


def measure_survey(env):
    """Measure survey's own page: SURVEY_RESPONDENTS, the same 44 questions."""
    survey = env["survey.survey"].create(
        {
            "title": "Bench of survey",
            "question_and_page_ids": [
                Command.create(
                    {
                        "title": f"Question {number}",
                        "question_type": "scale",
                        "scale_min": 1,
                        "scale_max": 7,
                    }
                )
                for number in range(44)
            ],
        }
    )
    inputs = env["survey.user_input"].create(
        [{"survey_id": survey.id, "state": "done"} for _n in range(SURVEY_RESPONDENTS)]
    )
    env.flush_all()
    env.cr.execute(
        """
        INSERT INTO survey_user_input_line
               (user_input_id, survey_id, question_id, answer_type, value_scale,
                skipped)
        SELECT i.id, i.survey_id, q.id, 'scale', 1 + floor(random() * 7), FALSE
          FROM survey_user_input i
          JOIN survey_question q ON q.survey_id = i.survey_id
         WHERE i.id = ANY(%s)
        """,
        [inputs.ids],
    )
    env.cr.execute("ANALYZE survey_user_input_line")
    lines = env["survey.user_input.line"].search_count([("survey_id", "=", survey.id)])
    assert lines == 44 * SURVEY_RESPONDENTS, lines

    def page():
        lines = env["survey.user_input.line"].search([("survey_id", "=", survey.id)])
        survey._prepare_statistics(lines)
        survey.question_and_page_ids._prepare_statistics(lines)

    return measure(env, page, turns=2)


def main(env):
    random.seed(7)
    campaign, departments = make_campaign(env)
    sheets = make_sheets(campaign, departments)
    env.flush_all()
    before, start = memory(), time.perf_counter()
    campaign._count_responses(sheets, [])
    env.flush_all()
    spent = time.perf_counter() - start
    env.cr.execute("ANALYZE icrm_answer; ANALYZE icrm_result")
    env.cr.execute(
        "UPDATE icrm_campaign SET state = 'published' WHERE id = %s", [campaign.id]
    )
    sheets.clear()
    print(
        f"{RESPONDENTS} sheets x 44 answers counted in {spent:.0f} s; memory at most "
        f"{memory():.0f} MB, {before:.0f} MB of it before (the sheets themselves)"
    )
    officer = (
        env["res.users"]
        .with_context(no_reset_password=True)
        .create(
            {
                "name": "Bench officer",
                "login": "bench_officer",
                "group_ids": [
                    Command.link(env.ref("icrm_internal.group_icrm_officer").id)
                ],
            }
        )
    )
    group = campaign.group_ids[:1]
    print(f"{'':44}{'ms':>10}{'queries':>9}{'ratio':>8}")

    def run(statement):
        env.cr.execute(statement, [campaign.id])
        env.cr.fetchall()

    base = measure(env, lambda: run(BY_HAND))
    page = measure_survey(env)
    for label, (spent, queries) in (
        ("by hand, over the answers", base),
        ("by hand, prepared", measure(env, lambda: run(PREPARED))),
        (
            "get_results, officer",
            measure(env, lambda: campaign.with_user(officer).get_results()),
        ),
        (
            "get_results, one group",
            measure(
                env,
                lambda: campaign.with_user(officer).get_results(
                    {"group_ids": group.ids}
                ),
            ),
        ),
        (f"survey's page, {SURVEY_RESPONDENTS} respondents", page),
        (
            f"survey's page, {RESPONDENTS}, drawn out",
            (page[0] * RESPONDENTS / SURVEY_RESPONDENTS, page[1]),
        ),
    ):
        print(f"{label:44}{spent:10.0f}{queries:9}{spent / base[0]:8.2f}", flush=True)
    env.cr.rollback()


main(env)  # noqa: F821 (the shell gives env)
