# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import (
    campaign_export,
    complaint_page,
    improvement_portal,
    profile_portal,
    request_portal,
    scorecard_export,
    service_portal,
    survey_doors,
    survey_page,
    survey_portal,
)
