# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

from ..access import company_day
from ..access.personal import KEEP, Personal


class IcrmResearchParticipant(models.Model):
    """A participant of an interview, and their consent to notes."""

    _name = "icrm.research.participant"
    _description = "Interview Participant"
    _icrm_personal = (
        Personal("research_id", "customer_id", KEEP),
        Personal("is_consented", "customer_id", KEEP),
    )
    _order = "research_id, id"
    _rec_name = "customer_id"

    research_id = fields.Many2one(
        "icrm.research", required=True, ondelete="cascade", index=True
    )
    customer_id = fields.Many2one(
        "icrm.customer",
        string="Participant",
        required=True,
        ondelete="restrict",
        domain="[('kind', '=', 'employee')]",
    )
    department_id = fields.Many2one(related="customer_id.department_id")
    is_consented = fields.Boolean(string="Consented", help="Consent to taking minutes.")
    consented_on = fields.Date(
        string="Agreed On", compute="_compute_consented_on", store=True
    )

    _customer_uniq = models.Constraint(
        "UNIQUE (research_id, customer_id)", "Each participant can only be added once."
    )

    @api.depends("is_consented")
    def _compute_consented_on(self):
        for participant in self:
            participant.consented_on = participant.is_consented and (
                participant.consented_on or company_day.today(participant.research_id)
            )
