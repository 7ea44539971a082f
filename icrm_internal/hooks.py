# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).


def post_init_hook(env):
    """Make a customer of every employee and department that exists already."""
    env["icrm.customer"]._sync_with_hr()


def uninstall_hook(env):
    """Give back what we changed in records of other addons."""
    # security/request_rules.xml, part 3: access rights that helpdesk_mgmt ships wider.
    stage_public = env.ref(
        "helpdesk_mgmt.access_helpdesk_ticket_stage_public", raise_if_not_found=False
    )
    if stage_public:
        stage_public.perm_write = True
