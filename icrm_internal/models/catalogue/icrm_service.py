# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class IcrmService(models.Model):
    """One entry of a department's catalogue."""

    _name = "icrm.service"
    _description = "Service"
    _inherit = ["mail.thread", "mail.activity.mixin", "image.mixin"]
    _order = "sequence, name, id"

    name = fields.Char(required=True, translate=True, tracking=True)
    summary = fields.Char(translate=True, help="One sentence under the name.")
    description = fields.Html(translate=True)
    keywords = fields.Char(
        translate=True, help="Other words people type for it, separated by commas."
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    state = fields.Selection(
        [("draft", "Draft"), ("published", "Published"), ("retired", "Retired")],
        default="draft",
        required=True,
        tracking=True,
        index=True,
        copy=False,
    )
    version = fields.Integer(default=1, readonly=True, copy=False)
    category_id = fields.Many2one(
        "icrm.service.category", required=True, ondelete="restrict", index=True
    )
    department_id = fields.Many2one(
        "hr.department",
        string="Provider",
        required=True,
        ondelete="restrict",
        index=True,
        tracking=True,
        check_company=True,
    )
    team_id = fields.Many2one(
        "helpdesk.ticket.team",
        required=True,
        ondelete="restrict",
        index=True,
        check_company=True,
        tracking=True,
    )
    owner_id = fields.Many2one(
        "res.users",
        ondelete="restrict",
        default=lambda self: self.env.user,
        tracking=True,
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        default=lambda self: self.env.company,
        index=True,
    )
    audience = fields.Selection(
        [
            ("everyone", "Everyone"),
            ("departments", "Some departments"),
            ("segments", "Some segments"),
        ],
        default="everyone",
        required=True,
    )
    audience_department_ids = fields.Many2many(
        "hr.department",
        relation="icrm_service_audience_department_rel",
        string="Departments Served",
        help="These departments and all below them.",
    )
    audience_segment_ids = fields.Many2many("icrm.segment", string="Segments Served")
    form_definition = fields.PropertiesDefinition(
        "Request Form",
        help="The questions a customer answers. End a question with * to make an "
        "answer compulsory.",
    )
    default_priority = fields.Selection(
        selection=lambda self: self.env["helpdesk.ticket"]
        ._fields["priority"]
        .selection,
        default="1",
        required=True,
    )
    calendar_id = fields.Many2one(
        "resource.calendar",
        string="Working Hours",
        ondelete="restrict",
        help="When the promise runs. Empty: the team's hours, else the company's.",
    )
    promise_ids = fields.One2many("icrm.service.promise", "service_id", copy=True)
    role_ids = fields.One2many("icrm.service.role", "service_id", copy=True)
    article_ids = fields.One2many("icrm.service.article", "service_id", copy=True)
    attachment_ids = fields.Many2many("ir.attachment", string="Documents")
    pinned_user_ids = fields.Many2many(
        "res.users", relation="icrm_service_pin_rel", string="Pinned by", copy=False
    )
