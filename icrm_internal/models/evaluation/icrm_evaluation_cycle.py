# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import random
from collections import Counter, defaultdict
from datetime import timedelta

from dateutil.relativedelta import relativedelta
from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

from ...measures import rounding
from ...measures.disclosure import merge_groups
from ...measures.drawing import COLORS
from ...measures.scoring import weighted_score
from ..access import company_day
from ..access.actions import open_action, show_message
from ..access.jobs import run_batches, run_each
from ..access.recurrence import RECURRENCES
from ..access.safe_html import SafeHtml
from ..customer import department_names
from ..customer.duty import Duty
from . import cycle_recurrence

STATES = [
    ("draft", "Draft"),
    ("open", "Running"),
    ("closed", "Closed"),
    ("published", "Published"),
    ("archived", "Archived"),
]

# What the evaluators were promised: fixed once they are asked, even for the
# superuser.
FIXED = {
    "company_id",
    "date_from",
    "date_to",
    "template_id",
    "department_ids",
    "min_contacts",
    "anonymity_threshold",
    "anonymity_threshold_text",
}

# Written by the buttons only.
BATCH = 100


class IcrmEvaluationCycle(models.Model):
    """A period in which departments evaluate those that served them.

    Draft: whom to ask. Open: they answer. Closed: the results are released to the
    officers, the answers to no one. Published: each department sees its own. Archived:
    what was to be done about it is done.
    """

    _name = "icrm.evaluation.cycle"
    _inherit = "mail.thread"
    _icrm_duties = (Duty("department_ids", [("state", "in", ("draft", "open"))]),)
    _description = "Evaluation Cycle"
    _order = "date_to desc, id desc"

    name = fields.Char(required=True, tracking=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    state = fields.Selection(
        STATES, default="draft", required=True, readonly=True, tracking=True, copy=False
    )
    date_from = fields.Date(
        string="Period Start",
        required=True,
        tracking=True,
        default=lambda self: self._get_last_quarter()[0],
        help="The period that is judged. People judge what they have seen, so the last"
        " quarter that has ended is proposed.",
    )
    date_to = fields.Date(
        string="Period End",
        required=True,
        tracking=True,
        default=lambda self: self._get_last_quarter()[1],
    )
    template_id = fields.Many2one(
        "icrm.evaluation.template",
        required=True,
        ondelete="restrict",
        tracking=True,
        default=lambda self: self.env["icrm.evaluation.template"].search([], limit=1),
        domain="[('company_id', 'in', (False, company_id))]",
    )
    department_ids = fields.Many2many(
        "hr.department",
        relation="icrm_evaluation_cycle_department_rel",
        string="Evaluated Departments",
        help="Leave empty for every department that served others in the period.",
    )
    min_contacts = fields.Integer(
        string="Minimum Requests",
        default=3,
        required=True,
        tracking=True,
        help="Requests a department needs with the provider to be asked.",
    )
    anonymity_threshold = fields.Integer(
        string="Minimum Group Size",
        default=5,
        required=True,
        tracking=True,
        help="Smaller groups are never shown; people added by hand do not count.",
    )
    anonymity_threshold_text = fields.Integer(
        string="Minimum Group Size for Comments",
        default=8,
        required=True,
        tracking=True,
        help="Authors needed to show comments about a department.",
    )
    close_on = fields.Date(
        string="Answers Due",
        required=True,
        tracking=True,
        default=lambda self: company_day.today(self) + timedelta(days=21),
        help="Last day to submit evaluations.",
    )
    opened_on = fields.Date(string="Opened", readonly=True, copy=False)
    published_on = fields.Date(readonly=True, copy=False)
    remind_days = fields.Integer(
        string="Remind Before",
        default=5,
        help="Days before the end to remind people who are not done.",
    )
    recurrence = fields.Selection(
        RECURRENCES,
        default="none",
        required=True,
        tracking=True,
        help="Prepares the next cycle after closing and opens it when its period has "
        "ended.",
    )
    previous_id = fields.Many2one(
        "icrm.evaluation.cycle",
        string="Previous Cycle",
        readonly=True,
        copy=False,
        ondelete="restrict",
        index="btree_not_null",
    )
    next_ids = fields.One2many(
        "icrm.evaluation.cycle", "previous_id", string="Next Cycle"
    )
    is_planned = fields.Boolean(
        string="Open Automatically",
        copy=False,
        tracking=True,
        help="Opens when its period has ended, if nothing blocks it.",
    )
    note = SafeHtml(
        string="Message",
        translate=False,
        help="Shown to evaluators with the invitation.",
    )
    evaluator_count = fields.Integer(compute="_compute_counts")
    evaluated_count = fields.Integer(compute="_compute_counts")
    submitted_count = fields.Integer(compute="_compute_counts")
    score_count = fields.Integer(compute="_compute_counts")
    advice = fields.Html(compute="_compute_advice", sanitize=False)

    _period = models.Constraint(
        "CHECK (date_to >= date_from)", "A period must end after it starts."
    )
    _contacts = models.Constraint(
        "CHECK (min_contacts BETWEEN 1 AND 10000)", "Require at least one request."
    )
    _group = models.Constraint(
        "CHECK (anonymity_threshold BETWEEN 5 AND 1000)",
        "Results need at least 5 people.",
    )
    _group_text = models.Constraint(
        "CHECK (anonymity_threshold_text BETWEEN 8 AND 1000)",
        "Comments need at least 8 authors.",
    )
    _remind = models.Constraint(
        "CHECK (remind_days BETWEEN 0 AND 365)",
        "Reminders can be sent at most 365 days ahead.",
    )
    _previous_uniq = models.UniqueIndex(
        "(previous_id) WHERE previous_id IS NOT NULL",
        "A cycle can only have one next cycle.",
    )

    # ------------------------------------------------------------------
    # Computed fields
    # ------------------------------------------------------------------

    @api.model
    def _get_last_quarter(self):
        today = company_day.today(self)
        first = today.replace(month=today.month - (today.month - 1) % 3, day=1)
        return first - relativedelta(months=3), first - timedelta(days=1)

    @api.depends_context("uid")
    def _compute_counts(self):
        """How many are asked and done; four statements for any number of cycles.

        In sudo: how many, not who; the form shows it to those who see the list.
        """
        self.evaluator_count = self.evaluated_count = 0
        self.submitted_count = self.score_count = 0
        ids = self._origin.ids
        for model, domain, total, name in (
            ("icrm.evaluation.evaluator", [], "customer_id", "evaluator_count"),
            ("icrm.evaluation.evaluator", [], "department_id", "evaluated_count"),
            (
                "icrm.evaluation",
                [("state", "=", "submitted")],
                None,
                "submitted_count",
            ),
            ("icrm.evaluation.score", [], None, "score_count"),
        ):
            aggregate = f"{total}:count_distinct" if total else "__count"
            found = dict(
                self.env[model]
                .sudo()
                ._read_group(
                    [("cycle_id", "in", ids), *domain], ["cycle_id"], [aggregate]
                )
            )
            by_id = {cycle.id: count for cycle, count in found.items()}
            for cycle in self:
                cycle[name] = by_id.get(cycle._origin.id, 0)

    # ------------------------------------------------------------------
    # Create and write
    # ------------------------------------------------------------------

    @api.constrains("close_on", "state")
    def _check_close_on(self):
        for cycle in self.filtered(lambda cycle: cycle.state == "draft"):
            if cycle.close_on <= cycle.date_from:
                raise ValidationError(
                    self.env._("Evaluation must take place after the period starts.")
                )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if vals.get("state", "draft") != "draft":
                raise AccessError(self.env._("Create a cycle as a draft."))
        return super().create(vals_list)

    def write(self, vals):
        """Refuse changes of what evaluators were promised, and of the state."""
        if not FIXED.isdisjoint(vals) and any(cycle.state != "draft" for cycle in self):
            raise UserError(
                self.env._(
                    "The cycle is open: its period, template and minimums cannot "
                    "change."
                )
            )
        if "close_on" in vals and any(
            cycle.state not in ("draft", "open") for cycle in self
        ):
            raise UserError(self.env._("The cycle is closed."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_draft(self):
        if any(cycle.state != "draft" for cycle in self):
            raise AccessError(
                self.env._("A cycle that was opened cannot be deleted: archive it.")
            )

    def _change_state(self, before, after, **values):
        """Go on from one state to the next; the caller checked the right to."""
        self.ensure_one()
        self.check_access("write")
        # Two who press at once, or one who presses while somebody submits.
        self._icrm_lock()
        if self.state not in before:
            raise UserError(
                self.env._(
                    "%(cycle)s is %(state)s: this step is not possible.",
                    cycle=self.name,
                    state=dict(self._fields["state"]._description_selection(self.env))[
                        self.state
                    ].lower(),
                )
            )
        self.sudo().write({"state": after, **values})

    def action_publish(self):
        """Show each department its own results, and each person theirs."""
        self._change_state(("closed",), "published", published_on=self._get_today())
        # sudo: who is notified is read by the system; each reads their own results
        people_sudo = self.env["icrm.evaluation.person"].sudo()
        for cycle in self:
            found_sudo = people_sudo.search([("cycle_id", "=", cycle.id)])
            users = found_sudo.customer_id.user_id.filtered("active").sudo(False)
            self.env["icrm.message"]._enqueue("evaluation_about_you", users, cycle)

    def action_dismiss(self):
        """Archive the cycle; refused while actions that follow from it are open."""
        self.ensure_one()
        self.check_access("write")
        # Who begins an action now comes first, or too late.
        self._icrm_lock()
        # sudo: an action the caller may not see still is to be done.
        names = self.sudo()._get_open_actions()
        if names:
            raise UserError(
                self.env._(
                    "%(count)s follow-up actions are still open: %(names)s.",
                    count=len(names),
                    names=", ".join(names[:5]),
                )
            )
        self._change_state(("published",), "archived")

    def _get_open_actions(self):
        """Return the names of what is still to be done because of this evaluation.

        Other domains that start actions from an evaluation extend this method.
        """
        return []

    # ------------------------------------------------------------------
    # What belongs to it
    # ------------------------------------------------------------------

    def action_open_evaluators(self):
        """Open the list of who is asked about whom."""
        self.ensure_one()
        return open_action(
            self.env,
            "icrm_internal.icrm_evaluation_evaluator_action",
            domain=[("cycle_id", "=", self.id)],
            context={
                "default_cycle_id": self.id,
                "search_default_by_provider": 1,
                "search_default_by_department": 1,
            },
        )

    def action_open_scores(self):
        """Open the results of the departments."""
        self.ensure_one()
        return open_action(
            self.env,
            "icrm_internal.icrm_evaluation_score_action",
            domain=[("cycle_id", "=", self.id)],
            context={},
        )

    def action_open_matrix(self):
        """Open who rates whom how."""
        self.ensure_one()
        self.check_access("read")
        return open_action(
            self.env,
            "icrm_internal.icrm_evaluation_matrix_action",
            context={"active_id": self.id},
        )

    # ------------------------------------------------------------------
    # Evaluators: proposed from real contact, frozen by opening
    # ------------------------------------------------------------------

    def action_propose(self):
        """Propose evaluators from the requests of the period; repeat at will.

        Who was added by hand or archived stays so.
        """
        self.ensure_one()
        self.check_access("write")
        self._icrm_lock()
        if self.state != "draft":
            raise UserError(
                self.env._("The list of evaluators is final since the cycle opened.")
            )
        self._propose()
        return show_message(
            self.env._("Check the list, then go back and open the cycle."),
            "info",
            then=self.action_open_evaluators(),
        )

    def _propose(self):
        """Fill the list of evaluators by one statement, however many there are."""
        self.flush_recordset()
        for model in ("helpdesk.ticket", "icrm.evaluation.evaluator", "icrm.customer"):
            self.env[model].flush_model()
        # SQL: one statement for all departments; bench_evaluation
        self.env.cr.execute(
            SQL(
                """
                WITH contact AS (%(contacts)s), proposal AS (
                    SELECT contact.provider_id, customer.id AS customer_id,
                           contact.department_id, contact.request_count
                      FROM contact
                      JOIN icrm_customer AS customer
                        ON customer.department_id = contact.department_id
                      JOIN res_users AS reader ON reader.id = customer.user_id
                     WHERE customer.kind = 'employee' AND customer.active
                       AND customer.company_id = %(company)s
                       AND reader.active AND reader.share IS NOT TRUE
                ), gone AS (
                    DELETE FROM icrm_evaluation_evaluator AS known
                     WHERE known.cycle_id = %(cycle)s AND known.is_manual IS NOT TRUE
                       AND known.active
                       AND NOT EXISTS (
                           SELECT FROM proposal
                            WHERE proposal.customer_id = known.customer_id
                              AND proposal.provider_id = known.department_id)
                )
                INSERT INTO icrm_evaluation_evaluator (
                    cycle_id, company_id, department_id, customer_id,
                    evaluator_department_id, request_count, is_manual, active,
                    create_uid, create_date, write_uid, write_date)
                SELECT %(cycle)s, %(company)s, provider_id, customer_id,
                       department_id, request_count, FALSE, TRUE,
                       %(uid)s, NOW() AT TIME ZONE 'UTC',
                       %(uid)s, NOW() AT TIME ZONE 'UTC'
                  FROM proposal
                    ON CONFLICT (cycle_id, customer_id, department_id) DO UPDATE
                   SET request_count = EXCLUDED.request_count,
                       evaluator_department_id = EXCLUDED.evaluator_department_id
                """,
                contacts=self._get_contact_query(),
                company=self.company_id.id,
                cycle=self.id,
                uid=self.env.uid,
            )
        )
        self.env["icrm.evaluation.evaluator"].invalidate_model()
        self.invalidate_recordset()

    def _get_contact_query(self):
        """Return the SQL of (provider, department, requests) of the period: pairs with
        enough contact, neither of which is the other, above it or below it."""
        since, until = self._get_instants()
        chosen = SQL("TRUE")
        if self.department_ids:
            chosen = SQL(
                "ticket.icrm_provider_department_id = ANY(%s)", self.department_ids.ids
            )
        return SQL(
            """
            SELECT ticket.icrm_provider_department_id AS provider_id,
                   ticket.icrm_customer_department_id AS department_id,
                   COUNT(*) AS request_count
              FROM helpdesk_ticket AS ticket
              JOIN hr_department AS provider
                ON provider.id = ticket.icrm_provider_department_id
              JOIN hr_department AS department
                ON department.id = ticket.icrm_customer_department_id
             WHERE ticket.active AND ticket.company_id = %(company)s
               AND provider.active AND department.active
               AND ticket.icrm_submitted_at >= %(since)s
               AND ticket.icrm_submitted_at < %(until)s
               AND NOT starts_with(provider.parent_path, department.parent_path)
               AND NOT starts_with(department.parent_path, provider.parent_path)
               AND %(chosen)s
             GROUP BY ticket.icrm_provider_department_id,
                      ticket.icrm_customer_department_id
            HAVING COUNT(*) >= %(least)s
            """,
            company=self.company_id.id,
            since=since,
            until=until,
            chosen=chosen,
            least=self.min_contacts,
        )

    def _get_instants(self):
        """Return the SQL of the first instant of the period, and of the first after."""
        return [
            company_day.sql_midnight(day, self.company_id.id)
            for day in (self.date_from, self.date_to + timedelta(days=1))
        ]

    # ------------------------------------------------------------------
    # Warnings before opening
    # ------------------------------------------------------------------

    @api.depends("state", "anonymity_threshold", "min_contacts", "date_from", "date_to")
    def _compute_advice(self):
        self.advice = False
        for cycle in self.filtered(
            lambda cycle: cycle.state == "draft" and cycle._origin
        ):
            sentences = cycle._origin._get_advice()
            cycle.advice = Markup("").join(
                Markup("<p class='mb-1'>%s</p>") % sentence for sentence in sentences
            )

    def _get_advice(self):
        """Return sentences on what the current list can and cannot result in."""
        self.ensure_one()
        # sudo: the list the cycle's officer makes; advice is of counts and departments.
        Evaluator = self.env["icrm.evaluation.evaluator"].sudo()
        domain = [("cycle_id", "=", self.id)]
        sentences = []
        if not Evaluator.search_count(domain, limit=1):
            return [
                self.env._(
                    "Propose evaluators from the period's requests, then check "
                    "the list."
                )
            ]
        few = [
            department.name
            for department, manual, count in Evaluator._read_group(
                domain, ["department_id"], ["is_manual:array_agg", "__count"]
            )
            # Evaluators added by hand do not count towards the minimum.
            if count - sum(manual) < self.anonymity_threshold
        ]
        if few:
            sentences.append(
                self.env._(
                    "Too few evaluators for a result (below %(least)s): "
                    "%(departments)s.",
                    least=self.anonymity_threshold,
                    departments=", ".join(few),
                )
            )
        loads = defaultdict(int)
        for customer, count in Evaluator._read_group(
            domain, ["customer_id"], ["__count"]
        ):
            loads[customer] = count
        most = max(loads, key=loads.get)
        if loads[most] > 6:
            sentences.append(
                self.env._(
                    "%(person)s would evaluate %(count)s departments: raise the "
                    "minimum requests or archive some lines.",
                    person=most.name,
                    count=loads[most],
                )
            )
        without = self._count_without_account()
        if without:
            sentences.append(
                self.env._(
                    "%(count)s people without a user account cannot evaluate and "
                    "are not counted.",
                    count=without,
                )
            )
        return sentences

    def _count_without_account(self):
        """Return how many employees of the departments asked cannot be asked.

        In sudo: a number for the officer, who may not be able to read them all.
        """
        departments = (
            self.env["icrm.evaluation.evaluator"]
            .sudo()
            .search([("cycle_id", "=", self.id)])
            .evaluator_department_id
        )
        return (
            self.env["icrm.customer"]
            .sudo()
            .search_count(
                [
                    ("kind", "=", "employee"),
                    ("department_id", "in", departments.ids),
                    ("company_id", "=", self.company_id.id),
                    "|",
                    ("user_id", "=", False),
                    ("user_id.share", "=", True),
                ]
            )
        )

    # ------------------------------------------------------------------
    # Opening
    # ------------------------------------------------------------------

    def action_open(self):
        """Freeze the list, create the evaluations, notify the evaluators.

        All in one transaction; notices are rows that a job sends afterwards.
        """
        self.ensure_one()
        self.check_access("write")
        self._icrm_lock()
        self.template_id._check_complete()
        today = self._get_today()
        if self.close_on < today:
            raise UserError(
                self.env._(
                    "The last day to answer, %(day)s, has passed.", day=self.close_on
                )
            )
        if not self.env["icrm.evaluation.evaluator"].search_count(
            [("cycle_id", "=", self.id)], limit=1
        ):
            raise UserError(self.env._("Propose evaluators first."))
        self._check_left_out()
        self._change_state(("draft",), "open", opened_on=today)
        self.env.flush_all()
        self._make_evaluations()
        self.env.invalidate_all()
        self.env.ref("icrm_internal.ir_cron_evaluation_follow").sudo()._trigger()

    def _check_left_out(self):
        """Raise if so many were left out that the others were picked in fact.

        As with campaigns: who picks whom an answer is hidden among needs four on their
        side, unless three times the minimum are asked.
        """
        least = 3 * self.anonymity_threshold
        # sudo: counts of those left out, to refuse too many
        proposed = (
            self.env["icrm.evaluation.evaluator"]
            .sudo()
            .with_context(active_test=False)
            ._read_group(
                [("cycle_id", "=", self.id), ("is_manual", "=", False)],
                ["department_id"],
                ["active:array_agg"],
            )
        )
        for department, active in proposed:
            if not all(active) and sum(active) < least:
                raise UserError(
                    self.env._(
                        "%(department)s keeps %(left)s of %(proposed)s proposed "
                        "evaluators; to protect anonymity, keep at least "
                        "%(least)s (three times the minimum of %(minimum)s) or "
                        "exclude no one.",
                        department=department.name,
                        left=sum(active),
                        proposed=len(active),
                        least=least,
                        minimum=self.anonymity_threshold,
                    )
                )

    def _make_evaluations(self):
        """Write the empty evaluations, their lines and the notices; three statements.

        In random order, so that no id reveals whose it is.
        """
        # SQL: one statement, in random order; bench_evaluation
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO icrm_evaluation (
                    cycle_id, company_id, department_id, customer_id, user_id,
                    evaluator_department_id, state)
                SELECT evaluator.cycle_id, evaluator.company_id,
                       evaluator.department_id, evaluator.customer_id,
                       customer.user_id, evaluator.evaluator_department_id, 'todo'
                  FROM icrm_evaluation_evaluator AS evaluator
                  JOIN icrm_customer AS customer ON customer.id = evaluator.customer_id
                  JOIN res_users AS reader ON reader.id = customer.user_id
                 WHERE evaluator.cycle_id = %(cycle)s AND evaluator.active
                   AND reader.active AND customer.active
                   -- HR may have moved people and dissolved departments meanwhile.
                   AND EXISTS (
                       SELECT FROM hr_department AS provider
                         LEFT JOIN hr_department AS own
                           ON own.id = customer.department_id
                        WHERE provider.id = evaluator.department_id
                          AND provider.active
                          AND NOT starts_with(
                              provider.parent_path, COALESCE(own.parent_path, '-'))
                          AND NOT starts_with(
                              COALESCE(own.parent_path, '-'), provider.parent_path))
                 ORDER BY random()
                    ON CONFLICT DO NOTHING
                """,
                cycle=self.id,
            )
        )
        # SQL: as above; bench_evaluation
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO icrm_evaluation_line (evaluation_id, criterion_id)
                SELECT evaluation.id, criterion.id
                  FROM icrm_evaluation AS evaluation
                  JOIN icrm_evaluation_criterion AS criterion
                    ON criterion.template_id = %(template)s
                   AND criterion.level = 'department'
                 WHERE evaluation.cycle_id = %(cycle)s
                 ORDER BY random()
                    ON CONFLICT DO NOTHING
                """,
                cycle=self.id,
                template=self.template_id.id,
            )
        )
        # SQL: as above; bench_evaluation
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO icrm_evaluation_notice (cycle_id, user_id)
                SELECT DISTINCT cycle_id, user_id
                  FROM icrm_evaluation
                 WHERE cycle_id = %(cycle)s
                    ON CONFLICT DO NOTHING
                """,
                cycle=self.id,
            )
        )

    # ------------------------------------------------------------------
    # Mails, reminders, closing in time
    # ------------------------------------------------------------------

    def _get_today(self):
        """Return the day it is where the company works."""
        return company_day.today(self)

    @api.model
    def _cron_advance(self):
        """Close, prepare and open repeated cycles, tell, remind.

        Each is idempotent and commits by batches.
        """
        still_open = [("state", "=", "open")]
        cycles = self.search(still_open)
        over = cycles.filtered(lambda cycle: cycle.close_on < cycle._get_today())
        if not run_each(over, lambda cycle: cycle._close(), domain=still_open):
            return
        repeated = Domain("recurrence", "!=", "none") & Domain("next_ids", "=", False)
        for domain, step in (
            (
                repeated & Domain("state", "not in", ("draft", "open")),
                cycle_recurrence.prepare_next,
            ),
            (
                Domain("state", "=", "draft")
                & Domain("is_planned", "=", True)
                & Domain("date_to", "<", company_day.latest()),
                cycle_recurrence.open_if_due,
            ),
        ):
            if not run_each(
                self.search(domain, order="id"),
                step,
                domain=domain,
                on_error=cycle_recurrence.tell_refusal,
            ):
                return
        for cycle in cycles - over:
            due = cycle.close_on - timedelta(days=cycle.remind_days)
            if not cycle._send("is_notified", reminder=False) or (
                cycle.remind_days
                and cycle._get_today() >= due
                and not cycle._send("is_reminded", reminder=True)
            ):
                return

    def _send(self, mark, reminder):
        """Notify those who were not notified yet; return False when time is up.

        The mark and the message are of one transaction: killed before it,
        no one was notified; killed after it, no one is notified again.
        """
        waiting = Domain("cycle_id", "=", self.id) & Domain(mark, "=", False)
        if reminder:
            waiting &= Domain("is_notified", "=", True)
        return run_batches(
            # sudo: users cannot read notices; the job does.
            self.env["icrm.evaluation.notice"].sudo(),
            waiting,
            lambda notices: self._send_notices(notices, mark, reminder),
            BATCH,
        )

    def _send_notices(self, notices, mark, reminder):
        counts = self._count_todo(notices.user_id)
        self.env["icrm.message"]._enqueue(
            "evaluation_reminder" if reminder else "evaluation_invitation",
            notices.user_id.filtered(lambda user: counts.get(user.id)),
            self,
        )
        notices[mark] = True

    def _get_reader_rule(self):
        """Return who reads what, in the one sentence that all screens and mails use."""
        self.ensure_one()
        return self.env._(
            "Only you read your answers; results are shown from %(least)s people up, "
            "comments without names.",
            least=self.anonymity_threshold,
        )

    def _count_todo(self, users):
        """Return {user id: number of evaluations still to do in this cycle}."""
        # sudo: how many, for the reminder to each
        todo_sudo = (
            self.env["icrm.evaluation"]
            .sudo()
            .search(
                [
                    ("cycle_id", "=", self.id),
                    ("user_id", "in", users.ids),
                    ("state", "=", "todo"),
                ]
            )
        )
        return Counter(
            evaluation.user_id.id
            for evaluation in todo_sudo
            if not evaluation._get_obstacle()
        )

    # ------------------------------------------------------------------
    # Closing: results of whole groups only
    # ------------------------------------------------------------------
    # A result's group is a set of evaluators' departments, merged along the tree until
    # at least ``anonymity_threshold`` evaluators are in it. Groups are fixed for a
    # cycle and a provider and do not overlap, so whatever is added up or subtracted,
    # with any filter, are whole groups. What cannot reach the minimum counts nowhere.
    # Evaluators who were added by hand do not count towards a minimum: who picks them
    # could pick four who share their answers, and would know the fifth.

    def action_close(self):
        """Close the cycle before its last day; officers see the results then."""
        self.ensure_one()
        self.check_access("write")
        self._close()

    def _close(self):
        self._change_state(("open",), "closed")
        self.env.flush_all()
        # SQL: what was submitted since our snapshot is an error here, and a retry:
        # nothing that was accepted is left out.
        self.env.cr.execute(
            "SELECT FROM icrm_evaluation WHERE cycle_id = %s FOR SHARE", [self.id]
        )
        # sudo: single evaluations are read by the closing only, to count them.
        cycle_sudo = self.sudo()
        scores = cycle_sudo._release_scores()
        cycle_sudo._release_people()
        cycle_sudo._release_comments(scores)

    # ------------------------------------------------------------------
    # Results of departments
    # ------------------------------------------------------------------

    def _release_scores(self):
        """Write each department's score and its cells; return {department id: score}.

        The same number of statements for any number of departments and evaluations.
        """
        sizes, own = self._read_sizes()
        sums = self._read_sums()
        Score = self.env["icrm.evaluation.score"]
        invited = self.env["icrm.evaluation"]._read_group(
            # A department that was dissolved meanwhile is not ranked.
            [("cycle_id", "=", self.id), ("department_id.active", "=", True)],
            ["department_id"],
            ["__count"],
        )
        groups = self._get_groups_of(own)
        cells = {
            department.id: self._prepare_cells(
                groups[department.id], sizes[department.id], sums[department.id]
            )
            for department, _asked in invited
        }
        previous = Score._get_previous(self)
        scores = Score.create(
            [
                {
                    "cycle_id": self.id,
                    "department_id": department.id,
                    "invited_count": asked,
                    "evaluator_count": sum(
                        sizes[department.id][member]
                        for members in groups[department.id]
                        for member in members
                    ),
                    "previous_id": previous.get(department.id),
                    **self._prepare_score(cells[department.id]),
                }
                for department, asked in invited
            ]
        )
        department_names.freeze(scores, "department_name", "department_id")
        self.env["icrm.evaluation.result"].create(
            [
                {"score_id": score.id, **cell}
                for score in scores
                for cell in cells[score.department_id.id]
            ]
        )
        return {score.department_id.id: score for score in scores}

    def _get_groups_of(self, sizes):
        """Return {department id: the groups of evaluators' departments, as sorted
        tuples of ids}; departments with too few evaluators have none.

        :param sizes: the second that :meth:`_read_sizes` returns
        """
        parents = {
            department.id: department.parent_id.id or None
            for department in self.env["hr.department"]
            .with_context(active_test=False)
            .search([])
        }
        groups = defaultdict(list)
        for department_id, own_sizes in sizes.items():
            merged = merge_groups(
                own_sizes, parents, self.anonymity_threshold, own_sizes
            )
            groups[department_id] = sorted(
                {members for members in merged.values() if members}
            )
        return groups

    def _prepare_cells(self, groups, sizes, sums):
        """Return the values of the cells about one department."""
        cells = []
        for members in groups:
            departments = self.env["hr.department"].browse(members)
            totals = defaultdict(lambda: [0, 0, 0, 0])
            for member in members:
                for criterion_id, figures in sums[member].items():
                    for place, figure in enumerate(figures):
                        totals[criterion_id][place] += figure
            cells += [
                {
                    "criterion_id": criterion_id,
                    "group_key": "-".join(map(str, members)),
                    "group_name": ", ".join(departments.mapped("name")),
                    "group_department_ids": list(members),
                    "group_size": sum(sizes[member] for member in members),
                    "response_count": n,
                    "total": total,
                    "squares": squares,
                }
                for criterion_id, (n, total, squares, own) in totals.items()
                # Some could not judge this one: then the cell has fewer of them.
                if own >= self.anonymity_threshold
            ]
        return cells

    def _prepare_score(self, cells):
        """Return the values of a department's score, computed from its cells."""
        Criterion = self.env["icrm.evaluation.criterion"]
        criteria = self.env["icrm.evaluation.score"]._get_criteria(
            (
                Criterion.browse(cell["criterion_id"]),
                cell["response_count"],
                cell["total"],
            )
            for cell in cells
        )
        score = weighted_score(
            (criterion.weight, own["share"]) for criterion, own in criteria.items()
        )
        return {"score": score or 0, "has_score": score is not None}

    def _read_sizes(self):
        """Return {department id: {evaluator's department id: evaluations}}, and the
        same of those alone that count towards the minimum."""
        sizes, own_sizes = defaultdict(dict), defaultdict(dict)
        # SQL: two counts in one pass; bench_evaluation
        self.env.cr.execute(
            SQL(
                """
                SELECT evaluation.department_id, evaluation.evaluator_department_id,
                       COUNT(*),
                       COUNT(*) FILTER (WHERE evaluation.id IN %s)
                  FROM icrm_evaluation AS evaluation
                 WHERE evaluation.cycle_id = %s AND evaluation.state = 'submitted'
                 GROUP BY evaluation.department_id, evaluation.evaluator_department_id
                """,
                self._get_proposed_query(),
                self.id,
            )
        )
        for department_id, member_id, count, own in self.env.cr.fetchall():
            sizes[department_id][member_id] = count
            own_sizes[department_id][member_id] = own
        return sizes, own_sizes

    def _get_proposed_query(self):
        """Return the SQL of the evaluations whose authors were not added by hand."""
        return SQL(
            """
            (SELECT evaluation.id
               FROM icrm_evaluation AS evaluation
               JOIN icrm_evaluation_evaluator AS evaluator
                 ON evaluator.cycle_id = evaluation.cycle_id
                AND evaluator.customer_id = evaluation.customer_id
                AND evaluator.department_id = evaluation.department_id
              WHERE evaluation.cycle_id = %s AND evaluator.is_manual IS FALSE)
            """,
            self.id,
        )

    def _read_sums(self):
        """Return {department id: {evaluator's department id: {criterion id: sums}}},
        sums being count, total and squares of the scores given, and how many of them
        count towards the minimum."""
        sums = defaultdict(lambda: defaultdict(dict))
        # SQL: sums of squares, which the ORM has not; bench_evaluation
        self.env.cr.execute(
            SQL(
                """
                SELECT evaluation.department_id, evaluation.evaluator_department_id,
                       line.criterion_id, COUNT(*), SUM(line.score),
                       SUM(line.score * line.score),
                       COUNT(*) FILTER (WHERE evaluation.id IN %s)
                  FROM icrm_evaluation AS evaluation
                  JOIN icrm_evaluation_line AS line
                    ON line.evaluation_id = evaluation.id
                 WHERE evaluation.cycle_id = %s AND evaluation.state = 'submitted'
                   AND line.person_id IS NULL AND line.score > 0
                 GROUP BY evaluation.department_id, evaluation.evaluator_department_id,
                          line.criterion_id
                """,
                self._get_proposed_query(),
                self.id,
            )
        )
        for department_id, member_id, criterion_id, *figures in self.env.cr.fetchall():
            sums[department_id][member_id][criterion_id] = figures
        return sums

    # ------------------------------------------------------------------
    # Results of people
    # ------------------------------------------------------------------

    def _release_people(self):
        """Write what enough evaluators said about a person; nothing of it counts for
        the department."""
        # SQL: sums of squares, which the ORM has not; bench_evaluation
        self.env.cr.execute(
            SQL(
                """
                SELECT line.person_id, line.criterion_id, COUNT(*), SUM(line.score),
                       SUM(line.score * line.score)
                  FROM icrm_evaluation AS evaluation
                  JOIN icrm_evaluation_line AS line
                    ON line.evaluation_id = evaluation.id
                 WHERE evaluation.cycle_id = %(cycle)s
                   AND evaluation.state = 'submitted'
                   AND line.person_id IS NOT NULL AND line.score > 0
                 GROUP BY line.person_id, line.criterion_id
                HAVING COUNT(DISTINCT evaluation.customer_id)
                       FILTER (WHERE evaluation.id IN %(proposed)s) >= %(least)s
                """,
                cycle=self.id,
                proposed=self._get_proposed_query(),
                least=self.anonymity_threshold,
            )
        )
        rows = self.env.cr.fetchall()
        people = {
            person.id: person.department_id.id
            for person in self.env["icrm.customer"].browse(row[0] for row in rows)
        }
        self.env["icrm.evaluation.person"].create(
            [
                {
                    "cycle_id": self.id,
                    "customer_id": person_id,
                    "department_id": people[person_id],
                    "criterion_id": criterion_id,
                    "response_count": n,
                    "total": total,
                    "squares": squares,
                }
                for person_id, criterion_id, n, total, squares in rows
            ]
        )

    # ------------------------------------------------------------------
    # Comments
    # ------------------------------------------------------------------

    def _release_comments(self, scores):
        """Copy the comments about departments that enough people commented on, in
        random order, without anything that says whose they are."""
        # SQL: compared with how many commented, in one pass; bench_evaluation
        self.env.cr.execute(
            SQL(
                """
                WITH said AS (
                    SELECT evaluation.department_id, evaluation.id AS evaluation_id,
                           NULL::int AS criterion_id, evaluation.comment
                      FROM icrm_evaluation AS evaluation
                     WHERE evaluation.cycle_id = %(cycle)s
                       AND evaluation.state = 'submitted'
                    UNION ALL
                    SELECT evaluation.department_id, evaluation.id,
                           line.criterion_id, line.comment
                      FROM icrm_evaluation AS evaluation
                      JOIN icrm_evaluation_line AS line
                    ON line.evaluation_id = evaluation.id
                     WHERE evaluation.cycle_id = %(cycle)s
                       AND evaluation.state = 'submitted'
                       AND line.person_id IS NULL
                ), words AS (
                    SELECT * FROM said WHERE TRIM(comment) <> ''
                )
                SELECT department_id, criterion_id, TRIM(comment)
                  FROM words
                 WHERE department_id IN (
                       SELECT department_id FROM words GROUP BY department_id
                       HAVING COUNT(DISTINCT evaluation_id) FILTER (
                              WHERE evaluation_id IN %(proposed)s) >= %(least)s)
                """,
                cycle=self.id,
                proposed=self._get_proposed_query(),
                least=self.anonymity_threshold_text,
            )
        )
        rows = self.env.cr.fetchall()
        random.SystemRandom().shuffle(rows)
        self.env["icrm.evaluation.comment"].create(
            [
                {
                    "score_id": scores[department_id].id,
                    "criterion_id": criterion_id,
                    "body": text,
                }
                for department_id, criterion_id, text in rows
                if department_id in scores
            ]
        )

    # ------------------------------------------------------------------
    # Matrix: leniency and reciprocity, shown, not part of the score
    # ------------------------------------------------------------------

    @api.readonly
    def get_matrix(self):
        """Return how departments rate those that serve them.

        From the released cells that the caller may read, and from nothing else. A
        department that was counted together with others has their common score.

        :return: dict: ``cycle`` [id, name, state]; ``anonymity_threshold``;
            ``providers`` and ``evaluators``, lists of {id, name, ...} in the order of
            names, a provider with its ``score``, an evaluating department with its
            ``leniency``: the mean, over what it rated on its own, of its score minus
            that of the others for the same provider, null where there is nothing to
            compare;
            ``cells`` {evaluator, provider, n, score, others, group}, ``group`` being
            the names of those counted together, else False; ``pairs`` of departments
            that rated each other {a, b, a_name, b_name, a_on_b, b_on_a, a_group,
            b_group}. Scores are 0 to 100.
        """
        self.ensure_one()
        self.check_access("read")
        Result = self.env["icrm.evaluation.result"]
        Result.check_access("read")
        # sudo: the cells were found as the caller; their names are shown with them.
        cells = Result.search([("cycle_id", "=", self.id)]).sudo()
        providers, grid = {}, []
        for score, own in cells.grouped("score_id").items():
            providers[score.department_id.id] = {
                "id": score.department_id.id,
                "name": score._get_department_name(),
                # As published, corrections included.
                "score": score.final_score,
            }
            rated = score._get_groups(own)
            for group in rated:
                others = self._get_mean(
                    [other for other in rated if other["key"] != group["key"]]
                )
                shared = len(group["department_ids"]) > 1
                for department_id in group["department_ids"]:
                    grid.append(
                        {
                            "evaluator": department_id,
                            "provider": score.department_id.id,
                            "n": group["n"],
                            "score": group["score"],
                            "others": others,
                            "group": shared and group["name"],
                        }
                    )
        by_evaluator = defaultdict(list)
        for cell in grid:
            by_evaluator[cell["evaluator"]].append(cell)
        evaluators = [
            {
                "id": department.id,
                "name": department.name,
                "leniency": self._get_leniency(by_evaluator[department.id]),
            }
            for department in self.env["hr.department"]
            .sudo()
            .browse(tuple(by_evaluator))
        ]
        return {
            "cycle": [self.id, self.name, self.state],
            "anonymity_threshold": self.anonymity_threshold,
            "colors": COLORS,
            "providers": sorted(
                providers.values(), key=lambda provider: provider["name"]
            ),
            "evaluators": sorted(evaluators, key=lambda evaluator: evaluator["name"]),
            "cells": grid,
            "pairs": self._get_pairs(providers, grid),
        }

    @api.model
    def _get_leniency(self, cells):
        return self._get_mean(
            [
                {"score": cell["score"] - cell["others"], "n": cell["n"]}
                for cell in cells
                if cell["others"] is not None and not cell["group"]
            ]
        )

    @api.model
    def _get_mean(self, parts):
        """Return the mean score of *parts*, weighted by their n; None of nothing."""
        total = sum(part["n"] for part in parts)
        if not total:
            return None
        return rounding.points(sum(part["score"] * part["n"] for part in parts) / total)

    @api.model
    def _get_pairs(self, providers, grid):
        """Return the departments that rated each other, side by side."""
        on = {(cell["evaluator"], cell["provider"]): cell for cell in grid}
        pairs = [
            {
                "a": a,
                "b": b,
                "a_name": providers[a]["name"],
                "b_name": providers[b]["name"],
                "a_on_b": cell["score"],
                "b_on_a": on[b, a]["score"],
                "a_group": cell["group"],
                "b_group": on[b, a]["group"],
            }
            for (a, b), cell in on.items()
            if a < b and (b, a) in on
        ]
        return sorted(pairs, key=lambda pair: (pair["a_name"], pair["b_name"]))
