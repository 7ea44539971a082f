# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from ..access import company_day
from ..access.actions import open_form, show_message
from ..access.number_formatter import NumberFormatter
from ..access.personal import SWEEP, Personal
from ..access.safe_html import SafeHtml
from ..customer.duty import Duty
from ..request.sla_sql import MET

# What its author writes; all else is fixed by the opening.
OWN = {"comment", "line_ids", "person_ids"}

COMMENT_LIMIT = 4000


TO_DO = [("state", "=", "todo"), ("cycle_id.state", "=", "open")]


class IcrmEvaluation(models.Model):
    """What one evaluator says about one department: read by its author only.

    Global rules say so for officers, administrators and auditors alike; others see the
    released results (icrm.evaluation.result). There are no columns of the log: no row
    reveals when it was answered, and none names its author but the one of the rule.
    """

    _name = "icrm.evaluation"
    _icrm_duties = (
        Duty("user_id", TO_DO, reassign=False),
        Duty("department_id", TO_DO),
    )
    _description = "Evaluation"
    _icrm_personal = (Personal("comment", ("customer_id", "user_id"), SWEEP),)
    _order = "state desc, cycle_id desc, department_id, id"
    _log_access = False

    cycle_id = fields.Many2one(
        "icrm.evaluation.cycle",
        string="Evaluation Cycle",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    department_id = fields.Many2one(
        "hr.department",
        required=True,
        readonly=True,
        ondelete="restrict",
    )
    customer_id = fields.Many2one(
        "icrm.customer",
        string="Evaluator",
        required=True,
        readonly=True,
        ondelete="restrict",
    )
    # Fixed at opening: a user linked to the employee later gets no access.
    user_id = fields.Many2one(
        "res.users", required=True, readonly=True, ondelete="restrict", index=True
    )
    evaluator_department_id = fields.Many2one(
        "hr.department", required=True, readonly=True, ondelete="restrict"
    )
    state = fields.Selection(
        [
            ("todo", "To Do"),
            ("submitted", "Submitted"),
            ("declined", "No contact"),
        ],
        default="todo",
        required=True,
        readonly=True,
    )
    comment = fields.Text(
        help="The department sees comments combined, in random order, without names."
    )
    line_ids = fields.One2many("icrm.evaluation.line", "evaluation_id", string="Scores")
    person_ids = fields.Many2many(
        "icrm.customer",
        relation="icrm_evaluation_person_rel",
        column1="evaluation_id",
        column2="customer_id",
        string="People",
        help="Optional. Combined with others' answers and shown only to the head and "
        "the officer; not counted for the department.",
    )
    close_on = fields.Date(related="cycle_id.close_on")
    introduction = SafeHtml(related="cycle_id.template_id.note")
    reader_rule = fields.Char(
        string="Who Reads What", compute="_compute_reader_rule", compute_sudo=True
    )
    asks_about_people = fields.Boolean(
        compute="_compute_asks_about_people", string="Asks about People"
    )
    is_open = fields.Boolean(compute="_compute_is_open", search="_search_is_open")
    line_count = fields.Integer(compute="_compute_progress")
    answered_count = fields.Integer(compute="_compute_progress")
    progress = fields.Char(compute="_compute_progress")

    # Facts of the cooperation
    facts = fields.Html(compute="_compute_facts", sanitize=False)

    _pair_uniq = models.Constraint(
        "UNIQUE (cycle_id, customer_id, department_id)",
        "A person can evaluate a department only once per cycle.",
    )

    # ------------------------------------------------------------------
    # Computed fields
    # ------------------------------------------------------------------

    @api.depends("department_id", "cycle_id")
    def _compute_display_name(self):
        for evaluation in self:
            # sudo: the names of department and cycle
            own = evaluation.sudo()
            evaluation.display_name = self.env._(
                "%(department)s, %(cycle)s",
                department=own.department_id.name or "",
                cycle=own.cycle_id.name or "",
            )

    @api.depends("cycle_id.template_id")
    def _compute_asks_about_people(self):
        for evaluation in self:
            evaluation.asks_about_people = any(
                criterion.level == "person"
                for criterion in evaluation.cycle_id.template_id.criterion_ids
            )

    @api.depends("cycle_id.anonymity_threshold")
    @api.depends_context("lang")
    def _compute_reader_rule(self):
        for evaluation in self:
            evaluation.reader_rule = evaluation.cycle_id._get_reader_rule()

    @api.depends(
        "state",
        "cycle_id.state",
        "cycle_id.close_on",
        "customer_id.department_id.parent_path",
        "department_id.active",
        "department_id.parent_path",
    )
    def _compute_is_open(self):
        for evaluation in self:
            # sudo: the cycle of one's own evaluation, in whichever company
            cycle_sudo = evaluation.sudo().cycle_id
            evaluation.is_open = (
                evaluation.state == "todo"
                and cycle_sudo.state == "open"
                and cycle_sudo.close_on >= cycle_sudo._get_today()
                and not evaluation._get_obstacle()
            )

    def _get_obstacle(self):
        """Return why the evaluator's word does not count any more, or nothing.

        HR moved the evaluator into the department, above it or below it, or dissolved
        the department.
        """
        self.ensure_one()
        # sudo: where the evaluator works, and whether the department exists
        own_sudo = self.sudo()
        names = {"department": own_sudo.department_id.name}
        if not own_sudo.department_id.active:
            return self.env._("%(department)s has been dissolved.", **names)
        mine = own_sudo.customer_id.department_id
        if mine and own_sudo.env["icrm.evaluation.evaluator"]._is_related(
            mine, own_sudo.department_id
        ):
            return self.env._(
                "You now work in %(department)s or a related department: you cannot "
                "evaluate it.",
                **names,
            )
        return ""

    @api.model
    def _search_is_open(self, operator, value):
        if operator != "in":
            return NotImplemented
        near = self.search(
            [
                ("state", "=", "todo"),
                ("cycle_id.state", "=", "open"),
                ("cycle_id.close_on", ">=", company_day.earliest()),
            ]
        )
        return [("id", "in", near.filtered("is_open").ids)]

    @api.depends("line_ids.score", "line_ids.is_skipped", "state")
    def _compute_progress(self):
        mine = {
            (cycle.id, state): count
            for cycle, state, count in self._read_group(
                [("cycle_id", "in", self.cycle_id.ids), ("user_id", "=", self.env.uid)],
                ["cycle_id", "state"],
                ["__count"],
            )
        }
        for evaluation in self:
            lines = evaluation.line_ids
            evaluation.line_count = len(lines)
            evaluation.answered_count = len(lines.filtered("is_answered"))
            done = sum(
                mine.get((evaluation.cycle_id.id, state), 0)
                for state in ("submitted", "declined")
            )
            evaluation.progress = self.env._(
                "%(done)s of %(all)s done",
                done=done,
                all=done + mine.get((evaluation.cycle_id.id, "todo"), 0),
            )

    # ------------------------------------------------------------------
    # Create and write
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        raise AccessError(self.env._("Open an evaluation cycle to create evaluations."))

    def write(self, vals):
        """What was submitted cannot be changed, even by the superuser; before that, the
        author alone, and only while the cycle is open."""
        self._check_open()
        if not self.env.su and set(vals) - OWN:
            raise AccessError(
                self.env._("Only scores and comments of an evaluation can be edited.")
            )
        if len(vals.get("comment") or "") > COMMENT_LIMIT:
            raise UserError(
                self.env._(
                    "Comment: at most %(limit)s characters.", limit=COMMENT_LIMIT
                )
            )
        result = super().write(vals)
        if "person_ids" in vals:
            self._create_person_lines()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise AccessError(self.env._("Evaluations cannot be deleted."))

    def _check_open(self):
        """Raise unless these evaluations may still be answered."""
        for evaluation in self:
            if evaluation.state == "submitted":
                raise AccessError(
                    self.env._(
                        "You already submitted this evaluation and cannot change it."
                    )
                )
            if evaluation.state == "declined":
                raise AccessError(
                    self.env._("You had no contact: choose “Evaluate after all” first.")
                )
            if obstacle := evaluation._get_obstacle():
                raise AccessError(obstacle)
            if not evaluation.is_open:
                raise AccessError(self.env._("The cycle is closed."))

    def _create_person_lines(self):
        """Make the lines about the people named, drop those about others."""
        for evaluation in self:
            people = evaluation.person_ids
            # sudo: the place in the tree only
            department_sudo = evaluation.department_id.sudo()
            for person in people.sudo():
                path = person.department_id.parent_path or ""
                if person.kind != "employee" or not path.startswith(
                    department_sudo.parent_path
                ):
                    raise UserError(
                        self.env._(
                            "%(person)s does not work in %(department)s.",
                            person=person.name,
                            department=department_sudo.name,
                        )
                    )
            # sudo: lines are made and dropped by this only; the author was checked.
            lines_sudo = evaluation.sudo().line_ids
            lines_sudo.filtered(
                lambda line, people=people: line.person_id
                and line.person_id not in people.sudo()
            ).unlink()
            asked = lines_sudo.exists().person_id
            criteria = evaluation.cycle_id.template_id.criterion_ids
            lines_sudo.create(
                [
                    {
                        "evaluation_id": evaluation.id,
                        "criterion_id": criterion.id,
                        "person_id": person.id,
                    }
                    for person in people - asked
                    for criterion in criteria
                    if criterion.level == "person"
                ]
            )

    # ------------------------------------------------------------------
    # Answering
    # ------------------------------------------------------------------

    def _check_mine(self):
        self.ensure_one()
        self.check_access("write")
        if self.user_id != self.env.user:
            raise AccessError(self.env._("This is not your evaluation."))

    def action_save(self):
        """Keep what is there so far; the button's form was saved before."""
        self._check_mine()
        self._check_open()
        return show_message(
            self.env._(
                "Saved: %(answered)s of %(all)s questions. Submit to make it count.",
                answered=self.answered_count,
                all=self.line_count,
            ),
            "info",
            then={"type": "ir.actions.client", "tag": "soft_reload"},
        )

    def action_check(self):
        """Say what is missing; the form asks "Submit?" once nothing is."""
        self._check_mine()
        self._check_open()
        if missing := self._get_missing():
            return show_message(
                missing, "warning", title=self.env._("Not complete yet")
            )
        return show_message(self.env._("Nothing is missing: you can submit."), "info")

    def _get_missing(self):
        """Return what prevents submitting, in one sentence, or nothing."""
        missing = self.line_ids.filtered(lambda line: not line.is_answered)
        if missing:
            return self.env._(
                "Not answered: %(names)s. Choose “Can't say” where needed.",
                names=", ".join(dict.fromkeys(missing.criterion_id.mapped("name"))),
            )
        if not any(line.score for line in self.line_ids if not line.person_id):
            return self.env._("Give at least one score, or choose “No contact”.")
        return ""

    def action_submit(self):
        """Hand the evaluation in, once; then go on with the next one."""
        self._check_mine()
        self._lock_cycle()
        self._check_open()
        if missing := self._get_missing():
            raise UserError(missing)
        # sudo: the step is the author's; no one writes the state by hand.
        self.sudo().state = "submitted"
        return self._get_next_action()

    def action_decline(self):
        """Say in one step that there was no contact: it counts nowhere."""
        self._check_mine()
        self._lock_cycle()
        self._check_open()
        # sudo: as above
        self.sudo().state = "declined"
        return self._get_next_action()

    def action_resume(self):
        """Evaluate after all, while the cycle is open."""
        self._check_mine()
        self._lock_cycle()
        if self.state == "declined":
            # SQL: the only change of what was declined; all others are refused
            self.env.cr.execute(
                "UPDATE icrm_evaluation SET state = 'todo' WHERE id = %s", [self.id]
            )
            self.invalidate_recordset(["state", "is_open"])
        self._check_open()

    def _lock_cycle(self):
        # SQL: who closes waits for who submits, and who submits after closing is
        # refused: the row is locked in common, a change since our snapshot is a retry.
        self.env.cr.execute(
            "SELECT FROM icrm_evaluation_cycle WHERE id = %s FOR SHARE",
            [self.cycle_id.id],
        )

    def _get_next_action(self):
        """Return the next evaluation of the same person, or the list, with a word."""
        following = self.search(
            [("is_open", "=", True), ("user_id", "=", self.env.uid)], limit=1
        )
        if not following:
            return show_message(
                self.env._("Thank you. %(progress)s.", progress=self.progress),
                then=self.env["ir.actions.act_window"]._for_xml_id(
                    "icrm_internal.icrm_evaluation_action_mine"
                ),
            )
        return show_message(
            self.env._(
                "Thank you. %(progress)s, next: %(department)s.",
                progress=self.progress,
                department=following.department_id.name,
            ),
            then=open_form(following, "icrm_internal.icrm_evaluation_view_form"),
        )

    # ------------------------------------------------------------------
    # All departments on one page
    # ------------------------------------------------------------------

    @api.model
    @api.readonly
    def get_sheet(self):
        """Return the caller's own evaluations of the cycles that are open.

        :return: one dict a cycle: ``id``, ``name``, ``scale_max``, ``rule``,
            ``criteria`` (``id``, ``name``, ``guidance``), ``evaluations`` (``id``,
            ``name``, ``state``, ``is_open``, ``lines`` as ``{criterion id: {id, score,
            is_skipped, before}}``); without the questions about people
        """
        mine = self.search(
            [("user_id", "=", self.env.uid), ("cycle_id.state", "=", "open")],
            order="cycle_id, department_id, id",
        )
        before = mine._get_scores_before()
        sheet = []
        for cycle, evaluations in mine.grouped("cycle_id").items():
            # sudo: name and template of a cycle the caller evaluates in
            cycle_sudo = cycle.sudo()
            criteria_sudo = cycle_sudo.template_id.criterion_ids.filtered(
                lambda criterion: criterion.level != "person"
            )
            sheet.append(
                {
                    "id": cycle.id,
                    "name": cycle_sudo.name,
                    "scale_max": cycle_sudo.template_id.scale_max,
                    "rule": cycle_sudo._get_reader_rule(),
                    "criteria": [
                        {
                            "id": criterion.id,
                            "name": criterion.name,
                            "guidance": criterion.guidance or "",
                        }
                        for criterion in criteria_sudo
                    ],
                    "evaluations": [
                        evaluation._get_sheet_column(before)
                        for evaluation in evaluations
                    ],
                }
            )
        return sheet

    def _get_sheet_column(self, before):
        return {
            "id": self.id,
            # sudo: the name of the department, which the form shows as well
            "name": self.sudo().department_id.name,
            "state": self.state,
            "is_open": self.is_open,
            "lines": {
                line.criterion_id.id: {
                    "id": line.id,
                    "score": line.score,
                    "is_skipped": line.is_skipped,
                    "before": before.get((self.department_id, line.criterion_id), 0),
                }
                for line in self.line_ids
                if not line.person_id
            },
        }

    def _get_scores_before(self):
        """Return {(department, criterion): what the author gave last time}."""
        lines = self.env["icrm.evaluation.line"].search(
            [
                ("evaluation_id.user_id", "=", self.env.uid),
                ("evaluation_id.state", "=", "submitted"),
                ("evaluation_id.department_id", "in", self.department_id.ids),
                ("evaluation_id.cycle_id", "not in", self.cycle_id.ids),
                ("person_id", "=", False),
                ("score", ">", 0),
            ],
            order="id",
        )
        return {
            (line.evaluation_id.department_id, line.criterion_id): line.score
            for line in lines
        }

    # ------------------------------------------------------------------
    # Facts of the cooperation
    # ------------------------------------------------------------------

    @api.depends_context("uid", "lang")
    @api.depends("cycle_id", "department_id")
    def _compute_facts(self):
        """Tell each author how the two departments worked together; one statement for
        any number of evaluations, and one count of complaints."""
        figures = self._get_fact_figures()
        complaints = self._count_complaints()
        for evaluation in self:
            own = figures.get(evaluation._origin.id)
            evaluation.facts = own and self._render_facts(
                own | {"complaint_count": complaints.get(evaluation, 0)}
            )

    def _count_complaints(self):
        """Return {evaluation: complaints in the period}, as far as the reader knows.

        As the reader, never in sudo: a count would reveal a complaint.
        """
        if not self:
            return {}
        cycles = self.cycle_id
        counts = {}
        for provider, asker, day, count in self.env["icrm.complaint"]._read_group(
            [
                ("department_id", "in", self.department_id.ids),
                ("customer_department_id", "in", self.evaluator_department_id.ids),
                ("filed_on", ">=", min(cycles.mapped("date_from"))),
                ("filed_on", "<=", max(cycles.mapped("date_to"))),
            ],
            ["department_id", "customer_department_id", "filed_on:day"],
            ["__count"],
        ):
            for evaluation in self:
                if (
                    evaluation.department_id == provider
                    and evaluation.evaluator_department_id == asker
                    and evaluation.cycle_id.date_from
                    <= day
                    <= evaluation.cycle_id.date_to
                ):
                    counts[evaluation] = counts.get(evaluation, 0) + count
        return counts

    def _get_fact_figures(self):
        """Return {id: {figure: value}} of these evaluations."""
        ids = self._origin.ids
        if not ids:
            return {}
        for model in ("helpdesk.ticket", "icrm.agreement", "icrm.relationship"):
            self.env[model].flush_model()
        # The reader's own evaluations, checked by reading them.
        self.check_access("read")
        # SQL: averages of promises met and of times between, which the ORM has not
        self.env.cr.execute(
            SQL(
                """
                SELECT one.id,
                       COUNT(ticket.id) AS request_count,
                       COUNT(ticket.id) FILTER (
                           WHERE ticket.icrm_requester_id = one.customer_id
                       ) AS own_count,
                       COUNT(ticket.icrm_resolved_at) AS resolved_count,
                       COUNT(ticket.id) FILTER (WHERE ticket.icrm_reopen_count > 0)
                           AS reopened_count,
                       AVG(ticket.response_met)::float AS response_met,
                       AVG(ticket.resolution_met)::float AS resolution_met,
                       EXTRACT(EPOCH FROM AVG(ticket.icrm_first_response_at
                           - ticket.icrm_submitted_at))::float / 3600
                           AS response_hours,
                       EXTRACT(EPOCH FROM AVG(ticket.icrm_resolved_at
                           - ticket.icrm_submitted_at))::float / 86400
                           AS resolution_days,
                       (SELECT COUNT(*)
                          FROM icrm_agreement AS agreement
                          JOIN icrm_relationship AS pair
                            ON pair.id = agreement.relationship_id
                         WHERE agreement.state = 'signed'
                           AND pair.provider_department_id = one.department_id
                           AND pair.customer_department_id
                               = one.evaluator_department_id
                       ) AS agreement_count
                  FROM icrm_evaluation AS one
                  JOIN icrm_evaluation_cycle AS cycle ON cycle.id = one.cycle_id
                  LEFT JOIN LATERAL (
                       SELECT helpdesk_ticket.*, %(response_met)s AS response_met,
                              %(resolution_met)s AS resolution_met
                         FROM helpdesk_ticket
                        WHERE active
                          AND icrm_provider_department_id = one.department_id
                          AND icrm_customer_department_id
                              = one.evaluator_department_id
                          AND icrm_submitted_at >= %(since)s
                          AND icrm_submitted_at < %(until)s
                       ) AS ticket ON TRUE
                 WHERE one.id = ANY(%(ids)s)
                 GROUP BY one.id
                """,
                ids=ids,
                since=company_day.sql_midnight(
                    SQL("cycle.date_from"), SQL("cycle.company_id")
                ),
                until=company_day.sql_midnight(
                    SQL("cycle.date_to + 1"), SQL("cycle.company_id")
                ),
                response_met=SQL(
                    MET,
                    due=SQL("icrm_response_due_at"),
                    done=SQL("COALESCE(icrm_first_response_at, icrm_resolved_at)"),
                ),
                resolution_met=SQL(
                    MET, due=SQL("icrm_due_at"), done=SQL("icrm_resolved_at")
                ),
            )
        )
        return {row.pop("id"): row for row in self.env.cr.dictfetchall()}

    def _render_facts(self, own):
        """Return one evaluation's figures as a list of words and numbers."""
        _ = self.env._

        written = NumberFormatter(self.env)

        def share(value):
            return _("%s %%", written.format_share(100 * value))

        facts = [(_("Requests of your department"), own["request_count"])]
        if own["own_count"]:
            facts.append((_("Yours"), own["own_count"]))
        facts.append((_("Resolved"), own["resolved_count"]))
        if own["response_met"] is not None:
            facts.append((_("First replies on time"), share(own["response_met"])))
        if own["resolution_met"] is not None:
            facts.append((_("Promises met"), share(own["resolution_met"])))
        if own["response_hours"] is not None:
            facts.append(
                (
                    _("Average first reply"),
                    _("%s hours", written.format_points(own["response_hours"])),
                )
            )
        if own["resolution_days"] is not None:
            facts.append(
                (
                    _("Average resolution time"),
                    _("%s days", written.format_points(own["resolution_days"])),
                )
            )
        facts.append((_("Reopened"), own["reopened_count"]))
        if own["agreement_count"]:
            facts.append((_("Active agreements"), own["agreement_count"]))
        if own["complaint_count"]:
            facts.append((_("Complaints you know of"), own["complaint_count"]))
        return Markup("<dl class='o_icrm_evaluation_facts mb-0'>%s</dl>") % Markup(
            ""
        ).join(Markup("<div><dt>%s</dt><dd>%s</dd></div>") % fact for fact in facts)
