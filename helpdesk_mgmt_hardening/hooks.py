# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import UserError


def refuse_enterprise_helpdesk(env):
    """Refuse a database in which Odoo Enterprise's helpdesk defines the same model."""
    if env["ir.module.module"].search_count(
        [("name", "=", "helpdesk"), ("state", "in", ("installed", "to upgrade"))]
    ):
        raise UserError(
            env._(
                "Odoo Enterprise's Helpdesk is installed here and defines the same "
                "tickets as OCA's Helpdesk Management: only one of the two can be used "
                "in a database."
            )
        )


def pre_init_hook(env):
    refuse_enterprise_helpdesk(env)


def uninstall_hook(env):
    """Give back what we changed in records of other addons."""
    # security/stage_access.xml: access rights that helpdesk_mgmt ships wider.
    env["ir.model.access"]._hardening_set_stages(True)
