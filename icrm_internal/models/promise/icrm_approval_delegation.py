# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from collections import defaultdict

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError

from ..access import company_day
from ..access.groups import OFFICER


class IcrmApprovalDelegation(models.Model):
    """A deputy who approves during an absence."""

    _name = "icrm.approval.delegation"
    _description = "Approval Deputy"
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
        default=company_day.today,
    )
    date_to = fields.Date(string="Until", required=True, help="Included.")
    company_id = fields.Many2one(
        "res.company",
        required=True,
        ondelete="cascade",
        index=True,
        default=lambda self: self.env.company,
        help="Company whose approvals the deputy handles.",
    )
    note = fields.Char()
    is_active = fields.Boolean(string="Today", compute="_compute_is_active")

    _dates = models.Constraint(
        "CHECK (date_to >= date_from)", "The absence must end after it starts."
    )
    _not_oneself = models.Constraint(
        "CHECK (user_id != delegate_id)", "You cannot be your own deputy."
    )

    @api.depends("date_from", "date_to")
    def _compute_is_active(self):
        for delegation in self:
            today = company_day.today(delegation)
            delegation.is_active = bool(
                delegation.date_from
                and delegation.date_to
                and delegation.date_from <= today <= delegation.date_to
            )

    @api.constrains("user_id", "delegate_id", "company_id")
    def _check_users(self):
        # sudo: users and companies are compared, visible to the writer or not.
        for delegation in self.sudo():
            people = delegation.user_id | delegation.delegate_id
            if wrong := people.filtered(lambda user: user.share or not user.active):
                raise ValidationError(
                    self.env._(
                        "Deputies must be active internal users: %(names)s.",
                        names=", ".join(wrong.mapped("name")),
                    )
                )
            company = delegation.company_id
            staff = people.filtered_domain([("company_ids", "in", company.ids)])
            if wrong := people - staff:
                raise ValidationError(
                    self.env._(
                        "%(names)s does not work in %(company)s.",
                        names=", ".join(wrong.mapped("name")),
                        company=company.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        delegations = super().create(vals_list)
        delegations._check_own()
        delegations._notify_absent(delegations.sudo().user_id)
        return delegations

    def write(self, vals):
        self._check_own()
        absent_sudo = self.sudo().user_id
        result = super().write(vals)
        self._check_own()
        self._notify_absent(absent_sudo | self.sudo().user_id)
        return result

    def unlink(self):
        self.check_access("unlink")
        self._notify_absent(self.sudo().user_id, over=True)
        return super().unlink()

    def _notify_absent(self, users_sudo, over=False):
        """Notify absent users of delegations that others enter for them.

        In sudo: the author may not be able to read or write to either.
        """
        for user in users_sudo.filtered("active") - self.env.user:
            _ = self.with_context(lang=user.lang).env._
            lines = Markup("").join(
                Markup("<li>%s</li>")
                % _(
                    "%(deputy)s approves for %(absent)s from %(first)s until "
                    "%(last)s in %(company)s",
                    deputy=delegation.delegate_id.name,
                    absent=delegation.user_id.name,
                    first=delegation.date_from,
                    last=delegation.date_to,
                    company=delegation.company_id.name,
                )
                for delegation in self.sudo()
            )
            text = (
                _("%(name)s has removed your deputy:", name=self.env.user.name)
                if over
                else _("%(name)s has set a deputy for you:", name=self.env.user.name)
            )
            self.env["mail.thread"].sudo().message_notify(
                partner_ids=user.partner_id.ids,
                subject=_("Your deputy for approvals"),
                body=Markup("<p>%s</p><ul>%s</ul>") % (text, lines),
            )

    def _check_own(self):
        """A deputy is named by the absent user, a head above them, or an officer.

        Never by the deputy. The rules do the same; this adds a message, and
        after the change.
        """
        if self.env.su:
            return
        user = self.env.user
        is_officer = user.has_group(OFFICER)
        for delegation_sudo in self.sudo():
            absent, company = delegation_sudo.user_id, delegation_sudo.company_id
            if user == delegation_sudo.delegate_id:
                raise AccessError(
                    self.env._(
                        "You cannot make yourself the deputy of %(name)s. Ask them, "
                        "the head of the department or an officer.",
                        name=absent.name,
                    )
                )
            employees = absent.employee_ids.filtered(
                lambda employee, company=company: employee.company_id == company
            )
            if not (
                user == absent
                or user in employees.department_id.icrm_head_user_ids
                or (is_officer and company in user.company_ids)
            ):
                raise AccessError(
                    self.env._(
                        "You can only set deputies for yourself and your "
                        "departments, not for %(name)s.",
                        name=absent.name,
                    )
                )

    @api.model
    def _get_absent(self, user):
        """Return {company: the users whose deputy *user* is there today}, one query."""
        absent = defaultdict(self.env["res.users"].browse)
        for delegation in self._get_today([("delegate_id", "=", user.id)]):
            absent[delegation.company_id.id] |= delegation.user_id
        return absent

    @api.model
    def _get_deputies(self, users):
        """Return {(absent user, company): their deputies there today}, one query."""
        deputies = defaultdict(self.env["res.users"].browse)
        for delegation in self._get_today([("user_id", "in", users.ids)]):
            key = delegation.user_id, delegation.company_id
            deputies[key] |= delegation.delegate_id
        return deputies

    @api.model
    def _get_today(self, domain):
        # sudo: who represents whom today is needed to decide, not shown.
        near = self.sudo().search(
            [
                *domain,
                ("date_from", "<=", company_day.latest()),
                ("date_to", ">=", company_day.earliest()),
            ]
        )
        return near.filtered("is_active")
