# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from markupsafe import Markup, escape

from odoo import SUPERUSER_ID, Command, api, fields, models
from odoo.tools import SQL

from ..access.icrm_action_mixin import ActionSpec
from ..request.notices import tell_customers


class IcrmClockAlert(models.Model):
    """That a level of escalation was reached, once per clock and level."""

    _name = "icrm.clock.alert"
    _inherit = ["icrm.action.mixin"]
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

    acknowledged_ids = fields.Many2many(
        "res.users",
        relation="icrm_clock_alert_user_rel",
        string="Acknowledged by",
        readonly=True,
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

        Of several levels that a request reached at once, by the highest that concerns
        them; a warning does not replace a miss, nor a miss of one promise the warning
        about the other.
        """
        alerts = self.with_user(SUPERUSER_ID)
        used = alerts.clock_id._get_used_time()
        told, busy = set(), set()
        for alert in alerts.sorted(
            lambda alert: (
                -alert.escalation_id.share,
                alert.clock_id.kind != "resolution",
            )
        ):
            clock, level = alert.clock_id, alert.escalation_id
            holder = clock._get_holding_department(used)
            users = self.env["res.users"]
            missed = level.share >= 100 and clock._get_subject()
            for user in level._get_users(clock, holder):
                if (clock, user) not in told and (missed, user) not in told:
                    users |= user
                told.add((clock, user))
                if missed:
                    told.add((missed, user))
            if level.channel == "activity":
                subject = clock._get_subject()
                alert._schedule(
                    users.filtered(lambda user, at=subject: (at, user) not in busy)
                )
                busy.update((subject, user) for user in users)
            self.env["icrm.message"]._enqueue(
                "clock_missed_desk" if level.share >= 100 else "clock_warning_desk",
                users,
                record=clock._get_subject(),
                values={"alert": alert.id},
                author=clock.company_id.partner_id,
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
            sentence = self.env._(
                "%(kind)s of %(subject)s: %(share)s %% of the promised time used.",
                kind=kind,
                subject=clock._get_subject().display_name,
                share=self.escalation_id.share,
            )
            hint = self.env._("If it cannot be met, set a new date before it is late.")
        else:
            sentence = self.env._(
                "%(kind)s of %(subject)s: promise missed (%(share)s %% of the time).",
                kind=kind,
                subject=clock._get_subject().display_name,
                share=self.escalation_id.share,
            )
            hint = self.env._("Set a new date with a reason.")
        return f"{sentence} {hint}" if clock.kind == "resolution" else sentence

    # ------------------------------------------------------------------
    # By a link in a mail
    # ------------------------------------------------------------------

    def _icrm_get_actions(self):
        return super()._icrm_get_actions() | {
            "acknowledge": ActionSpec(
                label=self.env._("Acknowledge"),
                title=self.env._("Acknowledge this alert?"),
                button=self.env._("Acknowledge"),
                done=self.env._("Acknowledged. Thank you."),
            )
        }

    def _icrm_get_action_events(self):
        return super()._icrm_get_action_events() | {"alert": [("acknowledge", 0)]}

    def _icrm_is_action_for(self, action, partner):
        user = self._icrm_get_acting_user(partner)
        return bool(user) and user in self.escalation_id._get_users(self.clock_id)

    def _icrm_get_action_obstacle(self, action):
        # sudo: of an alert sent to the caller
        alert_sudo = self.sudo()
        if alert_sudo.clock_id.stopped_at:
            return self.env._(
                "%(request)s is done; there is nothing to acknowledge.",
                request=alert_sudo.clock_id._get_subject().display_name,
            )
        if self.env.user in alert_sudo.acknowledged_ids:
            return self.env._("You have already acknowledged this alert.")
        return ""

    def _icrm_perform_action(self, action, text, stars, partner):
        """Note who has seen it, and finish their to-do about it."""
        # sudo: the ledger is the system's; who may was decided by whom it was sent to
        alert_sudo, user = self.sudo(), self.env.user
        subject = alert_sudo.clock_id._get_subject()
        subject._icrm_lock()
        alert_sudo.acknowledged_ids = [Command.link(user.id)]
        todo = self.env.ref("icrm_internal.mail_activity_type_promise")
        subject.activity_ids.filtered(
            lambda activity: activity.user_id == user
            and activity.activity_type_id == todo
            and activity.summary
            == alert_sudo.with_context(lang=user.lang).escalation_id.name
        ).unlink()

    def _icrm_get_action_record(self):
        return self.clock_id._get_subject()

    def _icrm_get_action_details(self, action):
        subject = self.clock_id._get_subject()
        return [
            (self.env._("Request"), subject.display_name),
            (self.env._("Alert"), self._get_sentence()),
        ]

    def _icrm_get_action_url(self, action):
        return f"/odoo/internal-service-desk/{self.clock_id.ticket_id.id}"
