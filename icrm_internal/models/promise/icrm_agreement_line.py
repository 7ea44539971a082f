# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError


class IcrmAgreementLine(models.Model):
    """A promise of the agreement, which goes before the catalogue's."""

    _name = "icrm.agreement.line"
    _description = "Agreement Promise"
    _order = "agreement_id, service_id, priority desc"
    _rec_names_search = ["agreement_id.name", "service_id.name"]

    agreement_id = fields.Many2one(
        "icrm.agreement", required=True, ondelete="cascade", index=True
    )
    provider_department_id = fields.Many2one(
        related="agreement_id.relationship_id.provider_department_id"
    )
    service_id = fields.Many2one(
        "icrm.service",
        required=True,
        ondelete="restrict",
        index=True,
        domain="[('department_id', 'child_of', provider_department_id)]",
    )
    priority = fields.Selection(
        selection=lambda self: self.env["icrm.service"]._priorities(),
        required=True,
        default="1",
    )
    response_hours = fields.Float(string="First Response (hours)", required=True)
    resolution_hours = fields.Float(string="Resolution (hours)", required=True)

    _line_uniq = models.Constraint(
        "UNIQUE (agreement_id, service_id, priority)",
        "Only one promise per service and priority is allowed.",
    )
    _hours_range = models.Constraint(
        "CHECK (response_hours BETWEEN 0.01 AND 10000"
        " AND resolution_hours BETWEEN 0.01 AND 10000"
        " AND response_hours <= resolution_hours)",
        "Enter 0.01 to 10,000 working hours, with the first response before the "
        "resolution.",
    )

    @api.depends("agreement_id", "service_id", "priority", "resolution_hours")
    @api.depends_context("lang")
    def _compute_display_name(self):
        priorities = dict(self.env["icrm.service"]._priorities())
        for line in self:
            line.display_name = self.env._(
                "%(agreement)s: %(service)s (%(priority)s), %(response)s h / "
                "%(resolution)s h",
                agreement=line.agreement_id.display_name,
                service=line.service_id.name,
                priority=priorities.get(line.priority, ""),
                response=f"{line.response_hours:g}",
                resolution=f"{line.resolution_hours:g}",
            )

    @api.constrains("agreement_id", "service_id")
    def _check_service(self):
        """A department promises its own services, and those of departments below."""
        # sudo: departments are compared, visible to who writes the line or not.
        for line_sudo in self.sudo():
            provider = line_sudo.provider_department_id
            path = line_sudo.service_id.department_id.parent_path or ""
            if not path.startswith(provider.parent_path):
                raise ValidationError(
                    self.env._(
                        "%(service)s belongs to %(department)s, but the provider of "
                        "this agreement is %(provider)s.",
                        service=line_sudo.service_id.name,
                        department=line_sudo.service_id.department_id.name,
                        provider=provider.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines.agreement_id._check_draft()
        return lines

    def write(self, vals):
        self.agreement_id._check_draft()
        result = super().write(vals)
        self.agreement_id._check_draft()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_proposed(self):
        self.agreement_id._check_draft()
