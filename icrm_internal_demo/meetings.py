# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What departments talk over: reviews, disputes, a coordination group, care."""

from datetime import timedelta

from odoo import Command, fields

# provider, customer, planned by, days from today (None: not held yet), agenda with
# decisions, actions (what, who, days from today, done)
REVIEWS = [
    (
        "it",
        "finance",
        "daniel",
        -80,
        [
            ("Waiting time for laptops", "Ten laptops are kept in stock."),
            ("Month-end closing", "No changes to the network in the last three days."),
        ],
        [
            ("Order ten spare laptops", "wei", -50, True),
            ("Write down who may ask for admin rights", "priya", -10, False),
        ],
    ),
    (
        "it",
        "finance",
        "daniel",
        6,
        [("Promises of the last quarter", ""), ("New expense tool", "")],
        [],
    ),
    (
        "procurement",
        "research",
        "jun",
        -30,
        [
            ("样品采购进度", "采购员每周二更新进度。"),
            ("供应商评审", "研发部派一人参加评审。"),
        ],
        [("建立样品供应商清单", "fang", 12, False)],
    ),
]

DISPUTES = [
    {
        "name": "Who pays for urgent orders",
        "raised": "procurement",
        "by": "jun",
        "other": "finance",
        "with": "carla",
        "statement": "紧急订单的加急费一直由采购部承担，但紧急情况由各部门造成。",
        "answer": "The fee is in your budget since 2019. We can talk about a limit.",
        "settlement": "Procurement pays up to 500 a month, who asked pays the rest.",
        "lesson": "Agree on who pays before the budget is made.",
        "step": "settled",
    },
    {
        "name": "Test benches moved without notice",
        "raised": "it",
        "by": "daniel",
        "other": "logistics",
        "with": None,
        "statement": "Three benches were moved on a Friday; the network was down there "
        "until Tuesday.",
        "step": "raised",
    },
]

# kind, title, for whom (login or department), days ago, amount, note
CARE = [
    ("condolence", "慰问金", "min", 40, 800, "部门代表参加了告别仪式。"),
    ("wedding", "Wedding gift", "nora", 25, 500, ""),
    ("birth", "Birth of a daughter", "jonas", 60, 300, "Flowers and a card."),
    ("team", "Bowling evening", "it", 18, 2600, "Everybody of the department."),
    ("team", "部门聚餐", "procurement", 33, 1900, ""),
]
# From outside, in the portal
CONSULTANT = "min@harbour-freight.example"
MODELS = (
    "icrm.meeting",
    "icrm.action.item",
    "icrm.dispute",
    "icrm.coordination",
    "icrm.care.budget",
)
BUDGETS = {"it": 2500, "finance": 5000, "procurement": 4000, "hr": 4000}


def build_meetings(env, departments):
    """Create them as the people concerned, through the same steps."""
    users = {user.login: user for user in env["res.users"].search([])}
    for review in REVIEWS:
        _build_review(env, departments, users, *review)
    for spec in DISPUTES:
        _build_dispute(env, departments, users, spec)
    _build_coordination(env, users)
    _build_care(env, departments, users)
    # The company is built in silence: see messages.
    Message = env["icrm.message"]
    Message._flush_outbox()
    Message.search([("res_model", "in", MODELS), ("state", "=", "waiting")]).unlink()


def _day(days):
    return fields.Date.today() + timedelta(days=days)


def _hour(days, hour):
    """Return a full hour (UTC: Shanghai is eight hours ahead) days from now."""
    day = fields.Datetime.now() + timedelta(days=days)
    return day.replace(hour=hour, minute=0, second=0, microsecond=0)


def _build_review(env, departments, users, provider, customer, owner, days, *content):
    agenda, actions = content
    relationship = env["icrm.relationship"].search(
        [
            ("provider_department_id", "=", departments[provider].id),
            ("customer_department_id", "=", departments[customer].id),
        ]
    )
    if not relationship:
        return
    as_owner = relationship.with_user(users[owner])
    meeting = as_owner.env["icrm.meeting"].browse(
        as_owner.action_plan_review()["res_id"]
    )
    meeting.write(
        {
            "start": _hour(days, 2),
            "item_ids": [
                Command.create({"name": topic, "decision": decision})
                for topic, decision in agenda
            ],
            "action_item_ids": [
                Command.create(
                    {
                        "name": name,
                        "owner_id": users[login].id,
                        "due_date": _day(until),
                    }
                )
                for name, login, until, _is_done in actions
            ],
        }
    )
    meeting.action_invite()
    if days < 0:
        meeting.attendee_ids.attended = True
        meeting.action_send_minutes()
    for (_name, login, _until, is_done), item in zip(
        actions, meeting.action_item_ids.sorted("id"), strict=True
    ):
        if is_done:
            item.with_user(users[login]).action_done()


def _build_dispute(env, departments, users, spec):
    dispute = (
        env["icrm.dispute"]
        .with_user(users[spec["by"]])
        .create(
            {
                "name": spec["name"],
                "raised_department_id": departments[spec["raised"]].id,
                "other_department_id": departments[spec["other"]].id,
                "statement": spec["statement"],
            }
        )
    )
    dispute.action_raise()
    if spec["step"] != "settled":
        return
    other = dispute.with_user(users[spec["with"]])
    other.answer = spec["answer"]
    other.action_answer()
    dispute.mediator_id = users["sofia"]
    other.settlement = spec["settlement"]
    other.action_agree()
    dispute.action_agree()
    dispute.lesson = spec["lesson"]


def _build_coordination(env, users):
    """Bring people together about an open request that IT serves."""
    ticket = env["helpdesk.ticket"].search(
        [
            ("icrm_provider_department_id.manager_id.user_id", "=", users["daniel"].id),
            ("icrm_state", "in", ("new", "in_progress")),
            ("icrm_customer_department_id", "!=", False),
        ],
        limit=1,
    )
    if not ticket:
        return
    as_head = ticket.with_user(users["daniel"])
    group = as_head.env["icrm.coordination"].browse(
        as_head.action_icrm_start_coordination()["res_id"]
    )
    group.write(
        {
            "mandate": "Find out why it comes back every week, and end that.",
            "member_ids": [Command.set([users["jun"].id, users["ning"].id])],
            "consultant_ids": [Command.set(users[CONSULTANT].partner_id.ids)],
            "date_end": _day(21),
            "action_item_ids": [
                Command.create(
                    {
                        "name": "Collect the error reports of the last month",
                        "owner_id": users["ning"].id,
                        "due_date": _day(4),
                    }
                ),
                Command.create(
                    {
                        "name": "Compare with your other customers",
                        "owner_id": users[CONSULTANT].id,
                        "due_date": _day(6),
                    }
                ),
            ],
        }
    )


def _build_care(env, departments, users):
    Customer = env["icrm.customer"]
    as_officer = env["icrm.care.record"].with_user(users["sofia"])
    for key, amount in BUDGETS.items():
        as_officer.env["icrm.care.budget"].create(
            {
                "department_id": departments[key].id,
                "year": fields.Date.today().year,
                "amount": amount,
            }
        )
    for kind, name, whom, days, amount, note in CARE:
        for_whom = [("user_id.login", "=", whom)]
        if whom in departments:
            for_whom = [
                ("kind", "=", "department"),
                ("department_id", "=", departments[whom].id),
            ]
        as_officer.create(
            {
                "kind": kind,
                "name": name,
                "customer_id": Customer.search(for_whom, limit=1).id,
                "date": _day(-days),
                "amount": amount,
                "note": note,
            }
        )
    # The other indicators were computed before.
    kpi = env["icrm.kpi"].search([("code", "=", "care_cost")])
    for period in env["icrm.kpi.period"].search([("state", "=", "open")]):
        kpi._compute_values(period.date_from, period.date_to, kpis=kpi)
    event = (
        env["icrm.meeting"]
        .with_user(users["sofia"])
        .create(
            {
                "name": "Staff Party",
                "kind": "care",
                "department_ids": [
                    Command.set([departments["it"].id, departments["finance"].id])
                ],
                "start": _hour(20, 7),
                "duration": 4,
                "location": "Canteen",
            }
        )
    )
    event.action_invite_departments()
    event.action_invite()
