# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import hashlib
import json
import logging
import smtplib
from datetime import timedelta

import psycopg2.errors
from markupsafe import Markup, escape

from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from odoo.addons.base.models.ir_mail_server import MailDeliveryException

from ..access import inner_context
from ..access.actions import show_message
from ..access.groups import ADMIN
from ..access.personal import REMOVE, TEXT, Personal, Retention
from ..access.safe_html import SafeHtml
from .icrm_message_rule import URGENCIES
from .mail_sender import WAITS, MailSender, is_temporary
from .message_event import MessageEvent, MessageText, make_list
from .recipient import Recipient

# Minutes until a message is tried again that failed itself, not the mail server.
SHORT_WAITS = (1, 5, 25)
# So many failures of the mail server in a row end a run.
PATIENCE = 3
# Days until what was sent leaves the log.
KEEP_DAYS = 400
OPEN_STATES = ("waiting", "held")
OUTBOX = "icrm_internal.outbox"
CRON = "icrm_internal.ir_cron_message_send"

_logger = logging.getLogger(__name__)


class IcrmMessage(models.Model):
    """A message to one person: the outbox until it is sent, then the log.

    A row is written in the business transaction, with a key that is unique, and sent by
    a job after the commit, one row a commit: none is lost, and a kill may double one at
    most, with the same Message-ID. How and when it goes out is decided when it is
    sent, by :class:`.recipient.Recipient` and ``icrm.message.rule``.

    Domains and addons extend ``_get_message_events`` and add ``_render_<event>``;
    channels are added by ``_get_channels``, ``_reaches_by_<channel>`` and
    ``_send_by_<channel>``.
    """

    _name = "icrm.message"
    _description = "Message"
    _icrm_personal = (
        Personal("subject", ("partner_id", "customer_id"), TEXT, own=False),
        Personal("body", ("partner_id", "customer_id"), TEXT, own=False),
    )
    _icrm_retention = Retention(
        "queued_at",
        [("state", "not in", ("waiting", "held"))],
        (REMOVE,),
        is_case=False,
    )
    _order = "id desc"
    _rec_name = "subject"
    _log_access = False

    key = fields.Char(required=True, readonly=True, groups=fields.NO_ACCESS)
    thread = fields.Char(
        readonly=True,
        groups=fields.NO_ACCESS,
        help="Record and recipient: among these, order is preserved.",
    )
    event = fields.Selection(selection="_selection_event", required=True, readonly=True)
    res_model = fields.Char(string="Model", readonly=True)
    res_id = fields.Many2oneReference(
        string="Record Number", model_field="res_model", readonly=True
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Recipient",
        readonly=True,
        ondelete="cascade",
        index="btree_not_null",
    )
    customer_id = fields.Many2one(
        "icrm.customer",
        string="Employee without Contact",
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
    )
    author_id = fields.Many2one("res.partner", readonly=True, ondelete="set null")
    company_id = fields.Many2one("res.company", readonly=True, ondelete="set null")
    values = fields.Json(readonly=True, groups=fields.NO_ACCESS)
    urgency = fields.Selection(URGENCIES, required=True, readonly=True)
    is_logged = fields.Boolean(readonly=True)
    state = fields.Selection(
        [
            ("waiting", "Waiting"),
            ("held", "Held back"),
            ("sent", "Sent"),
            ("unreachable", "No address"),
            ("given_up", "Failed"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        readonly=True,
        index=True,
    )
    hold = fields.Selection(
        [("morning", "Quiet hours"), ("digest", "Summary")],
        string="Held For",
        readonly=True,
    )
    is_released = fields.Boolean(readonly=True)
    channel = fields.Selection(selection="_selection_channel", readonly=True)
    attempts = fields.Integer(readonly=True)
    queued_at = fields.Datetime(required=True, readonly=True)
    try_at = fields.Datetime(string="Due", required=True, readonly=True)
    sent_at = fields.Datetime(string="Sent On", readonly=True)
    error = fields.Text(readonly=True)
    subject = fields.Char(readonly=True)
    body = SafeHtml(readonly=True)

    _key_uniq = models.Constraint("UNIQUE (key)", "A message is queued once.")
    _due_idx = models.Index("(try_at) WHERE state IN ('waiting', 'held')")
    _thread_idx = models.Index("(thread, id) WHERE state IN ('waiting', 'held')")

    # ------------------------------------------------------------------
    # Events, texts and channels: what others extend
    # ------------------------------------------------------------------

    @api.model
    def _get_message_events(self):
        """Return the list of :class:`.message_event.MessageEvent` there are."""
        _ = self.env._
        return [
            MessageEvent(
                "employee_linked",
                _("Employee linked to another user"),
                timing="now",
            ),
            MessageEvent("work_reassigned", _("Work reassigned")),
            MessageEvent("work_orphaned", _("Orphaned work"), urgency="low"),
            MessageEvent(
                "access_log_checked",
                _("Access log: daily check"),
                "icrm.access.check",
                urgency="low",
                timing="daily",
                first="mail",
            ),
            MessageEvent(
                "access_log_broken",
                _("Access log: changed outside the application"),
                "icrm.access.check",
                urgency="urgent",
                timing="now",
                first="mail",
                required=True,
            ),
        ]

    def _render_access_log_checked(self, check):
        """Return what proves later how far the log went; keep these mails."""
        _ = self.env._
        body = _(
            "Access log: %(count)s entries, intact. Last digest: %(digest)s. Keep "
            "this message: it proves that nothing before was changed.",
            count=check.entry_count,
            digest=check.head,
        )
        link = (_("Open the log"), "/odoo/internal-access-log")
        return MessageText(_("Access log: daily check"), body, (link,))

    def _render_access_log_broken(self, check):
        _ = self.env._
        check = check.with_env(self.env(su=True))
        body = Markup("<p>%s</p>%s") % (
            check.summary,
            make_list((check.details or "").splitlines()),
        )
        link = (_("Open the log"), "/odoo/internal-access-log")
        return MessageText(
            _("Access log: changed outside the application"), body, (link,)
        )

    def _render_employee_linked(self, _record):
        values, _ = self.values, self.env._
        body = _(
            "Employee %(employee)s was linked to another user. The Internal CRM "
            "user of this employee is %(user)s.",
            employee=values["employee"],
            user=values["user"],
        )
        if values["pending"]:
            body += " " + _(
                "%(pending)s needs confirmation by an administrator first.",
                pending=values["pending"],
            )
        body += " " + _("If this is not correct, contact your administrator.")
        return MessageText(_("Employee linked to another user"), body)

    def _render_work_reassigned(self, _record):
        values, _ = self.values, self.env._
        # sudo: what the recipient is in charge of now
        records = [
            self.env[model].sudo().browse(record_id).exists()
            for model, record_id in values["records"]
            if model in self.env
        ]
        body = Markup("<p>%s</p>%s<p>%s</p>") % (
            _("%(name)s has put you in charge of:", name=values["by"]),
            make_list(record.display_name for record in records if record),
            _("Reason: %(reason)s", reason=values["reason"]),
        )
        return MessageText(_("Work reassigned to you"), body)

    def _render_work_orphaned(self, _record):
        values, _ = self.values, self.env._
        body = Markup("<p>%s</p>%s") % (
            _(
                "Needs someone new after the departure of %(names)s:",
                names=", ".join(values["names"]),
            ),
            make_list(
                f"{self.env['ir.model']._get(model).name}: {count}"
                for model, count in values["counts"].items()
                if model in self.env
            ),
        )
        link = (_("Open orphaned work"), "/odoo/icrm-orphaned-work")
        return MessageText(_("Orphaned work"), body, (link,))

    @api.model
    def _get_event(self, code):
        for event in self._get_message_events():
            if event.code == code:
                return event
        return None

    @api.model
    def _selection_event(self):
        return [(event.code, event.name) for event in self._get_message_events()]

    @api.model
    def _get_channels(self):
        """Return the channels, {code: name}, those tried first first."""
        return {"mail": self.env._("E-mail"), "inbox": self.env._("In the app")}

    @api.model
    def _selection_channel(self):
        return [
            *self._get_channels().items(),
            ("call", self.env._("Call")),
            ("digest", self.env._("Summary")),
        ]

    @api.model
    def _get_reach(self):
        """Return {channel: function that says whether it reaches a Recipient}."""
        return {
            channel: getattr(self, f"_reaches_by_{channel}")
            for channel in self._get_channels()
        }

    @api.model
    def _get_caller(self, record):
        """Return the user who calls on people about *record*; empty if none does."""
        users = self.env["res.users"]
        if (
            "user_id" in record
            and record._fields["user_id"].comodel_name == users._name
        ):
            users = record.user_id
        return users.filtered(lambda user: user.active and not user.share)[:1]

    def _has_caller(self, recipient):
        """Return whether somebody else can be asked to call on the recipient."""
        record = self._get_record()
        caller = self._get_caller(record)
        return bool(caller) and caller != recipient.user and "activity_ids" in record

    def _render(self):
        """Return the text in the language of the environment; None: do not send."""
        self.ensure_one()
        return getattr(self, f"_render_{self.event}")(self._get_record())

    def _get_attachments(self):
        """Return the files that go with it, in sudo; extended by other domains."""
        return self.env["ir.attachment"].sudo()  # sudo: of what the recipient may read

    def _get_record(self):
        """Return the record it is about, in sudo; an empty one if it is gone."""
        # sudo: what the event's text says of it, the recipient may read
        model_sudo = self.env[self.res_model or self._name].sudo()
        return model_sudo.browse(self.res_id if self.res_model else ()).exists()

    # ------------------------------------------------------------------
    # Outbox
    # ------------------------------------------------------------------
    # Rows are collected and written just before the commit, in one statement.

    @api.model
    def _enqueue(
        self,
        event,
        recipients,
        record=None,
        values=None,
        occasion="",
        urgency=None,
        delay=0,
        author=None,
    ):
        """Notify people of an event once this transaction is committed.

        :param str event: a code of ``_get_message_events``
        :param recipients: users, partners or customers; whoever is notified already of
            this event, record and *occasion* is not notified twice
        :param record: what it is about; the text is rendered from it when it is sent
        :param dict values: what the text needs and may change until then
        :param str occasion: tells a second time from a repetition
        :param urgency: if not the event's
        :param int delay: seconds in which it can be cancelled
        :param author: the partner who speaks, if not the system
        """
        description = self._get_event(event)
        if description is None:
            raise ValueError(f"{event} is no event: see _get_message_events")
        now = fields.Datetime.now()
        subject = f"{record._name},{record.id}" if record else ""
        # sudo: contacts and companies of whoever is notified
        company = self.env.company
        if record and "company_id" in record:
            company = record.sudo().company_id or company
        data = self.env.cr.precommit.data
        rows = data.get(OUTBOX)
        if rows is None:
            rows = data[OUTBOX] = {}
            self.env.cr.precommit.add(self._flush_outbox)
        for partner, customer in self._get_people(recipients):
            person = f"p{partner.id}" if partner else f"c{customer.id}"
            key = f"{event}:{subject}:{person}:{occasion}"
            rows.setdefault(
                key,
                {
                    "key": key,
                    "thread": f"{subject}:{person}" if record else None,
                    "event": event,
                    "res_model": record._name if record else None,
                    "res_id": record.id if record else None,
                    "partner_id": partner.id or None,
                    "customer_id": customer.id or None,
                    "author_id": author.id if author else None,
                    "company_id": company.id,
                    "values": json.dumps(values or {}),
                    "urgency": urgency or description.urgency,
                    "is_logged": description.trace == "log",
                    "state": "waiting",
                    "attempts": 0,
                    "queued_at": now,
                    "try_at": now + timedelta(seconds=delay),
                },
            )

    @api.model
    def _get_people(self, recipients):
        """Yield (partner, customer) of each of *recipients* that is active."""
        # sudo: contacts of whoever is notified
        for recipient in recipients.sudo().filtered("active"):
            partner = customer = None
            if recipient._name == "res.partner":
                partner = recipient
            else:
                partner = recipient.partner_id
                if not partner and recipient._name == "icrm.customer":
                    customer = recipient
            yield partner, customer or self.env["icrm.customer"]

    @api.model
    def _flush_outbox(self):
        """Write what was collected, and wake the job; one statement."""
        rows = list(self.env.cr.precommit.data.pop(OUTBOX, {}).values())
        if not rows:
            return
        cron_id = self.env["ir.model.data"]._xmlid_to_res_id(CRON)
        columns = list(rows[0])
        self.flush_model(["key"])
        # SQL: all rows of a transaction at once, passing over those that are there, and
        # the trigger of the job with them; bench_submission
        self.env.cr.execute(
            SQL(
                """
                WITH queued AS (
                    INSERT INTO icrm_message (%(columns)s)
                         VALUES %(rows)s
                    ON CONFLICT (key) DO NOTHING
                      RETURNING try_at
                )
                INSERT INTO ir_cron_trigger (cron_id, call_at)
                     SELECT DISTINCT %(cron)s::integer, try_at
                       FROM queued
                      WHERE %(cron)s::integer IS NOT NULL
                """,
                columns=SQL(", ").join(map(SQL.identifier, columns)),
                rows=SQL(", ").join(
                    SQL(
                        "(%s)", SQL(", ").join(SQL("%s", row[name]) for name in columns)
                    )
                    for row in rows
                ),
                cron=cron_id or None,
            )
        )
        if cron_id:
            self.env.cr.postcommit.add(self.env["ir.cron"]._notifydb)

    @api.model
    def _cancel(self, record, events=None, recipients=None, since=None):
        """Cancel what waits about *record*; return how many.

        Their keys are free again: what is done again is sent again.

        :param since: only what was queued then or later
        """
        self._flush_outbox()
        domain = [
            ("res_model", "=", record._name),
            ("res_id", "in", record.ids),
            ("state", "in", OPEN_STATES),
        ]
        if events is not None:
            domain.append(("event", "in", list(events)))
        if since is not None:
            domain.append(("queued_at", ">=", since))
        if recipients is not None:
            people = list(self._get_people(recipients))
            domain += [
                "|",
                ("partner_id", "in", [partner.id for partner, _c in people if partner]),
                (
                    "customer_id",
                    "in",
                    [customer.id for _p, customer in people if customer],
                ),
            ]
        # sudo: written by the system only
        messages = self.sudo().search(domain)
        messages._drop()
        return len(messages)

    def _drop(self, reason=None):
        """Give up messages that need not be sent; their keys become free."""
        for message in self:
            if not message.is_logged:
                message.unlink()
                continue
            message.write(
                {
                    "state": "cancelled",
                    "error": reason,
                    "key": f"{message.key}:cancelled:{message.id}",
                    "values": {},
                }
            )

    @api.model
    def _reconsider(self, customers):
        """Decide again about what is held in the quiet hours of *customers*."""
        # sudo: written by the system only
        held = self.sudo().search(
            [
                ("state", "=", "held"),
                ("hold", "=", "morning"),
                ("partner_id", "in", customers.sudo().partner_id.ids),
            ]
        )
        if held:
            held.try_at = fields.Datetime.now()
            self._wake()

    @api.model
    def _wake(self):
        if cron := self.env.ref(CRON, raise_if_not_found=False):
            cron.sudo()._trigger()  # sudo: the job of our own

    # ------------------------------------------------------------------
    # Sending
    # ------------------------------------------------------------------

    @api.model
    def _cron_send(self):
        """Send what is due, one message a commit."""
        with MailSender() as sender:
            # sudo: the job sends everybody's
            inner_context.give(self.sudo(), icrm_sender=sender)._send_due()

    @api.model
    def _send_due(self):
        cron = self.env["ir.cron"]
        failures = 0
        while failures < PATIENCE:
            try:
                message = self._lock_next()
                if not message:
                    break
                is_well = message._attempt()
            except psycopg2.errors.SerializationFailure:
                # Another sender was here a moment ago.
                self.env.cr.rollback()
                self.env.invalidate_all()
                continue
            failures = 0 if is_well else failures + 1
            has_time = cron._commit_progress(1, remaining=1)
            self.env.invalidate_all()
            if not has_time:
                return
        cron._commit_progress(remaining=0)

    @api.model
    def _lock_next(self):
        """Return the next message that is due, locked; empty if there is none.

        Not those that an earlier one about the same record waits before.
        """
        self.flush_model()
        # SQL: passes over what another sender has locked
        rows = self.env.execute_query(
            SQL(
                """
                SELECT message.id
                  FROM icrm_message message
                 WHERE message.state IN ('waiting', 'held')
                   AND message.try_at <= %s
                   AND NOT EXISTS (
                           SELECT FROM icrm_message earlier
                            WHERE earlier.thread = message.thread
                              AND earlier.id < message.id
                              AND earlier.state = 'waiting'
                       )
              ORDER BY (message.urgency = 'urgent') DESC, message.id
                 LIMIT 1
                   FOR UPDATE SKIP LOCKED
                """,
                fields.Datetime.now(),
            )
        )
        return self.browse([row[0] for row in rows])

    def _attempt(self):
        """Send one locked message; put it off if that fails.

        :return: whether the mail server and the network are well
        """
        self.ensure_one()
        try:
            with self.env.cr.savepoint():
                self._deliver()
        except psycopg2.errors.SerializationFailure:
            raise
        except Exception as error:
            self._put_off(error)
            return not is_temporary(error)
        return True

    def _put_off(self, error):
        """Try again later, or give up where that has been tried often enough."""
        temporary = is_temporary(error)
        waits = WAITS if temporary else SHORT_WAITS
        permanent = not temporary and isinstance(
            error, smtplib.SMTPException | MailDeliveryException
        )
        if not self.is_logged:
            words = type(error).__name__
        else:
            words = str(error) or type(error).__name__
        values = {"error": words, "attempts": self.attempts + 1}
        if permanent or self.attempts >= len(waits):
            values["state"] = "given_up"
            _logger.error("%s %s: given up (%s)", self, self.event, words)
            if not self.is_logged:
                self.unlink()
                return
        else:
            in_summary = self.hold == "digest" and not self.is_released
            values["state"] = "held" if in_summary else "waiting"
            values["try_at"] = fields.Datetime.now() + timedelta(
                minutes=waits[self.attempts]
            )
            _logger.warning("%s %s: put off (%s)", self, self.event, words)
        self.write(values)

    def _send_now(self):
        """Send these messages in order, without a commit: for tests and dialogs."""
        self._flush_outbox()
        # sudo: sent by the system
        for message in self.sudo().sorted("id"):
            message._attempt()

    def _deliver(self):
        """Decide about one message, and do it."""
        rule = self.env["icrm.message.rule"]._get_rule(
            self.event, self.urgency, self.company_id
        )
        if not rule.enabled:
            self._drop(self.env._("Switched off"))
            return
        if self.res_model and not self._get_record():
            self._drop(self.env._("The record was deleted."))
            return
        now = fields.Datetime.now()
        recipient = self._get_recipient()
        if recipient.is_gone:
            self._drop(self.env._("The recipient has left."))
            return
        if self.hold == "digest" and not self.is_released:
            self._deliver_digest(recipient, now)
            return
        decision = recipient.decide(
            rule,
            self._get_reach(),
            now,
            is_released=self.is_released,
            has_caller=self._has_caller(recipient),
        )
        if decision.hold:
            self.write(
                {"state": "held", "hold": decision.hold, "try_at": decision.until}
            )
            return
        if not decision.channel:
            self._set_unreachable()
            return
        if earlier := self._get_held_before():
            # They go first: a later one must not overtake them.
            earlier.write({"state": "waiting", "is_released": True, "try_at": now})
            self.state = "waiting"
            return
        speaker = self.with_context(lang=recipient.get_lang(self.company_id))
        text = speaker._render()
        if text is None:
            self._drop(self.env._("No longer true when it was due"))
            return
        getattr(speaker, f"_send_by_{decision.channel}")(text, recipient)
        self._record_sent(decision.channel, text)

    def _set_unreachable(self):
        if self.is_logged:
            self.write({"state": "unreachable", "hold": False})
        else:
            self.unlink()

    def _get_held_before(self):
        """Return what is held of the same record and recipient, earlier ones."""
        if not self.thread:
            return self.browse()
        return self.search(
            [("thread", "=", self.thread), ("id", "<", self.id), ("state", "=", "held")]
        )

    def _record_sent(self, channel, text):
        if not self.is_logged:
            # Not that it was sent, nor when.
            self.unlink()
            return
        self.write(
            {
                "state": "sent",
                "channel": channel,
                "sent_at": fields.Datetime.now(),
                "subject": text.subject,
                "body": escape(text.body),
                "error": False,
                "values": {},
            }
        )

    def _get_recipient(self):
        """Return the :class:`Recipient` as they are now."""
        if not self.partner_id:
            return self._get_recipient_of(self.customer_id)
        return self._get_recipient_for(self.partner_id, self.company_id)

    @api.model
    def _get_recipient_for(self, partner, company=None):
        """Return the :class:`Recipient` that a partner is, as employee of *company*."""
        company = company or self.env.company
        # sudo: the preferences of whoever is notified
        customers_sudo = (
            self.env["icrm.customer"]
            .sudo()
            .search(
                [
                    ("kind", "=", "employee"),
                    "|",
                    ("partner_id", "=", partner.id),
                    ("user_id.partner_id", "=", partner.id),
                ]
            )
        )
        customer_sudo = customers_sudo.sorted(
            lambda found: (found.company_id != company, found.id)
        )[:1]
        return Recipient(partner, customer_sudo)

    @api.model
    def _get_preview_recipients(self, event, record):
        """Return the partners whom an event of *record* would notify, for a preview.

        Users, partners or customers; empty where only the step itself knows.
        """
        recipients = self._get_recipients(event, record)
        return self.env["res.partner"].concat(
            *(partner for partner, _c in self._get_people(recipients) if partner)
        )

    @api.model
    def _get_recipients(self, event, record):
        """Return whom an event of *record* would notify now; others extend it."""
        return self.env["res.partner"]

    @api.model
    def _get_recipient_of(self, customer):
        """Return the :class:`Recipient` that a customer is."""
        # sudo: the contact of whoever is notified
        return Recipient(customer.sudo().partner_id, customer)

    # -- summaries --

    def _deliver_digest(self, recipient, now):
        """Send what is held for the summary of one person, in one message."""
        if end := recipient.get_quiet_end(now):
            self.try_at = end
            return
        self.flush_model()
        # SQL: passes over what another sender has locked
        rows = self.env.execute_query(
            SQL(
                """
                SELECT id
                  FROM icrm_message
                 WHERE state = 'held'
                   AND hold = 'digest'
                   AND try_at <= %s
                   AND partner_id IS NOT DISTINCT FROM %s
                   AND customer_id IS NOT DISTINCT FROM %s
              ORDER BY id
                   FOR UPDATE SKIP LOCKED
                """,
                now,
                self.partner_id.id or None,
                self.customer_id.id or None,
            )
        )
        speaker = self.with_context(lang=recipient.get_lang(self.company_id))
        texts = {}
        for message in speaker.browse([row[0] for row in rows]):
            try:
                with self.env.cr.savepoint():
                    text = message._render_for_digest()
            except psycopg2.errors.SerializationFailure:
                raise
            except Exception as error:
                # The others of the summary do not wait for it.
                message._put_off(error)
                continue
            if text is not None:
                texts[message] = text
        if not texts:
            return
        channels = self._get_reach()
        rule = self.env["icrm.message.rule"].new(
            {"first_channel": "preferred", "then_channel": "inbox"}
        )
        channel = recipient.choose_channel(rule, channels)
        if not channel:
            for message in texts:
                message._set_unreachable()
            return
        first = next(iter(texts))
        if len(texts) > 1:
            # Of several records: readers of one must not see the others'.
            first = inner_context.give(first, icrm_no_record=True)
        summary = first._render_digest(list(texts.values()))
        getattr(first, f"_send_by_{channel}")(summary, recipient)
        for message, text in texts.items():
            message._record_sent("digest", text)

    def _render_for_digest(self):
        """Return the text; None for what need not be sent, which is dropped."""
        if self.res_model and not self._get_record():
            self._drop(self.env._("The record was deleted."))
            return None
        text = self._render()
        if text is None:
            self._drop(self.env._("No longer true when it was due"))
        return text

    def _render_digest(self, texts):
        """Return the text of a summary of several."""
        if len(texts) == 1:
            return texts[0]
        _ = self.env._
        body = Markup().join(
            Markup("<h4>%s</h4><div>%s</div>%s")
            % (text.subject, text.body, self._render_actions(text))
            for text in texts
        )
        return MessageText(_("%(count)s messages for you", count=len(texts)), body)

    @api.model
    def _render_actions(self, text):
        if not text.actions:
            return Markup()
        base = self.get_base_url()
        return Markup("<p>%s</p>") % Markup(" ").join(
            Markup('<a class="btn btn-primary" href="%s">%s</a>')
            % (f"{base}{address}" if address.startswith("/") else address, label)
            for label, address in text.actions
        )

    # ------------------------------------------------------------------
    # Channels
    # ------------------------------------------------------------------
    # Each has two methods: whether it reaches a person, and the sending of one text.

    @api.model
    def _reaches_by_mail(self, recipient):
        return recipient.has_mail

    def _send_by_mail(self, text, recipient):
        """Send a mail now: the transaction knows whether it has gone out."""
        event = self._get_event(self.event)
        if not self.is_logged or event.outside:
            mails = self._create_plain_mail(text, recipient, event.outside)
        else:
            thread, message = self._create_mail_message(text, recipient)
            data = self._get_recipient_data(thread, message, recipient, "email")
            thread._notify_thread_by_email(message, data, force_send=False)
            # sudo: the mail just made
            mails = (
                self.env["mail.mail"]
                .sudo()
                .search([("mail_message_id", "=", message.id)])
            )
        if not mails:
            # Core has found nobody to send it to.
            raise UserError(self.env._("No e-mail was created."))
        sender = inner_context.get(self.env, "icrm_sender") or MailSender()
        sender.send(mails)
        unsent = ("exception", "cancel")
        if failed := mails.exists().filtered(lambda mail: mail.state in unsent):
            raise UserError(
                failed[:1].failure_reason or self.env._("The e-mail was not sent.")
            )

    def _create_plain_mail(self, text, recipient, outside=False):
        """Return a mail that is linked to no record and is deleted once it is sent.

        :param outside: the contact is no secret, and gets links to act by
        """
        company = self.company_id or self.env.company
        to = (
            {"recipient_ids": [Command.link(recipient.partner.id)]}
            if outside
            else {"email_to": recipient.partner.email_formatted}
        )
        # sudo: mails are written by the system
        return (
            self.env["mail.mail"]
            .sudo()
            .create(
                {
                    "subject": text.subject,
                    "body_html": escape(text.body) + self._render_actions(text),
                    "email_from": company.email_formatted
                    or recipient.partner.email_formatted,
                    **to,
                    "author_id": False,
                    "auto_delete": True,
                    "message_id": self._get_message_id(),
                }
            )
        )

    @api.model
    def _reaches_by_inbox(self, recipient):
        return recipient.has_inbox

    def _send_by_inbox(self, text, recipient):
        """Notify in Odoo, and on the devices that are registered there."""
        thread, message = self._create_mail_message(text, recipient)
        data = self._get_recipient_data(thread, message, recipient, "inbox")
        thread._notify_thread_by_inbox(message, data)
        thread._notify_thread_by_web_push(message, data)

    def _send_by_call(self, text, recipient):
        """Ask a person of the provider to call."""
        record = self._get_record()
        caller = self._get_caller(record)
        phone = recipient.partner.phone or recipient.customer.mobile_phone or ""
        record.activity_schedule(
            "mail.mail_activity_data_call",
            user_id=caller.id,
            summary=self.with_context(lang=caller.lang).env._(
                "Call %(name)s", name=f"{recipient.partner.name} {phone}".rstrip()
            ),
            # What to say, in the language of whom it is said to
            note=Markup("<p>%s</p><div>%s</div>") % (text.subject, text.body),
        )

    def _create_mail_message(self, text, recipient):
        """Return (thread, message): the row of core that both channels show."""
        record = self._get_record()
        thread = self.env["mail.thread"].sudo()  # sudo: notifies, for the system
        if (
            self.res_model
            and isinstance(record, self.env.registry["mail.thread"])
            and not inner_context.get(self.env, "icrm_no_record")
        ):
            thread = record
        thread = thread.with_company(self.company_id or self.env.company)
        root = self.env.ref("base.partner_root")
        author_id, email_from = thread._message_compute_author(
            (self.author_id or root).id
        )
        is_thread = bool(thread)
        values = {
            "author_id": author_id,
            "email_from": email_from,
            "model": thread._name if is_thread else False,
            "res_id": thread.id if is_thread else False,
            "subject": text.subject,
            "body": escape(text.body) + self._render_actions(text),
            "is_internal": True,
            "message_type": "user_notification",
            "subtype_id": self.env.ref("mail.mt_note").id,
            "message_id": self._get_message_id(),
            "partner_ids": recipient.partner.ids,
            "email_add_signature": False,
            "attachment_ids": self._get_attachments().ids,
            "reply_to": thread._notify_get_reply_to(
                default=email_from, author_id=author_id
            )[thread.id if is_thread else False],
        }
        return thread, thread._message_create([values])

    def _get_recipient_data(self, thread, message, recipient, kind):
        """Return what core's senders take for one recipient."""
        partner = recipient.partner
        found = self.env["mail.followers"]._get_recipient_data(
            thread, "user_notification", message.subtype_id.id, partner.ids
        )[thread.id or 0]
        return [{**data, "notif": kind} for data in found.values()]

    def _get_message_id(self):
        """Return the Message-ID: the same for each attempt of the same message."""
        # sudo: the database's own name
        parameters_sudo = self.env["ir.config_parameter"].sudo()
        database = parameters_sudo.get_param("database.uuid")
        digest = hashlib.sha256(f"{database}:{self.key}".encode()).hexdigest()[:32]
        return f"<icrm-{digest}@odoo>"

    # ------------------------------------------------------------------
    # Log
    # ------------------------------------------------------------------

    def action_send_again(self):
        """Queue once more what failed or had no address.

        :raise AccessError: the caller is not an administrator
        """
        self.check_access("read")
        if not self.env.user.has_group(ADMIN):
            raise AccessError(
                self.env._(
                    "Only an Internal CRM administrator can send messages again."
                )
            )
        # sudo: written by the system; the right was checked
        failed_sudo = self.sudo().filtered(
            lambda message: message.state in ("given_up", "unreachable")
        )
        if not failed_sudo:
            raise UserError(self.env._("Nothing to send: no message of these failed."))
        failed_sudo.write(
            {
                "state": "waiting",
                "attempts": 0,
                "hold": False,
                "error": False,
                "try_at": fields.Datetime.now(),
            }
        )
        self._wake()
        return show_message(
            self.env._("%(count)s queued for sending.", count=len(failed_sudo))
        )

    def action_open_record(self):
        """Return the action that opens what the message is about."""
        self.ensure_one()
        self.check_access("read")
        if not self.res_model or not self.env[self.res_model].search(
            [("id", "=", self.res_id)], limit=1
        ):
            raise UserError(self.env._("No record to open."))
        return self.env[self.res_model].browse(self.res_id).get_formview_action()

    @api.autovacuum
    def _gc_messages(self):
        """Delete old rows: the key of what was sent long ago is not needed."""
        limit = fields.Datetime.now() - timedelta(days=KEEP_DAYS)
        # sudo: written by the system only
        self.sudo().search(
            [("queued_at", "<", limit), ("state", "not in", OPEN_STATES)], limit=10000
        ).unlink()
