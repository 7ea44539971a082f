# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from ..access.safe_html import SafeHtml

STATES = [
    ("draft", "Draft"),
    ("open", "Running"),
    ("closed", "Closed"),
    ("published", "Published"),
    ("archived", "Archived"),
]
# What the evaluators were told: fixed once they are asked, for the superuser, too.
FIXED = {
    "company_id",
    "date_from",
    "date_to",
    "template_id",
    "department_ids",
    "min_contacts",
    "min_group",
    "min_group_text",
}

# What the buttons write, nobody else.
STEPS = {"state", "opened_on", "published_on"}


class IcrmEvaluationCycle(models.Model):
    """A period in which departments evaluate those that served them.

    Draft: whom to ask. Open: they answer. Closed: the results are released to the
    officers, the answers to nobody. Published: each department sees its own. Archived:
    what was to be done about it is done.
    """

    _name = "icrm.evaluation.cycle"
    _description = "Evaluation Cycle"
    _inherit = ["mail.thread"]
    _order = "date_to desc, id desc"

    name = fields.Char(required=True, tracking=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    state = fields.Selection(
        STATES, default="draft", required=True, readonly=True, tracking=True, copy=False
    )
    date_from = fields.Date(
        string="Period from",
        required=True,
        tracking=True,
        default=lambda self: self._get_last_quarter()[0],
        help="The cooperation in this period is evaluated.",
    )
    date_to = fields.Date(
        string="Period to",
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
        help="Empty: every department that served others in the period.",
    )
    min_contacts = fields.Integer(
        string="Least Requests",
        default=3,
        required=True,
        tracking=True,
        help="People of a department are asked if it had at least that many requests "
        "with the provider in the period.",
    )
    min_group = fields.Integer(
        string="Smallest Group",
        default=5,
        required=True,
        tracking=True,
        help="No result comes from fewer people than that, under any filter. Those who "
        "were added to the list by hand do not count.",
    )
    min_group_text = fields.Integer(
        string="Smallest Group for Comments",
        default=8,
        required=True,
        tracking=True,
        help="Comments about a department are shown if that many people wrote one.",
    )
    close_on = fields.Date(
        string="Answers until",
        required=True,
        tracking=True,
        default=lambda self: fields.Date.today() + timedelta(days=21),
        help="The last day on which evaluations are accepted.",
    )
    opened_on = fields.Date(string="Opened", readonly=True, copy=False)
    published_on = fields.Date(string="Published on", readonly=True, copy=False)
    remind_days = fields.Integer(
        string="Remind before",
        default=5,
        help="So many days before the last one, who is not done is reminded once.",
    )
    note = SafeHtml(
        string="Message",
        translate=False,
        help="What the evaluators read with the invitation.",
    )
    evaluator_count = fields.Integer(compute="_compute_counts")
    evaluated_count = fields.Integer(compute="_compute_counts")
    submitted_count = fields.Integer(compute="_compute_counts")
    score_count = fields.Integer(compute="_compute_counts")
    advice = fields.Html(compute="_compute_advice", sanitize=False)

    _period = models.Constraint(
        "CHECK (date_to >= date_from)", "A period ends after it begins."
    )
    _contacts = models.Constraint(
        "CHECK (min_contacts BETWEEN 1 AND 10000)", "At least one request is needed."
    )
    _group = models.Constraint(
        "CHECK (min_group BETWEEN 5 AND 1000)",
        "Results need at least 5 people: else one could tell who gave which.",
    )
    _group_text = models.Constraint(
        "CHECK (min_group_text BETWEEN 8 AND 1000)",
        "Comments need at least 8 authors: words tell more than scores.",
    )
    _remind = models.Constraint(
        "CHECK (remind_days BETWEEN 0 AND 365)", "Remind up to 365 days before."
    )

    @api.model
    def _get_last_quarter(self):
        today = fields.Date.context_today(self)
        first = today.replace(month=today.month - (today.month - 1) % 3, day=1)
        return first - relativedelta(months=3), first - timedelta(days=1)

    @api.depends_context("uid")
    def _compute_counts(self):
        """How many are asked and done; four statements for any number of cycles."""
        self.evaluator_count = self.evaluated_count = 0
        self.submitted_count = self.score_count = 0
        ids = self._origin.ids
        # sudo: how many, not who; the form shows it to those who see the list.
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

    # -- what is written when --------------------------------------------------------
    @api.constrains("close_on", "state")
    def _check_close_on(self):
        for cycle in self.filtered(lambda one: one.state == "draft"):
            if cycle.close_on <= cycle.date_from:
                raise ValidationError(
                    self.env._("Answers are given after the period has begun.")
                )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if vals.get("state", "draft") != "draft":
                raise AccessError(self.env._("A cycle begins as a draft."))
        return super().create(vals_list)

    def write(self, vals):
        """Rules stay as they were told to the evaluators; steps go by the buttons."""
        if not self.env.su and not STEPS.isdisjoint(vals):
            raise AccessError(self.env._("A cycle takes its steps by the buttons."))
        if not FIXED.isdisjoint(vals) and any(one.state != "draft" for one in self):
            raise UserError(
                self.env._(
                    "The cycle is open: its period, template and minimums stay as they "
                    "were told to the evaluators."
                )
            )
        if "close_on" in vals and any(
            cycle.state not in ("draft", "open") for cycle in self
        ):
            raise UserError(self.env._("The cycle is closed: nothing is accepted."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_draft(self):
        if any(cycle.state != "draft" for cycle in self):
            raise AccessError(
                self.env._("A cycle that was opened stays: archive it instead.")
            )

    def _step(self, before, after, **values):
        """Go on from one state to the next; the caller checked the right to."""
        self.ensure_one()
        self.check_access("write")
        # Two who press at once, or one who presses while somebody submits.
        self._icrm_lock()
        if self.state not in before:
            raise UserError(
                self.env._(
                    "%(cycle)s is %(state)s: this step is over or not due yet.",
                    cycle=self.name,
                    state=dict(self._fields["state"]._description_selection(self.env))[
                        self.state
                    ].lower(),
                )
            )
        self.sudo().write({"state": after, **values})

    def action_publish(self):
        """Show each department its own results."""
        self._step(("closed",), "published", published_on=self._get_today())

    def action_put_away(self):
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
                    "%(count)s actions that follow from this evaluation are open: "
                    "%(names)s. The evaluation ends when they are done.",
                    count=len(names),
                    names=", ".join(names[:5]),
                )
            )
        self._step(("published",), "archived")

    def _get_open_actions(self):
        """Return the names of what is still to be done because of this evaluation.

        Other domains that start actions from an evaluation extend this method.
        """
        return []

    # -- what belongs to it ----------------------------------------------------------
    def action_open_evaluators(self):
        """Open the list of who is asked about whom."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "icrm_internal.icrm_evaluation_evaluator_action"
        )
        return {
            **action,
            "domain": [("cycle_id", "=", self.id)],
            "context": {
                "default_cycle_id": self.id,
                "search_default_by_provider": 1,
                "search_default_by_department": 1,
            },
        }

    def action_open_scores(self):
        """Open the results of the departments."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "icrm_internal.icrm_evaluation_score_action"
        )
        return {**action, "domain": [("cycle_id", "=", self.id)], "context": {}}

    def action_open_matrix(self):
        """Open who rates whom how."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.client"]._for_xml_id(
            "icrm_internal.icrm_evaluation_matrix_action"
        )
        return {**action, "context": {"active_id": self.id}, "path": False}
