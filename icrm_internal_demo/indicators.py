# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Who answers for which indicator, what was entered, and the results so far."""

from dateutil.relativedelta import relativedelta

from odoo import fields

OWNERS = {
    "promises_met": "sofia",
    "response_time": "daniel",
    "sales_amount": "peter",
    "market_share": "helen",
    "care_cost": "carla",
}
# What is entered for each of the last months: the oldest first
ENTERED = {
    "sales_amount": (4_120_000, 4_310_000, 3_980_000, 4_450_000, 4_620_000),
    "market_share": (17.2, 17.4, 17.1, 17.6, 17.9),
}
# An indicator that officers have defined from measured facts
OWN = {
    "code": "demo_asked_back",
    "name": "Requests Finished after a Question",
    "definition": "How many of the resolved requests needed a question to the "
    "customer: the fewer, the better the form.",
    "source": "computed",
    "formula": "measured",
    "numerator_fact": "asked_back",
    "denominator_fact": "resolved",
    "unit": "percent",
    "direction": "down",
    "floor": 40,
    "target": 10,
    "by_service": True,
}
OWN_CHINESE = {
    "name": ("经询问后办结的申请", "經詢問後辦結的申請"),
    "definition": (
        "已解决的申请中，有多少需要再向申请人提问：越少说明表单越好。",
        "已解決的申請中，有多少需要再向申請人提問：越少表示表單越好。",
    ),
}
# What heads ask of their own department: {login: (indicator, target, note)}
OWN_TARGETS = {
    "daniel": ("promises_met", 99, "Agreed in the team"),
    "carla": ("reopen_rate", 1, "Right the first time"),
}
# Departments with more requests have higher targets.
IT_TARGET = {"floor": 75, "target": 98}


def build_indicators(env, departments):
    """Compute the results of the months there are requests of.

    :param departments: {department key: department}
    """
    kpis = {kpi.code: kpi for kpi in env["icrm.kpi"].search([])}
    for code, login in OWNERS.items():
        kpis[code].owner_id = env["res.users"].search([("login", "=", login)])
    kpis["sales_amount"].write({"floor": 3_500_000, "target": 4_500_000})
    env["icrm.kpi.target"].create(
        {
            "kpi_id": kpis["promises_met"].id,
            "department_id": departments["it"].id,
            **IT_TARGET,
        }
    )
    _build_own(env, kpis)
    first = fields.Date.context_today(kpis["sales_amount"]).replace(day=1)
    for code, numbers in ENTERED.items():
        env["icrm.kpi.value"].with_user(kpis[code].owner_id).create(
            [
                {
                    "kpi_id": kpis[code].id,
                    "date_from": first - relativedelta(months=len(numbers) - place),
                    "value": number,
                }
                for place, number in enumerate(numbers)
            ]
        )
    env["icrm.kpi.period"].with_user(
        env["res.users"].search([("login", "=", "sofia")])
    ).action_compute_now()


def _build_own(env, kpis):
    """Let an officer define an indicator, and heads set own targets."""
    officer = env["res.users"].search([("login", "=", "sofia")])
    own = env["icrm.kpi"].with_user(officer).create({**OWN, "owner_id": officer.id})
    for name, (simplified, traditional) in OWN_CHINESE.items():
        own.with_context(lang="zh_CN")[name] = simplified
        own.with_context(lang="zh_TW")[name] = traditional
    for login, (code, target, note) in OWN_TARGETS.items():
        head = env["res.users"].search([("login", "=", login)])
        Own = env["icrm.kpi.own.target"].with_user(head)
        Own.create(
            {
                "kpi_id": kpis[code].id,
                "department_id": Own._get_headed()[:1].id,
                "date_from": "2020-01-01",
                "target": target,
                "note": note,
            }
        )


def build_reports(env):
    """Let the officer send reports: scorecards to heads, results to herself."""
    officer = env["res.users"].search([("login", "=", "sofia")])
    first = fields.Date.context_today(officer).replace(day=1) + relativedelta(months=1)
    reports = (
        (
            {
                "name": "Scorecards for the heads",
                "to_heads": True,
                "frequency": "quarter",
            },
            ("给各部门负责人的记分卡", "給各部門主管的記分卡"),
        ),
        (
            {
                "name": "Results of the week",
                "content": "results",
                "period_kind": "month",
                "file_format": "xlsx",
                "frequency": "week",
                "to_officers": True,
            },
            ("每周指标结果", "每週指標結果"),
        ),
    )
    for values, (simplified, traditional) in reports:
        report = (
            env["icrm.report.schedule"]
            .with_user(officer)
            .create({"next_on": first, **values})
        )
        report.with_context(lang="zh_CN").name = simplified
        report.with_context(lang="zh_TW").name = traditional
