# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The promises to segments: found for many requests, and compared with the others.

Who has several gets the shortest: to resolve, then to respond, then the oldest line of
an agreement. Nobody gets a longer time by a segment, to respond or to resolve.
"""

from odoo.tools import SQL

from ..access.rule_paths import PATHS, find_forbidden_path
from ..request.promise_ask import Promised

# Of whom a promise may be: by department, place, job and since when, which are no
# secret. What a person does, says or prefers would be read from the promise.
PUBLIC = {
    "icrm.customer": {
        *("kind", "department_id", "job_title", "company_id", "employee_id"),
        *("is_external", "organization_id", "create_date"),
    },
    "hr.employee": {
        *("active", "company_id", "department_id", "job_id", "job_title"),
        *("work_location_id", "employee_type", "resource_calendar_id"),
    },
    **{
        model: PATHS[model]
        for model in (
            *("hr.department", "hr.job", "hr.work.location"),
            *("res.company", "resource.calendar"),
        )
    },
}


def find(services, asks):
    """Return {(place in *asks*, priority): :class:`Promised`} by the segments.

    An agreement must be in force, as ``_icrm_agreed_hours`` has it; the customer, or
    a department of theirs, was a member on the day of the request. No query unless one
    of the services promises something to a segment.

    :param services: the model ``icrm.service``
    :param asks: list of :class:`PromiseAsk`
    """
    rows = [
        (
            *(place, ask.service._origin.id),
            *(ask.customer.id or 0, ask.department.id if ask.department else 0),
            *(day, at),
        )
        for place, ask in enumerate(asks)
        # sudo: whether there is such a promise; it is published
        if ask.customer and ask.service._origin.sudo().has_segment_promises
        for at, day in [ask.service._icrm_agreement_day(ask.at)]
    ]
    if not rows:
        return {}
    env = services.env
    for model in (
        *("icrm.agreement", "icrm.agreement.line", "icrm.segment.promise"),
        *("icrm.segment", "icrm.segment.membership"),
    ):
        env[model].flush_model()
    env["hr.department"].flush_model(["parent_path"])
    env["icrm.customer"].flush_model(["kind", "department_id"])
    # SQL: one statement for all requests of a batch, as for the agreements
    found = env.execute_query(
        SQL(
            """
            SELECT DISTINCT ON (ask.place, line.priority)
                   ask.place, line.priority,
                   line.response_hours, line.resolution_hours,
                   promise.segment_id, line.id
              FROM unnest(%s::int[], %s::int[], %s::int[], %s::int[], %s::date[],
                          %s::timestamp[])
                   AS ask (place, service_id, customer_id, department_id, day, at)
              JOIN icrm_segment_promise AS promise
                ON promise.service_id = ask.service_id
               AND promise.since <= ask.at
              JOIN icrm_segment AS segment
                ON segment.id = promise.segment_id
               AND (segment.active OR segment.archived_at > ask.at)
              JOIN icrm_agreement_line AS line
                ON line.id = promise.agreement_line_id
              JOIN icrm_agreement AS agreement
                ON agreement.id = line.agreement_id
               AND %s
         LEFT JOIN hr_department AS asking ON asking.id = ask.department_id
             WHERE EXISTS (
                       SELECT
                         FROM icrm_segment_membership AS membership
                         JOIN icrm_customer AS member
                           ON member.id = membership.customer_id
                    LEFT JOIN hr_department AS above ON above.id = member.department_id
                        WHERE membership.segment_id = promise.segment_id
                          AND membership.joined_on <= ask.day
                          AND (membership.left_on IS NULL
                               OR membership.left_on > ask.day)
                          AND (member.id = ask.customer_id
                               OR member.kind = 'department'
                              AND asking.parent_path LIKE above.parent_path || '%%')
                   )
             ORDER BY ask.place, line.priority, line.resolution_hours,
                      line.response_hours, line.id, promise.id
            """,
            *map(list, zip(*rows, strict=True)),
            env["icrm.agreement"]._sql_in_force(),
        )
    )
    return {
        (place, priority): Promised((response, resolution), segment_id, line_id)
        for place, priority, response, resolution, segment_id, line_id in found
    }


def get_shorter(promised, other):
    """Return *other*, a segment's promise, if it is shorter than *promised*.

    Who is done sooner does not wait longer for the reply.
    """
    if not any(promised.hours):
        return other
    if other.hours[::-1] < promised.hours[::-1]:
        return other._replace(hours=tuple(map(min, promised.hours, other.hours)))
    return promised


def find_obstacle(segment):
    """Return why nothing may be promised to the members of *segment*, or None."""
    env = segment.env
    if segment.kind == "manual":
        if "employee" in segment.customer_ids.mapped("kind"):
            return env._(
                "it is picked by hand and has people. Use a rule by department, "
                "location or job, or pick departments."
            )
        return None
    try:
        domain = segment._get_rule_domain()
    except ValueError as error:
        return str(error)
    path = find_forbidden_path(env["icrm.customer"], domain, _is_public)
    path = path or _find_picked(domain)
    if path:
        return env._(
            "its rule uses “%(path)s”, which would reveal something about people. Use "
            "department, location or job.",
            path=path,
        )
    return None


def _find_picked(domain):
    """Return the path by which a rule picks single employees, or None.

    It may ask whether somebody is one, and for facts of them, but not who.
    """
    for condition in domain.iter_conditions():
        if condition.field_expr == "employee_id" and not (
            condition.operator.rstrip("!").endswith("any") or condition.value is False
        ):
            return condition.field_expr
    return None


def _is_public(model, field):
    return field.name in PUBLIC.get(model._name, ()) or field.name in getattr(
        model, "_icrm_department_facts", ()
    )
