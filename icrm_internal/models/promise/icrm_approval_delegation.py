# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError


class IcrmApprovalDelegation(models.Model):
    """Who approves in somebody's place while he is absent."""

    _name = "icrm.approval.delegation"
    _description = "Deputy for Approvals"
    _order = "date_from desc, id desc"
    _rec_name = "delegate_id"

    user_id = fields.Many2one(
        "res.users",
        string="Absent",
        required=True,
        ondelete="cascade",
        index=True,
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
    )
    delegate_id = fields.Many2one(
        "res.users",
        string="Deputy",
        required=True,
        ondelete="cascade",
        index=True,
        domain="[('share', '=', False), ('id', '!=', user_id)]",
    )
    date_from = fields.Date(
        string="From",
        required=True,
        default=lambda self: fields.Date.context_today(self),
    )
    date_to = fields.Date(string="Until", required=True, help="This day included.")
    note = fields.Char()
    is_active = fields.Boolean(string="Today", compute="_compute_is_active")

    _dates = models.Constraint(
        "CHECK (date_to >= date_from)", "An absence cannot end before it begins."
    )
    _not_oneself = models.Constraint(
        "CHECK (user_id != delegate_id)", "Nobody is his own deputy."
    )

    @api.depends("date_from", "date_to")
    def _compute_is_active(self):
        today = fields.Date.context_today(self)
        for delegation in self:
            delegation.is_active = bool(
                delegation.date_from
                and delegation.date_to
                and delegation.date_from <= today <= delegation.date_to
            )

    @api.constrains("user_id", "delegate_id")
    def _check_users(self):
        for delegation in self.sudo():
            people = delegation.user_id | delegation.delegate_id
            if wrong := people.filtered(lambda user: user.share or not user.active):
                raise ValidationError(
                    self.env._(
                        "Deputies are active internal users; %(names)s is not.",
                        names=", ".join(wrong.mapped("name")),
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        delegations = super().create(vals_list)
        delegations._check_own()
        return delegations

    def write(self, vals):
        result = super().write(vals)
        self._check_own()
        return result

    def _check_own(self):
        """A deputy is named by the absent one, a head above him, or an officer.

        The rules say the same; here with a sentence, and after the change.
        """
        user = self.env.user
        if self.env.su or user.has_group("icrm_internal.group_icrm_officer"):
            return
        for delegation_sudo in self.sudo():
            absent = delegation_sudo.user_id
            if user not in (
                absent | absent.employee_ids.department_id.icrm_head_user_ids
            ):
                raise AccessError(
                    self.env._(
                        "You can name a deputy for yourself and for the people of your "
                        "departments, not for %(name)s.",
                        name=absent.name,
                    )
                )

    @api.model
    def _get_absent(self, user):
        """Return the users whose deputy *user* is today."""
        return self._get_today([("delegate_id", "=", user.id)]).user_id

    @api.model
    def _get_deputies(self, users):
        """Return {absent user: his deputies today}, one query."""
        deputies = defaultdict(self.env["res.users"].browse)
        for delegation in self._get_today([("user_id", "in", users.ids)]):
            deputies[delegation.user_id] |= delegation.delegate_id
        return deputies

    @api.model
    def _get_today(self, domain):
        # sudo: who represents whom today is needed to decide, not shown.
        today = fields.Date.context_today(self)
        return self.sudo().search(
            [*domain, ("date_from", "<=", today), ("date_to", ">=", today)]
        )
