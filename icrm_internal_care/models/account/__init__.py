# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import icrm_account_transfer
from . import icrm_account_rule
from . import icrm_customer_team_member
from . import icrm_customer
from . import icrm_relationship_goal
from . import icrm_relationship
from . import icrm_message
from . import icrm_home
from . import icrm_customer_quality
from . import res_company
from . import res_config_settings
from . import icrm_service
from . import helpdesk_ticket_team
from . import helpdesk_ticket
from . import icrm_team_workload
from . import icrm_forecast
