# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class IcrmCustomer(models.Model):
    """An employee or a department in the role of receiver.

    One record per employee and one per department, kept in step with HR. What it
    copies from HR is public there too (name, department, contact): every internal
    user may read this model's public card.
    """

    _name = "icrm.customer"
    _description = "Internal Customer"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "name, id"
    _rec_names_search = ["name", "email"]

    name = fields.Char(required=True, index="trigram")
    active = fields.Boolean(default=True)
    kind = fields.Selection(
        [("employee", "Employee"), ("department", "Department")],
        default="employee",
        required=True,
        readonly=True,
    )
    employee_id = fields.Many2one(
        "hr.employee", ondelete="restrict", readonly=True, index="btree_not_null"
    )
    department_id = fields.Many2one(
        "hr.department",
        ondelete="restrict",
        readonly=True,
        index=True,
        help="The department an employee belongs to, or the one this customer is.",
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Contact",
        ondelete="restrict",
        readonly=True,
        index="btree_not_null",
    )
    user_id = fields.Many2one(
        "res.users", ondelete="restrict", readonly=True, index="btree_not_null"
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True
    )
    email = fields.Char(related="partner_id.email", related_sudo=True)
    phone = fields.Char(related="partner_id.phone", related_sudo=True)
    job_title = fields.Char(readonly=True)
    account_manager_id = fields.Many2one("res.users", ondelete="restrict")
    segment_ids = fields.Many2many(
        "icrm.segment", relation="icrm_segment_customer_rel", string="Segments"
    )
    interest_ids = fields.Many2many("icrm.interest", string="Interests")

    # Preferences, edited by the customer
    preferred_channel = fields.Selection(
        [("mail", "E-mail"), ("inbox", "Odoo"), ("phone", "Phone"), ("visit", "Visit")],
        default="mail",
        required=True,
    )
    lang = fields.Selection(
        selection=lambda self: self.env["res.lang"].get_installed(),
        string="Language",
    )
    quiet_from = fields.Float(help="No messages from this hour of the day on.")
    quiet_to = fields.Float(help="Messages again from this hour of the day on.")
    reviewed_on = fields.Date(string="Last Reviewed", help="When somebody last checked this file.")
    internal_note = fields.Html(
        groups="icrm_internal.group_icrm_agent,icrm_internal.group_icrm_auditor"
    )

    _employee_uniq = models.UniqueIndex(
        "(employee_id) WHERE employee_id IS NOT NULL",
        "An employee is an internal customer only once.",
    )
    _department_uniq = models.UniqueIndex(
        "(department_id) WHERE kind = 'department'",
        "A department is an internal customer only once.",
    )
    _quiet_hours = models.Constraint(
        "CHECK (quiet_from BETWEEN 0 AND 24 AND quiet_to BETWEEN 0 AND 24)",
        "Quiet hours lie between 0:00 and 24:00.",
    )
