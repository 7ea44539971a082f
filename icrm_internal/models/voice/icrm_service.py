# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

from ..access import caller_values
from ..access.actions import open_dialog, open_form
from ..access.groups import AUDITOR, MANAGER

READERS = f"{MANAGER},{AUDITOR}"


class IcrmService(models.Model):
    """What customers feel about a service, and those who help to improve it."""

    _inherit = "icrm.service"

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
        readonly=True,
        copy=False,
        groups=READERS,
        help="Must-be services first; from the last published KANO campaign.",
    )
    kano_better = fields.Float(
        string="Better Coefficient",
        readonly=True,
        copy=False,
        groups=READERS,
        aggregator="avg",
        help="Satisfaction gained if present, 0 to 1.",
    )
    kano_worse = fields.Float(
        string="Worse Coefficient",
        readonly=True,
        copy=False,
        groups=READERS,
        aggregator="avg",
        help="Satisfaction lost if absent, 0 to -1.",
    )
    kano_campaign_id = fields.Many2one(
        "icrm.campaign",
        string="KANO Campaign",
        readonly=True,
        copy=False,
        ondelete="set null",
        index="btree_not_null",
        groups=READERS,
    )

    _kano_check = models.Constraint(
        "CHECK (kano_better BETWEEN 0 AND 1 AND kano_worse BETWEEN -1 AND 0)",
        "KANO coefficients must be between 0 and 1, and between -1 and 0.",
    )

    # Who tries changes before they are in force
    panel_member_ids = fields.One2many("icrm.panel.member", "service_id", "Panel")
    panel_trial_ids = fields.One2many("icrm.panel.trial", "service_id", "Trials")
    panel_count = fields.Integer("Panel Members", compute="_compute_panel_count")
    panel_state = fields.Selection(
        [("invited", "Invited"), ("joined", "Member"), ("left", "Left")],
        compute="_compute_panel_state",
    )
    panel_trial_id = fields.Many2one(
        "icrm.panel.trial", "Open Trial", compute="_compute_panel_trial_id"
    )

    @api.depends("panel_member_ids.state")
    @api.depends_context("uid")
    def _compute_panel_count(self):
        """For who serves or audits, who see the members, too."""
        reads_all = self.env.user.has_group(AUDITOR)
        # sudo: how many, for readers of the service
        counts = dict(
            self.env["icrm.panel.member"]
            .sudo()
            ._read_group(
                [
                    ("service_id", "in", self._origin.ids),
                    ("state", "=", "joined"),
                    ("customer_id.active", "=", True),
                ],
                ["service_id"],
                ["__count"],
            )
        )
        for service in self:
            # sudo: whether the reader serves
            is_known = (
                reads_all
                or service.can_edit
                or self.env.user in service.sudo().team_id.user_ids
            )
            service.panel_count = is_known and counts.get(service._origin, 0)

    @api.depends("panel_member_ids.state")
    @api.depends_context("uid")
    def _compute_panel_state(self):
        mine = {
            member.service_id: member.state
            for member in self._get_my_memberships(self._origin)
        }
        for service in self:
            service.panel_state = mine.get(service._origin, False)

    @api.model
    def _get_my_memberships(self, services):
        """Return the rows of the current user, in sudo."""
        # sudo: one's own rows
        return (
            self.env["icrm.panel.member"]
            .sudo()
            .search(
                [
                    ("service_id", "in", services.ids),
                    ("customer_id.user_id", "=", self.env.uid),
                    ("customer_id.active", "=", True),
                ]
            )
        )

    @api.depends("panel_trial_ids.state")
    @api.depends_context("uid")
    def _compute_panel_trial_id(self):
        """Of those that the reader may open."""
        trials = self.env["icrm.panel.trial"].search(
            [("service_id", "in", self._origin.ids), ("state", "=", "open")]
        )
        found = {trial.service_id: trial for trial in trials}
        for service in self:
            service.panel_trial_id = found.get(service._origin, False)

    @api.model
    def _check_editor(self, vals_list):
        """Raise if the caller may not edit the services of new records."""
        ids = {caller_values.id_of(vals.get("service_id")) for vals in vals_list}
        self.browse(ids - {0}).check_access("write")

    def action_join_panel(self):
        """Volunteer for the panel; for those who may request the service."""
        self.ensure_one()
        self.check_access("read")
        customer = self._get_my_customer()
        if not customer or not self.is_in_audience or not self.env.user._is_internal():
            raise UserError(
                self.env._("Only employees who can request this service can join.")
            )
        mine_sudo = self._get_my_memberships(self)
        if mine_sudo:
            mine_sudo.state = "joined"
        else:
            # sudo: the caller's own row; checked above
            self.env["icrm.panel.member"].sudo().create(
                {
                    "service_id": self.id,
                    "customer_id": customer.id,
                    "state": "joined",
                }
            )
        self.invalidate_recordset(["panel_state", "panel_count", "panel_trial_id"])
        return True

    def action_leave_panel(self):
        """Leave the panel; nobody invites who has left."""
        self.ensure_one()
        self.check_access("read")
        self._get_my_memberships(self).state = "left"
        self.invalidate_recordset(["panel_state", "panel_count", "panel_trial_id"])
        return True

    def action_try_with_panel(self):
        """Open the dialog that hands the form and a promise to the panel."""
        self.ensure_one()
        self.check_access("write")
        line = self._get_promise_line()[:1]
        return open_dialog(
            self.env["icrm.panel.trial"],
            self.env._("Try with the Panel"),
            "icrm_internal.icrm_panel_trial_view_form_new",
            service_id=self.id,
            response_hours=line.response_hours,
            resolution_hours=line.resolution_hours,
        )

    def action_open_panel_trial(self):
        """Open the trial that runs."""
        self.ensure_one()
        self.check_access("read")
        if not self.panel_trial_id:
            raise UserError(self.env._("There is no open trial of this service."))
        return open_form(self.panel_trial_id)

    def action_publish(self):
        result = super().action_publish()
        # sudo: whoever publishes ends the trials; members are notified
        self.env["icrm.panel.trial"].sudo().search(
            [("service_id", "in", self.ids), ("state", "=", "open")]
        )._conclude()
        return result
