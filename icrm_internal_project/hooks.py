# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).


def uninstall_hook(env):
    """Let what was computed from projects be typed again."""
    env["icrm.kpi"]._forget_projects()
