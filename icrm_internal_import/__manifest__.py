# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
{
    "name": "Internal CRM: History Import",
    "summary": "Import tickets of eight systems or any spreadsheet",
    "version": "19.0.2.1.0",
    "category": "Services/Internal CRM",
    "website": "https://github.com/icrm-internal/icrm_internal",
    "author": "icrm_internal contributors",
    "maintainers": ["icrm-internal"],
    "support": "https://github.com/icrm-internal/icrm_internal/issues",
    "license": "AGPL-3",
    "development_status": "Beta",
    "depends": ["icrm_internal"],
    "data": [
        "security/ir.model.access.csv",
        "security/history_rules.xml",
        "security/shared_rules.xml",
        "data/import_profile_data.xml",
        "data/import_cron_data.xml",
        "data/export_data.xml",
        "views/icrm_import_job_views.xml",
        "views/icrm_import_profile_views.xml",
        "wizards/icrm_setup_views.xml",
    ],
    "assets": {
        "web.assets_backend": ["icrm_internal_import/static/src/**/*"],
        "web.assets_tests": ["icrm_internal_import/static/tests/tours/**/*"],
        "web.assets_unit_tests": ["icrm_internal_import/static/tests/**/*.test.js"],
    },
}
