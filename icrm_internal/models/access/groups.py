# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The names of the roles, for ``has_group`` and ``groups=``; security/ defines them."""

AGENT = "icrm_internal.group_icrm_agent"
MANAGER = "icrm_internal.group_icrm_manager"
OFFICER = "icrm_internal.group_icrm_officer"
ADMIN = "icrm_internal.group_icrm_admin"
DESK = "icrm_internal.group_icrm_desk"
AUDITOR = "icrm_internal.group_icrm_auditor"
EXPORT = "icrm_internal.group_icrm_export"
