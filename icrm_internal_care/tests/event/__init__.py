# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import test_care
from . import test_care_kpi
from . import test_coordination
from . import test_dispute
from . import test_event_tours
from . import test_group_portal
from . import test_meeting
from . import test_meeting_kpi
