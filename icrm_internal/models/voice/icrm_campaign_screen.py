# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

# {what it is about: (the field of tags, the field of a subject)}
PICKED = {
    "departments": ("about_department_ids", "department_id"),
    "services": ("about_service_ids", "service_id"),
    "relationships": ("about_relationship_ids", "relationship_id"),
}


class IcrmCampaignScreen(models.Model):
    """What the screens show and pick; nothing is decided here."""

    _inherit = "icrm.campaign"

    about_department_ids = fields.Many2many(
        "hr.department",
        string="Departments It Is About",
        compute="_compute_about_ids",
        inverse="_inverse_about_department_ids",
    )
    about_service_ids = fields.Many2many(
        "icrm.service",
        string="Services It Is About",
        compute="_compute_about_ids",
        inverse="_inverse_about_service_ids",
    )
    about_relationship_ids = fields.Many2many(
        "icrm.relationship",
        string="Relationships It Is About",
        compute="_compute_about_ids",
        inverse="_inverse_about_relationship_ids",
    )
    protection_sentence = fields.Char(
        string="What People Are Told", compute="_compute_protection_sentence"
    )
    next_step = fields.Char(compute="_compute_next_step", compute_sudo=True)
    preview = fields.Html(compute="_compute_preview", sanitize=False)
    turnout = fields.Html(
        string="Participation by Department",
        compute="_compute_turnout",
        sanitize=False,
        groups="icrm_internal.group_icrm_officer,icrm_internal.group_icrm_auditor",
    )

    # -- whom it is about, as tags --

    @api.depends("subject_ids.department_id", "subject_ids.service_id", "about")
    def _compute_about_ids(self):
        for campaign in self:
            for about, (name, column) in PICKED.items():
                campaign[name] = (
                    campaign.subject_ids[column] if campaign.about == about else False
                )

    def _inverse_about_department_ids(self):
        self._pick_subjects("departments")

    def _inverse_about_service_ids(self):
        self._pick_subjects("services")

    def _inverse_about_relationship_ids(self):
        self._pick_subjects("relationships")

    def _pick_subjects(self, about):
        """Make the subjects those that were picked; what stays keeps its row."""
        name, column = PICKED[about]
        for campaign in self.filtered(lambda one: one.about == about):
            picked = campaign[name]
            gone = campaign.subject_ids.filtered(
                lambda one, column=column, picked=picked: one[column] not in picked
            )
            new = picked - campaign.subject_ids[column]
            if gone or new:
                campaign.subject_ids = [Command.delete(one.id) for one in gone] + [
                    Command.create({column: record.id}) for record in new
                ]

    @api.model_create_multi
    def create(self, vals_list):
        campaigns = super().create(vals_list)
        campaigns._ensure_company_subject()
        return campaigns

    def write(self, vals):
        """What it was about before goes when it is about something else."""
        if about := vals.get("about"):
            self.filtered(lambda one: one.about != about).subject_ids.unlink()
        result = super().write(vals)
        if about:
            self._ensure_company_subject()
        return result

    def _ensure_company_subject(self):
        """The company as a whole is one subject, which nobody has to pick."""
        self.env["icrm.campaign.subject"].create(
            [
                {"campaign_id": campaign.id}
                for campaign in self
                if campaign.about == "company" and not campaign.subject_ids
            ]
        )

    @api.constrains("about")
    def _check_about(self):
        self.subject_ids._check_about()

    # -- in words --

    @api.depends("protection", "min_group")
    @api.depends_context("lang")
    def _compute_protection_sentence(self):
        for campaign in self:
            campaign.protection_sentence = campaign._get_protection_sentence()

    @api.depends(
        "state",
        "survey_id",
        "opens_on",
        "closes_on",
        "about",
        "subject_ids",
        "about_department_ids",
        "about_service_ids",
        "about_relationship_ids",
        "audience",
        "audience_department_ids",
        "audience_segment_ids",
    )
    @api.depends_context("lang")
    def _compute_next_step(self):
        """What is still to be done before a draft can be opened."""
        for campaign in self:
            campaign.next_step = False
            if campaign.state != "draft":
                continue
            if not campaign.survey_id:
                campaign.next_step = self.env._("Choose a survey first.")
                continue
            try:
                campaign._check_openable(on=campaign.opens_on)
            except UserError as error:
                campaign.next_step = error.args[0]
            else:
                campaign.next_step = self.env._(
                    "Look at the preview, send yourself a test, then open it."
                )

    @api.depends("state")
    @api.depends_context("lang")
    def _compute_preview(self):
        """Count the audience as it was saved; one statement a campaign, drafts only."""
        for campaign in self:
            campaign.preview = False
            origin = campaign._origin
            if origin and campaign.state == "draft" and campaign.trigger == "audience":
                campaign.preview = self.env["ir.qweb"]._render(
                    "icrm_internal.campaign_preview",
                    {"campaign": origin, **origin._get_preview()},
                    minimal_qcontext=True,
                )

    @api.depends("state")
    @api.depends_context("lang")
    def _compute_turnout(self):
        for campaign in self:
            campaign.turnout = False
            if campaign._origin and campaign.state != "draft":
                campaign.turnout = self.env["ir.qweb"]._render(
                    "icrm_internal.campaign_turnout",
                    {"departments": campaign._origin.sudo()._get_shown_turnout()},
                    minimal_qcontext=True,
                )

    def _get_preview(self):
        """Return the counts of the audience, and what they will not be enough for.

        :return: what :meth:`_get_audience_counts` returns, and ``"too_small"``: names
            of departments asked whose answers can only be shown together with others';
            ``"without_result"``: names of subjects about which too few are asked
        """
        self.ensure_one()
        counts = self._get_audience_counts()
        subjects = self.env["icrm.campaign.subject"].browse(
            [row["id"] for row in counts["subjects"]]
        )
        asked = {row["id"]: row["asked"] for row in counts["subjects"]}
        counts["minimum"] = self.min_group
        counts["least"] = self._get_least_asked()
        counts["too_small"] = [
            row["name"]
            for row in counts["departments"]
            if row["asked"] < self.min_group and self.breakdown == "department"
        ]
        counts["subjects"] = [
            {"id": one.id, "name": one.display_name, "asked": asked[one.id]}
            for one in subjects.sorted(lambda one: (one.sequence, one.id))
        ]
        counts["without_result"] = [
            row["name"] for row in counts["subjects"] if row["asked"] < self.min_group
        ]
        return counts

    def action_preview(self):
        """Return the counts of the audience as it stands now; see _get_preview.

        Nobody is written to and nothing is written down.
        """
        self.ensure_one()
        self.check_access("write")
        return self._get_preview()

    # -- doors --

    def action_open_results(self):
        """Return the action that shows the results; empty before closing."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.actions"]._for_xml_id(
            "icrm_internal.icrm_campaign_results_action"
        )
        return {**action, "context": {"active_id": self.id}}

    def action_open_participants(self):
        """Return the action that lists who was asked."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "icrm_internal.icrm_campaign_participant_action"
        )
        action.pop("path", None)
        return {**action, "domain": [("campaign_id", "=", self.id)]}
