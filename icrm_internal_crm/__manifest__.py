# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
{
    "name": "Internal CRM: Leads",
    "summary": "Ask other departments for what a lead needs",
    "version": "19.0.1.0.0",
    "category": "Services/Internal CRM",
    "website": "https://github.com/icrm-internal/icrm_internal",
    "author": "icrm_internal contributors",
    "maintainers": ["icrm-internal"],
    "support": "https://github.com/icrm-internal/icrm_internal/issues",
    "license": "AGPL-3",
    "development_status": "Beta",
    "depends": ["icrm_internal", "crm"],
    "data": ["views/crm_lead_views.xml"],
    "assets": {
        "web.assets_tests": ["icrm_internal_crm/static/tests/tours/**/*"],
    },
    "auto_install": True,
}
