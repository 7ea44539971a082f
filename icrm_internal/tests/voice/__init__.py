# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import (
    test_attacker,
    test_ballot,
    test_ballot_concurrency,
    test_ballot_order,
    test_ballot_traces,
    test_campaign_audience,
    test_campaign_course,
    test_campaign_sending,
    test_feedback,
    test_idea_tour,
    test_ideas,
    test_instrument,
    test_research,
    test_import_answers,
    test_results,
    test_survey_doors,
    test_my_surveys,
    test_survey_page,
    test_survey_templates,
    test_survey_tour,
)
