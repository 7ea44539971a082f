# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from . import seal

QUESTIONS = 3
# Requests that ended this long before a wave opened are not asked about any more.
LOOK_BACK = timedelta(days=14)


class IcrmCampaignPulse(models.Model):
    """The pulse: one to three questions to those whose request was just resolved.

    A pulse is a campaign that invites people one by one while it is open; page, boxes,
    protection and results are those of any campaign. A month is a wave.
    """

    _inherit = "icrm.campaign"

    pulse_delay_hours = fields.Integer(
        string="Ask After",
        default=4,
        required=True,
        help="Hours between the resolution of a request and the invitation.",
    )
    pulse_days = fields.Integer(
        string="Answer Within",
        default=7,
        required=True,
        help="Days an invitation can be answered.",
    )
    pulse_comment_below = fields.Integer(
        string="Ask Why Under",
        default=3,
        required=True,
        help="Who answers the first question with less is asked to say why.",
    )

    _pulse_check = models.Constraint(
        "CHECK (pulse_delay_hours BETWEEN 0 AND 720 AND pulse_days BETWEEN 1 AND 60"
        " AND pulse_comment_below BETWEEN 0 AND 11)",
        "A pulse asks 0 to 720 hours after a request, can be answered for 1 to 60 "
        "days, and asks why under a score from 0 to 11.",
    )

    @api.onchange("trigger")
    def _onchange_trigger(self):
        """A pulse goes on: a wave a month, everybody asked once in it at most."""
        if self.trigger == "request_closed":
            today = self._get_today()
            self.recurrence = "month"
            self.opens_on = self.opens_on or today
            self.closes_on = self.opens_on + relativedelta(months=1, days=-1)
            if self.about not in ("departments", "services"):
                self.about = "departments"

    def _check_openable(self, on=None):
        for pulse in self.filtered(lambda one: one.trigger == "request_closed"):
            pulse._check_pulse()
        return super()._check_openable(on)

    def _check_subjects(self):
        if self.trigger != "request_closed" or self.about != "departments":
            super()._check_subjects()

    def _open(self):
        if self.trigger == "request_closed":
            self._fill_pulse_subjects()
        return super()._open()

    def _check_pulse(self):
        asked = self.survey_id.sudo().question_ids.filtered("icrm_measure")
        if len(asked) > QUESTIONS:
            raise UserError(
                self.env._(
                    "%(survey)s asks %(count)s questions. After a request people "
                    "answer %(limit)s at most: choose a shorter survey.",
                    survey=self.survey_id.sudo().title,
                    count=len(asked),
                    limit=QUESTIONS,
                )
            )
        if self.about not in ("departments", "services"):
            raise UserError(
                self.env._(
                    "After a request people are asked about departments or services."
                )
            )

    def _fill_pulse_subjects(self):
        """Without a choice a pulse is about every department that offers services."""
        if self.subject_ids or self.about != "departments":
            return
        # sudo: who may open the pulse; all departments of its company are asked about
        providers = (
            self.env["icrm.service"]
            .sudo()
            ._read_group(
                [("state", "=", "published"), ("company_id", "=", self.company_id.id)],
                ["department_id"],
            )
        )
        self.env["icrm.campaign.subject"].create(
            [
                {"campaign_id": self.id, "department_id": department.id}
                for (department,) in providers
            ]
        )

    def _get_pulse_choices(self):
        """Return the scores that the mail offers to click: those of question one."""
        self.ensure_one()
        # sudo: the mail is made for whoever is invited
        question = self.survey_id.sudo().question_ids.filtered("icrm_measure")[:1]
        if self.trigger != "request_closed" or question.question_type != "scale":
            return {}
        return {
            "question": question.title,
            "scores": range(question.scale_min, question.scale_max + 1),
            "low": question.scale_min_label or "",
            "high": question.scale_max_label or "",
        }

    # -- inviting --

    @api.model
    def _cron_pulse(self):
        """Invite those whose requests were resolved; nobody twice, run it as often."""
        cron = self.env["ir.cron"]
        for pulse in self.search(
            [("trigger", "=", "request_closed"), ("state", "=", "open")], order="id"
        ):
            if pulse._invite_resolved():
                self.env.ref("icrm_internal.ir_cron_campaign_send")._trigger()
            cron._commit_progress(1)

    def _invite_resolved(self):
        """Add those whose request ended; three statements for any number.

        Of one person's requests the latest counts. Whether a request is in the sample
        hangs on the request only: asking again gives the same.

        :return: how many were added
        """
        self.ensure_one()
        today = self._get_today()
        until = min(today + timedelta(days=self.pulse_days), self.closes_on)
        if today + timedelta(days=1) > until:
            # Too late in this wave to answer: the next one asks them.
            return 0
        # sudo: the name of the key; without it nobody could answer, see the loss
        if seal.load(self.env.cr, self.sudo().key_name) is None:
            return 0
        self.env.flush_all()
        now = fields.Datetime.now()
        rows = self.env.execute_query(
            SQL(
                """
                WITH subject AS (
                    SELECT subject.id, subject.service_id, department.parent_path
                      FROM icrm_campaign_subject subject
                 LEFT JOIN hr_department department
                        ON department.id = subject.department_id
                     WHERE subject.campaign_id = %(campaign)s
                ),
                ended AS (
                    SELECT DISTINCT ON (ticket.icrm_requester_id)
                           ticket.icrm_requester_id AS customer_id,
                           subject.id AS subject_id
                      FROM helpdesk_ticket ticket
                      JOIN hr_department provider
                        ON provider.id = ticket.icrm_provider_department_id
                      JOIN subject
                        ON CASE WHEN subject.service_id IS NULL
                                THEN provider.parent_path LIKE
                                     subject.parent_path || '%%'
                                ELSE subject.service_id = ticket.icrm_service_id
                           END
                     WHERE ticket.company_id = %(company)s
                       AND ticket.icrm_resolved_at > %(since)s
                       AND ticket.icrm_resolved_at <= %(before)s
                       AND abs(hashint8(ticket.id)::bigint) %% 100 < %(share)s
                  ORDER BY ticket.icrm_requester_id, ticket.icrm_resolved_at DESC,
                           length(subject.parent_path) DESC, subject.id
                ),
                added AS (
                    INSERT INTO icrm_campaign_participant (
                        campaign_id, company_id, customer_id, name, department_id,
                        state, reminders, answer_until)
                    SELECT %(campaign)s, %(company)s, customer.id, customer.name,
                           customer.department_id, 'waiting', 0, %(until)s
                      FROM ended
                      JOIN icrm_customer customer ON customer.id = ended.customer_id
                     WHERE customer.active AND customer.kind = 'employee'
                       AND COALESCE(customer.icrm_surveyed_on <= %(cooled)s, TRUE)
               ON CONFLICT (campaign_id, customer_id) DO NOTHING
                 RETURNING id, customer_id
                ),
                link AS (
                    INSERT INTO %(relation)s (%(ours)s, %(theirs)s)
                    SELECT added.id, ended.subject_id
                      FROM added JOIN ended USING (customer_id)
                )
                SELECT id FROM added
                """,
                campaign=self.id,
                company=self.company_id.id,
                since=fields.Datetime.to_datetime(self.opened_on) - LOOK_BACK,
                before=now - timedelta(hours=self.pulse_delay_hours),
                share=self.sample_share,
                until=until,
                cooled=today - timedelta(days=self.cooldown_days),
                **self._get_subject_relation(),
            )
        )
        Participant = self.env["icrm.campaign.participant"]
        self.invalidate_recordset(["participant_ids"])
        Participant.invalidate_model()
        participants = Participant.browse([row[0] for row in rows])
        if participants:
            participants._note_surveyed()
            self._open_boxes()
        return len(participants)
