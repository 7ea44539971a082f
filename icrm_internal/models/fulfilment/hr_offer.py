# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What HR is offered after a change of an employee: which event, which form.

An event is a mark on the employee, set as HR changes one; nothing is requested by it.
"""

from datetime import timedelta

from odoo import fields

from ..access import company_day
from ..request.helpdesk_ticket_stage import OPEN_STATES

EVENTS = [
    ("joining", "Joining"),
    ("moving", "Moving to another department or job"),
    ("leaving", "Leaving"),
]
# Where an event is read from
WATCHED = {"department_id", "job_id", "active", "departure_date"}
# When it is, as HR has it; contracts are for HR managers
DAYS = {"joining": "contract_date_start", "leaving": "departure_date"}
# More at once are an import or a reorganization: HR does not look at each of them.
MANY = 20
# An offer that nobody took up for so long is none.
OFFERED = timedelta(days=60)
# A leaver is often requested for before HR ends the employee.
AHEAD = timedelta(days=30)


def is_noise(employees):
    """Return whether a change is no occasion for an offer: an import, or of many."""
    return len(employees) > MANY or bool(employees.env.context.get("import_file"))


def look(employees):
    """Return {employee: values} of what an event is read from, in sudo."""
    return {
        employee: {name: employee[name] for name in WATCHED} for employee in employees
    }


def find_event(before, after, pending):
    """Return the event of one change; *pending* if it is none, False if it is over.

    :param dict before, after: values of :data:`WATCHED`
    :param pending: the event that is offered already, or False
    """
    if after["active"] and not before["active"]:
        return "joining"
    is_over = not after["active"] or after["departure_date"]
    was_over = not before["active"] or before["departure_date"]
    if is_over:
        return pending if was_over else "leaving"
    if was_over:
        return False  # stays after all
    if pending != "joining" and any(
        before[name] and after[name] and before[name] != after[name]
        for name in ("department_id", "job_id")
    ):
        return "moving"
    return pending


def find_requested(employees):
    """Return those of these employees, in sudo, whose event was requested already."""
    first = min(employees.mapped("icrm_hr_event_at")) - AHEAD
    tickets = employees.env["helpdesk.ticket"].search_fetch(
        [
            ("icrm_beneficiary_id.employee_id", "in", employees.ids),
            ("icrm_service_id.hr_event", "!=", False),
            ("icrm_state", "not in", ("withdrawn", "rejected")),
            "|",
            ("icrm_state", "in", OPEN_STATES),
            ("icrm_submitted_at", ">=", first),
        ],
        ["icrm_beneficiary_id", "icrm_service_id", "icrm_state", "icrm_submitted_at"],
    )
    found = employees.browse()
    for ticket in tickets:
        employee = ticket.icrm_beneficiary_id.employee_id & employees
        if (
            employee
            and ticket.icrm_service_id.hr_event == employee.icrm_hr_event
            and (
                ticket.icrm_state in OPEN_STATES
                or ticket.icrm_submitted_at >= employee.icrm_hr_event_at - AHEAD
            )
        ):
            found |= employee
    return found


def prepare_dialog(employee, service):
    """Return the defaults of the request form: for whom, and what HR knows.

    :param employee: as the caller, who may read it
    :param service: as the caller
    """
    customer = employee.icrm_customer_ids.filtered(
        lambda one: one.active and one.company_id == employee.company_id
    )[:1]
    answers, names = _fill_form(employee, service)
    return {
        "service_id": service.id,
        "hr_employee_id": employee.id,
        **({"for_other": True, "beneficiary_id": customer.id} if customer else {}),
        **({"answers": {"answers": answers, "names": names}} if answers else {}),
    }


def _fill_form(employee, service):
    """Return the answers HR knows, each to the first question that asks for it, and the
    names of their records."""
    known = {
        "date": fields.Date.to_string(_get_day(employee)),
        "hr.employee.public": employee,
        "hr.employee": employee,
    }
    if employee.icrm_hr_event != "leaving":
        known["hr.department"] = employee.department_id
    answers, names = {}, {}
    questions = [
        question
        for question in service.get_form()["questions"]
        if question["type"] not in ("section", "total")
    ]
    for number, question in enumerate(questions):
        kind, name = question["type"], question["name"]
        if kind == "date" and (day := known.pop("date", None)):
            answers[name] = day
        elif kind == "many2one" and (record := known.pop(question["comodel"], None)):
            answers[name] = record.id
            names[question["comodel"]] = {record.id: record.display_name}
        elif not number and kind == "char" and question["required"]:
            # A form about a person begins with the name.
            answers[name] = employee.name
    return answers, names


def _get_day(employee):
    """Return the day of the event, as far as the caller may read it; else today."""
    day = DAYS.get(employee.icrm_hr_event)
    if day and employee._has_field_access(employee._fields[day], "read"):
        return employee[day] or company_day.today(employee)
    return company_day.today(employee)
