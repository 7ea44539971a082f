# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
{
    "name": "Internal CRM: Projects",
    "summary": "Requests that are projects, improvements with tasks",
    "version": "19.0.1.1.0",
    "category": "Services/Internal CRM",
    "website": "https://github.com/icrm-internal/icrm_internal",
    "author": "icrm_internal contributors",
    "maintainers": ["icrm-internal"],
    "support": "https://github.com/icrm-internal/icrm_internal/issues",
    "license": "AGPL-3",
    "development_status": "Beta",
    "depends": ["icrm_internal_improvement", "project"],
    "data": [
        "views/improvement_views.xml",
        "views/request_views.xml",
        "data/message_data.xml",
    ],
    "uninstall_hook": "uninstall_hook",
    "auto_install": True,
}
