# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import (
    test_counsel_case,
    test_counsel_channels,
    test_counsel_privacy,
    test_counsel_tour,
    test_talk_portal,
)
