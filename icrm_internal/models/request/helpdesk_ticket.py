# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models

from ..access.safe_html import SafeHtml
from .helpdesk_ticket_stage import REQUEST_HOLDERS, REQUEST_STATES


class HelpdeskTicket(models.Model):
    """A ticket with a service is a request; one without stays a plain ticket."""

    _inherit = "helpdesk.ticket"

    icrm_service_id = fields.Many2one(
        "icrm.service", string="Service", ondelete="restrict", index="btree_not_null"
    )
    icrm_requester_id = fields.Many2one(
        "icrm.customer",
        string="Requester",
        ondelete="restrict",
        index="btree_not_null",
        tracking=True,
        help="Who asked.",
    )
    icrm_beneficiary_id = fields.Many2one(
        "icrm.customer",
        string="Beneficiary",
        ondelete="restrict",
        index="btree_not_null",
        tracking=True,
        help="For whom: the requester, or somebody else.",
    )
    icrm_first_requester_id = fields.Many2one(
        "icrm.customer",
        string="Requester at Submission",
        ondelete="restrict",
        readonly=True,
        copy=False,
        help="Kept when the requester is corrected; empty while he is the same.",
    )
    icrm_first_beneficiary_id = fields.Many2one(
        "icrm.customer",
        string="Beneficiary at Submission",
        ondelete="restrict",
        readonly=True,
        copy=False,
        help="Kept when the beneficiary is corrected; empty while he is the same.",
    )
    icrm_customer_department_id = fields.Many2one(
        "hr.department",
        string="Customer Department",
        ondelete="restrict",
        index="btree_not_null",
        readonly=True,
        help="The beneficiary's department on the day of the request.",
    )
    icrm_provider_department_id = fields.Many2one(
        "hr.department",
        string="Provider Department",
        ondelete="restrict",
        index="btree_not_null",
        readonly=True,
    )
    description = SafeHtml()
    icrm_answers = fields.Properties(
        "Answers", definition="icrm_service_id.form_definition", copy=True
    )
    icrm_origin = fields.Selection(
        [
            ("catalogue", "Catalogue"),
            ("portal", "Portal"),
            ("mail", "E-mail"),
            ("api", "API"),
            ("agent", "Agent"),
            ("import", "Import"),
        ],
        string="Origin",
        readonly=True,
    )
    icrm_form_key = fields.Char(
        readonly=True,
        copy=False,
        groups="base.group_system",
        help="Makes one request of a form that was sent more than once.",
    )
    icrm_external_ref = fields.Char(
        string="External Number",
        readonly=True,
        copy=False,
        help="The number in the system this request was imported from.",
    )
    icrm_state = fields.Selection(
        REQUEST_STATES, string="Progress", readonly=True, index=True, copy=False
    )
    icrm_holder = fields.Selection(
        REQUEST_HOLDERS, string="Current Holder", readonly=True, copy=False
    )
    icrm_submitted_at = fields.Datetime(
        string="Submitted", readonly=True, copy=False, index="btree_not_null"
    )
    icrm_first_response_at = fields.Datetime(
        string="First Response", readonly=True, copy=False
    )
    icrm_resolved_at = fields.Datetime(string="Resolved", readonly=True, copy=False)
    icrm_confirmed_at = fields.Datetime(
        string="Confirmed",
        readonly=True,
        copy=False,
        help="When the customer agreed that it is done, or the time to object ran out.",
    )
    icrm_response_due_at = fields.Datetime(
        string="Response Promised", readonly=True, copy=False
    )
    icrm_due_at = fields.Datetime(string="Promised", readonly=True, copy=False)
    icrm_next_due_at = fields.Datetime(
        string="Next Promise",
        readonly=True,
        copy=False,
        help="The earliest promise not yet kept; empty when none is left, and while "
        "the request waits for the customer or a third party.",
    )
    icrm_reopen_count = fields.Integer(string="Reopened", readonly=True, copy=False)
    # Core and helpdesk_mgmt set these; a token chosen by hand would open the request to
    # everybody with the address, dates would move in the figures.
    access_token = fields.Char(readonly=True)
    assigned_date = fields.Datetime(readonly=True)
    closed_date = fields.Datetime(readonly=True)
    last_stage_update = fields.Datetime(readonly=True)

    _icrm_form_key_uniq = models.UniqueIndex(
        "(icrm_form_key) WHERE icrm_form_key IS NOT NULL",
        "This form was sent already.",
    )
    _icrm_external_ref_uniq = models.UniqueIndex(
        "(company_id, icrm_external_ref) WHERE icrm_external_ref IS NOT NULL",
        "A request with this external number exists already.",
    )
    # The order of the queue; what is over comes last.
    _icrm_queue_idx = models.Index("(icrm_next_due_at, id)")
