# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import (
    test_actions,
    test_api,
    test_concurrency,
    test_course,
    test_create,
    test_dates,
    test_desk,
    test_desk_report,
    test_desk_setup,
    test_desk_tour,
    test_judge,
    test_mail,
    test_portal_requests,
    test_portal_services,
    test_rating,
    test_staff_dialog,
    test_staff_tours,
    test_staff_words,
    test_submit,
    test_worktime,
)
