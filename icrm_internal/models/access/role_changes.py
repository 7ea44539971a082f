# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Whoever gives or takes one of our roles, by whatever way, is in the access log.

What counts is who holds a role in the end: given by itself, with a higher one or
through a group of somebody else's.
"""

from contextlib import contextmanager

from odoo.tools import SQL

CATEGORY = "icrm_internal.module_category_icrm"
#: A change within a change: the outer one writes it down.
WATCHED = "icrm_roles_watched"


def get_roles(env):
    """Return the groups that are roles of ours, the highest of each ladder first."""
    category = env.ref(CATEGORY, raise_if_not_found=False)
    # sudo: groups of others are not everybody's to read
    Group_sudo = env["res.groups"].sudo()
    if not category:
        return Group_sudo
    return Group_sudo.search(
        [("privilege_id.category_id", "=", category.id)], order="sequence desc, id"
    )


def get_holders(env, users=None):
    """Return the pairs (role id, user id) of who holds which role.

    :param users: of these alone, if given
    """
    env["res.users"].flush_model(["group_ids"])
    env["res.groups"].flush_model(["user_ids", "implied_ids"])
    roles = {}
    for role in get_roles(env):
        for group_id in role.all_implied_by_ids.ids:
            roles.setdefault(group_id, []).append(role.id)
    # SQL: pairs, of all users at once
    rows = env.execute_query(
        SQL(
            """
            SELECT gid, uid FROM res_groups_users_rel
             WHERE gid = ANY(%(groups)s) AND (%(all)s OR uid = ANY(%(users)s))
            """,
            groups=list(roles),
            all=users is None,
            users=[] if users is None else users.ids,
        )
    )
    return {(role, user) for group, user in rows for role in roles[group]}


@contextmanager
def log_role_changes(env, users=None):
    """Write down which roles change hands in the block, for *users* or for all."""
    data = env.cr.precommit.data
    # What an addon's own data give is in its files.
    if env.registry._init or data.get(WATCHED):
        yield
        return
    data[WATCHED] = True
    try:
        before = get_holders(env, users)
        yield
        after = get_holders(env, users)
    finally:
        data.pop(WATCHED, None)
    record_changes(env, before, after)


def record_changes(env, before, after):
    """Add an entry for each person who got or lost roles."""
    if before == after:
        return
    Log = env["icrm.access.log"]
    roles = get_roles(env)
    entries = []
    for pairs, is_given in ((before - after, False), (after - before, True)):
        for user in env["res.users"].browse(sorted({user for _role, user in pairs})):
            names = [role.name for role in roles if (role.id, user.id) in pairs]
            entries.append(_prepare(Log, user, ", ".join(names), is_given))
    # sudo: users may not add rows; the logged user is the caller.
    Log.sudo().create(entries)


def _prepare(Log, user, names, is_given):
    _ = Log.env._
    name = user.sudo().name  # sudo: whose role it is
    if is_given:
        reason = _("%(role)s: given to %(user)s", role=names, user=name)
    else:
        reason = _("%(role)s: taken from %(user)s", role=names, user=name)
    return Log._prepare(user.sudo(False), {"kind": "role", "reason": reason})
