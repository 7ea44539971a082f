# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from markupsafe import Markup, escape

from odoo import SUPERUSER_ID, api, fields, models
from odoo.tools import SQL

from ..request.notices import tell_customers


class IcrmClockAlert(models.Model):
    """That a level of escalation was reached, once per clock and level."""

    _name = "icrm.clock.alert"
    _description = "Clock Alert"
    _order = "reached_at desc, id desc"
    _log_access = False

    clock_id = fields.Many2one(
        "icrm.clock", required=True, ondelete="cascade", index=True
    )
    escalation_id = fields.Many2one(
        "icrm.escalation", required=True, ondelete="cascade", index=True
    )
    reached_at = fields.Datetime(
        required=True,
    )

    _once = models.Constraint(
        "UNIQUE (clock_id, escalation_id)",
        "This level was already reached for the clock.",
    )

    @api.model
    def _record(self, reached):
        """Record the levels that were reached and notify those concerned.

        Notified once: a level already in the table is skipped, whichever
        of two jobs came first.

        :param reached: list of ``(clock, escalation id, instant)``
        """
        if not reached:
            return self.browse()
        self.env.flush_all()
        # SQL: what is there already is no error, as create() would have it; bench_clock
        rows = self.env.execute_query(
            SQL(
                """
                INSERT INTO icrm_clock_alert (clock_id, escalation_id, reached_at)
                     VALUES %s
                ON CONFLICT (clock_id, escalation_id) DO NOTHING
                  RETURNING id
                """,
                SQL(", ").join(
                    SQL("(%s, %s, %s)", clock.id, level, instant)
                    for clock, level, instant in reached
                ),
            )
        )
        # sudo: this ledger is written by the system only.
        alerts = self.sudo().browse([alert_id for (alert_id,) in rows])
        alerts.clock_id.invalidate_recordset(["alert_ids"])
        # Stopped clocks need no warning; the ledger keeps the alert.
        alerts.filtered(lambda alert: not alert.clock_id.stopped_at)._notify()
        return alerts

    def _notify(self):
        """Notify each person concerned once, from the system.

        Of several levels a clock reached at once, by the highest that concerns them.
        """
        alerts = self.with_user(SUPERUSER_ID)
        used = alerts.clock_id._get_used_time()
        told = set()
        for alert in alerts.sorted(lambda alert: -alert.escalation_id.share):
            clock, level = alert.clock_id, alert.escalation_id
            holder = clock._get_holding_department(used)
            users = level._get_users(clock, holder).filtered(
                lambda user, clock=clock: (clock, user) not in told
            )
            told.update((clock, user) for user in users)
            if level.channel == "activity":
                alert._schedule(users)
            self.env["icrm.message"]._enqueue(
                "clock_missed_desk" if level.share >= 100 else "clock_warning_desk",
                users,
                record=clock._get_subject(),
                values={"alert": alert.id},
                occasion=f"{alert.id}",
            )
            if level.notify_requester and level.requester_text:
                alert._notify_requester()

    def _schedule(self, users):
        """Put a to-do on the users' lists, instead of the one of a level before.

        Without core's mail, the alert is one already; and users do not follow the
        request for it.
        """
        subject = self.clock_id._get_subject()
        followers = subject.message_partner_ids
        for user in users:
            subject.activity_ids.filtered(
                lambda activity, user=user: activity.user_id == user
                and activity.activity_type_id
                == self.env.ref("icrm_internal.mail_activity_type_promise")
            ).unlink()
            speaker = self.with_context(lang=user.lang)
            subject.with_context(mail_activity_quick_update=True).activity_schedule(
                "icrm_internal.mail_activity_type_promise",
                user_id=user.id,
                summary=speaker.escalation_id.name,
                note=escape(speaker._get_sentence()),
            )
        subject.message_unsubscribe((users.partner_id - followers).ids)

    def _notify_requester(self):
        """Apologise to the customers; this does not count as a response.

        The conversation keeps it; only the customers are notified.
        """
        ticket, level = self.clock_id.ticket_id, self.escalation_id
        lang = ticket._icrm_customer_partners()[:1].lang or self.env.lang
        ticket.message_post(
            body=Markup("<p>%s</p>") % level.with_context(lang=lang).requester_text,
            message_type="auto_comment",
            subtype_xmlid="mail.mt_comment",
            author_id=self.env.ref("base.partner_root").id,
            notify_skip_followers=True,
        )
        tell_customers(ticket, "request_at_risk", f"{self.id}", level=level.id)

    def _get_sentence(self):
        """Return the message of the alert."""
        self.ensure_one()
        clock = self.clock_id
        kind = dict(clock._fields["kind"]._description_selection(self.env))[clock.kind]
        if self.escalation_id.share < 100:
            return self.env._(
                "%(kind)s of %(subject)s: %(share)s %% of the promised time used.",
                kind=kind,
                subject=clock._get_subject().display_name,
                share=self.escalation_id.share,
            )
        return self.env._(
            "%(kind)s of %(subject)s: promise missed (%(share)s %% of the time).",
            kind=kind,
            subject=clock._get_subject().display_name,
            share=self.escalation_id.share,
        )
