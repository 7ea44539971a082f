# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import test_account_transfer
from . import test_account_rule
from . import test_relationship_goal
from . import test_customer_quality
from . import test_customer_profile
from . import test_team_workload
from . import test_account_tour
