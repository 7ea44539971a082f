# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
{
    "name": "Internal CRM: Customer Care",
    "summary": "Customer value, account managers, communication plans, meetings",
    "version": "19.0.1.0.0",
    "category": "Services/Internal CRM",
    "website": "https://github.com/icrm-internal/icrm_internal",
    "author": "icrm_internal contributors",
    "maintainers": ["icrm-internal"],
    "support": "https://github.com/icrm-internal/icrm_internal/issues",
    "license": "AGPL-3",
    "development_status": "Beta",
    "depends": ["icrm_internal"],
    "data": [],
    "assets": {
        "web.assets_backend": ["icrm_internal_care/static/src/**/*"],
        "web.assets_tests": ["icrm_internal_care/static/tests/tours/**/*"],
        "web.assets_unit_tests": ["icrm_internal_care/static/tests/**/*.test.js"],
    },
    "uninstall_hook": "uninstall_hook",
}
