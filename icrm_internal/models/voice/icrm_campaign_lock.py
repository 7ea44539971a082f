# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.exceptions import UserError

# What was promised to those who are asked: fixed from the opening on.
PROMISED = (
    "survey_id",
    "company_id",
    "trigger",
    "protection",
    "breakdown",
    "about",
    "subject_ids",
    "weight_ids",
    "audience",
    "audience_department_ids",
    "audience_segment_ids",
    "contact_days",
    "subject_choice",
    "subjects_per_person",
    "sample_share",
    "opens_on",
    "participant_ids",
    "group_ids",
)
# Larger is safer.
MINIMUMS = ("min_group", "min_group_text")
# What only the campaign's own course changes.
COURSE = (
    "state",
    "closed_on",
    "published_on",
    "series_id",
    "previous_id",
    "wave",
    "reminded_round",
    "invited_count",
    "answered_count",
    "given_up_reason",
)
SERIES = ("series_id", "previous_id", "wave")


class IcrmCampaignLock(models.Model):
    """What was promised to those who are asked is kept: by everybody, always.

    No door leads past :meth:`write`: the form, imports, JSON-2 and the superuser come
    through here alike. The course of a campaign itself goes by :meth:`_write_course`,
    which is no public method.
    """

    _inherit = "icrm.campaign"

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            taken = [name for name in COURSE if vals.get(name)]
            if vals.get("state") == "draft":
                taken.remove("state")
            if self.env.su:
                # The application itself may continue a series.
                taken = [name for name in taken if name not in SERIES]
            if taken:
                raise UserError(
                    self.env._(
                        "A campaign begins as a draft; %(fields)s: set by its course, "
                        "not by hand.",
                        fields=self._name_fields(taken),
                    )
                )
        # Nor by the default of a context, as a column of the kanban gives it.
        context = {
            key: value
            for key, value in self.env.context.items()
            if key not in {f"default_{name}" for name in COURSE}
        }
        self = self.with_context(context)
        return super().create(vals_list)

    def write(self, vals):
        self._check_promise_kept(vals)
        return super().write(vals)

    def _write_course(self, vals):
        """Write what only the course of a campaign changes; see COURSE."""
        return super().write(vals)  # pylint: disable=super-method-mismatch

    def _check_promise_kept(self, vals):
        """Raise if *vals* would break what those who were asked were told."""
        if by_hand := [name for name in COURSE if name in vals]:
            raise UserError(
                self.env._(
                    "%(fields)s: set by the course of the campaign, not by hand. Use "
                    "its buttons.",
                    fields=self._name_fields(by_hand),
                )
            )
        opened = self.filtered(lambda campaign: campaign.state != "draft")
        if not opened:
            return
        if fixed := [name for name in PROMISED if name in vals]:
            raise UserError(
                self.env._(
                    "%(campaign)s has been opened: %(fields)s cannot be changed any "
                    "more. People answered, or will answer, trusting in it.",
                    campaign=opened[0].display_name,
                    fields=self._name_fields(fixed),
                )
            )
        for campaign in opened:
            for name in MINIMUMS:
                if name in vals and (vals[name] or 0) < campaign[name]:
                    raise UserError(
                        self.env._(
                            "%(campaign)s has been opened: %(field)s can be raised "
                            "from %(minimum)s, never lowered.",
                            campaign=campaign.display_name,
                            field=self._name_fields([name]),
                            minimum=campaign[name],
                        )
                    )
            if campaign.state != "open" and not {*MINIMUMS, "closes_on"}.isdisjoint(
                vals
            ):
                raise UserError(
                    self.env._(
                        "%(campaign)s is closed and counted.",
                        campaign=campaign.display_name,
                    )
                )
            if campaign.state == "open" and vals.get("active", True) is False:
                raise UserError(
                    self.env._(
                        "%(campaign)s is open: close it before you archive it.",
                        campaign=campaign.display_name,
                    )
                )
            if campaign.state == "open" and "closes_on" in vals:
                campaign._check_new_end(vals["closes_on"])

    def _check_new_end(self, day):
        """The end may be moved, not into the past: what is over is closed."""
        day = self._fields["closes_on"].convert_to_cache(day, self)
        if not day or day < self._get_today():
            raise UserError(
                self.env._(
                    "%(campaign)s: the closing date lies today or later. To end it "
                    "now, close it.",
                    campaign=self.display_name,
                )
            )

    def _name_fields(self, names):
        return ", ".join(
            self._fields[name]._description_string(self.env) for name in names
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_answered(self):
        """What people have said is not thrown away; archive instead."""
        for campaign in self:
            if campaign.state in ("closed", "published") or (
                campaign.state == "open"
                and campaign.sudo().participant_ids._get_answered()
            ):
                raise UserError(
                    self.env._(
                        "%(campaign)s has answers: it cannot be deleted. Archive it.",
                        campaign=campaign.display_name,
                    )
                )
