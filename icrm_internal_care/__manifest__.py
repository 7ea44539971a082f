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
    "data": [
        "security/value/ir.model.access.csv",
        "security/value/value_rules.xml",
        "data/value/message_rule_data.xml",
        "data/value/segment_data.xml",
        "views/value/icrm_customer_stage_views.xml",
        "views/value/icrm_customer_value_views.xml",
        "views/value/icrm_customer_views.xml",
        "views/value/icrm_segment_views.xml",
        "views/value/icrm_value_policy_views.xml",
        "views/value/res_config_settings_views.xml",
    ],
    "assets": {
        "web.assets_backend": ["icrm_internal_care/static/src/**/*"],
        "web.assets_tests": ["icrm_internal_care/static/tests/tours/**/*"],
        "web.assets_unit_tests": ["icrm_internal_care/static/tests/**/*.test.js"],
    },
    "uninstall_hook": "uninstall_hook",
}
