# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..customer.duty import Duty

UNDER_WAY = [("campaign_id.state", "in", ("draft", "open"))]


class IcrmCampaignSubject(models.Model):
    """Whom or what a campaign asks about; the respondent answers once for each."""

    _name = "icrm.campaign.subject"
    _icrm_duties = (Duty("department_id", UNDER_WAY, shown="campaign_id"),)
    _description = "Campaign Subject"
    _order = "sequence, id"

    campaign_id = fields.Many2one(
        "icrm.campaign", required=True, ondelete="cascade", index=True
    )
    sequence = fields.Integer(default=10)
    department_id = fields.Many2one(
        "hr.department",
        compute="_compute_department_id",
        store=True,
        readonly=False,
        precompute=True,
        ondelete="restrict",
        index="btree_not_null",
        help="Provider of the subject; empty for the whole company.",
    )
    service_id = fields.Many2one(
        "icrm.service", ondelete="restrict", index="btree_not_null"
    )
    relationship_id = fields.Many2one(
        "icrm.relationship", ondelete="restrict", index="btree_not_null"
    )
    about = fields.Selection(related="campaign_id.about")

    _subject_uniq = models.UniqueIndex(
        "(campaign_id, COALESCE(department_id, 0), COALESCE(service_id, 0),"
        " COALESCE(relationship_id, 0))",
        "Each subject can only appear once per campaign.",
    )

    @api.depends("service_id", "relationship_id")
    def _compute_department_id(self):
        """Who provides: the service's department, the relationship's provider."""
        for subject in self:
            provider = (
                subject.service_id.department_id
                or subject.relationship_id.provider_department_id
            )
            if provider:
                subject.department_id = provider

    @api.depends("department_id.name", "service_id.name", "relationship_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for subject in self:
            # sudo: anyone who sees the subject sees what it is called
            subject_sudo = subject.sudo()
            subject.display_name = (
                subject_sudo.service_id.name
                or subject_sudo.relationship_id.display_name
                or subject_sudo.department_id.name
                or self.env._("The company")
            )

    @api.constrains("campaign_id", "department_id", "service_id", "relationship_id")
    def _check_about(self):
        """Each subject is of the sort the campaign is about."""
        for subject in self:
            about = subject.campaign_id.about
            service, relationship = subject.service_id, subject.relationship_id
            provider = subject.department_id
            fits = {
                "departments": provider and not service and not relationship,
                "services": service
                and not relationship
                and provider == service.department_id,
                "relationships": relationship
                and not service
                and provider == relationship.provider_department_id,
                "company": not provider and not service and not relationship,
            }[about]
            if not fits:
                raise ValidationError(
                    self.env._(
                        "%(campaign)s asks about %(about)s; %(subject)s does not "
                        "qualify.",
                        campaign=subject.campaign_id.display_name,
                        about=dict(
                            subject._fields["about"]._description_selection(self.env)
                        )[about],
                        subject=subject.display_name,
                    )
                )
            company = provider.company_id or subject.campaign_id.company_id
            if company != subject.campaign_id.company_id:
                raise ValidationError(
                    self.env._(
                        "%(subject)s and the campaign belong to different companies.",
                        subject=subject.display_name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        subjects = super().create(vals_list)
        subjects._check_draft()
        return subjects

    def write(self, vals):
        self._check_draft()
        result = super().write(vals)
        self._check_draft()
        return result

    def unlink(self):
        self._check_draft()
        return super().unlink()

    def _check_draft(self):
        """Whom a campaign asks about is fixed when it opens."""
        self.campaign_id._icrm_lock()
        for campaign in self.campaign_id:
            if campaign.state != "draft":
                raise UserError(
                    self.env._(
                        "%(campaign)s is already open: its subjects can no "
                        "longer change.",
                        campaign=campaign.display_name,
                    )
                )
