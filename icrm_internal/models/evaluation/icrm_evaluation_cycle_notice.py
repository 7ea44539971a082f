# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

import pytz
from markupsafe import Markup

from odoo import api, fields, models
from odoo.fields import Domain

BATCH = 100


class IcrmEvaluationCycle(models.Model):
    """What happens by itself: people are told and reminded, cycles close in time."""

    _inherit = "icrm.evaluation.cycle"

    def _get_today(self):
        """Return the day it is where the company works."""
        zone = self.company_id.resource_calendar_id.tz or "UTC"
        now = pytz.utc.localize(fields.Datetime.now())
        return now.astimezone(pytz.timezone(zone)).date()

    @api.model
    def _cron_follow(self):
        """Tell, remind, close; each is idempotent and commits by batches."""
        for cycle in self.search([("state", "=", "open")]):
            today = cycle._get_today()
            if cycle.close_on < today:
                if cycle._icrm_try_lock():
                    cycle._close()
                if not self.env["ir.cron"]._commit_progress(1):
                    return
                continue
            if not cycle._send("is_told", reminder=False):
                return
            if cycle.remind_days and today >= cycle.close_on - timedelta(
                days=cycle.remind_days
            ):
                if not cycle._send("is_reminded", reminder=True):
                    return

    def _send(self, mark, reminder):
        """Tell those who were not told yet; return False when time is up.

        The mark and the message are of one transaction: killed before, nobody was told;
        killed after, nobody is told again.
        """
        Notice = self.env["icrm.evaluation.notice"].sudo()
        waiting = Domain("cycle_id", "=", self.id) & Domain(mark, "=", False)
        if reminder:
            waiting &= Domain("is_told", "=", True)
        while notices := Notice.search(waiting, limit=BATCH, order="id"):
            notices = notices.try_lock_for_update().filtered_domain(waiting)
            if not notices:
                return True
            counts = self._count_todo(notices.user_id)
            for notice in notices:
                count = counts.get(notice.user_id.id)
                if count and notice.user_id.active:
                    self._tell(notice.user_id, count, reminder)
            notices[mark] = True
            left = Notice.search_count(waiting)
            if not self.env["ir.cron"]._commit_progress(len(notices), remaining=left):
                return False
        return True

    def _count_todo(self, users):
        """Return {user id: number of evaluations still to do in this cycle}."""
        return {
            user.id: count
            for user, count in self.env["icrm.evaluation"]
            .sudo()
            ._read_group(
                [
                    ("cycle_id", "=", self.id),
                    ("user_id", "in", users.ids),
                    ("state", "!=", "submitted"),
                ],
                ["user_id"],
                ["__count"],
            )
        }

    def _tell(self, user, count, reminder):
        """Write to one person, by mail or in the inbox, as that person likes it."""
        cycle = self.with_context(lang=user.lang)
        _ = cycle.env._
        until = cycle.env["ir.qweb.field.date"].value_to_html(cycle.close_on, {})
        if reminder:
            subject = _("Still to evaluate: %(cycle)s", cycle=cycle.name)
        else:
            subject = _("Please evaluate: %(cycle)s", cycle=cycle.name)
        body = Markup("<p>%s</p><p>%s</p>%s<p><a href='%s'>%s</a></p>") % (
            _(
                "%(count)s departments that served yours ask for your judgement, until "
                "%(day)s.",
                count=count,
                day=until,
            ),
            _(
                "Nobody but you ever reads what you answer. Results are shown from "
                "%(least)s evaluations on.",
                least=cycle.min_group,
            ),
            cycle.note or "",
            f"{cycle.get_base_url()}/odoo/to-evaluate",
            _("To the evaluations"),
        )
        # Not on the cycle's own thread: who was reminded was not done.
        cycle.env["mail.thread"].message_notify(
            partner_ids=user.partner_id.ids, subject=subject, body=body
        )
