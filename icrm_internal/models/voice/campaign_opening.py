# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What prevents opening a campaign; each check raises one sentence.

Whether the caller may open it is not decided here.
"""

from odoo.exceptions import UserError
from odoo.tools import format_date

from .audience_query import AudienceQuery
from .audience_reasons import join_left_out

# {what it is about: (the field of tags, the field of a subject)}
PICKED = {
    "departments": ("about_department_ids", "department_id"),
    "services": ("about_service_ids", "service_id"),
    "relationships": ("about_relationship_ids", "relationship_id"),
}

# Shared out over the dimensions of service quality.
POINTS = 100

# So many questions a pulse asks at most.
PULSE_QUESTIONS = 3


def check_openable(campaign, on=None):
    """Raise, in one sentence, if something prevents opening.

    :param on: the day it would open on; today if empty
    """
    if campaign.trigger == "request_closed":
        check_pulse(campaign)
    check_weights(campaign)
    on = on or campaign._get_today()
    # sudo: what is asked, for anyone who may open the campaign
    survey_sudo = campaign.survey_id.sudo()
    if survey_sudo.survey_type != "icrm":
        raise UserError(
            campaign.env._(
                "%(survey)s is not an internal customer survey, so its answers "
                "would be unprotected.",
                survey=survey_sudo.title,
            )
        )
    if not survey_sudo.question_ids:
        raise UserError(
            campaign.env._(
                "Add a question to the survey %(survey)s.",
                survey=survey_sudo.title,
            )
        )
    survey_sudo._icrm_check_instrument()
    if campaign.about != "company" and "enps" in survey_sudo.question_ids.mapped(
        "icrm_measure"
    ):
        raise UserError(
            campaign.env._(
                "%(survey)s asks about the employer (eNPS): ask about the company.",
                survey=survey_sudo.title,
            )
        )
    if not campaign.closes_on:
        raise UserError(campaign.env._("Set a closing date."))
    if campaign.closes_on < on:
        raise UserError(
            campaign.env._(
                "The closing date %(closing)s is before the opening date %(opening)s.",
                closing=format_date(campaign.env, campaign.closes_on),
                opening=format_date(campaign.env, on),
            )
        )
    check_subjects(campaign)
    if campaign.audience == "departments" and not campaign.audience_department_ids:
        raise UserError(campaign.env._("Choose the departments to ask."))
    if campaign.audience == "segments" and not campaign.audience_segment_ids:
        raise UserError(campaign.env._("Choose the segments to ask."))


def check_subjects(campaign):
    """Raise if no subject is named; see _fill_pulse_subjects."""
    if campaign.trigger == "request_closed" and campaign.about == "departments":
        return
    picked = PICKED.get(campaign.about)
    # In a form that is not saved yet, the tags come before their rows.
    if picked and not campaign.subject_ids and not campaign[picked[0]]:
        raise UserError(campaign.env._("Choose at least one subject."))


def check_audience(campaign):
    """Raise if so few would be asked that nothing could be shown."""
    counts = AudienceQuery(campaign).count()
    count, left_out = counts["asked"], join_left_out(campaign, counts)
    if count < campaign.anonymity_threshold:
        raise _refuse(
            campaign.env._(
                "Only %(count)s people would be asked, but results need "
                "%(minimum)s; widen the audience.",
                count=count,
                minimum=campaign.anonymity_threshold,
            ),
            left_out,
        )
    if count < campaign._get_minimum_audience():
        raise _refuse(
            campaign.env._(
                "A selected audience needs %(least)s people (three times the "
                "minimum of %(minimum)s) to protect anonymity, but has "
                "%(count)s; widen it.",
                least=campaign._get_minimum_audience(),
                minimum=campaign.anonymity_threshold,
                count=count,
            ),
            left_out,
        )


def _refuse(*sentences):
    return UserError("\n".join(filter(None, sentences)))


def check_weights(campaign):
    """Raise unless 100 points are shared out over the dimensions asked about."""
    if not campaign.weight_ids:
        return
    dimensions, are_asked = campaign._get_weight_dimensions()
    if are_asked:
        raise UserError(
            campaign.env._(
                "Respondents allocate the points in this survey; remove the "
                "campaign's weights."
            )
        )
    if campaign.weight_ids.dimension_id != dimensions:
        raise UserError(
            campaign.env._(
                "Weights: give points (or 0) to exactly these dimensions: "
                "%(dimensions)s.",
                dimensions=", ".join(dimensions.mapped("name"))
                or campaign.env._("no service quality dimension"),
            )
        )
    if (points := sum(campaign.weight_ids.mapped("points"))) != POINTS:
        raise UserError(
            campaign.env._(
                "Weights add up to %(points)s instead of 100.",
                points=points,
            )
        )


def check_pulse(campaign):
    # sudo: what is asked, for anyone who may open the campaign
    asked = campaign.survey_id.sudo().question_ids.filtered("icrm_measure")
    if len(asked) > PULSE_QUESTIONS:
        raise UserError(
            campaign.env._(
                "%(survey)s has %(count)s questions; after a request at most "
                "%(limit)s are allowed.",
                survey=campaign.survey_id.sudo().title,
                count=len(asked),
                limit=PULSE_QUESTIONS,
            )
        )
    if campaign.about not in ("departments", "services"):
        raise UserError(
            campaign.env._("After a request, ask about departments or services only.")
        )
