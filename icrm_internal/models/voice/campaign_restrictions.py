# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Checks that what participants were promised does not change, for any user.

``create`` and ``write`` of the campaign call these functions, so the form, imports,
JSON-2 and the superuser are all checked. The workflow of the campaign itself writes by
``_write_workflow``, which is not public.
"""

from odoo.exceptions import UserError

# What participants were promised: fixed from the opening on.
FIXED_WHEN_OPEN = (
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
MINIMUMS = ("anonymity_threshold", "anonymity_threshold_text")

# What only the campaign's own workflow changes.
WORKFLOW_FIELDS = (
    "state",
    "closed_on",
    "published_on",
    "series_id",
    "previous_id",
    "wave",
    "reminded_round",
    "invited_count",
    "answered_count",
    "cancel_reason",
)

SERIES = ("series_id", "previous_id", "wave")


def check_create(campaigns, vals_list):
    """Raise if a new campaign would not begin as a draft."""
    for vals in vals_list:
        taken = [name for name in WORKFLOW_FIELDS if vals.get(name)]
        if vals.get("state") == "draft":
            taken.remove("state")
        if campaigns.env.su:
            # The application itself may continue a series.
            taken = [name for name in taken if name not in SERIES]
        if taken:
            raise UserError(
                campaigns.env._(
                    "Create a campaign as a draft, without %(fields)s.",
                    fields=_name_fields(campaigns, taken),
                )
            )


def without_workflow_defaults(context):
    """Return *context* without defaults for what only the workflow changes."""
    course = {f"default_{name}" for name in WORKFLOW_FIELDS}
    return {key: value for key, value in context.items() if key not in course}


def check_write(campaigns, vals):
    """Raise if *vals* would change what participants were promised."""
    if by_hand := [name for name in WORKFLOW_FIELDS if name in vals]:
        raise UserError(
            campaigns.env._(
                "%(fields)s: use the campaign's buttons to change this.",
                fields=_name_fields(campaigns, by_hand),
            )
        )
    opened = campaigns.filtered(lambda campaign: campaign.state != "draft")
    if not opened:
        return
    if fixed := [name for name in FIXED_WHEN_OPEN if name in vals]:
        raise UserError(
            campaigns.env._(
                "%(campaign)s is already open: %(fields)s can no longer change.",
                campaign=opened[0].display_name,
                fields=_name_fields(campaigns, fixed),
            )
        )
    for campaign in opened:
        for name in MINIMUMS:
            if name in vals and (vals[name] or 0) < campaign[name]:
                raise UserError(
                    campaigns.env._(
                        "%(campaign)s is already open: %(field)s can only be "
                        "raised above %(minimum)s.",
                        campaign=campaign.display_name,
                        field=_name_fields(campaigns, [name]),
                        minimum=campaign[name],
                    )
                )
        if campaign.state != "open" and not {*MINIMUMS, "closes_on"}.isdisjoint(vals):
            raise UserError(
                campaigns.env._(
                    "%(campaign)s is closed and counted.",
                    campaign=campaign.display_name,
                )
            )
        if campaign.state == "open" and vals.get("active", True) is False:
            raise UserError(
                campaigns.env._(
                    "%(campaign)s is open: close it before archiving.",
                    campaign=campaign.display_name,
                )
            )
        if campaign.state == "open" and "closes_on" in vals:
            _check_closing_date(campaign, vals["closes_on"])


def _check_closing_date(campaign, day):
    """The end may be moved, not into the past: what is over is closed."""
    day = campaign._fields["closes_on"].convert_to_cache(day, campaign)
    if not day or day < campaign._get_today():
        raise UserError(
            campaign.env._(
                "%(campaign)s: the closing date must be today or later.",
                campaign=campaign.display_name,
            )
        )


def _name_fields(campaigns, names):
    return ", ".join(
        campaigns._fields[name]._description_string(campaigns.env) for name in names
    )
