# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import calendar_event
from . import helpdesk_ticket
from . import icrm_access_log
from . import icrm_action_item
from . import icrm_care_budget
from . import icrm_care_record
from . import icrm_coordination
from . import icrm_customer
from . import icrm_dispute
from . import icrm_home
from . import icrm_kpi
from . import icrm_meeting
from . import icrm_meeting_attendee
from . import icrm_meeting_item
from . import icrm_message
from . import icrm_relationship
