# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Whether an improvement changed something, beside departments that were not touched.

Functions of one improvement. The figure is the one that fits what was heard; the
periods are whole months (quarters, years) around the one of the change, as many after
as are over, the same before. Whole ones only: no two days that one may choose give the
figures of a few people by subtraction. Satisfaction and complaints are taken from
results of indicators alone, which are released where there are people enough, and never
counted again here.
"""

from collections import defaultdict
from datetime import date, timedelta
from typing import NamedTuple

from dateutil.relativedelta import relativedelta

from odoo.fields import Domain
from odoo.tools import SQL, format_date

from odoo.addons.icrm_internal.models.access import company_day
from odoo.addons.icrm_internal.models.access.number_formatter import NumberFormatter

from ..measures import did, recurring

MEASURES = [
    ("promises", "Promises Met"),
    ("recurring", "Requests of This Kind"),
    ("indicator", "Indicator"),
]
VERDICTS = [
    (did.BETTER, "Better"),
    (did.NONE, "No effect"),
    (did.WORSE, "Worse"),
    (did.UNKNOWN, "Cannot be determined"),
]
MONTHS = {"month": 1, "quarter": 3, "year": 12}
IN_FORCE = {
    "icrm.service.version": lambda version: True,
    "icrm.agreement": lambda agreement: agreement.signed_at,
    "icrm.process": lambda process: process.standard_since,
}
# So far back and ahead, at most
MOST_MONTHS = 6
# The formulas of indicators, the first that there is, by what was heard
FORMULAS = {
    "complaint": ("complaint_rate",),
    "gap": ("servqual", "csat"),
    "kano": ("csat",),
    "feedback": ("csat",),
}
# Of no unit: nothing changed if it moved by less than this share of the figure before
NARROW_SHARE = 0.15


class Windows(NamedTuple):
    """Days: [before_from, before_to) and [after_from, after_to)."""

    before_from: date
    before_to: date
    after_from: date
    after_to: date


def get_windows(improvement, kind="month"):
    """Return the :class:`Windows`; None while no whole period is over."""
    on = improvement.implemented_on
    months = MONTHS[kind]
    begin = on.replace(day=1, month=(on.month - 1) // months * months + 1)
    first = begin + relativedelta(months=months)
    today = company_day.today(improvement)
    gone = (today.year - first.year) * 12 + today.month - first.month
    length = min(gone, max(MOST_MONTHS, months)) // months * months
    if length <= 0:
        return None
    return Windows(
        begin - relativedelta(months=length),
        begin,
        first,
        first + relativedelta(months=length),
    )


def choose(improvement):
    """Return (measure, indicator) that fit what was heard; *improvement* is in sudo."""
    if improvement.origin == "recurring":
        return "recurring", improvement.kpi_id
    if improvement.origin == "miss":
        return "promises", improvement.kpi_id
    if improvement.kpi_id and improvement.kpi_scope == "department":
        return "indicator", improvement.kpi_id
    for formula in FORMULAS.get(improvement.origin, ()):
        kpi = improvement.env["icrm.kpi"].search(
            [
                ("formula", "=", formula),
                ("company_id", "in", (False, improvement.company_id.id)),
            ],
            limit=1,
        )
        if kpi:
            return "indicator", kpi
    return "promises", improvement.kpi_id


def measure(improvement):
    """Return what is stored of the effect; *improvement* is in sudo."""
    code, kpi = choose(improvement)
    kind = "month"
    if code == "indicator":
        kind = improvement.period_kind if kpi == improvement.kpi_id else "quarter"
    windows = get_windows(improvement, kind)
    values = {"measure": code, "kpi": kpi.id if code == "indicator" else False}
    if windows is None:
        return {**values, "verdict": did.UNKNOWN, "reason": "early"}
    read = {
        "promises": _read_promises,
        "recurring": _read_recurring,
        "indicator": lambda *args: _read_results(*args, kpi, kind),
    }[code]
    touched = _get_touched(improvement)
    cells, people = read(improvement, windows, touched)
    groups = _group(cells, touched, _get_others_touched(improvement, windows))
    scale, up_is_good, narrow = did.SHARE, True, None
    if code == "recurring":
        scale, up_is_good = did.RATE, False
    elif code == "indicator":
        up_is_good = kpi.direction == "up"
        if kpi.unit != "percent":
            scale = did.MEAN
            mine = [group.before for group in groups if group.touched]
            before = sum(cell.total for cell in mine) / (
                sum(cell.n for cell in mine) or 1
            )
            narrow = NARROW_SHARE * abs(before) or None
    effect = did.measure(groups, scale, up_is_good, narrow=narrow)
    return {
        **values,
        **effect._asdict(),
        # Of results, which are released where there are people enough: their cases
        "people": people or [effect.n_before, effect.n_after],
        "scale": scale,
        "unit": kpi.unit if code == "indicator" else "percent",
        "days": [day.isoformat() for day in windows],
    }


def _get_touched(improvement):
    """Return the ids of the department and of those below it: one group."""
    return _get_below(improvement.department_id)


def _get_below(departments):
    """Return the ids of *departments* and of all below them, archived ones, too."""
    everything = departments.with_context(active_test=False)
    return set(everything.search([("id", "child_of", departments.ids)]).ids)


def _get_others_touched(improvement, windows):
    """Return the ids of departments where something else was put in place meanwhile,
    and of those below them: they are compared with no one."""
    found = improvement.with_context(active_test=False).search(
        Domain("company_id", "=", improvement.company_id.id)
        & Domain("id", "!=", improvement.id)
        & Domain("state", "!=", "abandoned")
        & Domain("implemented_on", ">=", windows.before_from)
        & Domain("implemented_on", "<", windows.after_to)
    )
    return _get_below(found.department_id)


def _group(cells, touched, others_touched):
    """Return groups of {(department id, whether after): Cell}; the touched are one."""
    none = did.Cell(0, 0)
    mine, groups = [none, none], []
    for department in {department for department, _after in cells}:
        both = [cells.get((department, after), none) for after in (False, True)]
        if department in touched:
            mine = [
                did.Cell(*map(sum, zip(*pair, strict=True)))
                for pair in zip(mine, both, strict=True)
            ]
        elif department not in others_touched:
            groups.append(did.Group(False, *both))
    return [did.Group(True, *mine), *groups]


def _get_instants(improvement, windows):
    names = ("before_from", "before_to", "after_from", "after_to")
    return {
        name: company_day.midnight(improvement, day)
        for name, day in zip(names, windows, strict=True)
    }


def _read_promises(improvement, windows, touched):
    """Promises decided in the two periods, and those met; of the improvement's service
    in its own department, of all services in the others."""
    for name in ("helpdesk.ticket", "icrm.clock"):
        improvement.env[name].flush_model()
    # SQL: sums over all clocks of a year, one statement
    rows = improvement.env.execute_query(
        SQL(
            """
            SELECT ticket.icrm_provider_department_id,
                   COALESCE(clock.missed_at, clock.stopped_at) >= %(after_from)s,
                   COUNT(*), COUNT(*) FILTER (WHERE clock.state = 'met'),
                   ARRAY_AGG(DISTINCT ticket.icrm_requester_id) FILTER (
                       WHERE ticket.icrm_provider_department_id = ANY(%(touched)s))
              FROM icrm_clock AS clock
              JOIN helpdesk_ticket AS ticket ON ticket.id = clock.ticket_id
             WHERE clock.kind IN ('response', 'resolution')
               AND clock.company_id = %(company)s
               AND clock.state IN ('met', 'missed')
               AND ticket.active
               AND ticket.icrm_provider_department_id IS NOT NULL
               AND COALESCE(clock.missed_at, clock.stopped_at) >= %(before_from)s
               AND COALESCE(clock.missed_at, clock.stopped_at) < %(after_to)s
               AND (COALESCE(clock.missed_at, clock.stopped_at) < %(before_to)s
                    OR COALESCE(clock.missed_at, clock.stopped_at) >= %(after_from)s)
               AND (%(service)s IS NULL OR ticket.icrm_service_id = %(service)s
                    OR ticket.icrm_provider_department_id <> ALL(%(touched)s))
             GROUP BY 1, 2
            """,
            company=improvement.company_id.id,
            service=improvement.service_id.id or None,
            touched=list(touched),
            **_get_instants(improvement, windows),
        )
    )
    cells = {
        (department, after): did.Cell(n, met)
        for department, after, n, met, _ids in rows
    }
    return cells, _count_people((after, ids) for _dep, after, _n, _met, ids in rows)


def _count_people(rows):
    """Return how many people were behind it before and after, from pairs (whether
    after, their ids or None)."""
    people = (set(), set())
    for after, ids in rows:
        people[after].update(ids or ())
    return [len(ids - {None}) for ids in people]


def _read_recurring(improvement, windows, touched):
    """Requests of the group that was found, from when it is known; all requests of the
    other departments."""
    for name in ("helpdesk.ticket", "icrm.recurring.problem"):
        improvement.env[name].flush_model()
    # SQL: numbers of all requests of a year, one statement
    rows = improvement.env.execute_query(
        SQL(
            """
            SELECT ticket.icrm_provider_department_id,
                   ticket.icrm_submitted_at >= %(after_from)s, COUNT(*),
                   ARRAY_AGG(DISTINCT ticket.icrm_requester_id) FILTER (
                       WHERE ticket.icrm_provider_department_id = ANY(%(touched)s))
              FROM helpdesk_ticket AS ticket
             WHERE ticket.company_id = %(company)s
               AND ticket.active
               AND ticket.icrm_provider_department_id IS NOT NULL
               AND ticket.icrm_submitted_at >= %(before_from)s
               AND ticket.icrm_submitted_at < %(after_to)s
               AND (ticket.icrm_submitted_at < %(before_to)s
                    OR ticket.icrm_submitted_at >= %(after_from)s)
               AND (ticket.icrm_provider_department_id <> ALL(%(touched)s)
                    OR ticket.id IN (
                        SELECT ticket_id FROM icrm_recurring_problem_request_rel
                         WHERE problem_id = %(problem)s))
             GROUP BY 1, 2
            """,
            company=improvement.company_id.id,
            problem=improvement.origin_id or None,
            touched=list(touched),
            **_get_instants(improvement, windows),
        )
    )
    counts = {(department, after): count for department, after, count, _ids in rows}
    begin = windows.before_from
    time_after = (windows.after_to - windows.after_from).days
    # Requests before those that it was found by are not in the group.
    problem = improvement.env["icrm.recurring.problem"].browse(improvement.origin_id)
    if found_on := problem.exists().found_on:
        known = max(begin, found_on - timedelta(weeks=recurring.WEEKS))
    else:
        known = begin
    lengths = {
        is_mine: (max(0, (windows.before_to - since).days), time_after)
        for is_mine, since in ((False, begin), (True, known))
    }
    # That there was no request in a period is a number, too.
    cells = {
        (department, after): did.Cell(
            lengths[department in touched][after], counts.get((department, after), 0)
        )
        for department in {department for department, _after in counts}
        for after in (False, True)
    }
    return cells, _count_people((after, ids) for _dep, after, _n, ids in rows)


def _read_results(improvement, windows, touched, kpi, kind):
    """Results of the indicator by department, released as results are."""
    last = windows.after_to - timedelta(days=1)
    cells = defaultdict(lambda: did.Cell(0, 0))
    for result in improvement.env["icrm.kpi.value"].search(
        Domain("kpi_id", "=", kpi.id)
        & Domain("company_id", "=", improvement.company_id.id)
        & Domain("period_kind", "=", kind)
        & Domain("department_id", "!=", False)
        & Domain("customer_department_id", "=", False)
        & Domain("service_id", "=", False)
        & Domain("date_from", ">=", windows.before_from)
        & Domain("date_to", "<=", last)
    ):
        if windows.before_to <= result.date_from < windows.after_from:
            continue
        after = result.date_from >= windows.after_from
        # An entered result may have no cases: it is one of one.
        n = result.case_count or 1
        value = result.value / (100 if kpi.unit == "percent" else 1)
        if kpi.unit == "percent":
            value = min(1, max(0, value))
        key = (result.department_id.id, after)
        cells[key] = did.Cell(
            cells[key].n + n,
            cells[key].total + n * value,
            cells[key].squares + n * value * value,
        )
    return dict(cells), None


def get_changes(improvement):
    """Return lines: what was put into force for it, with the day, the oldest first."""
    # sudo: which they are; the reader's own rights decide
    own = improvement.sudo()
    found = []
    for records, get_day in (
        (
            own.service_version_ids,
            lambda version: company_day.today(own, version.published_at),
        ),
        (
            own.agreement_ids,
            lambda agreement: company_day.today(own, agreement.signed_at),
        ),
        (own.process_ids, lambda process: process.standard_since),
    ):
        inforce = records.filtered(IN_FORCE[records._name])
        for record in inforce.with_env(improvement.env)._filtered_access("read"):
            found.append((get_day(record), _get_name(record)))
    return [
        f"{format_date(improvement.env, day)}: {name}" for day, name in sorted(found)
    ]


def _get_name(record):
    _ = record.env._
    if record._name == "icrm.service.version":
        return _(
            "%(service)s, version %(version)s",
            service=record.service_id.name,
            version=record.version,
        )
    return record.display_name


# ----------------------------------------------------------------------
# In words
# ----------------------------------------------------------------------


def render(improvement, values, for_all=False):
    """Return the sentence of stored *values*, in the language of the reader.

    :param for_all: without numbers where fewer people than the company's minimum are
        behind them, before or after
    """
    if not values:
        return ""
    _ = improvement.env._
    # sudo: the minimum of the company
    minimum = improvement.sudo().company_id.icrm_rating_min_count
    is_bare = for_all and min(values.get("people") or [0]) < minimum
    if values["verdict"] == did.UNKNOWN:
        if is_bare and values["reason"] in ("cases", "wide"):
            reason = _("too few cases")
        else:
            reason = _get_reason(improvement, values)
        return _("Cannot be determined: %(reason)s", reason=reason)
    if is_bare:
        effect = get_measure_name(improvement, values)
    else:
        effect = _get_effect(improvement, values)
    return {
        did.BETTER: _("Better: %(effect)s", effect=effect),
        did.WORSE: _("Worse: %(effect)s", effect=effect),
        did.NONE: _("No effect: %(effect)s", effect=effect),
    }[values["verdict"]]


def _get_reason(improvement, values):
    _ = improvement.env._
    if values["reason"] == "wide":
        return _(
            "%(effect)s; the interval is too wide",
            effect=_get_effect(improvement, values),
        )
    return {
        "early": _("no full period since the change has ended yet"),
        "cases": _(
            "too few cases (%(before)s before, %(after)s after)",
            before=values.get("n_before", 0),
            after=values.get("n_after", 0),
        ),
        "others": _(
            "only %(count)s departments to compare with; %(least)s are needed",
            count=values.get("others", 0),
            least=did.MIN_OTHERS,
        ),
    }[values["reason"]]


def _get_effect(improvement, values):
    """Return the effect with its interval, what it is of, and how many cases."""
    _ = improvement.env._
    written = NumberFormatter(improvement.env)
    estimate, low, high = values["estimate"], values["low"], values["high"]
    of = get_measure_name(improvement, values)
    counts = {
        "of": of,
        "others": values["others"],
        "before": values["n_before"],
        "after": values["n_after"],
    }
    if values["scale"] == did.RATE:
        return _(
            "%(of)s: %(share)s [%(low)s, %(high)s] of what %(others)s other "
            "departments' trend would have led to (%(before)s before, %(after)s after)",
            share=written.format_percent(estimate),
            low=written.format_percent(low),
            high=written.format_percent(high),
            **counts,
        )
    factor = 100 if values["scale"] == did.SHARE else 1
    figures = {
        name: written.format_change(factor * value)
        for name, value in (("change", estimate), ("low", low), ("high", high))
    }
    if factor == 100:
        return _(
            "%(of)s: %(change)s points [%(low)s, %(high)s] compared with %(others)s "
            "other departments (%(before)s cases before, %(after)s after)",
            **figures,
            **counts,
        )
    return _(
        "%(of)s: %(change)s [%(low)s, %(high)s] compared with %(others)s other "
        "departments (%(before)s cases before, %(after)s after)",
        **figures,
        **counts,
    )


def get_measure_name(improvement, values):
    """Return the name of the figure that was compared."""
    if values["measure"] == "indicator":
        # sudo: who reads the improvement reads what it was measured by.
        kpi = improvement.env["icrm.kpi"].sudo().browse(values["kpi"]).exists()
        return kpi.name or ""
    labels = dict(
        improvement._fields["proof_measure"]._description_selection(improvement.env)
    )
    return labels[values["measure"]]
