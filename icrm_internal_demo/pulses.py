# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A KANO campaign about IT's offers, and four quarters of a short survey."""

import random
from datetime import timedelta

from odoo import Command, fields

# English, Chinese, service, how people feel with it, and without it:
# 1 they like it, 2 expect it, 3 do not care, 4 can live with it, 5 dislike it
ATTRIBUTES = (
    ("A spare laptop", "备用电脑", "laptop", (1, 1, 1, 2), (5, 5, 5, 4)),
    ("Somebody at the phone", "有人接听的电话", "password", (2, 2, 1, 3), (5, 5, 4)),
    ("A progress bar", "进度条", "software", (1, 1, 1, 2), (3, 3, 4, 5)),
    ("Help in the evening", "晚间支持", "vpn", (1, 1, 3), (3, 4, 3, 5)),
    ("A monthly newsletter", "信息部月报", None, (3, 3, 1), (3, 3, 3, 5)),
    ("A word before systems go down", "停机前通知", "wifi", (2, 1, 2), (5, 5, 5, 4)),
)
# wave: mean of satisfaction (1..5) and of the willingness to recommend (0..10)
WAVES = ((3.2, 5.9), (3.4, 6.6), (3.9, 7.4), (4.1, 8.1))


def build_pulses(env, departments, services):
    """Let the officer ask, and people answer by their own links."""
    officer = env["res.users"].search([("login", "=", "sofia")])
    env = env(user=officer)
    today = fields.Date.today()
    values = {
        "about_department_ids": [Command.set(departments["it"].ids)],
        "closes_on": today + timedelta(days=14),
        "cooldown_days": 0,
        "subject_choice": "all",
    }
    wishes = env["icrm.campaign"].create(
        {
            "name": "What we should offer next / 我们下一步该提供什么",
            "survey_id": _make_wishes(env, services).id,
            "visibility": "everybody",
            "breakdown": "none",
            **values,
        }
    )
    _hold(wishes, today - timedelta(days=60), _wish)
    # sudo: as the closing does
    wishes.sudo()._store_kano_classes()
    wave = env["icrm.campaign"].create(
        {
            "name": "IT in two questions / 信息部两问",
            "survey_id": _make_short(env).id,
            "recurrence": "quarter",
            **values,
        }
    )
    for number in range(len(WAVES)):
        if number:
            # sudo: the job begins waves.
            wave = wave.sudo()._create_next_wave().with_env(env)
        ago = 91 * (len(WAVES) - number) - 70

        def answer_kano(dice, question, number=number):
            low, high = question.scale_min, question.scale_max
            level = WAVES[number][question.icrm_measure == "nps"]
            return max(low, min(high, round(dice.gauss(level, (high - low) / 4.5))))

        _hold(wave, today - timedelta(days=ago), answer_kano)


def _make_wishes(env, services):
    """Return a KANO survey: each attribute asked for there, and for not there."""
    questions = []
    for pair, (name, chinese, key, _there, _absent) in enumerate(ATTRIBUTES, 1):
        for side, words in (
            ("functional", "How would you feel if you had this: {}? / 如果有：{}"),
            ("dysfunctional", "How would you feel without it: {}? / 如果没有：{}"),
        ):
            questions.append(
                {
                    "title": words.format(name.lower(), chinese),
                    "question_type": "scale",
                    "scale_min": 1,
                    "scale_max": 5,
                    "scale_min_label": "I like it",
                    "scale_max_label": "I dislike it",
                    "icrm_measure": "kano",
                    "icrm_side": side,
                    "icrm_pair": pair,
                    "icrm_label": name,
                    "icrm_service_id": key and services[key].id,
                }
            )
    return _make(env, "What IT should offer / 信息部应提供什么", questions)


def _make_short(env):
    return _make(
        env,
        "IT in two questions / 信息部两问",
        [
            {
                "title": "All in all, how satisfied are you? / 总体满意度如何？",
                "question_type": "scale",
                "scale_min": 1,
                "scale_max": 5,
                "icrm_measure": "csat",
            },
            {
                "title": "Would you recommend us to a colleague? / 您会推荐我们吗？",
                "question_type": "scale",
                "scale_min": 0,
                "scale_max": 10,
                "icrm_measure": "nps",
            },
        ],
    )


def _make(env, title, questions):
    return env["survey.survey"].create(
        {
            "title": title,
            "survey_type": "icrm",
            "question_and_page_ids": [
                Command.create({"sequence": place, **question})
                for place, question in enumerate(questions, 1)
            ],
        }
    )


def _wish(dice, question):
    """Return a Kano answer about an attribute."""
    _name, _chinese, _key, there, absent = ATTRIBUTES[question.icrm_pair - 1]
    return dice.choice(there if question.icrm_side == "functional" else absent)


def _hold(campaign, opened_on, answer_kano):
    """Open, answer, close and publish a past campaign."""
    campaign.action_open()
    # sudo: what jobs and participants do, done at once for the demonstration
    campaign_sudo = campaign.sudo()
    campaign_sudo.participant_ids.write({"state": "invited"})
    dice = random.Random(3 + campaign_sudo.id)
    questions = campaign_sudo.survey_id._icrm_get_questions()
    for participant in campaign_sudo.participant_ids.sorted("name"):
        if dice.random() < 0.8:
            participant._submit(
                {
                    subject.id: {
                        question.id: answer_kano(dice, question)
                        for question in questions
                    }
                    for subject in participant.subject_ids
                }
            )
    closed_on = opened_on + timedelta(days=14)
    dates = {"opens_on": opened_on, "opened_on": opened_on, "closes_on": closed_on}
    campaign_sudo._write_turnout()
    campaign_sudo._write_workflow({**dates, "state": "closed", "closed_on": closed_on})
    campaign_sudo._count()
    campaign_sudo._write_workflow(
        {"state": "published", "published_on": closed_on + timedelta(days=3)}
    )
