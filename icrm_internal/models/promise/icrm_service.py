# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from pytz import timezone, utc

from odoo import api, fields, models
from odoo.tools import SQL


class IcrmService(models.Model):
    """What was agreed goes before what the catalogue says."""

    _inherit = "icrm.service"

    @api.model
    def _icrm_promises(self, asks):
        """Let the agreement of the customer's department decide, where there is one.

        For each priority the order is: the agreement's line, the catalogue's line; and
        if neither names the priority, the same for the service's default priority. One
        query for all agreements of a batch, none if no request has a department.
        """
        agreed = self._icrm_agreed_hours(asks)
        promises = []
        for place, (service, priority, _department, _at) in enumerate(asks):
            default = service.sudo().default_priority
            for known in dict.fromkeys((priority, default)):
                hours = agreed.get((place, known)) or service._icrm_catalogue_hours(
                    known, or_default=False
                )
                if any(hours):
                    break
            promises.append(hours)
        return promises

    def _icrm_agreement_day(self, at=None):
        """Return an instant (now by default) and its date where the company works."""
        at = at or fields.Datetime.now()
        zone = self.sudo().company_id.resource_calendar_id.tz or "UTC"
        return at, utc.localize(at).astimezone(timezone(zone)).date()

    @api.model
    def _icrm_agreed_hours(self, asks):
        """Return {(place in *asks*, priority): (to respond, to resolve)}.

        An agreement counts on the days it is valid, from the second signature on: what
        was asked before keeps what was promised then. That of the nearest department
        counts: an agreement with Finance holds for Accounting below it, unless
        Accounting has its own.
        """
        rows = [
            (place, service.id, department.id, day, at)
            for place, (service, _priority, department, given) in enumerate(asks)
            if department
            for at, day in [service._icrm_agreement_day(given)]
        ]
        if not rows:
            return {}
        self.env["icrm.agreement"].flush_model()
        self.env["icrm.agreement.line"].flush_model()
        self.env["hr.department"].flush_model(["parent_path"])
        self.flush_model(["department_id"])
        places, services, departments, days, instants = zip(*rows, strict=True)
        found = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT ON (ask.place, line.priority)
                       ask.place, line.priority,
                       line.response_hours, line.resolution_hours
                  FROM unnest(%s::int[], %s::int[], %s::int[], %s::date[],
                              %s::timestamp[])
                       AS ask (place, service_id, department_id, day, at)
                  JOIN icrm_agreement_line AS line
                    ON line.service_id = ask.service_id
                  JOIN icrm_agreement AS agreement
                    ON agreement.id = line.agreement_id
                   AND agreement.state IN ('signed', 'superseded', 'ended')
                   AND agreement.signed_at <= ask.at
                   AND agreement.date_from <= ask.day
                   AND COALESCE(agreement.date_to, 'infinity') >= ask.day
                  JOIN icrm_service AS service ON service.id = line.service_id
                  JOIN hr_department AS serving ON serving.id = service.department_id
                  JOIN hr_department AS asking ON asking.id = ask.department_id
                  JOIN hr_department AS provider
                    ON provider.id = agreement.provider_department_id
                   AND serving.parent_path LIKE provider.parent_path || '%%'
                  JOIN hr_department AS customer
                    ON customer.id = agreement.customer_department_id
                   AND asking.parent_path LIKE customer.parent_path || '%%'
                 ORDER BY ask.place, line.priority, LENGTH(customer.parent_path) DESC,
                          LENGTH(provider.parent_path) DESC, agreement.signed_at DESC,
                          agreement.id DESC
                """,
                list(places),
                list(services),
                list(departments),
                list(days),
                list(instants),
            )
        )
        return {
            (place, priority): (response, resolution)
            for place, priority, response, resolution in found
        }
