# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import is_html_empty

from ..access.actions import open_action
from ..access.safe_html import SafeHtml
from ..customer.duty import Duty


class IcrmResearch(models.Model):
    """A talk with customers: an interview, a focus group, a test with users.

    What was said is written down only with the consent of everybody who took part.
    """

    _name = "icrm.research"
    _description = "Interview or Focus Group"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _icrm_duties = (Duty("user_id", [("state", "=", "planned")]),)
    _order = "date desc, id desc"

    name = fields.Char(string="Topic", required=True, tracking=True)
    kind = fields.Selection(
        [
            ("interview", "Interview"),
            ("focus_group", "Focus group"),
            ("usability_test", "Usability test"),
        ],
        default="interview",
        required=True,
        tracking=True,
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    date = fields.Datetime(string="When", tracking=True)
    location = fields.Char(string="Place")
    user_id = fields.Many2one(
        "res.users",
        string="Led By",
        required=True,
        default=lambda self: self.env.user,
        ondelete="restrict",
        domain="[('share', '=', False)]",
        tracking=True,
    )
    service_id = fields.Many2one(
        "icrm.service", ondelete="restrict", index="btree_not_null"
    )
    campaign_id = fields.Many2one(
        "icrm.campaign", ondelete="restrict", index="btree_not_null"
    )
    guide = SafeHtml(string="Interview Questions")
    minutes = SafeHtml(help="Short notes, without names.")
    participant_ids = fields.One2many("icrm.research.participant", "research_id")
    participant_count = fields.Integer(compute="_compute_consent")
    is_consented = fields.Boolean(string="Everyone Agreed", compute="_compute_consent")
    need_ids = fields.One2many("icrm.need", "research_id")
    need_count = fields.Integer(compute="_compute_need_count")
    state = fields.Selection(
        [("planned", "Planned"), ("done", "Done"), ("cancelled", "Cancelled")],
        default="planned",
        required=True,
        readonly=True,
        copy=False,
        group_expand=True,
        tracking=True,
    )

    @api.depends("participant_ids.is_consented")
    def _compute_consent(self):
        for research in self:
            participants = research.participant_ids
            research.participant_count = len(participants)
            research.is_consented = bool(participants) and all(
                participants.mapped("is_consented")
            )

    @api.depends("need_ids")
    def _compute_need_count(self):
        counts = dict(
            self.env["icrm.need"]._read_group(
                [("research_id", "in", self.ids)], ["research_id"], ["__count"]
            )
        )
        for research in self:
            research.need_count = counts.get(research, 0)

    @api.constrains("minutes", "participant_ids")
    def _check_consent(self):
        for research in self:
            if is_html_empty(research.minutes) or research.is_consented:
                continue
            missing = research.participant_ids.filtered(
                lambda participant: not participant.is_consented
            )
            raise UserError(
                self.env._(
                    "Minutes of “%(name)s” require everyone's consent; missing: "
                    "%(who)s.",
                    name=research.name,
                    who=", ".join(missing.customer_id.mapped("display_name"))
                    or self.env._("participants (none yet)"),
                )
            )

    def action_done(self):
        """Say that the talk took place; it needs participants, all of whom agreed."""
        self.check_access("write")
        for research in self:
            if not research.is_consented:
                raise UserError(
                    self.env._(
                        "“%(name)s” needs participants who all agreed to minutes "
                        "before it can be marked as done.",
                        name=research.name,
                    )
                )
        # sudo: the state moves by these steps only; checked above.
        self.sudo().state = "done"

    def action_cancel(self):
        """Say that the talk does not take place."""
        self.check_access("write")
        # sudo: the state moves by these steps only; checked above.
        self.sudo().state = "cancelled"

    def action_plan(self):
        """Take a talk up again."""
        self.check_access("write")
        # sudo: the state moves by these steps only; checked above.
        self.sudo().state = "planned"

    def action_open_needs(self):
        """Open the needs that came out of the talk."""
        self.ensure_one()
        self.check_access("read")
        return open_action(
            self.env,
            "icrm_internal.icrm_need_action",
            domain=[("research_id", "=", self.id)],
            context={
                "default_research_id": self.id,
                "default_source": self.kind,
                "default_service_id": self.service_id.id,
            },
        )
