# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models

from ..access.groups import AUDITOR

TICKET = "helpdesk.ticket"


class MailActivity(models.Model):
    """What is to be done about a request is the provider's: customers do not read it.

    By core, whoever reads a record reads its activities, and those of a request say
    which promise is about to be missed and who was told.
    """

    _inherit = "mail.activity"

    def _check_access(self, operation):
        result = super()._check_access(operation)
        if operation == "create":
            return result
        readable = self - result[0] if result else self
        hidden = readable._icrm_get_internal()
        if not hidden:
            return result
        if result:
            return result[0] + hidden, result[1]
        return hidden, lambda: hidden._make_access_error(operation)

    def _search(self, domain, *args, bypass_access=False, **kwargs):
        query = super()._search(domain, *args, bypass_access=bypass_access, **kwargs)
        if self.env.su or bypass_access:
            return query
        found = self.browse(query)
        if not (hidden := found._icrm_get_internal()):
            return query
        return (found - hidden)._as_query()

    def _icrm_get_internal(self):
        """Return those of these that are about a request the user does not serve."""
        if not self or self.env.su:
            return self.browse()
        # sudo: which records they are about, and whether the user serves them
        others = self.sudo().filtered(
            lambda activity: (
                activity.res_model == TICKET and activity.user_id != self.env.user
            )
        )
        if not others or self.env.user.has_group(AUDITOR):
            return self.browse()
        tickets_sudo = self.env[TICKET].sudo().browse(others.mapped("res_id")).exists()
        internal = tickets_sudo.filtered(
            lambda ticket: ticket.icrm_service_id and not ticket.icrm_is_provider
        )
        return others.filtered(lambda activity: activity.res_id in internal._ids).sudo(
            False
        )
