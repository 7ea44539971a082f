# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
{
    "name": "Internal CRM: Demo Data",
    "summary": "Demo company: 60 people, 8 departments, 40 services, six months",
    "version": "19.0.1.0.0",
    "category": "Services/Internal CRM",
    "website": "https://github.com/icrm-internal/icrm_internal",
    "author": "icrm_internal contributors",
    "maintainers": ["icrm-internal"],
    "support": "https://github.com/icrm-internal/icrm_internal/issues",
    "license": "AGPL-3",
    "development_status": "Beta",
    "depends": [
        "icrm_internal_care",
        "icrm_internal_import",
        "icrm_internal_improvement",
    ],
    # Read by catalogue.py; OCA's hooks want to know of each file of data.
    "oca_data_manual": [
        "data/asks.csv",
        "data/categories.csv",
        "data/plans.csv",
        "data/questions.csv",
        "data/services.csv",
    ],
    "post_init_hook": "post_init_hook",
}
