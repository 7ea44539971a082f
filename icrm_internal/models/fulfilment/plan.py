# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The plan of a service: which of its steps run, when each ends, and its picture.

Everything in sudo: who sees a service sees its steps and dates.
"""

from datetime import date, timedelta
from functools import partial
from typing import Any, NamedTuple

from ...importer import strict
from ...measures import critical_path, drawing, form_logic, workdays
from ..access import company_day
from ..catalogue.form_schema import read_schema
from ..request.promise_ask import PromiseAsk
from ..request.request_batch import HOUR

# A day further away counts as one in a year until then: no hours of many years are read
FAR = timedelta(days=366)


class PlannedStep(NamedTuple):
    """A step that will run."""

    key: int
    record: Any
    #: keys of others that will, which it comes after
    after: list
    #: the answered day that it waits for, or None
    day: date | None
    #: whether that is still to be answered
    is_asked: bool


class Hours:
    """The working time of a provider; what its hours never hold takes no time.

    :param worktime: a ``CalendarWorkTime``
    :param str zone: the name of the provider's time zone
    """

    def __init__(self, worktime, zone):
        self._worktime = worktime
        self._midnight = partial(company_day.midnight_in_zone, zone)
        self._zone = zone
        self._openings = {}

    def add(self, start, seconds):
        return self._worktime.add(start, seconds) or start

    def subtract(self, end, seconds):
        return self._worktime.subtract(end, seconds) or end

    def elapsed(self, start, end):
        return self._worktime.elapsed(start, end) or 0

    def find_opening(self, day, count, now):
        """Return when the working day opens that lies *count* working days from *day*,
        as ``workdays.find_opening`` does; any instant until *now* if that has passed.
        """
        # Many requests wait for the same few days.
        key = day, count, now
        if key not in self._openings:
            self._openings[key] = self._find_opening(day, count, now)
        return self._openings[key]

    def _find_opening(self, day, count, now):
        today = company_day.in_zone(self._zone, now)
        if day < today - FAR or (count < 0 and day < today):
            return now
        day = min(day, today + FAR)
        first, begin = self._midnight(today), self._midnight(day)

        def find(worktime):
            return workdays.find_opening(worktime, day, count, self._midnight, first)

        return self._worktime.compute(find, min(first, begin), begin) or begin


class HoursOf:
    """The :class:`Hours` of calendars, each read once.

    :param begin: the earliest instant of all questions
    """

    def __init__(self, begin):
        self._begin = begin
        self._known = {}

    def get(self, calendar, company):
        key = calendar.id, company.id
        if key not in self._known:
            worktime = calendar._icrm_hours(company, self._begin, self._begin)
            zone = calendar.tz or company_day.get_zone(company)
            self._known[key] = Hours(worktime, zone)
        return self._known[key]


def select(service, answers=None, questions=None):
    """Return the :class:`PlannedStep` of each step that runs.

    :param service: an ``icrm.service`` with a plan, in sudo
    :param dict answers: to its form; None: as if every condition held, on no day
    :param questions: of its form, as they are asked of who looks; None: all of them
    """
    steps = service.plan_step_ids
    left_out, values = set(), {}
    required = set(steps.not_before_question_id.mapped("name"))
    if questions is not None:
        required &= {question["name"] for question in questions}
    if answers is not None:
        if questions is None:
            schema, _digest = service._get_form_schema()
            questions = read_schema(schema, service.env.lang)
        _shown, required, values = form_logic.evaluate(questions, answers)
        for step in steps:
            rule = step._get_rule()
            if rule and not form_logic.holds(rule, values):
                left_out.add(step.id)
    after = critical_path.leave_out(
        {step.id: [other.id for other in step.after_ids] for step in steps}, left_out
    )
    planned = []
    for step in steps.filtered(lambda step: step.id in after):
        name = step.not_before_question_id.name
        day = read_day(values, name)
        planned.append(
            PlannedStep(
                step.id, step, after[step.id], day, not day and name in required
            )
        )
    return planned


def find_undated(planned):
    """Return the keys of steps whose dates are not known yet: they wait for a day that
    is still to be answered, or come after such a step."""
    waiting = {item.key for item in planned if item.is_asked}
    after = {item.key: item.after for item in planned}
    undated = set()
    for key in critical_path.sort(after):
        if key in waiting or undated.intersection(after[key]):
            undated.add(key)
    return undated


def read_day(values, name):
    """Return the day that was answered to a question, or None.

    :param dict values: answers of the questions that are shown
    :param name: of the question, or False
    """
    try:
        return strict.to_day(values[name])
    except (KeyError, ValueError):
        return None


class Timed(NamedTuple):
    """A step of which it is asked how long it takes."""

    #: of a plan or of a request, with ``hours``
    record: Any
    #: the ``icrm.service`` that does it; empty: a task
    target: Any
    #: the service that has the plan; its department is who requests
    service: Any
    #: naive UTC datetime of the request; None: now
    at: Any


def get_seconds(steps):
    """Return the working seconds that each step takes: what is promised for it.

    The promises of all are looked up at once.

    :param steps: list of :class:`Timed`, of any number of services
    """
    asks = [
        PromiseAsk(target, target.default_priority, step.service.department_id, step.at)
        for step in steps
        if (target := step.target)
    ]
    promised = iter(asks[0].service._icrm_promises(asks) if asks else [])
    return [
        round((next(promised).hours[1] if step.target else step.record.hours) * HOUR)
        for step in steps
    ]


def compute(service, planned, begin):
    """Return the ``critical_path.Schedule`` of the steps that run, from *begin* on."""
    seconds = get_seconds(
        [Timed(item.record, item.record.target_id, service, begin) for item in planned]
    )
    hours_of = HoursOf(begin)
    rows = []
    for item, length in zip(planned, seconds, strict=True):
        hours = hours_of.get(
            (item.record.target_id or service)._icrm_calendar(), service.company_id
        )
        rows.append(
            critical_path.Step(
                item.key,
                length,
                hours,
                tuple(item.after),
                item.record.required,
                earliest=item.day
                and hours.find_opening(item.day, item.record.not_before_days, begin),
            )
        )
    return critical_path.schedule(rows, begin)


def draw(after, boxes):
    """Return the picture of a plan, for the component and the page that draw it.

    :param dict after: {key: keys it comes after}
    :param dict boxes: {key: dict with ``title``, ``with``, ``when``, ``state``,
        ``optional`` and ``critical``, maybe ``label``}
    """
    shape = drawing.draw_plan(after)
    critical = {key for key, box in boxes.items() if box["critical"]}
    return {
        "width": shape["width"],
        "height": shape["height"],
        "boxes": [
            {
                **boxes[key],
                "key": key,
                "x": x,
                "y": y,
                "width": drawing.BOX_WIDTH,
                "height": drawing.BOX_HEIGHT,
            }
            for key, (x, y) in shape["boxes"].items()
        ],
        "lines": [
            {
                "path": line["path"],
                "key": f"{line['from']}-{line['to']}",
                "critical": line["from"] in critical and line["to"] in critical,
            }
            for line in shape["lines"]
        ],
    }
