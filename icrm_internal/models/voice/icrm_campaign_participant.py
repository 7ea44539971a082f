# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models
from odoo.tools import SQL


class IcrmCampaignParticipant(models.Model):
    """Who is asked. Who has answered stands in the ballot box; when stands nowhere."""

    _name = "icrm.campaign.participant"
    _description = "Participant of a Campaign"
    _order = "campaign_id, name, id"
    _rec_name = "name"
    _log_access = False

    campaign_id = fields.Many2one(
        "icrm.campaign", required=True, readonly=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="campaign_id.company_id", store=True)
    customer_id = fields.Many2one(
        "icrm.customer", required=True, readonly=True, ondelete="cascade", index=True
    )
    name = fields.Char(required=True, readonly=True)
    department_id = fields.Many2one(
        "hr.department",
        readonly=True,
        ondelete="set null",
        help="The participant's department when the campaign opened.",
    )
    subject_ids = fields.Many2many("icrm.campaign.subject", readonly=True)
    code_digest = fields.Char(
        readonly=True,
        groups=fields.NO_ACCESS,
        help="By it a code finds its participant; the code itself is stored nowhere.",
    )
    box_id = fields.Many2one(
        "icrm.campaign.box", readonly=True, ondelete="set null", index="btree_not_null"
    )
    state = fields.Selection(
        [
            ("waiting", "To be invited"),
            ("invited", "Invited"),
            ("unreachable", "Nobody to write to"),
            ("handed", "Code handed out"),
            ("failed", "Mail failed"),
            ("withdrawn", "Taken off the list"),
        ],
        default="waiting",
        required=True,
        readonly=True,
    )

    reminders = fields.Integer(
        readonly=True, help="How many reminders were sent; never when."
    )

    _participant_uniq = models.Constraint(
        "UNIQUE (campaign_id, customer_id)", "Everybody is asked once in a campaign."
    )
    _code_uniq = models.Constraint(
        "UNIQUE (code_digest)", "Codes are not given out twice."
    )
    # The queue of those who are still to be written to.
    _waiting_idx = models.Index("(campaign_id, id) WHERE state = 'waiting'")

    def _note_surveyed(self):
        """Start the cool-down of these people, over all surveys; one statement."""
        if not self:
            return
        self.flush_recordset(["customer_id"])
        self.env.cr.execute(
            SQL(
                """
                UPDATE icrm_customer
                   SET icrm_surveyed_on = %s
                 WHERE id IN (SELECT customer_id FROM icrm_campaign_participant
                               WHERE id = ANY(%s))
                """,
                self.campaign_id[:1]._get_today(),
                self.ids,
            )
        )
        self.env["icrm.customer"].invalidate_model(["icrm_surveyed_on"])
