# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models
from odoo.tools import email_normalize


class IcrmService(models.Model):
    """Whose e-mails become requests for a service."""

    _inherit = "icrm.service"

    def _icrm_mail_customer(self, msg):
        """Return the customer who sent a mail for this service, in sudo; else nothing.

        He is known by the work e-mail or the user's e-mail, and must be the only one
        with that address, or the only one who has a user and is taken for the author.
        """
        Customer_sudo = self.env["icrm.customer"].sudo()
        email = email_normalize(msg.get("email_from") or msg.get("from") or "")
        if not email or not self or self.state != "published" or not self.active:
            return Customer_sudo
        customers_sudo = Customer_sudo.search(
            [
                ("company_id", "=", self.company_id.id),
                ("kind", "=", "employee"),
                "|",
                "|",
                ("partner_id.email_normalized", "=", email),
                ("user_id.partner_id.email_normalized", "=", email),
                ("employee_id.work_email", "=ilike", email.replace("_", r"\_")),
            ]
        )
        if len(customers_sudo) > 1:
            customers_sudo = customers_sudo.filtered(
                lambda customer: customer.user_id.partner_id.id
                and customer.user_id.partner_id.id == msg.get("author_id")
            )
        if len(customers_sudo) != 1 or not self._is_for_customer(customers_sudo):
            return Customer_sudo
        return customers_sudo

    def _is_for_customer(self, customer):
        """Return whether a customer belongs to the audience of this service."""
        self.ensure_one()
        if self.audience == "departments":
            above = (customer.department_id.parent_path or "").split("/")
            served = {str(id_) for id_ in self.audience_department_ids.ids}
            return not served.isdisjoint(above)
        if self.audience == "segments":
            return bool(self.audience_segment_ids & customer.segment_ids)
        return True
