# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

from ..access.groups import AGENT, AUDITOR
from ..access.listing import join_names
from ..catalogue.form_answers import FormAnswers
from ..request.deadline import format_day, format_deadline
from . import hr_offer, plan


class IcrmService(models.Model):
    """Services that several departments fulfil, step by step."""

    _inherit = "icrm.service"

    plan_step_ids = fields.One2many(
        "icrm.fulfilment.step",
        "service_id",
        string="Fulfilment Plan",
        groups=f"{AGENT},{AUDITOR}",
    )
    # Read with the service: requests of services without a plan cost nothing
    has_plan = fields.Boolean(
        string="Has a Plan", compute="_compute_has_plan", store=True, compute_sudo=True
    )
    hr_event = fields.Selection(
        hr_offer.EVENTS,
        string="Offer to HR for",
        copy=False,
        help="HR is offered this service in the form of an employee who joins, moves "
        "or leaves. Nothing is requested automatically.",
    )
    plan_preview = fields.Json(
        string="Picture of the Plan", compute="_compute_plan_preview"
    )

    @api.depends("plan_step_ids.active")
    def _compute_has_plan(self):
        for service in self:
            service.has_plan = bool(service.plan_step_ids)

    @api.depends(
        "plan_step_ids.name",
        "plan_step_ids.after_ids",
        "plan_step_ids.target_id",
        "plan_step_ids.hours",
        "plan_step_ids.required",
        "plan_step_ids.not_before_question_id",
        "plan_step_ids.not_before_days",
    )
    @api.depends_context("uid", "lang", "tz")
    def _compute_plan_preview(self):
        for service in self:
            # sudo: the dates of a service that the caller edits
            service_sudo = service._origin.sudo()
            service.plan_preview = (
                service_sudo._describe_plan() if service_sudo.has_plan else False
            )

    def _copy_form_users(self, source, questions):
        """Copy the plan: its conditions and answers refer to the copied form."""
        super()._copy_form_users(source, questions)
        copies = {step: step._copy_to(self, questions) for step in source.plan_step_ids}
        for step, new in copies.items():
            if after := step.after_ids.filtered(copies.__contains__):
                new.after_ids = new.browse().concat(*(copies[one] for one in after))

    # ------------------------------------------------------------------
    # Reading
    # ------------------------------------------------------------------

    def get_plan(self, answers: dict | None = None):
        """Return the steps that a request with these answers takes, and its date.

        :param answers: {name of a question: answer} as for ``submit_request``; what is
            not (yet) an answer counts as none
        :return: ``False`` for a service of one step; else dict with ``end`` (text),
            ``summary`` (one sentence), ``picture`` and ``steps``: dicts with ``name``,
            ``provider``, ``wait`` (for which day it waits, text or ``False``), ``end``
            (text), ``required`` and ``critical``
        """
        self.ensure_one()
        self.check_access("read")
        # sudo: who sees the service sees which steps it takes
        service_sudo = self.sudo()
        if not service_sudo.has_plan:
            return False
        if answers is not None and not isinstance(answers, dict):
            raise UserError(
                self.env._("Provide answers as pairs of question and answer.")
            )
        schema, _digest = self._get_form_schema()
        checker = FormAnswers(self.env, self._read_form(schema))
        known = {question["name"] for question in checker.questions}
        cleaned, _problems = checker.collect(
            {name: value for name, value in (answers or {}).items() if name in known}
        )
        return service_sudo._describe_plan(cleaned, checker.questions)

    def _describe_plan(self, answers=None, questions=None):
        """Return what :meth:`get_plan` does, in sudo.

        :param answers: checked answers; None: as if every condition held
        :param questions: what the caller is asked; None: everything
        """
        self.ensure_one()
        planned = plan.select(self, answers, questions)
        now = fields.Datetime.now()
        schedule = plan.compute(self, planned, now)
        undated = plan.find_undated(planned)
        rows, after = {}, {}
        for item in planned:
            step, dates = item.record, schedule.dates[item.key]
            provider = step.target_id.department_id or self.department_id
            after[item.key] = item.after
            rows[item.key] = {
                "title": step.name,
                "with": provider.name,
                "label": self._describe_wait(item, schedule.dates, now),
                "when": ""
                if item.key in undated
                else format_deadline(self.env, dates.end),
                "state": "ahead",
                "optional": not step.required,
                "critical": dates.is_critical,
            }
        end = planned and format_deadline(self.env, schedule.end)
        return {
            "end": "" if undated else end or "",
            "summary": self._summarize_plan(planned, end)
            if planned
            else self.env._("With these answers there are no steps."),
            "picture": plan.draw(after, rows),
            "steps": [
                {
                    "name": row["title"],
                    "provider": row["with"],
                    "wait": row["label"],
                    "end": row["when"],
                    "required": not row["optional"],
                    "critical": row["critical"],
                }
                for row in rows.values()
            ],
        }

    def _summarize_plan(self, planned, end):
        """Return how many steps there are, and when they are done: as long as a day is
        to be answered that a step waits for, only by which."""
        labels = dict.fromkeys(
            item.record.not_before_question_id.label
            for item in planned
            if item.is_asked
        )
        if labels:
            return self.env._(
                "%(count)s steps, timed by “%(dates)s”",
                count=len(planned),
                dates=join_names(self.env, labels),
            )
        return self.env._(
            "%(count)s steps, done by %(end)s", count=len(planned), end=end
        )

    def _describe_wait(self, item, dates, now):
        """Return for which day a planned step waits, as text; False for none, or if
        the steps before it end later."""
        if not item.day:
            return item.is_asked and item.record.not_before_text
        start = dates[item.key].start
        if start <= max([now, *(dates[key].end for key in item.after)]):
            return False
        return self.env._("from %(day)s", day=format_day(self.env, start))

    def _icrm_format_promise(self):
        """One date for the whole: that of the critical path."""
        words = super()._icrm_format_promise()
        # sudo: who sees the service sees when it will be done
        service_sudo = self.sudo()
        if not (words["promise"] and service_sudo.has_plan):
            return words
        questions = None
        if service_sudo.plan_step_ids.not_before_question_id:
            # Which day it is timed by, only to who is asked for it
            questions = self._read_form(self._get_form_schema()[0])
        planned = plan.select(service_sudo, questions=questions)
        schedule = plan.compute(service_sudo, planned, fields.Datetime.now())
        words["promise"] = self._summarize_plan(
            planned, format_deadline(self.env, schedule.end)
        )
        words["effort"] = words["notice"] = ""
        return words

    # ------------------------------------------------------------------
    # Publication
    # ------------------------------------------------------------------

    def _get_publication_problems(self):
        problems = super()._get_publication_problems()
        # sudo: services of the steps count, visible to who publishes or not
        for step_sudo in self.sudo().plan_step_ids:
            target = step_sudo.target_id
            if target and (target.state != "published" or not target.active):
                problems.append(
                    self.env._(
                        "Step “%(step)s”: %(service)s is not published.",
                        step=step_sudo.name,
                        service=target.name,
                    )
                )
        return problems

    def _get_substance_labels(self):
        return super()._get_substance_labels() | {"plan": self.env._("Fulfilment plan")}

    def _get_substance(self):
        """The steps are part of what is published."""
        content = super()._get_substance()
        # sudo: versions are the same for any publisher.
        steps_sudo = self.sudo().with_context(lang="en_US").plan_step_ids
        if steps_sudo:
            content["plan"] = "\n".join(map(self._describe_step, steps_sudo))
        return content

    @api.model
    def _describe_step(self, step):
        parts = [
            step.name,
            f"({step.target_id.name})" if step.target_id else f"({step.hours:g} h)",
            "" if step.required else "optional",
        ]
        if step.after_ids:
            before = step.after_ids.sorted(lambda other: (other.sequence, other.id))
            parts.append(f"[after {', '.join(before.mapped('name'))}]")
        if step.not_before_text:
            parts.append(f"[not before {step.not_before_text}]")
        if step.condition_text:
            parts.append(f"[only if {step.condition_text}]")
        for answer in step.answer_ids:
            source = answer.source_id.label or f"“{answer.value or ''}”"
            parts.append(f"[{answer.question_id.label} = {source}]")
        return " ".join(filter(None, parts))
