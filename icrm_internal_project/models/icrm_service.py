# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.icrm_internal.models.access.groups import AGENT, AUDITOR


class IcrmService(models.Model):
    """Services of which each request is a project."""

    _inherit = "icrm.service"

    project_template_id = fields.Many2one(
        "project.project",
        ondelete="restrict",
        index="btree_not_null",
        copy=False,
        domain="[('is_template', '=', True)]",
        groups=f"{AGENT},{AUDITOR}",
        help="When work on a request starts, a project is opened from it. Customers "
        "see its milestones.",
    )
    project_resolves = fields.Boolean(
        string="Resolve When Milestones Are Reached",
        groups=f"{AGENT},{AUDITOR}",
        help="A request is resolved once all milestones of its project are reached.",
    )

    @api.constrains("project_template_id", "company_id")
    def _check_project_template(self):
        for service in self:
            # sudo: a template may be private
            template_sudo = service.sudo().project_template_id
            if not template_sudo:
                continue
            if not template_sudo.is_template:
                raise ValidationError(
                    self.env._(
                        "%(service)s: %(project)s is no template. In Project, open it "
                        "and choose Convert to Template.",
                        service=service.name,
                        project=template_sudo.name,
                    )
                )
            if template_sudo.company_id not in (
                service.company_id,
                self.env["res.company"],
            ):
                raise ValidationError(
                    self.env._(
                        "%(service)s: %(project)s belongs to another company.",
                        service=service.name,
                        project=template_sudo.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        services = super().create(vals_list)
        self.browse(
            service.id
            for service, vals in zip(services, vals_list, strict=True)
            if vals.get("project_template_id")
        )._begin_projects()
        return services

    def write(self, vals):
        result = super().write(vals)
        if vals.get("project_template_id"):
            self._begin_projects()
        return result

    def _begin_projects(self):
        """Check the template as the caller; from now on punctuality is counted.

        No constraint: those are checked in sudo.
        """
        if not self:
            return
        # sudo: which template it is, whatever the service lets its author read
        templates_sudo = self.sudo().project_template_id
        templates_sudo.with_env(self.env).check_access("read")
        # sudo: how an indicator is measured is the system's
        self.env["icrm.kpi"].sudo()._measure_projects()

    def _get_substance_labels(self):
        return super()._get_substance_labels() | {
            "project": self.env._("Project template")
        }

    def _get_substance(self):
        """The template is part of what is published."""
        content = super()._get_substance()
        # sudo: versions are the same for any publisher.
        template_sudo = self.sudo().project_template_id
        if template_sudo:
            content["project"] = template_sudo.name
        return content
