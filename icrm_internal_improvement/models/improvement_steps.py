# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What the next step of an improvement still needs, and what is to be done now.

Functions of one improvement, as its reader sees it. They read, write nothing, and
answer in sentences of the reader's language.
"""

from odoo.addons.icrm_internal.models.access import company_day

# What ``get_missing`` looks at.
NEEDED_FIELDS = (
    "state",
    "kind",
    "risk_ids",
    "problem",
    "cause",
    "goal",
    "indicator",
    "resources_needed",
    "relevance",
    "due_date",
    "owner_id",
    "direction",
    "outcome",
    "lesson",
    "baseline_date",
    "baseline_value",
    "target_value",
    "change",
    "implemented_on",
    "after_from",
    "after_to",
    "standard",
    "audit_date",
    "published",
    "feedback_result",
)


def get_missing(improvement):
    """Return sentences, one for each thing the next step still needs."""
    look = {
        "plan": _missing_plan,
        "do": _missing_do,
        "check": _missing_check,
        "act": _missing_act,
    }.get(improvement.state)
    return look(improvement) if look else []


def _missing_plan(improvement):
    _ = improvement.env._
    today = company_day.today(improvement)
    tests = [
        (improvement.problem, _("What is the problem?")),
        (improvement.cause, _("What is the root cause?")),
        (improvement.goal, _("What will change? (specific)")),
        (improvement.indicator, _("Which figure measures it? (measurable)")),
        (
            improvement.baseline_date and improvement.baseline_date <= today,
            _("When was the baseline measured? (measurable)"),
        ),
        (
            improvement._is_better(
                improvement.target_value, improvement.baseline_value
            ),
            _("Which target, better than the baseline? (measurable)"),
        ),
        (improvement.resources_needed, _("Which resources are needed? (attainable)")),
        (improvement.relevance, _("Why does it matter? (relevant)")),
        (
            improvement.due_date and improvement.due_date > today,
            _("When is it due? (timed)"),
        ),
        (improvement.owner_id, _("Who owns it?")),
        (
            # sudo: whether there is one, readable or not
            improvement.kind != "innovation" or improvement.sudo().risk_ids,
            _("What could go wrong? (innovation)"),
        ),
    ]
    return [sentence for passed, sentence in tests if not passed]


def _missing_do(improvement):
    _ = improvement.env._
    today = company_day.today(improvement)
    on = improvement.implemented_on
    tests = [
        (improvement.change, _("What was changed?")),
        (not on or on <= today, _("An implementation date that is not in the future")),
        (
            not on or on >= improvement.baseline_date,
            _("An implementation date after the baseline measurement"),
        ),
    ]
    return [sentence for passed, sentence in tests if not passed]


def _missing_check(improvement):
    _ = improvement.env._
    today = company_day.today(improvement)
    if improvement.kpi_id and not improvement.is_measured:
        periods = dict(
            improvement._fields["period_kind"]._description_selection(improvement.env)
        )
        # sudo: who sees the improvement sees the name of its indicator.
        return [
            _(
                "A result of “%(indicator)s” for a full %(period)s after %(day)s "
                "(read automatically)",
                indicator=improvement.sudo().kpi_id.name,
                period=periods[improvement.period_kind].lower(),
                day=improvement.implemented_on,
            )
        ]
    if not improvement.is_measured:
        return [_("The same figure, measured after the change")]
    tests = [
        (
            improvement.after_from > improvement.implemented_on,
            _(
                "A measurement that starts after %(day)s, when the change was "
                "implemented",
                day=improvement.implemented_on,
            ),
        ),
        (improvement.after_to <= today, _("A completed measurement period")),
    ]
    return [sentence for passed, sentence in tests if not passed]


def _missing_act(improvement):
    _ = improvement.env._
    if improvement.outcome == "success":
        tests = [
            (improvement.standard, _("What is the new standard?")),
            (improvement.audit_date, _("When is the audit?")),
        ]
    else:
        tests = [(improvement.lesson, _("What did you learn?"))]
    tests.append(
        (
            not improvement.published or improvement.feedback_result,
            _("Outcome for all readers?"),
        )
    )
    return [sentence for passed, sentence in tests if not passed]


def get_next_step(improvement):
    """Return what is to be done now, in one sentence."""
    _ = improvement.env._
    if improvement.state == "plan":
        if improvement.approval_asked_on and not improvement.can_approve:
            return _("Waiting for approval by the head of the department.")
        if not improvement._get_missing():
            if improvement.can_approve:
                return _("The plan is complete. Approve it to start.")
            return _("The plan is complete. Request approval.")
        return _("Describe the problem, cause, goal and due date to get approval.")
    if improvement.state == "act":
        if improvement.outcome == "success":
            return _("It worked. Set the standard, then close.")
        return _("Target missed. Record the lessons, then try again or close.")
    return {
        "do": _("Make the change, then describe it."),
        "check": _("Measure the same figure again after the change."),
        "done": _("Closed."),
        "abandoned": _("Abandoned."),
    }.get(improvement.state, "")
