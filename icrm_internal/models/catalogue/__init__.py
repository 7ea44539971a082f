# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import (
    resource_calendar,
    icrm_makeup_day,
    helpdesk_ticket_team,
    icrm_service_category,
    icrm_service_part,
    icrm_service_article,
    icrm_service_promise,
    icrm_service_role,
    icrm_service_version,
    icrm_service_form_part,
    icrm_service_question,
    icrm_service_question_option,
    icrm_service_question_condition,
    icrm_service_form,
    icrm_form_answered,
    icrm_search_concept,
    icrm_search_miss,
    icrm_service,
    icrm_service_term,
    res_users,
)
