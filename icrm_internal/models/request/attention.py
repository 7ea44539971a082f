# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Marks in the queue: what happened to a request that somebody has to look at."""

from odoo import fields

ATTENTIONS = [
    ("reply", "Customer replied after closing"),
    ("stranger", "Unknown sender"),
    ("shared", "Requester unclear"),
    ("flood", "Too many e-mails"),
]


def raise_reply(ticket):
    """Mark a closed request whose customer wrote; it is not confirmed by itself."""
    ticket.icrm_replied_at = fields.Datetime.now()
    _raise(
        ticket,
        "reply",
        lambda env: env._("The customer replied after the request was closed."),
    )


def raise_stranger(ticket, email_from):
    """Mark a request to whose conversation an unknown address wrote."""
    _raise(
        ticket,
        "stranger",
        lambda env: env._(
            "An e-mail from an unknown address, %(address)s, became "
            "a note. The request did not change.",
            address=email_from,
        ),
    )


def raise_flood(ticket, email_from):
    """Mark the request that takes up all other mails of a sender within the hour."""
    _raise(
        ticket,
        "flood",
        lambda env: env._(
            "%(address)s sends too many e-mails. Those of this hour "
            "become notes of this request, without an answer.",
            address=email_from,
        ),
        log=True,
    )


def _raise(ticket, kind, compose, log=False):
    """Mark *ticket* and notify who has it: the assignee, else the team; in sudo.

    :param compose: function that returns the sentence, given an environment
    """
    ticket.icrm_attention = kind
    if log:
        ticket._message_log(body=compose(ticket.env))
    team = ticket.team_id
    users = ticket.user_id or team.user_ids or team.user_id
    for lang, members in users.filtered("active").grouped("lang").items():
        speaker = ticket.with_context(lang=lang or "en_US")
        speaker.message_notify(
            partner_ids=members.partner_id.ids,
            subject=speaker.display_name,
            body=compose(speaker.env),
            author_id=ticket.env.ref("base.partner_root").id,
        )
