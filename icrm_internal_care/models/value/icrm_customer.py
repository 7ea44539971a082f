# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.icrm_internal.models.access.actions import open_action

from .icrm_customer_value import CLASSES, LABELS, STAGES

# What rules of segments may ask for, of departments: a segment is seen by everybody
# who serves, the figures of a person are not.
FACTS = (
    "rfm_label",
    "abc",
    "lifecycle",
    "health",
    "recency_days",
    "frequency",
    "effort_hours",
    "satisfaction",
    "missed_share",
)


class IcrmCustomer(models.Model):
    """The figures of departments, as facts that segments can be made of."""

    _inherit = "icrm.customer"
    _icrm_rule_fields = frozenset(FACTS)
    _icrm_department_facts = frozenset(FACTS)

    value_ids = fields.One2many(
        "icrm.customer.value", "customer_id", string="Figures by Company"
    )
    stage_ids = fields.One2many("icrm.customer.stage", "customer_id")
    # Of departments, with the rights of the reader
    rfm_label = fields.Selection(
        LABELS,
        string="Customer Value",
        compute="_compute_value",
        search="_search_rfm_label",
    )
    abc = fields.Selection(
        CLASSES, string="Class", compute="_compute_value", search="_search_abc"
    )
    lifecycle = fields.Selection(
        STAGES, compute="_compute_value", search="_search_lifecycle"
    )
    health = fields.Integer(compute="_compute_value", search="_search_health")
    recency_days = fields.Integer(
        string="Days since Last Request",
        compute="_compute_value",
        search="_search_recency_days",
    )
    frequency = fields.Integer(
        string="Requests in 12 Months",
        compute="_compute_value",
        search="_search_frequency",
    )
    effort_hours = fields.Float(
        string="Effort in 12 Months (h)",
        digits=(12, 1),
        compute="_compute_value",
        search="_search_effort_hours",
    )
    satisfaction = fields.Float(
        digits=(3, 1), compute="_compute_value", search="_search_satisfaction"
    )
    missed_share = fields.Float(
        string="Promises Missed (%)",
        digits=(5, 1),
        compute="_compute_value",
        search="_search_missed_share",
    )
    # Of the form
    has_figures = fields.Boolean(compute="_compute_figures")
    figures = fields.Html(
        string="Key Figures", compute="_compute_figures", sanitize=False
    )
    figures_stage = fields.Selection(
        STAGES, string="Lifecycle Stage", compute="_compute_figures"
    )
    figures_label = fields.Selection(
        LABELS, string="Value by RFM", compute="_compute_figures"
    )
    figures_class = fields.Selection(
        CLASSES, string="ABC Class", compute="_compute_figures"
    )
    figures_scores = fields.Char(
        string="Recency, Frequency, Effort", compute="_compute_figures"
    )
    figures_reason = fields.Char(string="Because", compute="_compute_figures")
    figures_complaints = fields.Integer(
        string="Open Complaints",
        compute="_compute_figures_complaints",
        help="Those you can see; protected ones show no department.",
    )

    @api.depends_context("uid")
    def _compute_value(self):
        """Copy the figures of departments, as far as the reader may see them."""
        values = {
            value.customer_id: value
            for value in self._find_values(Domain("kind", "=", "department"))
        }
        none = self.env["icrm.customer.value"]
        for customer in self:
            value = values.get(customer._origin, none)
            for name in FACTS:
                customer[name] = value[name]

    def _find_values(self, domain=Domain.TRUE):
        """Return the rows of figures of these customers that the reader may see."""
        Value = self.env["icrm.customer.value"]
        if not self or not Value.has_access("read"):
            return Value
        return Value.search(domain & Domain("customer_id", "in", self._origin.ids))

    @api.depends_context("uid", "lang")
    def _compute_figures(self):
        values = {value.customer_id: value for value in self._find_values()}
        none = self.env["icrm.customer.value"]
        for customer in self:
            value = values.get(customer._origin, none)
            customer.has_figures = bool(value)
            customer.figures = value and value._render_figures()
            customer.figures_stage = value.lifecycle
            customer.figures_label = value.rfm_label
            customer.figures_class = value.abc
            customer.figures_reason = value.reason_text
            customer.figures_scores = value.rfm_label and (
                f"{value.r_score} · {value.f_score} · {value.m_score}"
            )

    @api.depends_context("uid")
    def _compute_figures_complaints(self):
        # As the reader, never in sudo: a count would reveal a complaint.
        departments = self.filtered(lambda customer: customer.kind == "department")
        groups = self.env["icrm.complaint"]._read_group(
            [
                ("is_open", "=", True),
                ("customer_department_id", "in", departments.department_id.ids),
            ],
            ["customer_department_id"],
            ["__count"],
        )
        counts = dict(groups)
        for customer in self:
            customer.figures_complaints = (
                customer in departments and counts.get(customer.department_id) or 0
            )

    def _get_timeline_entries(self, limit):
        return super()._get_timeline_entries(limit) + self._get_stage_entries(limit)

    def _get_stage_entries(self, limit):
        Stage = self.env["icrm.customer.stage"]
        if not self or not Stage.has_access("read"):
            return []
        # Not of people: a timeline is a text that can be exported.
        stages = Stage.search(
            [("customer_id", "=", self.id), ("kind", "=", "department")], limit=limit
        )
        names = dict(Stage._fields["to_stage"]._description_selection(self.env))
        return [
            {
                "at": fields.Datetime.to_datetime(stage.happened_on),
                "icon": "fa-refresh",
                "title": self.env._(
                    "Lifecycle: %(stage)s", stage=names[stage.to_stage]
                ),
                "text": stage.reason_text,
            }
            for stage in stages
        ]

    def action_open_stages(self):
        """Return the action that lists the stages of this customer."""
        self.ensure_one()
        return open_action(
            self.env,
            "icrm_internal_care.icrm_customer_stage_action",
            domain=[("customer_id", "=", self.id)],
            context={},
        )

    # -- searches: of departments, by their row of figures --
    @api.model
    def _search_value(self, name, operator, value):
        return Domain("kind", "=", "department") & Domain(
            "value_ids", "any", [(name, operator, value)]
        )

    @api.model
    def _search_rfm_label(self, operator, value):
        return self._search_value("rfm_label", operator, value)

    @api.model
    def _search_abc(self, operator, value):
        return self._search_value("abc", operator, value)

    @api.model
    def _search_lifecycle(self, operator, value):
        return self._search_value("lifecycle", operator, value)

    @api.model
    def _search_health(self, operator, value):
        return self._search_value("health", operator, value)

    @api.model
    def _search_recency_days(self, operator, value):
        return self._search_value("recency_days", operator, value)

    @api.model
    def _search_frequency(self, operator, value):
        return self._search_value("frequency", operator, value)

    @api.model
    def _search_effort_hours(self, operator, value):
        return self._search_value("effort_hours", operator, value)

    @api.model
    def _search_satisfaction(self, operator, value):
        return self._search_value("satisfaction", operator, value)

    @api.model
    def _search_missed_share(self, operator, value):
        return self._search_value("missed_share", operator, value)
