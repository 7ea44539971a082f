# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from ..access import company_day
from ..access.actions import open_action
from ..access.groups import OFFICER
from ..access.jobs import run_each


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
        string="Shown To",
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

    asks_confirmation = fields.Boolean(
        string="Ask to Confirm",
        help="Readers confirm that they have read it instead of hiding it. Only how "
        "many have, and who has not, is shown to the sender.",
    )
    remind_days = fields.Integer(
        string="Remind After",
        default=3,
        required=True,
        help="Days until those who have not confirmed are reminded, once.",
    )
    reminded_on = fields.Date(readonly=True, copy=False)
    reader_count = fields.Integer(
        string="Readers", compute="_compute_confirmation", compute_sudo=True
    )
    confirmed_count = fields.Integer(
        string="Confirmed", compute="_compute_confirmation", compute_sudo=True
    )

    _dates_check = models.Constraint(
        "CHECK (date_to >= date_from)",
        "An announcement cannot end before it is shown.",
    )
    _remind_check = models.Constraint(
        "CHECK (remind_days BETWEEN 1 AND 60)",
        "Remind After: choose 1 to 60 days.",
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
                    self.env._(
                        "Shown To: choose departments. Only officers write to all."
                    )
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
                        "Shown To: %(sender)s does not serve %(departments)s.",
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
            .search(
                Domain("user_id", "=", user.id)
                & (
                    Domain("announcement_id.asks_confirmation", "=", False)
                    | Domain("is_confirmed", "=", True)
                )
            )
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
        """Show it to the caller no more; what is to be confirmed stays until then."""
        self.check_access("read")
        self.env["icrm.announcement.reading"]._note(self)
        return True

    def action_confirm(self):
        """Note that the caller has read it, and show it to them no more."""
        self.check_access("read")
        self.env["icrm.announcement.reading"]._note(self, is_confirmed=True)
        return True

    # ------------------------------------------------------------------
    # Who has confirmed
    # ------------------------------------------------------------------

    def _get_readers(self):
        """Return the customers whom it is for and who can confirm it, as a domain."""
        self.ensure_one()
        domain = (
            Domain("company_id", "=", self.company_id.id)
            & Domain("active", "=", True)
            & Domain("user_id.active", "=", True)
            & Domain("user_id.share", "=", False)
        )
        if self.department_ids:
            domain &= Domain("department_id", "child_of", self.department_ids.ids)
        return domain

    def _get_unconfirmed(self, partner=None):
        """Return the customers whom it is for who have not confirmed, in sudo.

        :param partner: this contact alone, for one of many messages
        """
        own = Domain.TRUE
        if partner:
            own = Domain("user_id.partner_id", "=", partner.id)
        # sudo: the sender asks, or the job that reminds
        Reading_sudo = self.env["icrm.announcement.reading"].sudo()
        confirmed = Reading_sudo._search(
            [("announcement_id", "=", self.id), ("is_confirmed", "=", True)]
        )
        # sudo: as above
        return (
            self.env["icrm.customer"]
            .sudo()
            .search(
                self._get_readers()
                & own
                & Domain("user_id", "not in", confirmed.subselect("user_id"))
            )
        )

    @api.depends("asks_confirmation", "department_ids", "company_id")
    def _compute_confirmation(self):
        for announcement in self:
            readers = confirmed = 0
            if announcement.asks_confirmation:
                readers = self.env["icrm.customer"].search_count(
                    announcement._get_readers()
                )
                confirmed = readers - len(announcement._get_unconfirmed())
            announcement.reader_count = readers
            announcement.confirmed_count = confirmed

    def action_open_unconfirmed(self):
        """Return the list of those who have not confirmed it, for the sender."""
        self.ensure_one()
        self.check_access("write")
        if not self.asks_confirmation:
            raise UserError(self.env._("This announcement does not ask to confirm."))
        return open_action(
            self.env,
            "icrm_internal.icrm_customer_action",
            self.env._("Not confirmed: %(title)s", title=self.name),
            domain=[("id", "in", self._get_unconfirmed().ids)],
            context={},
        )

    def _is_due(self):
        """Return whether it is shown today."""
        today = company_day.today(self)
        return (
            self.active
            and self.date_from <= today
            and (not self.date_to or self.date_to >= today)
        )

    @api.model
    def _cron_remind(self):
        """Remind those who have not confirmed, once an announcement."""
        since = company_day.latest() - timedelta(days=1)
        waiting = self.search(
            [
                ("asks_confirmation", "=", True),
                ("reminded_on", "=", False),
                ("date_from", "<=", since),
            ]
        )
        run_each(
            waiting.filtered(
                lambda one: (
                    one._is_due()
                    and one.date_from + timedelta(days=one.remind_days)
                    <= company_day.today(one)
                )
            ),
            lambda one: one._remind_unconfirmed(),
            [("reminded_on", "=", False)],
            alone=False,
        )

    def _remind_unconfirmed(self):
        self.env["icrm.message"]._enqueue(
            "announcement_reminder", self._get_unconfirmed().user_id, self
        )
        self.reminded_on = company_day.today(self)
