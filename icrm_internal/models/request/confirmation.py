# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Silence is consent: what was resolved is confirmed after some days."""

from datetime import timedelta

from odoo import fields
from odoo.tools import SQL

from ..access.jobs import run_batches

BATCH = 1000


def confirm_by_silence(tickets):
    """Confirm what was resolved long enough ago, a batch a commit.

    Not what the customer replied to: that is no silence. The time written is the one
    at which the time to object ran out, however late the job comes; running it twice
    changes nothing.

    :param tickets: the model
    """
    companies = tickets.env["res.company"].search([("icrm_confirm_days", ">", 0)])
    for company in companies:
        days = timedelta(days=company.icrm_confirm_days)
        domain = [
            ("company_id", "=", company.id),
            ("icrm_state", "=", "resolved"),
            ("icrm_confirmed_at", "=", False),
            ("icrm_replied_at", "=", False),
            ("icrm_resolved_at", "<=", fields.Datetime.now() - days),
        ]
        if not run_batches(
            tickets.with_context(active_test=False),
            domain,
            lambda found, days=days: _confirm_after(found, days),
            BATCH,
            order="icrm_resolved_at",
        ):
            return


def _confirm_after(tickets, days):
    """Confirm these; who is reopening one now is heard: it is not among them."""
    # For who waits at the row, or read it before: see _icrm_lock.
    tickets._icrm_lock()
    # SQL: a date of its own for each of a thousand, and their write_date stays.
    tickets.env.cr.execute(
        SQL(
            "UPDATE helpdesk_ticket"
            " SET icrm_confirmed_at = icrm_resolved_at + %s"
            " WHERE id = ANY(%s)",
            days,
            tickets.ids,
        )
    )
    tickets.invalidate_recordset(["icrm_confirmed_at"])


def confirm(tickets_sudo):
    """Confirm resolved requests for their customer, who agrees now.

    Confirmed when the time to object ran out, whether a job noticed or not.
    """
    now = fields.Datetime.now()
    for ticket in tickets_sudo.filtered(lambda ticket: not ticket.icrm_confirmed_at):
        days = ticket.company_id.icrm_confirm_days
        resolved_at = ticket.icrm_resolved_at
        until = days and resolved_at and resolved_at + timedelta(days=days)
        ticket.icrm_confirmed_at = min(until or now, now)
