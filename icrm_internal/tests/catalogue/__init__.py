# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import (
    test_form_editor,
    test_form_migration,
    test_makeup_days,
    test_public_holidays,
    test_service_audience,
    test_service_form,
    test_service_publication,
    test_search_table,
    test_service_search,
    test_service_tour,
    test_starter_tables,
    test_team_staff,
)
