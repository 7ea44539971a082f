# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Who answers for which relationship, what was agreed and what is expected."""

from datetime import timedelta

from markupsafe import Markup

from odoo import Command, fields

from .two_languages import say

# (provider, customer): account manager, technical contact
ROLES = {
    ("it", "research"): ("daniel", "priya"),
    ("it", "finance"): ("daniel", "wei"),
    ("it", "logistics"): ("daniel", "tao"),
    ("hr", "research"): ("mei", "jonas"),
    ("procurement", "research"): ("jun", "elena"),
    ("finance", "it"): ("carla", "peter"),
}
# field: sentences in English, simplified and traditional Chinese
DUTIES = {
    "provider_duties": [
        (
            "One contact by name, and a deputy.",
            "指定一名联系人和一名代理人。",
            "指定一名聯絡人和一名代理人。",
        ),
        (
            "Changes to the services are told two weeks ahead.",
            "服务变更提前两周通知。",
            "服務變更提前兩週通知。",
        ),
    ],
    "customer_duties": [
        (
            "Requests come through the catalogue, with all details.",
            "通过服务目录提出请求，并提供完整信息。",
            "透過服務目錄提出請求，並提供完整資訊。",
        ),
        (
            "Questions are answered within one working day.",
            "一个工作日内答复提问。",
            "一個工作日內答覆提問。",
        ),
    ],
    "reporting": [
        (
            "Figures of the relationship, every quarter, to both heads.",
            "每季度向双方负责人报告服务关系数据。",
            "每季度向雙方負責人報告服務關係數據。",
        ),
    ],
}
# provider, customer, name, {service: (priority, response, resolution)}, state
AGREEMENTS = [
    (
        "it",
        "research",
        "IT services for Research / 研发部信息技术服务",
        [("laptop", "1", 2, 16), ("access", "1", 1, 4), ("access", "3", 0.5, 2)],
        "signed",
    ),
    (
        "hr",
        "research",
        "Hiring engineers / 工程师招聘",
        [("hire", "1", 4, 40)],
        "proposed",
    ),
    (
        "procurement",
        "research",
        "Laboratory supplies / 实验室物资",
        [("order", "1", 4, 6)],
        "draft",
    ),
]
# provider, customer, owner, what, level, days until the review, state
EXPECTATIONS = [
    (
        "it",
        "research",
        "daniel",
        "New colleagues find their laptop ready on the first day",
        "Nine of ten, three days before",
        12,
        "agreed",
    ),
    (
        "it",
        "research",
        "ingrid",
        "Simulation servers stay up over the weekend",
        False,
        30,
        "stated",
    ),
    (
        "it",
        "finance",
        "daniel",
        "No updates in the days of the monthly closing",
        "None from the 28th to the 3rd",
        -20,
        "met",
    ),
    (
        "hr",
        "research",
        "mei",
        "Candidates hear from us within a week",
        "Five working days",
        -5,
        "not_met",
    ),
    (
        "procurement",
        "research",
        "jun",
        "采购进度每周更新一次",
        "每周五",
        5,
        "agreed",
    ),
]


def build_agreements(env, departments, services):
    """Give relationships roles, agreements in three states, and expectations."""
    today = fields.Date.today()
    users = {user.login: user for user in env["res.users"].search([])}
    Relationship = env["icrm.relationship"]
    Relationship._ensure(
        (departments[provider].id, departments[customer].id, env.company.id)
        for provider, customer in ROLES
    )
    relationships = {
        (one.provider_department_id, one.customer_department_id): one
        for one in Relationship.search([])
    }

    def between(provider, customer):
        return relationships[departments[provider], departments[customer]]

    for place, (pair, (manager, contact)) in enumerate(ROLES.items()):
        between(*pair).write(
            {
                "account_manager_id": users[manager].id,
                "technical_contact_id": users[contact].id,
                "next_review_date": today + timedelta(days=9 * place + 4),
            }
        )
    for provider, customer, name, promises, state in AGREEMENTS:
        agreement = env["icrm.agreement"].create(
            {
                "name": say(name, departments[provider].manager_id.user_id.lang),
                "relationship_id": between(provider, customer).id,
                "date_from": today - timedelta(days=60 if state == "signed" else 0),
                "date_to": today + timedelta(days=305),
                **{
                    field: Markup("<ul>%s</ul>")
                    % Markup().join(
                        Markup("<li>%s</li>") % texts[0] for texts in sentences
                    )
                    for field, sentences in DUTIES.items()
                },
                "line_ids": [
                    Command.create(
                        {
                            "service_id": services[service].id,
                            "priority": priority,
                            "response_hours": response,
                            "resolution_hours": resolution,
                        }
                    )
                    for service, priority, response, resolution in promises
                ],
            }
        )
        for field, sentences in DUTIES.items():
            agreement.update_field_translations(
                field,
                {
                    lang: {texts[0]: texts[place] for texts in sentences}
                    for place, lang in ((1, "zh_CN"), (2, "zh_TW"))
                },
            )
        if state == "draft":
            continue
        agreement.action_propose()
        signers = agreement.provider_signer_id
        if state == "signed":
            signers |= agreement.customer_signer_id
        for signer in signers:
            agreement.with_user(signer).action_sign()
    env["icrm.expectation"].create(
        [
            {
                "name": say(name, departments[provider].manager_id.user_id.lang),
                "relationship_id": between(provider, customer).id,
                "owner_id": users[owner].id,
                "level": level,
                "review_date": today + timedelta(days=days),
                "state": state,
            }
            for provider, customer, owner, name, level, days, state in EXPECTATIONS
        ]
    )
