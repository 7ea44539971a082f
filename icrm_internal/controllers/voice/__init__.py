# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import (
    campaign_export,
    idea_portal,
    survey_core_block,
    survey_page,
    survey_portal,
)
