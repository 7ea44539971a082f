# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).


def post_init_hook(env):
    """Make a customer of every employee and department that exists already."""
    env["icrm.customer"]._sync_with_hr()
