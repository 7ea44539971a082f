# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import fields, models
from odoo.tools import SQL


class IcrmImprovementRule(models.Model):
    """What each rule looks for: one statement a rule, whatever the number of records.

    Every ``_find_<signal>`` returns values for ``icrm.improvement._start``. The topic
    names what the finding is about; while an improvement of that topic is open, no
    other starts. The key adds the month, so that after it was closed the same finding
    starts again in another month only.
    """

    _inherit = "icrm.improvement.rule"

    def _find_miss(self):
        """Promises of one service that were missed ``count`` times in ``days``."""
        rows = self._query(
            SQL(
                """
                SELECT ticket.company_id, service.department_id, service.id, clock.kind,
                       COUNT(*)
                  FROM icrm_clock AS clock
                  JOIN helpdesk_ticket AS ticket ON ticket.id = clock.ticket_id
                  JOIN icrm_service AS service ON service.id = ticket.icrm_service_id
                 WHERE clock.missed_at >= %(since)s
                   AND clock.kind IN ('response', 'resolution')
                   AND clock.state <> 'cancelled'
                   AND %(scope)s
                 GROUP BY ticket.company_id, service.department_id, service.id,
                          clock.kind
                HAVING COUNT(*) >= %(count)s
                 ORDER BY service.id, clock.kind
                """,
                since=self._get_since(),
                scope=self._get_scope(
                    SQL("ticket.company_id"), SQL("service.department_id")
                ),
                count=self.count,
            )
        )
        kinds = self.env["icrm.clock"]._fields["kind"]
        labels = dict(kinds._description_selection(self.env))
        services = self.env["icrm.service"].browse({row[2] for row in rows})
        names = {service.id: service.name for service in services}
        return [
            {
                "name": self.env._(
                    "%(service)s: keep the promise (%(promise)s)",
                    service=names[service_id],
                    promise=labels[kind],
                ),
                "origin": "miss",
                "company_id": company_id,
                "department_id": department_id,
                "service_id": service_id,
                "direction": "down",
                "indicator": self.env._("Promises missed within %s days", self.days),
                "baseline_value": missed,
                "baseline_date": fields.Date.today(),
                "origin_text": self.env._(
                    "%(missed)s promises missed within %(days)s days",
                    missed=missed,
                    days=self.days,
                ),
                **self._get_keys("miss", service_id, kind),
            }
            for company_id, department_id, service_id, kind, missed in rows
        ]

    def _find_complaint(self):
        """Complaints about a department that were put down to one cause.

        Those found unjustified count for nothing; those about the head in person are
        none of the department's business, as everywhere.
        """
        rows = self._query(
            SQL(
                """
                SELECT complaint.company_id, complaint.department_id,
                       complaint.cause_id, COUNT(*)
                  FROM icrm_complaint AS complaint
                 WHERE complaint.decided_on >= %(since)s
                   AND complaint.finding IN ('justified', 'partly')
                   AND complaint.cause_id IS NOT NULL
                   AND complaint.department_id IS NOT NULL
                   AND complaint.against_head IS NOT TRUE
                   AND %(scope)s
                 GROUP BY complaint.company_id, complaint.department_id,
                          complaint.cause_id
                HAVING COUNT(*) >= %(count)s
                 ORDER BY complaint.department_id, complaint.cause_id
                """,
                since=self._get_since().date(),
                scope=self._get_scope(
                    SQL("complaint.company_id"), SQL("complaint.department_id")
                ),
                count=self.count,
            )
        )
        causes = self.env["icrm.complaint.cause"].browse({row[2] for row in rows})
        names = {cause.id: cause.name for cause in causes}
        return [
            {
                "name": self.env._(
                    "No more complaints about this: %(cause)s", cause=names[cause_id]
                ),
                "origin": "complaint",
                "company_id": company_id,
                "department_id": department_id,
                "complaint_cause_id": cause_id,
                "direction": "down",
                "indicator": self.env._(
                    "Justified complaints with this cause within %s days", self.days
                ),
                "baseline_value": complaints,
                "baseline_date": fields.Date.today(),
                "origin_text": self.env._(
                    "%(complaints)s justified complaints within %(days)s days",
                    complaints=complaints,
                    days=self.days,
                ),
                **self._get_keys("complaint", department_id, cause_id),
            }
            for company_id, department_id, cause_id, complaints in rows
        ]

    # -- what they share ---------------------------------------------------------------
    def _get_since(self):
        return fields.Datetime.now() - timedelta(days=self.days)

    def _get_keys(self, *parts):
        topic = ":".join(str(part) for part in parts)
        month = fields.Date.to_string(fields.Date.today())[:7]
        return {"origin_topic": topic, "origin_key": f"{topic}:{month}"}

    def _get_scope(self, company, department):
        """Return the condition on columns that this rule is limited to."""
        conditions = [SQL("TRUE")]
        if self.company_id:
            conditions.append(SQL("%s = %s", company, self.company_id.id))
        if self.department_ids:
            below = self.env["hr.department"].search(
                [("id", "child_of", self.department_ids.ids)]
            )
            conditions.append(SQL("%s IN %s", department, tuple(below.ids)))
        return SQL(" AND ").join(conditions)

    def _query(self, query):
        self.env.flush_all()
        self.env.cr.execute(query)
        return self.env.cr.fetchall()
