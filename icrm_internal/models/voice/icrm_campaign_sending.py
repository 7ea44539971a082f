# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import psycopg2.errors
from markupsafe import escape

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..access.safe_html import SafeHtml

BATCH = 500
# Stand in a rendered message where each person's own words go.
NAME_MARK = "icrm-name-b1a5f0"
LINK_MARK = "https://icrm-link-b1a5f0.invalid/"


class IcrmCampaignSending(models.Model):
    """Invitations and reminders: in batches, one message per person, whatever happens.

    The queue is the participants themselves. A batch locks its rows, makes the messages
    and writes down that they are made, in one transaction: a kill before its commit
    leaves neither, a kill after it leaves both, and a second sender finds the rows
    locked or done. What the message says is rendered once per campaign and language.
    """

    _inherit = "icrm.campaign"

    mail_subject = fields.Char(
        string="Subject of the Mail",
        translate=True,
        help="Empty: the campaign's name, and a request to answer.",
    )
    mail_text = SafeHtml(
        string="Words of the Mail",
        translate=True,
        help="What you want to tell people. Greeting, link, closing date and the "
        "sentence about protection are added by themselves.",
    )
    reminder_days = fields.Integer(
        string="Remind After",
        default=5,
        required=True,
        help="Days between the invitation and the first reminder, and between two.",
    )
    reminder_max = fields.Integer(
        string="Reminders at Most",
        default=2,
        required=True,
        help="Only those who have not answered are reminded; 0: nobody.",
    )
    reminded_round = fields.Integer(readonly=True, copy=False)

    _reminder_check = models.Constraint(
        "CHECK (reminder_days BETWEEN 1 AND 365 AND reminder_max BETWEEN 0 AND 10)",
        "Reminders follow after 1 to 365 days, ten at most.",
    )

    # -- the jobs --

    @api.model
    def _cron_send(self):
        """Invite those who wait, then remind those who have not answered."""
        self._withdraw_leavers()
        for campaign in self.search([("state", "=", "open")], order="id"):
            if not campaign._send_invitations() or not campaign._send_reminders():
                return
        self.env["ir.cron"]._commit_progress(remaining=0)

    def _send_invitations(self):
        """Invite everybody who waits; return whether there is time left."""
        return self._send_in_batches(
            Domain("state", "=", "waiting"), reminder=False, values={"state": "invited"}
        )

    def _send_reminders(self):
        """Remind those who have not answered; return whether there is time left.

        Which round is due hangs on the days since the opening alone, so that a job that
        comes late or twice sends nothing twice.
        """
        days = (self._get_today() - self.opened_on).days
        due = min(self.reminder_max, days // self.reminder_days)
        if due <= self.reminded_round or self.closes_on < self._get_today():
            return True
        left = self._send_in_batches(
            Domain("state", "=", "invited") & Domain("reminders", "<", due),
            reminder=True,
            values={"reminders": due},
        )
        if left:
            self.sudo()._write_course({"reminded_round": due})
            self.env["ir.cron"]._commit_progress()
        return left

    def _send_in_batches(self, domain, reminder, values):
        """Walk over the participants once, in batches; each is committed.

        :return: whether there is time left for more
        """
        cron = self.env["ir.cron"]
        Participant_sudo = self.env["icrm.campaign.participant"].sudo()
        domain &= Domain("campaign_id", "=", self.id)
        last = 0
        while True:
            try:
                batch = Participant_sudo._lock_batch(domain & Domain("id", ">", last))
                if not batch:
                    return True
                last = max(batch.ids)
                batch._write_to(reminder, values)
                self.env.flush_all()
            except psycopg2.errors.SerializationFailure:
                # Another sender was here a moment ago: look again at what it left.
                self.env.cr.rollback()
                self.env.invalidate_all()
                continue
            self.env.invalidate_all()
            if not cron._commit_progress(len(batch), remaining=BATCH):
                return False

    @api.model
    def _withdraw_leavers(self):
        """Take those off the list who have left, unless they have answered."""
        Participant_sudo = self.env["icrm.campaign.participant"].sudo()
        leavers = Participant_sudo.search(
            [
                ("campaign_id.state", "=", "open"),
                ("state", "!=", "withdrawn"),
                ("customer_id.active", "=", False),
            ]
        )
        leavers._withdraw()

    def action_send_again(self):
        """Invite those once more whose mail failed.

        Meanwhile no code of theirs can be handed out.
        """
        self.check_access("write")
        # sudo: participants are written by the campaign's actions alone
        campaigns_sudo = self.sudo()
        failed_sudo = campaigns_sudo.participant_ids.filtered(
            lambda one: one.state == "failed"
        )
        if not failed_sudo or set(campaigns_sudo.mapped("state")) != {"open"}:
            raise UserError(
                self.env._("No mail has failed, or the campaign is not open.")
            )
        self.env["mail.mail"].sudo().search(
            [
                ("model", "=", failed_sudo._name),
                ("res_id", "in", failed_sudo.ids),
                ("state", "=", "exception"),
            ]
        ).unlink()
        failed_sudo.write({"state": "waiting"})
        self.env.ref("icrm_internal.ir_cron_campaign_send").sudo()._trigger()
        return True

    # -- the words --

    def _get_message(self, reminder, inbox=False):
        """Return subject and body in the language of the context, with marks inside.

        :param inbox: whether it is read in Odoo, where a link takes no score along
        """
        self.ensure_one()
        subject = self.mail_subject or self.env._(
            "%(campaign)s: your answer counts", campaign=self.name
        )
        if reminder:
            subject = self.env._("Reminder: %(subject)s", subject=subject)
        body = self.env["ir.qweb"]._render(
            "icrm_internal.campaign_invitation",
            {
                "campaign": self,
                "company": self.company_id,
                "name": NAME_MARK,
                "link": LINK_MARK,
                "reminder": reminder,
                "text": self.mail_text,
                "protection": self._get_protection_sentence(),
                "minutes": self._get_minutes(),
                "pulse": {} if inbox else self._get_pulse_choices(),
            },
            minimal_qcontext=True,
        )
        return subject, str(body)

    @api.model
    def _fill_in(self, body, name, link):
        """Return *body* with a person's own words in place of the marks."""
        return body.replace(LINK_MARK, str(escape(link))).replace(
            NAME_MARK, str(escape(name))
        )

    def _get_minutes(self):
        """Return how long it takes about, reckoned with a quarter minute a question."""
        count = len(
            self.survey_id.sudo().question_ids.filtered(
                lambda question: not question.is_page
            )
        )
        return max(1, round(count * self.subjects_per_person / 4))

    def _get_protection_sentence(self):
        """Return what is known of those who answer, in one sentence."""
        self.ensure_one()
        if self.protection == "identified":
            return self.env._(
                "Your name is kept with your answers; the officers of the survey can "
                "read who answered what."
            )
        if self.protection == "confidential":
            return self.env._(
                "Your name is kept with your answers, but nobody reads it; only the "
                "confidential desk can reveal it, with a reason that is written down."
            )
        return self.env._(
            "It is known who has answered, never what or when; results are shown only "
            "for %(minimum)s people or more together, and nobody can find out what you "
            "answered.",
            minimum=self.min_group,
        )
