# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain

from ...measures import period
from ..access import company_day
from ..access.actions import show_message
from ..access.groups import AUDITOR, OFFICER
from ..access.jobs import run_each
from ..access.workbook import XLSX, write_workbook
from . import scorecard_rows
from .icrm_kpi import PERIOD_KINDS, format_period

STEPS = {
    "week": relativedelta(weeks=1),
    "month": relativedelta(months=1),
    "quarter": relativedelta(months=3),
}

SCORECARD = "icrm_internal.icrm_scorecard_document"
RESULTS = "icrm_internal.icrm_kpi_results_document"


class IcrmReportSchedule(models.Model):
    """A report that goes out by mail every week, month or quarter.

    To roles, who they are when it is sent, and to named people. Each gets what they may
    read at that moment and nothing else: the file is made as the recipient, who may
    switch it off. Who took out what is in the access log.
    """

    _name = "icrm.report.schedule"
    _description = "Scheduled Report"
    _order = "name, id"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company",
        required=True,
        default=lambda self: self.env.company,
        ondelete="cascade",
        index=True,
    )
    content = fields.Selection(
        [
            ("scorecard", "Scorecards, last published period"),
            ("results", "Indicator results, this period and the last"),
        ],
        required=True,
        default="scorecard",
    )
    period_kind = fields.Selection(
        PERIOD_KINDS,
        string="Period",
        required=True,
        default=lambda self: self.env.company.icrm_scorecard_kind,
    )
    file_format = fields.Selection(
        [("pdf", "PDF"), ("xlsx", "Excel")],
        string="Format",
        required=True,
        default="pdf",
    )
    frequency = fields.Selection(
        [
            ("week", "Every week"),
            ("month", "Every month"),
            ("quarter", "Every quarter"),
        ],
        required=True,
        default="month",
    )
    next_on = fields.Date(required=True, default=lambda self: company_day.today(self))
    last_on = fields.Date(string="Last Sent On", readonly=True, copy=False)
    to_heads = fields.Boolean(
        string="Department Heads", help="Each gets the own departments only."
    )
    to_officers = fields.Boolean(string="Officers")
    to_auditors = fields.Boolean(string="Auditors")
    user_ids = fields.Many2many(
        "res.users",
        "icrm_report_schedule_user_rel",
        string="Also To",
        domain="[('share', '=', False)]",
        help="Each gets what they may see; nothing if that is nothing.",
    )
    off_user_ids = fields.Many2many(
        "res.users",
        "icrm_report_schedule_off_rel",
        string="Switched Off By",
        copy=False,
        groups=fields.NO_ACCESS,
    )
    is_off = fields.Boolean(
        string="Off for Me", compute="_compute_mine", compute_sudo=True
    )
    is_mine = fields.Boolean(
        string="I Receive It", compute="_compute_mine", compute_sudo=True
    )

    # ------------------------------------------------------------------
    # Recipients
    # ------------------------------------------------------------------

    def _get_recipients(self):
        """Return the users it is meant for now, without those who left, be it only the
        company; in sudo."""
        self.ensure_one()
        # sudo: who has which role, to send them what they may read
        Users = self.env["res.users"].sudo()
        users = self.sudo().user_ids
        of_company = [("share", "=", False), ("company_ids", "in", self.company_id.id)]
        groups = []
        if self.to_officers:
            groups.append(OFFICER)
        if self.to_auditors:
            groups.append(AUDITOR)
        for group in groups:
            group_id = self.env.ref(group).id
            users |= Users.search([*of_company, ("all_group_ids", "in", group_id)])
        if self.to_heads:
            # sudo: who heads what
            departments = self.env["hr.department"].sudo()
            heads = departments.search(
                [("company_id", "in", (False, self.company_id.id))]
            ).manager_id.user_id
            users |= heads
        # Also of those named: who is in no report's company reads nothing there.
        return users.filtered_domain([("active", "=", True), *of_company])

    @api.depends_context("uid")
    @api.depends("off_user_ids", "user_ids", "to_heads", "to_officers", "to_auditors")
    def _compute_mine(self):
        user = self.env.user
        for schedule in self:
            schedule.is_off = user in schedule.off_user_ids
            schedule.is_mine = user in schedule._get_recipients()

    @api.constrains("user_ids", "to_heads", "to_officers", "to_auditors")
    def _check_recipients(self):
        for schedule in self:
            roles = schedule.to_heads or schedule.to_officers or schedule.to_auditors
            if not roles and not schedule.user_ids:
                raise ValidationError(
                    self.env._(
                        "%(report)s: choose a role or people to send it to.",
                        report=schedule.name,
                    )
                )

    def write(self, vals):
        result = super().write(vals)
        if "company_id" in vals:
            # Core checks only before the write: none moves to another company.
            self.check_access("write")
        return result

    def action_switch_off(self):
        """Send these to the caller no more."""
        self._switch(Command.link(self.env.uid))
        return show_message(self.env._("You will not receive this report any more."))

    def action_switch_on(self):
        """Send these to the caller again."""
        self._switch(Command.unlink(self.env.uid))
        return show_message(self.env._("You will receive this report again."))

    def _switch(self, command):
        self.check_access("read")
        # sudo: the caller's own choice, of reports they may read of
        self.sudo().write({"off_user_ids": [command]})

    # ------------------------------------------------------------------
    # Sending
    # ------------------------------------------------------------------

    @api.model
    def _cron_send(self):
        """Queue the reports that are due, one a commit."""
        due = [("next_on", "<=", company_day.latest())]
        run_each(self.search(due), lambda schedule: schedule._send_if_due(), due)

    def _send_if_due(self):
        self.ensure_one()
        today = company_day.today(self.company_id)
        if self.next_on > today:
            return
        self._send(str(self.next_on))
        self.write({"next_on": self._get_next_day(today), "last_on": today})

    def _get_next_day(self, today):
        """Return the first day after *today* on which it is sent.

        The last day of a month stays the last one: February 28, then March 31.
        """
        day, step = self.next_on, STEPS[self.frequency]
        after = timedelta(days=(day + timedelta(days=1)).day == 1)
        count = 1
        while day + after + step * count - after <= today:
            count += 1
        return day + after + step * count - after

    def _send(self, occasion):
        """Queue one message for each recipient who has not switched it off."""
        # sudo: who has switched it off
        users = self._get_recipients() - self.sudo().off_user_ids
        self.env["icrm.message"]._enqueue(
            "scheduled_report", users, self, occasion=occasion
        )
        return users

    def action_send_now(self):
        """Send these once, besides their schedule; for officers."""
        self.check_access("write")
        if not self.env.user.has_group(OFFICER):
            raise AccessError(self.env._("Only officers can do this."))
        count = 0
        for schedule in self:
            count += len(schedule._send(f"now:{fields.Datetime.now()}"))
        if not count:
            raise UserError(self.env._("No one to send it to."))
        return show_message(self.env._("%(count)s messages will be sent.", count=count))

    # ------------------------------------------------------------------
    # What a recipient gets
    # ------------------------------------------------------------------

    def _as_reader(self, user):
        """Return this with the rights of a recipient, in the company of the report."""
        # sudo: which company
        company = self.sudo().company_id
        return self.with_user(user).with_context(allowed_company_ids=company.ids)

    def _get_records(self):
        """Return what the report is about, as the caller may read it."""
        # sudo: what the report is, not what is in it
        own = self.sudo()
        mine = Domain("company_id", "=", own.company_id.id)
        mine &= Domain("period_kind", "=", own.period_kind)
        if own.content == "scorecard":
            Card = self.env["icrm.scorecard"]
            mine &= Domain("state", "=", "published")
            latest = Card.search(mine, order="date_from desc, id", limit=1)
            return latest and Card.search(
                mine & Domain("date_from", "=", latest.date_from),
                order="department_id, id",
            )
        first, _last = period.bounds(own.period_kind, company_day.today(own))
        before = period.previous(own.period_kind, first)[0]
        return self.env["icrm.kpi.value"].search(
            mine
            & Domain("date_from", "in", (before, first))
            & Domain("department_id", "!=", False)
            & Domain("customer_department_id", "=", False)
            & Domain("service_id", "=", False),
            order="department_id, kpi_id, date_from desc, id",
        )

    def _get_period_name(self, records):
        # sudo: which kind of period
        kind = self.sudo().period_kind
        days = sorted(set(records.mapped("date_from")))
        return ", ".join(format_period(self.env, day, kind) for day in days)

    def _get_file(self, records):
        """Return (name, bytes, type) of the report, made and logged as the caller."""
        # sudo: what the report is called
        own = self.sudo()
        name = f"{own.name}, {self._get_period_name(records)}"
        if own.file_format == "pdf":
            report = SCORECARD if own.content == "scorecard" else RESULTS
            content, kind = self.env["ir.actions.report"]._render_qweb_pdf(
                report, records.ids
            )
            # Odoo makes no PDF in tests.
            return f"{name}.{kind}", content, f"application/{kind}"
        content = write_workbook(self._get_sheets(records))
        self.env["icrm.access.log"]._record_export(
            records, self.env._("Scheduled report: %(name)s", name=own.name)
        )
        return f"{name}.xlsx", content, XLSX

    def _get_sheets(self, records):
        _ = self.env._
        # sudo: what the report is
        if self.sudo().content == "scorecard":
            return [
                (_("Departments"), scorecard_rows.department_rows(records)),
                (_("Indicators"), scorecard_rows.indicator_rows(records)),
                (_("Corrections"), scorecard_rows.correction_rows(records)),
            ]
        return [(_("Indicators"), scorecard_rows.result_rows(records))]
