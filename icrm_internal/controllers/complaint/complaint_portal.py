# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.http import request

from odoo.addons.portal.controllers.portal import CustomerPortal


class ComplaintPortal(CustomerPortal):
    """The door to the page of anonymous complaints, where the company takes them."""

    def _prepare_portal_layout_values(self):
        # sudo: whether the company takes such complaints; the page itself is public
        company_sudo = request.env.company.sudo()
        return {
            **super()._prepare_portal_layout_values(),
            "icrm_takes_complaints": company_sudo.icrm_complaint_anonymous,
        }
