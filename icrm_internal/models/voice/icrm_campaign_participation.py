# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models


class IcrmCampaignParticipation(models.Model):
    """How many were asked and how many have answered: never what, and never when."""

    _inherit = "icrm.campaign"

    participant_count = fields.Integer(
        string="People Asked", compute="_compute_participation", compute_sudo=True
    )
    response_count = fields.Integer(
        string="Answered", compute="_compute_participation", compute_sudo=True
    )
    participation = fields.Float(
        compute="_compute_participation",
        compute_sudo=True,
        help="Percent of those asked who have answered.",
    )

    @api.depends("state", "participant_ids", "invited_count", "answered_count")
    def _compute_participation(self):
        """Two queries for any number of campaigns, beside the reading of the boxes."""
        open_ones = self.filtered(lambda campaign: campaign.state == "open")
        invited, answered = {}, {}
        if open_ones:
            for department in open_ones._get_turnout():
                campaign_id = department["campaign_id"]
                invited[campaign_id] = (
                    invited.get(campaign_id, 0) + department["invited"]
                )
                answered[campaign_id] = (
                    answered.get(campaign_id, 0) + department["answered"]
                )
        for campaign in self:
            asked, given = campaign.invited_count, campaign.answered_count
            if campaign.state == "open":
                asked = invited.get(campaign.id, 0)
                given = answered.get(campaign.id, 0)
            campaign.participant_count = asked
            campaign.response_count = given
            campaign.participation = 100 * given / asked if asked else 0

    def _get_turnout(self):
        """Return the participation of each department in these campaigns.

        :return: list of ``{"campaign_id", "id", "name", "invited", "answered"}``, most
            invited first; whoever was taken off the list before answering is not
            counted. A constant number of queries.
        """
        Participant_sudo = self.env["icrm.campaign.participant"].sudo()
        participants_sudo = Participant_sudo.search_fetch(
            [("campaign_id", "in", self.ids)],
            ["campaign_id", "department_id", "state"],
        )
        answered_ids = set(participants_sudo._get_answered().ids)
        rows = {}
        for participant in participants_sudo:
            has_answered = participant.id in answered_ids
            if participant.state == "withdrawn" and not has_answered:
                continue
            department = participant.department_id
            row = rows.setdefault(
                (participant.campaign_id.id, department.id),
                {
                    "campaign_id": participant.campaign_id.id,
                    "id": department.id,
                    "name": department.name or self.env._("No department"),
                    "invited": 0,
                    "answered": 0,
                },
            )
            row["invited"] += 1
            row["answered"] += has_answered
        return sorted(rows.values(), key=lambda row: (-row["invited"], row["name"]))

    def _write_turnout(self):
        """Write down how many took part: lists of closed campaigns are read at once."""
        self.ensure_one()
        rows = self._get_turnout()
        self._write_course(
            {
                "invited_count": sum(row["invited"] for row in rows),
                "answered_count": sum(row["answered"] for row in rows),
            }
        )

    def _get_shown_turnout(self):
        """Return the participation as it is shown: small departments put together.

        Otherwise whoever looks twice would see when the only one asked in a department
        has answered.
        """
        self.ensure_one()
        rows = self._get_turnout()
        shown = [row for row in rows if row["invited"] >= self.min_group]
        small = [row for row in rows if row["invited"] < self.min_group]
        if small:
            shown.append(
                {
                    "campaign_id": self.id,
                    "id": False,
                    "name": self.env._("Smaller departments together"),
                    "invited": sum(row["invited"] for row in small),
                    "answered": sum(row["answered"] for row in small),
                }
            )
        return shown
