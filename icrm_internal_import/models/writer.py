# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Courses to requests, in batches."""

from markupsafe import Markup, escape

from odoo.tools import html2plaintext

from ..importer.meanings import MEANINGS, OVER

#: Requests created at once.
BATCH = 1000


class Writer:
    """Writes the histories of one import as requests, through a filled Resolver."""

    def __init__(self, job, resolver):
        self._job = job
        self._resolver = resolver
        self._code = job.code
        self.env = resolver.env
        self._rest_services = {}

    def external_ref(self, number):
        return f"{self._code}:{number}"

    def known_states(self, numbers):
        """Return {number: state} of those the company has already; one query."""
        refs = {self.external_ref(number): number for number in numbers}
        found = (
            self.env["helpdesk.ticket"]
            .with_context(active_test=False)
            .search_fetch(
                [
                    ("company_id", "=", self._job.company_id.id),
                    ("icrm_external_ref", "in", list(refs)),
                ],
                ["icrm_external_ref", "icrm_state"],
            )
        )
        return {refs[ticket.icrm_external_ref]: ticket.icrm_state for ticket in found}

    def create_requests(self, histories):
        """Create the requests of *histories*; return how many events they have."""
        self._ensure_rest_services(histories)
        vals_list = [self._values(history) for history in histories]
        events_list = [
            [self._event(event, vals) for event in history.events]
            for history, vals in zip(histories, vals_list, strict=True)
        ]
        tickets = self.env["helpdesk.ticket"]._icrm_import(vals_list, events_list)
        # Not to be read again: memory stays flat for any length of file.
        tickets.invalidate_recordset()
        self.env["icrm.request.event"].invalidate_model()
        return sum(len(events) for events in events_list)

    def _values(self, history):
        resolver, last = self._resolver, history.last
        state, holder, _label = MEANINGS[last.meaning]
        team_id = resolver.team_of(last.group)
        customer_id, department_id = resolver.customer_of(history)
        over = state in OVER
        closed_at = history.closed_at or history.resolved_at
        service_id = resolver.service_of(history) or self._rest_services[team_id]
        user_id = resolver.user_of(last.agent)
        values = {
            "create_date": history.opened_at,
            "name": history.subject or history.number,
            "description": self._description(history),
            "icrm_service_id": service_id,
            "team_id": team_id,
            "company_id": self._job.company_id.id,
            "stage_id": resolver.stage_of(last.meaning, team_id),
            "priority": last.priority,
            "user_id": user_id or False,
            "assigned_date": next(
                (event.at for event in history.events if event.agent), False
            ),
            "last_stage_update": self._since(history),
            "closed_date": (closed_at or last.at) if over else False,
            "icrm_origin": "import",
            "icrm_external_ref": self.external_ref(history.number),
            "icrm_import_job_id": self._job.id,
            "icrm_requester_id": customer_id or False,
            "icrm_beneficiary_id": customer_id or False,
            "icrm_customer_department_id": department_id or False,
            "icrm_provider_department_id": resolver.department_of_team(team_id),
            "icrm_state": state,
            "icrm_holder": False if over else holder,
            "icrm_submitted_at": history.opened_at,
            "icrm_first_response_at": history.first_response_at or False,
            "icrm_resolved_at": history.resolved_at or False,
            "icrm_confirmed_at": history.closed_at
            if last.meaning != "withdrawn" and state == "resolved" and history.closed_at
            else False,
            "icrm_reopen_count": history.reopen_count,
        }
        if history.caller or history.caller_email:
            values["partner_name"] = history.caller or history.caller_email
            values["partner_email"] = history.caller_email or False
        return values

    @staticmethod
    def _since(history):
        """Return since when the last state lasts."""
        since = history.last.at
        state = MEANINGS[history.last.meaning][0]
        for event in reversed(history.events):
            if MEANINGS[event.meaning][0] != state:
                break
            since = event.at
        return since

    def _event(self, event, vals):
        state, holder, _label = MEANINGS[event.meaning]
        team_id = self._resolver.team_of(event.group)
        user_id = self._resolver.user_of(event.agent)
        if holder == "customer":
            department_id = vals["icrm_customer_department_id"]
        else:
            department_id = self._resolver.department_of_team(team_id)
        return {
            "occurred_at": event.at,
            "state": state,
            "holder": holder or False,
            "team_id": team_id,
            "department_id": department_id,
            "user_id": user_id or False,
            "user_name": False if user_id else event.agent or False,
            "priority": event.priority,
        }

    @staticmethod
    def _description(history):
        """Return the texts as safe HTML: always as plain text."""
        paragraphs = []
        for column, text in history.description:
            if "</" in text or "<br" in text:
                text = html2plaintext(text)
            body = Markup("<br/>").join(escape(text).splitlines())
            if len(history.description) > 1:
                body = Markup("<b>%s:</b> %s") % (column, body)
            paragraphs.append(Markup("<p>%s</p>") % body)
        return Markup("").join(paragraphs)

    def _ensure_rest_services(self, histories):
        """Find or create, per team, the service of what no service is known of.

        Retired and in an archived category: it carries the history, and users cannot
        request it.
        """
        team_ids = {
            self._resolver.team_of(history.last.group)
            for history in histories
            if not self._resolver.service_of(history)
        } - self._rest_services.keys()
        if not team_ids:
            return
        category = self.env.ref("icrm_internal_import.icrm_service_category_imported")
        Service = self.env["icrm.service"].with_context(
            tracking_disable=True, mail_create_nolog=True, mail_create_nosubscribe=True
        )
        for service in Service.with_context(active_test=False).search(
            [
                ("category_id", "=", category.id),
                ("state", "=", "retired"),
                ("team_id", "in", list(team_ids)),
                ("company_id", "=", self._job.company_id.id),
            ]
        ):
            self._rest_services[service.team_id.id] = service.id
        missing = sorted(team_ids - self._rest_services.keys())
        services = Service.create(
            [
                {
                    "name": self.env._("Imported History"),
                    "category_id": category.id,
                    "department_id": self._resolver.department_of_team(team_id),
                    "team_id": team_id,
                    "company_id": self._job.company_id.id,
                    "owner_id": False,
                    "state": "retired",
                }
                for team_id in missing
            ]
        )
        self._rest_services.update(zip(missing, services.ids, strict=True))
