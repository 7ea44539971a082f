# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models

from odoo.addons.icrm_internal.models.access.personal import KEEP, Personal


class IcrmPlanGreeting(models.Model):
    """Who was greeted in which year on a day that only HR knows. Nobody is shown it.

    It keeps a greeting from going out twice, and holds no day: neither of the person's
    nor of the greeting.
    """

    _name = "icrm.plan.greeting"
    _description = "Greeting"
    _icrm_personal = (Personal("occasion", "customer_id", KEEP),)
    _log_access = False

    step_id = fields.Many2one(
        "icrm.plan.step", required=True, readonly=True, ondelete="cascade"
    )
    customer_id = fields.Many2one(
        "icrm.customer", readonly=True, ondelete="set null", index="btree_not_null"
    )
    occasion = fields.Char(required=True, readonly=True, help="The year.")

    _greeting_uniq = models.Constraint(
        "UNIQUE (step_id, customer_id, occasion)", "Greeted already."
    )
