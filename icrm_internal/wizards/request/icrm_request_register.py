# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

from ...models.access.actions import show_message

RECENT = 3


class IcrmRequestRegister(models.TransientModel):
    """Register a call: caller, service and its form in one dialog; finish it, too.

    The fields are those of the customer's dialog, and so is what decides:
    ``submit_request`` of the service, as the agent.
    """

    _name = "icrm.request.register"
    _inherit = "icrm.request.create"
    _description = "Register Request"

    service_id = fields.Many2one(
        readonly=False,
        ondelete="cascade",
        domain="[('state', '=', 'published'), ('is_in_audience', '=', True)]",
    )
    beneficiary_id = fields.Many2one(
        string="Caller",
        required=True,
        ondelete="cascade",
        domain="[('company_id', 'in', allowed_company_ids)]",
        help="Name, e-mail address or telephone number. You are recorded as the "
        "requester.",
    )
    for_other = fields.Boolean(default=True)
    caller_text = fields.Char(string="Contact", compute="_compute_caller")
    caller_request_ids = fields.Many2many(
        "helpdesk.ticket", string="Recent Requests", compute="_compute_caller"
    )
    can_resolve = fields.Boolean(compute="_compute_can_resolve")
    answer = fields.Text(help="Sent to the customer when the request is resolved.")

    @api.depends("beneficiary_id")
    @api.depends_context("uid")
    def _compute_caller(self):
        for dialog in self:
            caller = dialog.beneficiary_id
            dialog.caller_text = " · ".join(
                filter(
                    None,
                    (
                        caller.department_id.display_name,
                        caller.job_title,
                        caller.phone or caller.mobile_phone,
                    ),
                )
            )
            dialog.caller_request_ids = caller.last_request_ids[:RECENT]

    @api.depends("service_id")
    @api.depends_context("uid")
    def _compute_can_resolve(self):
        for dialog in self:
            service = dialog.service_id
            dialog.can_resolve = bool(service) and service._is_served_by_caller()

    @api.depends("name", "service_id", "is_preview")
    def _compute_suggestions(self):
        """The caller's recent requests are shown instead of the agent's own."""
        self.suggestions = False

    def action_register(self):
        """Register the request, and open it as those who serve it see it."""
        self.ensure_one()
        return self._open_registered(self._submit())

    def _open_registered(self, request):
        if not request.icrm_is_provider:
            # Another team serves it: the agent is its requester.
            return self._open_sent(request)
        return show_message(
            self._confirmation(request),
            title=self.env._("Registered: %(number)s", number=request.number),
            then=request._icrm_form_action(),
        )

    def action_register_resolved(self):
        """Register the request, take it and resolve it at once."""
        self.ensure_one()
        if not self.can_resolve:
            raise UserError(self.env._("Only the team of the service can resolve it."))
        request = self._submit()
        if request.icrm_holder == "approver":
            return self._open_registered(request)
        request.action_icrm_take()
        request.action_icrm_resolve((self.answer or "").strip() or None)
        return show_message(
            self.env._("Registered and resolved: %(number)s", number=request.number),
            then={"type": "ir.actions.client", "tag": "soft_reload"},
        )

    def _open_sent(self, request):
        return {
            "type": "ir.actions.client",
            "tag": "icrm_request_sent",
            "params": {
                "request_id": request.id,
                "title": self.env._("Submitted: %(number)s", number=request.number),
                "message": self._confirmation(request),
            },
        }
