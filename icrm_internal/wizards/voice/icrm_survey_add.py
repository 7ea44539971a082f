# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command, api, fields, models
from odoo.exceptions import UserError

# {kind: (template, measures taken from it)}
BLOCKS = {
    "servqual": ("survey_servqual", ("servqual",)),
    "servqual_short": ("survey_servqual_short", ("servqual",)),
    "servperf": ("survey_servperf", ("servperf",)),
    "weight": ("survey_servqual", ("weight",)),
    "kano": ("survey_kano", ("kano",)),
    "csat": ("survey_csat", ("csat",)),
    "nps": ("survey_nps", ("nps",)),
    "enps": ("survey_enps", ("enps",)),
    "ces": ("survey_ces", ("ces",)),
}
SERVICE = "{service}"


class IcrmSurveyAdd(models.TransientModel):
    """Put standard questions at the end of a survey, translations included."""

    _name = "icrm.survey.add"
    _description = "Add Standard Questions"

    survey_id = fields.Many2one("survey.survey", required=True, ondelete="cascade")
    kind = fields.Selection(
        [
            ("servqual", "SERVQUAL: 22 pairs"),
            ("servqual_short", "SERVQUAL: short form, 10 pairs"),
            ("servperf", "SERVPERF: 22 statements, perception only"),
            ("weight", "100 points across dimensions"),
            ("kano_service", "KANO: a pair per service"),
            ("kano", "KANO: 8 generic features"),
            ("csat", "Overall satisfaction (CSAT)"),
            ("nps", "Net Promoter Score (NPS)"),
            ("enps", "Employee Net Promoter Score (eNPS)"),
            ("ces", "Effort (CES)"),
            ("text", "What should we do better?"),
            ("bank", "Questions of other surveys"),
        ],
        required=True,
        default="csat",
        string="Questions",
    )
    service_ids = fields.Many2many("icrm.service", string="Services")
    question_ids = fields.Many2many(
        "survey.question",
        string="Picked Questions",
        domain="[('survey_id.survey_type', '=', 'icrm'), "
        "('survey_id', '!=', survey_id), ('is_page', '=', False)]",
        help="Of a pair, both are added; so is what a question depends on.",
    )
    functional = fields.Char(
        string="If Present", default=lambda self: self._functional()
    )
    dysfunctional = fields.Char(
        string="If Absent", default=lambda self: self._dysfunctional()
    )

    @api.model
    def _functional(self):
        return self.env._("How would you feel if “{service}” were offered?")

    @api.model
    def _dysfunctional(self):
        return self.env._("How would you feel if “{service}” were not offered?")

    def action_add(self):
        """Add the questions as the caller; close the dialog.

        :raise UserError: if the survey has these questions, or cannot be changed
        """
        self.ensure_one()
        self.survey_id.check_access("write")
        self.survey_id._icrm_refuse_change()
        if self.kind == "kano_service":
            self._add_services()
        elif self.kind == "bank":
            self._add_picked()
        elif self.kind == "text":
            self._copy(self._template("survey_nps").question_ids[-1])
        else:
            self._add_block(*BLOCKS[self.kind])
        return {"type": "ir.actions.act_window_close"}

    def _template(self, name):
        """Return a shipped template; reading it needs no more right than writing ours.

        :raise UserError: if somebody has deleted it
        """
        template = self.env.ref(f"icrm_internal.{name}", raise_if_not_found=False)
        if not template:
            raise UserError(
                self.env._(
                    "The template of these questions was deleted: update the "
                    "application or write them yourself."
                )
            )
        return template

    def _copy(self, question, **values):
        survey = self.survey_id
        last = max(survey.question_and_page_ids.mapped("sequence"), default=0)
        return question.copy({"survey_id": survey.id, "sequence": last + 10, **values})

    def _last_pair(self, measure):
        questions = self.survey_id.question_ids
        return max(
            questions.filtered(
                lambda question: question.icrm_measure == measure
            ).mapped("icrm_pair"),
            default=0,
        )

    def _add_block(self, name, measures):
        asked = self.survey_id.question_ids.mapped("icrm_measure")
        if self.kind != "kano" and set(measures) & set(asked):
            raise UserError(
                self.env._(
                    "“%(survey)s” already has these questions.",
                    survey=self.survey_id.title,
                )
            )
        above = self._last_pair(measures[0])
        section = None
        for question in self._template(name).question_and_page_ids:
            if question.is_page:
                section = question
            elif question.icrm_measure in measures:
                if section:
                    self._copy(section)
                    section = None
                pair = question.icrm_pair
                self._copy(question, icrm_pair=pair and pair + above)

    def _add_picked(self):
        """Copy the picked questions; of a pair both, with a number of its own here.

        What a question depends on is copied, too.
        """
        self.question_ids.check_access("read")
        picked = self.question_ids.filtered(
            lambda question: question._icrm_is_ours() and not question.is_page
        )
        if not picked:
            raise UserError(self.env._("Choose the questions to add."))
        single = {"csat", "nps", "ces", "enps"}
        asked = self.survey_id.question_ids.mapped("icrm_measure")
        if single.intersection(asked, picked.mapped("icrm_measure")):
            raise UserError(
                self.env._(
                    "“%(survey)s” already has these questions.",
                    survey=self.survey_id.title,
                )
            )
        for question in picked.filtered("icrm_pair"):
            picked |= question.survey_id.question_ids.filtered(
                lambda other, question=question: (
                    (other.icrm_measure, other.icrm_pair)
                    == (question.icrm_measure, question.icrm_pair)
                )
            )
        while needed := picked.triggering_answer_ids.question_id - picked:
            picked |= needed
        pairs, copies = {}, {}
        for question in picked.sorted(
            lambda question: (question.survey_id.id, question.sequence, question.id)
        ):
            measure, pair = question.icrm_measure, question.icrm_pair
            if not pair:
                copies[question] = self._copy(question)
                continue
            key = (question.survey_id, measure, pair)
            if key not in pairs:
                pairs[key] = self._last_pair(measure) + 1
            copies[question] = self._copy(question, icrm_pair=pairs[key])
        self._copy_conditions(copies)

    def _copy_conditions(self, copies):
        """Let the copies depend on each other as the questions they are copies of."""
        answers = {
            old: new
            for question, copy in copies.items()
            for old, new in zip(
                question.suggested_answer_ids, copy.suggested_answer_ids, strict=True
            )
        }
        for question, copy in copies.items():
            if conditions := question.triggering_answer_ids:
                copy.triggering_answer_ids = [
                    Command.set([answers[old].id for old in conditions])
                ]

    def _add_services(self):
        """Add a KANO pair for each service, its sentences in every language."""
        if not self.service_ids:
            raise UserError(self.env._("Choose the services."))
        for sentence in (self.functional, self.dysfunctional):
            if SERVICE not in (sentence or ""):
                raise UserError(
                    self.env._(
                        "Use %(service)s in both sentences as a placeholder for "
                        "the service.",
                        service=SERVICE,
                    )
                )
        known = self.service_ids & self.survey_id.question_ids.icrm_service_id
        if known:
            raise UserError(
                self.env._(
                    "“%(service)s” already has a pair in this survey.",
                    service=known[0].name,
                )
            )
        template = self._template("survey_kano")
        pattern = template.question_ids[0]
        pair = self._last_pair("kano")
        if not pair:
            self._copy(template.page_ids[0])
        for service in self.service_ids:
            pair += 1
            for side in ("functional", "dysfunctional"):
                question = self._copy(
                    pattern,
                    title=self[side].replace(SERVICE, service.name),
                    icrm_label=service.name,
                    icrm_side=side,
                    icrm_pair=pair,
                    icrm_service_id=service.id,
                )
                self._translate(question, side)

    def _translate(self, question, side):
        """Say the sentence in the other languages too, if it is still the default."""
        default = getattr(self, f"_{side}")
        own = self[side] != default()
        current = self.env.lang or "en_US"
        for code, _name in self.env["res.lang"].get_installed():
            if code == current:
                continue
            there = self.with_context(lang=code)
            sentence = self[side] if own else getattr(there, f"_{side}")()
            name = question.icrm_service_id.with_context(lang=code).name
            if SERVICE not in sentence:
                continue
            question.with_context(lang=code).write(
                {"title": sentence.replace(SERVICE, name), "icrm_label": name}
            )
