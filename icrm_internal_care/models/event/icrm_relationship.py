# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError

from odoo.addons.icrm_internal.models.access import company_day
from odoo.addons.icrm_internal.models.access.actions import open_form, open_list
from odoo.addons.icrm_internal.models.access.groups import OFFICER


class IcrmRelationship(models.Model):
    """Meetings and disputes of the two sides."""

    _inherit = "icrm.relationship"

    meeting_count = fields.Integer(string="Meetings", compute="_compute_meeting_count")
    open_action_count = fields.Integer(
        string="Open Actions", compute="_compute_meeting_count"
    )
    dispute_count = fields.Integer(
        string="Open Disputes", compute="_compute_meeting_count"
    )

    @api.depends_context("uid")
    def _compute_meeting_count(self):
        # As the reader: who does not see the meetings sees no count of them.
        meetings, actions, disputes = {}, {}, {}
        Meeting = self.env["icrm.meeting"]
        if Meeting.has_access("read"):
            by_relationship = [("relationship_id", "in", self.ids)]
            meetings = dict(
                Meeting._read_group(by_relationship, ["relationship_id"], ["__count"])
            )
            actions = dict(
                self.env["icrm.action.item"]._read_group(
                    [("relationship_id", "in", self.ids), ("state", "=", "open")],
                    ["relationship_id"],
                    ["__count"],
                )
            )
            disputes = dict(
                self.env["icrm.dispute"]._read_group(
                    [("relationship_id", "in", self.ids), ("is_open", "=", True)],
                    ["relationship_id"],
                    ["__count"],
                )
            )
        for relationship in self:
            relationship.dispute_count = disputes.get(relationship, 0)
            relationship.meeting_count = meetings.get(relationship, 0)
            relationship.open_action_count = actions.get(relationship, 0)

    def _check_side(self):
        """Refuse who neither heads one of the sides, nor manages the account."""
        self.check_access("read")
        user = self.env.user
        if self.env.su or user.has_group(OFFICER):
            return
        for relationship in self:
            # sudo: who heads the two departments, nothing else
            relationship_sudo = relationship.sudo()
            if user not in (
                relationship_sudo.provider_department_id.icrm_head_user_ids
                | relationship_sudo.customer_department_id.icrm_head_user_ids
                | relationship_sudo.account_manager_id
            ):
                raise AccessError(
                    self.env._(
                        "Only the heads of both departments, the account manager and "
                        "officers can do this."
                    )
                )

    def action_plan_review(self):
        """Begin the review meeting of this relationship, with its figures."""
        self.ensure_one()
        self._check_side()
        # sudo: what it is about is set here and nowhere else; the caller was checked
        meeting_sudo = (
            self.env["icrm.meeting"]
            .sudo()
            .create(
                {
                    "name": self.env._(
                        "Review: %(relationship)s", relationship=self.display_name
                    ),
                    "kind": "review",
                    "relationship_id": self.id,
                    "company_id": self.company_id.id,
                    "owner_id": self.env.uid,
                    **self._prepare_review_start(),
                }
            )
        )
        return open_form(meeting_sudo.sudo(False))

    def _prepare_review_start(self):
        """Return the start on the day of the next review, if that is to come."""
        day = self.next_review_date
        if not day or day <= company_day.today(self):
            return {}
        return {"start": company_day.midnight(self, day) + timedelta(hours=10)}

    def action_raise_dispute(self):
        """Begin a dispute between the two sides."""
        self.ensure_one()
        self._check_side()
        # sudo: who reads the relationship reads between whom it is
        relationship_sudo = self.sudo()
        return self.env["icrm.dispute"]._begin_from(
            self,
            self.display_name,
            relationship_sudo.provider_department_id,
            relationship_sudo.customer_department_id,
        )

    def action_open_disputes(self):
        """Open the disputes of the two sides; rules fill the list."""
        self.ensure_one()
        self.check_access("read")
        name = self.env._("Disputes")
        return open_list(
            self.env["icrm.dispute"],
            name,
            [("relationship_id", "=", self.id)],
        )

    def action_open_meetings(self):
        """Open the meetings of this relationship; rules fill the list."""
        self.ensure_one()
        self.check_access("read")
        name = self.env._("Meetings")
        return open_list(
            self.env["icrm.meeting"],
            name,
            [("relationship_id", "=", self.id)],
        )

    def action_open_action_items(self):
        """Open what is still to do from these meetings; rules fill the list."""
        self.ensure_one()
        self.check_access("read")
        name = self.env._("Open Actions")
        return open_list(
            self.env["icrm.action.item"],
            name,
            [("relationship_id", "=", self.id), ("state", "=", "open")],
        )
