# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import (
    test_actions,
    test_api,
    test_concurrency,
    test_create,
    test_form_request,
    test_desk,
    test_desk_report,
    test_desk_setup,
    test_desk_tour,
    test_rating_rules,
    test_mail,
    test_mail_server,
    test_open_states,
    test_portal_requests,
    test_portal_services,
    test_rating,
    test_request_workflow,
    test_request_dates,
    test_staff_dialog,
    test_staff_tours,
    test_staff_display,
    test_submit,
    test_worktime,
)
from . import test_hostile
