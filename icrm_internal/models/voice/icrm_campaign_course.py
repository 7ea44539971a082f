# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_date

from .icrm_campaign_screen import PICKED

# Of whoever designs the campaign; see _get_least_asked.
PICKED_AUDIENCES = ("segments", "customers")


class IcrmCampaignCourse(models.Model):
    """The course of a campaign: opened, closed and counted, published.

    Each step happens once, whoever clicks how often: the campaign's row is locked, and
    the step is refused unless the campaign stands where it starts from.
    """

    _inherit = "icrm.campaign"

    is_planned = fields.Boolean(
        string="Opens by Itself",
        readonly=True,
        copy=False,
        tracking=True,
        help="Opens on its opening date, if nothing stands against it then.",
    )
    opened_on = fields.Date(readonly=True, copy=False)
    invited_count = fields.Integer(
        string="Invited at Closing", readonly=True, copy=False
    )
    answered_count = fields.Integer(
        string="Answered at Closing", readonly=True, copy=False
    )

    def _get_today(self):
        """Return the day it is where the company works, whoever asks from where."""
        zone = self[:1].company_id.resource_calendar_id.tz
        return fields.Date.context_today(self.with_context(tz=zone or "UTC"))

    # -- opening --

    def action_open(self):
        """Write down who is asked and begin to send.

        :raise UserError: something stands against it: one sentence that names it
        """
        self.check_access("write")
        for campaign in self:
            campaign._enter("draft")
            campaign._check_openable()
            campaign.sudo()._open()
        return True

    def action_plan(self):
        """Have the campaign open by itself on its opening date."""
        self.check_access("write")
        for campaign in self:
            campaign._enter("draft")
            campaign._check_openable(on=campaign.opens_on)
            if not campaign.opens_on:
                raise UserError(self.env._("Say first on which day it opens."))
            campaign.sudo()._write_course({"is_planned": True})
        return True

    def action_unplan(self):
        """Keep a planned campaign from opening by itself."""
        self.check_access("write")
        self.filtered("is_planned").sudo()._write_course({"is_planned": False})
        return True

    def _enter(self, *states):
        """Lock the campaign for a step; raise unless it is in one of *states*."""
        self.ensure_one()
        self._icrm_lock()
        if self.state not in states:
            words = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "%(campaign)s: this cannot be done, it is %(state)s.",
                    campaign=self.display_name,
                    state=words[self.state].lower(),
                )
            )

    def _check_openable(self, on=None):
        """Raise, in one sentence, if something stands against opening.

        :param on: the day it would open on; today if empty
        """
        self.ensure_one()
        on = on or self._get_today()
        survey_sudo = self.survey_id.sudo()
        if survey_sudo.survey_type != "icrm":
            raise UserError(
                self.env._(
                    "%(survey)s is no survey of internal customers: its answers would "
                    "not be protected.",
                    survey=survey_sudo.title,
                )
            )
        if not survey_sudo.question_ids:
            raise UserError(
                self.env._(
                    "The survey %(survey)s asks nothing yet: give it a question.",
                    survey=survey_sudo.title,
                )
            )
        survey_sudo._icrm_check_instrument()
        if not self.closes_on:
            raise UserError(self.env._("Say first on which day it closes."))
        if self.closes_on < on:
            raise UserError(
                self.env._(
                    "It would close on %(closing)s, before it opens on %(opening)s.",
                    closing=format_date(self.env, self.closes_on),
                    opening=format_date(self.env, on),
                )
            )
        self._check_subjects()
        if self.audience == "departments" and not self.audience_department_ids:
            raise UserError(self.env._("Say first which departments are asked."))
        if self.audience == "segments" and not self.audience_segment_ids:
            raise UserError(self.env._("Say first which segments are asked."))

    def _check_subjects(self):
        """Raise if nobody is named whom it is about."""
        picked = PICKED.get(self.about)
        # In a form that is not saved yet, the tags come before their rows.
        if picked and not self.subject_ids and not self[picked[0]]:
            raise UserError(
                self.env._("Say first whom it is about: no department is named.")
            )

    def _open(self):
        """Open; the officer's right was checked, what stands against it, too."""
        self.ensure_one()
        # Who is changing a question now comes first, or too late.
        self.survey_id._icrm_lock()
        today = self._get_today()
        if self.trigger == "audience":
            self._check_audience()
            self._invite_audience()
        self._open_boxes()
        self._write_course(
            {
                "state": "open",
                "is_planned": False,
                "opens_on": today,
                "opened_on": today,
                "wave": self.wave or 1,
            }
        )
        self.env.ref("icrm_internal.ir_cron_campaign_send")._trigger()

    def _check_audience(self):
        """Raise if so few would be asked that nothing could be shown."""
        count = self._get_audience_counts()["asked"]
        if count < self.min_group:
            raise UserError(
                self.env._(
                    "%(count)s people would be asked, and results of fewer than "
                    "%(minimum)s are never shown: ask more people. The preview tells "
                    "who is left out and why.",
                    count=count,
                    minimum=self.min_group,
                )
            )
        if count < self._get_least_asked():
            raise UserError(
                self.env._(
                    "%(count)s people would be asked. Of an audience that was picked, "
                    "by segments or by what people asked for, at least %(least)s are "
                    "asked: three times the %(minimum)s below which nothing is shown. "
                    "Else a few who tell each other their answers would know those of "
                    "the others. Ask more people, departments or everybody.",
                    count=count,
                    least=self._get_least_asked(),
                    minimum=self.min_group,
                )
            )

    def _get_least_asked(self):
        """Return how many are asked at least.

        Whoever picks the audience picks whom an answer is hidden among. With three
        times the minimum he would need two thirds of all who are asked on his side to
        be left with too few others; with the minimum itself, four of them are enough.
        Departments are not picked: who belongs to one is decided by HR. Where names are
        read anyway, there is nothing to hide.
        """
        if self.protection == "identified" or self.audience not in PICKED_AUDIENCES:
            return self.min_group
        return 3 * self.min_group

    # -- closing --

    def action_close(self):
        """Close and count: what was answered is unsealed, counted, and destroyed."""
        self.check_access("write")
        for campaign in self:
            campaign._enter("open")
            campaign.sudo()._close()
        return True

    def _close(self):
        """Close; nobody answers any more, and the boxes are opened."""
        self.ensure_one()
        self._write_turnout()
        self._write_course({"state": "closed", "closed_on": self._get_today()})
        self._count()

    # -- publishing --

    def action_publish(self):
        """Show the results to whom they were meant for, and tell the heads."""
        self.check_access("write")
        for campaign in self:
            campaign._enter("closed")
            campaign_sudo = campaign.sudo()
            campaign_sudo._write_course(
                {"state": "published", "published_on": campaign._get_today()}
            )
            campaign_sudo._tell_heads()
        return True

    def _tell_heads(self):
        """Write to the heads of the departments it was about, each in his language."""
        if self.visibility == "officers":
            return
        heads = self.subject_ids.department_id.icrm_head_user_ids.filtered(
            lambda user: user.active and self.company_id in user.company_ids
        )
        for lang, users in heads.grouped("lang").items():
            campaign = self.with_context(lang=lang)
            campaign.message_notify(
                partner_ids=users.partner_id.ids,
                subject=self.with_context(lang=lang).env._(
                    "Results of %(campaign)s", campaign=campaign.name
                ),
                body=campaign.env._(
                    "What your internal customers answered has been counted and "
                    "published. Open it to see your department's results."
                ),
            )

    # -- by itself --

    @api.model
    def _cron_follow(self):
        """Close what is over, prepare the next waves, open what is planned.

        Each campaign by itself and committed at once; running twice changes nothing.
        """
        for domain, step in (
            ([("state", "=", "open"), ("closes_on", "!=", False)], "_follow_end"),
            ([("state", "in", ("closed", "published"))], "_follow_wave"),
            ([("state", "=", "draft"), ("is_planned", "=", True)], "_follow_plan"),
        ):
            self._follow_each(Domain(domain) & self._get_step_domain(step), step)

    @api.model
    def _get_step_domain(self, step):
        """Return the domain of those for whom *step* may be due: no more are read."""
        # A day ahead: campaigns are run in time zones of their own.
        latest = fields.Date.add(fields.Date.today(), days=1)
        return Domain(
            {
                "_follow_end": [("closes_on", "<", latest)],
                "_follow_wave": [
                    ("recurrence", "!=", "none"),
                    ("next_ids", "=", False),
                ],
                "_follow_plan": [("opens_on", "<=", latest)],
            }[step]
        )

    @api.model
    def _follow_each(self, domain, step):
        cron = self.env["ir.cron"]
        for campaign in self.search(domain, order="id"):
            if not campaign._icrm_try_lock():
                continue
            try:
                with self.env.cr.savepoint():
                    getattr(campaign, step)()
            except UserError as error:
                campaign._tell_refusal(error)
            cron._commit_progress(1)

    def _follow_end(self):
        if self.closes_on < self._get_today():
            self._enter("open")
            self._close()

    def _follow_plan(self):
        if self.opens_on <= self._get_today():
            self._enter("draft")
            self._check_openable()
            self._open()

    def _tell_refusal(self, error):
        """Why it could not go on, to whom the campaign belongs; said once."""
        self._write_course({"is_planned": False})
        summary = self.env._("The campaign could not go on by itself")
        if summary not in self.activity_ids.mapped("summary"):
            self.activity_schedule(
                "mail.mail_activity_data_todo",
                user_id=self.user_id.id,
                summary=summary,
                note=str(error),
            )
