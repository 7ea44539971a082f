# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import (
    test_data_dictionary,
    test_erasure,
    test_neutralize,
    test_own_data,
    test_personal,
    test_retention,
)
