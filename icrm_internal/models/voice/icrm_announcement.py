# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ..access import company_day
from ..access.groups import OFFICER


class IcrmAnnouncement(models.Model):
    """What officers and heads let people know, on the home page of those it is for.

    It is shown until it ends or the reader hides it. Officers write to all; heads of a
    department to their own staff and to the departments that they serve.
    """

    _name = "icrm.announcement"
    _description = "Announcement"
    _order = "date_from desc, id desc"

    name = fields.Char(string="Title", required=True, translate=True)
    body = fields.Text(string="Text", translate=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    department_id = fields.Many2one(
        "hr.department",
        string="From",
        ondelete="restrict",
        index="btree_not_null",
        default=lambda self: self._get_default_department(),
        help="Leave empty if it comes from the company; only officers can.",
    )
    # Restrict: without the department that is deleted it would be for all.
    department_ids = fields.Many2many(
        "hr.department",
        string="For",
        ondelete="restrict",
        help="Leave empty for the whole company; only officers can. Sub-departments are"
        " included.",
    )
    date_from = fields.Date(
        string="Shown From",
        required=True,
        default=lambda self: company_day.today(self),
    )
    date_to = fields.Date(
        string="Shown Until",
        help="The last day. Leave empty to show it until archived.",
    )

    _dates_check = models.Constraint(
        "CHECK (date_to >= date_from)",
        "An announcement cannot end before it is shown.",
    )

    @api.model
    def _get_default_department(self):
        """Return the department headed; officers speak for the company."""
        user = self.env.user
        return None if user.has_group(OFFICER) else user.icrm_department_ids[:1]

    def write(self, vals):
        result = super().write(vals)
        if not {"company_id", "department_id"}.isdisjoint(vals):
            # Core checks only before the write: none moves to another sender.
            self.check_access("write")
        return result

    # ------------------------------------------------------------------
    # For whom
    # ------------------------------------------------------------------

    @api.constrains("department_id", "department_ids")
    def _check_audience(self):
        """Heads write to their own staff and to the departments that they serve."""
        user = self.env.user
        if user._is_superuser() or user.has_group(OFFICER):
            return
        # Read as the superuser, as all constraints are; whose department the sender is
        # and who may write in its name is for the rules.
        for announcement in self.filtered("department_id"):
            if not announcement.department_ids:
                raise ValidationError(
                    self.env._("For: choose departments. Only officers write to all.")
                )
            sender = announcement.department_id
            own = sender.search([("id", "child_of", sender.ids)])
            served = (
                self.env["icrm.relationship"]
                .search([("provider_department_id", "=", sender.id)])
                .customer_department_id
            )
            others = announcement.department_ids - own - served
            if others:
                raise ValidationError(
                    self.env._(
                        "For: %(sender)s does not serve %(departments)s.",
                        sender=sender.name,
                        departments=", ".join(others.mapped("name")),
                    )
                )

    @api.model
    def _get_current(self):
        """Return those for the reader that are shown today, but for the hidden ones."""
        user = self.env.user
        today = company_day.today(self.env.company)
        # sudo: the reader's own
        hidden = (
            self.env["icrm.announcement.reading"]
            .sudo()
            .search([("user_id", "=", user.id)])
            .announcement_id
        )
        departments = user.sudo().employee_ids.department_id  # sudo: the reader's own
        audience = Domain("department_ids", "=", False)
        if departments:
            audience |= Domain("department_ids", "parent_of", departments.ids)
        return self.search(
            audience
            & Domain("id", "not in", hidden.ids)
            & Domain("company_id", "in", self.env.companies.ids)
            & Domain("date_from", "<=", today)
            & (Domain("date_to", "=", False) | Domain("date_to", ">=", today))
        )

    # ------------------------------------------------------------------
    # Reading
    # ------------------------------------------------------------------

    def action_hide(self):
        """Show it to the caller no more."""
        self.check_access("read")
        self.env["icrm.announcement.reading"]._note(self)
        return True
