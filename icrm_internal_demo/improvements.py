# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What Halden Instruments does better: improvements, a programme, what people learn."""

from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import Command, fields
from odoo.tools import SQL

from .two_languages import translate

# Plan of each: department, owner, team, days until due, the texts, the figures
# (indicator, unit, good is, before, target), how far it got, and the figure after.
IMPROVEMENTS = [
    {
        "name": "Laptops are ready on the first day",
        "department": "it",
        "service": "laptop",
        "owner": "daniel",
        "team": ("priya", "jonas", "elena"),
        "due": 20,
        "problem": "Every third new colleague sits there without a laptop.",
        "cause": "HR tells the date after the contract is signed; by then Procurement "
        "needs nine days.",
        "goal": "A laptop with all programs lies on the desk on the first day.",
        "figure": ("Days until a laptop is ready", "days", "down", 9, 3),
        "resources_needed": "Ten laptops in stock; IT pays, Procurement orders once a"
        " quarter.",
        "relevance": "Three lost days for each of forty new colleagues a year.",
        "step": "check",
        "change": "A stock of ten, and HR tells the date with the offer.",
        "heard": "New colleagues sat there for days without a laptop.",
        "did": "We keep ten of them ready, and HR tells us earlier who comes.",
    },
    {
        "name": "Nobody is asked twice for the same receipt",
        "department": "finance",
        "owner": "carla",
        "team": ("ying", "nora"),
        "due": 45,
        "problem": "Travel costs come back with questions that were answered before.",
        "cause": "The form does not ask for the project, so two people ask one by one.",
        "goal": "An expense report is paid without a question.",
        "figure": ("Expense reports sent back", "%", "down", 34, 10),
        "resources_needed": "One day of Ying for the form.",
        "relevance": "People wait two weeks for their own money.",
        "step": "do",
    },
    {
        "name": "采购进度随时可见",
        "department": "procurement",
        "owner": "jun",
        "team": ("fang", "marco"),
        "due": 60,
        "problem": "研发部每周都要打电话询问订单进度。",
        "cause": "供应商的确认只在采购员的邮箱里。",
        "goal": "申请人自己能看到订单进度。",
        "figure": ("询问订单进度的电话", "次/周", "down", 22, 5),
        "resources_needed": "采购员每天更新一次，信息技术部提供页面。",
        "relevance": "双方每周各节省半天。",
        "step": "plan",
        "asked": True,
    },
    {
        "name": "Test benches are booked, not fought for",
        "department": "research",
        "owner": "marco",
        "team": ("ning", "felix"),
        "due": -8,
        "kind": "standard",
        "problem": "Two teams stand before the same bench.",
        "cause": "Four lists, none of them complete.",
        "goal": "Each bench has one calendar that everybody sees.",
        "figure": ("Clashes a month", "", "down", 14, 2),
        "resources_needed": "A calendar; Marco looks after it.",
        "relevance": "A clash costs half a day.",
        "step": "do",
    },
    {
        "name": "Candidates hear from us within a week",
        "department": "hr",
        "service": "hire",
        "owner": "mei",
        "team": ("jonas", "ingrid"),
        "due": -30,
        "problem": "Good engineers take another offer while we think.",
        "cause": "Interviews wait for a room and for three calendars.",
        "goal": "Everybody who applied has an answer after five working days.",
        "figure": ("Answered within five days", "%", "up", 41, 80),
        "resources_needed": "Two fixed afternoons a week for interviews.",
        "relevance": "Research has six empty desks.",
        "step": "done",
        "change": "Tuesday and Thursday afternoons are kept free for interviews.",
        "after": 86,
        "standard": "Interviews take place on Tuesday and Thursday afternoons.",
        "lesson": "The calendars were the cause, not the people.",
        "heard": "Candidates waited for weeks, and so did you for your new colleagues.",
        "did": "Two afternoons a week are kept free for interviews.",
        "result": "Six of seven candidates have their answer within five days now.",
    },
    {
        "name": "Fewer calls about passwords",
        "department": "it",
        "owner": "wei",
        "team": ("tao",),
        "due": -20,
        "problem": "每天有二十个电话询问密码。",
        "cause": "People do not know that they can set it themselves.",
        "goal": "Who forgot it sets it anew without calling.",
        "figure": ("Calls about passwords a week", "calls", "down", 95, 30),
        "resources_needed": "A poster and a sentence in the welcome mail.",
        "relevance": "A fifth of the desk's day.",
        "step": "done",
        "change": "A poster at every printer.",
        "after": 78,
        "lesson": "Posters are not read. The page itself must be easier to find.",
        "heard": "You call us about passwords, and wait in the line for it.",
        "did": "We put up posters that show how to set a new one yourself.",
        "result": "It hardly helped: nobody reads posters. We try another way.",
    },
    {
        "name": "One question a day to the warehouse",
        "department": "logistics",
        "owner": "bin",
        "team": ("hui", "leo"),
        "due": 30,
        "kind": "innovation",
        "problem": "仓库的好主意没有人听到。",
        "cause": "Half of the people there have no account.",
        "goal": "A screen at the door asks one question a day.",
        "figure": ("Ideas from the warehouse a month", "ideas", "up", 1, 10),
        "resources_needed": "An old tablet.",
        "relevance": "Those who do the work know best what hinders it.",
        "step": "plan",
    },
]
# days from now: phase, name, what shows it, reached
MILESTONES = [
    (-150, "analyse", "Thirty talks in eight departments", "Notes of the talks", -148),
    (-120, "analyse", "First survey of all internal customers", "412 answers", -116),
    (-95, "plan", "Catalogue agreed with every department", "40 services", -90),
    (-60, "plan", "Promises agreed, budget given", "Signed by the board", -61),
    (-30, "execute", "All desks work with it", "No more mailboxes", -21),
    (-6, "execute", "Heads of department trained", "Eight of eight", None),
    (25, "execute", "First scorecards", "Published to all departments", None),
    (70, "evaluate", "Second survey", "Compared with the first", None),
    (100, "evaluate", "What it cost, what it brought", "Report to the board", None),
]
# department, competence, what was found, how far it got
NEEDS = [
    (
        "it",
        "empathy",
        "“Sees what I need it for” was the weakest question about IT.",
        "held",
    ),
    ("procurement", "communication", "Customers ask for the state of orders.", "found"),
    ("finance", "understanding", "34 % of expense reports are sent back.", "planned"),
    ("hr", "projects", "Hiring needs six people at the same time.", "measured"),
]


def build_improvements(env, departments, services):
    """Build them step by step, as the people who do them."""
    users = {user.login: user for user in env["res.users"].search([])}
    consultant = env["res.partner"].create(
        {
            "name": "Yara Lindt",
            "email": "yara@lindt-lean.example",
            "function": "Lean consultant",
        }
    )
    programme = _build_programme(env, users, departments, consultant)
    for spec in IMPROVEMENTS:
        _build_improvement(env, users, departments, services, spec, programme)
    first = env["icrm.improvement"].search([("name", "=", IMPROVEMENTS[0]["name"])])
    first.partner_ids = consultant
    words = "The first five arrived. Elena, when do the others come?"
    first.with_user(users["daniel"]).message_post(
        body=words,
        message_type="comment",
        subtype_xmlid="mail.mt_comment",
    )
    first.activity_schedule(
        "mail.mail_activity_data_todo",
        date_deadline=fields.Date.today() + timedelta(days=6),
        summary="Measure again, over the whole month",
        user_id=users["priya"].id,
    )
    _build_needs(env, users, departments)
    _build_chains(env, users, departments, services)
    # An idea that many voted for is tried out.
    idea = env["icrm.idea"].search([("state", "=", "considered")], limit=1)
    idea.with_user(users["sofia"]).action_start_improvement()


def _build_improvement(env, users, departments, services, spec, programme):
    today = fields.Date.today()
    indicator, unit, direction, before, target = spec["figure"]
    owner = users[spec["owner"]]
    improvement = env["icrm.improvement"].create(
        {
            "name": spec["name"],
            "kind": spec.get("kind", "corrective"),
            "department_id": departments[spec["department"]].id,
            "service_id": services[spec["service"]].id if "service" in spec else False,
            "owner_id": owner.id,
            "sponsor_id": users["helen"].id,
            "member_ids": [Command.set([users[login].id for login in spec["team"]])],
            "team_until": today + timedelta(days=90),
            "programme_id": programme.id,
            **{
                name: spec[name]
                for name in (
                    "problem",
                    "cause",
                    "goal",
                    "resources_needed",
                    "relevance",
                )
            },
            "indicator": indicator,
            "unit": unit,
            "direction": direction,
            "baseline_value": before,
            "baseline_date": today - timedelta(days=100),
            "target_value": target,
            "due_date": today + timedelta(days=max(spec["due"], 3)),
            "feedback_heard": spec.get("heard"),
            "feedback_done": spec.get("did"),
            "feedback_result": spec.get("result"),
        }
    )
    if spec["step"] == "plan":
        if spec.get("asked"):
            improvement.with_user(owner).action_ask_approval()
        return
    improvement.with_user(users["sofia"]).action_start()
    if spec["step"] in ("check", "done"):
        improvement.with_user(owner).write(
            {
                "change": spec["change"],
                "implemented_on": today - timedelta(days=62),
            }
        )
        improvement.with_user(owner).action_mark_implemented()
    if spec["step"] == "done":
        improvement.with_user(owner).write(
            {
                "after_value": spec["after"],
                "after_from": today - timedelta(days=60),
                "after_to": today - timedelta(days=31),
                "after_note": "All of the month, counted by the desk.",
            }
        )
        improvement.with_user(owner).action_measure()
        improvement.with_user(owner).write(
            {
                "standard": spec.get("standard"),
                "lesson": spec["lesson"],
                "audit_date": today + timedelta(days=60)
                if spec.get("standard")
                else False,
            }
        )
        improvement.with_user(owner).action_close()
    if spec.get("heard"):
        improvement.with_user(owner).action_publish()
    # sudo: begun when its day was still to come
    improvement.sudo().write({"due_date": today + timedelta(days=spec["due"])})


def _build_chains(env, users, departments, services):
    """What some improvements began with, what they changed, and whether it helped."""
    today = fields.Date.today()
    needs = env["icrm.need"].create(
        [
            {
                "name": "Set a new password without a call / 不打电话也能重设密码",
                "provider_department_id": departments["it"].id,
                "user_id": users["daniel"].id,
                "source": "interview",
                "mentions": 12,
                "state": "planned",
            },
            {
                "name": "An answer for candidates within a week / 应聘者一周内得到答复",
                "provider_department_id": departments["hr"].id,
                "user_id": users["mei"].id,
                "source": "focus_group",
                "mentions": 9,
                "state": "met",
            },
        ]
    )
    for need in needs:
        translate(need, "name")
    laptop, passwords, hire = (
        env["icrm.improvement"].search([("name", "=", name)])
        for name in (
            "Laptops are ready on the first day",
            "Fewer calls about passwords",
            "Candidates hear from us within a week",
        )
    )
    laptop.origin = "miss"
    for improvement, need in ((passwords, needs[0]), (hire, needs[1])):
        improvement.write(
            {"origin": "need", "origin_model": need._name, "origin_id": need.id}
        )
    (passwords | hire).kpi_id = _build_compared(env, users, departments)
    services["laptop"].version_ids[-1:].improvement_id = laptop
    improvements = laptop | passwords | hire
    env.flush_all()
    # SQL: when it was heard and begun lies in the past
    for records, days in ((needs, 150), (improvements, 140)):
        env.cr.execute(
            SQL(
                "UPDATE %s SET create_date = NOW() - %s WHERE id = ANY(%s)",
                SQL.identifier(records._table),
                timedelta(days=days),
                records.ids,
            )
        )
    for model, days in (("icrm.idea", 20), ("icrm.feedback", 12)):
        # SQL: one after the other, before they were answered
        env.cr.execute(
            SQL(
                "UPDATE %s"
                " SET create_date = COALESCE(answered_on, NOW()) - %s * (1 + id %% 4)",
                SQL.identifier(env[model]._table),
                timedelta(days=days),
            )
        )
    # SQL: as above, of what the laptop's improvement changed
    env.cr.execute(
        "UPDATE icrm_service_version SET published_at = NOW() - %s"
        " WHERE improvement_id = %s",
        [timedelta(days=100), laptop.id],
    )
    env.invalidate_all()
    for improvement in improvements:
        improvement.write(
            {
                "approved_on": today - timedelta(days=126),
                "implemented_on": today - timedelta(days=100),
            }
        )
        improvement.with_user(users["sofia"]).action_prove()
    # The demo writes to nobody: they were told when it was published.
    (passwords | hire).told_on = today - timedelta(days=12)


def _build_compared(env, users, departments):
    """Return an indicator that all enter: one change shows in it, one does not."""
    kpi = env["icrm.kpi"].create(
        {
            "name": "Answers within Five Days / 五天内答复率",
            "code": "answers_five_days",
            "definition": "Share of questions that departments answered within five "
            "working days; counted by hand every month.",
            "source": "manual",
            "unit": "percent",
            "owner_id": users["sofia"].id,
        }
    )
    translate(kpi, "name")
    this = fields.Date.today().replace(day=1)
    rows = [("hr", 44, 85), ("it", 71, 72)] + [
        (key, 66 + 2 * place, 67 + 2 * place + place % 3)
        for place, key in enumerate(
            key for key in departments if key not in ("hr", "it")
        )
    ]
    env["icrm.kpi.value"].create(
        [
            {
                "kpi_id": kpi.id,
                "period_kind": "month",
                "date_from": this - relativedelta(months=months),
                "department_id": departments[key].id,
                "value": (before if months > 3 else after) + months % 2,
                "case_count": 60,
            }
            for key, before, after in rows
            for months in range(1, 8)
        ]
    )
    return kpi


def _build_programme(env, users, departments, consultant):
    today = fields.Date.today()
    programme = env["icrm.programme"].create(
        {
            "name": "Internal customers first / 内部客户优先",
            "owner_id": users["sofia"].id,
            "sponsor_id": users["helen"].id,
            "partner_ids": [Command.link(consultant.id)],
            "department_ids": [
                Command.set([department.id for department in departments.values()])
            ],
            "phase": "execute",
            "date_from": today - timedelta(days=170),
            "date_to": today + timedelta(days=110),
            "budget": 180000,
            "spent": 96500,
            "needs": "<p>Nobody knows whom to ask, how long it takes, and who has it "
            "now. Research waits for Procurement; IT is praised for kindness and "
            "blamed for silence.</p>",
            "goals": "<ul><li>Nine of ten promises are kept</li><li>Satisfaction of "
            "internal customers rises from 61 % to 80 %</li></ul>",
            "resources": "<p>Half a day a week in each department; one officer; a "
            "consultant for the first survey. It fails if heads do not take part: "
            "therefore the board asks for scorecards.</p>",
            "milestone_ids": [
                Command.create(
                    {
                        "name": name,
                        "phase": phase,
                        "date_from": today + timedelta(days=days - 24),
                        "date": today + timedelta(days=days),
                        "owner_id": users["sofia"].id,
                        "result": result,
                        "done_on": today + timedelta(days=done) if done else False,
                    }
                )
                for days, phase, name, result, done in MILESTONES
            ],
        }
    )
    translate(programme, "name")
    return programme


def _build_needs(env, users, departments):
    today = fields.Date.today()
    for department, competence, found, state in NEEDS:
        env["icrm.training.need"].create(
            {
                "department_id": departments[department].id,
                "competence_id": env.ref(
                    f"icrm_internal_improvement.competence_{competence}"
                ).id,
                "source_note": found,
                "responsible_id": users["anita"].id,
                "state": state,
                "form": "external" if state == "measured" else "internal",
                "date_from": False
                if state == "found"
                else today + timedelta(days=20 if state == "planned" else -40),
                "participants": 7 if state in ("held", "measured") else 0,
                "indicator": "CSAT of the desk",
                "before_value": 3.4,
                "before_date": today - timedelta(days=90),
                "after_value": 3.9 if state == "measured" else 0,
                "after_date": today - timedelta(days=5)
                if state == "measured"
                else False,
            }
        )
