# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from collections import Counter, defaultdict

from odoo import Command, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..request.helpdesk_ticket_course import OPEN_STATES

# What happens to fewer of the requests is an exception, no step and no way.
RARE_STEP = 0.04
RARE_WAY = 0.05
MONTHS = 12


class IcrmProcess(models.Model):
    """Steps proposed from what really happened to the requests of the service."""

    _inherit = "icrm.process"

    def action_draft_from_history(self):
        """Replace the steps by those that requests of the last months really took.

        One statement. Progress and holder of a request make a step, the order is that
        in which requests come by, an arrow stands for what at least one in twenty
        does.

        :raise UserError: this is no draft, or no request was resolved
        """
        self.ensure_one()
        self.check_access("write")
        self._check_draft()
        visits, ways, requests = self._read_ways()
        if not requests:
            raise UserError(
                self.env._(
                    "No request for %(service)s was resolved in the last %(months)s "
                    "months: there is no history to draw from. Add the steps by hand.",
                    service=self.service_id.name,
                    months=MONTHS,
                )
            )
        places = {
            key: place
            for key, (count, place) in visits.items()
            if count >= RARE_STEP * requests
        }
        keys = sorted(places, key=lambda key: (places[key], str(key)))
        Step = self.env["icrm.process.step"]
        self.step_ids.unlink()
        steps = Step.create(
            [
                self._get_end_values("start", 0),
                *(
                    self._get_step_values(key, 10 * place)
                    for place, key in enumerate(keys, start=1)
                ),
                self._get_end_values("end", 10 * len(keys) + 10),
            ]
        )
        by_key = dict(zip([None, *keys, "end"], steps, strict=True))
        for key, step in by_key.items():
            follows = ways[key]
            total = sum(follows.values())
            usual = [
                by_key[after]
                for after, count in follows.most_common()
                if after in by_key and count >= RARE_WAY * total
            ]
            step.next_ids = [Command.set(Step.union(*usual).ids)]
        self.message_post(
            body=self.env._(
                "Steps proposed from %(count)s requests of the last %(months)s months.",
                count=requests,
                months=MONTHS,
            )
        )
        return True

    def _read_ways(self):
        """Return where requests were and where they went from there.

        A key is (progress, holder, department id or None); None stands before the
        first, "end" after the last.

        :return: ({key: (requests, average place)}, {key: Counter of next keys}, how
            many requests)
        """
        now = self.env.cr.now()
        since = self._get_since(MONTHS)
        for name in ("helpdesk.ticket", "icrm.request.event"):
            self.env[name].flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                WITH course AS (%(course)s),
                turn AS (
                    SELECT ticket_id, id, state, holder,
                           CASE WHEN holder = 'department' THEN department_id
                           END AS department_id,
                           from_at
                      FROM course
                     WHERE done),
                -- A new assignee is no new step: keep the turns that change something.
                changed AS (
                    SELECT turn.*
                      FROM (SELECT turn.*,
                                   LAG(id) OVER ledger AS former_id,
                                   LAG((state, holder, department_id)) OVER ledger
                                       AS former
                              FROM turn
                            WINDOW ledger AS (PARTITION BY ticket_id
                                              ORDER BY from_at, id)) AS turn
                     WHERE former_id IS NULL
                        OR former IS DISTINCT FROM (state, holder, department_id)),
                way AS (
                    SELECT ticket_id, state, holder, department_id,
                           ROW_NUMBER() OVER ledger AS place,
                           LEAD(state) OVER ledger AS next_state,
                           LEAD(holder) OVER ledger AS next_holder,
                           LEAD(department_id) OVER ledger AS next_department_id
                      FROM changed
                    WINDOW ledger AS (PARTITION BY ticket_id ORDER BY from_at, id))
                SELECT GROUPING(next_state) = 1 AS whole,
                       state, holder, department_id,
                       next_state, next_holder, next_department_id,
                       COUNT(DISTINCT ticket_id), AVG(place)::float,
                       COUNT(DISTINCT ticket_id) FILTER (WHERE place = 1)
                  FROM way
                 GROUP BY GROUPING SETS (
                       (state, holder, department_id),
                       (state, holder, department_id,
                        next_state, next_holder, next_department_id))
                """,
                course=self._sql_course(since, now, now),
            )
        )
        visits, ways, requests = {}, defaultdict(Counter), 0
        for whole, *there, count, place, first in rows:
            key, after = tuple(there[:3]), tuple(there[3:])
            if key[0] not in OPEN_STATES:
                continue
            if whole:
                visits[key] = (count, place)
                ways[None][key] += first
                requests += first
            else:
                # After the end comes what follows a reopening: no way of the process.
                ways[key][after if after[0] in OPEN_STATES else "end"] += count
        ways[None] = +ways[None]
        return visits, ways, requests

    # -- in words ----------------------------------------------------------------------
    def _get_end_values(self, kind, sequence):
        first, last = self.env._("Request comes in"), self.env._("Request is resolved")
        return {
            "process_id": self.id,
            "sequence": sequence,
            "kind": kind,
            "name": first if kind == "start" else last,
            "value": "needed",
        }

    def _get_step_values(self, key, sequence):
        state, holder, department_id = key
        # sudo: the names of departments are on the requests anyway.
        other = self.env["hr.department"].sudo().browse(department_id).name
        provider = self.sudo().department_id.name
        value = "waste"
        if holder == "approver":
            name, value = self.env._("Waits for approval"), "needed"
        elif holder == "customer":
            name = self.env._("Waits for the customer")
        elif holder == "third_party":
            name = self.env._("Waits for a third party")
        elif state == "new":
            name = self.env._("Waits to be taken by %s", other or provider)
        elif state == "waiting":
            name = self.env._("Waits at %s", other or provider)
        else:
            name, value = self.env._("%s works on it", other or provider), "value"
        return {
            "process_id": self.id,
            "sequence": sequence,
            "name": name,
            "value": value,
            "department_id": department_id or self.department_id.id,
            "match_state": state,
            "match_holder": holder,
            "match_department_id": department_id,
        }
