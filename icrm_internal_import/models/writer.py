# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Courses to requests, in batches."""

from collections import defaultdict

from markupsafe import Markup, escape

from odoo.tools import html2plaintext

from ..importer.meanings import MEANINGS, OVER

#: Requests created at once.
BATCH = 1000

#: What a newer export brings up to date, and the columns that tell it.
COMPARED = {
    "icrm_state": ("state",),
    "icrm_holder": ("state",),
    "stage_id": ("state",),
    "priority": ("priority",),
    "team_id": ("group",),
    "user_id": ("agent",),
    "name": ("subject",),
    "icrm_service_id": ("service",),
    "icrm_first_response_at": ("first_response_at", "changed_at"),
    "icrm_resolved_at": ("state",),
    "icrm_confirmed_at": ("state",),
    "icrm_reopen_count": ("reopen_count",),
}
#: Empty is a value of theirs.
MAY_EMPTY = ("icrm_holder", "icrm_resolved_at", "icrm_confirmed_at")
SHOWN_CHANGES = (
    "icrm_state",
    "icrm_holder",
    "priority",
    "team_id",
    "user_id",
    "name",
    "icrm_service_id",
    "icrm_first_response_at",
    "icrm_resolved_at",
    "icrm_confirmed_at",
    "message_ids",
)


def _note_key(date, body):
    return date, " ".join(html2plaintext(body).split())


def _plain(ticket, name):
    value = ticket[name]
    return value.id if ticket._fields[name].type == "many2one" else value


class Writer:
    """Writes the histories of one import as requests, through a filled Resolver."""

    def __init__(self, job, resolver, targets=()):
        """*targets*: what the columns of the file tell."""
        self._targets = set(targets)
        self._job = job
        self._resolver = resolver
        self._code = job.code
        self.env = resolver.env
        self._rest_services = {}
        # Of the requests that were found last
        self._events = {}
        self._notes = defaultdict(set)

    def external_ref(self, number):
        return f"{self._code}:{number}"

    def find_known(self, numbers):
        """Return {number: request} of those the company has already.

        With their events and, if the file has comments, their notes: three queries.
        """
        refs = {self.external_ref(number): number for number in numbers}
        found = (
            self.env["helpdesk.ticket"]
            .with_context(active_test=False)
            .search_fetch(
                [
                    ("company_id", "=", self._job.company_id.id),
                    ("icrm_external_ref", "in", list(refs)),
                ],
                ["icrm_external_ref", "icrm_state", *COMPARED],
            )
        )
        self._events = (
            self.env["icrm.request.event"]
            .search([("ticket_id", "in", found.ids)], order="ticket_id,occurred_at,id")
            .grouped("ticket_id")
            if found
            else {}
        )
        self._notes = defaultdict(set)
        if "comment" in self._targets and found:
            for message in self.env["mail.message"].search(
                [
                    ("model", "=", "helpdesk.ticket"),
                    ("res_id", "in", found.ids),
                    ("subtype_id", "=", self.env.ref("mail.mt_note").id),
                ]
            ):
                self._notes[message.res_id].add(_note_key(message.date, message.body))
        return {refs[ticket.icrm_external_ref]: ticket for ticket in found}

    def compare(self, history, ticket):
        """Return (verdict, values, events) of a request and a newer export of it.

        The verdict is "same", "changed", "older" (than what is here) or "touched":
        somebody has worked on it here since, so nothing is overwritten. What the file
        does not tell is left as it is.
        """
        events = self._events.get(ticket, ())
        last = events[-1] if events else None
        new = self._values(history, ticket)
        told = {
            name
            for name, targets in COMPARED.items()
            if any(target in self._targets for target in targets)
        }
        values = {
            name: new[name]
            for name in told
            if name in new
            and (new[name] or name in MAY_EMPTY)
            and new[name] != _plain(ticket, name)
        }
        comments = self._new_comments(history, ticket)
        if not (values or comments):
            return "same", {}, []
        if any(event.changed_by_id for event in events):
            return "touched", values, []
        if last and history.last.at < last.occurred_at:
            return ("older" if values else "same"), values, []
        if comments:
            values["message_ids"] = len(comments)
        if values.keys() <= {"message_ids"}:
            return "changed", values, []
        added = [
            self._event(event, {**new, "icrm_customer_department_id": False})
            | {"department_id": self._event_department(event, ticket)}
            for event in history.events
            if not last or event.at > last.occurred_at
        ]
        if not added and ("icrm_state" in values or "icrm_holder" in values):
            event = self._event(history.last, {"icrm_customer_department_id": False})
            added = [
                event
                | {
                    "occurred_at": max(history.last.at, last.occurred_at),
                    "department_id": self._event_department(history.last, ticket),
                }
            ]
        if "icrm_state" in values:
            values["last_stage_update"] = new["last_stage_update"]
            values["closed_date"] = new["closed_date"]
        return "changed", values, added

    def _event_department(self, event, ticket):
        if MEANINGS[event.meaning][1] == "customer":
            return ticket.icrm_customer_department_id.id
        return self._resolver.department_of_team(
            self._resolver.team_of(event.group) or ticket.team_id.id
        )

    def describe(self, ticket, values):
        """Return what changes, for people: ``State: Submitted → Resolved``."""
        env = self._job.env
        ticket = ticket.with_env(env)
        parts = []
        for name, value in values.items():
            if name not in SHOWN_CHANGES:
                continue
            if name == "message_ids":
                parts.append(env._("Comments: %(count)s", count=value))
                continue
            field = ticket._fields[name]
            label = field._description_string(env)
            if field.type == "selection":
                words = dict(field._description_selection(env))
                before, after = words.get(ticket[name]), words.get(value)
                parts.append(f"{label}: {before or '-'} → {after or '-'}")
            elif field.type == "many2one":
                # sudo: the name of a record that the file already named
                after = env[field.comodel_name].sudo().browse(value or ()).display_name
                parts.append(f"{label}: → {after or '-'}")
            else:
                parts.append(label)
        return ", ".join(parts)

    def update_requests(self, updates):
        """Bring requests up to date; *updates*: [(history, request)]."""
        values, events = {}, {}
        for history, ticket in updates:
            verdict, vals, added = self.compare(history, ticket)
            if verdict != "changed":
                continue
            vals.pop("message_ids", None)
            values[ticket] = vals
            events[ticket] = added
        tickets = self.env["helpdesk.ticket"]._icrm_import_update(values, events)
        self._post_comments(
            [(history, ticket) for history, ticket in updates if ticket in values]
        )
        return len(tickets), sum(map(len, events.values()))

    def create_requests(self, histories):
        """Create the requests of *histories*; return how many events they have."""
        self._ensure_rest_services(histories)
        vals_list = [self._values(history) for history in histories]
        events_list = [
            [self._event(event, vals) for event in history.events]
            for history, vals in zip(histories, vals_list, strict=True)
        ]
        tickets = self.env["helpdesk.ticket"]._icrm_import(vals_list, events_list)
        self._post_comments(list(zip(histories, tickets, strict=True)))
        # Not to be read again: memory stays flat for any length of file.
        tickets.invalidate_recordset()
        self.env["icrm.request.event"].invalidate_model()
        return sum(len(events) for events in events_list)

    def _new_comments(self, history, ticket):
        """Return the comments of *history* that are no notes of *ticket* yet."""
        known = self._notes[ticket.id]
        return [
            comment
            for comment in history.comments
            if _note_key(comment[0] or history.opened_at, self._note_body(*comment[1:]))
            not in known
        ]

    def _note_body(self, author, text):
        body = Markup("<p>%s</p>") % self._paragraph(text)
        if author and not self._resolver.user_of(author):
            body = Markup("<p><b>%s</b></p>%s") % (author, body)
        return body

    def _post_comments(self, pairs):
        """Keep the comments of *pairs* (history, request) as internal notes.

        Created as they are, not posted: nobody is notified, no clock is answered.
        """
        note = self.env.ref("mail.mt_note")
        vals_list = []
        for history, ticket in pairs:
            for at, author, text in self._new_comments(history, ticket):
                user_id = self._resolver.user_of(author)
                partner = self.env["res.users"].browse(user_id or ()).partner_id
                vals_list.append(
                    {
                        "model": "helpdesk.ticket",
                        "res_id": ticket.id,
                        "date": at or history.opened_at,
                        "body": self._note_body(author, text),
                        "message_type": "comment",
                        "subtype_id": note.id,
                        "is_internal": True,
                        "author_id": partner.id or False,
                        "email_from": partner.email_formatted or False,
                    }
                )
        if vals_list:
            self.env["mail.message"].create(vals_list)

    def _values(self, history, known=None):
        """Return the values of a request; *known*: the one that is here already."""
        resolver, last = self._resolver, history.last
        state, holder, _label = MEANINGS[last.meaning]
        team_id = resolver.team_of(last.group)
        if known:
            team_id = team_id or known.team_id.id
        customer_id, department_id = resolver.customer_of(history)
        over = state in OVER
        closed_at = history.closed_at or history.resolved_at
        service_id = resolver.service_of(history)
        if not known:
            service_id = service_id or self._rest_services[team_id]
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
            # Of two in one cell, the other is kept by name.
            "user_name": event.agent
            if event.agent and (not user_id or ";" in event.agent)
            else False,
            "priority": event.priority,
        }

    def _description(self, history):
        """Return the texts as safe HTML: always as plain text.

        A word that stands for no record here is kept among them.
        """
        texts = list(history.description)
        for kind, word in (
            ("service", history.service),
            ("customer_department", history.customer_department),
            ("group", history.last.group),
        ):
            if self._resolver.is_unknown(kind, word):
                texts.append((self._resolver.column_of(kind), word))
        paragraphs = []
        for column, text in texts:
            body = self._paragraph(text)
            if len(texts) > 1:
                body = Markup("<b>%s:</b> %s") % (column, body)
            paragraphs.append(Markup("<p>%s</p>") % body)
        return Markup("").join(paragraphs)

    @staticmethod
    def _paragraph(text):
        if "</" in text or "<br" in text:
            text = html2plaintext(text)
        return Markup("<br/>").join(escape(text).splitlines())

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
        self._resolver.note_created(services)
        self._rest_services.update(zip(missing, services.ids, strict=True))
