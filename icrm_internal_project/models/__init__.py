# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import (
    helpdesk_ticket,
    icrm_improvement,
    icrm_kpi,
    icrm_message,
    icrm_service,
    project_milestone,
    project_task,
)
