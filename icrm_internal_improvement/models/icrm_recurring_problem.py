# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import html
from collections import defaultdict
from datetime import datetime, timedelta

from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from odoo.addons.icrm_internal.models.access import company_day
from odoo.addons.icrm_internal.models.access.actions import open_action, open_form
from odoo.addons.icrm_internal.models.access.jobs import run_each
from odoo.addons.icrm_internal.models.access.number_formatter import NumberFormatter

from ..measures import recurring
from .finding_text import finding

# So many requests of a service are read a night, the newest ones
MOST_READ = 3000
EXAMPLES = 5
# An effect is followed for half a year
MOST_WEEKS_AFTER = 26


class IcrmRecurringProblem(models.Model):
    """Requests of a service that are about the same thing, and rise.

    Found every night by their words (see measures/recurring.py), for those who serve.
    Texts of requests alone are read: complaints and confidential talks are none. Names
    of people are left out, nobody is counted or ranked. What was made of it, or that it
    was dismissed, is remembered, and later requests of the same group are counted.
    """

    _name = "icrm.recurring.problem"
    _inherit = ["icrm.editable", "icrm.improvement.source.mixin"]
    _description = "Recurring Problem"
    _order = "state desc, recent_count desc, id desc"
    _rec_name = "words"

    words = fields.Char(
        "Recurring Words", required=True, readonly=True, help="What most of them say."
    )
    service_id = fields.Many2one(
        "icrm.service", required=True, readonly=True, ondelete="cascade", index=True
    )
    department_id = fields.Many2one(
        related="service_id.department_id", string="Provider", store=True, index=True
    )
    company_id = fields.Many2one(related="service_id.company_id", store=True)
    state = fields.Selection(
        [
            ("proposed", "Proposed"),
            ("in_work", "In Work"),
            ("dismissed", "Dismissed"),
        ],
        default="proposed",
        required=True,
        readonly=True,
        copy=False,
        index=True,
    )
    note = fields.Char(help="Seen by those who see the proposal.")
    found_on = fields.Date(readonly=True)
    decided_on = fields.Date(readonly=True, copy=False)
    request_count = fields.Integer(
        "Requests", readonly=True, help="Similar requests of the last twelve weeks."
    )
    recent_count = fields.Integer(
        "Last 4 Weeks", readonly=True, help="Of them in the last four weeks."
    )
    customer_department_count = fields.Integer(
        "Departments Hit", readonly=True, aggregator="max"
    )
    hours = fields.Float(
        "Hours Lost",
        readonly=True,
        digits=(10, 1),
        help="Working time from request to solution, of those resolved.",
    )
    # Not readable: requests have readers of their own, see example_ids.
    request_ids = fields.Many2many(
        "helpdesk.ticket",
        relation="icrm_recurring_problem_request_rel",
        column1="problem_id",
        column2="ticket_id",
        groups=fields.NO_ACCESS,
        copy=False,
    )
    signature = fields.Json(groups=fields.NO_ACCESS, copy=False)
    example_ids = fields.Many2many(
        "helpdesk.ticket", string="Examples", compute="_compute_example_ids"
    )
    need_id = fields.Many2one(
        "icrm.need",
        readonly=True,
        copy=False,
        ondelete="set null",
        index="btree_not_null",
    )
    article_id = fields.Many2one(
        "icrm.service.article",
        string="Help Article",
        readonly=True,
        copy=False,
        ondelete="set null",
        index="btree_not_null",
    )
    effect = fields.Selection(
        [
            (recurring.FEWER, "Fewer"),
            (recurring.SAME, "No clear change"),
            (recurring.MORE, "More"),
            (recurring.UNKNOWN, "Too early"),
        ],
        compute="_compute_effect",
    )
    effect_text = fields.Char("Effect on Similar Requests", compute="_compute_effect")

    # ------------------------------------------------------------------
    # Computed fields
    # ------------------------------------------------------------------

    @api.depends_context("uid", "allowed_company_ids")
    @api.depends("request_ids")
    def _compute_example_ids(self):
        """Up to five, the newest that the reader may read."""
        for problem in self:
            # sudo: which requests they are; the reader's own rights decide
            requests = problem.sudo().request_ids.sorted(
                lambda request: (request.icrm_submitted_at or datetime.min, request.id),
                reverse=True,
            )
            readable = requests[:50].with_env(self.env)._filtered_access("read")
            problem.example_ids = readable[:EXAMPLES]

    @api.depends_context("lang")
    @api.depends("decided_on", "state", "request_ids")
    def _compute_effect(self):
        """Count per week before and after the decision; one query for all."""
        instants = self._read_instants()
        written = NumberFormatter(self.env)
        for problem in self:
            if problem.state != "in_work" or not problem.decided_on:
                problem.effect = problem.effect_text = False
                continue
            today = company_day.today(problem)
            decided = problem.decided_on
            weeks_after = min((today - decided).days / 7, MOST_WEEKS_AFTER)
            begin, middle, end = (
                company_day.midnight(problem, decided + timedelta(weeks=weeks))
                for weeks in (-recurring.WEEKS, 0, MOST_WEEKS_AFTER)
            )
            own = instants.get(problem._origin.id, [])
            effect = recurring.measure_effect(
                sum(begin <= at < middle for at in own),
                recurring.WEEKS,
                sum(middle <= at < end for at in own),
                weeks_after,
            )
            problem.effect = effect.verdict
            problem.effect_text = problem._get_effect_text(effect, written)

    def _get_effect_text(self, effect, written):
        if effect.verdict == recurring.UNKNOWN:
            return self.env._(
                "Too early: at least %(weeks)s weeks and %(requests)s requests "
                "are needed.",
                weeks=recurring.MIN_WEEKS_AFTER,
                requests=recurring.MIN_BOTH,
            )
        return self.env._(
            "%(before)s a week before, %(after)s after: %(share)s of before "
            "[%(low)s, %(high)s]",
            before=written.format_points(effect.before),
            after=written.format_points(effect.after),
            share=written.format_percent(effect.after / effect.before),
            low=written.format_percent(effect.low),
            high=written.format_percent(effect.high),
        )

    def _read_instants(self):
        """Return {id: when its requests were submitted}."""
        self.flush_model()
        self.env["helpdesk.ticket"].flush_model()
        instants = defaultdict(list)
        # SQL: dates of thousands of requests, for a number
        for problem_id, at in self.env.execute_query(
            SQL(
                """
                SELECT link.problem_id, request.icrm_submitted_at
                  FROM icrm_recurring_problem_request_rel AS link
                  JOIN helpdesk_ticket AS request ON request.id = link.ticket_id
                 WHERE link.problem_id = ANY(%s)
                   AND request.icrm_submitted_at IS NOT NULL
                """,
                self.ids,
            )
        ):
            instants[problem_id].append(at)
        return instants

    # ------------------------------------------------------------------
    # What is made of it
    # ------------------------------------------------------------------

    def action_make_need(self):
        """Put it down among the needs; open that need."""
        self.ensure_one()
        self.check_access("write")
        self._icrm_lock()
        if not self.need_id:
            need = self.env["icrm.need"].create(
                {
                    "name": self._get_title(),
                    "source": "request",
                    "service_id": self.service_id.id,
                    "mentions": max(1, self.request_count),
                    "company_id": self.company_id.id,
                }
            )
            self._set_in_work(need_id=need.id)
        return open_form(self.need_id)

    def action_make_article(self):
        """Draft a help article for the service; open it."""
        self.ensure_one()
        self.check_access("write")
        self._icrm_lock()
        if not self.article_id:
            # sudo: heads of the provider and officers, see above; a draft, which who
            # edits the service publishes
            article_sudo = self.env["icrm.service.article"].sudo()
            article_sudo = article_sudo.create(
                {
                    "name": self._get_title(),
                    "service_id": self.service_id.id,
                    "state": "draft",
                    "keywords": self.words,
                    "reviewer_id": self.env.uid,
                }
            )
            self._set_in_work(article_id=article_sudo.id)
        return open_form(self.article_id)

    def _get_title(self):
        """Words alone do not say what they are about: "VPN: drops, update"."""
        return f"{self.service_id.name}: {self.words}"[:250]

    def _prepare_improvement(self):
        return {
            "name": self._get_title(),
            "department_id": self.department_id.id,
            "service_id": self.service_id.id,
            "company_id": self.company_id.id,
            "origin": "recurring",
            "origin_values": finding(
                "recurring",
                requests=self.request_count,
                departments=self.customer_department_count,
                weeks=recurring.WEEKS,
            ),
            "problem": self.words,
        }

    def _follow_improvement(self, improvement):
        if improvement.is_open:
            self._set_in_work()

    def _set_in_work(self, **values):
        """What is counted afterwards is counted from today on."""
        # sudo: states are written by the steps; callers decided who may.
        for problem_sudo in self.sudo():
            if problem_sudo.state != "in_work":
                values |= {
                    "state": "in_work",
                    "decided_on": company_day.today(problem_sudo),
                }
            problem_sudo.write(values)

    def action_dismiss(self):
        """Propose it never again."""
        self.check_access("write")
        for problem in self:
            if problem.state == "in_work":
                raise UserError(
                    self.env._("%s: something was made of it already.", problem.words)
                )
        # sudo: states are written by the steps; decided above
        self.sudo().write({"state": "dismissed"})
        return True

    def action_restore(self):
        """Propose again what was dismissed."""
        self.check_access("write")
        dismissed = self.filtered(lambda problem: problem.state == "dismissed")
        # sudo: states are written by the steps; decided above
        dismissed.sudo().write({"state": "proposed"})
        return True

    def action_open_requests(self):
        """Open the similar requests, as far as the caller may see them."""
        self.ensure_one()
        self.check_access("read")
        # sudo: which requests they are; those the caller may not read go next
        ids = self.sudo().request_ids.ids
        tickets = self.env["helpdesk.ticket"].search([("id", "in", ids)])
        return open_action(
            self.env,
            "icrm_internal.helpdesk_ticket_action_desk",
            self.words,
            domain=[("id", "in", tickets.ids)],
            context={},
        )

    # ------------------------------------------------------------------
    # Found every night
    # ------------------------------------------------------------------

    @api.model
    def _cron_find(self):
        """Look at every service with enough requests of late, one a commit."""
        since = fields.Datetime.now() - timedelta(weeks=recurring.RECENT_WEEKS)
        groups = self.env["helpdesk.ticket"]._read_group(
            [("icrm_submitted_at", ">=", since), ("icrm_service_id", "!=", False)],
            ["icrm_service_id"],
            having=[("__count", ">=", recurring.MIN_RECENT)],
        )
        services = self.env["icrm.service"].union(*(group[0] for group in groups))
        services |= self.search([("state", "!=", "dismissed")]).service_id
        # Names are looked up once a company, not once a service.
        names = {company: self._read_names(company) for company in services.company_id}
        run_each(
            services,
            lambda service: self._find(service, names[service.company_id]),
            lock=False,
        )

    def _read_names(self, company):
        customers = self.env["icrm.customer"].with_context(active_test=False)
        found = customers.search_fetch(
            [("kind", "=", "employee"), ("company_id", "=", company.id)], ["name"]
        )
        return recurring.read_names(found.mapped("name"))

    def _find(self, service, names):
        """Bring the proposals of a service up to date, and add new ones.

        A handful of queries, independent of the number of requests.
        """
        now = fields.Datetime.now()
        rows = self._read_requests(service, now - timedelta(weeks=recurring.WEEKS))
        texts = [recurring.read_text(row.text, names) for row in rows]
        recent_since = now - timedelta(weeks=recurring.RECENT_WEEKS)
        taken = set()
        known = self.search([("service_id", "=", service.id)])
        for problem in known:
            signature = problem.signature or {}
            members = [
                place
                for place, text in enumerate(texts)
                if place not in taken and recurring.covers(text, signature)
            ]
            taken.update(members)
            found = [rows[place] for place in members]
            if problem.state == "proposed" and not any(
                row.at >= recent_since for row in found
            ):
                # It went away by itself.
                problem.unlink()
                continue
            problem.write(
                {
                    **self._get_figures(found, recent_since),
                    "request_ids": [Command.link(row.id) for row in found],
                }
            )
        rest = [place for place in range(len(rows)) if place not in taken]
        for group in recurring.group_texts([texts[place] for place in rest]):
            found = [rows[rest[place]] for place in group.members]
            recent = sum(row.at >= recent_since for row in found)
            people = {row.requester_id for row in found}
            if (
                not group.words
                or len(people) < recurring.MIN_REQUESTERS
                or not recurring.is_rising(recent, len(found) - recent)
            ):
                continue
            self.create(
                {
                    "words": ", ".join(group.words),
                    "service_id": service.id,
                    "signature": group.signature,
                    "found_on": company_day.today(service),
                    **self._get_figures(found, recent_since),
                    "request_ids": [Command.set([row.id for row in found])],
                }
            )

    @staticmethod
    def _get_figures(found, recent_since):
        departments = {row.department_id for row in found} - {None}
        return {
            "request_count": len(found),
            "recent_count": sum(row.at >= recent_since for row in found),
            "customer_department_count": len(departments),
            "hours": sum(row.seconds for row in found) / 3600,
        }

    def _read_requests(self, service, since):
        """Return rows of the newest requests of a service, the oldest first."""
        for name in ("helpdesk.ticket", "icrm.clock"):
            self.env[name].flush_model()
        # SQL: beginnings of texts and times of thousands; bench_recurring
        rows = self.env.execute_query(
            SQL(
                """
                SELECT request.id, request.icrm_submitted_at,
                       request.icrm_requester_id,
                       request.icrm_customer_department_id,
                       CASE WHEN request.icrm_state = 'resolved' THEN
                            COALESCE(clock.elapsed_seconds,
                                     request.icrm_resolution_seconds, 0)
                            ELSE 0 END,
                       request.name || ' ' || COALESCE(
                           REGEXP_REPLACE(LEFT(request.description, 2000),
                                          '<[^>]*>', ' ', 'g'), '')
                  FROM helpdesk_ticket AS request
             LEFT JOIN icrm_clock AS clock
                    ON clock.ticket_id = request.id AND clock.kind = 'resolution'
                 WHERE request.icrm_service_id = %s
                   AND request.active
                   AND request.icrm_submitted_at >= %s
                 ORDER BY request.icrm_submitted_at DESC, request.id DESC
                 LIMIT %s
                """,
                service.id,
                since,
                MOST_READ,
            )
        )
        return [
            _Row(*row[:5], html.unescape(row[5])[: recurring.MAX_TEXT])
            for row in reversed(rows)
        ]


class _Row:
    """A request as the nightly job reads it."""

    __slots__ = ("at", "department_id", "id", "requester_id", "seconds", "text")

    def __init__(self, id_, at, requester_id, department_id, seconds, text):
        self.id = id_
        self.at = at
        self.requester_id = requester_id
        self.department_id = department_id
        self.seconds = seconds
        self.text = text
