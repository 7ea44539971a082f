# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from collections import defaultdict

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ..access.actions import show_message
from ..access.groups import DESK, OFFICER
from ..access.personal import KEEP, NAME, Personal
from . import ballot, campaign_people, codes, crypto, drafts
from .campaign_message import LINK_MARK
from .icrm_campaign import CODE_STATES, SEND_BATCH
from .icrm_message import INVITATION, REMINDER


class IcrmCampaignParticipant(models.Model):
    """An invited person. Whether they answered is in the ballot box; when, nowhere."""

    _name = "icrm.campaign.participant"
    _description = "Campaign Participant"
    _icrm_personal = (
        Personal("name", "customer_id", NAME),
        Personal("campaign_id", "customer_id", KEEP),
        Personal("state", "customer_id", KEEP),
    )
    _order = "campaign_id, name, id"
    _rec_name = "name"
    _log_access = False

    campaign_id = fields.Many2one(
        "icrm.campaign", required=True, readonly=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="campaign_id.company_id", store=True)
    # Empty once HR deletes the employee: who was asked and has answered stays counted.
    customer_id = fields.Many2one(
        "icrm.customer", readonly=True, ondelete="set null", index=True
    )
    name = fields.Char(required=True, readonly=True)
    department_id = fields.Many2one(
        "hr.department",
        readonly=True,
        ondelete="set null",
        help="Department when the campaign opened.",
    )
    subject_ids = fields.Many2many("icrm.campaign.subject", readonly=True)
    code_digest = fields.Char(
        readonly=True,
        groups=fields.NO_ACCESS,
        help="Links a code to its participant; the code itself is not stored.",
    )
    box_id = fields.Many2one(
        "icrm.campaign.box", readonly=True, ondelete="set null", index="btree_not_null"
    )
    state = fields.Selection(
        [
            ("waiting", "To be invited"),
            ("invited", "Invited"),
            ("unreachable", "Unreachable"),
            ("handed", "Code issued"),
            ("failed", "Mail failed"),
            ("withdrawn", "Removed"),
        ],
        default="waiting",
        required=True,
        readonly=True,
    )
    reminders = fields.Integer(
        readonly=True,
        help="Rounds of reminders, also of those who had answered; times are not "
        "stored.",
    )
    is_added = fields.Boolean(
        string="Added by Hand",
        readonly=True,
        help="Added while the survey ran; answers count, but not towards the minimum.",
    )
    reminded_on = fields.Date(
        string="Reminded by Hand",
        readonly=True,
        help="Also of people who had answered; never in anonymous surveys.",
    )
    answered = fields.Boolean(
        readonly=True, help="Written for everyone when the campaign closes."
    )
    answer_until = fields.Date(
        readonly=True, help="Last day to answer after a request."
    )
    can_interview = fields.Boolean(compute="_compute_can_interview", compute_sudo=True)
    can_remind = fields.Boolean(compute="_compute_can_interview", compute_sudo=True)

    # My Surveys: what one is asked, and whether one has answered; never when.
    # Staff read no campaign before it is published; of their own, they read these.
    campaign_name = fields.Char(string="Survey", compute="_compute_campaign_name")
    closes_on = fields.Date(
        string="Open Until", related="campaign_id.closes_on", compute_sudo=True
    )
    protection = fields.Selection(
        related="campaign_id.protection", string="Your Name", compute_sudo=True
    )
    my_state = fields.Selection(
        [
            ("open", "To answer"),
            ("done", "Answered"),
            ("closed", "Not answered"),
        ],
        string="My Answer",
        compute="_compute_my_state",
        search="_search_my_state",
        help="Only visible to yourself.",
    )

    # Who answered what, in campaigns that announced that names are read.
    answers = fields.Html(compute="_compute_answers", sanitize_style=True)

    _participant_uniq = models.Constraint(
        "UNIQUE (campaign_id, customer_id)",
        "A person can only be invited once per campaign.",
    )
    _code_uniq = models.Constraint(
        "UNIQUE (code_digest)", "A code can only be issued once."
    )
    # The queue of those who are still to be written to.
    _waiting_idx = models.Index("(campaign_id, id) WHERE state = 'waiting'")

    # ------------------------------------------------------------------
    # Cool-down
    # ------------------------------------------------------------------

    def _start_cooldown(self):
        """Start the cool-down of these people, over all surveys; one statement."""
        if not self:
            return
        self.flush_recordset(["customer_id"])
        # SQL: 10,000 customers, whose write_date stays; bench_invite
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

    # ------------------------------------------------------------------
    # Answering
    # ------------------------------------------------------------------
    # While a campaign is open, who has answered is encrypted in the ballot boxes. When
    # it closes, ``answered`` is written for all at once, so that no row reveals when.

    # -- the code --

    @api.model
    def _find_by_code(self, code):
        """Return who a code belongs to, in sudo, or an empty recordset."""
        # sudo: anyone who has the code is the participant
        participants = self.sudo()
        digest = codes.digest_typed(code)
        if not digest:
            return participants.browse()
        return participants.search([("code_digest", "=", digest)])

    # -- who has answered --

    def _get_answered(self):
        """Return those who have answered. Opens every box concerned once, to read."""
        # sudo: boxes cannot be read by users; callers decide who sees them
        participants = self.sudo()
        open_ones = participants.filtered("box_id")
        answered = set((participants - open_ones).filtered("answered").ids)
        for campaign, group in open_ones.grouped("campaign_id").items():
            key = crypto.load(self.env.cr, campaign.key_name, retired=True)
            if key is None:
                continue
            # SQL: the field holds bytes, not what the ORM makes of them.
            for box, ciphertext in self.env.execute_query(
                SQL(
                    "SELECT id, ciphertext FROM icrm_campaign_box WHERE id IN %s",
                    tuple(group.box_id.ids),
                )
            ):
                # A damaged box is reported on the campaign: see ballot_problem.
                if key.can_decrypt(ciphertext, box):
                    answered |= ballot.unpack(key.decrypt(ciphertext, box))[0]
        return self.filtered(lambda participant: participant.id in answered)

    # -- answering --

    def _get_subjects(self):
        """Return what the participant is asked about, in sudo.

        Departments that were dissolved meanwhile are asked about no more.
        """
        # sudo: staff do not read campaigns; it is their own survey
        participant = self.sudo()
        subjects = participant.subject_ids.sorted() or (
            participant.campaign_id.subject_ids
        )
        return subjects.filtered(
            lambda subject: not subject.department_id or subject.department_id.active
        )

    def _get_obstacle(self):
        """Return the sentence that says why one cannot answer now, None if one can."""
        self.ensure_one()
        # sudo: anyone who has the code may ask whether they can answer.
        participant = self.sudo()
        campaign = participant.campaign_id
        if campaign.state == "draft":
            return self.env._("This survey has not started yet.")
        if self._get_answered():
            return self.env._("You have already answered this survey. Thank you.")
        if not campaign._takes_answers():
            return self.env._("This survey is closed.")
        if participant.state == "withdrawn" or not participant.customer_id.active:
            return self.env._("You are no longer invited to this survey.")
        if not participant.box_id:
            return self.env._("This survey has not started yet.")
        if crypto.load(self.env.cr, campaign.key_name) is None:
            # retired by a closing on its way, or lost
            return self.env._("This survey no longer accepts answers.")
        if not participant._is_in_time():
            return self.env._("This survey is closed. Thank you.")
        if not participant._get_subjects():
            return self.env._("The departments in this survey no longer exist.")
        return None

    def _is_in_time(self):
        """Return whether the own last day to answer, after a request, is not over."""
        until = self.answer_until
        return not until or until >= self.campaign_id._get_today()

    def _read_answers(self, values):
        """Check what somebody answers; return ``(responses, texts, problems)``.

        :param values: ``{subject id: {question id: answer} or None}``; None is "I
            cannot judge"
        :return: problems as ``{(subject id, question id): sentence}``; 0 for what
            concerns no single one
        """
        self.ensure_one()
        subjects = self._get_subjects()
        # sudo: anyone who has the code reads the questions.
        survey = self.sudo().campaign_id.survey_id
        if not isinstance(values, dict) or set(values) - set(subjects.ids):
            return [], [], {(0, 0): self.env._("You are not asked about this.")}
        responses, texts, problems = [], [], {}
        for subject in subjects:
            raw = values.get(subject.id)
            if raw is None:
                continue
            scores, words, wrong = survey._icrm_read_response(raw)
            if not scores and not words and not wrong:
                wrong = {
                    0: self.env._(
                        "%(subject)s: answer at least one question or choose "
                        "“Can't say”.",
                        subject=subject.display_name,
                    )
                }
            problems.update({(subject.id, key): text for key, text in wrong.items()})
            responses.append({"s": subject.id, "a": scores})
            texts += [
                {"s": subject.id, "q": question, "t": text}
                for question, text in words.items()
            ]
        return responses, texts, problems

    def _submit(self, values, by_hand=False):
        """Put an answer into the ballot box, whole or not at all.

        One UPDATE of one row; no other table is written. Two that come at the same
        moment to the same box: the second is tried again by Odoo.

        :param values: as :meth:`_read_answers` takes them
        :param by_hand: whether somebody else writes down what the participant says
        :raise UserError: a sentence for each thing that is wrong; nothing is stored
        """
        self.ensure_one()
        if obstacle := self._get_obstacle():
            raise UserError(obstacle)
        responses, texts, problems = self._read_answers(values)
        if problems:
            raise UserError("\n".join(problems.values()))
        # sudo: anyone who has the code is the participant; boxes are not writable by
        # users
        participant = self.sudo()
        extra = {"p": None, "day": None}
        if participant.campaign_id.protection != "anonymous":
            today = participant.campaign_id._get_today().isoformat()
            extra = {"p": participant.id, "day": today}
        # Anyone who held the code may have answered; see CampaignCount.
        # So may whoever picked them: see campaign_people.
        picked = participant.state == "handed" or participant.is_added
        hand = {"h": 1} if by_hand or picked else {}
        department = participant.department_id.id or None
        if drafts.is_stored(participant):
            drafts.delete(participant)
        participant._store_ballots(
            [
                *(
                    ballot.encode_ballot(
                        "S", {**response, **extra, **hand, "d": department}
                    )
                    for response in responses
                    if response["a"]
                ),
                *(
                    ballot.encode_ballot("T", {**text, **hand, "p": extra["p"]})
                    for text in texts
                ),
            ]
        )

    def _store_ballots(self, ballots):
        campaign, box = self.campaign_id, self.box_id.id
        # SQL: locks the box and reads its bytes, which the ORM makes something else of.
        rows = self.env.execute_query(
            SQL(
                "SELECT ciphertext FROM icrm_campaign_box WHERE id = %s FOR UPDATE", box
            )
        )
        # After the lock: a closing that came first has retired the key by now.
        key = crypto.load(self.env.cr, campaign.key_name)
        if not rows or key is None or not key.can_decrypt(rows[0][0], box):
            raise UserError(self.env._("This survey no longer accepts answers."))
        answered, others = ballot.unpack(key.decrypt(rows[0][0], box))
        if self.id in answered:
            raise UserError(
                self.env._("You have already answered this survey. Thank you.")
            )
        content = ballot.pack(answered | {self.id}, [*others, *ballots])
        # SQL: as above
        self.env.cr.execute(
            SQL(
                "UPDATE icrm_campaign_box SET ciphertext = %s WHERE id = %s",
                key.encrypt(content, box),
                box,
            )
        )

    # ------------------------------------------------------------------
    # Invitations and reminders, in batches that were locked before
    # ------------------------------------------------------------------

    def _lock_batch(self, domain):
        """Return the next participants of *domain*, locked; others' are passed over."""
        query = self._search(domain, order="id", limit=SEND_BATCH)
        query_sql = SQL("%s FOR UPDATE SKIP LOCKED", query.select())
        # SQL: passes over what others have locked, in order; bench_invite
        return self.browse([row[0] for row in self.env.execute_query(query_sql)])

    def _send_messages(self, reminder, values):
        """Make one message for each, and write *values* down with it.

        Left as they are: those in their quiet hours; the next run comes back to them.
        Who has answered gets no reminder by mail, but *values* as the others and the
        notice in the app, which are stored: they would tell who has not answered. A
        constant number of statements.
        """
        now = fields.Datetime.now()
        by_channel = defaultdict(self.browse)
        for campaign, participants in self.grouped("campaign_id").items():
            rule = self.env["icrm.message.rule"]._get_rule(
                REMINDER if reminder else INVITATION, "normal", campaign.company_id
            )
            reach = self._get_reach()
            for participant in participants:
                decision = participant._get_recipient().decide(rule, reach, now)
                if not decision.hold:
                    by_channel[decision.channel] += participant
        unreachable = by_channel.pop(None, self.browse())
        reached = self.browse().concat(*by_channel.values())
        by_mail = by_channel["mail"]
        if reminder:
            by_mail -= by_mail._get_answered()
        for campaign, participants in by_mail.grouped("campaign_id").items():
            participants._queue_mails(campaign, reminder)
        for campaign, participants in (
            by_channel["inbox"].grouped("campaign_id").items()
        ):
            participants._send_to_inbox(campaign, reminder)
        reached.write(values)
        unreachable.write({"state": "unreachable"})

    def _get_recipient(self):
        return self.env["icrm.message"]._get_recipient_of(self.customer_id)

    @api.model
    def _get_reach(self):
        """Return the channels of surveys, of which nothing stays once they are used."""
        reach = self.env["icrm.message"]._get_reach()
        return {channel: reach[channel] for channel in ("mail", "inbox")}

    def _get_lang(self):
        return self._get_recipient().get_lang(self.campaign_id.company_id)

    def _queue_mails(self, campaign, reminder):
        """Queue the mails. Each gets its link when it goes out: see mail.mail."""
        sender = campaign._get_sender()
        values_list = []
        for lang, participants in self.grouped(
            lambda participant: participant._get_lang()
        ).items():
            campaign_lang = campaign.with_context(lang=lang)
            subject, body = campaign_lang._get_message(reminder)
            values_list += [
                {
                    "subject": subject,
                    "body_html": campaign._fill_in(body, participant.name, LINK_MARK),
                    "email_from": sender,
                    "reply_to": campaign.user_id.email_formatted or sender,
                    "recipient_ids": [(4, participant.customer_id.partner_id.id)],
                    "author_id": campaign.user_id.partner_id.id,
                    "model": participant._name,
                    "res_id": participant.id,
                    # Nothing of it stays once it is sent.
                    "auto_delete": True,
                    "state": "outgoing",
                }
                for participant in participants
            ]
        self.env["mail.mail"].create(values_list)

    def _send_to_inbox(self, campaign, reminder):
        """Notify in Odoo, for who likes that better or has no mail.

        Its link leads to the own surveys, for the sender and others read the message.
        """
        link = f"{campaign.get_base_url()}/odoo/internal-my-surveys"
        for lang, participants in self.grouped(
            lambda participant: participant._get_lang()
        ).items():
            subject, body = campaign.with_context(lang=lang)._get_message(
                reminder, inbox=True
            )
            messages = self.env["mail.message"].create(
                [
                    {
                        "subject": subject,
                        "body": Markup(campaign._fill_in(body, participant.name, link)),
                        "author_id": campaign.user_id.partner_id.id,
                        "model": False,
                        "res_id": False,
                        "message_type": "user_notification",
                        "subtype_id": self.env.ref("mail.mt_note").id,
                    }
                    for participant in participants
                ]
            )
            for participant, message in zip(participants, messages, strict=True):
                user = participant.customer_id.user_id
                self.env["mail.thread"]._notify_thread_by_inbox(
                    message,
                    [{"id": user.partner_id.id, "uid": user.id, "notif": "inbox"}],
                )

    def _withdraw(self):
        """Take participants off the list; who has answered stays counted."""
        leaving = self - self._get_answered()
        drafts.delete(leaving)
        leaving.filtered(lambda participant: participant.state != "withdrawn").write(
            {"state": "withdrawn"}
        )

    def _forget_person(self):
        """Keep the rows of deleted people for the counts, without their names."""
        self._withdraw()
        for campaign, participants in self.grouped("campaign_id").items():
            lang = campaign.company_id.partner_id.lang
            participants.name = campaign.with_context(lang=lang).env._(
                "Former employee"
            )

    # ------------------------------------------------------------------
    # Interviews, and codes on paper
    # ------------------------------------------------------------------

    def _compute_can_interview(self):
        for participant in self:
            campaign = participant.campaign_id
            participant.can_interview = (
                campaign._takes_answers()
                and campaign.protection != "anonymous"
                and participant.state != "withdrawn"
            )
            # Not by whether they have answered: the button would tell.
            participant.can_remind = (
                participant.can_interview and participant.state == "invited"
            )

    def action_interview(self):
        """Return the page on which an officer enters what is answered on the phone.

        Never for anonymous campaigns: who asks on the phone would know.
        """
        self.ensure_one()
        self.campaign_id.check_access("write")
        if self.campaign_id.protection == "anonymous":
            raise UserError(
                self.env._("Anonymous campaigns cannot be answered by phone.")
            )
        if not self.can_interview:
            raise UserError(self.env._("This survey no longer accepts answers."))
        return {
            "type": "ir.actions.act_url",
            "url": f"/survey/interview/{self.id}",
            "target": "new",
        }

    # -- a reminder of one's own --

    def action_remind(self):
        """Remind these people, whoever of them has not answered.

        What is written and returned does not depend on who has answered.

        :raise UserError: the survey is anonymous or closed, or they were reminded today
        """
        self.check_access("read")
        self.campaign_id.check_access("write")
        # sudo: participants are written by the campaign's actions alone
        count = campaign_people.remind(self.sudo())
        return show_message(
            self.env._(
                "Those of %(count)s people who have not answered are reminded.",
                count=count,
            )
        )

    # -- codes on paper --

    def action_issue_code(self):
        """Return the printed code of a participant who cannot be reached by message.

        :raise AccessError: the caller is not of the confidential desk, or runs
            campaigns
        :raise UserError: the participant needs no code, or the campaign is not open
        """
        self._check_issue_code()
        return self.env.ref("icrm_internal.icrm_campaign_code_report").report_action(
            self
        )

    def _check_issue_code(self):
        """Raise unless the user may issue this participant's code.

        Anyone who holds a code can answer in somebody's place, and who runs a campaign
        chooses who is asked and reads the results: never the same person.
        """
        self.ensure_one()
        self.check_access("read")
        user = self.env.user
        # sudo: whose campaign it is, and its state; the desk reads no campaigns
        campaign_sudo = self.sudo().campaign_id
        if not user.has_group(DESK):
            raise AccessError(
                self.env._("Only the confidential desk can issue paper codes.")
            )
        if user.has_group(OFFICER) or user == campaign_sudo.user_id:
            raise AccessError(
                self.env._(
                    "People who run campaigns cannot issue paper codes; ask the "
                    "confidential desk."
                )
            )
        if not campaign_sudo._takes_answers() or self.state not in CODE_STATES:
            raise UserError(
                self.env._(
                    "%(person)s cannot get a paper code: the campaign is not "
                    "open, or they have an email address.",
                    person=self.name,
                )
            )

    def _log_issued_code(self):
        """Write down that a code is handed out: who, when, of which campaign.

        Not whose: auditors read the log, and who takes part is not for them.
        """
        self._check_issue_code()
        # sudo: the desk's right was checked; what is answered by this code counts
        # towards no minimum from now on
        participant_sudo = self.sudo()
        participant_sudo.state = "handed"
        self.env["icrm.access.log"]._record(
            "codes", participant_sudo.campaign_id, self.env._("Issue one paper code")
        )

    # ------------------------------------------------------------------
    # My Surveys
    # ------------------------------------------------------------------

    @api.depends("campaign_id.name")
    @api.depends_context("lang")
    def _compute_campaign_name(self):
        for participant in self:
            # sudo: the name of the survey one is asked in
            participant.campaign_name = participant.sudo().campaign_id.name

    @api.depends("answered", "box_id", "state", "customer_id.active")
    @api.depends_context("uid")
    def _compute_my_state(self):
        """Visible to oneself only: repeated reads would reveal to others when."""
        # sudo: campaigns and customers of one's own rows
        answered = self.sudo().filtered(self._is_mine)._get_answered()
        for participant in self:
            participant_sudo = participant.sudo()
            if not self._is_mine(participant_sudo):
                participant.my_state = False
            elif participant_sudo in answered:
                participant.my_state = "done"
            elif (
                participant_sudo.campaign_id._takes_answers()
                and participant_sudo._is_in_time()
                and participant_sudo.state != "withdrawn"
                and participant_sudo.customer_id.active
            ):
                participant.my_state = "open"
            else:
                participant.my_state = "closed"

    def _is_mine(self, participant):
        return participant.customer_id.user_id == self.env.user

    def _search_my_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        mine = self._search_mine()
        return Domain("id", "in", mine.filtered(lambda own: own.my_state in value).ids)

    @api.model
    def _search_mine(self):
        """Return the user's own rows of campaigns that have begun."""
        # sudo: whether a campaign has begun; the rows are the user's own
        found = self.sudo().search(
            [
                ("customer_id.user_id", "=", self.env.uid),
                ("campaign_id.state", "!=", "draft"),
            ]
        )
        return self.browse(found.ids)

    def action_answer(self):
        """Open the page on which the caller answers their own survey.

        :raise UserError: somebody else is asked, or the survey takes no answer
        """
        self.ensure_one()
        self.check_access("read")
        # sudo: whose row it is
        if not self._is_mine(self.sudo()):
            raise UserError(self.env._("This survey is for invited people only."))
        if obstacle := self._get_obstacle():
            raise UserError(obstacle)
        return {
            "type": "ir.actions.act_url",
            "url": codes.get_path(self),
            "target": "self",
        }

    # ------------------------------------------------------------------
    # Answers of identified campaigns
    # ------------------------------------------------------------------

    def _compute_answers(self):
        """Tell officers what the participants of identified campaigns answered.

        No one else, no other campaign, and nothing before counting. Three
        statements for any number of participants.
        """
        officer = self.env.user.has_group(OFFICER)
        # sudo: answers cannot be read by users; this is the only access to names
        named_sudo = self.sudo().filtered(
            lambda participant: officer
            and participant.campaign_id.protection == "identified"
            and participant.campaign_id.state in ("closed", "published")
        )
        answers_sudo = self.env["icrm.answer"].sudo()
        answers_sudo = answers_sudo.search(
            [("participant_id", "in", named_sudo.ids)], order="participant_id, id"
        )
        by_participant = answers_sudo.grouped("participant_id")
        for participant in self:
            own_sudo = by_participant.get(participant.sudo(), answers_sudo.browse())
            participant.answers = Markup().join(map(self._render_answer, own_sudo))

    def _render_answer(self, answer_sudo):
        rows = Markup()
        for question in answer_sudo.campaign_id.survey_id.question_ids:
            value = answer_sudo.scores.get(str(question.id))
            if value is None:
                continue
            labels = question._icrm_get_answer_labels() or {}
            told = {question.title: value}
            if isinstance(value, dict):
                told = {
                    f"{question.title}: {row.value}": value.get(str(row.id))
                    for row in question.matrix_row_ids
                    if str(row.id) in value
                }
            for title, value in told.items():
                values = value if isinstance(value, list) else [value]
                rows += Markup("<tr><td>%s</td><td class='text-end'>%s</td></tr>") % (
                    title,
                    ", ".join(labels.get(one) or f"{one:g}" for one in values),
                )
        return Markup("<h4>%s</h4><table class='table table-sm'>%s</table>") % (
            answer_sudo.subject_id.display_name,
            rows,
        )
