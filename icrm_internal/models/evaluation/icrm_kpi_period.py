# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from ...measures import period
from ..access import caller_values, company_day
from ..access.actions import open_action
from ..access.groups import OFFICER
from ..access.icrm_reason_mixin import ReasonStep
from ..access.jobs import run_each, run_step
from .icrm_kpi import ENTERED, PERIOD_KINDS, format_period

# A period closes so many days after its end: time to enter what came late.
DAYS_TO_CLOSE = 5


class IcrmKpiPeriod(models.Model):
    """A month, quarter or year of results: open, or closed for good.

    Every night the open periods are recomputed, one statement for each indicator that
    rewrites what has changed only, and those that ended some days ago are closed. The
    first run finds the periods since the oldest request there is.
    """

    _name = "icrm.kpi.period"
    _inherit = ["icrm.reason.mixin"]
    _description = "Results Period"
    _icrm_named_in_log = True
    _order = "date_from desc, date_to, id"
    _log_access = False

    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, ondelete="cascade"
    )
    kind = fields.Selection(PERIOD_KINDS, required=True, readonly=True)
    date_from = fields.Date(string="First Day", required=True, readonly=True)
    date_to = fields.Date(string="Last Day", required=True, readonly=True)
    state = fields.Selection(
        [("open", "Running"), ("closed", "Closed")],
        required=True,
        default="open",
        readonly=True,
    )
    computed_at = fields.Datetime(string="Last Computed", readonly=True)

    _one_uniq = models.UniqueIndex(
        "(company_id, kind, date_from)", "This period already exists."
    )

    # ------------------------------------------------------------------
    # Display
    # ------------------------------------------------------------------

    @api.depends("kind", "date_from")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for record in self:
            day = record.date_from
            record.display_name = day and format_period(self.env, day, record.kind)

    # ------------------------------------------------------------------
    # Actions of officers
    # ------------------------------------------------------------------

    def _check_officer(self):
        """Return these in sudo if the caller is an officer who sees them."""
        self.check_access("read")
        if not self.env.user.has_group(OFFICER):
            raise AccessError(self.env._("Only officers can do this."))
        return self.sudo()

    def action_compute(self):
        """Compute these periods now; closed ones stay as they are."""
        periods_sudo = self._check_officer()
        periods_sudo._icrm_lock()
        open_sudo = periods_sudo.filtered(
            lambda period_sudo: period_sudo.state == "open"
        )
        if not open_sudo:
            raise UserError(self.env._("This period is closed: reopen it first."))
        open_sudo._compute_results()
        return True

    @api.model
    def action_compute_now(self):
        """Compute all open periods of the caller's companies up to now."""
        self.browse()._check_officer()
        # sudo: a lock; of two who need new periods the second one finds them.
        self.env["res.company"].sudo().search([])._icrm_lock()
        self.sudo()._ensure()
        periods_sudo = self.sudo().search(
            [("state", "=", "open"), ("company_id", "in", self.env.companies.ids)],
            order="date_from, date_to",
        )
        periods_sudo._icrm_lock()
        periods_sudo._compute_results()
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    def action_reopen(self, reason):
        """Open closed periods again, so that they are recomputed; it is logged.

        The next night closes them once more.

        :param str reason: up to 2,000 characters, compulsory
        """
        periods_sudo = self._check_officer()
        reason = caller_values.reason_of(self.env, reason)
        periods_sudo._icrm_lock()
        for period_sudo in periods_sudo.filtered(
            lambda period_sudo: period_sudo.state == "closed"
        ):
            self.env["icrm.access.log"]._record(
                "reopen", period_sudo.with_env(self.env), reason
            )
            period_sudo.state = "open"
            period_sudo._mark(False)
        return True

    @api.model
    def _icrm_reason_steps(self):
        return super()._icrm_reason_steps() | {
            "action_reopen": ReasonStep(
                title=self.env._("Reopen"),
                button=self.env._("Reopen"),
                hint=self.env._(
                    "Reopen this period? Results are recomputed from today's data "
                    "and the targets of the time, and closed the next night. This "
                    "is logged."
                ),
                placeholder=self.env._("e.g. March requests were imported late"),
            )
        }

    def action_open_values(self):
        """Open the results of this period; the rules fill the list."""
        self.ensure_one()
        self.check_access("read")
        return open_action(
            self.env,
            "icrm_internal.icrm_kpi_value_action",
            self.display_name,
            domain=[
                ("company_id", "=", self.company_id.id),
                ("period_kind", "=", self.kind),
                ("date_from", "=", self.date_from),
            ],
            context={"search_default_departments": 1, "search_default_by_kpi": 1},
        )

    # ------------------------------------------------------------------
    # Nightly computing
    # ------------------------------------------------------------------

    @api.model
    def _cron_compute(self):
        """Compute what is open, close what has ended; one period a commit."""
        run_step(self.env, "icrm.kpi.period: new periods", self._ensure_alone)
        # Two servers, or an officer at the same moment: one of them is enough.
        run_each(
            self.search([("state", "=", "open")], order="date_from, date_to, id"),
            lambda kpi_period: kpi_period._compute_results(),
        )

    @api.model
    def _ensure_alone(self):
        if self.env["res.company"].search([])._icrm_try_lock():
            self._ensure()

    @api.model
    def _ensure(self):
        """Make the periods from the oldest request to today that do not exist yet."""
        known = {
            (company.id, kind): day
            for company, kind, day in self._read_group(
                [], ["company_id", "kind"], ["date_from:min"]
            )
        }
        latest = {
            (company.id, kind): day
            for company, kind, day in self._read_group(
                [], ["company_id", "kind"], ["date_to:max"]
            )
        }
        Ticket = self.env["helpdesk.ticket"].with_context(active_test=False)
        oldest = {
            company.id: company_day.today(company, submitted_at)
            for company, submitted_at in Ticket._read_group(
                [("icrm_submitted_at", "!=", False), ("icrm_service_id", "!=", False)],
                ["company_id"],
                ["icrm_submitted_at:min"],
            )
        }
        vals_list = []
        for company in self.env["res.company"].search([]):
            today = company_day.today(company)
            since = min(oldest.get(company.id, today), today)
            for kind in period.MONTHS:
                key = company.id, kind
                for first, last in period.between(kind, since, today):
                    if key in known and known[key] <= first and last <= latest[key]:
                        continue
                    vals_list.append(
                        {
                            "company_id": company.id,
                            "kind": kind,
                            "date_from": first,
                            "date_to": last,
                        }
                    )
        return self.create(vals_list)

    def _compute_results(self):
        """Compute these periods and close those that ended long enough ago.

        The caller has locked them.
        """
        now = fields.Datetime.now()
        for record in self:
            if record.state == "closed":
                continue
            closes_on = record.date_to + timedelta(days=DAYS_TO_CLOSE)
            closes = closes_on < company_day.today(record)
            self.env["icrm.kpi"]._compute_values(
                record.date_from,
                record.date_to,
                companies=record.company_id,
                is_final=closes,
            )
            record.computed_at = now
            if closes:
                record._mark(True)
                record.state = "closed"

    def _mark(self, is_final):
        """Close or open the results of this period; entered ones with the others."""
        self.ensure_one()
        entered = SQL(
            "AND kpi_id IN (SELECT id FROM icrm_kpi WHERE source = ANY(%s))",
            list(ENTERED),
        )
        self.env["icrm.kpi.value"].flush_model()
        # SQL: the ORM refuses to write thousands of results; bench_scorecard
        self.env.cr.execute(
            SQL(
                """
                UPDATE icrm_kpi_value SET is_final = %(is_final)s
                 WHERE company_id = %(company)s AND period_kind = %(kind)s
                   AND date_from = %(date_from)s
                   AND is_final IS DISTINCT FROM %(is_final)s
                   %(entered)s
                """,
                is_final=is_final,
                company=self.company_id.id,
                kind=self.kind,
                date_from=self.date_from,
                entered=entered if is_final else SQL(),
            )
        )
        self.env["icrm.kpi.value"].invalidate_model(["is_final"])

    # ------------------------------------------------------------------
    # Closed early, by freezing its scorecards
    # ------------------------------------------------------------------

    def _close(self):
        """Close these periods now: their last results are final from here on."""
        for record in self.filtered(lambda record: record.state == "open"):
            self.env["icrm.kpi"]._compute_values(
                record.date_from,
                record.date_to,
                companies=record.company_id,
                is_final=True,
            )
            record._mark(True)
            record.state = "closed"
