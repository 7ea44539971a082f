# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class IcrmRequestCheck(models.Model):
    """A line of the closing checklist that was ticked in a request: by whom and when.

    A row is a tick: requests of services without a checklist have none. Written by
    ``action_icrm_check`` alone.
    """

    _name = "icrm.request.check"
    _description = "Completed Checklist Line"
    _order = "ticket_id, id"
    _rec_name = "check_id"
    _log_access = False

    # Indexed by the constraint
    ticket_id = fields.Many2one(
        "helpdesk.ticket", string="Request", required=True, ondelete="cascade"
    )
    check_id = fields.Many2one(
        "icrm.service.check", required=True, ondelete="restrict", index=True
    )
    user_id = fields.Many2one(
        "res.users", string="Checked by", required=True, ondelete="restrict"
    )
    ticked_at = fields.Datetime(
        string="Checked on", required=True, default=fields.Datetime.now
    )

    _check_uniq = models.Constraint(
        "UNIQUE (ticket_id, check_id)", "This line of the request is already checked."
    )
