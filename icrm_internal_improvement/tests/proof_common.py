# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime, time

from dateutil.relativedelta import relativedelta

from .improvement_common import ImprovementCommon

CASES = 20


class ProofCommon(ImprovementCommon):
    """Promises of IT and of five other departments, before and after a change."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.others = cls.env["hr.department"].create(
            [{"name": f"Other {letter}"} for letter in "ABCDE"]
        )
        # Implemented two months ago: one whole month before, one after
        cls.first = cls.today.replace(day=1) - relativedelta(months=1)
        cls.implemented = cls.first - relativedelta(days=10)
        cls.before = (cls.first - relativedelta(months=2)) + relativedelta(days=9)
        cls.after = cls.first + relativedelta(days=9)

    def _implemented(self, **values):
        improvement = self._improvement(**values)
        improvement.write(
            {
                "state": "check",
                "change": "More people",
                "implemented_on": self.implemented,
                "approved_on": self.implemented - relativedelta(days=20),
            }
        )
        return improvement.with_user(self.it_head)

    def _promises(self, department, day, met, service=None):
        """Have *met* of CASES promises kept by *department* on *day*."""
        tickets = (
            self.env["helpdesk.ticket"]
            .with_context(tracking_disable=True)
            .create(
                [
                    {
                        "name": "x",
                        "description": "x",
                        "icrm_service_id": (service or self.service).id,
                        "icrm_requester_id": self._customer(self.staff).id,
                    }
                    for _case in range(CASES)
                ]
            )
        )
        self.env.flush_all()
        at = datetime.combine(day, time(12))
        self.env.cr.execute(
            "UPDATE helpdesk_ticket SET icrm_provider_department_id = %s,"
            " icrm_submitted_at = %s WHERE id = ANY(%s)",
            [department.id, at, tickets.ids],
        )
        self.env.cr.execute(
            "UPDATE icrm_clock SET state = CASE WHEN ticket_id = ANY(%s) THEN 'met'"
            " ELSE 'missed' END, stopped_at = %s, missed_at = CASE WHEN ticket_id ="
            " ANY(%s) THEN NULL ELSE %s::timestamp END"
            " WHERE ticket_id = ANY(%s) AND kind = 'resolution'",
            [tickets[:met].ids, at, tickets[:met].ids, at, tickets.ids],
        )
        self.env.cr.execute(
            "DELETE FROM icrm_clock WHERE ticket_id = ANY(%s) AND kind <> 'resolution'",
            [tickets.ids],
        )
        self.env.invalidate_all()
        return tickets

    def _kept(self, before, after):
        """Have IT keep so many; the others keep two thirds, a little more later."""
        self._promises(self.it, self.before, before)
        self._promises(self.it, self.after, after)
        for place, other in enumerate(self.others):
            self._promises(other, self.before, 13 + place % 2)
            self._promises(other, self.after, 14 + place % 2)
