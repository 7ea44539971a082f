# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import json
import logging

from odoo import api, fields, models
from odoo.tools import format_datetime

from ...measures import log_chain
from . import company_day
from .actions import show_message
from .jobs import run_step

#: So many findings are kept in a check.
KEPT = 100

_logger = logging.getLogger(__name__)


class IcrmAccessCheck(models.Model):
    """What a check of the access log found, and how far the log went then.

    Each is an anchor of the next ones: they find what was cut off the end, or a chain
    computed anew. The server's log and the auditors' mails have it, too.
    """

    _name = "icrm.access.check"
    _inherit = "icrm.append.only"
    _description = "Check of the Access Log"
    _order = "id desc"
    _rec_name = "summary"
    _log_access = False

    at = fields.Datetime(
        string="When", required=True, readonly=True, default=fields.Datetime.now
    )
    day = fields.Date(readonly=True)
    user_id = fields.Many2one(
        "res.users",
        string="By",
        readonly=True,
        ondelete="restrict",
        help="Empty for the daily check.",
    )
    entry_count = fields.Integer(string="Entries", required=True, readonly=True)
    head = fields.Char(
        string="Last Digest",
        required=True,
        readonly=True,
        help="Compare it with an earlier mail: equal digests prove equal entries.",
    )
    state = fields.Selection(
        [("intact", "Intact"), ("broken", "Changed")],
        string="Result",
        required=True,
        readonly=True,
    )
    findings = fields.Text("Findings (Data)", readonly=True, groups=fields.NO_ACCESS)
    finding_count = fields.Integer(string="Findings", readonly=True)
    summary = fields.Char(compute="_compute_summary")
    details = fields.Text(string="What Was Found", compute="_compute_details")

    _daily_uniq = models.UniqueIndex(
        "(day) WHERE user_id IS NULL", "The log was checked on that day."
    )

    @api.depends("at", "entry_count", "state", "finding_count")
    @api.depends_context("lang", "tz")
    def _compute_summary(self):
        _ = self.env._
        for check in self:
            when = format_datetime(self.env, check.at, dt_format="short")
            if check.state == "broken":
                check.summary = _(
                    "The log was changed outside the application: %(count)s findings "
                    "(checked %(when)s).",
                    count=check.finding_count,
                    when=when,
                )
            else:
                check.summary = _(
                    "All %(count)s entries are intact (checked %(when)s).",
                    count=check.entry_count,
                    when=when,
                )

    @api.depends("findings", "finding_count")
    @api.depends_context("lang")
    def _compute_details(self):
        # sudo: numbers of entries, for whoever may read the check
        for check_sudo in self.sudo():
            found = json.loads(check_sudo.findings or "[]")
            lines = [check_sudo._describe(*finding) for finding in found]
            if check_sudo.finding_count > len(found):
                lines.append("…")
            check_sudo.details = "\n".join(lines)

    def _describe(self, kind, first, last):
        """Return a finding in a sentence."""
        _ = self.env._
        numbers = f"{first}" if first == last else f"{first}-{last}"
        texts = {
            log_chain.CHANGED: _("Changed after they were written: %(numbers)s"),
            log_chain.MISSING: _("Missing: %(numbers)s"),
            log_chain.REPLACED: _(
                "Different from what an earlier check saw, up to: %(numbers)s"
            ),
            log_chain.CUT: _("Cut off the end after an earlier check: %(numbers)s"),
            log_chain.BACKDATED: _("Added later with an earlier date: %(numbers)s"),
            log_chain.ERASED: _(
                "Person or text removed, and no erasure is recorded: %(numbers)s"
            ),
        }
        return texts[kind] % {"numbers": numbers}

    @api.model
    def _run(self, user=None):
        """Check the log, chained to its end; return the check.

        :param user: who asked for it; none: the daily check
        """
        Log = self.env["icrm.access.log"]
        while Log._chain():
            continue
        # sudo: keys make codes, earlier checks are anchors; nobody gets to see them
        keys_sudo = self.env["icrm.access.key"].sudo().search_fetch([], ["key"])
        anchors = [
            log_chain.Anchor(row.entry_count, row.head, row.at.timestamp())
            for row in self.sudo().search_fetch([], ["entry_count", "head", "at"])
        ]
        count, head, findings = log_chain.verify(
            Log._read_chain(),
            {row.user_id.id: row.key for row in keys_sudo},
            anchors,
        )
        # Outside the database as well: what the database loses, a log file keeps.
        level = logging.ERROR if findings else logging.INFO
        _logger.log(
            level,
            "Access log: %s entries, last digest %s, %s findings %s",
            count,
            head,
            len(findings),
            findings[:KEPT],
        )
        # sudo: written by the check alone
        return self.sudo().create(
            {
                "day": company_day.today(self.env.company),
                "user_id": user.id if user else False,
                "entry_count": count,
                "head": head,
                "state": "broken" if findings else "intact",
                "findings": json.dumps(findings[:KEPT]),
                "finding_count": len(findings),
            }
        )

    def action_check(self):
        """Check the whole log now.

        :return: a notification; for auditors and administrators
        """
        return self.env["icrm.access.log"].action_check()

    def _show(self):
        """Return the notification that says the result."""
        self.ensure_one()
        broken = self.state == "broken"
        return show_message(
            f"{self.summary}\n{self.details}" if broken else self.summary,
            "danger" if broken else "success",
            sticky=broken,
            then={"type": "ir.actions.client", "tag": "soft_reload"},
        )

    @api.model
    def _cron_check(self):
        """Check the log once a day."""
        day = company_day.today(self.env.company)
        if self.search_count([("day", "=", day), ("user_id", "=", False)], limit=1):
            return
        run_step(self.env, "access log", self._run_daily)

    @api.model
    def _run_daily(self):
        """Check the log; other domains tell people of the result."""
        return self._run()
