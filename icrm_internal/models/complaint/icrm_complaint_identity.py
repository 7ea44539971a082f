# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models

from .complainant import OF_CLOSED


class IcrmComplaintIdentity(models.Model):
    """Who complained, apart from the complaint: it has rules of its own.

    Identified: readers of the complaint. Confidential: the complainant, and who of
    the confidential desk has revealed it, with a reason, on record. Anonymous: there
    is no row.
    """

    _name = "icrm.complaint.identity"
    _description = "Complainant"
    _icrm_secret = OF_CLOSED
    _rec_name = "customer_id"
    _log_access = False

    complaint_id = fields.Many2one(
        "icrm.complaint", required=True, ondelete="cascade", index=True, readonly=True
    )
    # Empty once HR deletes the employee: a complaint loses nobody by that, and to
    # refuse it would reveal that there is one.
    customer_id = fields.Many2one(
        "icrm.customer", ondelete="set null", index=True, readonly=True
    )
    department_id = fields.Many2one(
        "hr.department",
        string="Department at Filing",
        ondelete="set null",
        readonly=True,
        groups=fields.NO_ACCESS,
        help="No one who works there mediates.",
    )
    # As of filing: users linked to the employee later get no access.
    user_id = fields.Many2one(
        "res.users", ondelete="set null", index=True, readonly=True
    )
    # The request reveals the complainant; of confidential complaints it is here.
    ticket_id = fields.Many2one(
        "helpdesk.ticket", string="Request", ondelete="set null", readonly=True
    )
    revealed_user_ids = fields.Many2many(
        "res.users", relation="icrm_complaint_revealed_rel", readonly=True
    )

    def _get_users(self):
        """Return the complainant's users: of the day of filing, and of now."""
        return self.user_id | self.customer_id._get_logins()

    _complaint_uniq = models.Constraint(
        "UNIQUE (complaint_id)", "A complaint can have only one complainant."
    )
