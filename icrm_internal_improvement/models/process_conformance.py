# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""How requests really went, beside the standard path of their process.

Functions of one process, in sudo: callers decide who may ask. They read the ledger of
requests in one statement, in which the database groups equal paths, write nothing and
name no one.

A step of a path is a key (progress, holder, department id, team id): the department if
another one has the request, the team if another one of the provider has it. What a
request does after it was resolved for the first time is a step ``REOPENED`` and those
that follow.
"""

from odoo import fields
from odoo.tools import SQL

from odoo.addons.icrm_internal.measures import stats
from odoo.addons.icrm_internal.models.access.number_formatter import NumberFormatter
from odoo.addons.icrm_internal.models.request.helpdesk_ticket_stage import OPEN_STATES

from ..measures import conformance
from ..measures.conformance import BEGIN, END, Standard
from ..measures.flow import arrange, draw

REOPENED = ("reopened", "", False, False)

# An arrow beside the standard is drawn if one in twenty takes it.
RARE_ARROW = 0.05

# So many requests are opened at once, the newest ones.
MOST_OPENED = 500

CONFORMING = "conforming"


def read_paths(process, since, until=None, with_ids=False):
    """Return [(path, working seconds of its requests)] of requests asked for in the
    period and resolved; with their ids as a third part."""
    now = fields.Datetime.now()
    until = min(until or now, now)
    # SQL: the ledger of all requests in one pass; bench_conformance
    rows = process.env.execute_query(_sql_paths(process, since, until, now, with_ids))
    return [(_read_path(path), *others) for path, *others in rows]


def _read_path(text):
    """Return the keys of a path as the database writes it."""
    path = []
    for code in (text or "").split("|"):
        state, *others = code.split(":")
        if state == "closed":
            path.append(REOPENED)
            continue
        holder, department_id, team_id = others
        path.append(
            (
                state,
                holder,
                int(department_id or 0) or False,
                int(team_id or 0) or False,
            )
        )
    if path and path[-1] == REOPENED:
        # The end, unless something follows.
        path.pop()
    return tuple(path)


def _sql_paths(process, since, until, now, with_ids):
    """Rows (path, [working seconds], [request ids]) of what was resolved."""
    env = process.env
    for name in ("helpdesk.ticket", "icrm.request.event"):
        env[name].flush_model()
    return SQL(
        """
        WITH ledger AS (
            SELECT event.ticket_id, event.id, event.occurred_at AS from_at,
                   event.state IN %(open)s AS is_open,
                   CASE WHEN event.state IN %(open)s THEN
                       event.state
                       || ':' || COALESCE(event.holder, 'provider')
                       || ':' || CASE WHEN event.holder = 'department'
                                 THEN COALESCE(event.department_id::text, '')
                                 ELSE '' END
                       || ':' || CASE WHEN COALESCE(event.holder, 'provider')
                                           = 'provider'
                                 THEN COALESCE(
                                     NULLIF(event.team_id, %(team)s)::text, '')
                                 ELSE '' END
                   ELSE 'closed' END AS code
              FROM helpdesk_ticket AS request
              JOIN icrm_request_event AS event ON event.ticket_id = request.id
             WHERE request.icrm_service_id = %(service)s
               AND request.active
               AND request.icrm_state = 'resolved'
               AND request.icrm_submitted_at >= %(since)s
               AND request.icrm_submitted_at < %(until)s),
        turn AS (
            SELECT ledger.*,
                   LAG(ledger.code) OVER course AS former,
                   LAG(ledger.is_open) OVER course AS was_open
              FROM ledger
            WINDOW course AS (PARTITION BY ledger.ticket_id
                              ORDER BY ledger.from_at, ledger.id)),
        -- Working time is added up where a request opens and closes: two instants a
        -- request, not two an event. A new assignee is no new step.
        course AS (
            SELECT turn.*,
                   CASE WHEN turn.is_open AND turn.was_open IS NOT TRUE THEN -1
                        WHEN NOT turn.is_open AND turn.was_open THEN 1
                        ELSE 0 END AS sign
              FROM turn
             WHERE turn.former IS DISTINCT FROM turn.code),
        path AS (
            SELECT course.ticket_id,
                   GREATEST(0, SUM(CASE WHEN course.sign = 0 THEN 0
                                        ELSE course.sign * %(at)s END))::bigint
                       AS seconds,
                   STRING_AGG(course.code, '|' ORDER BY course.from_at, course.id)
                       AS steps
              FROM course
        CROSS JOIN (SELECT %(starts)s::timestamp[] AS starts,
                           %(before)s::bigint[] AS before,
                           %(lasts)s::bigint[] AS lasts) AS hours
             GROUP BY course.ticket_id)
        SELECT path.steps, ARRAY_AGG(path.seconds ORDER BY path.ticket_id) %(ids)s
          FROM path
         GROUP BY path.steps
         ORDER BY COUNT(*) DESC, path.steps
        """,
        open=OPEN_STATES,
        team=process.service_id.team_id.id or 0,
        service=process.service_id.id,
        since=since,
        until=until,
        ids=SQL(", ARRAY_AGG(path.ticket_id ORDER BY path.ticket_id)")
        if with_ids
        else SQL(),
        at=process._sql_working_seconds("from_at"),
        **process._get_hours(since, now),
    )


def get_standard(process):
    """Return the standard path as :mod:`conformance` compares it."""
    return [
        Standard(step._get_key(), step.is_optional) for step in process.path_step_ids
    ]


def find_usual_path(process, since):
    """Return what most requests did: (values of steps, how many did it, of how many).

    A reopening is no standard.
    """
    paths = [
        (path, seconds)
        for path, seconds in read_paths(process, since)
        if path and REOPENED not in path
    ]
    if not paths:
        return [], 0, 0
    usual = conformance.most_frequent(paths)
    values = [
        dict(zip(("progress", "holder", "department_id", "team_id"), key, strict=True))
        for key in usual
    ]
    taken = sum(len(seconds) for path, seconds in paths if path == usual)
    return values, taken, sum(len(seconds) for _path, seconds in paths)


def find_requests(process, months, code):
    """Return (name, ids) of the requests that deviate so; None for ids of too few."""
    standard = get_standard(process)
    paths = read_paths(process, process._get_since(months), with_ids=True)
    found = []
    deviation = None
    for path, _seconds, ids in paths:
        aligned = conformance.align(path, standard)
        if code == CONFORMING and not aligned.cost:
            found += ids
        for here in aligned.deviations:
            if write_code(*here) == code:
                deviation = here
                found += ids
    if not found or not standard:
        return "", None
    if deviation and len(found) < conformance.MIN_LISTED:
        return "", None
    if not deviation:
        return process.env._("Requests on the standard path"), found
    names = _get_names(process, [deviation[1]])
    return _get_deviation_name(process.env, deviation[0], names[deviation[1]]), found


def write_code(kind, key):
    """Return a deviation as a text that the screen hands back."""
    return ":".join([kind, *(str(part or "") for part in key)])


# ----------------------------------------------------------------------
# On the screen and on paper
# ----------------------------------------------------------------------


def get_conformance(process, months, looks):
    """Return what the screen and the paper show.

    :param looks: {name: DrawingStyle}, how it is drawn
    :return: dict: ``months``, ``has_path``, ``requests``, ``conforming``,
        ``sentences``, ``deviations``, ``others_text``, ``nodes`` and ``edges`` with
        their figures, and for each look where they are, see :func:`flow.draw`
    """
    env = process.env
    standard = get_standard(process)
    data = {
        "months": months,
        "has_path": bool(standard),
        "requests": 0,
        "conforming": 0,
        "sentences": [],
        "deviations": [],
        "others_text": "",
        "nodes": [],
        "edges": [],
    }
    if not standard:
        data["sentences"] = [
            env._(
                "No standard path yet: add its steps, or take them from history, in "
                "a draft of this process."
            )
        ]
        return data
    paths = read_paths(process, process._get_since(months))
    result = conformance.compare(paths, standard, least=conformance.MIN_LISTED)
    keys = {step.key for step in standard}
    keys.update(place for place in result.visits if isinstance(place, tuple))
    keys.update(deviation.key for deviation in result.deviations)
    names = _get_names(process, keys - {BEGIN, END})
    written = NumberFormatter(env)
    data |= {
        "requests": result.requests,
        "conforming": result.conforming,
        "sentences": _get_sentences(env, result, months, written),
        "deviations": [
            _get_row(env, deviation, result, names, written)
            for deviation in result.deviations
        ],
        "others_text": _get_others(env, result),
    }
    return data | _get_drawing(env, result, standard, names, written, looks)


def _get_names(process, keys):
    """Return {key: its name}; the progress is added where two have the same name."""
    env = process.env
    # sudo: the names of departments and teams are on the requests anyway.
    Department, Team = env["hr.department"].sudo(), env["helpdesk.ticket.team"].sudo()
    states = dict(
        env["icrm.request.event"]._fields["state"]._description_selection(env)
    )
    names = {}
    for key in keys:
        if key == REOPENED:
            names[key] = env._("Resolved, then reopened")
            continue
        state, holder, department_id, team_id = key
        other = Department.browse(department_id).name or Team.browse(team_id).name
        names[key] = process._get_step_name(state, holder, other)
    twins = [name for name in names.values() if list(names.values()).count(name) > 1]
    return {
        key: f"{name} ({states[key[0]]})"
        if name in twins and key[0] in states
        else name
        for key, name in names.items()
    }


def _get_kinds(env):
    return {
        conformance.SKIPPED: env._("Skipped"),
        conformance.INSERTED: env._("Inserted"),
        conformance.REPEATED: env._("Repeated"),
        conformance.SWAPPED: env._("Out of order"),
    }


def _get_deviation_name(env, kind, name):
    return env._("%(kind)s: %(step)s", kind=_get_kinds(env)[kind], step=name)


def _get_sentences(env, result, months, written):
    if not result.requests:
        return [
            env._(
                "No requests submitted and resolved in the last %(months)s months.",
                months=months,
            )
        ]
    low, high = stats.share_interval(result.conforming, result.requests)
    sentences = [
        env._(
            "%(share)s of %(count)s requests followed the standard path (95%% "
            "interval %(low)s to %(high)s).",
            share=written.format_percent(result.conforming / result.requests),
            count=result.requests,
            low=written.format_percent(low),
            high=written.format_percent(high),
        )
    ]
    if result.conforming:
        sentences.append(
            env._(
                "They took %(time)s of working time (median).",
                time=_format_median(env, result.lasting, written),
            )
        )
    if result.deviations:
        sentences.append(
            env._(
                "Times are compared, not explained: a deviation may be the result "
                "of a hard case, not the cause of its delay."
            )
        )
    return sentences


def _format_hours(seconds, written):
    return written.format_points(seconds / 3600)


def _format_median(env, lasting, written):
    """Return a median in hours, with its interval if there is one."""
    hours = _format_hours(lasting.median, written)
    if lasting.low is None:
        return env._("%s h", hours)
    return env._(
        "%(hours)s h [%(low)s, %(high)s]",
        hours=hours,
        low=_format_hours(lasting.low, written),
        high=_format_hours(lasting.high, written),
    )


def _get_row(env, deviation, result, names, written):
    """Return a row of the table of deviations."""
    delay = deviation.delay
    verdict, text = "unknown", env._("Too few requests")
    if delay:
        sign = "+" if delay.difference > 0 else ""
        text = env._(
            "%(hours)s h [%(low)s, %(high)s]",
            hours=sign + _format_hours(delay.difference, written),
            low=_format_hours(delay.low, written),
            high=_format_hours(delay.high, written),
        )
        verdict = "equal"
        if delay.low > 0:
            verdict = "longer"
        elif delay.high < 0:
            verdict = "shorter"
    return {
        "code": write_code(deviation.kind, deviation.key),
        "kind": deviation.kind,
        "kind_label": _get_kinds(env)[deviation.kind],
        "name": names[deviation.key],
        "count": deviation.count,
        "share_text": written.format_percent(deviation.count / result.requests),
        "median_text": _format_median(env, deviation.lasting, written),
        "delay_text": text,
        "verdict": verdict,
    }


def _get_others(env, result):
    """Return what is said of the requests whose deviations are not listed."""
    if not result.others:
        return ""
    if result.others < conformance.MIN_LISTED:
        return env._(
            "Other deviations: fewer than %s requests.", conformance.MIN_LISTED
        )
    return env._("Other deviations: %s requests.", result.others)


def _get_drawing(env, result, standard, names, written, looks):
    """Return nodes, edges and their places: the standard, and what is beside it."""
    line = [BEGIN, *range(len(standard)), END]
    usual = list(zip(line, line[1:], strict=False))
    least = max(conformance.MIN_LISTED, RARE_ARROW * result.requests)
    # Steps beside the standard come after the place most requests go there from.
    beside = {}
    for (former, place), count in result.arrows.items():
        if isinstance(place, tuple) and place != END and former not in beside:
            beside.setdefault(place, {})[former] = count
    order = list(line)
    shown = [place for place in beside if result.visits[place] >= least]
    for place in sorted(shown, key=lambda place: (result.visits[place], str(place))):
        former = max(beside[place], key=lambda key: (beside[place][key], str(key)))
        at = order.index(former) + 1 if former in order else 1
        order.insert(min(at, len(order) - 1), place)
    others = [
        arrow
        for arrow, count in sorted(
            result.arrows.items(), key=lambda item: (-item[1], str(item[0]))
        )
        if arrow not in usual
        and count >= least
        and arrow[0] in order
        and arrow[1] in order
    ]
    arrows = usual + others
    flow = arrange(order, arrows)

    def share(count):
        return written.format_percent(count / result.requests) if count else ""

    nodes = []
    for place in order:
        is_end = place in (BEGIN, END)
        count = result.visits.get(place, 0)
        is_standard = isinstance(place, int)
        if is_end:
            name = (
                env._("Request submitted")
                if place == BEGIN
                else env._("Request resolved")
            )
        else:
            name = names[standard[place].key if is_standard else place]
        note = ""
        if is_standard and standard[place].optional:
            note = env._("Optional")
        elif not is_standard and not is_end:
            note = env._("Not in the standard")
        nodes.append(
            {
                "id": str(order.index(place)),
                "kind": "end" if is_end else "standard" if is_standard else "beside",
                "name": name,
                "note": note,
                "count": count,
                "share_text": share(count),
                "words": ". ".join(filter(None, [name, note, share(count)])),
            }
        )
    return {
        "nodes": nodes,
        "edges": [
            {
                "is_standard": arrow in usual,
                "back": arrow in flow.returns,
                "label": share(result.arrows.get(arrow, 0)),
                # From a hair to a road
                "width": 1 + 6 * result.arrows.get(arrow, 0) // (result.requests or 1),
            }
            for arrow in arrows
        ],
        **{name: draw(flow, arrows, look) for name, look in looks.items()},
    }
