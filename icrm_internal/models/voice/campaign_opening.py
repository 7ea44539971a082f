# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What stands against opening a campaign; each check raises one sentence.

Whether the caller may open it is not decided here.
"""

from odoo.exceptions import UserError
from odoo.tools import format_date

from .audience_query import AudienceQuery

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
    """Raise, in one sentence, if something stands against opening.

    :param on: the day it would open on; today if empty
    """
    if campaign.trigger == "request_closed":
        check_pulse(campaign)
    check_weights(campaign)
    on = on or campaign._get_today()
    # sudo: what is asked, for whoever may open the campaign
    survey_sudo = campaign.survey_id.sudo()
    if survey_sudo.survey_type != "icrm":
        raise UserError(
            campaign.env._(
                "%(survey)s is no survey of internal customers: its answers would "
                "not be protected.",
                survey=survey_sudo.title,
            )
        )
    if not survey_sudo.question_ids:
        raise UserError(
            campaign.env._(
                "The survey %(survey)s asks nothing yet: give it a question.",
                survey=survey_sudo.title,
            )
        )
    survey_sudo._icrm_check_instrument()
    if not campaign.closes_on:
        raise UserError(campaign.env._("Say first on which day it closes."))
    if campaign.closes_on < on:
        raise UserError(
            campaign.env._(
                "It would close on %(closing)s, before it opens on %(opening)s.",
                closing=format_date(campaign.env, campaign.closes_on),
                opening=format_date(campaign.env, on),
            )
        )
    check_subjects(campaign)
    if campaign.audience == "departments" and not campaign.audience_department_ids:
        raise UserError(campaign.env._("Say first which departments are asked."))
    if campaign.audience == "segments" and not campaign.audience_segment_ids:
        raise UserError(campaign.env._("Say first which segments are asked."))


def check_subjects(campaign):
    """Raise if nobody is named whom it is about; see _fill_pulse_subjects."""
    if campaign.trigger == "request_closed" and campaign.about == "departments":
        return
    picked = PICKED.get(campaign.about)
    # In a form that is not saved yet, the tags come before their rows.
    if picked and not campaign.subject_ids and not campaign[picked[0]]:
        raise UserError(
            campaign.env._("Say first whom it is about: no department is named.")
        )


def check_audience(campaign):
    """Raise if so few would be asked that nothing could be shown."""
    count = AudienceQuery(campaign).count()["asked"]
    if count < campaign.min_group:
        raise UserError(
            campaign.env._(
                "%(count)s people would be asked, and results of fewer than "
                "%(minimum)s are never shown: ask more people. The preview tells "
                "who is left out and why.",
                count=count,
                minimum=campaign.min_group,
            )
        )
    if count < campaign._get_least_asked():
        raise UserError(
            campaign.env._(
                "%(count)s people would be asked. Of an audience that was picked, "
                "by segments or by what people asked for, at least %(least)s are "
                "asked: three times the %(minimum)s below which nothing is shown. "
                "Else a few who tell each other their answers would know those of "
                "the others. Ask more people, departments or everybody.",
                count=count,
                least=campaign._get_least_asked(),
                minimum=campaign.min_group,
            )
        )


def check_weights(campaign):
    """Raise unless 100 points are shared out over the dimensions asked about."""
    if not campaign.weight_ids:
        return
    dimensions, are_asked = campaign._get_weighed()
    if are_asked:
        raise UserError(
            campaign.env._(
                "The survey lets people share out the points: take the weights of "
                "the campaign out."
            )
        )
    if campaign.weight_ids.dimension_id != dimensions:
        raise UserError(
            campaign.env._(
                "Weights: the survey asks about %(dimensions)s. Give points to each"
                " of them, 0 if need be, and to nothing else.",
                dimensions=", ".join(dimensions.mapped("name"))
                or campaign.env._("no dimension of service quality"),
            )
        )
    if (points := sum(campaign.weight_ids.mapped("points"))) != POINTS:
        raise UserError(
            campaign.env._(
                "Weights: %(points)s points are shared out; make them 100.",
                points=points,
            )
        )


def check_pulse(campaign):
    # sudo: what is asked, for whoever may open the campaign
    asked = campaign.survey_id.sudo().question_ids.filtered("icrm_measure")
    if len(asked) > PULSE_QUESTIONS:
        raise UserError(
            campaign.env._(
                "%(survey)s asks %(count)s questions. After a request people "
                "answer %(limit)s at most: choose a shorter survey.",
                survey=campaign.survey_id.sudo().title,
                count=len(asked),
                limit=PULSE_QUESTIONS,
            )
        )
    if campaign.about not in ("departments", "services"):
        raise UserError(
            campaign.env._(
                "After a request people are asked about departments or services."
            )
        )
