# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    icrm_complaint_acknowledge_hours = fields.Float(
        string="Hours to Acknowledge a Complaint", default=8, required=True
    )
    icrm_complaint_resolve_hours = fields.Float(
        string="Hours to Decide a Complaint", default=80, required=True
    )
    icrm_complaint_followup_hours = fields.Float(
        string="Hours to Follow up a Complaint", default=40, required=True
    )
    icrm_complaint_proposal_days = fields.Integer(
        string="Days to Answer a Proposal",
        default=14,
        required=True,
        help="After that, the handler may decide without an answer.",
    )
    icrm_complaint_calendar_id = fields.Many2one(
        "resource.calendar",
        string="Complaint Desk Working Hours",
        ondelete="restrict",
        help="Leave empty to use the company's working hours.",
    )
    icrm_complaint_anonymous = fields.Boolean(
        string="Anonymous Complaints",
        help="Adds a public page for complaints that lists your departments.",
    )

    _icrm_complaint_limits = models.Constraint(
        "CHECK (icrm_complaint_acknowledge_hours BETWEEN 0.5 AND 1000"
        " AND icrm_complaint_resolve_hours BETWEEN 0.5 AND 10000"
        " AND icrm_complaint_followup_hours BETWEEN 0.5 AND 10000)",
        "Allowed: 0.5 to 1,000 working hours to acknowledge a complaint, 0.5 to "
        "10,000 to decide and follow up.",
    )

    _icrm_complaint_proposal_limits = models.Constraint(
        "CHECK (icrm_complaint_proposal_days BETWEEN 1 AND 365)",
        "Days to answer a proposal must be between 1 and 365.",
    )

    @api.constrains("icrm_complaint_calendar_id")
    def _check_icrm_complaint_calendar(self):
        # sudo: hours are looked at, visible to the writer or not.
        for company in self.sudo().filtered("icrm_complaint_calendar_id"):
            company.icrm_complaint_calendar_id._icrm_check_opens(company)

    def _icrm_get_complaint_calendar(self):
        """Return the calendar that complaints are promised by; one there must be.

        Another one of the company where its own has no hours.
        """
        self.ensure_one()
        calendar = self.icrm_complaint_calendar_id or self.resource_calendar_id
        if calendar.attendance_ids:
            return calendar
        return (
            self.env["resource.calendar"].search(
                [
                    ("company_id", "in", (False, self.id)),
                    ("attendance_ids", "!=", False),
                ],
                order="company_id, id",
                limit=1,
            )
            or calendar
        )
