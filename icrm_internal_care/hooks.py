# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.addons.icrm_internal.hooks import keep_activities


def uninstall_hook(env):
    """Leave activities to their users as to-dos; let clocks run that we held.

    What was computed from our records is typed again.
    """
    held = env["helpdesk.ticket"].search([("icrm_maintenance_id", "!=", False)])
    held._icrm_hold_for(env["icrm.maintenance"])
    env["icrm.kpi"]._forget_care()
    keep_activities(env, "icrm_internal_care")
