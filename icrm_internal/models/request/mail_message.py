# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..access.groups import AUDITOR


class MailMessage(models.Model):
    """Messages on a request, and who may read them."""

    _inherit = "mail.message"

    def _icrm_is_public_reply(self):
        """Return whether this is a message of a person, public in the conversation.

        Not an internal note, not a tracked change, not an automatic mail.
        """
        self.ensure_one()
        return (
            self.message_type in ("comment", "email")
            and not self.is_internal
            and bool(self.subtype_id)
            and not self.subtype_id.internal
        )

    # ------------------------------------------------------------------
    # Internal notes
    # ------------------------------------------------------------------
    # On a request they are for those who serve it. Core hides notes from portal users
    # only: it takes every internal user for one of "us". Here the customer is an
    # internal user, and must not read notes about them on their own request. What
    # they wrote, or were sent, stays readable.

    @api.model
    def _search(self, domain, *args, bypass_access=False, **kwargs):
        if not (self.env.su or bypass_access):
            domain = Domain(domain) & ~self._icrm_hidden_notes_domain()
        return super()._search(domain, *args, bypass_access=bypass_access, **kwargs)

    def _get_forbidden_access(self, operation):
        forbidden = super()._get_forbidden_access(operation)
        if operation == "create" or self.env.su or self <= forbidden:
            return forbidden
        # sudo: only to find which of these the rule below hides from the user.
        hidden_ids = self.sudo()._search(
            Domain("id", "in", (self - forbidden).ids)
            & self._icrm_hidden_notes_domain()
        )
        return forbidden | self.browse(hidden_ids)

    @api.model
    def _hardening_hidden_domain(self):
        return super()._hardening_hidden_domain() | self._icrm_hidden_notes_domain()

    @api.model
    def _icrm_hidden_notes_domain(self):
        """Return the notes on requests that the user may see but does not serve."""
        user = self.env.user
        auditor = user.has_group(AUDITOR)
        if auditor or not user._is_internal():
            # The auditor reads notes; core keeps them from those outside.
            return Domain.FALSE
        return Domain("model", "=", "helpdesk.ticket") & Domain.custom(
            to_sql=self._icrm_hidden_notes_sql
        )

    @api.model
    def _icrm_hidden_notes_sql(self, model, alias, query):
        # sudo: notes are hidden of every request, visible to the reader or not.
        tickets_sudo = self.env["helpdesk.ticket"].sudo()
        requests = tickets_sudo._search(
            [("icrm_service_id", "!=", False)], active_test=False
        )
        requests.add_where(
            SQL(
                "%s = %s",
                SQL.identifier(tickets_sudo._table, "id"),
                SQL.identifier(alias, "res_id"),
            )
        )
        if self.env["helpdesk.ticket"].has_access("write"):
            # sudo: the rule is applied here, negated: requests outside of it.
            served = self.env["ir.rule"]._compute_domain("helpdesk.ticket", "write")
            served = served.optimize_full(tickets_sudo)
            if served.is_true():
                return SQL("FALSE")
            if not served.is_false():
                served_sql = served._to_sql(tickets_sudo, tickets_sudo._table, requests)
                requests.add_where(SQL("(%s) IS NOT TRUE", served_sql))
        partner_id = self.env.user.partner_id.id
        return SQL(
            """(
                (
                    %(message)s.is_internal
                    OR %(message)s.subtype_id IS NULL
                    OR EXISTS (
                        SELECT 1
                          FROM mail_message_subtype
                         WHERE id = %(message)s.subtype_id AND internal
                    )
                )
                AND %(message)s.author_id IS DISTINCT FROM %(partner_id)s
                AND NOT EXISTS (
                    SELECT 1
                      FROM mail_message_res_partner_rel
                     WHERE mail_message_id = %(message)s.id
                       AND res_partner_id = %(partner_id)s
                )
                AND NOT EXISTS (
                    SELECT 1
                      FROM mail_notification
                     WHERE mail_message_id = %(message)s.id
                       AND res_partner_id = %(partner_id)s
                )
                AND EXISTS %(requests)s
            )""",
            message=SQL.identifier(alias),
            partner_id=partner_id,
            requests=requests.subselect(SQL("1")),
        )
