# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What another system's word for a state or a priority means here."""

from odoo.addons.icrm_internal.importer.fault import _lt

from .columns import key_of

#: key: (state of the request, holder, label)
MEANINGS = {
    "new": ("new", "provider", _lt("Submitted")),
    "in_progress": ("in_progress", "provider", _lt("In progress")),
    "waiting_customer": ("waiting", "customer", _lt("Waiting for the customer")),
    "waiting_third_party": ("waiting", "third_party", _lt("Waiting for a third party")),
    "waiting_department": (
        "waiting",
        "department",
        _lt("Waiting for another department"),
    ),
    "waiting_provider": (
        "waiting",
        "provider",
        _lt("Waiting, still with the provider"),
    ),
    "resolved": ("resolved", None, _lt("Resolved")),
    "closed": ("resolved", None, _lt("Resolved and confirmed (closed)")),
    "withdrawn": ("withdrawn", None, _lt("Withdrawn")),
    "rejected": ("rejected", None, _lt("Rejected")),
}
#: States of closed requests
OVER = ("resolved", "withdrawn", "rejected")

_STATES = {
    "new": "new, open, opened, submitted, to do, registered, logged, backlog, waiting "
    "for support, 新建, 待处理, 已提交, 未处理",
    "in_progress": "in progress, active, assigned, processing, processing assigned, "
    "processing planned, work in progress, planned, escalated, reopened, under "
    "investigation, implementing, 处理中, 进行中, 已分配",
    "waiting_customer": "awaiting user info, awaiting customer, awaiting evidence, "
    "waiting for customer, waiting on customer, pending customer, on hold, pending, "
    "awaiting caller, waiting for approval, 待反馈, 等待客户, 挂起, 暂停",
    "waiting_third_party": "awaiting vendor, waiting for vendor, waiting for third "
    "party, pending vendor, waiting on third party, 等待供应商, 等待第三方",
    "waiting_provider": "awaiting problem, awaiting change",
    "resolved": "resolved, solved, done, fixed, completed, fulfilled, 已解决, 已完成",
    "closed": "closed, closed complete, 已关闭, 已结案",
    "withdrawn": "cancelled, canceled, withdrawn, duplicate, 已取消, 已撤销, 已撤回",
    "rejected": "rejected, declined, refused, won t do, closed incomplete, closed "
    "skipped, 已拒绝, 已驳回",
}
_PRIORITIES = {
    "3": "critical, very high, highest, urgent, blocker, major, p1, very urgent, 紧急, "
    "非常高, 特急, 极高",
    "2": "high, p2, 高",
    "1": "moderate, medium, normal, p3, 中, 普通, 一般, 中等",
    "0": "low, planning, lowest, very low, minor, trivial, p4, p5, 低, 非常低, 极低",
}


def _table(words):
    return {
        key_of(name): key for key, names in words.items() for name in names.split(",")
    }


_STATE_OF = _table(_STATES)
_PRIORITY_OF = _table(_PRIORITIES)


def _strip_number(value):
    """Return the key of *value* without a number before it: ``"3 - Moderate"``."""
    words = key_of(value).split()
    if len(words) > 1 and words[0].isdigit():
        words = words[1:]
    return " ".join(words)


def propose_state(value):
    """Return the key in MEANINGS for *value*, or None."""
    return _STATE_OF.get(_strip_number(value))


def propose_priority(value):
    """Return ``"0"`` (low) to ``"3"`` (very high) for *value*, or None.

    A bare number is ambiguous: 1 is the highest for one system, the lowest for another.
    """
    return _PRIORITY_OF.get(_strip_number(value))
