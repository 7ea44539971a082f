# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime, timedelta

from freezegun import freeze_time

from ..request.common import RequestCommon

# A Wednesday noon; the last complete week began on Monday, 23 February.
NOW = datetime(2026, 3, 4, 12)
MONDAY = datetime(2026, 3, 2)


class ForesightCommon(RequestCommon):
    """A service of IT with a history that is easy to compute."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time(NOW))
        cls.company.resource_calendar_id.tz = "UTC"
        cls.agent.sudo().employee_id.resource_calendar_id = cls.calendar

    @classmethod
    def _history(cls, requests, service=None):
        """Import requests: pairs of when it was submitted, and when resolved.

        Their clocks are recomputed from the ledger: 16 working hours are promised.
        """
        service = service or cls.service
        done_stage = cls.env.ref("helpdesk_mgmt.helpdesk_ticket_stage_done")
        requester = cls._customer(cls.staff)
        return cls.env["helpdesk.ticket"]._icrm_import(
            [
                {
                    "create_date": at,
                    "name": "Something",
                    "description": "x",
                    "icrm_service_id": service.id,
                    "icrm_requester_id": requester.id,
                    "icrm_origin": "import",
                    "priority": "1",
                    "stage_id": done_stage.id,
                    "icrm_state": "resolved",
                    "icrm_holder": False,
                    "icrm_submitted_at": at,
                    "icrm_first_response_at": done,
                    "icrm_resolved_at": done,
                    "closed_date": done,
                }
                for at, done in requests
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
                    for when, state, holder in (
                        (at, "new", "provider"),
                        (done, "resolved", False),
                    )
                ]
                for at, done in requests
            ],
        )

    @classmethod
    def _weeks(cls, counts, service=None):
        """Import so many requests of each of the last weeks; 2 h each, on a Tuesday."""
        requests = []
        for ago, count in enumerate(reversed(counts), 1):
            at = MONDAY - timedelta(weeks=ago) + timedelta(days=1, hours=9)
            requests += [(at, at + timedelta(hours=2))] * count
        return cls._history(requests, service)
