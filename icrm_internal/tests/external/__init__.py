# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import test_commitment
from . import test_external_outcome
from . import test_external_question
from . import test_order_value
