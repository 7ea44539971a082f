# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Two waves of a SERVQUAL campaign, published; one campaign open, one prepared."""

import random
from datetime import timedelta

from odoo import Command, fields

# provider: perception in points of seven, half a year ago and in the last wave
PERCEIVED = {"it": (4.9, 5.5), "hr": (5.6, 5.4), "procurement": (4.2, 4.0)}
# dimension: better or worse than the department as a whole
STRENGTH = {
    "tangibles": 0.3,
    "reliability": -0.5,
    "responsiveness": -0.6,
    "assurance": 0.4,
    "empathy": 0.1,
}
EXPECTED = 6.2
COMMENTS = {
    "it": [
        "The new laptop was ready on my first day. Thank you!",
        "电话总能打通，问题一般当天就能解决。",
        "Please tell us before the network goes down, not after.",
        "权限申请比以前快多了。",
        "Great people on the desk; the form for access is a riddle.",
        "会议室设备终于换新的了，很好用。",
        "I would like to see where my request stands without asking.",
        "周末也有人值班，帮了大忙。",
        "Sometimes three people answer me with three answers.",
        "解释得很清楚，不用专业术语。",
    ],
    "hr": [
        "Jonas keeps candidates and me informed. That is how it should be.",
        "工资单有问题时回复很快。",
        "Training is well organised, the booking less so.",
        "入职流程清楚，新同事都说好。",
        "Contracts take long when the board is travelling.",
        "有困难时愿意听我们说，谢谢。",
        "I never know whom to ask about visas.",
        "证明文件一天就开好了。",
        "Kind and correct, every time.",
        "希望能用英文填写请假单。",
    ],
    "procurement": [
        "Six weeks for a part that is in stock at the supplier.",
        "采购进度没有人通知，只能自己去问。",
        "Elena saved our prototype by calling the supplier herself.",
        "审批环节太多，小额采购能不能简化？",
        "Offers are compared fairly and in the open. I like that.",
        "价格谈得好，但交期总是推迟。",
        "Nobody told me that my order was on hold.",
        "供应商质量问题处理得很认真。",
        "The new buyers know our equipment well.",
        "紧急采购应该有快速通道。",
    ],
}


def build_campaigns(env, departments):
    """Let the officer ask, and everybody answer by their own links.

    :param departments: {key of company.DEPARTMENTS: department}
    """
    officer = env["res.users"].search([("login", "=", "sofia")])
    template = env.ref("icrm_internal.survey_servqual_short")
    survey = _make_survey(template, "Service quality / 服务质量")
    env = env(user=officer)
    today = fields.Date.today()
    asked = [departments[key] for key in PERCEIVED]
    values = {
        "survey_id": survey.id,
        "about_department_ids": [Command.set([department.id for department in asked])],
        "closes_on": today + timedelta(days=14),
        "recurrence": "half",
        # Their interaction was half a year ago.
        "cooldown_days": 0,
        "mail_text": "<p>Your answers decide what we improve first. Last time they led "
        "to the new form for access rights.</p>",
    }
    first = env["icrm.campaign"].create(
        {"name": "How our departments serve each other / 内部服务质量", **values}
    )
    _hold(first, 0, departments, 0.72, today - timedelta(days=190))
    # sudo: the job begins waves.
    second = first.sudo()._create_next_wave().with_env(env)
    _hold(second, 1, departments, 0.8, today - timedelta(days=24))
    first.recurrence = second.recurrence = "half"
    open_one = env["icrm.campaign"].create(
        {
            "name": "Working with Administration and Finance / 行政与财务服务",
            **values,
            "survey_id": _make_survey(
                env.ref("icrm_internal.survey_csat"), "Satisfaction / 满意度"
            ).id,
            "about_department_ids": [
                Command.set([departments["admin"].id, departments["finance"].id])
            ],
            "recurrence": "none",
        }
    )
    open_one.action_open()
    # sudo: people answer by their links.
    _answer(open_one.sudo(), 0, departments, 0.4)
    env["icrm.campaign"].create(
        {
            "name": "Legal and Logistics / 法务与物流",
            **values,
            "about_department_ids": [
                Command.set([departments["legal"].id, departments["logistics"].id])
            ],
            "opens_on": today + timedelta(days=10),
            "closes_on": today + timedelta(days=24),
            "recurrence": "none",
        }
    )


def _make_survey(template, title):
    # sudo: a template is copied for any user who builds the demo.
    survey = template.sudo().copy({"icrm_is_template": False})
    survey.title = title
    return survey


def _hold(campaign, wave, departments, share, opened_on):
    """Open, answer, close and publish a past campaign."""
    campaign.action_open()
    # sudo: what jobs and participants do, done at once for the demonstration
    campaign_sudo = campaign.sudo()
    campaign_sudo.participant_ids.write({"state": "invited"})
    _answer(campaign_sudo, wave, departments, share)
    closed_on = opened_on + timedelta(days=14)
    dates = {"opens_on": opened_on, "opened_on": opened_on, "closes_on": closed_on}
    campaign_sudo._write_turnout()
    campaign_sudo._write_workflow({**dates, "state": "closed", "closed_on": closed_on})
    campaign_sudo._count()
    campaign_sudo._write_workflow(
        {"state": "published", "published_on": closed_on + timedelta(days=3)}
    )


def _answer(campaign_sudo, wave, departments, share):
    """Have a share of those who are asked answer, each by the own link."""
    dice = random.Random(11 + campaign_sudo.id)
    keys = {department.id: key for key, department in departments.items()}
    questions = campaign_sudo.survey_id._icrm_get_questions()
    for participant in campaign_sudo.participant_ids.sorted("name"):
        if dice.random() > share:
            continue
        mood = dice.gauss(0, 0.5)
        participant._submit(
            {
                subject.id: {
                    question.id: value
                    for question in questions
                    if (
                        value := _answer_question(
                            dice, question, subject, keys, wave, mood
                        )
                    )
                }
                for subject in participant.subject_ids
            }
        )


def _answer_question(dice, question, subject, keys, wave, mood):
    """Return an answer, or None."""
    key = keys[subject.department_id.id]
    if question.question_type in ("text_box", "char_box"):
        lines = COMMENTS.get(key)
        return dice.choice(lines) if lines and dice.random() < 0.45 else None
    if question.question_type != "scale":
        return None
    low, high = question.scale_min, question.scale_max
    level = EXPECTED
    if question.icrm_side != "expectation":
        level = PERCEIVED.get(key, (5.2, 5.2))[wave]
        level += STRENGTH.get(question.icrm_dimension_id.code, 0) + mood
    point = low + (level - 1) / 6 * (high - low) + dice.gauss(0, (high - low) / 8)
    return max(low, min(high, round(point)))
