# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import (
    access,
    icrm_campaign_import,
    icrm_campaign_import_column,
    icrm_complaint_create,
    icrm_complaint_step,
    icrm_request_create,
    icrm_request_create_part,
    icrm_request_external,
    icrm_request_handover,
    icrm_request_merge,
    icrm_request_rate,
    icrm_request_register,
    icrm_request_reply,
    icrm_request_split,
    icrm_setup,
    icrm_survey_add,
)
