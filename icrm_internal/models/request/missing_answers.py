# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What a request by mail does not say although its form asks for it."""

from odoo.exceptions import ValidationError

from ...measures import form_logic
from ..catalogue import form_display


def find_missing(ticket):
    """Return the compulsory questions of a request that are not answered.

    As ``icrm.service.get_form`` returns them. A request that was never asked anything
    is asked what the form asks now.
    """
    # sudo: who reads the request reads what it asks.
    ticket_sudo = ticket.sudo()
    form_sudo = ticket_sudo.icrm_form_id
    schema = form_sudo.schema or ticket_sudo.icrm_service_id._get_form_schema()[0]
    questions = ticket_sudo.icrm_service_id._read_form(
        schema, _get_asked_customer(ticket_sudo)
    )
    paths = form_logic.missing(questions, ticket_sudo._icrm_get_answers())
    names = {path.partition(".")[0] for path in paths}
    return [question for question in questions if question["name"] in names]


def complete(ticket, answers):
    """Store the *answers* to questions that were open; return them as text.

    :param ticket: the caller's request, checked
    :raise FormError: one line per question that is not answered as it should
    """
    env = ticket.env
    if not isinstance(answers, dict) or not answers:
        raise ValidationError(env._("Provide answers as pairs of question and answer."))
    # sudo: a customer has no right to write on requests; answers are checked.
    ticket_sudo = ticket.sudo()
    before = ticket_sudo._icrm_get_answers()
    is_open = bool(find_missing(ticket))
    given = {
        name: value for name, value in answers.items() if value != before.get(name)
    }
    problems = [
        env._("%(name)s: not an open question of this request.", name=str(name)[:60])
        for name in given
        if not is_open or not form_logic.is_empty(before.get(name))
    ]
    if problems:
        raise ValidationError("\n".join(problems))
    # As the caller: what links of theirs lead to.
    service = env["icrm.service"].browse(ticket_sudo.icrm_service_id.id)
    vals = service._prepare_answers(
        {**before, **given},
        _get_asked_customer(ticket_sudo),
        ticket_sudo.icrm_form_id.digest,
    )
    # First: the answers are checked against it.
    ticket_sudo.icrm_form_id = vals.pop("icrm_form_id")
    ticket_sudo.write(vals)
    return "\n".join(
        f"{label}: {text}"
        for label, text in form_display.format_answers(
            env, ticket._icrm_get_questions(), given
        )
    )


def _get_asked_customer(ticket):
    return ticket.icrm_beneficiary_id or ticket.icrm_requester_id
