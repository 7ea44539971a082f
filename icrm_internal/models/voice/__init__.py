# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import (  # isort: skip
    icrm_dimension,
    survey_survey,
    survey_survey_check,
    survey_question,
    survey_question_answer,
    survey_question_answering,
    survey_survey_answering,
    icrm_campaign,
    icrm_campaign_subject,
    icrm_campaign_box,
    icrm_campaign_boxes,
    icrm_campaign_participant,
    icrm_campaign_participant_answering,
    icrm_campaign_group,
    icrm_answer,
    icrm_result,
    icrm_theme,
    icrm_comment,
)
