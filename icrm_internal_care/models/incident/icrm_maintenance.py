# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import api, fields, models, tools
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.icrm_internal.models.access import company_day
from odoo.addons.icrm_internal.models.access.jobs import run_batches
from odoo.addons.icrm_internal.models.customer.duty import Duty
from odoo.addons.icrm_internal.models.request.deadline import format_deadline
from odoo.addons.icrm_internal.models.request.helpdesk_ticket_stage import (
    RUNNING_HOLDERS,
)

from . import affected_services

CRON = "icrm_internal_care.ir_cron_maintenance"

BATCH = 200

# Days in which somebody who requested a service is told of its maintenance.
RECENT = timedelta(days=90)
# Notice is counted so far ahead.
LONGEST_NOTICE = timedelta(days=365)

# How long before its start maintenance is shown in the catalogue.
AHEAD = timedelta(days=14)

LONGEST = timedelta(days=7)

# What was announced; changed only by cancelling it.
ANNOUNCED_FIELDS = frozenset(
    {"name", "service_ids", "department_id", "company_id", "start_at", "end_at"}
)


class IcrmMaintenance(models.Model):
    """A planned interruption of services, announced before it begins.

    The clocks of a request stand still meanwhile only if the agreement behind its
    promise allows it and it was announced as many working days before as agreed. They
    are then held by "maintenance", a party of its own: the ledger and the figures show
    it, and nobody calls an outage maintenance afterwards. A promise that was missed
    before stays missed, and no window begins in the past.
    """

    _name = "icrm.maintenance"
    _inherit = ["icrm.editable"]
    _description = "Planned Maintenance"
    _order = "start_at desc, id desc"
    _check_company_auto = True
    _icrm_duties = (Duty("department_id", [("state", "=", "draft")]),)

    name = fields.Char(string="Title", required=True, translate=True)
    description = fields.Text(string="What Customers Read", translate=True)
    department_id = fields.Many2one(
        "hr.department",
        required=True,
        ondelete="restrict",
        index=True,
        default=lambda self: self.env["icrm.incident"]._default_department_id(),
    )
    service_ids = fields.Many2many(
        "icrm.service",
        string="Services Affected",
        domain="[('department_id', '=', department_id)]",
    )
    company_id = fields.Many2one(
        "res.company",
        compute="_compute_company_id",
        store=True,
        precompute=True,
        readonly=False,
        required=True,
    )
    start_at = fields.Datetime(string="Starts At", required=True)
    end_at = fields.Datetime(string="Ends At", required=True)
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("announced", "Announced"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
    )
    announced_at = fields.Datetime(string="Announced On", readonly=True, copy=False)
    notice_days = fields.Integer(
        string="Working Days' Notice",
        readonly=True,
        copy=False,
        help="Full working days of the company between announcement and start, in a "
        "year at most.",
    )
    told_count = fields.Integer(string="People Informed", readonly=True, copy=False)
    held_count = fields.Integer(
        string="Requests on Hold", compute="_compute_held_count"
    )

    _running_idx = models.Index("(start_at, end_at) WHERE state = 'announced'")

    @api.constrains("start_at", "end_at")
    def _check_window(self):
        for maintenance in self:
            length = maintenance.end_at - maintenance.start_at
            if not timedelta() < length <= LONGEST:
                raise ValidationError(
                    self.env._(
                        "Maintenance must end after it starts, and last seven days "
                        "at most."
                    )
                )

    @api.depends("department_id")
    def _compute_company_id(self):
        for maintenance in self:
            # sudo: which company the department belongs to
            maintenance.company_id = (
                maintenance.department_id.sudo().company_id
                or maintenance.company_id
                or self.env.company
            )

    @api.constrains("service_ids", "department_id", "company_id")
    def _check_services(self):
        affected_services.check(self)

    @api.depends("state")
    def _compute_held_count(self):
        # sudo: a number of requests, for those who plan the maintenance
        tickets_sudo = self.env["helpdesk.ticket"].sudo()
        counts = {
            maintenance.id: count
            for maintenance, count in tickets_sudo._read_group(
                [("icrm_maintenance_id", "in", self.ids)],
                ["icrm_maintenance_id"],
                ["__count"],
            )
        }
        for maintenance in self:
            maintenance.held_count = counts.get(maintenance._origin.id, 0)

    def write(self, vals):
        """Refuse changes of what was announced."""
        self.check_access("write")
        if not self.env.su and not ANNOUNCED_FIELDS.isdisjoint(vals):
            for maintenance in self:
                if maintenance.state != "draft":
                    raise UserError(
                        self.env._(
                            "“%(name)s” was announced. Cancel it and announce "
                            "another one.",
                            name=maintenance.name,
                        )
                    )
        return super().write(vals)

    # ------------------------------------------------------------------
    # Announcing
    # ------------------------------------------------------------------

    def _check_step(self, *states):
        self.ensure_one()
        self.check_access("write")
        self._icrm_lock()
        if self.state not in states:
            names = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "This step is not possible while the maintenance is “%(state)s”.",
                    state=names[self.state],
                )
            )

    def action_announce(self):
        """Announce the window: fix it, show it in the catalogue, tell customers."""
        self._check_step("draft")
        now = fields.Datetime.now()
        if not self.service_ids:
            raise UserError(self.env._("Services: choose at least one."))
        if self.start_at <= now:
            raise UserError(self.env._("From: enter a time in the future."))
        people = self._get_affected()
        # sudo: fields of the flow, after the check
        self.sudo().write(
            {
                "state": "announced",
                "announced_at": now,
                "notice_days": self._count_notice_days(now),
                "told_count": len(people),
            }
        )
        self.env.registry.clear_cache()
        self.env["icrm.message"]._enqueue("maintenance_announced", people, self)
        # sudo: the job is the system's
        cron_sudo = self.env.ref(CRON).sudo()
        cron_sudo._trigger([self.start_at, self.end_at])

    def action_cancel(self):
        """Cancel the window, or end it now; held clocks run on at once."""
        self._check_step("announced")
        # sudo: requests of all teams are released; the job does it otherwise.
        # Before the state changes: what is over ended when it was announced to end.
        held_sudo = self.env["helpdesk.ticket"].sudo()
        held_sudo = held_sudo.search([("icrm_maintenance_id", "=", self.id)])
        held_sudo._icrm_hold_for(self.browse())
        # sudo: fields of the flow, after the check
        self.sudo().write({"state": "cancelled"})
        self.env.registry.clear_cache()
        if self.end_at > fields.Datetime.now():
            self.env["icrm.message"]._enqueue(
                "maintenance_cancelled", self._get_affected(), self
            )

    def _get_affected(self):
        """Return the customers who requested one of the services lately, or wait."""
        since = fields.Datetime.now() - RECENT
        # sudo: whom to notify; only their number is shown
        tickets_sudo = self.env["helpdesk.ticket"].sudo()
        groups = tickets_sudo._read_group(
            [
                ("icrm_service_id", "in", self.service_ids.ids),
                ("icrm_submitted_at", ">=", since),
            ],
            ["icrm_requester_id", "icrm_beneficiary_id"],
        )
        people = tickets_sudo.icrm_requester_id.union(
            *(customer for group in groups for customer in group)
        )
        return people.filtered(lambda one: one.kind == "employee" and one.active)

    def _count_notice_days(self, now):
        """Return the full working days between *now* and the start, of a year at most:
        nobody promises more, and a mistyped one would take seconds."""
        company = self.company_id
        # sudo: the hours of the company are no secret
        calendar = company.sudo().resource_calendar_id
        first = company_day.today(self, now) + timedelta(days=1)
        last = min(company_day.today(self, self.start_at), first + LONGEST_NOTICE)
        hours = calendar._icrm_hours(
            company,
            company_day.midnight(self, first),
            company_day.midnight(self, last),
        )
        days = (first + timedelta(days=n) for n in range((last - first).days))
        return sum(
            hours.elapsed(
                company_day.midnight(self, day),
                company_day.midnight(self, day + timedelta(days=1)),
            )
            > 0
            for day in days
        )

    def _format_window(self):
        """Return the window as text, in the reader's language and time zone."""
        return self.env._(
            "%(start)s to %(end)s",
            start=format_deadline(self.env, self.start_at),
            end=format_deadline(self.env, self.end_at),
        )

    # ------------------------------------------------------------------
    # Holding the clocks
    # ------------------------------------------------------------------

    @api.model
    @tools.ormcache("first")
    def _get_windows(self, first):
        """Return ((id, start, end, service ids), ...) of the day that begins then.

        Each submission and change of a request asks: kept, and forgotten when a window
        is announced or cancelled.
        """
        # sudo: when services are interrupted, nothing else
        maintenances_sudo = self.sudo().search(
            [
                ("state", "=", "announced"),
                ("start_at", "<", first + timedelta(days=1)),
                ("end_at", ">", first),
            ]
        )
        return tuple(
            (one.id, one.start_at, one.end_at, frozenset(one.service_ids.ids))
            for one in maintenances_sudo
        )

    @api.model
    def _hold_within(self, tickets, at=None):
        """Hold those of *tickets* that came to us while a window is open; in sudo.

        Without a query where none is. To the second: the job would be minutes late.

        :param at: since when they are ours, naive UTC; since they were submitted by
            default
        """
        now = fields.Datetime.now()
        first = now.replace(hour=0, minute=0, second=0, microsecond=0)
        for window_id, start, end, service_ids in self._get_windows(first):
            if not start <= now < end:
                continue
            running = tickets.filtered(
                lambda ticket, service_ids=service_ids: ticket.icrm_service_id.id
                in service_ids
                and ticket.icrm_holder in RUNNING_HOLDERS
                and not ticket.icrm_maintenance_id
            )
            if not running:
                continue
            maintenance = self.browse(window_id)
            found = tickets.browse(maintenance._find_requests(running))
            for ticket in found:
                since = at or ticket.icrm_submitted_at
                ticket._icrm_hold_for(maintenance, since if since >= start else None)

    @api.model
    def _cron_hold(self):
        """Let clocks run on where a window is over, hold them where one began.

        What is held is held from now on, never from before: what comes to us while a
        window is open is held at once (:meth:`_hold_within`). A window that ended while
        the job was late ends when it was announced to end.
        """
        now = fields.Datetime.now()
        tickets = self.env["helpdesk.ticket"]
        over = Domain("icrm_maintenance_id.state", "!=", "announced") | Domain(
            "icrm_maintenance_id.end_at", "<=", now
        )
        if not run_batches(
            tickets,
            Domain("icrm_maintenance_id", "!=", False) & over,
            lambda batch: batch._icrm_hold_for(self.browse()),
            BATCH,
        ):
            return
        for maintenance in self.search(
            [("state", "=", "announced"), ("start_at", "<=", now), ("end_at", ">", now)]
        ):
            free = Domain("icrm_maintenance_id", "=", False)
            if not run_batches(
                tickets,
                Domain("id", "in", maintenance._find_requests()) & free,
                lambda batch, one=maintenance: batch._icrm_hold_for(one),
                BATCH,
            ):
                return

    def _is_running(self):
        """Return whether the window is open now."""
        now = fields.Datetime.now()
        return self.state == "announced" and self.start_at <= now < self.end_at

    def _find_requests(self, among=None):
        """Return the ids of the open requests whose agreement allows to hold them.

        :param among: only these requests; all by default

        The line that promised: of the nearest departments, in force on the day of the
        request, as ``_icrm_agreed_hours`` finds it, or the one that a promise by
        segment stands on. A request for which the catalogue promised is never held.
        """
        self.env.flush_all()
        # SQL: one statement for all requests, as the promise itself was found
        rows = self.env.execute_query(
            SQL(
                """
                SELECT id FROM (
                    SELECT DISTINCT ON (ticket.id)
                           ticket.id, agreement.maintenance_days
                      FROM helpdesk_ticket AS ticket
                      JOIN icrm_service AS service
                        ON service.id = ticket.icrm_service_id
                      JOIN icrm_agreement_line AS line
                        ON line.service_id = service.id
                       AND line.priority IN (ticket.priority, service.default_priority)
                      JOIN icrm_agreement AS agreement
                        ON agreement.id = line.agreement_id
                       AND agreement.state IN ('signed', 'superseded', 'ended')
                       AND agreement.signed_at <= ticket.icrm_submitted_at
                       AND agreement.date_from <= %(day)s
                       AND COALESCE(agreement.date_to, 'infinity') >= %(day)s
                      JOIN hr_department AS serving
                        ON serving.id = service.department_id
                      JOIN hr_department AS asking
                        ON asking.id = ticket.icrm_customer_department_id
                      JOIN hr_department AS provider
                        ON provider.id = agreement.provider_department_id
                       AND serving.parent_path LIKE provider.parent_path || '%%'
                      JOIN hr_department AS customer
                        ON customer.id = agreement.customer_department_id
                       AND asking.parent_path LIKE customer.parent_path || '%%'
                     WHERE ticket.icrm_service_id = ANY(%(services)s)
                       AND ticket.icrm_holder = ANY(%(holders)s)
                       AND ticket.icrm_maintenance_id IS NULL
                       AND ticket.icrm_promise_line_id IS NULL
                       AND %(among)s
                       AND (line.priority = ticket.priority OR NOT EXISTS (
                           SELECT 1 FROM icrm_service_promise AS promise
                            WHERE promise.service_id = service.id
                              AND promise.priority = ticket.priority))
                  ORDER BY ticket.id, line.priority = ticket.priority DESC,
                           LENGTH(customer.parent_path) DESC,
                           LENGTH(provider.parent_path) DESC,
                           agreement.signed_at DESC, agreement.id DESC
                ) AS promised
                 WHERE maintenance_days BETWEEN 1 AND %(notice)s
             UNION ALL
                SELECT ticket.id
                  FROM helpdesk_ticket AS ticket
                  JOIN icrm_agreement_line AS line
                    ON line.id = ticket.icrm_promise_line_id
                  JOIN icrm_agreement AS agreement ON agreement.id = line.agreement_id
                 WHERE ticket.icrm_service_id = ANY(%(services)s)
                   AND ticket.icrm_holder = ANY(%(holders)s)
                   AND ticket.icrm_maintenance_id IS NULL
                   AND %(among)s
                   AND agreement.maintenance_days BETWEEN 1 AND %(notice)s
                """,
                day=company_day.sql_day(
                    SQL("ticket.icrm_submitted_at"), SQL("ticket.company_id")
                ),
                services=self.service_ids.ids,
                holders=list(RUNNING_HOLDERS),
                notice=self.notice_days,
                among=SQL("TRUE")
                if among is None
                else SQL("ticket.id = ANY(%s)", among.ids),
            )
        )
        return [ticket_id for (ticket_id,) in rows]
