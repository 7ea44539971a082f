# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..access import caller_values
from ..access.groups import AUDITOR
from ..catalogue.form_schema import build_schema, read_schema
from ..catalogue.icrm_service import MAX_SEARCH
from .icrm_panel_comment import COMMENT_LIMIT
from .panel_changes import PROMISE, WHOLE, compare

MAX_HOURS = 10_000


class IcrmPanelTrial(models.Model):
    """A form and a promise, frozen before they are in force, for volunteers to try.

    What they fill in is stored nowhere. Members of the panel read it while it is open
    and once it is published, as long as they may request the service.
    """

    _name = "icrm.panel.trial"
    _description = "Panel Trial"
    _order = "id desc"
    _rec_name = "service_name"

    service_id = fields.Many2one(
        "icrm.service", required=True, ondelete="cascade", index=True
    )
    # Of services that members cannot open yet, too
    service_name = fields.Char(string="Service Tried", related="service_id.name")
    provider_name = fields.Char(related="service_id.department_id.name")
    company_id = fields.Many2one(
        related="service_id.company_id", store=True, precompute=True
    )
    note = fields.Text(
        string="What should volunteers look at?",
        help="Volunteers read this above the form.",
    )
    state = fields.Selection(
        [("open", "Running"), ("closed", "Closed"), ("published", "Published")],
        default="open",
        required=True,
        readonly=True,
        copy=False,
    )
    # Forms as form_schema describes them: what customers were asked before, what is
    # tried, what was published; they name segments and filters, which no customer reads
    schema_before = fields.Json(readonly=True, copy=False, groups=fields.NO_ACCESS)
    schema = fields.Json(readonly=True, copy=False, groups=fields.NO_ACCESS)
    schema_after = fields.Json(readonly=True, copy=False, groups=fields.NO_ACCESS)
    # Working hours of the usual priority
    response_before = fields.Float(readonly=True, copy=False)
    resolution_before = fields.Float(readonly=True, copy=False)
    response_hours = fields.Float(
        string="First reply (working hours)",
        help="The promise to try, for the usual priority.",
    )
    resolution_hours = fields.Float(
        string="Done (working hours)",
        help="The promise to try, for the usual priority.",
    )
    response_after = fields.Float(readonly=True, copy=False)
    resolution_after = fields.Float(readonly=True, copy=False)

    comment_ids = fields.One2many("icrm.panel.comment", "trial_id", copy=False)
    people_count = fields.Integer(string="Volunteers", compute="_compute_counts")
    open_count = fields.Integer(string="Undecided", compute="_compute_counts")
    is_member = fields.Boolean(compute="_compute_viewer")
    serves = fields.Boolean(compute="_compute_viewer")
    can_decide = fields.Boolean(compute="_compute_viewer")
    sheet = fields.Json(compute="_compute_sheet")
    counts = fields.Html(compute="_compute_tables", sanitize=False)
    changes = fields.Html(compute="_compute_tables", sanitize=False)

    _hours_range = models.Constraint(
        f"CHECK (response_hours BETWEEN 0 AND {MAX_HOURS}"
        f" AND resolution_hours BETWEEN 0 AND {MAX_HOURS})",
        "Enter 0 to 10,000 working hours.",
    )
    _open_uniq = models.UniqueIndex(
        "(service_id) WHERE state = 'open'",
        "The panel is already trying this service. Close that trial first.",
    )

    # ------------------------------------------------------------------
    # Beginning and end
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        # before any message says that there is a trial
        self.env["icrm.service"]._check_editor(vals_list)
        trials = super().create(vals_list)
        for trial in trials:
            trial._freeze()
            members = trial._get_members()
            if not members:
                raise UserError(
                    self.env._(
                        "“%(service)s” has no panel yet. Invite volunteers first.",
                        service=trial.service_name,
                    )
                )
            self.env["icrm.message"]._enqueue("panel_trial", members, trial)
        return trials

    def _freeze(self):
        """Keep the form and the promise as they are now."""
        # sudo: who may try a service edits it; the kept values are the system's
        trial_sudo = self.sudo()
        service_sudo = trial_sudo.service_id
        if service_sudo.state == "published":
            before = service_sudo._get_frozen_form().schema
        else:
            before = service_sudo.frozen_form_id.schema
        response, resolution = trial_sudo._get_promise()
        trial_sudo.write(
            {
                "schema_before": before or [],
                "schema": build_schema(service_sudo.question_ids),
                "response_before": response,
                "resolution_before": resolution,
            }
        )

    def _get_promise(self):
        line = self.service_id._get_promise_line()[:1]
        return line.response_hours, line.resolution_hours

    def _get_members(self):
        """Return who is notified, in sudo: members who may request the service."""
        self.ensure_one()
        # sudo: who volunteered, and the audience
        service_sudo = self.sudo().service_id
        customers_sudo = service_sudo.panel_member_ids.filtered(
            lambda member: member.state == "joined"
        ).customer_id
        return customers_sudo.filtered(
            lambda customer: customer.active and service_sudo._is_for_customer(customer)
        )

    def action_close(self):
        """End trials that lead to nothing: volunteers no longer see them."""
        self.check_access("read")
        self.service_id.check_access("write")
        # sudo: trials move by steps only; checked above
        self.sudo().filtered(lambda trial: trial.state == "open").state = "closed"
        return True

    def _conclude(self):
        """Keep what was published, and let the members read what became of it."""
        # sudo: called by who published the service
        for trial_sudo in self.sudo():
            response, resolution = trial_sudo._get_promise()
            trial_sudo.write(
                {
                    "state": "published",
                    "schema_after": trial_sudo.service_id._get_frozen_form().schema
                    or [],
                    "response_after": response,
                    "resolution_after": resolution,
                }
            )
            self.env["icrm.message"]._enqueue(
                "panel_result", trial_sudo._get_members(), trial_sudo
            )

    # ------------------------------------------------------------------
    # Trying
    # ------------------------------------------------------------------

    @api.depends("comment_ids.decision", "comment_ids.needs_decision")
    @api.depends_context("uid")
    def _compute_counts(self):
        """Of all comments, for who reads them; a member reads nothing of others."""
        reads_all = self.env.user.has_group(AUDITOR)
        for trial in self:
            # sudo: how many, for who serves or audits
            comments_sudo = trial.sudo().comment_ids
            if not (reads_all or trial.serves):
                comments_sudo = comments_sudo.browse()
            trial.people_count = len(comments_sudo.customer_id)
            trial.open_count = len(
                comments_sudo.filtered(
                    lambda comment: comment.needs_decision and not comment.decision
                )
            )

    @api.depends("service_id", "state")
    @api.depends_context("uid")
    def _compute_viewer(self):
        for trial in self:
            # sudo: whether the reader serves, or is a member
            service_sudo = trial.sudo().service_id
            trial.can_decide = service_sudo.can_edit
            trial.serves = trial.can_decide or (
                self.env.user in service_sudo.team_id.user_ids
            )
            trial.is_member = bool(trial._get_me())

    def _get_me(self):
        """Return the reader as a member who may try it, in sudo; or nothing."""
        # sudo: one's own membership
        trial_sudo = self.sudo()
        return trial_sudo.service_id.panel_member_ids.filtered(
            lambda member: member.state == "joined"
            and member.customer_id.active
            and member.customer_id.user_id == self.env.user
            and trial_sudo.service_id.is_in_audience
        )

    def _read_questions(self, schema):
        """Return the questions of *schema* that the reader may know of: those who serve
        read all, members what they would be asked themselves."""
        if self.serves:
            return read_schema(schema or [], self.env.lang)
        # sudo: which service; what it asks of the reader
        return self.sudo().service_id._read_form(schema or [])

    def _get_labels(self, questions=None):
        """Return ``{key: label}`` of what can be commented on, from top to bottom.

        :param questions: of those only; otherwise of all, whoever reads
        """
        self.ensure_one()
        labels = {}
        if self.resolution_hours or self.response_hours:
            labels[PROMISE] = self.env._("Promise")
        if questions is None:
            # sudo: for who serves, and of what somebody commented on themselves
            questions = read_schema(self.sudo().schema or [], self.env.lang)
        for question in questions:
            if question["type"] != "section":
                labels[question["name"]] = question["label"]
        labels[WHOLE] = self.env._("The form as a whole")
        return labels

    def _format_promise(self, response, resolution):
        service = self.sudo().service_id  # sudo: hours are no secret
        hours_a_day = service._icrm_calendar().hours_per_day or 8
        texts = []
        if response:
            time = service._format_working_time(response, hours_a_day)
            texts.append(self.env._("Reply in %(time)s", time=time))
        if resolution:
            time = service._format_working_time(resolution, hours_a_day)
            texts.append(self.env._("Done in %(time)s", time=time))
        return " · ".join(texts)

    @api.depends("comment_ids.verdict", "comment_ids.body", "state")
    @api.depends_context("uid", "lang")
    def _compute_sheet(self):
        for trial in self:
            trial.sheet = trial._get_sheet() if trial._origin else False

    def _get_sheet(self):
        # sudo: who reads the trial reads what it asks; facts and defaults are the
        # reader's own
        service_sudo = self.sudo().service_id
        questions = service_sudo._read_form(self.sudo().schema or [])
        service_sudo._fill_defaults(questions)
        for question in questions:
            question["domain"] = False  # applied when records are searched
        me = self._get_me().customer_id
        labels = self._get_labels(questions)
        return {
            "id": self.id,
            "digest": f"trial-{self.id}",
            "questions": questions,
            "can_comment": bool(me) and self.state == "open",
            "provider": self.provider_name,
            "promise": PROMISE in labels
            and {
                "key": PROMISE,
                "before": self._format_promise(
                    self.response_before, self.resolution_before
                ),
                "text": self._format_promise(
                    self.response_hours, self.resolution_hours
                ),
            },
            "whole": WHOLE,
            "limit": COMMENT_LIMIT,
            "comments": {
                comment.question: {
                    "verdict": comment.verdict,
                    "body": comment.body or "",
                }
                for comment in self.sudo().comment_ids  # sudo: the reader's own
                if me and comment.customer_id == me
            },
        }

    def action_comment(self, question, verdict, body=""):
        """Say whether a question is good, and why; called by members, while it is open.

        :param str question: the question's key, "#promise" or "#form"
        :param str verdict: "good" or "unclear"; False takes the comment back
        :param str body: up to 2,000 characters
        :return: what the form shows then
        """
        self.ensure_one()
        self.check_access("read")
        _ = self.env._
        self._icrm_lock()  # it may be closed at this moment
        me_sudo = self._get_me()
        if not me_sudo or self.state != "open":
            raise UserError(
                _("Only members of the panel can comment, while the trial is open.")
            )
        # sudo: what it asks of the caller
        schema = self.sudo().schema or []
        labels = self._get_labels(self.sudo().service_id._read_form(schema))
        if not isinstance(question, str) or question not in labels:
            raise UserError(_("Choose a question of this form."))
        verdicts = dict(self.comment_ids._fields["verdict"].selection)
        if verdict and (not isinstance(verdict, str) or verdict not in verdicts):
            raise UserError(_("Opinion: choose “Good” or “Needs work”."))
        body = caller_values.text_of(self.env, _("Comment"), body, COMMENT_LIMIT)
        # sudo: the caller's own comment on a trial they may read
        Comment_sudo = self.env["icrm.panel.comment"].sudo()
        mine_sudo = Comment_sudo.search(
            Domain("trial_id", "=", self.id)
            & Domain("customer_id", "=", me_sudo.customer_id.id)
            & Domain("question", "=", question)
        )
        if not verdict:
            mine_sudo.unlink()
        elif mine_sudo:
            if (mine_sudo.verdict, mine_sudo.body or "") != (verdict, body):
                # What was decided was decided on other words.
                mine_sudo.write(
                    {
                        "verdict": verdict,
                        "body": body,
                        "decision": False,
                        "reason": False,
                    }
                )
        else:
            Comment_sudo.create(
                {
                    "trial_id": self.id,
                    "customer_id": me_sudo.customer_id.id,
                    "question": question,
                    "sequence": list(labels).index(question),
                    "verdict": verdict,
                    "body": body,
                }
            )
        self.invalidate_recordset(["sheet", "comment_ids"])
        return self._get_sheet()

    @api.readonly
    def search_form_records(self, question_name, text="", limit=8):
        """Return the records that a link question offers, with the caller's rights.

        :param str question_name: the question's key
        :param str text: what was typed
        :param int limit: 1 to 50
        :return: list of ``{"id", "name"}``
        """
        self.ensure_one()
        self.check_access("read")
        limit = caller_values.number_of(self.env, self.env._("Limit"), limit, 1, 50)
        text = caller_values.text_of(self.env, self.env._("Search"), text, MAX_SEARCH)
        # sudo: the form; records are searched with the caller's rights
        schema = self.sudo().schema or []
        asked = {question["name"] for question in self._read_questions(schema)}
        return self.env["icrm.service"]._search_linked(
            [entry for entry in schema if entry["name"] in asked],
            question_name,
            text,
            limit,
        )

    # ------------------------------------------------------------------
    # What came of it
    # ------------------------------------------------------------------

    @api.depends("comment_ids.decision", "comment_ids.verdict", "state")
    @api.depends_context("uid", "lang")
    def _compute_tables(self):
        for trial in self:
            trial.counts = trial.serves and trial._render_counts()
            trial.changes = trial.state == "published" and trial._render_changes()

    def _render_counts(self):
        rows = []
        comments = self.comment_ids
        for key, label in self._get_labels().items():
            about = comments.filtered(
                lambda comment, key=key: comment.question == key
            ).mapped("verdict")
            rows.append((label, about.count("good"), about.count("unclear")))
        return self.env["ir.qweb"]._render(
            "icrm_internal.icrm_panel_counts", {"rows": rows}
        )

    def _get_changes(self):
        """Return ``[{label, before, after, comments}]``: what changed, and what became
        of the reader's own comments."""
        # sudo: the forms as text, and the reader's own comments
        trial_sudo = self.sudo()
        mine = {
            comment.question: comment
            for comment in trial_sudo.comment_ids
            if comment.customer_id.user_id == self.env.user
        }
        found = compare(
            self.env,
            self._read_questions(trial_sudo.schema_before),
            self._read_questions(trial_sudo.schema_after),
        )
        old = self._format_promise(self.response_before, self.resolution_before)
        new = self._format_promise(self.response_after, self.resolution_after)
        if old != new:
            found = {PROMISE: (self.env._("Promise"), old, new), **found}
        labels = self._get_labels()
        for key in mine:
            found.setdefault(key, (labels.get(key, key), None, None))
        return [
            {
                "label": label,
                "before": before,
                "after": after,
                "comment": mine.get(key),
            }
            for key, (label, before, after) in found.items()
        ]

    def _render_changes(self):
        fields_ = self.env["icrm.panel.comment"]._fields
        rendered = self.env["ir.qweb"]._render(
            "icrm_internal.icrm_panel_changes",
            {
                "rows": self._get_changes(),
                "verdicts": dict(fields_["verdict"]._description_selection(self.env)),
                "decisions": dict(fields_["decision"]._description_selection(self.env)),
            },
        )
        return Markup(rendered)
