# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from collections import Counter, defaultdict
from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL, LazyTranslate

from odoo.addons.icrm_internal.models.access import company_day
from odoo.addons.icrm_internal.models.access.actions import open_action, open_form
from odoo.addons.icrm_internal.models.access.number_formatter import NumberFormatter
from odoo.addons.icrm_internal.models.customer.duty import Duty
from odoo.addons.icrm_internal.models.request.helpdesk_ticket_stage import OPEN_STATES

from ..measures.conformance import MIN_LISTED
from ..measures.flow import PAPER, PHONE, SCREEN, arrange, draw
from . import process_conformance as conformance

_lt = LazyTranslate(__name__)

# What a standard says: fixed from publication on.
CONTENT_FIELDS = frozenset(
    {
        "name",
        "service_id",
        "purpose",
        "trigger",
        "result",
        "document",
        "step_ids",
        "path_step_ids",
        "improvement_id",
    }
)

# Waiting: not yet assigned, or with the customer, a third party or an
# approver.
WAITING = SQL(
    "(turn.state IN ('new', 'waiting')"
    " OR turn.holder IN ('customer', 'third_party', 'approver')"
    " OR turn.user_id IS NULL)"
)

COLORS = {"value": "#2e9e6b", "needed": "#5b7fa6", "waste": "#d98a1f"}

# How far the figures and proposals look back.
MONTHS = 12

# What happens to fewer of the requests is an exception, no step and no way.
RARE_STEP = 0.04

RARE_WAY = 0.05


class IcrmProcess(models.Model):
    """How a service comes about, step by step: a standard, version by version.

    The events of requests show how much time goes into each step; the process is
    drawn with these figures, and its steps can be proposed from what really happened.
    """

    _name = "icrm.process"
    _inherit = [
        "icrm.owned",
        "icrm.improvement.change.mixin",
        "mail.activity.mixin",
        "icrm.reminder",
    ]
    _icrm_duties = (Duty("owner_id", [("state", "!=", "retired")]),)
    _description = "Process"
    _order = "service_id, version desc, id desc"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True, tracking=True)
    service_id = fields.Many2one(
        "icrm.service", required=True, ondelete="restrict", index=True, tracking=True
    )
    department_id = fields.Many2one(
        related="service_id.department_id", string="Provider", store=True, index=True
    )
    company_id = fields.Many2one(related="service_id.company_id", store=True)
    active = fields.Boolean(default=True)
    state = fields.Selection(
        [("draft", "Draft"), ("published", "Standard"), ("retired", "Replaced")],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
        index=True,
    )
    version = fields.Integer(default=1, readonly=True, copy=False)
    previous_id = fields.Many2one(
        "icrm.process", ondelete="set null", readonly=True, copy=False
    )
    owner_id = fields.Many2one(
        help="Edits the process and is reminded of its audits.",
    )
    purpose = fields.Text(translate=True, help="One sentence.")
    trigger = fields.Char("Starts With", translate=True)
    result = fields.Char("Ends With", translate=True)
    document = fields.Binary(string="Instruction", copy=False)
    document_name = fields.Char(copy=False)
    standard_since = fields.Date(readonly=True, copy=False)
    audit_date = fields.Date(
        string="Next Audit",
        copy=False,
        tracking=True,
        help="Date to check that the process is followed; the owner is reminded two "
        "weeks before.",
    )
    trained_customer_ids = fields.Many2many(
        "icrm.customer",
        relation="icrm_process_trained_rel",
        string="Trained People",
        domain="[('kind', '=', 'employee')]",
        copy=False,
    )
    trained_customer_count = fields.Integer("Trained", compute="_compute_trained_count")
    step_ids = fields.One2many("icrm.process.step", "process_id", string="Steps")
    path_step_ids = fields.One2many(
        "icrm.process.path.step", "process_id", string="Standard Path"
    )
    evaluation_ids = fields.One2many("icrm.process.evaluation", "process_id")
    problem_ids = fields.One2many("icrm.process.problem", "process_id")
    can_draft = fields.Boolean(compute="_compute_can_edit")

    # Diagram
    diagram = fields.Json(compute="_compute_diagram")

    _standard_uniq = models.UniqueIndex(
        "(service_id) WHERE state = 'published'",
        "A service can only have one standard process.",
    )

    # ------------------------------------------------------------------
    # Computed fields
    # ------------------------------------------------------------------

    @api.depends("name", "version")
    def _compute_display_name(self):
        for process in self:
            process.display_name = self.env._(
                "%(name)s, version %(version)s",
                name=process.name or "",
                version=process.version,
            )

    @api.depends("trained_customer_ids")
    def _compute_trained_count(self):
        for process in self:
            process.trained_customer_count = len(process.trained_customer_ids)

    @api.depends_context("uid")
    @api.depends("state")
    def _compute_can_edit(self):
        super()._compute_can_edit()
        for process in self:
            process.can_draft = process.can_edit and process.state == "draft"

    # ------------------------------------------------------------------
    # Published standards do not change
    # ------------------------------------------------------------------

    def write(self, vals):
        if not CONTENT_FIELDS.isdisjoint(vals):
            self._check_draft()
        result = super().write(vals)
        if "service_id" in vals and not self.env.su:
            # A standard replaces the one before: who moves a process to a service
            # must be one who may make one for it.
            self.check_access("create")
        return result

    def _check_draft(self):
        """Lock these processes; raise AccessError unless all are still drafts."""
        self._icrm_lock()
        for process in self:
            if process.state != "draft":
                raise AccessError(
                    self.env._(
                        "%(process)s is a standard and cannot change: create a "
                        "new version.",
                        process=process.display_name,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_standard(self):
        self._check_draft()

    # ------------------------------------------------------------------
    # Course
    # ------------------------------------------------------------------

    def action_publish(self):
        """Make this draft the standard of its service, in place of the one before."""
        self.check_access("write")
        # Drafts of the same service replace each other.
        self.service_id._icrm_lock()
        self._check_draft()
        for process in self:
            if not process.step_ids:
                raise UserError(
                    self.env._(
                        "%(process)s has no steps: add some or draft them from "
                        "history.",
                        process=process.display_name,
                    )
                )
            process_sudo = process.sudo()
            # sudo: the author of this version decides about the one it replaces.
            former_sudo = process_sudo.search(
                [
                    ("service_id", "=", process.service_id.id),
                    ("state", "=", "published"),
                ]
            )
            former_sudo.write({"state": "retired"})
            self.env.flush_all()
            process_sudo.write(
                {
                    "state": "published",
                    "standard_since": company_day.today(process_sudo),
                }
            )
        return True

    def action_retire(self):
        """Take a standard out of force without another one in its place."""
        self.check_access("write")
        self.filtered(lambda process: process.state == "published").sudo().write(
            {"state": "retired"}
        )
        return True

    def action_new_version(self):
        """Open a draft with the same steps, one version on."""
        self.ensure_one()
        self.check_access("write")
        # Each gets a number of its own.
        self.service_id._icrm_lock()
        draft = self.copy({"name": self.name})
        versions = self.sudo()._read_group(
            [("service_id", "=", self.service_id.id), ("id", "!=", draft.id)],
            [],
            ["version:max"],
        )
        draft.sudo().write(
            {"previous_id": self.id, "version": (versions[0][0] or 0) + 1}
        )
        return open_form(draft)

    def copy(self, default=None):
        """Copy the steps, the ways between them, and the standard path."""
        copies = super().copy(default)
        for process, twin in zip(self, copies, strict=True):
            steps = process.step_ids
            twins = steps.copy({"process_id": twin.id})
            by_step = dict(zip(steps, twins, strict=True))
            for step, other in by_step.items():
                other.next_ids = self.env["icrm.process.step"].union(
                    *(by_step[after] for after in step.next_ids if after in by_step)
                )
            process.path_step_ids.copy({"process_id": twin.id})
        return copies

    def action_open(self):
        """Open this process's form."""
        self.ensure_one()
        return open_form(self)

    # ------------------------------------------------------------------
    # Reminders
    # ------------------------------------------------------------------

    @api.model
    def _cron_remind(self):
        """Remind of audits that come; idempotent."""
        self._remind(
            "audit_date",
            [("state", "=", "published")],
            14,
            _lt("Audit: is the process followed?"),
        )

    def _get_reminded(self):
        return self.owner_id

    # ------------------------------------------------------------------
    # Figures from the ledger of requests
    # ------------------------------------------------------------------

    def _get_figures(self, since, until=None):
        """Return the times of this process and its steps, by one statement.

        Counted are the requests of the service asked for in the period and resolved;
        a turn of theirs belongs to the step that names most of its marks (progress,
        holder, department), of several the first. Times are working time of the
        service's calendar. Beside them is the number of requests in a step now.

        Without names, so readers of the process may see it.

        :param datetime since: naive UTC
        :param datetime until: naive UTC; now by default
        :return: dict: ``requests``; hours per request ``lead_hours``,
            ``waiting_hours``, ``value_hours``; shares of the time (0..1)
            ``waiting_share``, ``value_share``, ``unmatched_share``; ``steps``: {id:
            {``requests`` that passed it, ``hours`` and ``waiting_hours`` per such
            request, ``share`` of the whole time, ``open``}}
        """
        self.ensure_one()
        now = fields.Datetime.now()
        until = min(until or now, now)
        # SQL: the ledger of all requests in one pass; bench_process
        rows = self.env.execute_query(self._sql_times(since, until, now))
        value_ids = set(self.step_ids.filtered(lambda step: step.value == "value").ids)
        requests, total, waiting, value, unmatched = 0, 0, 0, 0, 0
        steps = {}
        for whole, step_id, count, seconds, waited, open_count in rows:
            if whole:
                requests, total, waiting = count, seconds, waited
                continue
            if not step_id:
                unmatched = seconds
                continue
            if step_id in value_ids:
                value += seconds - waited
            steps[step_id] = {
                "requests": count,
                "hours": seconds / 3600 / count if count else 0.0,
                "waiting_hours": waited / 3600 / count if count else 0.0,
                "seconds": seconds,
                "open": open_count,
            }
        for step in steps.values():
            step["share"] = step.pop("seconds") / total if total else 0.0

        def per_request(seconds):
            return seconds / 3600 / requests if requests else 0.0

        def share(seconds):
            return seconds / total if total else 0.0

        return {
            "requests": requests,
            "lead_hours": per_request(total),
            "waiting_hours": per_request(waiting),
            "value_hours": per_request(value),
            "waiting_share": share(waiting),
            "value_share": share(value),
            "unmatched_share": share(unmatched),
            "steps": steps,
        }

    def _get_bottleneck(self, figures):
        """Return the step in which most of the time goes; none if nothing is known."""
        known = [
            (row["share"], -place, step)
            for place, step in enumerate(self.step_ids)
            if (row := figures["steps"].get(step.id)) and row["requests"]
        ]
        return max(known)[2] if known else self.env["icrm.process.step"]

    def _sql_times(self, since, until, now):
        """Rows (whole, step, requests, seconds, of them waiting, there now)."""
        for name in ("helpdesk.ticket", "icrm.request.event", "icrm.process.step"):
            self.env[name].flush_model()
        return SQL(
            """
            WITH course AS (%(course)s),
            turn AS (
                SELECT course.ticket_id, course.user_id, course.state, course.holder,
                       course.done,
                       course.is_last AND NOT course.done AS is_now,
                       %(to)s - %(from)s AS seconds,
                       (SELECT step.id
                          FROM icrm_process_step AS step
                         WHERE step.process_id = %(process)s
                           AND num_nonnulls(step.match_state, step.match_holder,
                                            step.match_department_id) > 0
                           AND (step.match_state IS NULL
                                OR step.match_state = course.state)
                           AND (step.match_holder IS NULL
                                OR step.match_holder = course.holder)
                           AND (step.match_department_id IS NULL
                                OR step.match_department_id = course.department_id)
                         ORDER BY num_nonnulls(step.match_state, step.match_holder,
                                               step.match_department_id) DESC,
                                  step.sequence, step.id
                         LIMIT 1) AS step_id
                  FROM course
            CROSS JOIN (SELECT %(starts)s::timestamp[] AS starts,
                               %(before)s::bigint[] AS before,
                               %(lasts)s::bigint[] AS lasts) AS hours
                 WHERE course.state IN %(open)s)
            SELECT GROUPING(turn.step_id) = 1 AS whole,
                   turn.step_id,
                   COUNT(DISTINCT turn.ticket_id) FILTER (WHERE turn.done),
                   COALESCE(SUM(turn.seconds) FILTER (WHERE turn.done), 0)::float,
                   COALESCE(SUM(turn.seconds)
                            FILTER (WHERE turn.done AND %(waiting)s), 0)::float,
                   COUNT(*) FILTER (WHERE turn.is_now)
              FROM turn
             GROUP BY GROUPING SETS ((turn.step_id), ())
            """,
            course=self._sql_history(since, until, now),
            process=self.id,
            open=OPEN_STATES,
            waiting=WAITING,
            **{
                "from": self._sql_working_seconds("from_at"),
                "to": self._sql_working_seconds("to_at"),
            },
            **self._get_hours(since, now),
        )

    def _sql_history(self, since, until, now):
        """Rows of the ledger with their end: of what was done, and of what is open."""
        return SQL(
            """
            SELECT event.ticket_id, event.id, event.state, event.holder,
                   event.department_id, event.user_id, request.icrm_state,
                   request.icrm_state = 'resolved'
                       AND request.icrm_submitted_at < %(until)s AS done,
                   GREATEST(event.occurred_at, %(since)s) AS from_at,
                   GREATEST(COALESCE(LEAD(event.occurred_at) OVER ledger, %(now)s),
                            %(since)s) AS to_at,
                   LEAD(event.id) OVER ledger IS NULL AS is_last
              FROM helpdesk_ticket AS request
              JOIN icrm_request_event AS event ON event.ticket_id = request.id
             WHERE request.icrm_service_id = %(service)s
               AND request.active
               AND ((request.icrm_state = 'resolved'
                     AND request.icrm_submitted_at >= %(since)s
                     AND request.icrm_submitted_at < %(until)s)
                    OR request.icrm_state IN %(open)s)
            WINDOW ledger AS (PARTITION BY event.ticket_id
                              ORDER BY event.occurred_at, event.id)
            """,
            service=self.service_id.id,
            since=since,
            until=until,
            now=now,
            open=OPEN_STATES,
        )

    def _sql_working_seconds(self, column):
        """Working seconds from the beginning until an instant: a binary search in the
        calendar's intervals, as measures/worktime.py does it."""
        at = SQL.identifier("course", column)
        place = SQL("width_bucket(%s, hours.starts)", at)
        return SQL(
            """(CASE WHEN %(place)s = 0 THEN 0
                ELSE hours.before[%(place)s] + LEAST(
                    EXTRACT(EPOCH FROM %(at)s - hours.starts[%(place)s])::bigint,
                    hours.lasts[%(place)s]) END)""",
            at=at,
            place=place,
        )

    def _get_hours(self, since, until):
        """Return the working hours as arrays: starts, seconds before, how long."""
        worktime = self.service_id._icrm_calendar()._icrm_worktime(
            since, until + timedelta(days=1), self.company_id
        )
        starts, before, lasts, total = [], [], [], 0
        for start, stop in worktime:
            starts.append(start)
            before.append(total)
            lasts.append(int((stop - start).total_seconds()))
            total += lasts[-1]
        # width_bucket wants at least one start.
        return {
            "starts": starts or [since],
            "before": before or [0],
            "lasts": lasts or [0],
        }

    def _get_since(self, months):
        return fields.Datetime.now() - relativedelta(months=months)

    # ------------------------------------------------------------------
    # Diagram
    # ------------------------------------------------------------------

    @api.depends_context("uid", "lang")
    def _compute_diagram(self):
        for process in self:
            process.diagram = process._origin and process._origin._get_diagram(MONTHS)

    @api.readonly
    def get_diagram(self, months: int = MONTHS):
        """Return the drawing of this process with the figures of the last *months*.

        A handful of queries, one of them over requests.

        :return: dict: ``months``, the figures of :meth:`_get_figures`, ``nodes`` (with
            figures), ``edges`` (``back``: leads to an earlier step), ``screen`` and
            ``phone``: their places, see :func:`flow.draw`, ``colors`` of values,
            ``sentences``: what the figures say, ``bottleneck``: id of a step
        :raise UserError: *months* does not lie between 1 and 60
        """
        self.ensure_one()
        self.check_access("read")
        self._check_months(months)
        return self._get_diagram(months)

    def _check_months(self, months):
        if not isinstance(months, int) or not 1 <= months <= 60:
            raise UserError(
                self.env._("Choose 1 to 60 months, not %s.", str(months)[:20])
            )

    def _get_diagram(self, months, looks=None):
        # sudo: who sees the process sees its figures and the names in it.
        process_sudo = self.sudo()
        steps = process_sudo.step_ids
        figures = process_sudo._get_figures(self._get_since(months))
        worst = process_sudo._get_bottleneck(figures)
        follows = steps._get_next()
        arrows = [(step, after) for step, nexts in follows.items() for after in nexts]
        flow = arrange(list(follows), arrows)
        looks = looks or {"screen": SCREEN, "phone": PHONE}
        step_figures = figures.pop("steps")
        return {
            "months": months,
            **figures,
            **{name: draw(flow, arrows, look) for name, look in looks.items()},
            "colors": COLORS,
            "bottleneck": worst.id,
            "can_open": self.env["icrm.request.step.report"].has_access("read"),
            "sentences": self._get_sentences(figures, step_figures, worst, months),
            "nodes": [
                step._get_node(step_figures.get(step.id), step == worst)
                for step in follows
            ],
            "edges": [
                {
                    "from": step.id,
                    "to": after.id,
                    "label": after.condition or "",
                    "back": (step, after) in flow.returns,
                }
                for step, after in arrows
            ],
        }

    def _get_sentences(self, figures, step_figures, worst, months):
        """Return what the figures say, for people who do not read diagrams."""
        if not figures["requests"]:
            return [
                self.env._(
                    "No requests submitted and resolved in the last %(months)s months.",
                    months=months,
                )
            ]
        written = NumberFormatter(self.env)
        sentences = [
            self.env._(
                "%(count)s requests in %(months)s months: %(hours)s working "
                "hours on average, %(waiting)s of it idle.",
                count=figures["requests"],
                months=months,
                hours=written.format_points(figures["lead_hours"]),
                waiting=written.format_percent(figures["waiting_share"]),
            ),
            self.env._(
                "%(share)s of the time added value.",
                share=written.format_percent(figures["value_share"]),
            ),
        ]
        if worst:
            own = step_figures[worst.id]
            sentences.append(
                self.env._(
                    "Bottleneck: “%(step)s” takes %(share)s of the time. "
                    "%(count)s of %(total)s requests spend %(hours)s hours there "
                    "on average, %(waiting)s of it waiting.",
                    step=worst.name,
                    share=written.format_percent(own["share"]),
                    count=own["requests"],
                    total=figures["requests"],
                    hours=written.format_points(own["hours"]),
                    waiting=written.format_percent(
                        own["waiting_hours"] / (own["hours"] or 1)
                    ),
                )
            )
        if figures["unmatched_share"] >= 0.05:
            sentences.append(
                self.env._(
                    "%(share)s of the time belongs to no step: set the request "
                    "progress in the last columns.",
                    share=written.format_percent(figures["unmatched_share"]),
                )
            )
        return sentences

    # ------------------------------------------------------------------
    # Diagram on paper
    # ------------------------------------------------------------------

    def _get_paper_diagram(self):
        """Return the diagram as drawn on paper, with the steps' conditions."""
        self.ensure_one()
        data = self._get_diagram(MONTHS, {"paper": PAPER})
        conditions = {step.id: step.condition for step in self.step_ids}
        for node in data["nodes"]:
            node["condition"] = conditions[node["id"]] or ""
            node["time"] = self.env._("%s h", node["hours_text"])
            node["wait"] = node["shows_waiting"] and self.env._(
                "%s waiting", node["waiting_text"]
            )
        return data

    # ------------------------------------------------------------------
    # Draft from history
    # ------------------------------------------------------------------

    def action_draft_from_history(self):
        """Replace the steps by those that requests of the last months really took.

        One statement. Progress and holder of a request make a step, the order is that
        in which requests come by, an arrow is drawn for what at least one in twenty
        does.

        :raise UserError: this is no draft, or no request was resolved
        """
        self.ensure_one()
        self.check_access("write")
        self._check_draft()
        visits, ways, requests = self._read_transitions()
        if not requests:
            raise UserError(
                self.env._(
                    "%(service)s has no resolved requests in the last %(months)s "
                    "months: add steps manually.",
                    service=self.service_id.name,
                    months=MONTHS,
                )
            )
        places = {
            key: place
            for key, (count, place) in visits.items()
            if count >= RARE_STEP * requests
        }
        keys = sorted(places, key=lambda key: (places[key], str(key)))
        Step = self.env["icrm.process.step"]
        self.step_ids.unlink()
        steps = Step.create(
            [
                self._get_end_values("start", 0),
                *(
                    self._get_step_values(key, 10 * place)
                    for place, key in enumerate(keys, start=1)
                ),
                self._get_end_values("end", 10 * len(keys) + 10),
            ]
        )
        by_key = dict(zip([None, *keys, "end"], steps, strict=True))
        for key, step in by_key.items():
            follows = ways[key]
            total = sum(follows.values())
            usual = [
                by_key[after]
                for after, count in follows.most_common()
                if after in by_key and count >= RARE_WAY * total
            ]
            step.next_ids = [Command.set(Step.union(*usual).ids)]
        self.message_post(
            body=self.env._(
                "%(count)s requests of the last %(months)s months were used to "
                "propose the steps.",
                count=requests,
                months=MONTHS,
            )
        )
        return True

    def _read_transitions(self):
        """Return where requests were and where they went from there.

        A key is (progress, holder, department id or None); None is before the
        first, "end" after the last.

        :return: ({key: (requests, average place)}, {key: Counter of next keys}, how
            many requests)
        """
        now = self.env.cr.now()
        since = self._get_since(MONTHS)
        for name in ("helpdesk.ticket", "icrm.request.event"):
            self.env[name].flush_model()
        # SQL: the ledger of all requests in one pass; bench_process
        rows = self.env.execute_query(
            SQL(
                """
                WITH course AS (%(course)s),
                turn AS (
                    SELECT ticket_id, id, state, holder,
                           CASE WHEN holder = 'department' THEN department_id
                           END AS department_id,
                           from_at
                      FROM course
                     WHERE done),
                -- A new assignee is no new step: keep the turns that change something.
                changed AS (
                    SELECT turn.*
                      FROM (SELECT turn.*,
                                   LAG(id) OVER ledger AS former_id,
                                   LAG((state, holder, department_id)) OVER ledger
                                       AS former
                              FROM turn
                            WINDOW ledger AS (PARTITION BY ticket_id
                                              ORDER BY from_at, id)) AS turn
                     WHERE former_id IS NULL
                        OR former IS DISTINCT FROM (state, holder, department_id)),
                way AS (
                    SELECT ticket_id, state, holder, department_id,
                           ROW_NUMBER() OVER ledger AS place,
                           LEAD(state) OVER ledger AS next_state,
                           LEAD(holder) OVER ledger AS next_holder,
                           LEAD(department_id) OVER ledger AS next_department_id
                      FROM changed
                    WINDOW ledger AS (PARTITION BY ticket_id ORDER BY from_at, id))
                SELECT GROUPING(next_state) = 1 AS whole,
                       state, holder, department_id,
                       next_state, next_holder, next_department_id,
                       COUNT(DISTINCT ticket_id), AVG(place)::float,
                       COUNT(DISTINCT ticket_id) FILTER (WHERE place = 1)
                  FROM way
                 GROUP BY GROUPING SETS (
                       (state, holder, department_id),
                       (state, holder, department_id,
                        next_state, next_holder, next_department_id))
                """,
                course=self._sql_history(since, now, now),
            )
        )
        visits, ways, requests = {}, defaultdict(Counter), 0
        for whole, *there, count, place, first in rows:
            key, after = tuple(there[:3]), tuple(there[3:])
            if key[0] not in OPEN_STATES:
                continue
            if whole:
                visits[key] = (count, place)
                ways[None][key] += first
                requests += first
            else:
                # After the end comes what follows a reopening: no way of the process.
                ways[key][after if after[0] in OPEN_STATES else "end"] += count
        ways[None] = +ways[None]
        return visits, ways, requests

    # ------------------------------------------------------------------
    # Proposed steps
    # ------------------------------------------------------------------

    def _get_end_values(self, kind, sequence):
        first, last = self.env._("Request submitted"), self.env._("Request resolved")
        return {
            "process_id": self.id,
            "sequence": sequence,
            "kind": kind,
            "name": first if kind == "start" else last,
            "value": "needed",
        }

    def _get_step_values(self, key, sequence):
        state, holder, department_id = key
        # sudo: the names of departments are on the requests anyway.
        other = self.env["hr.department"].sudo().browse(department_id).name
        value = "waste"
        if holder == "approver":
            value = "needed"
        elif holder not in ("customer", "third_party") and state == "in_progress":
            value = "value"
        return {
            "process_id": self.id,
            "sequence": sequence,
            "name": self._get_step_name(state, holder, other),
            "value": value,
            "department_id": department_id or self.department_id.id,
            "match_state": state,
            "match_holder": holder,
            "match_department_id": department_id,
        }

    def _get_step_name(self, state, holder, other):
        """Return what a step of a request is called.

        :param other: the name of who has it, if not the provider
        """
        # sudo: the provider's name is on the service anyway.
        who = other or self.sudo().department_id.name
        if holder == "approver":
            return self.env._("Awaiting approval")
        if holder == "customer":
            return self.env._("Waiting for the customer")
        if holder == "third_party":
            return self.env._("Waiting for a third party")
        if state == "new":
            return self.env._("Waiting to be taken by %s", who)
        if state == "waiting":
            return self.env._("Waiting at %s", who)
        return self.env._("In progress at %s", who)

    # ------------------------------------------------------------------
    # Conformance: real paths beside the standard one
    # ------------------------------------------------------------------

    def action_path_from_history(self):
        """Replace the standard path by the one most requests really took.

        :raise UserError: this is no draft, or no request was resolved
        """
        self.ensure_one()
        self.check_access("write")
        self._check_draft()
        # sudo: who may write the process may know how requests of its service went;
        # a path names no one.
        path, taken, requests = conformance.find_usual_path(
            self.sudo(), self._get_since(MONTHS)
        )
        if not path:
            raise UserError(
                self.env._(
                    "%(service)s has no resolved requests in the last %(months)s "
                    "months: add steps manually.",
                    service=self.service_id.name,
                    months=MONTHS,
                )
            )
        self.path_step_ids.unlink()
        self.env["icrm.process.path.step"].create(
            [
                {"process_id": self.id, "sequence": 10 * place, **values}
                for place, values in enumerate(path, start=1)
            ]
        )
        self.message_post(
            body=self.env._(
                "Standard path taken from history: %(taken)s of %(requests)s "
                "requests took it.",
                taken=taken,
                requests=requests,
            )
        )
        return True

    @api.readonly
    def get_conformance(self, months: int = MONTHS):
        """Return how the requests of the last *months* went beside the standard path.

        One query over requests. Nobody is named.

        :return: dict, see :func:`process_conformance.get_conformance`
        :raise UserError: *months* does not lie between 1 and 60
        """
        self.ensure_one()
        self.check_access("read")
        self._check_months(months)
        # sudo: who sees the process sees its figures and the names in it.
        return conformance.get_conformance(
            self.sudo(), months, {"screen": SCREEN, "phone": PHONE}
        ) | {"can_open": self.env["icrm.request.step.report"].has_access("read")}

    def action_open_deviation(self, code: str, months: int = MONTHS):
        """Open the requests that deviate so, as far as the caller may see them.

        :param code: of a deviation of :meth:`get_conformance`, or "conforming"
        """
        self.ensure_one()
        self.check_access("read")
        self._check_months(months)
        # sudo: which requests are meant; those that the caller may not read go next.
        name, ids = conformance.find_requests(self.sudo(), months, code)
        if ids is None:
            raise UserError(
                self.env._(
                    "This deviation does not occur any more, or in fewer than %s "
                    "requests.",
                    MIN_LISTED,
                )
            )
        tickets = self.env["helpdesk.ticket"].search(
            [("id", "in", ids)], order="id DESC", limit=conformance.MOST_OPENED
        )
        is_provider = self.env.user.has_group("icrm_internal.group_icrm_agent")
        return open_action(
            self.env,
            "icrm_internal.helpdesk_ticket_action_desk"
            if is_provider
            else "icrm_internal.helpdesk_ticket_action_my",
            name,
            domain=[("id", "in", tickets.ids)],
            context={},
        )

    def _get_paper_conformance(self):
        """Return conformance as drawn on paper; nothing without a standard path."""
        self.ensure_one()
        if not self.path_step_ids:
            return {}
        return conformance.get_conformance(self, MONTHS, {"paper": PAPER})
