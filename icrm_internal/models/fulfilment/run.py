# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""How requests of several steps run: begin, go on, what is expected.

What follows from the end of a step happens in the transaction of that end, with the
request locked: after a crash both happened or neither. All in sudo; who may act was
decided before.
"""

import logging
from datetime import timedelta

from odoo import SUPERUSER_ID, Command, fields
from odoo.exceptions import UserError
from odoo.tools import plaintext2html

from ...measures import critical_path, form_logic
from ..access import inner_context
from ..access.groups import OFFICER
from ..catalogue.form_answers import FormAnswers, link_names
from ..catalogue.form_display import format_answer
from ..catalogue.form_schema import LINK_TYPES, OPTION_TYPES
from ..catalogue.icrm_form_answered import split_answers
from ..catalogue.translations import read_translations
from ..request.helpdesk_ticket_stage import OPEN_STATES, RUNNING_HOLDERS
from ..request.notices import tell_desk
from ..request.releasing import get_caretakers
from . import plan

_logger = logging.getLogger(__name__)

# Steps that the next ones no longer wait for
SETTLED = ("done", "skipped")
# Steps that stand between a request and its end
PENDING = ("waiting", "running", "stopped")
# Requests whose steps begin
GOING_ON = (*OPEN_STATES, "resolved")
# A step that is late by as much is told of.
NOTABLE = timedelta(hours=1)
TEXT = ("char", "text")


def get_steps(tickets):
    """Return the steps of requests."""
    return tickets.env["icrm.request.step"].search([("ticket_id", "in", tickets.ids)])


# ------------------------------------------------------------------
# Begin
# ------------------------------------------------------------------


def begin(tickets):
    """Make the steps of requests whose service has a plan, and start the first.

    A sub-request has none. What came by mail begins once its form is complete.
    """
    begun = tickets.browse()
    for ticket in tickets:
        if (
            ticket.icrm_parent_id
            or ticket.icrm_has_steps
            or ticket.icrm_state not in OPEN_STATES
            or ticket._icrm_get_missing_questions()
        ):
            continue
        service = ticket.icrm_service_id
        planned = plan.select(service, ticket._icrm_get_answers())
        if planned:
            _make_steps(ticket, planned)
            begun |= ticket
    if begun:
        advance(begun, since=fields.Datetime.now())


def _make_steps(ticket, planned):
    service = ticket.icrm_service_id
    schedule = plan.compute(service, planned, ticket.icrm_submitted_at)
    texts = read_translations(
        service.plan_step_ids.browse([item.key for item in planned]), ("name",)
    )
    Step = ticket.env["icrm.request.step"].with_context(lang="en_US")
    rows = Step.create(
        [
            {
                "ticket_id": ticket.id,
                "key": item.key,
                "sequence": number,
                "name": item.record.name,
                "service_id": item.record.target_id.id,
                "department_id": (item.record.target_id or service).department_id.id,
                "hours": item.record.hours,
                "mapping": _read_mapping(item.record),
                "required": item.record.required,
                "not_before_question": item.record.not_before_question_id.name,
                "not_before_days": item.record.not_before_days,
                "not_before_date": item.day,
                "planned_at": schedule.dates[item.key].end,
                "expected_at": schedule.dates[item.key].end,
            }
            for number, item in enumerate(planned)
        ]
    )
    by_key = dict(zip((item.key for item in planned), rows, strict=True))
    for item in planned:
        row = by_key[item.key]
        row.update_field_translations("name", texts[item.key]["name"])
        if item.after:
            row.after_ids = [Command.set([by_key[key].id for key in item.after])]
    _date(rows)
    _write(ticket, icrm_has_steps=True, icrm_forecast_at=schedule.end)


def _read_mapping(step):
    return [
        {
            "question": answer.question_id.name,
            "source": answer.source_id.name or False,
            "value": answer.value or False,
        }
        for answer in step.answer_ids
    ]


def add_by_hand(ticket, child):
    """Make a sub-request that somebody created a step of the request."""
    ticket.env["icrm.request.step"].create(
        {
            "ticket_id": ticket.id,
            "name": child.icrm_service_id.name,
            "service_id": child.icrm_service_id.id,
            "department_id": child.icrm_provider_department_id.id,
            "state": "running",
            "child_id": child.id,
            "started_at": child.icrm_submitted_at,
            "planned_at": child.icrm_due_at,
        }
    )
    if not ticket.icrm_has_steps:
        _write(ticket, icrm_has_steps=True)
    forecast(ticket)


def _write(ticket, **values):
    """Write what is no change of the request itself."""
    ticket._icrm_write_grouped({ticket: values})


# ------------------------------------------------------------------
# Go on
# ------------------------------------------------------------------


def advance(tickets, ended=(), since=None):
    """Start what can start, and resolve what is done; then look ahead.

    Optional steps of what is resolved start, too: the whole is done without them.

    :param ended: the steps that ended just now. The whole is resolved when a compulsory
        one did: a reopened whole waits for more than an optional step.
    :param since: the instant before which no step could begin; None: since its day
    """
    tickets = tickets.filtered(
        lambda ticket: ticket.icrm_state in GOING_ON
        and not ticket.duplicate_id
        and ticket._icrm_is_work_allowed()
    )
    if not tickets:
        return
    steps = get_steps(tickets)
    _date(steps)
    for step in steps:
        if (
            step.state == "waiting"
            and all(other.state in SETTLED for other in step.after_ids)
            and not waits_for_day(step)
        ):
            _start(step, since)
    forecast(tickets)
    if ended:
        needed = get_needed(steps)
        ended.filtered(lambda step: step in needed).ticket_id._icrm_resolve_parents()


def _date(steps):
    """Compute from when on steps that wait for a day may begin.

    Each time: the hours of their providers may have changed.
    """
    for step, at in _find_moved(steps):
        step.not_before_at = at


def _find_moved(steps):
    """Return ``[(step, instant)]`` of those that may begin from another instant on."""
    now = fields.Datetime.now()
    hours_of = plan.HoursOf(now - timedelta(days=1))
    moved = []
    for step in steps:
        if step.state != "waiting" or not step.not_before_date:
            continue
        ticket = step.ticket_id
        hours = hours_of.get(
            (step.service_id or ticket.icrm_service_id)._icrm_calendar(),
            ticket.company_id,
        )
        at = hours.find_opening(step.not_before_date, step.not_before_days, now)
        has_passed = step.not_before_at and step.not_before_at <= now
        if at != step.not_before_at and not (has_passed and at <= now):
            moved.append((step, at))
    return moved


def find_dated(env):
    """Return the requests of which a step may begin, for its day has come, or is
    another one since hours or days off of its provider changed."""
    steps = env["icrm.request.step"].search(
        [
            ("state", "=", "waiting"),
            ("not_before_date", "!=", False),
            ("ticket_id.icrm_state", "in", GOING_ON),
            ("ticket_id.icrm_holder", "!=", "approver"),
            ("ticket_id.duplicate_id", "=", False),
        ]
    )
    due = steps.filtered(
        lambda step: not waits_for_day(step)
        and all(other.state in SETTLED for other in step.after_ids)
    )
    moved = steps.browse([step.id for step, _at in _find_moved(steps)])
    return (due | moved).ticket_id


def waits_for_day(step):
    """Return whether the moment is not yet there before which a step does not begin."""
    return bool(step.not_before_at) and step.not_before_at > fields.Datetime.now()


def follow_answers(tickets):
    """Let steps that have not begun wait for the days that are answered now; those that
    have begun, if they are repeated."""
    for ticket in tickets:
        steps = get_steps(ticket).filtered(
            lambda step: step.state != "replaced" and step.not_before_question
        )
        if not steps:
            continue
        values = form_logic.evaluate(
            ticket._icrm_get_questions(), ticket._icrm_get_answers()
        ).values
        for step in steps:
            day = plan.read_day(values, step.not_before_question) or False
            if step.not_before_date != day:
                step.write({"not_before_date": day, "not_before_at": False})
        _date(steps)
    forecast(tickets)
    advance(tickets, since=fields.Datetime.now())


def get_needed(steps):
    """Return those of all steps of requests that must be done: the compulsory ones; if
    a request has none, all of it."""
    needed = steps.browse()
    for own in (
        steps.filtered(lambda step: step.state != "replaced")
        .grouped("ticket_id")
        .values()
    ):
        needed |= own.filtered("required") or own
    return needed


def _get_start(step, since):
    """Return when a step begins: now. At its day, if a job was a little late only: the
    working time of a plan would not fit for minutes that nobody waited for."""
    now, at = fields.Datetime.now(), step.not_before_at
    ready = [one.ended_at for one in step.after_ids if one.ended_at]
    if at and now - NOTABLE < at <= now and all(end <= at for end in ready):
        return max(at, step.ticket_id.icrm_submitted_at, since or at)
    return now


def _start(step, since):
    now = _get_start(step, since)
    if not step.service_id:
        step.write({"state": "running", "started_at": now})
        return
    try:
        with step.env.cr.savepoint():
            child = _create_child(step, now)
    except UserError as error:
        # Whoever ended the step before has nothing to do with it.
        _logger.info("step %s of %s: %s", step.id, step.ticket_id.number, error)
        step.write({"state": "stopped", "reason": str(error)})
        step.ticket_id._message_log(
            body=step.env._(
                "Step “%(step)s” could not start: %(reason)s",
                step=step.name,
                reason=str(error),
            )
        )
        return
    step.write({"state": "running", "started_at": now, "child_id": child.id})
    step.ticket_id._message_log(
        body=step.env._(
            "Requested from %(department)s: %(request)s",
            department=child.icrm_provider_department_id.name,
            request=child.display_name,
        )
    )


def _create_child(step, at):
    """Return the sub-request of a step, from the department that has the plan.

    :param datetime at: when it is requested
    """
    ticket, service = step.ticket_id, step.service_id
    if service.state != "published" or not service.active:
        raise UserError(
            step.env._("%(service)s is not published.", service=service.name)
        )
    requester = get_requester(ticket)
    if not service._is_for_customer(requester):
        raise UserError(
            step.env._(
                "%(service)s is not available to %(customer)s.",
                service=service.name,
                customer=requester.name,
            )
        )
    # The system requests, in the language of who answers for it.
    env = step.env(
        user=SUPERUSER_ID,
        context={
            key: value
            for key, value in step.env.context.items()
            if key[:5] != "icrm_" and key[:8] != "default_"
        }
        | {"lang": requester.lang or step.env.lang},
    )
    ticket, service = ticket.with_env(env), service.with_env(env)
    return service._create_request(
        {
            # Another department learns what the plan maps, and no more: nobody reads
            # the customer's words before they are passed on.
            "name": step.with_env(env).name,
            "description": plaintext2html(ticket._icrm_describe_origin()),
            "priority": service.default_priority,
            "icrm_service_id": service.id,
            "icrm_requester_id": requester.id,
            "icrm_beneficiary_id": requester.id,
            "icrm_parent_id": ticket.id,
            "icrm_origin": "agent",
            "icrm_submitted_at": at,
            **_prepare_answers(step.with_env(env), requester.with_env(env)),
        }
    ).with_env(step.env)


def get_requester(ticket):
    """Return the customer who requests the steps: the assignee, else the service's
    owner, else the head of its department; else the team's leader or another member, or
    an officer. Never the customer, who asked one department."""
    Customer = ticket.env["icrm.customer"].with_company(ticket.company_id)
    department = ticket.icrm_provider_department_id
    for user in (
        ticket.user_id,
        ticket.icrm_service_id.owner_id,
        department.manager_id.user_id,
    ):
        if user.active and (customer := Customer._from_user(user)):
            return customer
    own = ticket.icrm_requester_id | ticket.icrm_beneficiary_id
    officers = ticket.env.ref(OFFICER).all_user_ids
    officers = officers._icrm_filter_available(ticket.company_id)
    for user in ticket.team_id.user_id | get_caretakers(ticket) | officers:
        customer = user.active and Customer._from_user(user)
        if customer and customer not in own:
            return customer
    raise UserError(
        ticket.env._(
            "No one can request it: name an owner of %(service)s.",
            service=ticket.icrm_service_id.name,
        )
    )


def _prepare_answers(step, requester):
    """Return the form of the step's service and what of it is answered already.

    What lacks is asked of the requester, as after a request by mail.
    """
    ticket, service = step.ticket_id, step.service_id
    form = service._get_frozen_form()
    questions = service._read_form(form.schema or [], requester)
    by_name = {question["name"]: question for question in questions}
    asked = {item["name"]: item for item in ticket._icrm_get_questions()}
    given = ticket._icrm_get_answers()
    names = link_names(step.env, list(asked.values()), given)
    answers = {}
    for item in step.mapping or []:
        question = by_name.get(item["question"])
        if not question:
            continue
        source = asked.get(item["source"])
        value = given.get(item["source"]) if item["source"] else item["value"]
        value = _convert(step.env, source, value, question, names)
        if value is not None:
            answers[question["name"]] = value
    cleaned, _problems = FormAnswers(step.env, questions).collect(answers)
    return {
        "icrm_form_id": form.id,
        **split_answers(step.env, questions, cleaned),
    }


def _convert(env, source, value, question, names):
    """Return *value*, an answer to *source* or a text, as an answer to *question*."""
    if value in (None, False, "", []) and (not source or source["type"] != "boolean"):
        return None
    if source and question["type"] in LINK_TYPES:
        # A number is the id of nothing else.
        is_same = source["type"] in LINK_TYPES
        is_same = is_same and source["comodel"] == question["comodel"]
        return value if is_same else None
    if source and source["type"] in OPTION_TYPES and question["type"] in OPTION_TYPES:
        labels = dict(source["options"])
        texts = [labels.get(key, key) for key in _as_list(value)]
        return _choose(question, texts)
    if question["type"] in OPTION_TYPES:
        return _choose(question, [str(text) for text in _as_list(value)])
    if source and question["type"] in TEXT and source["type"] not in TEXT:
        return format_answer(env, source, value, names)
    return value


def _as_list(value):
    return value if isinstance(value, list) else [value]


def _choose(question, texts):
    """Return the options of *question* that are called so."""
    wanted = {text.strip().casefold() for text in texts}
    keys = [
        key
        for key, label in question["options"]
        if {key.casefold(), label.strip().casefold()} & wanted
    ]
    if question["type"] == "tags":
        return keys or None
    return keys[0] if keys else None


def close_steps(children):
    """Follow sub-requests that were closed or opened again."""
    parents = children.icrm_parent_id
    # Of two steps that end at once, the second one sees the first.
    parents._icrm_lock()
    steps = get_steps(parents)
    steps.invalidate_recordset(["state"])
    now = fields.Datetime.now()
    ended = steps.browse()
    for step in steps.filtered(lambda step: step.child_id in children):
        state = step.child_id.icrm_state
        if state in OPEN_STATES:
            if step.state in ("done", "stopped", "withdrawn"):
                step.write({"state": "running", "ended_at": False})
        elif step.state == "running":
            # By hand nobody planned for it; else somebody decides.
            other = "stopped" if step.key else "withdrawn"
            step.write(
                {
                    "state": "done" if state == "resolved" else other,
                    "ended_at": now,
                    "expected_at": now,
                }
            )
            ended |= step
    advance(parents, ended)
    # From before there were steps
    others = (children - steps.child_id).filtered(
        lambda child: child.icrm_state not in OPEN_STATES
    )
    others.icrm_parent_id._icrm_resolve_parents()


def withdraw(children, reason):
    """Withdraw open sub-requests that are not needed any more."""
    children = children.filtered(lambda child: child.icrm_state in OPEN_STATES)
    for child in children:
        child._message_log(body=reason)
    if children:
        inner_context.give(children, icrm_withdrawing=True)._icrm_set_state("withdrawn")


def end_all(tickets):
    """Withdraw the rest of requests that were withdrawn or declined."""
    steps = get_steps(tickets).filtered(lambda step: step.state in PENDING)
    children = steps.child_id
    steps.write({"state": "withdrawn", "ended_at": fields.Datetime.now()})
    for ticket in tickets:
        withdraw(
            children.filtered(lambda child, own=ticket: child.icrm_parent_id == own),
            ticket.env._(
                "Request %(number)s was withdrawn or declined.", number=ticket.number
            ),
        )
    _leave_without_steps(tickets, children)


def _leave_without_steps(tickets, known):
    """Withdraw sub-requests from before there were steps."""
    others = tickets.icrm_child_ids - known
    steps = tickets.env["icrm.request.step"].search([("child_id", "in", others.ids)])
    withdraw(
        others - steps.child_id,
        tickets.env._("The request it belongs to was withdrawn or declined."),
    )


def resume_all(tickets):
    """Take up the steps of requests that were withdrawn or declined."""
    steps = get_steps(tickets).filtered(lambda step: step.state == "withdrawn")
    for step in steps:
        started = step.child_id or step.started_at
        step.write({"state": "stopped" if started else "waiting", "ended_at": False})
    advance(tickets, since=fields.Datetime.now())


# ------------------------------------------------------------------
# Look ahead
# ------------------------------------------------------------------


def forecast(tickets):
    """Compute when the open requests and their steps are expected to be done; a
    constant number of queries for any number of requests."""
    steps = get_steps(tickets).filtered(lambda step: step.state != "replaced")
    ends, forecasts = {}, {}
    for ticket, schedule in get_schedules(steps, fields.Datetime.now()).items():
        for step in steps.browse(schedule.dates):
            end = schedule.dates[step.id].end
            if step.state in PENDING and step.expected_at != end:
                ends.setdefault(end, []).append(step.id)
        if ticket.icrm_state in OPEN_STATES and ticket.icrm_forecast_at != schedule.end:
            forecasts[ticket] = {"icrm_forecast_at": schedule.end}
    for end, ids in ends.items():
        steps.browse(ids).expected_at = end
    tickets._icrm_write_grouped(forecasts)


def get_schedules(steps, now):
    """Return the ``critical_path.Schedule``, from now on, of each request that has some
    of these steps: {request: schedule}. They are all steps of theirs that count."""
    seconds = plan.get_seconds(
        [
            plan.Timed(
                step,
                step.service_id,
                step.ticket_id.icrm_service_id,
                step.ticket_id.icrm_submitted_at,
            )
            for step in steps
        ]
    )
    lengths = dict(zip(steps.ids, seconds, strict=True))
    begun = min([now, *filter(None, steps.mapped("started_at"))])
    hours_of = plan.HoursOf(begun - timedelta(days=1))
    return {
        ticket: _get_schedule(ticket, own, now, lengths, hours_of)
        for ticket, own in steps.grouped("ticket_id").items()
    }


def _get_schedule(ticket, steps, now, lengths, hours_of):
    service = ticket.icrm_service_id
    rows = []
    for step in steps:
        length = lengths[step.id]
        hours = hours_of.get(
            (step.service_id or service)._icrm_calendar(), ticket.company_id
        )
        started = ended = None
        if step.state in ("done", "skipped", "withdrawn"):
            started = ended = step.ended_at or now
        elif step.state == "running":
            started = step.started_at
            ended = _expect(step, hours, length, now)
        elif step.state == "stopped":
            started = now
        rows.append(
            critical_path.Step(
                step.id,
                length,
                hours,
                tuple(step.after_ids.ids),
                step.required and step.state != "withdrawn",
                started,
                ended,
                step.not_before_at or None,
            )
        )
    return critical_path.schedule(rows, now)


def _expect(step, hours, length, now):
    """Return when a running step is expected to end: not before now."""
    if not step.child_id:
        return max(now, hours.add(step.started_at, length) if length else now)
    return expect(step.child_id, hours, length, now)


def expect(ticket, hours, length, now):
    """Return when an open request without steps is expected to end: not before now.

    That is the date that was named, else the promise. While nobody of the provider has
    it, what is left of the promise begins now.

    :param hours: working time of its provider
    :param int length: working seconds that it takes if nothing is promised
    """
    if ticket.icrm_expected_at:
        return max(now, ticket.icrm_expected_at)
    if ticket.icrm_holder in RUNNING_HOLDERS:
        return max(now, ticket.icrm_due_at or now)
    clock = ticket.icrm_clock_ids.filtered(lambda clock: clock.kind == "resolution")[:1]
    left = max(0, (clock.budget_seconds or length) - (clock.elapsed_seconds or 0))
    return hours.add(now, left) if left else now


def look_ahead(ticket):
    """Compute again when a request is done of which a step should have ended; tell of
    a late step, once, those who serve the request and those who come next."""
    forecast(ticket)
    steps = get_steps(ticket)
    for step in steps.filtered(_is_late):
        tell_desk(ticket, "steps_later_desk", f"{step.id}", steps=step.ids)
        for other in steps.filtered(
            lambda other, late=step: other.state == "waiting"
            and late in other.after_ids
            and not (other.not_before_at and other.not_before_at >= late.expected_at)
        ):
            if owner := other.service_id.owner_id.filtered("active"):
                ticket.env["icrm.message"]._enqueue(
                    "step_later",
                    owner,
                    ticket,
                    {"step": other.id},
                    occasion=f"{step.id} {other.id}",
                )


def _is_late(step):
    """Return whether a running step should have ended some time ago."""
    child = step.child_id
    if step.state != "running" or (child and child.icrm_holder not in RUNNING_HOLDERS):
        return False
    due_at = child.icrm_expected_at or child.icrm_due_at
    if not child:
        due_at = max(step.planned_at, step.started_at + timedelta(hours=step.hours))
    return bool(due_at) and due_at <= fields.Datetime.now() - NOTABLE
