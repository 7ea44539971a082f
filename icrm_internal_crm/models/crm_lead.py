# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class CrmLead(models.Model):
    """Leads, for which sales staff ask inside by the date they want to close them."""

    _name = "crm.lead"
    _inherit = ["crm.lead", "icrm.external.document"]

    _icrm_commitment_triggers = frozenset(
        {
            *("name", "partner_id", "date_deadline", "user_id"),
            *("stage_id", "active", "probability", "date_closed"),
        }
    )
    # What is won is not delivered yet, and is named in words of the inside.
    _icrm_is_rated = False

    def _icrm_prepare_commitment(self):
        # Most leads have no company; whoever changes one moves no end of a day.
        company = self.company_id or self.user_id.company_id or self.env.company
        return {
            "name": self.name[:64],
            "partner_id": self.partner_id.id,
            "customer_date": self._icrm_end_of_day(self.date_deadline, company),
            "user_id": self.user_id.id,
            "company_id": self.company_id.id,
            "state": self._icrm_get_commitment_state(),
            "delivered_at": self.won_status == "won" and self.date_closed,
        }

    def _icrm_get_commitment_state(self):
        """Return "delivered" for what is won, "cancelled" for what is lost."""
        return {"won": "delivered", "lost": "cancelled"}.get(self.won_status, "open")

    def _merge_dependences(self, opportunities):
        """What was asked inside for merged leads is for this one."""
        super()._merge_dependences(opportunities)
        # sudo: whoever may merge the leads
        found_sudo = self.sudo()._icrm_find_commitments()
        kept_sudo = found_sudo.get(self.id)
        for row_sudo in opportunities._icrm_find_commitments().values():
            if not kept_sudo:
                row_sudo.document_id = self.id
                kept_sudo = row_sudo
            elif row_sudo.company_id == kept_sudo.company_id:
                row_sudo.ticket_ids.write(kept_sudo._prepare_ticket())
