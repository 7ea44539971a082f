# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date, datetime, timedelta

from odoo import fields

from ..request.common import RequestCommon

MARCH = date(2026, 3, 1), date(2026, 3, 31)
APRIL = date(2026, 4, 1), date(2026, 4, 30)
FIRST_QUARTER = date(2026, 1, 1), date(2026, 3, 31)


class KpiCommon(RequestCommon):
    """Requests of a March and an April whose indicators are easy to compute."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.resource_calendar_id.tz = "UTC"
        cls.Kpi = cls.env["icrm.kpi"]
        cls.Value = cls.env["icrm.kpi.value"]
        cls.Period = cls.env["icrm.kpi.period"]

    @classmethod
    def _request(cls, submitted_at, hours=None, service=None, user=None, **values):
        """Return a request, resolved after so many hours on the clock, if at all.

        It lies in the past as an imported one does; its clocks are recomputed from the
        ledger: working hours of :class:`~..common.IcrmCommon`'s calendar.
        """
        service = service or cls.service
        at = submitted_at
        done = at + timedelta(hours=hours) if hours is not None else None
        stage = cls.env.ref(
            "helpdesk_mgmt.helpdesk_ticket_stage_" + ("done" if done else "new")
        )
        events = [(at, "new", "provider")]
        if done:
            events.append((done, "resolved", False))
        return cls.env["helpdesk.ticket"]._icrm_import(
            [
                {
                    "create_date": at,
                    "name": "Something",
                    "description": "x",
                    "icrm_service_id": service.id,
                    "icrm_requester_id": cls._customer(user or cls.staff).id,
                    "icrm_origin": "import",
                    "priority": "1",
                    "stage_id": stage.id,
                    "icrm_state": "resolved" if done else "new",
                    "icrm_holder": False if done else "provider",
                    "icrm_submitted_at": at,
                    "icrm_first_response_at": done or False,
                    "icrm_resolved_at": done or False,
                    "closed_date": done or False,
                    **values,
                }
            ],
            [
                [
                    {
                        "occurred_at": when,
                        "state": state,
                        "holder": holder,
                        "team_id": service.team_id.id,
                        "department_id": service.department_id.id,
                        "user_id": False,
                        "priority": "1",
                    }
                    for when, state, holder in events
                ]
            ],
        )

    @classmethod
    def _kpi(cls, code):
        return cls.env.ref(f"icrm_internal.icrm_kpi_{code}")

    def compute(self, bounds=MARCH, code=None, **options):
        # What ran out, as the sweep of a few minutes before has noted it
        now = fields.Datetime.now()
        self.env["icrm.clock"].search(
            [("state", "=", "running"), ("due_at", "<", now)]
        )._record_misses(now)
        kpis = self._kpi(code) if code else None
        self.Kpi._compute_values(*bounds, kpis=kpis, **options)

    def result(self, code, bounds=MARCH, department=None, customer=None, service=None):
        """Return the result of an indicator, an empty recordset if there is none."""
        whom = {
            "department_id": department,
            "customer_department_id": customer,
            "service_id": service,
        }
        return self.Value.search(
            [
                ("kpi_id", "=", self._kpi(code).id),
                ("company_id", "=", self.company.id),
                ("date_from", "=", bounds[0]),
                ("date_to", "=", bounds[1]),
                *(
                    (name, "=", record.id if record else False)
                    for name, record in whom.items()
                ),
            ]
        )

    def rows(self, bounds=MARCH):
        """Return all results of a period as plain rows, but for when they changed."""
        self.env.flush_all()
        self.env.cr.execute(
            """
            SELECT kpi_id, period_kind, date_from, department_id,
                   customer_department_id, service_id, numerator, denominator,
                   case_count, value, floor, target, weight, score, is_final
              FROM icrm_kpi_value WHERE date_from = %s AND date_to = %s
             ORDER BY 1, 2, 3, 4, 5, 6
            """,
            bounds,
        )
        return self.env.cr.fetchall()


def at(month, day, hour=8):
    return datetime(2026, month, day, hour)
