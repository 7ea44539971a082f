# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import (
    test_customer_access,
    test_customer_external,
    test_customer_interest,
    test_customer_language,
    test_customer_link,
    test_customer_phone,
    test_customer_portal,
    test_customer_queries,
    test_customer_screen,
    test_customer_segment,
    test_customer_sync,
)
