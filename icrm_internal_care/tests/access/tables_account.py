# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The part "account" in the tables of access; see ``tables``."""

from odoo.addons.icrm_internal.tests.access.entry_point import ASKS_REASON, EntryPoint
from odoo.addons.icrm_internal.tests.access.roles import cells

MATRIX = {
    # the agent asks the head of IT for a customer
    "icrm.account.transfer": {
        "to the agent": cells(
            "", agents="C", office="CR", agent="CR", it_head="CR", auditor="R"
        ),
    },
    "icrm.account.rule": {
        "any": cells("", agents="R", officer="CR", admin_user="CRWD", auditor="R")
    },
    # of an account manager
    "icrm.customer.team.member": {
        "of the agent's": cells("R", office="CRWD", agent="CRWD")
    },
    "icrm.relationship.goal": {
        "between IT and finance": cells(
            "",
            office="CRWD",
            it_head="CRWD",
            finance_head="CRWD",
            agent="R",
            auditor="R",
        )
    },
    # the rows are customers; mended by those who may write them
    "icrm.customer.quality": {
        "of the staff": cells("", agents="R", office="RW", auditor="R")
    },
    "icrm.team.workload": {
        "of the agent": cells("", office="R", agent="R", it_head="R", auditor="R")
    },
    "icrm.account.proposal": {"any": cells("", office="CRWD")},
    "icrm.account.proposal.line": {"any": cells("", office="CRWD")},
}

WRITES = {
    "icrm.account.transfer": {"reason": "x"},
    "icrm.account.rule": {"sequence": 3},
    "icrm.customer.team.member": {"note": "x"},
    "icrm.relationship.goal": {"measure": "x"},
    "icrm.customer.quality": {"lang": "en_US"},
    "icrm.team.workload": {"open_count": 3},
}

METHODS = {
    "icrm.account.transfer": {
        "action_accept": EntryPoint(("it_head",), "checks whose consent it needs"),
        "action_decline": EntryPoint(
            ("it_head", "officer", "admin_user"),
            "checks whose consent it needs; officers",
            {"reason": "x"},
        ),
        "action_award": EntryPoint(
            ("officer", "admin_user"),
            "checks the group; not for oneself",
            {"reason": "x"},
        ),
        "action_cancel": EntryPoint(("agent",), "checks who requested it"),
        "action_icrm_ask_reason": ASKS_REASON,
    },
    "icrm.account.rule": {
        "action_open_proposal": EntryPoint("officer", "checks the group"),
    },
    "icrm.account.proposal": {
        "action_apply": EntryPoint("editor", "checks the group; writes as the user"),
    },
    "icrm.customer": {
        "action_icrm_import": EntryPoint("officer", "checks the group"),
        "action_icrm_ask_account": EntryPoint("agent", "a dialog; create decides"),
        "action_icrm_hand_over_account": EntryPoint(
            "agent", "a dialog; create decides"
        ),
        "action_icrm_open_transfers": EntryPoint(
            "reader", "a list, filled by the rules"
        ),
    },
    "icrm.customer.quality": {
        "action_mark_reviewed": EntryPoint("agent", "the customer decides"),
        "action_open_customer": EntryPoint("reader", "opens what rules let be read"),
        "action_open_duplicates": EntryPoint("reader", "a list, filled by the rules"),
    },
    "icrm.team.workload": {
        "action_open_requests": EntryPoint("reader", "a list, filled by the rules"),
    },
    "helpdesk.ticket.team": {
        "action_icrm_open_workload": EntryPoint(
            "reader", "a list, filled by the rules"
        ),
    },
    "icrm.relationship.goal": {
        "action_review": EntryPoint("editor", "checks write access"),
    },
}

SHARED = {"icrm.account.rule": lambda user: {"user_id": user.id}}

# who asked, gave, answered: the past
NO_DUTY = {
    "icrm.account.transfer": {
        "customer_id",
        "from_user_id",
        "asked_by_id",
        "answered_by_id",
    },
    "icrm.customer.team.member": {"customer_id"},
    "icrm.relationship.goal": {"provider_department_id", "customer_department_id"},
}


def records(cls):
    """Return ``{(model, kind): record}`` for each kind named above."""
    mine, theirs = cls._customer(cls.colleague), cls._customer(cls.finance_head)
    mine.account_manager_id = cls.agent
    theirs.account_manager_id = cls.it_head
    relationship = cls.env["icrm.relationship"].search(
        [
            ("provider_department_id", "=", cls.it.id),
            ("customer_department_id", "=", cls.finance.id),
        ]
    ) or cls.env["icrm.relationship"].create(
        {
            "provider_department_id": cls.it.id,
            "customer_department_id": cls.finance.id,
            "company_id": cls.company.id,
        }
    )
    return {
        ("icrm.account.transfer", "to the agent"): cls.env["icrm.account.transfer"]
        .with_user(cls.agent)
        .create({"customer_id": theirs.id, "reason": "SECRET"}),
        ("icrm.customer.quality", "of the staff"): cls.env[
            "icrm.customer.quality"
        ].browse(cls.requester.id),
        ("icrm.team.workload", "of the agent"): cls.env["icrm.team.workload"].search(
            [("team_id", "=", cls.it_team.id), ("user_id", "=", cls.agent.id)]
        ),
        ("icrm.account.rule", "any"): cls.env["icrm.account.rule"].create(
            {"user_id": cls.agent.id}
        ),
        ("icrm.customer.team.member", "of the agent's"): cls.env[
            "icrm.customer.team.member"
        ].create({"customer_id": mine.id, "user_id": cls.it_head.id}),
        ("icrm.relationship.goal", "between IT and finance"): cls.env[
            "icrm.relationship.goal"
        ].create(
            {
                "name": "SECRET",
                "relationship_id": relationship.id,
                "target_date": "2199-01-01",
            }
        ),
    }


def new_values(env, model, record):
    """Return what a new record like *record* is created with, None if no matter."""
    if model == "icrm.account.transfer":
        free = env["icrm.customer"].search(
            [
                ("account_manager_id", "=", False),
                ("kind", "=", "employee"),
                ("company_id", "=", record.company_id.id),
            ],
            limit=1,
        )
        return {"customer_id": free.id, "reason": "x"}
    if model == "icrm.account.rule":
        return {"user_id": record.user_id.id}
    if model == "icrm.customer.team.member":
        return {
            "customer_id": record.customer_id.id,
            "user_id": record.user_id.id,
            "role": "quality",
        }
    if model == "icrm.relationship.goal":
        return {
            "name": "New",
            "relationship_id": record.relationship_id.id,
            "target_date": "2199-01-01",
        }
    return None
