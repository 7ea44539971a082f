# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Who is responsible for which customer, what both sides want, what people like."""

from datetime import timedelta

from odoo import fields

from .two_languages import say, translate

# account manager: the departments whose customers are theirs
MANAGERS = {
    "priya": ("research", "board"),
    "wei": ("finance", "logistics"),
    "jonas": ("hr", "it"),
}

# department, account manager: for those who have none yet
RULES = [("procurement", "elena"), ("admin", "anita"), ("legal", "peter")]

# customer (a department), person, role, what for
TEAMS = [
    ("research", "wei", "deputy", "During leave / 休假期间代理"),
    ("research", "tao", "technical", "Simulation software / 仿真软件"),
    ("research", "elena", "project", "New laboratory / 新实验室"),
    ("finance", "tao", "technical", "Accounting system / 财务系统"),
    ("finance", "priya", "deputy", ""),
]

# customer (a department or a login), asked by, for whom, reason, what became of it
TRANSFERS = [
    (
        "finance",
        "tao",
        "tao",
        "I run their accounting system and talk to them every week. / "
        "我负责他们的财务系统，每周都有沟通。",
        None,
    ),
    (
        "logistics",
        "priya",
        "priya",
        "They move to building B, which I serve. / 物流部将搬到我负责的 B 栋。",
        "accept",
    ),
    (
        "board",
        "priya",
        "jonas",
        "Most of their requests are about people. / 他们的请求大多与人事有关。",
        None,
    ),
    (
        "research",
        "tao",
        "tao",
        "Simulation software is most of their work. / 仿真软件占其工作的大部分。",
        None,
    ),
    (
        "research",
        "elena",
        "elena",
        "The new laboratory keeps us in touch every day. / "
        "新实验室项目让我们每天都有联系。",
        None,
    ),
]

# provider, customer, goal, measure, days until it, state, days since the review, result
GOALS = [
    (
        "it",
        "research",
        "New engineers can work on their first day / 新工程师入职当天即可开展工作",
        "95 % of accounts and laptops ready the day before / "
        "95% 的账号和电脑提前一天就绪",
        40,
        "open",
        12,
        "",
    ),
    (
        "it",
        "research",
        "Simulation jobs run over the weekend / 仿真任务可在周末运行",
        "No more than one interruption a quarter / 每季度中断不超过一次",
        20,
        "at_risk",
        30,
        "",
    ),
    (
        "it",
        "finance",
        "Monthly closing without tickets / 月结期间无需提交请求",
        "Fewer than five requests in the week of closing / 月结周请求少于五个",
        -15,
        "reached",
        15,
        "Three requests in each of the last two months. / 最近两个月每月三个请求。",
    ),
    (
        "hr",
        "research",
        "Open positions are filled within eight weeks / 空缺岗位八周内补齐",
        "Median of the half-year / 半年中位数",
        75,
        "open",
        None,
        "",
    ),
    (
        "procurement",
        "research",
        "Laboratory supplies without express orders / 实验室物资不再加急采购",
        "Fewer than two express orders a month / 每月加急订单少于两个",
        -30,
        "missed",
        28,
        "Four a month: suppliers changed. Next try with a framework contract. / "
        "每月四个：供应商变更。下一步改用框架合同。",
    ),
]

INTERESTS = [
    "Automation / 自动化",
    "Data analysis / 数据分析",
    "Remote work / 远程办公",
    "Cycling / 骑行",
    "Photography / 摄影",
    "Badminton / 羽毛球",
    "Languages / 语言学习",
    "Sustainability / 可持续发展",
]


def build_accounts(env, departments):
    """Give customers account managers, teams, goals and interests."""
    users = {user.login: user for user in env["res.users"].search([])}
    today = fields.Date.today()
    Customer = env["icrm.customer"]
    for login, keys in MANAGERS.items():
        Customer.search(
            [("department_id", "in", [departments[key].id for key in keys])]
        ).account_manager_id = users[login]
    for sequence, (key, login) in enumerate(RULES):
        env["icrm.account.rule"].create(
            {
                "name": departments[key].name,
                "sequence": sequence,
                "department_id": departments[key].id,
                "user_id": users[login].id,
                "company_id": env.company.id,
            }
        )
    for key, login, role, note in TEAMS:
        env["icrm.customer.team.member"].create(
            {
                "customer_id": Customer._of_department(departments[key]).id,
                "user_id": users[login].id,
                "role": role,
                "note": say(note, users[login].lang),
            }
        )
    _build_transfers(env, departments, users)
    _build_goals(env, departments, today)
    _build_profiles(env, today)
    for team in env["helpdesk.ticket.team"].search(
        [("icrm_department_id", "=", departments["it"].id)]
    ):
        team.icrm_asks_minutes = True
    env["icrm.service"]._compute_expected_effort()


def _build_transfers(env, departments, users):
    Customer = env["icrm.customer"]
    for key, asker, receiver, reason, end in TRANSFERS:
        transfer = (
            env["icrm.account.transfer"]
            .with_user(users[asker])
            .create(
                {
                    "customer_id": Customer._of_department(departments[key]).id,
                    "to_user_id": users[receiver].id,
                    "reason": say(reason, users[asker].lang),
                }
            )
        )
        if end == "accept":
            transfer.with_user(transfer.answer_user_id).action_accept()


def _build_goals(env, departments, today):
    Relationship = env["icrm.relationship"]
    for provider, customer, name, measure, days, state, reviewed, result in GOALS:
        pair = departments[provider], departments[customer]
        Relationship._ensure([(pair[0].id, pair[1].id, env.company.id)])
        relationship = Relationship.search(
            [
                ("provider_department_id", "=", pair[0].id),
                ("customer_department_id", "=", pair[1].id),
            ]
        )
        owners = [department.manager_id.user_id for department in pair]
        lang = owners[0].lang
        env["icrm.relationship.goal"].create(
            {
                "relationship_id": relationship.id,
                "name": say(name, lang),
                "measure": say(measure, lang),
                "target_date": today + timedelta(days=days),
                "provider_owner_id": owners[0].id,
                "customer_owner_id": owners[1].id,
                "reviewed_on": reviewed and today - timedelta(days=reviewed),
            }
        ).write({"state": state, "result": say(result, lang)})


def _build_profiles(env, today):
    """Interests of most people; profiles reviewed, but for those who are forgotten."""
    interests = env["icrm.interest"].create([{"name": name} for name in INTERESTS])
    translate(interests, "name")
    people = env["icrm.customer"].search([("kind", "=", "employee")], order="id")
    for place, person in enumerate(people):
        chosen = [
            interests[(place * step) % len(interests)].id
            for step in (1, 3)
            if place % 4
        ]
        person.write(
            {
                "interest_ids": [fields.Command.set(chosen)],
                "reviewed_on": place % 3 and today - timedelta(days=17 * place % 430),
            }
        )
