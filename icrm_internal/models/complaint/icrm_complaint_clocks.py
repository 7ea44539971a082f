# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime, time, timedelta

import pytz

from odoo import SUPERUSER_ID, api, fields, models
from odoo.fields import Domain

from ..promise.icrm_clock_engine import Turn

HOUR = 3600
BUDGETS = {
    "complaint_acknowledge": "icrm_complaint_acknowledge_hours",
    "complaint_resolve": "icrm_complaint_resolve_hours",
    "complaint_followup": "icrm_complaint_followup_hours",
}


class IcrmComplaint(models.Model):
    """The three promises of a complaint, and how the desk is reminded of them."""

    _inherit = "icrm.complaint"

    clock_ids = fields.One2many("icrm.clock", "complaint_id", string="Promises")
    next_due_at = fields.Datetime(
        string="Next Promise", compute="_compute_next_due_at", store=True
    )
    timeline = fields.Json(compute="_compute_timeline")
    is_overdue = fields.Boolean(
        compute="_compute_is_overdue", search="_search_is_overdue"
    )

    @api.depends("clock_ids.due_at", "clock_ids.stopped_at")
    def _compute_next_due_at(self):
        for complaint in self:
            dates = complaint.clock_ids.filtered(
                lambda clock: clock.due_at and not clock.stopped_at
            ).mapped("due_at")
            complaint.next_due_at = min(dates, default=False)

    @api.depends("clock_ids.stopped_at", "clock_ids.due_at")
    @api.depends_context("uid", "lang", "tz")
    def _compute_timeline(self):
        now = fields.Datetime.now()
        for complaint in self:
            clocks = complaint.clock_ids.filtered(
                # Those of an anonymous complaint start on the next day.
                lambda clock: clock.started_at <= now
            )
            complaint.timeline = clocks._get_timeline()

    @api.depends("next_due_at")
    def _compute_is_overdue(self):
        now = fields.Datetime.now()
        for complaint in self:
            complaint.is_overdue = bool(
                complaint.next_due_at and complaint.next_due_at < now
            )

    @api.model
    def _search_is_overdue(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain("next_due_at", "<", fields.Datetime.now())

    # -- the clocks; call all of this in sudo --
    def _get_instant(self, coming=False):
        """Return when something happens now, as the clocks may know it.

        An anonymous complaint is dated by day: its clocks start with the *coming* day
        and stop as if at the beginning of this one, never earlier than they started.
        """
        self.ensure_one()
        if self.protection != "anonymous":
            return fields.Datetime.now()
        calendar = self.company_id._icrm_get_complaint_calendar()
        timezone = pytz.timezone(calendar.tz or "UTC")
        day = self._today() + timedelta(days=1 if coming else 0)
        local = timezone.localize(datetime.combine(day, time.min))
        return local.astimezone(pytz.utc).replace(tzinfo=None)

    def _start_clocks(self, *kinds):
        """Start a clock of each kind."""
        self.ensure_one()
        company = self.company_id
        calendar = company._icrm_get_complaint_calendar()
        if not calendar:
            return
        started_at = self._get_instant(coming=True)
        self.env["icrm.clock"]._open(
            [
                {
                    "kind": kind,
                    "complaint_id": self.id,
                    "company_id": company.id,
                    "calendar_id": calendar.id,
                    "budget_seconds": round(company[BUDGETS[kind]] * HOUR),
                    "started_at": started_at,
                    "holder": "provider",
                    "department_id": False,
                }
                for kind in kinds
            ]
        )

    def _get_running(self, *kinds):
        return self.env["icrm.clock"].search(
            [
                ("complaint_id", "=", self.id),
                ("kind", "in", kinds),
                ("stopped_at", "=", False),
            ]
        )

    def _stop_clocks(self, *kinds):
        clocks = self._get_running(*kinds)
        at = self._get_instant()
        clocks._turn({clock: Turn(at, end="stop") for clock in clocks})

    def _hold_clock(self, holder):
        """Say whom the decision waits for: "provider" (the desk) or "customer"."""
        clocks = self._get_running("complaint_resolve")
        at = self._get_instant()
        clocks._turn({clock: Turn(at, holder=holder) for clock in clocks})

    # -- reminders --
    def _get_desk_users(self):
        """Return the members of the desk who may act for this complaint."""
        desk = self.env.ref("icrm_internal.group_icrm_desk").all_user_ids
        return desk.filtered(
            lambda user: user.active
            and self.company_id in user.company_ids
            and not self._is_concerned(user)
            and user not in self.identity_ids._get_users()
        )

    def _nudge(self, users):
        """Ask *users* by mail to look into Odoo; the mail says nothing else.

        It hangs on no record, names no complaint in any header, and is deleted once
        it is sent.
        """
        company = self.company_id
        mails = []
        for user in users.filtered("email"):
            _ = self.with_context(lang=user.lang).env._
            mails.append(
                {
                    "subject": _("Something waits for you"),
                    "body_html": _("Please sign in and look into Internal CRM."),
                    "email_from": company.email_formatted or user.email_formatted,
                    "email_to": user.email_formatted,
                    "author_id": False,
                    "auto_delete": True,
                }
            )
        # Not in the caller's name: the row of a mail says who made it.
        self.env["mail.mail"].with_user(SUPERUSER_ID).create(mails)
