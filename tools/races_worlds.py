# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The small companies of the tests, committed: what tools/races.py races in.

Imported when Odoo knows where its addons are.
"""

from datetime import date
from unittest.mock import patch

import odoo
from odoo import SUPERUSER_ID, Command, api, fields

from odoo.addons.icrm_internal.tests.common import IcrmCommon
from odoo.addons.icrm_internal.tests.complaint.common import ComplaintCommon
from odoo.addons.icrm_internal.tests.evaluation.cycle_common import CycleCommon
from odoo.addons.icrm_internal.tests.evaluation.scorecard_common import (
    ScorecardCommon,
)
from odoo.addons.icrm_internal.tests.promise.test_agreement import AgreementCommon
from odoo.addons.icrm_internal.tests.request.common import RequestCommon
from odoo.addons.icrm_internal.tests.voice.campaign_common import CampaignCommon
from odoo.addons.icrm_internal_improvement.tests.improvement_common import (
    ImprovementCommon,
)

MERGED = "This request is the same"


class World:
    """Set up once, without a savepoint around it, and committed."""

    @classmethod
    def begin(cls, registry):
        cls.registry = registry
        cls.cr = registry.cursor()
        cls.env = api.Environment(cls.cr, SUPERUSER_ID, {})
        cls.login_prefix = f"{cls.__name__}_icrm"
        with patch.object(odoo.tests.TransactionCase, "setUpClass"):
            cls.setUpClass()
        cls.commit()
        return cls()

    @classmethod
    def commit(cls):
        cls.cr.commit()


class Requests(World, RequestCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.second_agent = cls._user(
            "second_agent", cls.it, "icrm_internal.group_icrm_agent"
        )
        cls.it_team.user_ids = [Command.link(cls.second_agent.id)]
        cls.buyer, cls.seller = (
            cls._user(name, cls.finance, "icrm_internal.group_icrm_agent")
            for name in ("buyer", "seller")
        )
        cls.finance_team, cls.other_team = cls.env["helpdesk.ticket.team"].create(
            [
                {
                    "name": name,
                    "icrm_department_id": cls.finance.id,
                    "icrm_calendar_id": cls.calendar.id,
                    "user_ids": [Command.set([cls.buyer.id, cls.seller.id])],
                }
                for name in ("Finance desk", "Other desk")
            ]
        )
        cls.purchase = cls._service(
            "Purchase", department_id=cls.finance.id, team_id=cls.finance_team.id
        )
        cls.boss, cls.deputy = (
            cls._user(name, cls.finance) for name in ("boss", "deputy")
        )
        cls.guarded = cls._service("Guarded")
        cls.guarded.approval_step_ids = [
            Command.create(
                {"approver_type": "users", "user_ids": [Command.link(cls.boss.id)]}
            )
        ]
        today = fields.Date.today()
        cls.env["icrm.approval.delegation"].create(
            {
                "user_id": cls.boss.id,
                "delegate_id": cls.deputy.id,
                "date_from": today,
                "date_to": today,
            }
        )
        # Two steps at once, then a third one
        cls.planned = cls._service("Planned", owner_id=cls.it_head.id)
        Step = cls.env["icrm.fulfilment.step"]
        first = Step.create(
            [
                {"service_id": cls.planned.id, "target_id": service.id}
                for service in (cls.purchase, cls.service)
            ]
        )
        Step.create(
            {
                "service_id": cls.planned.id,
                "target_id": cls.guarded.id,
                "after_ids": [Command.set(first.ids)],
            }
        )
        cls.company.write({"icrm_confirm_days": 1, "icrm_reopen_days": 30})
        cls.done_stage = cls.it_team._get_applicable_stages().filtered(
            lambda stage: stage.icrm_state == "resolved"
        )[:1]

    def asked(self, service=None):
        ticket = self.submit(service=service).sudo(False)
        return ticket.with_env(self.env)

    def three(self):
        return {name: self.asked() for name in "abc"}

    def single(self):
        return {"a": self.asked()}

    def searched(self):
        return {"anything": self._service("Anything")}

    def look_misses(self, made):
        misses = self.env["icrm.search.miss"].search(
            [("service_id", "=", made["anything"].id)]
        )
        return tuple(misses.mapped("people"))

    def chained(self):
        made = self.three()
        made["a"].with_user(self.agent).action_icrm_merge(made["b"].id)
        return made

    def mixed(self):
        return {"a": self.asked(), "b": self.asked(self.guarded)}

    def guarded_one(self):
        ticket = self.asked(self.guarded)
        return {"a": ticket, "approval": ticket.icrm_approval_ids}

    def resolved(self):
        ticket = self.asked()
        ticket.with_user(self.agent).action_icrm_resolve()
        return {"a": ticket}

    def unheard(self):
        made = self.resolved()
        self.env.flush_all()
        self.cr.execute(
            "UPDATE helpdesk_ticket SET"
            " icrm_resolved_at = icrm_resolved_at - interval '3 days'"
            " WHERE id = %s",
            made["a"].ids,
        )
        self.env.invalidate_all()
        return made

    def handed(self):
        ticket = self.asked()
        handover = ticket.with_user(self.agent).action_icrm_hand_over(
            self.finance_team.id, "Please buy it"
        )
        return {"a": ticket, "handover": handover.with_env(self.env)}

    def split(self, parts=2):
        made = {"a": self.asked()}
        for name in "bc"[:parts]:
            made[name] = (
                made["a"]
                .with_user(self.agent)
                .action_icrm_split(self.purchase.id, {"name": f"Part {name}"})
                .sudo(False)
                .with_env(self.env)
            )
        return made

    def split_once(self):
        return self.split(1)

    def stepped(self):
        """A request whose two first steps are under way."""
        ticket = self.asked(self.planned)
        first, second = ticket.icrm_child_ids.sorted("id")
        steps = ticket.icrm_step_ids.sorted("id")
        return {"a": ticket, "b": first, "c": second, "step": steps[1]}

    def dated(self):
        """A request whose third step waits for nothing but a job: its day has come."""
        made = self.stepped()
        made["a"].sudo().icrm_step_ids.sorted("id")[2].write(
            {
                "not_before_date": "2026-01-05",
                "after_ids": [Command.clear()],
            }
        )
        return made

    def customers_ticket(self):
        """A ticket of a customer outside, for whom nobody has asked inside yet."""
        partner = self.env["res.partner"].create({"name": "Azure"})
        ticket = self.env["helpdesk.ticket"].create(
            {
                "name": "Where is it?",
                "description": "-",
                "partner_id": partner.id,
                "team_id": self.it_team.id,
            }
        )
        return {"a": ticket}

    def look_commitments(self, made):
        """How many commitments the ticket has, and whether they bear its number."""
        found = self.env["icrm.external.commitment"].search(
            [
                ("document_model", "=", "helpdesk.ticket"),
                ("document_id", "=", made["a"].id),
            ]
        )
        # Each round has a ticket of its own.
        return len(found), {row.name == made["a"].number for row in found} == {True}

    def look_steps(self, made):
        """What became of the request, of its steps and of its sub-requests."""
        ticket = made["a"]
        return (
            ticket.icrm_state,
            tuple(ticket.icrm_step_ids.sorted("id").mapped("state")),
            tuple(ticket.icrm_child_ids.sorted("id").mapped("icrm_state")),
        )

    def look(self, made):
        tickets = {k: v for k, v in made.items() if v._name == "helpdesk.ticket"}
        names = {ticket.id: name for name, ticket in tickets.items()}
        return tuple(
            (
                name,
                ticket.icrm_state,
                ticket.team_id.name,
                ticket.user_id.login,
                names.get(ticket.duplicate_id.id),
                bool(ticket.icrm_confirmed_at),
                tuple(ticket.icrm_child_ids.sorted("id").mapped("icrm_state")),
                tuple(ticket.icrm_approval_ids.sorted("id").mapped("state")),
                tuple(ticket.icrm_handover_ids.sorted("id").mapped("state")),
                tuple(ticket.icrm_rating_ids.mapped("score")),
                tuple(self.events(ticket)),
                sum(
                    MERGED in (body or "") for body in ticket.message_ids.mapped("body")
                ),
            )
            for name, ticket in tickets.items()
        )


class Agreements(World, AgreementCommon):
    def only(self):
        """The agreements of former rounds are over."""
        self.env.flush_all()
        self.cr.execute("UPDATE icrm_agreement SET state = 'ended'")
        self.env.invalidate_all()
        return {"a": self._agree().with_env(self.env)}

    def proposed(self):
        made = self.only()
        made["a"].with_user(self.it_head).action_propose()
        return made

    def half_signed(self):
        made = self.proposed()
        made["a"].with_user(self.it_head).action_sign()
        return made

    def two_half_signed(self):
        made = self.half_signed()
        made["b"] = self._agree().with_env(self.env)
        made["b"].with_user(self.it_head).action_propose()
        made["b"].with_user(self.it_head).action_sign()
        return made

    def signed(self):
        made = self.half_signed()
        made["a"].with_user(self.finance_head).action_sign()
        return made

    def expired(self):
        made = self.signed()
        self.env.flush_all()
        self.cr.execute(
            "UPDATE icrm_agreement SET date_from = date_from - 20,"
            " date_to = date_from - 10 WHERE id = %s",
            made["a"].ids,
        )
        self.env.invalidate_all()
        return made

    def next_half_signed(self):
        made = self.signed()
        made["a"].with_user(self.it_head).action_new_version()
        made["b"] = self.env["icrm.agreement"].search(
            [("previous_id", "=", made["a"].id)]
        )
        made["b"].with_user(self.it_head).action_propose()
        made["b"].with_user(self.it_head).action_sign()
        return made

    def look(self, made):
        return tuple(
            (
                name,
                agreement.state,
                bool(agreement.provider_signed_at),
                bool(agreement.customer_signed_at),
                bool(agreement.date_to),
                len(agreement.line_ids),
                self.env["icrm.agreement"].search_count(
                    [("previous_id", "=", agreement.id)]
                ),
            )
            for name, agreement in made.items()
        )


class Improvements(World, ImprovementCommon):
    def plan(self):
        return {"a": self._improvement()}

    def failed(self):
        improvement = self._do(self._improvement())
        improvement = self._check(improvement, 8, lesson="Stock was not the cause.")
        return {"a": improvement.with_env(self.env)}

    def told(self):
        made = self.failed()
        made["a"].sudo().write(
            {
                "feedback_heard": "It takes long.",
                "feedback_done": "Laptops in stock.",
                "feedback_result": "It still takes long.",
            }
        )
        return made

    def look(self, made):
        (improvement,) = made.values()
        answers = self.env["icrm.public.answer"].search(
            [("improvement_id", "=", improvement.id)]
        )
        return (
            improvement.state,
            improvement.published,
            len(improvement.next_ids),
            len(answers),
        )

    def idea(self):
        idea = self.env["icrm.idea"].create(
            {
                "name": "One form",
                "author_id": self._customer(self.staff).id,
                "department_id": self.it.id,
            }
        )
        return {"a": idea}

    def voted(self):
        made = self.idea()
        made["a"].with_user(self.colleague).action_vote(True)
        return made

    def look_idea(self, made):
        idea = made["a"]
        started = self.env["icrm.improvement"].search_count(
            [("origin_model", "=", "icrm.idea"), ("origin_id", "=", idea.id)]
        )
        voters = idea.vote_ids.customer_id.user_id.mapped("login")
        return (
            idea.vote_count,
            tuple(sorted(voters)),
            len(idea.need_ids),
            started,
        )

    def feedback(self):
        feedback = self.env["icrm.feedback"].create(
            {
                "name": "Slow",
                "department_id": self.it.id,
                "author_id": self._customer(self.staff).id,
                "reply": "We know.",
            }
        )
        return {"a": feedback}

    def look_feedback(self, made):
        told = self.env["mail.message"].search_count(
            [
                ("model", "=", "icrm.feedback"),
                ("res_id", "=", made["a"].id),
                ("message_type", "=", "user_notification"),
            ]
        )
        return made["a"].state, len(made["a"].public_answer_id), told

    def risk(self):
        risk = self.env["icrm.risk"].create(
            {"name": "The only one leaves", "department_id": self.it.id}
        )
        return {"a": risk}

    def training(self):
        competence = self.env["icrm.competence"].search([], limit=1)
        need = self.env["icrm.training.need"].create(
            {
                "department_id": self.it.id,
                "competence_id": competence.id,
                "form": "internal",
                "date_from": self._day(5),
            }
        )
        return {"a": need}

    def look_state(self, made):
        return tuple(record.state for record in made.values())

    def process(self):
        service = self._service("Modelled")
        step = {"name": "Order", "sequence": 10}
        made = {
            name: self.env["icrm.process"].create(
                {
                    "name": f"Process {name}",
                    "service_id": service.id,
                    "owner_id": self.it_head.id,
                    "step_ids": [Command.create(step)],
                }
            )
            for name in "ab"
        }
        return {**made, "step": made["a"].step_ids}

    def standard(self):
        made = self.process()
        made["a"].action_publish()
        return {"a": made["a"]}

    def look_process(self, made):
        processes = self.env["icrm.process"].search(
            [("service_id", "=", made["a"].service_id.id)]
        )
        return tuple(
            sorted(
                (process.state, process.version, len(process.step_ids))
                for process in processes
            )
        )

    def segment(self):
        department = self.env["hr.department"].create({"name": "Segmented"})
        self._user(f"segmented{department.id}", department)
        segment = self.env["icrm.segment"].create(
            {
                "name": f"Segment {department.id}",
                "kind": "rule",
                "domain": f"[('department_id', '=', {department.id})]",
            }
        )
        return {"a": segment}

    def look_segment(self, made):
        return len(made["a"].membership_ids)

    def catalogue(self):
        service = self._service("Changed", owner_id=self.it_head.id)
        service.with_user(self.it_head).action_publish()
        service.summary = "Quicker now"
        return {"a": service}

    def look_service(self, made):
        service = made["a"]
        pins = service.pinned_user_ids.mapped("login")
        return (
            service.state,
            tuple(service.version_ids.sorted("id").mapped("version")),
            tuple(sorted(pins)),
        )


class Complaints(World, ComplaintCommon):
    def filed(self):
        return {"a": self._file().sudo(False).with_env(self.env)}

    def handled(self):
        made = self.filed()
        at_desk = made["a"].with_user(self.desk)
        at_desk.action_acknowledge()
        at_desk.action_assign(self.neutral.id)
        return made

    def decided(self):
        made = self.filed()
        self._decide(made["a"])
        return made

    def closed(self):
        made = self.decided()
        made["a"].with_user(self.desk).action_follow_up(
            {"outcome": "yes", "channel": "talk"}
        )
        return made

    def look(self, made):
        complaint = made["a"]
        return (
            complaint.state,
            complaint.level,
            complaint.handler_id.login,
            complaint.finding,
            len(complaint.followup_ids),
            tuple(sorted(complaint.message_ids.mapped("position"))),
            tuple(sorted(complaint.message_ids.mapped("body"))),
            tuple(sorted((clock.kind, clock.state) for clock in complaint.clock_ids)),
            self.env["icrm.improvement"].search_count(
                [
                    ("origin_model", "=", complaint._name),
                    ("origin_id", "=", complaint.id),
                ]
            ),
        )


class Campaigns(World, CampaignCommon):
    def draft(self):
        survey = self._survey()
        campaign = self._campaign(survey_id=survey.id, cooldown_days=0)
        campaign = campaign.with_env(self.env)
        return {
            "a": campaign,
            "question": survey.question_ids,
            "subject": campaign.subject_ids,
        }

    def opened(self):
        made = self.draft()
        made["a"].with_user(self.officer).action_open()
        for participant in made["a"].participant_ids[:6]:
            self.fill(participant, made["question"])
        made["last"] = made["a"].participant_ids[6:7]
        return made

    def overdue(self):
        made = self.opened()
        self.env.flush_all()
        self.cr.execute(
            "UPDATE icrm_campaign SET opens_on = opens_on - 20,"
            " closes_on = closes_on - 20 WHERE id = %s",
            made["a"].ids,
        )
        self.env.invalidate_all()
        return made

    @staticmethod
    def fill(participant, question):
        participant._submit(
            {subject.id: {question.id: 4} for subject in participant.subject_ids}
        )

    def over(self):
        made = self.opened()
        made["a"].with_user(self.officer).action_close()
        return made

    def look(self, made):
        campaign = made["a"]
        return (
            campaign.state,
            len(campaign.participant_ids),
            len(campaign.subject_ids),
            len(campaign.survey_id.question_ids),
            campaign.answered_count,
        )


class Cycles(World, CycleCommon):
    def draft(self):
        cycle = self._cycle().with_env(self.env)
        cycle.action_propose()
        return {"a": cycle}

    def draft_with_one(self):
        made = self.draft()
        people = self._evaluators(made["a"])
        people[1:].unlink()
        return {**made, "evaluator": people[:1]}

    def opened(self):
        made = self.draft()
        made["a"].action_open()
        for user in self.people[self.research]:
            self._evaluate(made["a"], user, 4)
        evaluation = self._mine(made["a"], self.staff)
        evaluation.line_ids.write({"score": 3})
        return {**made, "mine": evaluation.with_env(self.env)}

    def overdue(self):
        made = self.opened()
        self.env.flush_all()
        self.cr.execute(
            "UPDATE icrm_evaluation_cycle SET close_on = close_on - 20 WHERE id = %s",
            made["a"].ids,
        )
        self.env.invalidate_all()
        return {"a": made["a"]}

    def over(self):
        made = self.opened()
        made["a"].action_close()
        return {"a": made["a"]}

    def published(self):
        made = self.over()
        made["a"].action_publish()
        return {**made, "score": self._score(made["a"])}

    def look(self, made):
        cycle = made["a"]
        score = self._score(cycle)
        submitted = self.env["icrm.evaluation"].search_count(
            [("cycle_id", "=", cycle.id), ("state", "=", "submitted")]
        )
        invited = self.env["icrm.evaluation"].search_count(
            [("cycle_id", "=", cycle.id)]
        )
        started = self.env["icrm.improvement"].search_count(
            [("origin_model", "=", score._name), ("origin_id", "in", score.ids)]
        )
        return cycle.state, invited, submitted, score.evaluator_count, started


class Scorecards(World, ScorecardCommon):
    months = 0

    def entered(self):
        type(self).months += 1
        year, month = divmod(self.months, 12)
        first = date(2005 + year, month + 1, 1)
        self._enter(self.kept, self.it, first, 90, case_count=20)
        self._enter(self.hours, self.it, first, 5)
        return {"first": first}

    def gap(self):
        """The latest periods were not made yet."""
        self.env.flush_all()
        self.cr.execute(
            "DELETE FROM icrm_kpi_period WHERE date_to > now() - interval '1 year'"
        )
        self.env.invalidate_all()
        return {"first": fields.Date.today().replace(day=1)}

    def frozen(self):
        made = self.entered()
        self.freeze(made["first"])
        return {**made, "card": self.card(self.it, made["first"])}

    def period(self):
        made = self.frozen()
        period = self.env["icrm.kpi.period"].search(
            [("kind", "=", "month"), ("date_from", "=", made["first"])]
        )
        return {**made, "period": period}

    def reopened(self):
        made = self.period()
        made["period"].with_user(self.officer).action_reopen("Again")
        return made

    def look(self, made):
        card = self.card(self.it, made["first"])
        periods = self.env["icrm.kpi.period"].search(
            [("kind", "=", "month"), ("date_from", "=", made["first"])]
        )
        told = self.env["icrm.scorecard.notice"].search_count(
            [("scorecard_id", "in", card.ids)]
        )
        return (
            len(card),
            card.state,
            card.correction_total,
            card.final_score,
            tuple(periods.mapped("state")),
            self.env["icrm.access.log"].search_count(
                [("res_id", "in", periods.ids), ("res_model", "=", periods._name)]
            ),
            told,
        )


class AccessLog(World, IcrmCommon):
    def entries(self):
        Log = self.env["icrm.access.log"]
        for number in range(3):
            Log._record("reveal", self.service, f"Before {number}")
        return {"last": max(Log.search([]).ids)}

    def look(self, made):
        """Nothing is lost, and the chain is whole."""
        Log = self.env["icrm.access.log"]
        check = self.env["icrm.access.check"]._run(self.auditor)
        since = [("id", ">", made["last"])]
        return (
            check.state,
            Log.search_count(since),
            bool(Log.search_count([("sequence", "=", False)])),
        )
