# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.fields import Domain

from ..access.actions import open_dialog
from . import hr_offer

HR = "hr.group_hr_user"


class HrEmployee(models.Model):
    """Who joins, moves or leaves: HR is offered the service that is made for it.

    Never by itself, and seen in the employee's form alone. Changes of many employees
    offer nothing and cost nothing.
    """

    _inherit = "hr.employee"

    icrm_hr_event = fields.Selection(
        hr_offer.EVENTS, string="Event to Request", readonly=True, copy=False, groups=HR
    )
    icrm_hr_event_at = fields.Datetime(
        string="Event Noticed", readonly=True, copy=False, groups=HR
    )
    icrm_offer_id = fields.Many2one(
        "icrm.service",
        string="Service on Offer",
        compute="_compute_icrm_offer_id",
        compute_sudo=False,
        groups=HR,
    )

    @api.depends("icrm_hr_event", "icrm_hr_event_at")
    @api.depends_context("uid", "company")
    def _compute_icrm_offer_id(self):
        """The service for the event, if the reader may request it and nobody has."""
        self.icrm_offer_id = False
        since = fields.Datetime.now() - hr_offer.OFFERED
        fresh = self.filtered(
            lambda employee: employee.icrm_hr_event
            and employee.icrm_hr_event_at >= since
        )
        if not fresh:
            return
        Service = self.env["icrm.service"]
        # One's own catalogue: what is not there is not offered.
        services = Service.search(
            Service._catalogue_domain()
            & Domain("hr_event", "in", fresh.mapped("icrm_hr_event")),
            order="id desc",
        )
        # sudo: whether it was requested, by the reader or not
        fresh -= hr_offer.find_requested(fresh.sudo()).with_env(self.env)
        by_event = {
            (service.company_id, service.hr_event): service for service in services
        }
        for employee in fresh:
            employee.icrm_offer_id = by_event.get(
                (employee.company_id, employee.icrm_hr_event), Service
            )

    # ------------------------------------------------------------------
    # Events
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        employees = super().create(vals_list)
        if not hr_offer.is_noise(employees):
            employees._icrm_mark("joining")
        return employees

    def write(self, vals):
        """Notice who moves or leaves."""
        if hr_offer.WATCHED.isdisjoint(vals) or hr_offer.is_noise(self):
            return super().write(vals)
        # sudo: the same whatever the writer may read
        before = hr_offer.look(self.sudo())
        result = super().write(vals)
        marks = {}
        # sudo: as above
        for employee_sudo, after in hr_offer.look(self.sudo()).items():
            pending = employee_sudo.icrm_hr_event
            event = hr_offer.find_event(before[employee_sudo], after, pending)
            if event != pending:
                marks.setdefault(event, self.browse())
                marks[event] |= self.browse(employee_sudo.id)
        for event, employees in marks.items():
            employees._icrm_mark(event)
        return result

    def _icrm_mark(self, event):
        # sudo: the mark is the system's
        self.sudo().with_context(mail_notrack=True).write(
            {
                "icrm_hr_event": event,
                "icrm_hr_event_at": event and fields.Datetime.now(),
            }
        )

    # ------------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------------

    def action_icrm_request_offer(self):
        """Open the form of the service on offer, filled with what HR knows."""
        self.ensure_one()
        self.check_access("write")
        service = self.icrm_offer_id._check_on_offer()
        defaults = hr_offer.prepare_dialog(self, service)
        return open_dialog(self.env["icrm.request.create"], service.name, **defaults)

    def action_icrm_dismiss_offer(self):
        """Offer nothing for this event any more."""
        self.check_access("write")
        self._icrm_mark(False)
        return True
