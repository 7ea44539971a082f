# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

from .helpdesk_ticket_create import HOUR


class IcrmService(models.Model):
    """What a service promises, and from which working hours."""

    _inherit = "icrm.service"

    customer_priority = fields.Boolean(
        string="Customers Choose the Priority",
        help="Otherwise every request begins with the default priority, and only those "
        "who serve it can change that.",
    )

    @api.constrains("calendar_id", "team_id", "state", "company_id", "promise_ids")
    def _check_calendar_opens(self):
        """A promise needs working hours that open some day.

        The service's own hours always; those it falls back on once it is published.
        """
        promising = self.sudo().filtered(
            lambda service: service.calendar_id
            or (service.state == "published" and service.promise_ids)
        )
        # each calendar once: a year is reckoned for it, however many services use it
        for calendar, company in {
            (service._icrm_calendar(), service.company_id) for service in promising
        }:
            calendar._icrm_check_opens(company)

    def _icrm_promise_hours(self, priority, customer_department=None, at=None):
        """Return the working hours ``(to respond, to resolve)`` of one request.

        :param customer_department: an ``hr.department``; whom the promise is made to
        :param at: naive UTC datetime of the request, now by default
        """
        self.ensure_one()
        [hours] = self._icrm_promises([(self, priority, customer_department, at)])
        return hours

    @api.model
    def _icrm_promises(self, asks):
        """Return the working hours promised for many requests, in their order.

        The one place where promises come from: here the catalogue's, the same for all
        customers and all times; agreements go before it, in the promise domain.

        :param asks: tuples as for :meth:`_icrm_promise_hours`: service, priority,
            customer's department, instant
        :return: list of ``(to respond, to resolve)``; ``(False, False)`` where nothing
            is promised
        """
        return [
            service._icrm_catalogue_hours(priority)
            for service, priority, _department, _at in asks
        ]

    def _icrm_catalogue_hours(self, priority, or_default=True):
        """Return what the catalogue promises for a priority; without a line for it what
        the default priority's line says, if *or_default*; else ``(False, False)``."""
        self.ensure_one()
        service_sudo = self.sudo()
        lines = {line.priority: line for line in service_sudo.promise_ids}
        line = lines.get(priority)
        if not line and or_default:
            line = lines.get(service_sudo.default_priority)
        if not line:
            return False, False
        return line.response_hours, line.resolution_hours

    @api.readonly
    def get_promise(self, priority=None):
        """Tell what is promised to somebody who asks for this service now.

        :param str priority: "0" to "3"; by default the service's own
        :return: dict with ``response_due_at`` and ``due_at`` (naive UTC datetimes, or
            ``False`` where nothing is promised), ``response_hours`` and
            ``resolution_hours`` (working hours, or ``False``), ``out_of_hours``
            (whether nobody works now) and ``opens_at`` (when they will, or ``False``)
        """
        service = self._check_on_offer()
        priority = service._check_priority(priority) or service.sudo().default_priority
        now = fields.Datetime.now()
        customer = self.env["icrm.customer"].with_company(service.sudo().company_id)
        hours = service._icrm_promise_hours(
            priority, customer._from_user().sudo().department_id, now
        )
        calendar = service._icrm_calendar()
        promise = {
            "response_hours": hours[0],
            "resolution_hours": hours[1],
            "response_due_at": False,
            "due_at": False,
            "out_of_hours": False,
            "opens_at": False,
        }
        if not calendar:
            return promise

        def ask(worktime):
            return worktime.opens_at(now), [
                bool(budget) and worktime.add(now, round(budget * HOUR))
                for budget in hours
            ]

        answer = calendar._icrm_ask(ask, now, company=service.sudo().company_id)
        if answer:
            opens_at, (promise["response_due_at"], promise["due_at"]) = answer
            if opens_at != now:
                promise.update(out_of_hours=True, opens_at=opens_at)
        else:
            promise["out_of_hours"] = True
        return promise
