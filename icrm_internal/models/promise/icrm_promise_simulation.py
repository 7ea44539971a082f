# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from dateutil.relativedelta import relativedelta
from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain
from odoo.tools import SQL

from ..access.actions import open_form, open_list
from ..access.number_formatter import NumberFormatter
from ..request.promise_ask import PromiseAsk
from .outcome_table import render_table
from .simulation_ledger import Ledger

# What a result rests on: changed, the result is void.
INPUT_FIELDS = frozenset(
    {"months", "calendar_id", "people_now", "people_then", "work_order", "line_ids"}
)
# So many services are named as the trouble, and so many proposed when it begins.
WORST = 6
MOST_LINES = 60
# States of agreements whose forecast is compared with what happened
RESTS_ON = ("signed", "superseded", "ended")


class IcrmPromiseSimulation(models.Model):
    """Which promises would have been met, had they been others.

    Replays the ledger of past requests; see ``measures/replay.py`` for what it knows
    and what it assumes. No request is touched.
    """

    _name = "icrm.promise.simulation"
    _description = "Promise Simulation"
    _inherit = ["icrm.promise.outcome", "mail.thread", "icrm.editable"]
    _order = "id desc"

    name = fields.Char(
        required=True, default=lambda self: self.env._("Promises under Discussion")
    )
    relationship_id = fields.Many2one(
        "icrm.relationship",
        ondelete="cascade",
        index="btree_not_null",
        help="Promises of one department to another.",
    )
    service_id = fields.Many2one(
        "icrm.service",
        ondelete="cascade",
        index="btree_not_null",
        help="Promises of one service to all its customers.",
    )
    provider_department_id = fields.Many2one(
        "hr.department",
        compute="_compute_sides",
        store=True,
        precompute=True,
        index=True,
        ondelete="cascade",
    )
    customer_department_id = fields.Many2one(
        "hr.department",
        compute="_compute_sides",
        store=True,
        precompute=True,
        index="btree_not_null",
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        "res.company",
        compute="_compute_sides",
        store=True,
        precompute=True,
        required=True,
    )

    # What is tried
    months = fields.Integer(
        string="Months of History",
        default=12,
        required=True,
        help="Requests submitted in this time are replayed.",
    )
    calendar_id = fields.Many2one(
        "resource.calendar",
        string="Other Hours",
        ondelete="restrict",
        help="Empty: the working hours of each promise.",
    )
    people_now = fields.Integer(
        string="People Today",
        default=0,
        help="Who work on requests at the same time. Proposed: the people of the "
        "provider's teams.",
    )
    people_then = fields.Integer(string="People to Try", default=0)
    work_order = fields.Selection(
        [
            ("arrival", "First come, first served"),
            ("due", "Earliest due date first"),
            ("priority", "Highest priority first"),
        ],
        string="Order of Work",
        help="Empty: the order in which requests were completed.",
    )
    line_ids = fields.One2many(
        "icrm.promise.simulation.line", "simulation_id", string="Promises", copy=True
    )

    # What came out
    computed_at = fields.Datetime(string="Simulated on", readonly=True, copy=False)
    summary = fields.Html(compute="_compute_summary", sanitize=False)
    evidence = fields.Html(compute="_compute_evidence", sanitize=False)
    comparison = fields.Html(compute="_compute_comparison", sanitize=False)
    agreement_ids = fields.One2many("icrm.agreement", "simulation_id")

    _months_range = models.Constraint(
        "CHECK (months BETWEEN 1 AND 36)", "Enter 1 to 36 months of history."
    )
    _people_range = models.Constraint(
        "CHECK (people_now BETWEEN 0 AND 500 AND people_then BETWEEN 0 AND 500)",
        "Enter up to 500 people.",
    )
    _subject = models.Constraint(
        "CHECK ((relationship_id IS NULL) <> (service_id IS NULL))",
        "Choose either a relationship or a service.",
    )

    # ------------------------------------------------------------------
    # Whose promises
    # ------------------------------------------------------------------

    @api.depends("relationship_id", "service_id.department_id", "service_id.company_id")
    def _compute_sides(self):
        for simulation in self:
            # sudo: who may read the simulation is decided from these.
            relationship = simulation.sudo().relationship_id
            service = simulation.sudo().service_id
            simulation.provider_department_id = (
                relationship.provider_department_id or service.department_id
            )
            simulation.customer_department_id = relationship.customer_department_id
            simulation.company_id = relationship.company_id or service.company_id

    @api.model_create_multi
    def create(self, vals_list):
        simulations = super().create(vals_list)
        for simulation, vals in zip(simulations, vals_list, strict=True):
            if not simulation.line_ids:
                simulation._fill()
            if not vals.get("people_now"):
                simulation._fill_people()
            # sudo: both heads discuss it; a head follows what they may read.
            simulation.sudo().message_subscribe(simulation._get_heads().partner_id.ids)
        return simulations

    def write(self, vals):
        if not {"relationship_id", "service_id"}.isdisjoint(vals):
            raise UserError(
                self.env._(
                    "A simulation cannot be moved to other promises. Create a new one."
                )
            )
        if INPUT_FIELDS.isdisjoint(vals):
            return super().write(vals)
        self._check_open()
        result = super().write(vals)
        self._void()
        return result

    def _void(self):
        """What was changed has no result yet."""
        self.filtered("computed_at")._store_outcome(None, computed_at=False)

    def _check_open(self):
        """Raise if heads have signed what was simulated: that forecast stays."""
        # sudo: whether there is such an agreement
        agreements_sudo = self.sudo().agreement_ids
        if agreements_sudo.filtered(lambda agreement: agreement.state in RESTS_ON):
            raise UserError(
                self.env._(
                    "A signed agreement rests on this simulation. Duplicate it to try "
                    "other promises."
                )
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_signed(self):
        self._check_open()

    def _notify_get_recipients(self, message, msg_vals=False, **kwargs):
        """Leave out who may no longer read it: who was head when it began."""
        recipients = super()._notify_get_recipients(message, msg_vals, **kwargs)
        return [
            recipient
            for recipient in recipients
            if self._is_readable_by(recipient.get("uid"))
        ]

    def _is_readable_by(self, user_id):
        # sudo: the companies of who would be told
        user_sudo = self.env["res.users"].sudo().browse(user_id or ())
        return bool(user_sudo) and (
            self.with_user(user_sudo)
            .with_context(allowed_company_ids=user_sudo._get_company_ids())
            .has_access("read")
        )

    def _get_departments(self):
        """Return the ids of the provider and of what is below it."""
        # sudo: the tree of departments, not what is in it
        return (
            self.env["hr.department"]
            .sudo()
            .with_context(active_test=False)
            .search([("id", "child_of", self.provider_department_id.id)])
            .ids
        )

    def _get_wanted(self):
        """Return the condition on ``helpdesk_ticket`` of the requests."""
        if self.service_id:
            return SQL("helpdesk_ticket.icrm_service_id = %s", self.service_id.id)
        # The pair of the relationship, as in its figures
        return SQL(
            "helpdesk_ticket.icrm_provider_department_id = %s"
            " AND helpdesk_ticket.icrm_customer_department_id = %s",
            self.provider_department_id.id,
            self.customer_department_id.id,
        )

    def _get_ledger(self):
        now = fields.Datetime.now()
        return Ledger(
            # sudo: sums of all requests, for who may read the simulation
            self.sudo().env,
            self._get_departments(),
            self._get_wanted(),
            self.company_id,
            now - relativedelta(months=self.months),
            now,
        )

    def _fill(self):
        """Propose the promises of today for what was requested most."""
        self.ensure_one()
        counts = self._get_ledger().count_promised()
        keys = sorted(counts, key=lambda key: (-counts[key][0], key))[:MOST_LINES]
        services = self.env["icrm.service"].browse({key[0] for key in keys})
        # sudo: the customer's side
        customer = self.sudo().customer_department_id
        promises = self.env["icrm.service"]._icrm_promises(
            [
                PromiseAsk(services.browse(service_id), priority, customer)
                for service_id, priority in keys
            ]
        )
        # sudo: what was requested, also of services that are offered no more
        self.sudo().line_ids = [
            Command.create(
                {
                    "service_id": service_id,
                    "priority": priority,
                    "hours_then": promised.hours[1],
                }
            )
            for (service_id, priority), promised in zip(keys, promises, strict=True)
            if promised.hours[1]
        ]

    def _fill_people(self):
        """As many people as the provider's teams have, today and then."""
        # sudo: how many there are, not who
        teams_sudo = (
            self.env["helpdesk.ticket.team"]
            .sudo()
            .search([("icrm_department_id", "in", self._get_departments())])
        )
        self.people_now = self.people_then = max(1, len(teams_sudo.user_ids))

    def _get_heads(self):
        """Return the heads of both sides, in sudo."""
        # sudo: who heads the departments between which promises are discussed
        simulation_sudo = self.sudo()
        return (
            simulation_sudo.provider_department_id._icrm_get_head()
            | simulation_sudo.customer_department_id._icrm_get_head()
        )

    # ------------------------------------------------------------------
    # Simulating
    # ------------------------------------------------------------------

    def action_simulate(self):
        """Replay the past under these promises, and store what would have been met."""
        self.check_access("write")
        self._check_open()
        for simulation in self:
            simulation._icrm_lock()
            lines = simulation.line_ids
            outcomes = simulation._get_ledger().simulate(
                {
                    (line.service_id.id, line.priority): round(3600 * line.hours_then)
                    for line in lines
                    if line.hours_then != line.hours_now
                },
                simulation.calendar_id.id,
                simulation._get_people(),
                simulation.work_order or None,
            )
            for line in lines:
                line._store_outcome(outcomes.get((line.service_id.id, line.priority)))
            simulation._store_outcome(
                outcomes.get(None), computed_at=fields.Datetime.now()
            )
        return True

    def _get_people(self):
        """Return how many work today, and how many are tried; 0 is as today."""
        now = max(1, self.people_now)
        return now, self.people_then or now

    # ------------------------------------------------------------------
    # What it says
    # ------------------------------------------------------------------

    @api.depends("computed_at", "line_ids")
    @api.depends_context("lang")
    def _compute_summary(self):
        for simulation in self:
            simulation.summary = simulation.computed_at and simulation._render_summary()

    def _render_summary(self):
        _ = self.env._
        if not self.request_count:
            return Markup("<p>%s</p>") % _(
                "No request of these months has ended or is overdue: there is nothing "
                "to replay."
            )
        shares = NumberFormatter(self.env)
        sentences = [
            _(
                "Met today: %(now)s. With these promises: %(then)s of %(count)s "
                "requests, expected next quarter: %(low)s to %(high)s.",
                now=shares.format_percent(self.met_now),
                then=shares.format_percent(self.met_then),
                count=self.request_count,
                low=shares.format_percent(self.met_low),
                high=shares.format_percent(self.met_high),
            )
        ]
        missed = {}
        for line in self.line_ids:
            # sudo: the names of the services under discussion
            name = line.sudo().service_id.name
            missed[name] = missed.get(name, 0) + line.missed_then
        worst = sorted(filter(missed.get, missed), key=missed.get, reverse=True)
        if worst:
            sentences.append(
                _(
                    "Most misses: %(services)s.",
                    services=", ".join(
                        f"{name} ({missed[name]})" for name in worst[:WORST]
                    ),
                )
            )
        notes = [
            _(
                "The interval (95 %) covers chance and the changes from week to week "
                "seen so far. It does not know how people will change what they do."
            )
        ]
        now, then = self._get_people()
        if now != then or self.work_order:
            notes.append(
                _(
                    "Work per request is not recorded. It is inferred from when "
                    "requests were completed, as the longest that fits: more people "
                    "may help more than shown."
                )
            )
        return Markup().join(
            [
                *(Markup("<p class='fs-5'>%s</p>") % text for text in sentences),
                *(Markup("<p class='text-muted'>%s</p>") % text for text in notes),
            ]
        )

    @api.depends("relationship_id", "service_id")
    @api.depends_context("lang", "uid")
    def _compute_evidence(self):
        for simulation in self:
            items = Markup().join(
                Markup("<li><b>%s</b> %s</li>") % pair
                for pair in simulation._get_evidence()
            )
            simulation.evidence = items and Markup("<ul>%s</ul>") % items

    def _get_evidence(self):
        """Return pairs (what, text) of what customers want, as the caller may see it.

        Other domains add what they know by extending this method.
        """
        self.ensure_one()
        domain = Domain("state", "in", ("stated", "agreed"))
        if self.service_id:
            domain &= Domain("service_id", "=", self.service_id.id)
        else:
            domain &= Domain("relationship_id", "=", self.relationship_id.id)
        found = self.env["icrm.expectation"].search(domain, limit=10)
        return [
            (
                self.env._("Expected:"),
                ", ".join(
                    filter(
                        None,
                        [
                            expectation.name,
                            # sudo: its name, also of what is offered no more
                            expectation.sudo().service_id.name,
                            expectation.level,
                        ],
                    )
                ),
            )
            for expectation in found
        ]

    # ------------------------------------------------------------------
    # Side by side
    # ------------------------------------------------------------------

    @api.depends("computed_at", "line_ids")
    @api.depends_context("lang", "uid")
    def _compute_comparison(self):
        for simulation in self:
            simulation.comparison = simulation._render_comparison()

    def _render_comparison(self):
        """Return the table of all simulations of the same promises; "" of one."""
        domain = Domain("computed_at", "!=", False)
        if self.service_id:
            domain &= Domain("service_id", "=", self.service_id.id)
        else:
            domain &= Domain("relationship_id", "=", self.relationship_id.id)
        others = self.search(domain, order="id", limit=WORST)
        if len(others) < 2:
            return ""
        shares = NumberFormatter(self.env)
        labels = dict(self.env["icrm.service"]._priorities())
        cells = {}
        for line in others.line_ids:
            # sudo: the names of the services under discussion
            key = line.sudo().service_id.name, line.priority
            cells.setdefault(key, {})[line.simulation_id] = line
        rows = [
            [Markup("<b>%s</b>") % self.env._("All")]
            + [other._format_forecast(shares) for other in others]
        ]
        for key in sorted(cells, key=lambda key: (key[0], -int(key[1]))):
            rows.append(
                [f"{key[0]} ({labels.get(key[1], key[1])})"]
                + [
                    cells[key][other]._format_forecast(shares)
                    if other in cells[key]
                    else "–"
                    for other in others
                ]
            )
        return render_table(["", *others.mapped("name")], rows)

    @api.model
    def _open_of(self, name, record):
        """Return the action that opens the simulations of *record*, a new first one
        where there is none and the caller may make it."""
        found = self.search([(name, "=", record.id)], limit=1)
        if not found and record.has_access("write"):
            return open_form(self.create({name: record.id}))
        return open_list(
            self,
            self.env._("Promise Simulations"),
            [(name, "=", record.id)],
            views="list,kanban,form",
            context={f"default_{name}": record.id},
        )

    # ------------------------------------------------------------------
    # Agreement
    # ------------------------------------------------------------------

    def action_use(self):
        """Put these promises into the next version of the agreement, as a draft.

        Both heads sign it there, or change it. Promises that stay are not touched.
        """
        self.ensure_one()
        self.check_access("write")
        if not self.computed_at:
            raise UserError(self.env._("Simulate these promises first."))
        changed = self.line_ids.filtered(lambda line: line.hours_then != line.hours_now)
        if not self.relationship_id or not changed:
            raise UserError(
                self.env._("Change a promise of a relationship, then simulate it.")
            )
        draft = self._get_draft()
        known = {(line.service_id, line.priority): line for line in draft.line_ids}
        for line in changed:
            own = known.get((line.service_id, line.priority))
            if own:
                own.write(
                    {
                        "resolution_hours": line.hours_then,
                        "response_hours": min(own.response_hours, line.hours_then),
                    }
                )
            else:
                response = line._get_response_hours()
                draft.line_ids.create(
                    {
                        "agreement_id": draft.id,
                        "service_id": line.service_id.id,
                        "priority": line.priority,
                        "resolution_hours": line.hours_then,
                        "response_hours": response,
                    }
                )
        # sudo: a link of the system's own; the caller may write both.
        draft.sudo()._store({"simulation_id": self.id})
        return draft.action_open()

    def _get_draft(self):
        """Return the draft that follows what is in force, or a first one."""
        Agreement = self.env["icrm.agreement"]
        own = Domain("relationship_id", "=", self.relationship_id.id)
        draft = Agreement.search(
            own & Domain("state", "in", ("draft", "proposed")),
            order="version desc",
            limit=1,
        )
        if draft:
            return draft
        signed = Agreement.search(
            own & Domain("state", "=", "signed"), order="version desc", limit=1
        )
        if signed:
            return Agreement.browse(signed.action_new_version()["res_id"])
        return Agreement.create(
            {"relationship_id": self.relationship_id.id, "name": self.name}
        )

    def _get_reality(self, since, until=None):
        """Return {key of a line, None for all: (met, ended)} of what was really met.

        :param until: naive UTC; None: until now
        """
        self.ensure_one()
        ledger = self._get_ledger()
        ledger.since, ledger.until = since, min(until or ledger.until, ledger.until)
        found = {
            key: (met, ended)
            for key, (_count, met, ended) in ledger.count_promised().items()
        }
        if found:
            found[None] = tuple(map(sum, zip(*found.values(), strict=True)))
        return found
