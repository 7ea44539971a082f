# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import SUPERUSER_ID, Command, api

from odoo.addons.icrm_internal.models.access import role_changes


def migrate(cr, version):
    """Chain the entries there are; who exported yesterday holds the new role.

    The first access review asks whether they need it.
    """
    env = api.Environment(cr, SUPERUSER_ID, {})
    export = env.ref("icrm_internal.group_icrm_export")
    roles = role_changes.get_roles(env) - export
    users = env["res.users"].search(
        [
            ("share", "=", False),
            ("all_group_ids", "in", roles.ids),
            ("all_group_ids", "in", env.ref("base.group_allow_export").ids),
        ]
    )
    # Not in the domain: it would find who has any group that does not imply it.
    users = users.filtered(lambda user: export not in user.all_group_ids)
    before = role_changes.get_holders(env, users)
    users.write({"group_ids": [Command.link(export.id)]})
    role_changes.record_changes(env, before, role_changes.get_holders(env, users))
    while env["icrm.access.log"]._chain():
        continue
