# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Who may do what: the table that ``test_matrix`` tries out, cell by cell.

``MATRIX[model][kind of record][role]`` is any of C(reate), R(ead), W(rite), D(elete).
The kinds are records that ``matrix_records`` makes; "any" means the
model itself, where all records are alike. A new model needs one line here, or in the
table of its domain; that of an addon is in the addon (``tables``).

The roles are the users of ``tests/common.py``; beside them ``buyer``, an agent of
another department (procurement), and the public user. Requests in the table are served
by IT and asked for by finance (``staff``), if not said otherwise.
"""

from . import (
    matrix_evaluation,
    matrix_external,
    matrix_fulfilment,
    matrix_privacy,
    matrix_voice,
)
from .roles import cells

# What is seen with a service is edited with it, too.
OF_A_PUBLISHED_SERVICE = cells("R", office="CRWD", it_head="CRWD")
OF_A_DRAFT = cells("", office="CRWD", it_head="CRWD", agent="R", auditor="R")
OF_MY_REQUEST = cells(
    "", office="R", staff="R", agent="R", it_head="R", finance_head="R", auditor="R"
)
OF_ANOTHER_REQUEST = cells("", office="R", buyer="R", auditor="R")
BETWEEN_IT_AND_FINANCE = cells(
    "", office="CRWD", it_head="CRWD", finance_head="CRWD", agent="R", auditor="R"
)
OF_A_PUBLISHED_FORM = cells("", agents="R", office="CRWD", it_head="CRWD", auditor="R")
OF_A_DRAFT_FORM = cells("", office="CRWD", it_head="CRWD", agent="R", auditor="R")
AMONG_OTHERS = cells("", office="CRWD", buyer="R", auditor="R")
BETWEEN_HEADS = cells(
    "", office="CRWD", it_head="CRWD", finance_head="CRWD", auditor="R"
)

MATRIX = {
    # -- customers --
    "icrm.customer": {
        # everybody reads the card; the preferences are the customer's own
        "own preferences": cells("R", office="RW", staff="RW"),
        # notes are for those who serve
        "note on one": cells("R", agents="RW"),
        "of a department": cells("R", office="RW"),
        "who left": cells("", agents="R", office="RW", auditor="R"),
        "of a partner": cells("R", office="RW"),
    },
    "icrm.customer.external": {"any": cells("", office="CRW")},
    # staff add some; a row without a company is the administrator's
    "icrm.interest": {"any": cells("CR", admin_user="CRWD")},
    "icrm.segment": {"any": cells("", agents="R", office="CRWD", auditor="R")},
    "icrm.segment.membership": {"any": cells("", agents="R", auditor="R")},
    # each reader sees what they may read of the models in it
    "icrm.orphaned.work": {"any": cells("", office="R", auditor="R")},
    # -- messages: what reached a person is read by themselves and by auditors --
    "icrm.message": {
        "sent to me": cells("", staff="R", auditor="R"),
        "not delivered": cells("", admin_user="R", auditor="R"),
        "without a trace": cells(""),
    },
    "icrm.message.rule": {"any": cells("", admin_user="CRWD", auditor="R")},
    "icrm.message.preview": {"any": cells("", admin_user="CRWD")},
    # -- catalogue --
    "icrm.service.category": {
        # heads add one in the form of their service
        "any": cells(
            "R",
            it_head="CR",
            finance_head="CR",
            officer="CR",
            admin_user="CRWD",
            portal_user="R",
        )
    },
    "icrm.service": {
        "published": cells("R", office="CRWD", it_head="CRW"),
        "published for the portal": cells(
            "R", office="CRWD", it_head="CRW", portal_user="R"
        ),
        "draft": cells("", office="CRWD", it_head="CRW", agent="R", auditor="R"),
        "draft of procurement": cells("", office="CRWD", buyer="R", auditor="R"),
        "only for procurement": cells("", office="CRWD", buyer="R", auditor="R"),
    },
    "icrm.service.promise": {
        "published": OF_A_PUBLISHED_SERVICE,
        "draft": OF_A_DRAFT,
    },
    # for those who serve: customers do not see what is checked
    "icrm.service.check": {"published": OF_A_DRAFT_FORM, "draft": OF_A_DRAFT_FORM},
    "icrm.service.role": {"published": OF_A_PUBLISHED_SERVICE, "draft": OF_A_DRAFT},
    "icrm.service.article": {"published": OF_A_PUBLISHED_SERVICE, "draft": OF_A_DRAFT},
    # written by readers, without their names, in one method
    "icrm.service.article.feedback": {"any": cells("", office="RD", it_head="RD")},
    "icrm.service.article.reading": {"any": cells("")},
    # words are the administrators', the index is nobody's
    "icrm.search.concept": {"any": cells("", admin_user="CRWD")},
    "icrm.service.term": {"any": cells("")},
    # decided by buttons
    "icrm.search.miss": {
        "proposed": cells("", office="R", it_head="R"),
        "being collected": cells(""),
    },
    # as the working hours themselves: personnel and system administrators edit them
    "icrm.makeup.day": {"any": cells("R")},
    "icrm.public.holidays": {"any": cells("")},
    "icrm.public.holidays.line": {"any": cells("")},
    # customers read forms by get_form, resolved for them
    "icrm.service.question": {
        "published": OF_A_PUBLISHED_FORM,
        "draft": OF_A_DRAFT_FORM,
    },
    "icrm.service.question.option": {
        "published": OF_A_PUBLISHED_FORM,
        "draft": OF_A_DRAFT_FORM,
    },
    "icrm.service.question.condition": {
        "published": OF_A_PUBLISHED_FORM,
        "draft": OF_A_DRAFT_FORM,
    },
    # written when a form is shown for the first time
    "icrm.service.form": {
        "published": cells("", agents="R", auditor="R"),
        "draft": cells("", office="R", it_head="R", agent="R", auditor="R"),
    },
    # written by publishing alone
    "icrm.service.version": {
        "published": cells("", agents="R", auditor="R"),
        "draft": cells("", office="R", it_head="R", agent="R", auditor="R"),
    },
    # -- requests --
    "helpdesk.ticket": {
        "request by me": cells(
            "",
            office="CRW",
            admin_user="CRWD",
            staff="R",
            agent="CRW",
            it_head="CRW",
            finance_head="R",
            auditor="R",
        ),
        "request for me": cells(
            "",
            office="CRW",
            admin_user="CRWD",
            staff="R",
            agent="CRW",
            it_head="CRW",
            finance_head="R",
            auditor="R",
        ),
        "request of others": cells(
            "", office="CRW", admin_user="CRWD", buyer="CRW", auditor="R"
        ),
        "request of the portal user": cells(
            "",
            office="CRW",
            admin_user="CRWD",
            agent="CRW",
            it_head="CRW",
            auditor="R",
            portal_user="R",
        ),
        # users who may create tickets create a plain one and see only that one
        "plain ticket without a team": cells("", agents="C"),
    },
    "icrm.request.event": {
        "request by me": cells(
            "", office="R", agent="R", it_head="R", finance_head="R", auditor="R"
        ),
        "request of others": cells("", office="R", buyer="R", auditor="R"),
    },
    # ticked by a method alone
    "icrm.request.check": {
        "request by me": cells("", office="R", agent="R", it_head="R", auditor="R"),
        "request of others": cells("", office="R", buyer="R", auditor="R"),
    },
    "icrm.request.rating": {
        "request by me": cells("", office="R", staff="R", auditor="R"),
    },
    # the system's alone
    "icrm.request.undo": {"any": cells("")},
    "icrm.request.report": {
        "request by me": cells(
            "", office="R", agent="R", it_head="R", finance_head="R", auditor="R"
        ),
        "request of others": cells("", office="R", buyer="R", auditor="R"),
    },
    "icrm.request.step.report": {
        "request by me": cells(
            "", office="R", agent="R", it_head="R", finance_head="R", auditor="R"
        ),
        "request of others": cells("", office="R", buyer="R", auditor="R"),
    },
    # -- promises --
    "icrm.clock": {
        "complaint": cells("", staff="R", it_head="R", buyer="R", desk="R"),
        "request by me": OF_MY_REQUEST,
        "request of others": OF_ANOTHER_REQUEST,
        "request of the portal user": cells(
            "", office="R", agent="R", it_head="R", auditor="R"
        ),
    },
    "icrm.clock.segment": {
        "complaint": cells("", staff="R", it_head="R", buyer="R", desk="R"),
        "request by me": OF_MY_REQUEST,
        "request of others": OF_ANOTHER_REQUEST,
    },
    "icrm.clock.alert": {
        "complaint": cells("", it_head="R", buyer="R"),
        "request by me": OF_MY_REQUEST | {"staff": ""},
        "request of others": OF_ANOTHER_REQUEST,
    },
    "icrm.escalation": {
        "any": cells("", agents="R", admin_user="CRWD", auditor="R"),
    },
    # by the buyers to the IT desk
    "icrm.handover": {
        "from procurement to IT": cells(
            "", office="R", buyer="R", agent="R", it_head="R", auditor="R"
        ),
        "within procurement": cells("", office="R", buyer="R", auditor="R"),
    },
    "icrm.expected.date": {
        "request by me": OF_MY_REQUEST | {"staff": ""},
        "request of others": OF_ANOTHER_REQUEST,
    },
    "icrm.approval.step": {"published": OF_A_PUBLISHED_SERVICE, "draft": OF_A_DRAFT},
    # the colleague is the deputy of an absent one today
    "icrm.approval": {
        "request by me": OF_MY_REQUEST,
        "request of others": OF_ANOTHER_REQUEST,
        "asked of the staff": OF_ANOTHER_REQUEST | {"staff": "R"},
        "asked of an absent one": OF_ANOTHER_REQUEST | {"colleague": "R"},
    },
    "icrm.approval.delegation": {
        "of the staff": cells(
            "",
            office="CRWD",
            staff="CRWD",
            agent="R",
            finance_head="CRWD",
            auditor="R",
        ),
        "of others, the colleague": cells(
            "", office="CRWD", colleague="R", auditor="R"
        ),
    },
    "icrm.relationship": {
        "IT serves finance": cells(
            "",
            office="CRW",
            it_head="CRW",
            finance_head="CRW",
            agent="R",
            auditor="R",
        ),
        "procurement serves itself": cells("", office="CRW", buyer="R", auditor="R"),
    },
    "icrm.agreement": {
        "IT serves finance": BETWEEN_IT_AND_FINANCE,
        "procurement serves itself": AMONG_OTHERS,
    },
    "icrm.agreement.line": {
        "IT serves finance": BETWEEN_IT_AND_FINANCE,
        "procurement serves itself": AMONG_OTHERS,
    },
    # of officers; what is promised to whom, and why, is on the page of the service
    "icrm.segment.promise": {
        "of IT": cells("", agents="R", office="CRWD", auditor="R")
    },
    "icrm.expectation": {
        "IT serves finance": BETWEEN_IT_AND_FINANCE,
        "procurement serves itself": AMONG_OTHERS,
    },
    "icrm.promise.simulation": {
        "IT serves finance": BETWEEN_HEADS,
        "procurement serves itself": cells("", office="CRWD", auditor="R"),
    },
    "icrm.promise.simulation.line": {
        "IT serves finance": BETWEEN_HEADS,
        "procurement serves itself": cells("", office="CRWD", auditor="R"),
    },
    "icrm.external.delay.report": {"any": cells("", agents="R", auditor="R")},
    # who reads the commitment sees what came of it
    "icrm.external.cost.report": {"any": cells("R")},
    "icrm.external.lateness": {"any": cells("")},
    # written by the job, without a person
    "icrm.external.association": {
        "any": cells("", office="R", it_head="R", finance_head="R", auditor="R")
    },
    # -- foresight: the jobs alone write it --
    "icrm.forecast": {
        "of IT": cells("", office="R", agent="R", it_head="R", auditor="R"),
        "of procurement": cells("", office="R", buyer="R", auditor="R"),
    },
    "icrm.risk.check": {
        "of the company": cells("", agents="R", auditor="R"),
        "of IT": cells("", office="R", agent="R", it_head="R", auditor="R"),
        "of procurement": cells("", office="R", buyer="R", auditor="R"),
    },
    # dialogs: what they do is decided by the methods they call
    "icrm.reason.wizard": {"any": cells("CRW")},
    "icrm.request.create": {"any": cells("CRW")},
    "icrm.request.rate": {"any": cells("CRW")},
    "icrm.request.handover": {"any": cells("", agents="CRW")},
    "icrm.article.create": {"any": cells("", agents="CRW")},
    "icrm.request.bulk": {"any": cells("", agents="CRW")},
    "icrm.request.merge": {"any": cells("", agents="CRW")},
    "icrm.request.new.date": {"any": cells("", agents="CRW")},
    "icrm.request.register": {"any": cells("", agents="CRW")},
    "icrm.request.reply": {"any": cells("", agents="CRW")},
    "icrm.request.split": {"any": cells("", agents="CRW")},
    # -- complaints: by staff about IT, handled by the buyer where anybody is said to;
    # officers, administrators and auditors have no share in them --
    "icrm.complaint": {
        "identified": cells("", staff="R", it_head="R", buyer="R", desk="R"),
        "confidential": cells("", staff="R", it_head="R", desk="R"),
        "anonymous": cells("", it_head="R", desk="R"),
        "about the head": cells("", staff="R", desk="R"),
        "about the desk": cells("", staff="R", it_head="R"),
    },
    "icrm.complaint.identity": {
        "identified": cells("", staff="R", it_head="R", buyer="R", desk="R"),
        "confidential": cells("", staff="R"),
        "about the desk": cells("", staff="R", it_head="R"),
    },
    "icrm.complaint.message": {
        "identified": cells("", staff="R", buyer="R", desk="R"),
        "internal": cells("", buyer="R", desk="R"),
        "about the desk": cells("", staff="R"),
    },
    "icrm.complaint.evidence": {
        "identified": cells("", staff="R", buyer="R", desk="R"),
        "internal": cells("", buyer="R", desk="R"),
    },
    "icrm.complaint.followup": {
        "identified": cells("", staff="R", buyer="R", desk="R"),
    },
    "icrm.complaint.cause": {"any": cells("R", desk="CR", admin_user="CRWD")},
    "icrm.access.log": {"any": cells("", auditor="R")},
    # numbers of entries, of all companies
    "icrm.access.check": {"any": cells("", admin_user="R", auditor="R")},
    "icrm.access.key": {"any": cells("")},
    "icrm.complaint.create": {"any": cells("CRW")},
    "icrm.complaint.step": {"any": cells("CRW")},
    # -- set-up --
    "icrm.setup": {"any": cells("", admin_user="CRW")},
    "icrm.starter": {"any": cells("", office="CRW")},
    "icrm.starter.department": {"any": cells("", office="CRWD")},
    "icrm.starter.service": {"any": cells("", office="CRWD")},
    "icrm.person.role": {"any": cells("", admin_user="RW")},
    "icrm.access.review": {
        "any": cells("", office="R", it_head="R", finance_head="R", auditor="R"),
    },
    "icrm.access.review.line": {
        # an agent of IT
        "of heads": cells("", admin_user="RW", it_head="RW", auditor="R"),
        # whoever reads what others may not
        "of administrators": cells("", admin_user="RW", auditor="R"),
    },
    # the administrator of the system's, as the working hours themselves
    "icrm.setup.company": {"any": cells("")},
}

# A value that each model's records can be given, where the tested write matters.
WRITES = {
    "icrm.customer": {"preferred_channel": "inbox"},
    ("icrm.customer", "note on one"): {"internal_note": "Likes tea"},
    "icrm.segment": {"note": "x"},
    "icrm.interest": {"color": 3},
    "icrm.service": {"sequence": 3},
    "icrm.service.category": {"color": 3},
    "icrm.service.promise": {"response_hours": 0.5},
    "icrm.service.check": {"required": False},
    "icrm.service.role": {"activity": "x"},
    "icrm.service.article": {"keywords": "x"},
    "icrm.service.article.feedback": {"reason": "x"},
    "icrm.service.article.reading": {"read_at": "2031-01-01 00:00:00"},
    "icrm.article.create": {"name": "x"},
    "icrm.customer.external": {"name": "x"},
    "icrm.service.question": {"help": "x"},
    "icrm.service.question.option": {"sequence": 3},
    "icrm.service.question.condition": {"sequence": 3},
    "icrm.service.form": {"version": 5},
    "icrm.service.version": {"changes": "x"},
    "icrm.search.concept": {"own_words": "x"},
    "icrm.service.term": {"weight": 0.5},
    "icrm.search.miss": {"people": 5},
    "icrm.makeup.day": {"name": "x"},
    "icrm.public.holidays": {"file_name": "x"},
    "icrm.public.holidays.line": {"name": "x"},
    "icrm.starter": {"is_published": False},
    "icrm.starter.department": {"is_used": True},
    "icrm.starter.service": {"is_selected": False},
    "icrm.person.role": {"is_agent": True},
    "icrm.access.review": {"name": "x"},
    "icrm.access.review.line": {"why": "x"},
    "icrm.setup.company": {"friday": False},
    "helpdesk.ticket": {"priority": "3"},
    "icrm.request.event": {"priority": "3"},
    "icrm.request.check": {"ticked_at": "2031-01-01 00:00:00"},
    "icrm.complaint": {"subject": "x"},
    "icrm.complaint.identity": {"customer_id": False},
    "icrm.complaint.message": {"body": "x"},
    "icrm.complaint.evidence": {"name": "x"},
    "icrm.complaint.followup": {"opinion": "x"},
    "icrm.complaint.cause": {"sequence": 3},
    "icrm.access.log": {"reason": "x"},
    "icrm.access.check": {"entry_count": 7},
    "icrm.access.key": {"key": "x"},
    "icrm.clock": {"budget_seconds": 7},
    "icrm.clock.segment": {"working_seconds": 7},
    "icrm.clock.alert": {"reached_at": "2026-01-01"},
    "icrm.escalation": {"share": 80},
    "icrm.message": {"subject": "x"},
    "icrm.message.rule": {"timing": "now"},
    "icrm.message.preview": {"urgency": "low"},
    "icrm.handover": {"reason": "x"},
    "icrm.expected.date": {"reason": "x"},
    "icrm.approval.step": {"sequence": 3},
    "icrm.approval": {"state": "approved"},
    "icrm.approval.delegation": {"note": "x"},
    "icrm.relationship": {"note": "x"},
    "icrm.agreement": {"reporting": "x"},
    "icrm.agreement.line": {"response_hours": 0.5},
    "icrm.segment.promise": {"reason": "y"},
    "icrm.expectation": {"level": "x"},
    "icrm.promise.simulation": {"months": 6},
    "icrm.promise.simulation.line": {"hours_then": 3},
    "icrm.request.rating": {"score": 5},
    "icrm.forecast": {"weeks": 3},
    "icrm.risk.check": {"newer_count": 3},
}

for _domain in (
    matrix_fulfilment,
    matrix_external,
    matrix_voice,
    matrix_evaluation,
    matrix_privacy,
):
    MATRIX |= _domain.MATRIX
    WRITES |= _domain.WRITES
