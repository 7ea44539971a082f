# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

from ..access.groups import OFFICER
from ..access.listing import join_names
from .icrm_clock import CLOCK_KINDS


class IcrmEscalation(models.Model):
    """Who is notified when a promise is at risk or missed; once per clock."""

    _name = "icrm.escalation"
    _inherit = ["icrm.shared", "icrm.logged"]
    _description = "Escalation Level"
    _order = "share, id"
    _icrm_log_kind = "settings"
    _icrm_log_fields = (
        "active",
        "kind",
        "team_id",
        "share",
        "notify_assignee",
        "notify_leader",
        "notify_head",
        "notify_officer",
        "notify_requester",
        "channel",
    )

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", default=lambda self: self.env.company)
    kind = fields.Selection(
        CLOCK_KINDS,
        string="Promise",
        help="Empty: all promises of requests.",
    )
    team_id = fields.Many2one("helpdesk.ticket.team", ondelete="cascade")
    share = fields.Integer(
        string="Used Up (%)",
        required=True,
        default=75,
        help="Below 100: warning; from 100: escalation.",
    )
    notify_assignee = fields.Boolean(string="Assignee", default=True)
    notify_leader = fields.Boolean(string="Team Leader")
    notify_head = fields.Boolean(string="Head of Department")
    notify_officer = fields.Boolean(string="Officers")
    notify_requester = fields.Boolean(
        string="Notify Customer",
    )
    requester_text = fields.Text(string="Message", translate=True)
    channel = fields.Selection(
        [("activity", "To-do"), ("message", "Message")],
        default="activity",
        required=True,
    )

    promise_text = fields.Char(string="Promises", compute="_compute_texts")
    notified_text = fields.Char(string="Notify", compute="_compute_texts")

    _share_range = models.Constraint(
        "CHECK (share BETWEEN 1 AND 1000)",
        "The share must be between 1 and 1,000 %.",
    )

    @api.depends_context("lang")
    @api.depends(
        "kind",
        "team_id",
        "notify_assignee",
        "notify_leader",
        "notify_head",
        "notify_officer",
        "notify_requester",
    )
    def _compute_texts(self):
        """Compute the texts of the list: what a level is for and whom it notifies."""
        _ = self.env._
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for level in self:
            level.promise_text = kinds.get(level.kind, _("All promises of requests"))
            told = [
                (level.notify_assignee, _("assignee")),
                (level.notify_leader, _("team leader")),
                (level.notify_head, _("head of department")),
                (level.notify_officer, _("officers")),
                (level.notify_requester, _("customer")),
            ]
            level.notified_text = join_names(
                self.env, (name for tell, name in told if tell)
            )

    @api.model
    def _get_levels(self, clocks, teams=None):
        """Return {clock: [(escalation id, share in per cent)]}, one query.

        :param teams: {clock: id of the team that answers for it}, where it is not the
            team of now
        """
        # sudo: levels apply to every clock, for any user.
        levels = self.sudo().search_fetch(
            [], ["kind", "share", "team_id", "company_id"]
        )
        return {
            clock: levels._select(
                clock.kind,
                (teams or {}).get(clock) or clock._get_team().id,
                clock.company_id.id,
            )
            for clock in clocks
        }

    def _select(self, kind, team_id, company_id):
        """Return [(escalation id, share in per cent)] of one kind of clocks.

        A level counts for clocks of its kind (without a kind: for requests), of its
        team if it names one, in its company if it names one.
        """
        return [
            (level.id, level.share)
            for level in self
            if (
                level.kind == kind if level.kind else kind in ("response", "resolution")
            )
            and level.team_id.id in (False, team_id)
            and level.company_id.id in (False, company_id)
        ]

    def _get_users(self, clock, department=None):
        """Return the users this level notifies of a clock.

        :param department: the one that held the clock for most of its time, whose head
            hears of it; computed by default
        """
        self.ensure_one()
        users = self.env["res.users"]
        subject, team = clock._get_subject(), clock._get_team()
        if self.notify_assignee:
            users |= subject.user_id
        if self.notify_leader:
            users |= team.user_id
        if self.notify_head:
            if department is None:
                department = clock._get_holding_department(clock._get_used_time())
            users |= (department or team.icrm_department_id)._icrm_get_head()
        if self.notify_officer:
            users |= self.env.ref(OFFICER).all_user_ids
        return users._icrm_filter_available(clock.company_id)
