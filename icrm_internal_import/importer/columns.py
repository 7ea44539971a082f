# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Mapping of columns: proposed by name, corrected by users."""

import re

from odoo.addons.icrm_internal.importer.fault import _lt

#: key, label. The order is the one of the screen's list.
TARGETS = [
    ("number", _lt("Number (required)")),
    ("subject", _lt("Subject")),
    ("description", _lt("Description")),
    ("state", _lt("State")),
    ("priority", _lt("Priority")),
    ("opened_at", _lt("Opened on")),
    ("first_response_at", _lt("First response on")),
    ("resolved_at", _lt("Resolved on")),
    ("closed_at", _lt("Closed on")),
    ("changed_at", _lt("Changed on (event log: time of the change)")),
    ("change_order", _lt("Order of changes within the same minute")),
    ("caller", _lt("Customer: name, login or e-mail")),
    ("caller_email", _lt("Customer: e-mail")),
    ("customer_department", _lt("Customer's department")),
    ("group", _lt("Team")),
    ("agent", _lt("Assigned to")),
    ("service", _lt("Service")),
    ("reopen_count", _lt("How often reopened")),
    ("reassignment_count", _lt("How often reassigned (to compare)")),
]
DATES = ("opened_at", "first_response_at", "resolved_at", "closed_at", "changed_at")
COUNTS = ("reopen_count", "reassignment_count", "change_order")
#: Several columns may go there: their texts are put together.
MANY = ("subject", "description")

_NAMES = {
    "number": "number, ticket number, ticket id, ticketid, id, issue key, key, case "
    "number, caseno, incident, 编号, 工单编号, 单号, 工单号",
    "subject": "short description, subject, title, summary, name, topic, 标题, 主题",
    "description": "description, details, body, text, content, 描述, 内容",
    "state": "incident state, state, status, ticket status, stage, 状态",
    "priority": "priority, ticket priority, prio, 优先级, 紧急程度",
    "opened_at": "opened at, opened, opening date, created, created at, created on, "
    "created time, ticket created time, create time, date, 创建时间, 提交时间",
    "first_response_at": "first response, first response at, first response time, "
    "take into account date, first reply, 首次响应时间",
    "resolved_at": "resolved at, resolved, resolution date, solved, solve date, "
    "resolved on, resolved time, 解决时间",
    "closed_at": "closed at, closed, closing date, close date, closed time, closed on, "
    "ticket closed time, 关闭时间",
    "changed_at": "sys updated at, sys updated on, changed at, change time, event "
    "time, timestamp, updated at, 更新时间, 变更时间",
    "change_order": "sys mod count, change number, sequence, seq, event id",
    "caller": "caller id, caller, requester, reporter, requested by, contact name, "
    "customer, employee, 申请人, 提交人, 客户",
    "caller_email": "caller email, requester email, contact email, reporter email, "
    "e mail, email, 邮箱, 电子邮件",
    "customer_department": "location, caller department, requester department, "
    "customer department, department, 申请部门, 客户部门",
    "group": "assignment group, group, team, assigned group, technician group, queue, "
    "team name, 处理组, 受理部门, 处理部门",
    "agent": "assigned to, assignee, technician, owner, ticket owner, agent, 处理人, "
    "负责人",
    "service": "service, business service, request type, product name, 服务, 服务项目",
    "reopen_count": "reopen count, reopened, number of reopen, 重开次数",
    "reassignment_count": "reassignment count, number of reassign, 转派次数",
}


def key_of(name):
    """Return *name* as it is compared: ``"Opened_At "`` and ``"opened at"`` are one."""
    return " ".join(re.sub(r"[\W_]+", " ", name.casefold()).split())


_BY_NAME = {
    key_of(name): target
    for target, names in _NAMES.items()
    for name in names.split(",")
}


def propose(header, known=None):
    """Return one target (or None) per name in *header*.

    *known* maps names to targets, as a saved profile does; it goes first, and what it
    maps to None stays unmapped. Nothing but texts gets two columns.
    """
    known = {key_of(name): target for name, target in (known or {}).items()}
    wanted = {known.get(key_of(name)) for name in header}
    taken, targets = set(), []
    for name in header:
        key = key_of(name)
        target = known[key] if key in known else _BY_NAME.get(key)
        if target not in MANY and (
            target in taken or (key not in known and target in wanted)
        ):
            target = None
        taken.add(target)
        targets.append(target)
    return targets
