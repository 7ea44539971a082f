# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

from ..access.actions import open_action
from .helpdesk_ticket_stage import OPEN_STATES

# The overview covers the requests of a quarter, and all open ones.
PERIOD = "today -90d"

TOP_SERVICES = 3


class HrDepartment(models.Model):
    """What a department promised and was promised, at a glance.

    Figures over the requests that the reader may see; five queries for any number of
    departments, one more for the ratings.
    """

    _inherit = "hr.department"

    # Requests to and of the department
    icrm_provided_open = fields.Integer(
        string="Provided by Us: Open", compute="_compute_icrm_provided"
    )
    icrm_provided_overdue = fields.Integer(
        string="Provided by Us: Overdue", compute="_compute_icrm_provided"
    )
    icrm_provided_count = fields.Integer(
        string="Provided by Us", compute="_compute_icrm_provided"
    )
    icrm_provided_met = fields.Float(
        string="Provided by Us: Met", compute="_compute_icrm_provided"
    )
    icrm_provided_measured = fields.Boolean(
        string="Provided by Us: Evaluated",
        compute="_compute_icrm_provided",
    )
    icrm_requested_open = fields.Integer(
        string="Requested by Us: Open", compute="_compute_icrm_requested"
    )
    icrm_requested_overdue = fields.Integer(
        string="Requested by Us: Overdue", compute="_compute_icrm_requested"
    )
    icrm_requested_count = fields.Integer(
        string="Requested by Us", compute="_compute_icrm_requested"
    )
    icrm_requested_met = fields.Float(
        string="Requested by Us: Met", compute="_compute_icrm_requested"
    )
    icrm_requested_measured = fields.Boolean(
        string="Requested by Us: Evaluated", compute="_compute_icrm_requested"
    )
    icrm_top_services = fields.Char(
        string="Most Requested", compute="_compute_icrm_top_services"
    )

    # Satisfaction, once there are enough ratings
    icrm_rating_avg = fields.Float(
        string="Rating", compute="_compute_icrm_rating", digits=(3, 1)
    )
    icrm_rating_count = fields.Integer(string="Rated", compute="_compute_icrm_rating")

    # ------------------------------------------------------------------
    # Computed fields
    # ------------------------------------------------------------------

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_icrm_provided(self):
        self._icrm_compute_side("provider_department_id", "icrm_provided")

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_icrm_requested(self):
        self._icrm_compute_side("customer_department_id", "icrm_requested")

    def _icrm_compute_side(self, by, prefix):
        """Fill the figures of one side: ``{prefix}_open``, ``_overdue`` and so on."""
        report = self.env["icrm.request.report"]
        standing = {
            department: figures
            for department, *figures in report._read_group(
                [(by, "in", self.ids), ("state", "in", OPEN_STATES)],
                [by],
                ["open_count:sum", "overdue_count:sum"],
            )
        }
        record = {
            department: figures
            for department, *figures in report._read_group(
                [(by, "in", self.ids), ("submitted_at", ">=", PERIOD)],
                [by],
                ["__count", "resolution_met:avg"],
            )
        }
        for department in self:
            opened, overdue = standing.get(department._origin, (0, 0))
            # The mean over nothing is False, and so is not the rate 0.
            count, kept = record.get(department._origin, (0, False))
            department[f"{prefix}_open"] = opened
            department[f"{prefix}_overdue"] = overdue
            department[f"{prefix}_count"] = count
            department[f"{prefix}_met"] = kept or 0.0
            department[f"{prefix}_measured"] = kept is not False

    @api.depends_context("uid", "allowed_company_ids", "lang")
    def _compute_icrm_top_services(self):
        names = {department: [] for department in self._origin}
        for department, service in self.env["icrm.request.report"]._read_group(
            [
                ("provider_department_id", "in", self.ids),
                ("submitted_at", ">=", PERIOD),
            ],
            ["provider_department_id", "service_id"],
            order="__count desc",
        ):
            if len(names[department]) < TOP_SERVICES:
                names[department].append(service)
        for department in self:
            department.icrm_top_services = ", ".join(
                service.display_name for service in names.get(department._origin, ())
            )

    def _compute_icrm_rating(self):
        averages = self.env["icrm.request.rating"]._icrm_averages(
            "provider_department_id", self._origin.ids
        )
        for department in self:
            count, average = averages.get(department._origin.id, (0, 0.0))
            department.icrm_rating_count = count
            department.icrm_rating_avg = average

    # ------------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------------

    def action_icrm_open_figures(self):
        """Return the action that lists the requests behind a figure of the overview.

        The context chooses it: ``icrm_side`` ("provided" or "requested") and
        ``icrm_filter``, the name of a filter of the request analysis.
        """
        self.ensure_one()
        asked = self.env.context.get("icrm_side") == "requested"
        by = "customer_department_id" if asked else "provider_department_id"
        name = self.env.context.get("icrm_filter") or "recent"
        action = open_action(
            self.env,
            "icrm_internal.icrm_request_report_action_"
            + ("received" if asked else "promised"),
            first="pivot" if name == "recent" else "list",
            domain=[(by, "=", self.id)],
            context={f"search_default_{name}": 1},
        )
        return {**action, "display_name": f"{action['name']}: {self.name}"}
