# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
{
    "name": "Helpdesk Management: Hardening",
    "summary": "Record protection for helpdesk_mgmt, mail, rating and exports",
    "version": "19.0.1.0.0",
    "category": "After-Sales",
    "website": "https://github.com/icrm-internal/icrm_internal",
    "author": "icrm_internal contributors",
    "maintainers": ["icrm-internal"],
    "support": "https://github.com/icrm-internal/icrm_internal/issues",
    "license": "AGPL-3",
    "development_status": "Beta",
    # Odoo Enterprise's: it defines helpdesk.ticket, too.
    "excludes": ["helpdesk"],
    "depends": ["helpdesk_mgmt", "calendar", "mail", "portal", "rating"],
    "data": [
        "security/stage_access.xml",
        "views/ticket_portal_templates.xml",
    ],
    "pre_init_hook": "pre_init_hook",
    "uninstall_hook": "uninstall_hook",
}
