# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models
from odoo.exceptions import UserError

# Not those whose mail failed: it is sent again.
HAND_OUT = ("unreachable", "handed")


class IcrmCampaignChannel(models.Model):
    """Other ways than the mail: a test to oneself, codes on paper, the phone."""

    _inherit = "icrm.campaign"

    code_count = fields.Integer(
        string="Codes on Paper",
        compute="_compute_code_count",
        compute_sudo=True,
        help="Of people nobody can write to. The confidential desk hands them out.",
    )
    failed_count = fields.Integer(
        string="Failed Mails", compute="_compute_code_count", compute_sudo=True
    )

    def _compute_code_count(self):
        counts = {
            (campaign, state): count
            for campaign, state, count in self.env[
                "icrm.campaign.participant"
            ]._read_group(
                [
                    ("campaign_id", "in", self.ids),
                    ("state", "in", [*HAND_OUT, "failed"]),
                ],
                ["campaign_id", "state"],
                ["__count"],
            )
        }
        for campaign in self:
            by_state = [counts.get((campaign._origin, state), 0) for state in HAND_OUT]
            campaign.code_count = sum(by_state)
            campaign.failed_count = counts.get((campaign._origin, "failed"), 0)

    def action_open_codes(self):
        """Return the action that lists who gets a code on paper, from the desk."""
        action = self.action_open_participants()
        return {**action, "context": {"search_default_on_paper": 1}}

    def action_test_run(self):
        """Send the invitation to the caller alone, as others will get it.

        Its link leads to the survey as it will be asked; nothing is stored of what is
        answered there, and nobody becomes a participant.
        """
        self.ensure_one()
        self.check_access("write")
        user = self.env.user
        if not user.email:
            raise UserError(
                self.env._("You have no e-mail address: set one in your preferences.")
            )
        campaign = self.with_context(lang=user.lang)
        # sudo: whoever prepares the campaign sees its mail; it goes to himself alone
        campaign_sudo = campaign.sudo()
        subject, body = campaign_sudo._get_message(reminder=False)
        self.env["mail.mail"].sudo().create(
            {
                "subject": campaign.env._("Test: %(subject)s", subject=subject),
                "body_html": campaign_sudo._fill_in(
                    body, user.name, self._get_preview_url()
                ),
                "email_from": campaign_sudo._get_sender(),
                "recipient_ids": [fields.Command.link(user.partner_id.id)],
                "auto_delete": True,
                "state": "outgoing",
            }
        )
        self.env.ref("mail.ir_cron_mail_scheduler_action").sudo()._trigger()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._(
                    "The invitation is on its way to %(email)s, and to nobody else. "
                    "What you answer there is not stored.",
                    email=user.email,
                ),
            },
        }

    def action_look_at_survey(self):
        """Return the page of the survey as it will be asked; nothing is stored."""
        self.ensure_one()
        self.check_access("write")
        return {
            "type": "ir.actions.act_url",
            "url": self._get_preview_url(),
            "target": "new",
        }

    def _get_preview_url(self):
        return f"{self.get_base_url()}/survey/preview/{self.survey_id.id}"

    def _get_sender(self):
        return self.company_id.email_formatted or self.user_id.email_formatted
