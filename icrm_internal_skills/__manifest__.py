# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
{
    "name": "Internal CRM: Skills",
    "summary": "Link competences to employee skills",
    "version": "19.0.1.1.0",
    "category": "Services/Internal CRM",
    "website": "https://github.com/icrm-internal/icrm_internal",
    "author": "icrm_internal contributors",
    "maintainers": ["icrm-internal"],
    "support": "https://github.com/icrm-internal/icrm_internal/issues",
    "license": "AGPL-3",
    "development_status": "Beta",
    "depends": ["icrm_internal_improvement", "hr_skills"],
    "data": [
        "views/helpdesk_ticket_views.xml",
        "views/icrm_service_category_views.xml",
        "views/training_views.xml",
    ],
    "auto_install": True,
}
