# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""How a new colleague comes on board at Halden, what may go wrong, how it feels."""

from datetime import timedelta

from odoo import Command, fields

# (English, simplified, traditional)
PROCESS = ("A new colleague comes on board", "新同事入职", "新同事到職")
CHINESE = ("zh_CN", "zh_TW")
MEASURED = ("A locked account is opened again", "解锁账号", "解鎖帳號")
# name, values; "next" and "if" by the place of a step in this list
STEPS = [
    (
        ("A manager announces a new colleague", "经理通知有新同事", "主管通知有新同事"),
        {"kind": "start", "value": "needed"},
    ),
    (
        ("Waits to be taken", "等待受理", "等待受理"),
        {"value": "waste", "match_state": "new"},
    ),
    (
        ("Plan the first day", "安排入职第一天", "安排到職第一天"),
        {
            "value": "value",
            "role": "Recruiter",
            "inputs": "Contract, start date, place of work",
            "outputs": "Checklist with names and dates",
            "match_state": "in_progress",
            "match_holder": "provider",
            "next": (3, 4, 5),
        },
    ),
    (
        ("Account, laptop and badge", "账号、电脑与门禁", "帳號、電腦與門禁"),
        {
            "value": "value",
            "department": "it",
            "inputs": "Checklist",
            "outputs": "A desk that works",
            "match_state": "in_progress",
            "match_holder": "department",
            "next": (5,),
        },
    ),
    (
        ("Waits for papers", "等待材料", "等待文件"),
        {
            "value": "waste",
            "kind": "decision",
            "condition": "papers are missing",
            "match_state": "waiting",
            "next": (2,),
        },
    ),
    (
        ("The first day", "入职第一天", "到職第一天"),
        {"kind": "end", "value": "needed"},
    ),
]
PROBLEM = (
    "The account is there, the laptop is not",
    "bottleneck",
    "Two desks order independently of each other; nobody looks at both dates.",
)
# name, category, department, owner, likelihood, impact, cause, plan
RISKS = [
    (
        "Only one person knows the payroll run",
        "people",
        "hr",
        "mei",
        "3",
        "5",
        "It was never written down, and she has not been away for three years.",
        [
            ("Write the run down, screen by screen", "prevent", "liping"),
            ("Train a second person before year-end", "prevent", "mei"),
            (
                "Call the provider's hotline, pay last month's sums",
                "emergency",
                "carla",
            ),
        ],
    ),
    (
        "Customer data lie on a drive that everybody reads",
        "leak",
        "it",
        "daniel",
        "4",
        "4",
        "Projects share folders in a hurry, and nobody takes the rights back.",
        [
            ("Ask the owners of all open folders every quarter", "prevent", "tao"),
            ("Close the drive, keep the log", "emergency", "lukas"),
            ("Tell the General Counsel within four hours", "emergency", "daniel"),
        ],
    ),
    (
        "The buyer's cousin sells us lenses",
        "interest",
        "procurement",
        "jun",
        "2",
        "4",
        "One buyer alone chooses the supplier of small orders.",
        [("Two names on every new supplier", "prevent", "elena")],
    ),
    (
        "Service desk falls behind after the summer",
        "service",
        "it",
        "daniel",
        "4",
        "3",
        "Holidays, and the new test benches start in the same month.",
        [
            ("Plan holidays of the desk together", "prevent", "daniel"),
            ("Two engineers of Infrastructure help out", "emergency", "lukas"),
        ],
    ),
    (
        "Research buys its own cloud",
        "competition",
        "it",
        "daniel",
        "3",
        "3",
        "A test bench took twelve days; a credit card takes five minutes.",
        [("A small cloud of our own, within the hour", "prevent", "lukas")],
    ),
    (
        "Two departments promise the same date differently",
        "communication",
        "logistics",
        "bin",
        "3",
        "2",
        "Sales dates and shipping dates come from two lists.",
        [],
    ),
]
LESSON = (
    "<p>The folder was closed within the hour, but it took two days to learn who had "
    "opened it: keep the log for a year.</p>"
)
JOURNEY = ("My first month at Halden", "我在衡典的第一个月", "我在衡典的第一個月")
PERSONA = (
    "An engineer from another town, new to the company. Wants to be useful within "
    "a week and to know whom to ask.",
    "来自外地的工程师，第一次在本公司工作。希望一周内就能上手，并知道有问题该找谁。",
    "來自外地的工程師，第一次在本公司工作。希望一週內就能上手，並知道有問題該找誰。",
)
BEFORE = ("Before", "入职前", "到職前")
FIRST_DAY = ("First day", "第一天", "第一天")
FIRST_WEEKS = ("First weeks", "头几周", "頭幾週")
# stage, name, service, score or None for the ratings, expected, truth, pain_point, plan
TOUCHPOINTS = [
    (
        BEFORE,
        ("The contract arrives", "收到合同", "收到合約"),
        None,
        4.0,
        "4",
        False,
        None,
        None,
    ),
    (
        BEFORE,
        ("Three weeks of silence", "三周没有消息", "三週沒有消息"),
        None,
        2.0,
        "4",
        True,
        "Nobody writes between contract and first day.",
        "A letter by hand from the team, with a photograph",
    ),
    (
        FIRST_DAY,
        ("Welcome at the door", "在门口迎接", "在門口迎接"),
        "onboarding",
        None,
        "5",
        True,
        None,
        "The head of department comes down in person",
    ),
    (
        FIRST_DAY,
        ("Laptop and account", "电脑与账号", "電腦與帳號"),
        "laptop",
        None,
        "4",
        True,
        "The laptop comes days after the colleague.",
        None,
    ),
    (
        FIRST_WEEKS,
        ("The first question to the desk", "第一次求助服务台", "第一次求助服務台"),
        "password",
        None,
        "4",
        False,
        None,
        None,
    ),
    (
        FIRST_WEEKS,
        ("The first training", "第一次培训", "第一次培訓"),
        "training",
        None,
        "4",
        False,
        None,
        None,
    ),
    (
        FIRST_WEEKS,
        ("Coffee with the managing director", "与总经理喝咖啡", "與總經理喝咖啡"),
        None,
        4.6,
        "5",
        True,
        None,
        None,
    ),
]


def build_processes(env, departments, services):
    """Draw one process and one journey, and write down a handful of risks.

    :param departments: {key of company.DEPARTMENTS: department}
    :param services: {key of catalogue.SERVICES: service}
    """
    users = {user.login: user for user in env["res.users"].search([])}
    _build_process(env, departments, services, users)
    _build_measured(env, services, users)
    _build_risks(env, departments, users)
    _build_journey(env, departments, services, users)


def _translate(record, field, texts):
    record.update_field_translations(field, {"zh_CN": texts[1], "zh_TW": texts[2]})


def _build_process(env, departments, services, users):
    today = fields.Date.today()
    Step = env["icrm.process.step"]
    process = env["icrm.process"].create(
        {
            "name": PROCESS[0],
            "service_id": services["onboarding"].id,
            "owner_id": users["jonas"].id,
            "purpose": "Whoever begins on Monday can work on Monday.",
            "trigger": "A manager announces a new colleague",
            "result": "The new colleague works",
        }
    )
    _translate(process, "name", PROCESS)
    steps = Step
    for place, (names, spec) in enumerate(STEPS):
        values = {key: value for key, value in spec.items() if key != "next"}
        if department := values.pop("department", None):
            values["department_id"] = departments[department].id
        step = Step.create(
            {
                "process_id": process.id,
                "sequence": 10 * place,
                "name": names[0],
                **values,
            }
        )
        _translate(step, "name", names)
        steps += step
    for step, (_names, spec) in zip(steps, STEPS, strict=True):
        step.next_ids = Step.union(*(steps[place] for place in spec.get("next", ())))
    process.action_path_from_history()
    process.action_publish()
    process.write(
        {
            "audit_date": today + timedelta(days=40),
            "trained_customer_ids": [
                Command.set(
                    env["icrm.customer"]
                    .search(
                        [
                            ("kind", "=", "employee"),
                            ("department_id", "=", departments["hr"].id),
                        ],
                        limit=3,
                    )
                    .ids
                )
            ],
        }
    )
    name, kind, cause = PROBLEM
    env["icrm.process.problem"].create(
        {
            "process_id": process.id,
            "name": name,
            "kind": kind,
            "cause": cause,
            "step_id": steps[3].id,
            "user_id": users["jonas"].id,
        }
    )
    env["icrm.process.evaluation"].create(
        {
            "process_id": process.id,
            "user_id": users["sofia"].id,
            "interview_count": 6,
            "interviews": "<p>“I had a mentor before a chair.” Most were welcomed "
            "warmly and equipped late.</p>",
            "conclusion": "Keep the mentor; order the laptop with the contract.",
            "cost": 480,
        }
    )


def _build_measured(env, services, users):
    """A process from history; many of its requests ask back, off the standard."""
    process = env["icrm.process"].create(
        {
            "name": MEASURED[0],
            "service_id": services["password"].id,
            "owner_id": users["daniel"].id,
        }
    )
    _translate(process, "name", MEASURED)
    process.action_draft_from_history()
    for step in process.step_ids:
        _translate(step, "name", [None, *(_name_step(step, lang) for lang in CHINESE)])
    process.action_path_from_history()
    process.action_publish()


def _name_step(step, lang):
    """What the draft calls *step* for those who read *lang*."""
    process = step.process_id.with_context(lang=lang)
    if step.kind in ("start", "end"):
        return process._get_end_values(step.kind, 0)["name"]
    return process._get_step_name(step.match_state, step.match_holder, None)


def _build_risks(env, departments, users):
    today = fields.Date.today()
    Risk = env["icrm.risk"]
    for number, (name, category, key, owner, *levels, cause, plan) in enumerate(RISKS):
        risk = Risk.with_user(users[owner]).create(
            {
                "name": name,
                "category": category,
                "department_id": departments[key].id,
                "owner_id": users[owner].id,
                "likelihood": levels[0],
                "impact": levels[1],
                "cause": cause,
                "review_date": today + timedelta(days=20 * number + 5),
                "step_ids": [
                    Command.create(
                        {"name": step, "kind": kind, "user_id": users[login].id}
                    )
                    for step, kind, login in plan
                ],
            }
        )
        if category == "service":
            risk.write(
                {
                    "kpi_id": env.ref("icrm_internal.icrm_kpi_backlog_age").id,
                    "threshold": 1,
                }
            )
        if category == "leak":
            risk.action_activate("A supplier sent us a list that he should not have.")
            risk.action_deactivate("All rights were taken back; the list is deleted.")
            risk.lessons = LESSON
            risk.likelihood = "3"
    Risk._cron_warn()


def _build_journey(env, departments, services, users):
    journey = env["icrm.journey"].create(
        {
            "name": JOURNEY[0],
            "persona": PERSONA[0],
            "department_id": departments["hr"].id,
            "owner_id": users["mei"].id,
        }
    )
    _translate(journey, "name", JOURNEY)
    _translate(journey, "persona", PERSONA)
    for place, spec in enumerate(TOUCHPOINTS):
        stage, name, key, score, expected, truth, pain_point, plan = spec
        point = env["icrm.journey.touchpoint"].create(
            {
                "journey_id": journey.id,
                "sequence": 10 * place,
                "stage": stage[0],
                "name": name[0],
                "service_id": services[key].id if key else False,
                "department_id": departments["hr"].id if not key else False,
                "source": "manual" if score else "rating",
                "manual_score": score or 3,
                "expected": expected,
                "is_moment_of_truth": truth,
                "pain_point": pain_point,
                "plan": plan,
                "owner_id": users["anita"].id,
            }
        )
        _translate(point, "stage", stage)
        _translate(point, "name", name)
    journey.action_publish()
