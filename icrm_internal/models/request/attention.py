# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Marks in the queue: what happened to a request that somebody has to look at."""

from odoo import fields

from .notices import tell_desk

ATTENTIONS = [
    ("reply", "Customer replied after closing"),
    ("stranger", "Unknown sender"),
    ("shared", "Requester unclear"),
    ("flood", "Too many e-mails"),
]


def raise_reply(ticket):
    """Mark a closed request whose customer wrote; it is not confirmed by itself."""
    ticket.icrm_replied_at = fields.Datetime.now()
    ticket.icrm_attention = "reply"


def raise_stranger(ticket, email_from):
    """Mark a request to whose conversation an unknown address wrote."""
    _raise(ticket, "stranger", email_from)


def raise_flood(ticket, email_from):
    """Mark the request that takes up all other mails of a sender within the hour."""
    ticket._message_log(
        body=ticket.env._(
            "%(address)s sends too many e-mails. Those of this hour "
            "become notes of this request, without an answer.",
            address=email_from,
        )
    )
    _raise(ticket, "flood", email_from)


def _raise(ticket, kind, address):
    """Mark *ticket* and notify who has it, once an hour; in sudo."""
    ticket.icrm_attention = kind
    tell_desk(
        ticket,
        "request_attention_desk",
        f"{kind} {address} {fields.Datetime.now():%Y%m%d%H}",
        kind=kind,
        address=address,
    )
