# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What the next step of an improvement still needs, and what is to be done now.

Functions of one improvement, as its reader sees it. They read, write nothing, and
answer in sentences of the reader's language.
"""

from odoo import fields

# What ``get_missing`` looks at.
NEEDED_FIELDS = (
    "state",
    "kind",
    "risk_ids",
    "problem",
    "cause",
    "goal",
    "indicator",
    "means",
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
    today = fields.Date.context_today(improvement)
    tests = [
        (improvement.problem, _("What is wrong?")),
        (improvement.cause, _("Why is it so?")),
        (improvement.goal, _("What will be different? (specific)")),
        (improvement.indicator, _("By which figure is it measured? (measurable)")),
        (
            improvement.baseline_date and improvement.baseline_date <= today,
            _("When was the figure before the change measured? (measurable)"),
        ),
        (
            improvement._is_better(
                improvement.target_value, improvement.baseline_value
            ),
            _("Which target, better than before? (measurable)"),
        ),
        (improvement.means, _("What makes it possible? (attainable)")),
        (improvement.relevance, _("Why does it matter? (relevant)")),
        (
            improvement.due_date and improvement.due_date > today,
            _("Until which day to come is it reached? (timed)"),
        ),
        (improvement.owner_id, _("Who owns it?")),
        (
            # sudo: whether there is one, whoever may read it
            improvement.kind != "innovation" or improvement.sudo().risk_ids,
            _("What could go wrong with something new? (a risk)"),
        ),
    ]
    return [sentence for passed, sentence in tests if not passed]


def _missing_do(improvement):
    _ = improvement.env._
    today = fields.Date.context_today(improvement)
    on = improvement.implemented_on
    tests = [
        (improvement.change, _("What was changed?")),
        (not on or on <= today, _("In place since a day that has come")),
        (
            not on or on >= improvement.baseline_date,
            _("In place since a day after the figure before it was measured"),
        ),
    ]
    return [sentence for passed, sentence in tests if not passed]


def _missing_check(improvement):
    _ = improvement.env._
    today = fields.Date.context_today(improvement)
    if improvement.kpi_id and not improvement.is_measured:
        periods = dict(
            improvement._fields["period_kind"]._description_selection(improvement.env)
        )
        return [
            _(
                "A result of “%(indicator)s” for a whole %(period)s that began "
                "after %(day)s; it is taken by itself",
                indicator=improvement.sudo().kpi_id.name,
                period=periods[improvement.period_kind].lower(),
                day=improvement.implemented_on,
            )
        ]
    if not improvement.is_measured:
        return [_("The same figure, measured again after the change")]
    tests = [
        (
            improvement.after_from > improvement.implemented_on,
            _(
                "A measurement that starts after the change was in place, on %(day)s",
                day=improvement.implemented_on,
            ),
        ),
        (improvement.after_to <= today, _("A measurement whose time is over")),
    ]
    return [sentence for passed, sentence in tests if not passed]


def _missing_act(improvement):
    _ = improvement.env._
    if improvement.outcome == "success":
        tests = [
            (improvement.standard, _("What is the standard from now on?")),
            (improvement.audit_date, _("When does somebody look whether it is kept?")),
        ]
    else:
        tests = [(improvement.lesson, _("What was learnt from it?"))]
    tests.append(
        (
            not improvement.published or improvement.feedback_result,
            _("What came of it, for everybody who read of it?"),
        )
    )
    return [sentence for passed, sentence in tests if not passed]


def get_next_step(improvement):
    """Return what is to be done now, in one sentence."""
    _ = improvement.env._
    if improvement.state == "plan":
        if improvement.approval_asked_on and not improvement.can_approve:
            return _("Waiting for the head of the department to approve it.")
        if not improvement._get_missing():
            if improvement.can_approve:
                return _("The plan is complete: approve it, and begin.")
            return _("The plan is complete: ask for approval.")
        return _(
            "Say what is wrong and why, and what will be better by when; then it "
            "is approved."
        )
    if improvement.state == "act":
        if improvement.outcome == "success":
            return _("It worked. Make it the standard, then close it.")
        return _(
            "The target was missed. Write down what was learnt; then try again "
            "another way, or close it."
        )
    return {
        "do": _("Change it. When the change is in place, say what was changed."),
        "check": _("Measure the same figure again, over a time after the change."),
        "done": _("Closed; it is kept, whatever came of it."),
        "abandoned": _("Abandoned; the reason is kept."),
    }.get(improvement.state, "")
