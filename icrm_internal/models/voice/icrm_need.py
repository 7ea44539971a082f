# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

from ..access.groups import OFFICER
from ..access.safe_html import SafeHtml
from ..customer.duty import Duty

IN_WORK = [("state", "in", ("new", "confirmed", "planned"))]


class IcrmNeed(models.Model):
    """What internal customers need, where it was heard, and what becomes of it."""

    _name = "icrm.need"
    _description = "Need"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _icrm_duties = (
        Duty("user_id", IN_WORK),
        Duty("provider_department_id", IN_WORK),
    )
    _order = "priority desc, id desc"

    name = fields.Char(string="Need", required=True, tracking=True)
    description = SafeHtml()
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    priority = fields.Selection(
        [("0", "Normal"), ("1", "Important"), ("2", "Urgent")], default="0"
    )
    source = fields.Selection(
        [
            ("survey", "Survey"),
            ("interview", "Interview"),
            ("focus_group", "Focus group"),
            ("usability_test", "Usability test"),
            ("idea", "Idea"),
            ("feedback", "Feedback"),
            ("request", "Requests"),
            ("other", "Other"),
        ],
        default="other",
        required=True,
    )
    research_id = fields.Many2one(
        "icrm.research", string="Interview", ondelete="restrict", index="btree_not_null"
    )
    campaign_id = fields.Many2one(
        "icrm.campaign", ondelete="restrict", index="btree_not_null"
    )
    comment_ids = fields.Many2many(
        "icrm.comment",
        string="Quote",
        groups=OFFICER,
        help="Campaign comments that mention it.",
    )
    segment_id = fields.Many2one(
        "icrm.segment",
        string="Customer Group",
        ondelete="restrict",
        index="btree_not_null",
    )
    customer_department_id = fields.Many2one(
        "hr.department", string="Requesting Department", ondelete="restrict"
    )
    provider_department_id = fields.Many2one(
        "hr.department",
        string="Responsible Provider",
        compute="_compute_provider_department_id",
        store=True,
        readonly=False,
        ondelete="restrict",
        index="btree_not_null",
        tracking=True,
    )
    service_id = fields.Many2one(
        "icrm.service", ondelete="restrict", index="btree_not_null"
    )
    kano_class = fields.Selection(
        [
            ("M", "Must-be"),
            ("O", "Performance"),
            ("A", "Delighter"),
            ("I", "Indifferent"),
            ("R", "Unwanted"),
            ("Q", "Unclear"),
        ],
        string="KANO Class",
        tracking=True,
        help="Effect on satisfaction, from a KANO survey or your own judgement.",
    )
    mentions = fields.Integer(
        default=1, help="People or groups who mentioned it.", aggregator="sum"
    )
    state = fields.Selection(
        [
            ("new", "New"),
            ("confirmed", "Confirmed"),
            ("planned", "Planned"),
            ("met", "Met"),
            ("declined", "Declined"),
        ],
        default="new",
        required=True,
        group_expand=True,
        tracking=True,
    )
    user_id = fields.Many2one(
        "res.users",
        string="Owner",
        default=lambda self: self.env.user,
        ondelete="restrict",
        domain="[('share', '=', False)]",
        tracking=True,
    )

    _mentions_check = models.Constraint(
        "CHECK (mentions BETWEEN 1 AND 1000000)",
        "A need must be mentioned at least once.",
    )

    @api.depends("service_id")
    def _compute_provider_department_id(self):
        for need in self:
            if need.service_id:
                need.provider_department_id = need.service_id.department_id
