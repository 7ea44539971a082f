# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.addons.icrm_internal.hooks import keep_activities


def uninstall_hook(env):
    """Leave the activities of our types to their users as to-dos."""
    keep_activities(env, "icrm_internal_care")
