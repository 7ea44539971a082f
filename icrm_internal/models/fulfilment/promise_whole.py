# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What is promised for a request of several steps: the end of its critical path."""

from collections import defaultdict

from odoo import fields

from ..request.request_workflow import next_due
from . import plan


def promise(service, vals, promised):
    """Put the end of the critical path in the place of the service's own promise.

    :param service: an ``icrm.service`` with a plan, in sudo
    :param dict vals: of the new request, complete; changed in place
    :param promised: its ``RequestPromise``; changed in place
    """
    if not (promised.calendar and promised.budgets[1]):
        return  # nothing is promised for the whole
    answers = vals.get("icrm_answers")
    answers = answers if isinstance(answers, dict) else {}
    planned = plan.select(service, {**answers, **(vals.get("icrm_answer_lines") or {})})
    start = fields.Datetime.to_datetime(vals["icrm_submitted_at"])
    end = plan.compute(service, planned, start).end
    worktime = promised.calendar._icrm_hours(service.company_id, start, end)
    seconds = worktime.elapsed(start, end)
    if not seconds:
        return
    due_at = worktime.add(start, seconds)
    if due_at < end:
        # It ends while this department is closed: due as soon as it opens.
        seconds += 1
        due_at = worktime.add(start, seconds)
    promised.budgets = [promised.budgets[0], seconds]
    promised.due_dates = [promised.due_dates[0], due_at]
    if vals.get("icrm_due_at"):
        vals["icrm_due_at"] = due_at
        vals["icrm_next_due_at"] = next_due(defaultdict(bool), vals)
