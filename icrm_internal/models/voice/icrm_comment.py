# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

from ..access import caller_values
from ..access.actions import open_form, show_message
from ..access.groups import DESK, OFFICER
from ..access.icrm_reason_mixin import ReasonStep


class IcrmComment(models.Model):
    """Free text of a campaign, apart from scores and from its author's department."""

    _name = "icrm.comment"
    _inherit = ["icrm.reason.mixin"]
    _description = "Campaign Comment"
    _order = "campaign_id desc, id"
    _log_access = False

    campaign_id = fields.Many2one(
        "icrm.campaign", required=True, readonly=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    subject_id = fields.Many2one(
        "icrm.campaign.subject",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
    )
    department_id = fields.Many2one(
        "hr.department",
        string="Rated Department",
        readonly=True,
        ondelete="set null",
        index=True,
    )
    question_id = fields.Many2one(
        "survey.question", required=True, readonly=True, ondelete="restrict"
    )
    body = fields.Text(string="Comment", required=True, readonly=True)
    theme_ids = fields.Many2many("icrm.theme", string="Themes")
    # That of all comments of a campaign: it does not say when one was written.
    closed_on = fields.Date(
        string="Campaign Closed", related="campaign_id.closed_on", compute_sudo=True
    )
    author_text = fields.Char(string="Written By", compute="_compute_author_text")
    can_reveal = fields.Boolean(compute="_compute_author_text")

    @api.depends_context("uid", "lang")
    def _compute_author_text(self):
        # As the reader: the record rules of the author decide what is shown.
        authors = self.env["icrm.comment.author"]
        if authors.has_access("read"):
            authors = authors.search([("comment_id", "in", self.ids)])
        # sudo: the name of whom the reader may know
        known = {
            author.comment_id: author.sudo().participant_id.name for author in authors
        }
        desk = self.env.user.has_group(DESK)
        for comment in self:
            # sudo: how the comment is protected is shown on the campaign's page
            protection = comment.sudo().campaign_id.protection
            comment.author_text = known.get(comment) or (
                self.env._("Anonymous")
                if protection == "anonymous"
                else self.env._("Protected")
            )
            comment.can_reveal = (
                desk and protection == "confidential" and comment not in known
            )

    def write(self, vals):
        """Comments are tagged; what they say stays as it was said."""
        if set(vals) - {"theme_ids"}:
            raise AccessError(
                self.env._("Comments cannot be edited; only themes can be added.")
            )
        return super().write(vals)

    def action_find_themes(self):
        """Add to these comments the themes whose words they have; return how many got
        one.

        :raise AccessError: the caller may not tag comments
        """
        self.check_access("write")
        tagged = 0
        for company, comments in self.grouped("company_id").items():
            found = self.env["icrm.theme"]._find(comments.mapped("body"), company)
            for comment, theme_ids in zip(comments, found, strict=True):
                if new := set(theme_ids) - set(comment.theme_ids.ids):
                    comment.theme_ids = [Command.link(theme_id) for theme_id in new]
                    tagged += 1
        return show_message(
            self.env._("%(count)s comments got a theme.", count=tagged),
            then={"type": "ir.actions.client", "tag": "soft_reload"},
        )

    def action_reveal(self, reason):
        """Show the caller who wrote a confidential comment, on record.

        :param str reason: why; written to the access log
        :raise AccessError: the caller is not of the confidential desk
        :raise UserError: there is no reason, or nothing to reveal
        """
        self.ensure_one()
        self.check_access("read")
        if not self.env.user.has_group(DESK):
            raise AccessError(
                self.env._("Only the confidential desk can reveal authors.")
            )
        reason = caller_values.reason_of(self.env, reason)
        comment_sudo = self.sudo()
        if comment_sudo.campaign_id.protection != "confidential":
            raise UserError(
                self.env._("Only confidential comments have a protected author.")
            )
        author_sudo = self.env["icrm.comment.author"].sudo()
        author_sudo = author_sudo.search([("comment_id", "=", self.id)])
        self.env["icrm.access.log"]._record("reveal", self, reason)
        author_sudo.revealed_user_ids |= self.env.user
        self.env.invalidate_all()

    @api.model
    def _icrm_reason_steps(self):
        return super()._icrm_reason_steps() | {
            "action_reveal": ReasonStep(
                title=self.env._("Reveal Author"),
                button=self.env._("Reveal Author"),
                hint=self.env._(
                    "The author was promised confidentiality. Your access, reason "
                    "and the time are logged for auditors."
                ),
                placeholder=self.env._("e.g. The comment mentions violence"),
            )
        }

    def action_make_need(self):
        """Return the form of a new need that these comments speak of.

        It is named after the theme they share. Needs are read by more people than
        comments are: the office puts it into words of its own, and finds what was said
        on the need.

        :raise AccessError: the caller is not of the office
        """
        self.check_access("read")
        if not self.env.user.has_group(OFFICER):
            raise AccessError(
                self.env._("Only officers can create needs from comments.")
            )
        themes = self.theme_ids.filtered(
            lambda theme: all(theme in comment.theme_ids for comment in self)
        )
        campaign, department = self.campaign_id, self.department_id
        service = self.subject_id.service_id
        return open_form(
            self.env["icrm.need"],
            name=self.env._("New Need"),
            context={
                "default_name": ", ".join(themes.mapped("name")),
                "default_source": "survey",
                "default_campaign_id": len(campaign) == 1 and campaign.id,
                "default_company_id": self[:1].company_id.id,
                "default_service_id": len(service) == 1 and service.id,
                "default_provider_department_id": len(department) == 1
                and department.id,
                "default_mentions": len(self) or 1,
                "default_comment_ids": self.ids,
            },
        )
