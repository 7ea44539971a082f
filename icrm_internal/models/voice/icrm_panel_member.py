# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..access import caller_values
from ..access.personal import DELETE, Personal


class IcrmPanelMember(models.Model):
    """A volunteer who tries what a service is going to change.

    Who provides the service invites; nobody is a member without their own yes. Who has
    left is not invited again.
    """

    _name = "icrm.panel.member"
    _description = "Panel Member"
    _order = "service_id, state desc, id"
    _rec_name = "customer_id"
    _icrm_personal = (Personal("state", "customer_id", DELETE),)

    service_id = fields.Many2one(
        "icrm.service", required=True, ondelete="cascade", index=True
    )
    service_name = fields.Char("Name of the Service", related="service_id.name")
    customer_id = fields.Many2one(
        "icrm.customer",
        string="Volunteer",
        required=True,
        ondelete="restrict",
        index=True,
        domain="[('kind', '=', 'employee'), ('user_id', '!=', False)]",
    )
    department_id = fields.Many2one(related="customer_id.department_id")
    company_id = fields.Many2one(
        related="service_id.company_id", store=True, precompute=True
    )
    state = fields.Selection(
        [("invited", "Invited"), ("joined", "Member"), ("left", "Left")],
        default="invited",
        required=True,
        readonly=True,
        copy=False,
    )

    _customer_uniq = models.Constraint(
        "UNIQUE (service_id, customer_id)", "Each volunteer can only be added once."
    )

    @api.model_create_multi
    def create(self, vals_list):
        """Adding a member is inviting them; only they can say yes."""
        # before any message says who is a member
        self.env["icrm.service"]._check_editor(vals_list)
        if not self.env.su:
            self._check_new(vals_list)
        members = super().create(vals_list)
        for member in members.filtered(lambda member: member.state == "invited"):
            member._check_invited()
            self.env["icrm.message"]._enqueue(
                "panel_invitation", member.customer_id, member
            )
        return members

    @api.model
    def _check_new(self, vals_list):
        """Raise for who has left: that they were here is not shown to who invites."""
        # before any message names them
        ids = {caller_values.id_of(vals.get("customer_id")) for vals in vals_list}
        self.env["icrm.customer"].browse(ids - {0}).check_access("read")
        # sudo: rows of people who left are hidden from who invites
        for vals in vals_list:
            gone_sudo = self.sudo().search(
                [
                    ("service_id", "=", vals.get("service_id")),
                    ("customer_id", "=", vals.get("customer_id")),
                    ("state", "=", "left"),
                ]
            )
            if gone_sudo:
                raise UserError(
                    self.env._(
                        "%(name)s does not want to be invited. They can still join on "
                        "the service's page.",
                        name=gone_sudo.customer_id.display_name,
                    )
                )

    def _check_invited(self):
        """Raise if who is invited could not request the service."""
        # sudo: the audience decides, visible to who invites or not
        member_sudo = self.sudo()
        service_sudo, customer_sudo = member_sudo.service_id, member_sudo.customer_id
        if (
            customer_sudo.company_id != service_sudo.company_id
            or not customer_sudo.user_id._is_internal()
            or not service_sudo._is_for_customer(customer_sudo)
        ):
            raise UserError(
                self.env._(
                    "%(name)s cannot request “%(service)s”. Invite employees of its "
                    "audience who have a user account.",
                    name=customer_sudo.display_name,
                    service=service_sudo.name,
                )
            )

    def write(self, vals):
        if not self.env.su:
            # Steps only: who is invited decides.
            self._hardening_refuse_fields(list(vals))
        return super().write(vals)

    # ------------------------------------------------------------------
    # Steps of the volunteer
    # ------------------------------------------------------------------

    def _check_mine(self):
        self.check_access("read")
        # sudo: whether it is the caller who is invited
        if any(member.customer_id.user_id != self.env.user for member in self.sudo()):
            raise AccessError(self.env._("Only the volunteer can answer."))

    def action_join(self):
        """Say yes to an invitation; called by who is invited."""
        self._check_mine()
        # sudo: the caller's own row; checked above
        self.sudo().state = "joined"
        return True

    def action_leave(self):
        """Decline an invitation, or leave the panel; called by the volunteer."""
        self._check_mine()
        # sudo: the caller's own row; checked above
        self.sudo().state = "left"
        return True
