# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Campaigns about IT: wishes (KANO), equipment, and four quarters of a short survey."""

import random
from datetime import timedelta

from odoo import Command, fields

from .two_languages import write_translations

# English, Chinese (simplified, traditional), service, how people feel with it, and
# without it: 1 they like it, 2 expect it, 3 do not care, 4 can live with it, 5 dislike
ATTRIBUTES = (
    ("A spare laptop", "备用电脑", "備用電腦", "laptop", (1, 1, 1, 2), (5, 5, 5, 4)),
    (
        "A person on the phone",
        "有人接听的电话",
        "有人接聽的電話",
        "password",
        (2, 2, 1, 3),
        (5, 5, 4),
    ),
    ("A progress bar", "进度条", "進度列", "software", (1, 1, 1, 2), (3, 3, 4, 5)),
    ("Help in the evening", "晚间支持", "晚間支援", "vpn", (1, 1, 3), (3, 4, 3, 5)),
    (
        "A monthly newsletter",
        "信息技术部月报",
        "資訊技術部月報",
        None,
        (3, 3, 1),
        (3, 3, 3, 5),
    ),
    (
        "A word before systems go down",
        "停机前通知",
        "停機前通知",
        "wifi",
        (2, 1, 2),
        (5, 5, 5, 4),
    ),
)
# Services whose satisfaction is asked about
CONTENT = ("laptop", "access", "software")
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
            "name": "What we should offer next",
            "survey_id": _make_wishes(env, services).id,
            "visibility": "everybody",
            "breakdown": "none",
            **values,
        }
    )
    write_translations(
        wishes,
        "name",
        _speak("", "我们下一步该提供什么", "我們下一步該提供什麼"),
    )
    _hold(wishes, today - timedelta(days=60), _wish)
    # sudo: as the closing does
    wishes.sudo()._store_kano_classes()
    rooms = env["icrm.campaign"].create(
        {
            "name": "Equipment and meeting rooms",
            "survey_id": _make_rooms(env).id,
            **values,
        }
    )
    write_translations(
        rooms, "name", _speak("", "办公设备与会议室", "辦公設備與會議室")
    )
    _hold(rooms, today - timedelta(days=39), _answer_rooms)
    wave = env["icrm.campaign"].create(
        {
            "name": "IT in two questions",
            "survey_id": _make_short(env).id,
            "recurrence": "quarter",
            **values,
        }
    )
    write_translations(wave, "name", _speak("", "信息技术部两问", "資訊技術部兩問"))
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
    _ask_about_services(env, services, values, today)


def _ask_about_services(env, services, values, today):
    """Ask how content people are with single services."""
    campaign = env["icrm.campaign"].create(
        {
            **values,
            "name": "Services of IT",
            "survey_id": _make_satisfaction(env).id,
            "about": "services",
            "about_department_ids": [Command.clear()],
            "subject_ids": [
                Command.create({"service_id": services[key].id}) for key in CONTENT
            ],
        }
    )
    write_translations(
        campaign, "name", _speak("", "信息技术部的服务", "資訊技術部的服務")
    )
    _hold(campaign, today - timedelta(days=40), _rate)


def _make_satisfaction(env):
    return _make(
        env,
        _speak("Satisfaction with a service", "对服务的满意度", "對服務的滿意度"),
        [
            {
                "title": _speak(
                    "All in all, how satisfied are you with this service?",
                    "总体而言，您对这项服务满意吗？",
                    "整體而言，您對這項服務滿意嗎？",
                ),
                "question_type": "scale",
                "scale_min": 1,
                "scale_max": 5,
                "icrm_measure": "csat",
            }
        ],
    )


def _rate(dice, question):
    return max(1, min(5, round(dice.gauss(3.8, 1))))


def _make_wishes(env, services):
    """Return a KANO survey: each attribute asked for there, and for not there."""
    questions = []
    for pair, (name, simplified, traditional, key, *_moods) in enumerate(ATTRIBUTES, 1):
        for side, words in (
            (
                "functional",
                (
                    "How would you feel if you had this: {}?",
                    "如果有{}，您会觉得怎样？",
                    "如果有{}，您會覺得怎樣？",
                ),
            ),
            (
                "dysfunctional",
                (
                    "How would you feel without it: {}?",
                    "如果没有{}，您会觉得怎样？",
                    "如果沒有{}，您會覺得怎樣？",
                ),
            ),
        ):
            questions.append(
                {
                    "title": _speak(
                        words[0].format(name.lower()),
                        words[1].format(simplified),
                        words[2].format(traditional),
                    ),
                    "question_type": "scale",
                    "scale_min": 1,
                    "scale_max": 5,
                    "scale_min_label": _speak("I like it", "喜欢", "喜歡"),
                    "scale_max_label": _speak("I dislike it", "不喜欢", "不喜歡"),
                    "icrm_measure": "kano",
                    "icrm_side": side,
                    "icrm_pair": pair,
                    "icrm_label": _speak(name, simplified, traditional),
                    "icrm_service_id": key and services[key].id,
                }
            )
    return _make(
        env,
        _speak("What IT should offer", "信息技术部应提供什么", "資訊技術部應提供什麼"),
        questions,
    )


def _make_short(env):
    return _make(
        env,
        _speak("IT in two questions", "信息技术部两问", "資訊技術部兩問"),
        [
            {
                "title": _speak(
                    "All in all, how satisfied are you?",
                    "总体而言，您满意吗？",
                    "整體而言，您滿意嗎？",
                ),
                "question_type": "scale",
                "scale_min": 1,
                "scale_max": 5,
                "icrm_measure": "csat",
            },
            {
                "title": _speak(
                    "Would you recommend us to a colleague?",
                    "您会向同事推荐我们吗？",
                    "您會向同事推薦我們嗎？",
                ),
                "question_type": "scale",
                "scale_min": 0,
                "scale_max": 10,
                "icrm_measure": "nps",
            },
        ],
    )


def _speak(english, simplified, traditional):
    return {"en_US": english, "zh_CN": simplified, "zh_TW": traditional}


def _make(env, title, questions):
    """Return a survey; texts are dictionaries by language, choices and rows lists of
    them; ``ask_if``: (number of a question, number of its choice)."""
    survey = env["survey.survey"].create(
        {"title": title["en_US"], "survey_type": "icrm"}
    )
    write_translations(survey, "title", title)
    made = []
    for place, question in enumerate(questions, 1):
        texts = {key: value for key, value in question.items() if _is_text(value)}
        lists = {key: value for key, value in question.items() if _is_list(value)}
        values = {
            key: value
            for key, value in question.items()
            if key not in (*texts, *lists, "ask_if")
        }
        values |= {key: text["en_US"] for key, text in texts.items()}
        values |= {
            key: [
                Command.create({"value": text["en_US"], "sequence": number})
                for number, text in enumerate(some)
            ]
            for key, some in lists.items()
        }
        if "ask_if" in question:
            other, choice = question["ask_if"]
            answer = made[other].suggested_answer_ids[choice]
            values["triggering_answer_ids"] = [Command.set(answer.ids)]
        record = env["survey.question"].create(
            {"survey_id": survey.id, "sequence": place, **values}
        )
        for key, text in texts.items():
            write_translations(record, key, text)
        for key, some in lists.items():
            for line, text in zip(record[key], some, strict=True):
                write_translations(line, "value", text)
        made.append(record)
    return survey


def _is_text(value):
    return isinstance(value, dict)


def _is_list(value):
    return isinstance(value, list)


def _make_rooms(env):
    """Return a survey with sections, a matrix, and conditional questions."""
    section = {"is_page": True, "question_type": False}
    return _make(
        env,
        _speak("Equipment and meeting rooms", "办公设备与会议室", "辦公設備與會議室"),
        [
            {**section, "title": _speak("Your equipment", "您的设备", "您的設備")},
            {
                "title": _speak(
                    "How well does your equipment work?",
                    "您的办公设备好用吗？",
                    "您的辦公設備好用嗎？",
                ),
                "question_type": "matrix",
                "icrm_measure": "item",
                "constr_mandatory": True,
                "matrix_row_ids": [
                    _speak("Laptop", "笔记本电脑", "筆記型電腦"),
                    _speak("Screens", "显示器", "螢幕"),
                    _speak("Printers", "打印机", "印表機"),
                    _speak("Network", "网络", "網路"),
                ],
                "suggested_answer_ids": [
                    _speak("Badly", "很差", "很差"),
                    _speak("So-so", "一般", "普通"),
                    _speak("Well", "好用", "好用"),
                    _speak("Very well", "非常好用", "非常好用"),
                ],
            },
            {**section, "title": _speak("Meeting rooms", "会议室", "會議室")},
            {
                "title": _speak(
                    "Did you book a meeting room in the last month?",
                    "最近一个月您预订过会议室吗？",
                    "最近一個月您預訂過會議室嗎？",
                ),
                "question_type": "simple_choice",
                "icrm_measure": "item",
                "constr_mandatory": True,
                "suggested_answer_ids": [
                    _speak("Yes", "是", "是"),
                    _speak("No", "否", "否"),
                ],
            },
            {
                "title": _speak(
                    "How easy was it to book?", "预订方便吗？", "預訂方便嗎？"
                ),
                "question_type": "scale",
                "scale_min": 1,
                "scale_max": 5,
                "scale_min_label": _speak("Hard", "很不方便", "很不方便"),
                "scale_max_label": _speak("Easy", "很方便", "很方便"),
                "icrm_measure": "item",
                "constr_mandatory": True,
                "ask_if": (3, 0),
            },
            {
                "title": _speak("Why not?", "为什么没有？", "為什麼沒有？"),
                "question_type": "multiple_choice",
                "icrm_measure": "item",
                "ask_if": (3, 1),
                "suggested_answer_ids": [
                    _speak("No need", "不需要", "不需要"),
                    _speak("All rooms were taken", "订不到", "訂不到"),
                    _speak("I do not know how", "不知道怎么预订", "不知道怎麼預訂"),
                ],
            },
        ],
    )


def _answer_rooms(dice, question):
    """Return an answer; what is not asked is dropped when it is sent."""
    choices = question.suggested_answer_ids
    if question.question_type == "matrix":
        weights = {0: (1, 3, 5, 3), 1: (1, 2, 4, 4), 2: (5, 4, 2, 1), 3: (2, 4, 4, 1)}
        return {
            row.id: dice.choices(choices.ids, weights[place])[0]
            for place, row in enumerate(question.matrix_row_ids)
        }
    if question.question_type == "simple_choice":
        return dice.choices(choices.ids, (7, 3))[0]
    if question.question_type == "multiple_choice":
        return dice.sample(choices.ids, dice.choice((1, 1, 2)))
    return max(1, min(5, round(dice.gauss(3.4, 1))))


def _wish(dice, question):
    """Return a Kano answer about an attribute."""
    *_names, there, absent = ATTRIBUTES[question.icrm_pair - 1]
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
