# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

from ..access import company_day


class IcrmCampaignDraft(models.Model):
    """The answers so far of a participant who has not sent them yet: one ciphertext.

    Of identified and confidential campaigns only; those of anonymous ones stay on the
    device. No user reads, writes or counts them: see :mod:`.drafts`.
    """

    _name = "icrm.campaign.draft"
    _description = "Answers Not Sent Yet"
    _log_access = False

    participant_id = fields.Many2one(
        "icrm.campaign.participant", required=True, readonly=True, ondelete="cascade"
    )
    ciphertext = fields.Binary(
        attachment=False,
        readonly=True,
        help="Read and written directly by SQL.",
        string="Encrypted Content",
    )

    _participant_uniq = models.Constraint(
        "UNIQUE (participant_id)", "A participant has one draft."
    )

    @api.autovacuum
    def _gc_late(self):
        """Delete the drafts of those whose own last day to answer is past."""
        self.search(
            [("participant_id.answer_until", "<", company_day.earliest())]
        ).unlink()
