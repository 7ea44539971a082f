# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Undo: a step can be taken back for a minute, as if it had not happened.

``step = begin(tickets, kind)`` before anything is written, ``finish(step)`` after it;
the latter returns the action that offers *Undo*. What a request and its dependents were
is restored, not computed again: dates, ledger and clocks are those of before to the
second. Requests are given in sudo, after a decision about access.
"""

from datetime import datetime, timedelta

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..access import caller_values, inner_context
from ..access.actions import show_message

UNDO_SECONDS = 60

#: what a step may change in a request; dates last: helpdesk_mgmt sets them when a stage
#: or an assignee is written
STATE_FIELDS = (
    "stage_id",
    "team_id",
    "user_id",
    "duplicate_id",
    "icrm_state",
    "icrm_holder",
    "icrm_first_response_at",
    "icrm_resolved_at",
    "icrm_confirmed_at",
    "icrm_reopen_count",
    "icrm_replied_at",
    "icrm_attention",
    "icrm_response_due_at",
    "icrm_due_at",
    "icrm_next_due_at",
    "icrm_reject_reason",
)
DATE_FIELDS = ("assigned_date", "closed_date", "last_stage_update")

#: what of a snapshot changes while time passes: no sign of another step
TIMED = ("clocks", "forecasts")

KINDS = [
    ("resolve", "Resolve"),
    ("merge", "Merge"),
    ("handover", "Hand over"),
    ("withdraw", "Withdraw"),
    ("reject", "Decline"),
    ("reopen", "Reopen"),
]


def _get_done_text(env, kind, numbers):
    return {
        "resolve": env._("Resolved: %(numbers)s", numbers=numbers),
        "merge": env._("Merged: %(numbers)s", numbers=numbers),
        "handover": env._("Handed over: %(numbers)s", numbers=numbers),
        "withdraw": env._("Withdrawn: %(numbers)s", numbers=numbers),
        "reject": env._("Declined: %(numbers)s", numbers=numbers),
        "reopen": env._("Reopened: %(numbers)s", numbers=numbers),
    }[kind]


def _get_correction(env, kind):
    """Return what the customer reads who was informed of the step."""
    return {
        "resolve": env._("Correction: your request is not done yet. Work continues."),
        "merge": env._("Correction: your request was not merged. It continues here."),
        "reject": env._("Correction: your request was not closed. Work continues."),
        "reopen": env._("Correction: your request was not reopened. It is done."),
    }.get(kind)


# ------------------------------------------------------------------
# Pictures of records as JSON
# ------------------------------------------------------------------


def _plain(value):
    if isinstance(value, models.BaseModel):
        return value.id
    if isinstance(value, datetime):
        return fields.Datetime.to_string(value)
    return value


def picture(records, names):
    """Return ``{id: {field: value}}`` of *records*, as JSON stores it."""
    return {
        str(record.id): {name: _plain(record[name]) for name in names}
        for record in records
    }


def restore(records, rows, write=None):
    """Write the values of a :func:`picture` where they differ.

    :param write: function of (record, values); by default ``record.write``
    """
    for record in records:
        row = rows.get(str(record.id), {})
        changed = {
            name: value for name, value in row.items() if _plain(record[name]) != value
        }
        if changed:
            write(record, changed) if write else record.write(changed)


def last_id(records, domain):
    """Return the highest id among those of *domain*, or 0."""
    return records.search(domain, order="id desc", limit=1).id or 0


def get_state(tickets):
    """Return what :func:`set_state` takes: the requests and the end of their ledger."""
    events = tickets.env["icrm.request.event"]
    return {
        "tickets": picture(tickets, STATE_FIELDS + DATE_FIELDS),
        "event": last_id(events, [("ticket_id", "in", tickets.ids)]),
    }


def set_state(tickets, before):
    """Give requests the values of before; delete what the ledger has since."""
    rows = before["tickets"]
    for names in (STATE_FIELDS, DATE_FIELDS):
        restore(
            tickets,
            {key: {name: row[name] for name in names} for key, row in rows.items()},
            lambda ticket, vals: tickets._icrm_write_grouped({ticket: vals}),
        )
    tickets.env["icrm.request.event"].search(
        [("ticket_id", "in", tickets.ids), ("id", ">", before["event"])]
    ).unlink()


# ------------------------------------------------------------------
# The step
# ------------------------------------------------------------------


def begin(tickets, kind):
    """Remember what *tickets* are before a step; locked by the caller."""
    scope = tickets._icrm_undo_scope()
    env = tickets.env
    return {
        "kind": kind,
        "tickets": tickets,
        "scope": scope,
        "before": scope._icrm_undo_snapshot(),
        "since": fields.Datetime.to_string(fields.Datetime.now()),
        # sudo: whether anything was sent, not what
        "mail": last_id(env["mail.mail"].sudo(), _mail_domain(scope)),
        "message": last_id(env["mail.message"].sudo(), _message_domain(scope)),
    }


def finish(step, then=None):
    """Store the step; return the action that offers to undo it, then does *then*."""
    scope, tickets = step["scope"], step["tickets"]
    env = tickets.env
    record = env["icrm.request.undo"].create(
        {
            "user_id": env.uid,
            "kind": step["kind"],
            "done_at": fields.Datetime.now(),
            "data": {
                "tickets": tickets.ids,
                "scope": scope.ids,
                "before": step["before"],
                "after": scope._icrm_undo_snapshot(),
                "since": step["since"],
                "mail": step["mail"],
                "message": step["message"],
                # sudo: see begin()
                "last": last_id(env["mail.message"].sudo(), _message_domain(scope)),
                "mails": _find_mails(scope, step["mail"]).ids,
            },
        }
    )
    # Core writes some of a step's mails just before the commit.
    env.cr.precommit.add(lambda: _note_mails(record, scope, step["mail"]))
    params = {
        "step": record.id,
        "seconds": UNDO_SECONDS,
        "message": _get_done_text(
            env, step["kind"], ", ".join(tickets.mapped("number"))
        ),
    }
    if then:
        params["next"] = then
    return {"type": "ir.actions.client", "tag": "icrm_undo", "params": params}


def _find_mails(scope, since):
    """Return the mails of this transaction's step: it sees no others that are new.

    :param int since: the last one before the step
    """
    # sudo: whether there is mail, not what
    mails_sudo = scope.env["mail.mail"].sudo()
    return mails_sudo.search(_mail_domain(scope) & Domain("id", ">", since))


def _note_mails(record, scope, since):
    """Add the mails that were written after the step was stored."""
    mails_sudo = _find_mails(scope, since)
    if mails_sudo and (step := record.exists()):
        ids = set(step.data["mails"]) | set(mails_sudo.ids)
        step.data = {**step.data, "mails": sorted(ids)}


def _find(env, step_id):
    """Return the caller's own step if its minute has not passed, in sudo."""
    # sudo: users read no steps; whose it is decides.
    step = (
        env["icrm.request.undo"]
        .sudo()
        .search([("id", "=", caller_values.id_of(step_id)), ("user_id", "=", env.uid)])
    )
    limit = fields.Datetime.now() - timedelta(seconds=UNDO_SECONDS)
    return step.filtered(lambda step: step.done_at >= limit)


def is_open(env, step_id):
    """Return whether the caller can still undo this step."""
    return bool(step_id and _find(env, step_id))


def undo(model, step_id):
    """Take back a step of the caller's; return an action that says so.

    :param model: the tickets' model, as the caller
    :raise UserError: the minute has passed, or something else happened since
    """
    env = model.env
    step = _find(env, step_id)
    if not step:
        raise UserError(env._("It is too late to undo this."))
    data = step.data
    # sudo: the step was the caller's own, who need not see the request any more.
    scope = model._icrm_sudo_clean().browse(data["scope"]).exists()
    tickets = scope.browse(data["tickets"])
    scope._icrm_lock()
    if len(scope) < len(data["scope"]) or _is_changed(scope, step):
        raise UserError(
            env._(
                "%(numbers)s changed since then. This can no longer be undone.",
                numbers=", ".join((tickets & scope).mapped("number")),
            )
        )
    scope._icrm_undo_messages(data["since"])
    informed = _cancel_mails(scope, data)
    scope._icrm_undo_restore(data["before"])
    _log(tickets, step, informed)
    step.unlink()
    return show_message(
        env._("Undone: %(numbers)s", numbers=", ".join(tickets.mapped("number"))),
        then={"type": "ir.actions.client", "tag": "soft_reload"},
    )


def _is_changed(scope, step):
    """Return whether anything happened to the requests since the step."""
    now, after = scope._icrm_undo_snapshot(), step.data["after"]
    if any(now[key] != after[key] for key in now if key not in TIMED):
        return True
    if scope.icrm_rating_ids.filtered(lambda rating: rating.rated_at >= step.done_at):
        return True
    silent = step.user_id.partner_id | scope.env.ref("base.partner_root")
    return bool(
        scope.env["mail.message"].search_count(
            _message_domain(scope)
            & Domain("id", ">", step.data["message"])
            & Domain("message_type", "in", ("comment", "email"))
            & Domain("author_id", "not in", silent.ids),
            limit=1,
        )
    )


def _mail_domain(tickets):
    return Domain("model", "=", tickets._name) & Domain("res_id", "in", tickets.ids)


_message_domain = _mail_domain


def _cancel_mails(scope, data):
    """Delete the mails of the step that wait to be sent; return whether anything else
    informed the customer."""
    mails = scope.env["mail.mail"].search(
        _mail_domain(scope)
        & Domain("id", "in", data["mails"])
        & Domain("state", "=", "outgoing")
    )
    # With a mail that is no copy of a message its text goes as well.
    mails.unlink()
    return bool(
        scope.env["mail.message"].search_count(
            _message_domain(scope)
            & Domain("id", ">", data["message"])
            & Domain("id", "<=", data["last"])
            & (
                Domain("message_type", "in", ("email_outgoing", "auto_comment"))
                | Domain("message_type", "=", "comment")
                & Domain("subtype_id", "=", scope.env.ref("mail.mt_comment").id)
            ),
            limit=1,
        )
    )


def _log(tickets, step, informed):
    """Correct what the customer was informed of; leave a note for the team."""
    for ticket in tickets:
        partners = ticket._icrm_customer_partners()
        lang = partners[:1].lang or ticket.env.lang
        correction = _get_correction(ticket.with_context(lang=lang).env, step.kind)
        if informed and correction:
            # The message about the step was cancelled: the conversation alone has it.
            inner_context.give(ticket, icrm_step=True).message_post(
                body=correction,
                author_id=step.user_id.partner_id.id,
                message_type="notification",
                subtype_xmlid="mail.mt_comment",
                partner_ids=(partners - step.user_id.partner_id).ids,
            )
        labels = dict(step._fields["kind"]._description_selection(ticket.env))
        ticket._message_log(
            body=ticket.env._(
                "%(name)s undid “%(step)s”.",
                name=step.user_id.name,
                step=labels[step.kind],
            ),
            author_id=step.user_id.partner_id.id,
        )
