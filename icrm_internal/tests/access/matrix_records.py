# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command
from odoo.exceptions import AccessError
from odoo.tools import mute_logger

from . import (
    matrix_evaluation,
    matrix_external,
    matrix_fulfilment,
    matrix_privacy,
    matrix_voice,
)
from .common import AccessCommon
from .matrix import MATRIX, WRITES
from .public_methods import METHODS
from .tables import addons, extended

DOMAINS = (
    matrix_fulfilment,
    matrix_external,
    matrix_voice,
    matrix_evaluation,
    matrix_privacy,
)


FORM_MODELS = (
    "icrm.service.form",
    "icrm.service.question",
    "icrm.service.question.condition",
    "icrm.service.question.option",
)


# What a role would create, where it does not depend on others.
NEW_VALUES = {
    "icrm.complaint.cause": {"name": "New", "code": "NEW"},
    "icrm.message.rule": {"event": "work_orphaned", "urgency": "low"},
    "icrm.message.preview": {"event": "work_orphaned"},
}

PROMISE_MODELS = (
    "icrm.relationship",
    "icrm.agreement",
    "icrm.agreement.line",
    "icrm.segment.promise",
    "icrm.promise.simulation",
    "icrm.promise.simulation.line",
    "icrm.expectation",
)


class _Undo(Exception):
    """Leave the savepoint of an attempt that succeeded."""


class MatrixCommon(AccessCommon):
    """The records that the matrix speaks of, and a way to try something on them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.public_user = cls.env.ref("base.public_user")
        cls.records = cls._records()
        cls.matrix = extended(cls.env, "MATRIX", MATRIX)
        cls.writes = extended(cls.env, "WRITES", WRITES)
        cls.methods = extended(cls.env, "METHODS", METHODS)
        cls.domains = (*DOMAINS, *addons(cls.env).values())
        for domain in cls.domains:
            if hasattr(domain, "records"):
                cls.records |= domain.records(cls)

    @classmethod
    def _records(cls):
        """Return ``{(model, kind): record}`` for each kind named in the table."""
        gone = cls.env["hr.employee"].create({"name": "Gone"})
        customers = cls.env["icrm.customer"].with_context(active_test=False)
        left = customers.search([("employee_id", "=", gone.id)])
        gone.active = False
        segment = cls.env["icrm.segment"].create(
            {"name": "Choosy", "customer_ids": [Command.link(cls.requester.id)]}
        )
        procurement = {
            "department_id": cls.procurement.id,
            "team_id": cls.buying_team.id,
        }
        services = {
            "published": cls._service("Phone"),
            "published for the portal": cls._service("Badge", portal_published=True),
            "draft": cls._service("Draft", state="draft"),
            "draft of procurement": cls._service(
                "Draft of theirs", state="draft", **procurement
            ),
            "only for procurement": cls._service(
                "For themselves",
                audience="departments",
                audience_department_ids=[Command.link(cls.procurement.id)],
                **procurement,
            ),
        }
        requests = {
            "request by me": cls.own,
            "request for me": cls._request(
                cls.victim,
                cls.service,
                icrm_beneficiary_id=cls.requester.id,
            ),
            "request of others": cls.foreign,
            "request of the portal user": cls._request(
                cls.victim,
                cls.service,
                icrm_requester_id=False,
                partner_id=cls.portal_user.partner_id.id,
            ),
            "plain ticket without a team": cls._plain_ticket(),
        }
        rating = cls.env["icrm.request.rating"].create(
            {
                "ticket_id": cls.own.id,
                "score": 4,
                "customer_id": cls.requester.id,
                "company_id": cls.company.id,
            }
        )
        records = {
            ("icrm.customer", "own preferences"): cls.requester,
            ("icrm.customer", "note on one"): cls._customer(cls.victim),
            ("icrm.customer", "of a department"): customers.search(
                [("kind", "=", "department"), ("department_id", "=", cls.finance.id)]
            ),
            ("icrm.customer", "who left"): left,
            ("icrm.customer", "of a partner"): cls._organization("Harbour Ltd"),
            ("icrm.interest", "any"): cls.env["icrm.interest"].create({"name": "Tea"}),
            ("icrm.segment", "any"): segment,
            ("icrm.segment.membership", "any"): segment.membership_ids,
            ("icrm.service.category", "any"): cls.category.copy({"name": "Other"}),
            ("icrm.search.concept", "any"): cls.env["icrm.search.concept"].create(
                {"name": "Anything"}
            ),
            ("icrm.search.miss", "proposed"): cls.env["icrm.search.miss"].create(
                {
                    "service_id": cls.service.id,
                    "query_digest": "one",
                    "name": "x",
                    "state": "proposed",
                }
            ),
            ("icrm.search.miss", "being collected"): cls.env["icrm.search.miss"].create(
                {"service_id": cls.service.id, "query_digest": "two"}
            ),
            ("icrm.request.rating", "request by me"): rating,
            ("icrm.makeup.day", "any"): cls.env["icrm.makeup.day"].create(
                {"calendar_id": cls.calendar.id, "date": "2026-02-14"}
            ),
        }
        records |= cls._message_records(left)
        for kind, service in services.items():
            records["icrm.service", kind] = service
        for kind in ("published", "draft"):
            service = services[kind]
            for model, values in cls._part_values(service).items():
                records[model, kind] = cls.env[model].create(values)
            question = records["icrm.service.question", kind]
            service.owner_id = cls.it_head  # else not publishable
            for name, values in (
                ("option", {"label": "x"}),
                ("condition", cls._served_by_it()),
            ):
                model = f"icrm.service.question.{name}"
                records[model, kind] = cls.env[model].create(
                    {"question_id": question.id, **values}
                )
            records["icrm.service.form", kind] = cls.env["icrm.service.form"].create(
                {"service_id": service.id, "digest": "x", "schema": []}
            )
            records["icrm.service.version", kind] = cls.env[
                "icrm.service.version"
            ].create({"service_id": service.id, "version": 9, "content": {}})
        for kind, ticket in requests.items():
            records["helpdesk.ticket", kind] = ticket
        cls.env.flush_all()
        for kind in ("request by me", "request of others"):
            ticket = requests[kind]
            event = cls.env["icrm.request.event"].search(
                [("ticket_id", "=", ticket.id)], limit=1
            )
            records["icrm.request.event", kind] = event
            records["icrm.request.check", kind] = cls.env["icrm.request.check"].create(
                {
                    "ticket_id": ticket.id,
                    "check_id": cls.env["icrm.service.check"]
                    .create(
                        {
                            "service_id": ticket.icrm_service_id.id,
                            "name": "x",
                            "required": False,
                        }
                    )
                    .id,
                    "user_id": cls.officer.id,
                }
            )
            records["icrm.request.report", kind] = cls.env[
                "icrm.request.report"
            ].browse(ticket.id)
            records["icrm.request.step.report", kind] = cls.env[
                "icrm.request.step.report"
            ].browse(event.id)
        headless = cls.env["hr.department"].create(
            {"name": "Headless", "manager_id": gone.id}
        )
        records["icrm.person.role", "any"] = cls.env["icrm.person.role"].browse(
            cls.colleague.id
        )
        review = cls.env["icrm.access.review"]._start(cls.company)
        records["icrm.access.review", "any"] = review
        for kind, user in (("of heads", cls.agent), ("of administrators", cls.desk)):
            records["icrm.access.review.line", kind] = review.line_ids.filtered(
                lambda line, user=user: line.user_id == user
            )
        records["icrm.orphaned.work", "any"] = cls.env["icrm.orphaned.work"].search(
            [("res_model", "=", "hr.department"), ("res_id", "=", headless.id)]
        )
        article = records["icrm.service.article", "published"]
        records["icrm.service.article.feedback", "any"] = cls.env[
            "icrm.service.article.feedback"
        ].create({"article_id": article.id, "reason": "x", "day": "2031-01-01"})
        records["icrm.service.article.reading", "any"] = cls.env[
            "icrm.service.article.reading"
        ].create(
            {
                "article_id": article.id,
                "customer_id": cls._customer(cls.staff).id,
                "read_at": "2031-01-01",
            }
        )
        records |= cls._promise_records(requests)
        records |= cls._foresight_records()
        records |= cls._complaint_records()
        # The index is written anew with whatever changes in its service.
        cls.env.flush_all()
        records["icrm.service.term", "any"] = cls.env["icrm.service.term"].create(
            {"service_id": cls.service.id, "term": "x", "weight": 1}
        )
        return records

    @classmethod
    def _complaint_records(cls):
        records = {
            ("icrm.complaint.cause", "any"): cls.env["icrm.complaint.cause"].create(
                {"name": "SECRET", "code": "SECRET"}
            )
        }
        for kind in ("identified", "confidential", "about the head", "about the desk"):
            complaint = (
                cls.env["icrm.complaint"]
                .with_user(cls.staff)
                .file_complaint(
                    {
                        "protection": "confidential"
                        if kind == "confidential"
                        else "identified",
                        "against": "department",
                        "department_id": cls.it.id,
                        "against_head": kind == "about the head",
                        "subject": "SECRET",
                        "body": "SECRET",
                        "files": [["SECRET.txt", "U0VDUkVU"]],
                    }
                )
                .sudo()
            )
            records["icrm.complaint", kind] = complaint
            if kind != "about the head":
                records["icrm.complaint.identity", kind] = complaint.identity_ids
            complaint._post("complainant", "SECRET")
            if kind == "about the desk":
                complaint.concerned_user_id = cls.desk
                records["icrm.complaint.message", kind] = complaint.message_ids
        identified = records["icrm.complaint", "identified"]
        identified.handler_id = cls.buyer
        records["icrm.complaint.message", "identified"] = identified.message_ids
        records["icrm.complaint.evidence", "identified"] = identified.evidence_ids
        identified._post("handler", "SECRET", internal=True)
        identified._add_evidence("handler", [("SECRET.txt", b"SECRET")], internal=True)
        records["icrm.complaint.message", "internal"] = identified.message_ids.filtered(
            "internal"
        )
        records["icrm.complaint.evidence", "internal"] = (
            identified.evidence_ids.filtered("internal")
        )
        records["icrm.complaint.followup", "identified"] = cls.env[
            "icrm.complaint.followup"
        ].create(
            {
                "complaint_id": identified.id,
                "position": 1,
                "level": "1",
                "day": "2026-01-01",
                "channel": "page",
                "outcome": "yes",
                "opinion": "SECRET",
            }
        )
        Complaint = cls.env["icrm.complaint"]
        records["icrm.complaint", "anonymous"], _key = Complaint._file_anonymous(
            {"subject": "SECRET", "body": "SECRET", "department": str(cls.it.id)},
            Complaint._new_form(),
        )
        cls.env["icrm.access.log"]._record("reveal", identified, "SECRET")
        records["icrm.access.log", "any"] = cls.env["icrm.access.log"].search(
            [], limit=1
        )
        records["icrm.access.check", "any"] = cls.env["icrm.access.check"]._run(
            cls.auditor
        )
        records["icrm.access.key", "any"] = cls.env["icrm.access.key"].search(
            [], limit=1
        )
        clock = identified.clock_ids[0]
        records["icrm.clock", "complaint"] = clock
        records["icrm.clock.segment", "complaint"] = clock.segment_ids
        records["icrm.clock.alert", "complaint"] = cls.env["icrm.clock.alert"].create(
            {
                "clock_id": clock.id,
                "escalation_id": cls.env["icrm.escalation"].search([], limit=1).id,
                "reached_at": clock.started_at,
            }
        )
        return records

    @classmethod
    def _message_records(cls, left):
        """Return messages of each kind; none of them goes out."""
        rule = cls.env["icrm.message.rule"].search([("event", "=", "work_orphaned")])
        previews = cls.env["icrm.message.preview"].with_user(cls.admin_user)
        preview = previews.create({"event": "work_orphaned"})
        records = {
            ("icrm.message.rule", "any"): rule,
            ("icrm.message.preview", "any"): preview,
        }
        for kind, partner, values in (
            ("sent to me", cls.staff.partner_id, {"state": "sent"}),
            ("not delivered", left.partner_id, {"state": "unreachable"}),
            ("without a trace", cls.staff.partner_id, {"is_logged": False}),
        ):
            records["icrm.message", kind] = cls.env["icrm.message"].create(
                {
                    "key": kind,
                    "event": "work_orphaned",
                    "partner_id": partner.id,
                    "company_id": cls.company.id,
                    "urgency": "normal",
                    "is_logged": True,
                    "state": "waiting",
                    "queued_at": "2199-01-01",
                    "try_at": "2199-01-01",
                    **values,
                }
            )
        return records

    @classmethod
    def _foresight_records(cls):
        records = {}
        for kind, team in (
            ("of IT", cls.it_team),
            ("of procurement", cls.buying_team),
        ):
            records["icrm.forecast", kind] = cls.env["icrm.forecast"].create(
                {
                    "company_id": cls.company.id,
                    "team_id": team.id,
                    "department_id": team.icrm_department_id.id,
                    "is_team": True,
                    "state": "too_little",
                }
            )
        for kind, department in (
            ("of the company", None),
            ("of IT", cls.it),
            ("of procurement", cls.procurement),
        ):
            records["icrm.risk.check", kind] = cls.env["icrm.risk.check"].create(
                {
                    "company_id": cls.company.id,
                    "department_id": department and department.id,
                    "is_company": not department,
                    "state": "too_little",
                }
            )
        return records

    @classmethod
    def _promise_records(cls, requests):
        level = cls.env["icrm.escalation"].create({"name": "Soon"})
        records = {("icrm.escalation", "any"): level}
        for kind in requests.keys() - {"request for me", "plain ticket without a team"}:
            clock = cls.env["icrm.clock"].search(
                [("ticket_id", "=", requests[kind].id)], limit=1
            )
            records["icrm.clock", kind] = clock
            records["icrm.clock.segment", kind] = clock.segment_ids[:1]
            records["icrm.clock.alert", kind] = cls.env["icrm.clock.alert"].create(
                {
                    "clock_id": clock.id,
                    "escalation_id": level.id,
                    "reached_at": clock.started_at,
                }
            )
            if kind in ("request by me", "request of others"):
                records["icrm.expected.date", kind] = cls.env[
                    "icrm.expected.date"
                ].create(
                    {
                        "ticket_id": requests[kind].id,
                        "company_id": cls.company.id,
                        "expected_at": "2100-01-01",
                        "reason": "SECRET",
                        "set_by_id": cls.officer.id,
                        "set_at": clock.started_at,
                    }
                )
        for kind, receiver, team in (
            ("from procurement to IT", cls.it, cls.it_team),
            ("within procurement", cls.procurement, cls.buying_team),
        ):
            records["icrm.handover", kind] = cls.env["icrm.handover"].create(
                {
                    "ticket_id": cls.foreign.id,
                    "from_team_id": cls.buying_team.id,
                    "from_department_id": cls.procurement.id,
                    "to_team_id": team.id,
                    "to_department_id": receiver.id,
                    "reason": "SECRET",
                    "state": "acknowledged",
                }
            )
        records |= cls._approval_records()
        for kind, provider, customer, service in (
            ("IT serves finance", cls.it, cls.finance, cls.service),
            ("procurement serves itself", cls.procurement, cls.procurement, cls.buying),
        ):
            pair = {
                "provider_department_id": provider.id,
                "customer_department_id": customer.id,
                "company_id": cls.company.id,
            }
            Relationship = cls.env["icrm.relationship"]
            relationship = Relationship.search(
                [(name, "=", value) for name, value in pair.items()]
            ) or Relationship.create(pair)
            agreement = cls.env["icrm.agreement"].create(
                {
                    "name": "SECRET",
                    "relationship_id": relationship.id,
                    "date_from": "2026-01-01",
                }
            )
            records["icrm.relationship", kind] = relationship
            records["icrm.agreement", kind] = agreement
            records["icrm.agreement.line", kind] = cls.env[
                "icrm.agreement.line"
            ].create(
                {
                    "agreement_id": agreement.id,
                    "service_id": service.id,
                    "response_hours": 1,
                    "resolution_hours": 2,
                }
            )
            records["icrm.expectation", kind] = cls.env["icrm.expectation"].create(
                {"name": "SECRET", "relationship_id": relationship.id}
            )
            simulation = cls.env["icrm.promise.simulation"].create(
                {
                    "name": "SECRET",
                    "relationship_id": relationship.id,
                    "line_ids": [
                        Command.create({"service_id": service.id, "hours_then": 2})
                    ],
                }
            )
            records["icrm.promise.simulation", kind] = simulation
            records["icrm.promise.simulation.line", kind] = simulation.line_ids
        signed = records["icrm.agreement", "IT serves finance"].copy()
        signed._store({"state": "signed", "signed_at": "2026-01-02 00:00:00"})
        records["icrm.segment.promise", "of IT"] = cls.env[
            "icrm.segment.promise"
        ].create(
            {
                "service_id": signed.line_ids.service_id.id,
                "segment_id": cls.env["icrm.segment"].create({"name": "S"}).id,
                "agreement_line_id": signed.line_ids.id,
                "reason": "x",
            }
        )
        return records

    @classmethod
    def _approval_records(cls):
        records = {}
        absent = cls._user("absent", cls.procurement)
        today = cls.env.cr.now().date()
        for kind, user, deputy, day in (
            ("of the staff", cls.staff, cls.agent, "2199-01-01"),
            ("of others, the colleague", absent, cls.colleague, today),
        ):
            records["icrm.approval.delegation", kind] = cls.env[
                "icrm.approval.delegation"
            ].create(
                {
                    "user_id": user.id,
                    "delegate_id": deputy.id,
                    "date_from": day,
                    "date_to": day,
                }
            )
        for kind, ticket, approver in (
            ("request by me", cls.own, absent),
            ("request of others", cls._request(cls.victim, cls.buying), cls.victim),
            ("asked of the staff", cls._request(cls.victim, cls.buying), cls.staff),
            ("asked of an absent one", cls._request(cls.victim, cls.buying), absent),
        ):
            records["icrm.approval", kind] = cls.env["icrm.approval"].create(
                {
                    "ticket_id": ticket.id,
                    "company_id": cls.company.id,
                    "approver_type": "users",
                    "mode": "any",
                    "approver_ids": [Command.link(approver.id)],
                    "state": "approved" if ticket == cls.own else "requested",
                    "comment": "SECRET",
                }
            )
        return records

    def _new_form_values(self, model, record):
        """As _new_values, of what a request form is made of."""
        service = {"service_id": record.service_id.id}
        if model == "icrm.service.question":
            return {**service, "label": "Colour"}
        if model == "icrm.service.form":
            return {**service, "digest": "y"}
        question = {"question_id": record.question_id.id}
        if model == "icrm.service.question.option":
            return {**question, "label": "y"}
        return {**question, **self._served_by_it()}

    @classmethod
    def _served_by_it(cls):
        return {"source": "department", "department_ids": [Command.set(cls.it.ids)]}

    @classmethod
    def _part_values(cls, service):
        return {
            "icrm.service.promise": {
                "service_id": service.id,
                "priority": "3",
                "response_hours": 1,
                "resolution_hours": 2,
            },
            "icrm.service.role": {
                "service_id": service.id,
                "activity": "Deliver",
                "responsibility": "responsible",
                "department_id": cls.it.id,
            },
            "icrm.service.article": {"service_id": service.id, "name": "Read me"},
            "icrm.service.check": {"service_id": service.id, "name": "Labelled"},
            "icrm.service.question": {"service_id": service.id, "label": "Size"},
            "icrm.approval.step": {
                "service_id": service.id,
                "approver_type": "line_manager",
            },
        }

    def _new_values(self, model, kind):
        """Return what a role would create, or None where only the model counts."""
        record = self.records.get((model, kind))
        if model == "icrm.service":
            return {
                "name": "New",
                "category_id": self.category.id,
                "department_id": record.department_id.id,
                "team_id": record.team_id.id,
            }
        if model in FORM_MODELS:
            return self._new_form_values(model, record)
        if model in (
            "icrm.service.role",
            "icrm.service.article",
            "icrm.service.check",
            "icrm.approval.step",
        ):
            return self._part_values(record.service_id)[model]
        if model == "icrm.service.promise":
            return {**self._part_values(record.service_id)[model], "priority": "0"}
        if model == "icrm.approval.delegation":
            return {
                "user_id": record.user_id.id,
                "delegate_id": self.env.ref(
                    "base.user_admin"
                ).id,  # no test user: users cannot add themselves
                "date_to": "2199-12-31",
            }
        if model == "helpdesk.ticket":
            return {
                "name": "New",
                "description": "x",
                "icrm_service_id": record.icrm_service_id.id,
            }
        if model in NEW_VALUES:
            return dict(NEW_VALUES[model])
        if model in PROMISE_MODELS:
            return self._new_promise_values(model, record)
        if model in (
            "icrm.escalation",
            "icrm.interest",
            "icrm.search.concept",
            "icrm.segment",
            "icrm.service.category",
        ):
            return {"name": "New"}
        for domain in self.domains:
            if model in domain.MATRIX and hasattr(domain, "new_values"):
                return domain.new_values(self.env, model, record)
        return None

    def _new_promise_values(self, model, record):
        if model == "icrm.relationship":
            below = self.env["hr.department"].create(
                {"name": "Below", "parent_id": record.customer_department_id.id}
            )
            return {
                "provider_department_id": record.provider_department_id.id,
                "customer_department_id": below.id,
                "company_id": self.company.id,
            }
        if model == "icrm.agreement":
            return {
                "name": "New",
                "relationship_id": record.relationship_id.id,
                "date_from": "2026-01-01",
            }
        if model == "icrm.agreement.line":
            return {
                "agreement_id": record.agreement_id.id,
                "service_id": record.service_id.id,
                "priority": "3",
                "response_hours": 1,
                "resolution_hours": 2,
            }
        if model == "icrm.segment.promise":
            return {
                "service_id": record.service_id.id,
                "segment_id": self.env["icrm.segment"].create({"name": "T"}).id,
                "agreement_line_id": record.agreement_line_id.id,
                "reason": "y",
            }
        if model == "icrm.promise.simulation":
            return {"relationship_id": record.relationship_id.id}
        if model == "icrm.promise.simulation.line":
            return {
                "simulation_id": record.simulation_id.id,
                "service_id": record.service_id.id,
                "priority": "3",
                "hours_then": 2,
            }
        return {"name": "New", "relationship_id": record.relationship_id.id}

    # -- trying --
    def _attempt(self, action):
        """Return whether *action* is allowed; nothing of it stays."""
        try:
            with (
                mute_logger("odoo.addons.base.models.ir_rule"),
                self.env.cr.savepoint(),
            ):
                action()
                self.env.flush_all()
                raise _Undo
        except _Undo:
            return True
        except AccessError:
            return False
        finally:
            self.env.invalidate_all()
