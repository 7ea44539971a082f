# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import SUPERUSER_ID, api

from odoo.addons.icrm_internal.hooks import show_own_tickets

# As it was released, and as an installation has it now, spaces included
OLD = "[('company_id', 'in', company_ids + [False])]"
NEW = """
            ['|', ('company_id', 'in', company_ids + [False]), \
('user_id', '=', user.id)]
        """


def migrate(cr, version):
    """Let people see what is theirs in the company they worked for before."""
    env = api.Environment(cr, SUPERUSER_ID, {})
    show_own_tickets(env)
    # Rules of ours are not updated, so that an administrator's change stays.
    rule = env.ref("icrm_internal.icrm_customer_rule_company", False)
    if rule and rule.domain_force == OLD:
        rule.domain_force = NEW
