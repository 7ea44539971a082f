# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..request.promise_ask import PromiseAsk


class IcrmPromiseSimulationLine(models.Model):
    """One promise of a simulation: of a service, for a priority."""

    _name = "icrm.promise.simulation.line"
    _inherit = ["icrm.promise.outcome"]
    _description = "Simulated Promise"
    _order = "request_count desc, service_id, priority desc, id"

    simulation_id = fields.Many2one(
        "icrm.promise.simulation", required=True, ondelete="cascade", index=True
    )
    provider_department_id = fields.Many2one(
        related="simulation_id.provider_department_id"
    )
    service_id = fields.Many2one(
        "icrm.service",
        required=True,
        ondelete="cascade",
        index=True,
        domain="[('department_id', 'child_of', provider_department_id)]",
    )
    priority = fields.Selection(
        selection=lambda self: self.env["icrm.service"]._priorities(),
        required=True,
        default="1",
    )
    hours_now = fields.Float(string="Promised Today (hours)", readonly=True)
    hours_then = fields.Float(string="Try (hours)", required=True)

    _line_uniq = models.Constraint(
        "UNIQUE (simulation_id, service_id, priority)",
        "Only one promise per service and priority is allowed.",
    )
    _hours_range = models.Constraint(
        "CHECK (hours_then BETWEEN 0.01 AND 10000)",
        "Enter 0.01 to 10,000 working hours.",
    )

    @api.constrains("simulation_id", "service_id")
    def _check_service(self):
        """The provider simulates its own services, and those of departments below."""
        # sudo: departments are compared, visible to who writes the line or not.
        for line_sudo in self.sudo():
            simulation = line_sudo.simulation_id
            provider = simulation.provider_department_id
            path = line_sudo.service_id.department_id.parent_path or ""
            if not path.startswith(provider.parent_path) or (
                simulation.service_id and simulation.service_id != line_sudo.service_id
            ):
                raise ValidationError(
                    self.env._(
                        "%(service)s is not among the promises of this simulation.",
                        service=line_sudo.service_id.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines.simulation_id._check_open()
        lines._store_promised()
        lines.simulation_id._void()
        return lines

    def write(self, vals):
        if "simulation_id" in vals:
            raise UserError(self.env._("A promise stays in its simulation."))
        if not {"service_id", "priority", "hours_then"}.isdisjoint(vals):
            self.simulation_id._check_open()
        result = super().write(vals)
        if not {"service_id", "priority"}.isdisjoint(vals):
            self._store_promised()
        if not {"service_id", "priority", "hours_then"}.isdisjoint(vals):
            self.simulation_id._void()
        return result

    def _store_promised(self):
        """Store what is promised today; one query for all agreements."""
        for line, (_response, resolution) in zip(
            self, self._get_promised(), strict=True
        ):
            # sudo: what is promised is no choice of the caller's.
            line.sudo().hours_now = resolution or 0

    def _get_promised(self):
        """Return what is promised today: (to respond, to resolve) in hours, each."""
        promises = self.env["icrm.service"]._icrm_promises(
            [
                PromiseAsk(
                    line.service_id,
                    line.priority,
                    # sudo: the customer's side of the simulation they are in
                    line.simulation_id.sudo().customer_department_id,
                )
                for line in self
            ]
        )
        return [promised.hours for promised in promises]

    def unlink(self):
        self.simulation_id._check_open()
        self.simulation_id._void()
        return super().unlink()

    def _get_response_hours(self):
        """Return the hours to respond that fit to the resolution tried."""
        self.ensure_one()
        [(response, _resolution)] = self._get_promised()
        return min(response or self.hours_then, self.hours_then)

    def _format_forecast(self, shares):
        return self.env._(
            "%(hours)s h: %(share)s",
            hours=f"{self.hours_then:g}",
            share=super()._format_forecast(shares),
        )
