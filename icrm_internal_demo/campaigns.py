# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Two waves of a SERVQUAL campaign, published; one campaign open, one prepared.

And what staff say of the company as an employer.
"""

import random
from datetime import timedelta

from odoo import Command, fields

from .two_languages import write_translations

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
# department: how its people see the company, beside the others, in points of seven
SPIRIT = {"it": 1.2, "hr": 0.9, "research": 0.6, "procurement": -0.9, "logistics": -0.5}
# provider: language: what people write; each sentence once, the first half in the first
# wave
COMMENTS = {
    "it": {
        "en": [
            "Please tell us before the network goes down, not after.",
            "Great people on the desk; the form for access is a riddle.",
            "I would like to see where my request stands without asking.",
            "Sometimes three people answer me with three answers.",
            "I waited two weeks for a monitor that was in the cupboard.",
            "The help page is out of date: half of the links lead nowhere.",
            "Waiting for access rights costs every newcomer a week.",
            "The new laptop was ready on my first day. Thank you!",
            "Access rights come within a day now. It used to be slow.",
            "They called me before I noticed that my disk was full.",
            "Status messages are clear since summer; I wait without worrying.",
            "Quick and friendly, even on a Friday evening.",
            "I still wait too long when the case goes to a supplier.",
            "The evening shift solved it while I was on the phone.",
        ],
        "zh": [
            "停机维护没有提前通知，客户会议只好改期。",
            "电话总能打通，问题一般当天就能解决。",
            "权限申请要等一周，新同事很着急。",
            "申请提交以后看不到进度，只能去问。",
            "打印机坏了等了三天才有人来。",
            "会议室投屏经常连不上，希望彻底解决。",
            "同一个问题每次要重新说一遍。",
            "权限申请比以前快多了。",
            "会议室设备终于换新的了，很好用。",
            "周末也有人值班，帮了大忙。",
            "解释得很清楚，不用专业术语。",
            "现在能看到进度，不用再打电话等消息了。",
            "远程支持很快，十分钟就处理完了。",
            "换电脑时数据迁移得很仔细，没有耽误工作。",
        ],
    },
    "hr": {
        "en": [
            "Training is well organised, the booking less so.",
            "Contracts take long when the board is travelling.",
            "I never know whom to ask about visas.",
            "The leave form exists in Chinese only.",
            "My question about parental leave was answered the same day.",
            "We wait for months until an open position is advertised.",
            "Please tell heads earlier when somebody changes departments.",
            "Jonas keeps candidates and me informed. That is how it should be.",
            "Kind and correct, every time.",
            "The visa guide is new, and it helped my colleague a lot.",
            "Onboarding was smooth: a desk, a badge and a mentor on day one.",
            "Salary questions are answered quickly and in plain words.",
            "Booking a course is easy now, the reminders are useful.",
            "Still slow: the reference letter took three weeks.",
        ],
        "zh": [
            "工资单有问题时回复很快。",
            "招聘进度要等人力资源部通知，部门不知道到哪一步了。",
            "有困难时愿意听我们说，谢谢。",
            "培训名额公布得太晚，安排不开。",
            "社保问题问了三个人，答案不一样。",
            "调岗手续要等两个月。",
            "员工手册里查不到加班怎么算。",
            "入职流程清楚，新同事都说好。",
            "证明文件一天就开好了。",
            "请假单现在有英文版，外籍同事也能自己填。",
            "面试安排得很紧凑，没有让候选人空等。",
            "年终总结会开得很有意义。",
            "培训内容比去年实用多了。",
            "希望报销和考勤能用同一个入口。",
        ],
    },
    "procurement": {
        "en": [
            "Six weeks for a part that is in stock at the supplier.",
            "Offers are compared fairly and in the open. I like that.",
            "Not a word that my order was on hold.",
            "Three approvals for a box of gloves.",
            "I had to wait a month for a simple quotation.",
            "The catalogue shows prices of last year.",
            "Please tell us the delivery date when it changes.",
            "Elena saved our prototype by calling the supplier herself.",
            "The new buyers know our equipment well.",
            "The limit for small orders is a relief.",
            "We still wait too long for framework contracts.",
            "Good prices, but the delivery is always late.",
            "The order status is hard to find.",
            "Complaints to suppliers are handled firmly and politely.",
        ],
        "zh": [
            "采购进度没有人通知，只能自己去问。",
            "审批环节太多，小额采购能不能简化？",
            "价格谈得好，但交期总是推迟。",
            "紧急采购应该有快速通道。",
            "等了五周，才知道申请单被退回了。",
            "供应商名单应该让研发也看得到。",
            "样品采购要等三个部门签字。",
            "供应商质量问题处理得很认真。",
            "小额采购不用层层审批了，很好。",
            "交期变了会提前说一声，比以前好。",
            "合同模板更新后，法务审得快了。",
            "年底集中采购，等得还是太久。",
            "询价结果写得清楚，方便我们比较。",
            "希望进口件的清关进度也能看到。",
        ],
    },
}
# What comments speak of: names by language, words of both
THEMES = (
    (
        {"en_US": "Waiting", "zh_CN": "等待时间", "zh_TW": "等待時間"},
        "wait, slow, take long, took, late, week, weeks, month, months, "
        "等, 推迟, 太晚, 太久",
    ),
    (
        {"en_US": "Speed", "zh_CN": "处理速度", "zh_TW": "處理速度"},
        "quick, quickly, fast, same day, within a day, evening, easy, smooth, "
        "快, 当天, 一天, 十分钟, 紧凑, 耽误, 周末",
    ),
    (
        {"en_US": "Information", "zh_CN": "信息与进度", "zh_TW": "資訊與進度"},
        "tell, informed, know, status, stands, word, find, "
        "通知, 进度, 说一声, 看到, 查不到, 不知道",
    ),
    (
        {"en_US": "Forms and Approvals", "zh_CN": "表单与审批", "zh_TW": "表單與審批"},
        "form, approval, approvals, booking, access, contract, contracts, "
        "申请, 审批, 手续, 流程, 签字, 单",
    ),
    (
        {"en_US": "People", "zh_CN": "人员与态度", "zh_TW": "人員與態度"},
        "friendly, kind, people, buyers, polite, politely, called, calling, "
        "认真, 仔细, 愿意, 帮, 解释",
    ),
)


def build_campaigns(env, departments):
    """Let the officer ask, and everybody answer by their own links.

    :param departments: {key of company.DEPARTMENTS: department}
    """
    officer = env["res.users"].search([("login", "=", "sofia")])
    template = env.ref("icrm_internal.survey_servqual_short")
    survey = _make_survey(
        template,
        {
            "en_US": "Service quality",
            "zh_CN": "服务质量",
            "zh_TW": "服務品質",
        },
    )
    env = env(user=officer)
    for names, words in THEMES:
        theme = env["icrm.theme"].create({"name": names["en_US"], "words": words})
        write_translations(theme, "name", names)
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
        {"name": "How our departments serve each other", **values}
    )
    write_translations(
        first,
        "name",
        {
            "zh_CN": "部门之间服务得怎么样",
            "zh_TW": "部門之間服務得怎麼樣",
        },
    )
    _hold(first, 0, departments, 0.72, today - timedelta(days=190))
    # sudo: the job begins waves.
    second = first.sudo()._create_next_wave().with_env(env)
    _hold(second, 1, departments, 0.8, today - timedelta(days=24))
    first.recurrence = second.recurrence = "half"
    open_one = env["icrm.campaign"].create(
        {
            "name": "Working with Administration and Finance",
            **values,
            "survey_id": _make_survey(
                env.ref("icrm_internal.survey_csat"),
                {"en_US": "Satisfaction", "zh_CN": "满意度", "zh_TW": "滿意度"},
            ).id,
            "about_department_ids": [
                Command.set([departments["admin"].id, departments["finance"].id])
            ],
            "recurrence": "none",
        }
    )
    write_translations(
        open_one,
        "name",
        {"zh_CN": "与行政、财务合作得怎么样", "zh_TW": "與行政、財務合作得怎麼樣"},
    )
    open_one.action_open()
    # sudo: people answer by their links.
    _answer(open_one.sudo(), 0, departments, 0.4)
    # sudo: as if it had been opened some days ago
    since = today - timedelta(days=5)
    open_one.sudo()._write_workflow({"opens_on": since, "opened_on": since})
    prepared = env["icrm.campaign"].create(
        {
            "name": "Working with Legal and Logistics",
            **values,
            "about_department_ids": [
                Command.set([departments["legal"].id, departments["logistics"].id])
            ],
            "opens_on": today + timedelta(days=10),
            "closes_on": today + timedelta(days=24),
            "recurrence": "none",
        }
    )
    write_translations(
        prepared,
        "name",
        {"zh_CN": "与法务、物流合作得怎么样", "zh_TW": "與法務、物流合作得怎麼樣"},
    )


def build_staff_survey(env, departments):
    """Ask everybody about the company, as its employer; published."""
    officer = env["res.users"].search([("login", "=", "sofia")])
    survey = _make_survey(
        env.ref("icrm_internal.survey_engagement"),
        {
            "en_US": "Engagement of staff",
            "zh_CN": "员工敬业度",
            "zh_TW": "員工敬業度",
        },
    )
    today = fields.Date.today()
    campaign = (
        env["icrm.campaign"]
        .with_user(officer)
        .create(
            {
                "name": "You and the company",
                "survey_id": survey.id,
                "about": "company",
                # The officer chose so: heads see it beside how they serve.
                "visibility": "heads",
                "subject_ids": [Command.create({})],
                "closes_on": today + timedelta(days=14),
                "cooldown_days": 0,
                "mail_text": "<p>Your answers show what should get better here.</p>",
            }
        )
    )
    write_translations(campaign, "name", {"zh_CN": "您与公司", "zh_TW": "您與公司"})
    _hold(campaign, 0, departments, 0.85, today - timedelta(days=45))


def _make_survey(template, titles):
    # sudo: a template is copied for any user who builds the demo.
    survey = template.sudo().copy({"icrm_is_template": False})
    survey.title = titles["en_US"]
    write_translations(survey, "title", titles)
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
    lines = _get_lines(dice, wave)
    keys = {department.id: key for key, department in departments.items()}
    questions = campaign_sudo.survey_id._icrm_get_questions()
    for participant in campaign_sudo.participant_ids.sorted("name"):
        if dice.random() > share:
            continue
        mood = dice.gauss(0, 0.5)
        if campaign_sudo.about == "company":
            mood += 0.5 + SPIRIT.get(keys.get(participant.department_id.id), 0)
        language = (participant.customer_id.lang or "en")[:2]
        participant._submit(
            {
                subject.id: {
                    question.id: value
                    for question in questions
                    if (
                        value := _comment(dice, lines, keys, subject, language)
                        if question.question_type in ("text_box", "char_box")
                        else _answer_question(dice, question, subject, keys, wave, mood)
                    )
                }
                for subject in participant.subject_ids
            }
        )


def _get_lines(dice, wave):
    """Return {(provider, language): sentences that nobody has written yet}."""
    lines = {}
    for key, by_language in COMMENTS.items():
        for language, every in by_language.items():
            half = len(every) // 2
            some = every[half:] if wave else every[:half]
            lines[key, language] = dice.sample(some, len(some))
    return lines


def _comment(dice, lines, keys, subject, language):
    """Return a sentence in the writer's language, or None."""
    some = lines.get((keys.get(subject.department_id.id), language))
    return some.pop() if some and dice.random() < 0.7 else None


def _answer_question(dice, question, subject, keys, wave, mood):
    """Return an answer, or None."""
    key = keys.get(subject.department_id.id)
    if question.question_type != "scale":
        return None
    low, high = question.scale_min, question.scale_max
    level = EXPECTED
    if question.icrm_side != "expectation":
        level = PERCEIVED.get(key, (5.2, 5.2))[wave]
        level += STRENGTH.get(question.icrm_dimension_id.code, 0) + mood
    point = low + (level - 1) / 6 * (high - low) + dice.gauss(0, (high - low) / 8)
    return max(low, min(high, round(point)))
