# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The plan of a service: which of its steps run, when each ends, and its picture.

Everything in sudo: who sees a service sees its steps and dates.
"""

from typing import Any, NamedTuple

from ...measures import critical_path, drawing, form_logic
from ..catalogue.form_schema import read_schema
from ..request.promise_ask import PromiseAsk
from ..request.request_batch import HOUR


class PlannedStep(NamedTuple):
    """A step that will run, and what it comes after: keys of others that will."""

    key: int
    record: Any
    after: list


class Hours:
    """The working time of a provider; what its hours never hold takes no time."""

    def __init__(self, worktime):
        self._worktime = worktime

    def add(self, start, seconds):
        return self._worktime.add(start, seconds) or start

    def subtract(self, end, seconds):
        return self._worktime.subtract(end, seconds) or end

    def elapsed(self, start, end):
        return self._worktime.elapsed(start, end) or 0


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
            self._known[key] = Hours(worktime)
        return self._known[key]


def select(service, answers=None):
    """Return the :class:`PlannedStep` of each step that runs.

    :param service: an ``icrm.service`` with a plan, in sudo
    :param dict answers: to its form; None: as if every condition held
    """
    steps = service.plan_step_ids
    left_out = set()
    if answers is not None:
        schema, _digest = service._get_form_schema()
        questions = read_schema(schema, service.env.lang)
        values = form_logic.evaluate(questions, answers).values
        for step in steps:
            rule = step._get_rule()
            if rule and not form_logic.holds(rule, values):
                left_out.add(step.id)
    after = critical_path.leave_out(
        {step.id: [other.id for other in step.after_ids] for step in steps}, left_out
    )
    return [
        PlannedStep(step.id, step, after[step.id]) for step in steps if step.id in after
    ]


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
    hours = HoursOf(begin)
    return critical_path.schedule(
        [
            critical_path.Step(
                item.key,
                length,
                hours.get(
                    (item.record.target_id or service)._icrm_calendar(),
                    service.company_id,
                ),
                tuple(item.after),
                item.record.required,
            )
            for item, length in zip(planned, seconds, strict=True)
        ],
        begin,
    )


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
