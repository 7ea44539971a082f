# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class IcrmCampaign(models.Model):
    """One sending of a survey to an audience: asked, answered, counted, published.

    What was answered lies sealed in ballot boxes until the campaign closes; see
    :mod:`.icrm_campaign_box` and :mod:`.seal`. Repeated campaigns are the waves of one
    series.
    """

    _name = "icrm.campaign"
    _description = "Campaign"
    _icrm_named_in_log = True
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "opens_on desc, id desc"

    name = fields.Char(required=True, translate=True, tracking=True)
    survey_id = fields.Many2one(
        "survey.survey",
        required=True,
        ondelete="restrict",
        index=True,
        domain="[('survey_type', '=', 'icrm')]",
        tracking=True,
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        default=lambda self: self.env.company,
        ondelete="restrict",
    )
    user_id = fields.Many2one(
        "res.users",
        string="Responsible",
        required=True,
        default=lambda self: self.env.user,
        ondelete="restrict",
        tracking=True,
    )
    active = fields.Boolean(default=True, copy=False)
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("open", "Running"),
            ("closed", "Closed"),
            ("published", "Published"),
        ],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
    )
    trigger = fields.Selection(
        [("audience", "Sent to an audience"), ("request_closed", "After a request")],
        default="audience",
        required=True,
        help="After a request: a pulse; those who asked are invited one by one.",
    )
    protection = fields.Selection(
        [
            ("identified", "Identified"),
            ("confidential", "Confidential"),
            ("anonymous", "Anonymous"),
        ],
        default="anonymous",
        required=True,
        tracking=True,
        help="Identified: officers read who answered what. Confidential: names are "
        "kept, but only the confidential desk can reveal one, with a reason. "
        "Anonymous: nobody can find out, ever.",
    )
    about = fields.Selection(
        [
            ("departments", "Departments"),
            ("services", "Services"),
            ("relationships", "Relationships"),
            ("company", "The company"),
        ],
        default="departments",
        required=True,
    )
    subject_ids = fields.One2many("icrm.campaign.subject", "campaign_id", copy=True)
    breakdown = fields.Selection(
        [("department", "By department"), ("none", "As a whole only")],
        default="department",
        required=True,
        help="Whether results tell the respondents' departments apart, where enough of "
        "them answered. Fixed before opening.",
    )
    min_group = fields.Integer(
        string="Smallest Group",
        default=5,
        required=True,
        tracking=True,
        help="No result of fewer people is ever shown; five at least.",
    )
    min_group_text = fields.Integer(
        string="Smallest Group for Comments",
        default=8,
        required=True,
        tracking=True,
        help="No comment is shown unless as many people wrote one; eight at least.",
    )
    visibility = fields.Selection(
        [
            ("officers", "Officers only"),
            ("heads", "Heads of the departments it is about"),
            ("everybody", "Everybody"),
        ],
        string="Results Seen By",
        default="heads",
        required=True,
        tracking=True,
    )
    opens_on = fields.Date(tracking=True, copy=False)
    closes_on = fields.Date(tracking=True, copy=False)
    closed_on = fields.Date(readonly=True, copy=False)
    published_on = fields.Date(readonly=True, copy=False)
    series_id = fields.Many2one(
        "icrm.campaign",
        string="First Wave",
        readonly=True,
        ondelete="restrict",
        index="btree_not_null",
        help="Campaigns that repeat each other are waves of the first one.",
    )
    previous_id = fields.Many2one(
        "icrm.campaign",
        string="Previous Wave",
        readonly=True,
        copy=False,
        ondelete="restrict",
        index="btree_not_null",
    )
    key_name = fields.Char(
        readonly=True,
        copy=False,
        groups=fields.NO_ACCESS,
        help="The key its ballot boxes are sealed with; destroyed on closing.",
    )
    participant_ids = fields.One2many("icrm.campaign.participant", "campaign_id")
    group_ids = fields.One2many("icrm.campaign.group", "campaign_id")

    _minimum_check = models.Constraint(
        "CHECK (min_group BETWEEN 5 AND 1000 AND min_group_text BETWEEN 8 AND 1000"
        " AND min_group_text >= min_group)",
        "The smallest group lies between 5 and 1,000 people; that for comments between "
        "8 and 1,000, and is not smaller.",
    )
    _dates_check = models.Constraint(
        "CHECK (closes_on >= opens_on)", "A campaign closes after it has opened."
    )
