# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from dateutil.relativedelta import relativedelta

from odoo import api, fields, models

INTERVALS = {"month": 1, "quarter": 3, "half": 6, "year": 12}


class IcrmCampaignSeries(models.Model):
    """Repeated campaigns: each wave is a copy of the one before, planned ahead.

    The next wave is prepared when one has closed, so that the officer can look at it,
    change it or call it off before it opens.
    """

    _inherit = "icrm.campaign"

    recurrence = fields.Selection(
        [
            ("none", "Once"),
            ("month", "Every month"),
            ("quarter", "Every quarter"),
            ("half", "Every half-year"),
            ("year", "Every year"),
        ],
        default="none",
        required=True,
        tracking=True,
        help="When it has closed, the next wave is prepared and opens by itself.",
    )
    wave = fields.Integer(readonly=True, copy=False, help="1 is the first.")
    next_ids = fields.One2many("icrm.campaign", "previous_id", string="Next Wave")

    _wave_uniq = models.UniqueIndex(
        "(series_id, wave) WHERE series_id IS NOT NULL",
        "A series has each of its waves once.",
    )
    _previous_uniq = models.UniqueIndex(
        "(previous_id) WHERE previous_id IS NOT NULL",
        "A wave is followed by one other.",
    )

    @api.depends("name", "wave")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for campaign in self:
            campaign.display_name = (
                self.env._(
                    "%(name)s (wave %(wave)s)", name=campaign.name, wave=campaign.wave
                )
                if campaign.wave > 1
                else campaign.name
            )

    def _follow_wave(self):
        """Prepare the wave after this one, once."""
        self._enter("closed", "published")
        if not self.next_ids and self.recurrence != "none":
            self._make_next_wave()

    def _make_next_wave(self):
        """Return the next wave: a planned copy on the next date of the series."""
        self.ensure_one()
        first = self.series_id or self
        if not self.series_id:
            self._write_course({"series_id": self.id, "wave": self.wave or 1})
        opens_on = self._get_next_date(first.opened_on)
        following = self.copy(
            {
                "name": self.name,
                "user_id": self.user_id.id,
                "opens_on": opens_on,
                "closes_on": opens_on + (self.closes_on - self.opened_on),
            }
        )
        # The copy is called "... (copy)" in the other languages otherwise.
        for lang, _name in self.env["res.lang"].get_installed():
            following.with_context(lang=lang).name = self.with_context(lang=lang).name
        following._write_course(
            {
                "series_id": first.id,
                "previous_id": self.id,
                "wave": self.wave + 1,
                "is_planned": True,
            }
        )
        self.activity_schedule(
            "mail.mail_activity_data_todo",
            user_id=self.user_id.id,
            date_deadline=opens_on,
            summary=self.env._("Look at the next wave before it opens by itself"),
        )
        return following

    def _get_next_date(self, anchor):
        """Return the series' next date from today on, after this wave.

        Reckoned from the first wave, so that the 31st does not wander to the 28th.
        """
        step = INTERVALS[self.recurrence]
        earliest = max(self._get_today(), self.opened_on + relativedelta(days=1))
        turn = 1
        while (day := anchor + relativedelta(months=step * turn)) < earliest:
            turn += 1
        return day

    def copy_data(self, default=None):
        """A copy by hand is a campaign of its own: of no series."""
        vals_list = super().copy_data(default=default)
        for vals in vals_list:
            vals.pop("series_id", None)
        return vals_list

    def action_open_series(self):
        """Return the action that shows all waves of this series."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "icrm_internal.icrm_campaign_action"
        )
        action.pop("path", None)
        first = self.series_id or self
        return {
            **action,
            "domain": ["|", ("id", "=", first.id), ("series_id", "=", first.id)],
            "context": {"search_default_all": 1},
        }
