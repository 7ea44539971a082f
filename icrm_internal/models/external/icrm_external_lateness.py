# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class IcrmExternalLateness(models.Model):
    """Of the hours by which a delivery was late, how many whose.

    A row each request and department whose missed promise the delivery waited for; and
    one without for the hours that no missed promise explains, which every delivery has.
    They add up to the hours late. Nobody has access: figures leave by
    icrm.external.cost.report, for who reads the commitment.
    """

    _name = "icrm.external.lateness"
    _description = "Lateness of a Delivery"
    _log_access = False
    _order = "commitment_id, hours desc, id"

    commitment_id = fields.Many2one(
        "icrm.external.commitment", required=True, ondelete="cascade", index=True
    )
    ticket_id = fields.Many2one(
        "helpdesk.ticket",
        string="Request",
        ondelete="cascade",
        index="btree_not_null",
    )
    department_id = fields.Many2one(
        "hr.department", ondelete="restrict", index="btree_not_null"
    )
    hours = fields.Float(required=True)

    _hours_range = models.Constraint(
        "CHECK (hours BETWEEN 0 AND 1e7)", "Hours late: zero or more."
    )
