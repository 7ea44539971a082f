# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import (
    test_ballot,
    test_results,
    test_campaign_audience,
    test_survey_page,
    test_feedback,
    test_ideas,
    test_research,
)
