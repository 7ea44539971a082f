# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.base.models.ir_model import MODULE_UNINSTALL_FLAG

from ...measures.scoring import adds_up
from ...measures.tally import Block, Item
from ..access import caller_values
from ..access.actions import open_form, open_list
from .survey_question import CHOICES, PAIRED, SCORED, SIDES, TEXTS

# What respondents see; the rest of a survey may change at any time.
CONTENT = {
    "title",
    "description",
    "description_done",
    "background_image",
    "lang_ids",
    "question_and_page_ids",
    "questions_layout",
    "questions_selection",
    "survey_type",
}

# The dimension of statements on the own work, and on the company as an employer.
ENGAGEMENT = "engagement"

# Figures that are counted from one question.
SINGLE = ("csat", "nps", "ces", "enps")

# No one reads more at once, and most follow from the first.
SHOWN = 8

NEEDS_DIMENSION = ("servqual", "servperf", "weight")

POINTS = 100

# The side that is counted; the other one of its pair is compared with it.
FIRST_SIDES = {"servqual": "perception", "kano": "functional"}


class SurveySurvey(models.Model):
    """A questionnaire of the internal customers' voice: sent by campaigns only."""

    _inherit = "survey.survey"

    survey_type = fields.Selection(
        selection_add=[("icrm", "Internal Customers")],
        ondelete={"icrm": "set default"},
    )
    icrm_campaign_ids = fields.One2many("icrm.campaign", "survey_id")
    icrm_is_template = fields.Boolean(
        string="Standard Template",
        copy=False,
        help="Read-only: send it as is or copy it.",
    )
    icrm_sequence = fields.Integer(string="Order", default=500, copy=False)
    icrm_about = fields.Text(
        string="Internal Notes",
        translate=True,
        help="When to use it and its source; hidden from respondents.",
    )
    icrm_measures = fields.Char(
        string="Measures", compute="_compute_icrm_measures", search="_search_measures"
    )
    icrm_is_locked = fields.Boolean(
        compute="_compute_icrm_is_locked",
        help="Already sent or a template, so it cannot change.",
    )
    icrm_campaign_count = fields.Integer(compute="_compute_icrm_campaign_count")
    icrm_problems = fields.Text(
        string="To Be Completed",
        compute="_compute_icrm_problems",
        help="What prevents sending the survey.",
    )

    # ------------------------------------------------------------------
    # Computes
    # ------------------------------------------------------------------

    @api.depends("question_and_page_ids.icrm_measure")
    def _compute_icrm_measures(self):
        field = self.env["survey.question"]._fields["icrm_measure"]
        names = dict(field._description_selection(self.env))
        for survey in self:
            asked = set(survey.question_ids.mapped("icrm_measure"))
            survey.icrm_measures = ", ".join(
                name for measure, name in names.items() if measure in asked
            )

    def _icrm_is_about_employer(self):
        """Return whether staff are asked about their employer, in sudo."""
        questions = self.question_ids
        return "enps" in questions.mapped("icrm_measure") or ENGAGEMENT in (
            questions.icrm_dimension_id.mapped("code")
        )

    def _search_measures(self, operator, value):
        if operator not in ("ilike", "=", "in"):
            return NotImplemented
        field = self.env["survey.question"]._fields["icrm_measure"]
        words = [value] if isinstance(value, str) else list(value)
        found = [
            measure
            for measure, name in field._description_selection(self.env)
            if any(str(word).lower() in name.lower() for word in words)
        ]
        return [("question_and_page_ids.icrm_measure", "in", found)]

    @api.depends("icrm_is_template", "icrm_campaign_ids.state")
    def _compute_icrm_is_locked(self):
        used = self._icrm_used()
        for survey in self:
            survey.icrm_is_locked = survey.icrm_is_template or survey._origin in used

    @api.depends("icrm_campaign_ids")
    def _compute_icrm_campaign_count(self):
        counts = dict(
            self.env["icrm.campaign"]._read_group(
                [("survey_id", "in", self.ids)], ["survey_id"], ["__count"]
            )
        )
        for survey in self:
            survey.icrm_campaign_count = counts.get(survey._origin, 0)

    # ------------------------------------------------------------------
    # What holds at each save
    # ------------------------------------------------------------------

    @api.constrains(
        "survey_type",
        "certification",
        "is_attempts_limited",
        "is_time_limited",
        "questions_selection",
        "scoring_type",
        "session_speed_rating",
        "session_state",
        "users_login_required",
    )
    def _check_icrm_survey(self):
        for survey in self.filtered(lambda survey: survey.survey_type == "icrm"):
            for wrong, sentence in (
                (
                    survey.certification or survey.scoring_type != "no_scoring",
                    self.env._("turn off scoring."),
                ),
                (
                    survey.is_time_limited or survey.session_speed_rating,
                    self.env._("remove the time limit."),
                ),
                (
                    survey.is_attempts_limited or survey.users_login_required,
                    self.env._(
                        "remove the participant limits; the campaign sets them."
                    ),
                ),
                (
                    survey.session_state,
                    self.env._("turn off live sessions."),
                ),
                (
                    survey.questions_selection == "random",
                    self.env._("show all questions to everyone."),
                ),
            ):
                if wrong:
                    raise ValidationError(
                        self.env._(
                            "“%(survey)s” is an internal customer survey: %(sentence)s",
                            survey=survey.title,
                            sentence=sentence,
                        )
                    )

    # ------------------------------------------------------------------
    # What is being answered stays as it is
    # ------------------------------------------------------------------

    def _icrm_used(self):
        """Return those with an opened campaign, visible to the caller or not."""
        # sudo: used is used, even if the caller cannot see the campaign.
        campaigns_sudo = (
            self.env["icrm.campaign"].sudo().with_context(active_test=False)
        )
        groups = campaigns_sudo._read_group(
            [("survey_id", "in", self.ids), ("state", "!=", "draft")], ["survey_id"]
        )
        return self.browse(survey.id for (survey,) in groups)

    def _icrm_refuse_change(self):
        """Refuse to change what is being answered, was answered, or is a template.

        Answers belong to the words that were asked. Templates are loaded and updated by
        the superuser.

        :raise UserError: a sentence that says what to do instead
        """
        ours = self.filtered(lambda survey: survey.survey_type == "icrm")
        if not ours or self.env.context.get(MODULE_UNINSTALL_FLAG):
            return
        # Who opens a campaign with it now comes first, or too late.
        ours._icrm_lock()
        for survey in ours._icrm_used():
            raise UserError(
                self.env._(
                    "“%(survey)s” was already sent: use “New Version” to change "
                    "a copy.",
                    survey=survey.sudo().title,
                )
            )
        for survey in ours if not self.env.su else ():
            if survey.icrm_is_template:
                raise UserError(
                    self.env._(
                        "“%(survey)s” is a standard template: use “Use Template” "
                        "to change a copy.",
                        survey=survey.title,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            kind = vals.get("survey_type") or self.env.context.get(
                "default_survey_type"
            )
            if kind == "icrm":
                vals.setdefault("access_mode", "token")
                vals.setdefault("questions_layout", "one_page")
                vals.setdefault("lang_ids", [])
        return super().create(vals_list)

    def write(self, vals):
        if "survey_type" in vals and not self.env.context.get(MODULE_UNINSTALL_FLAG):
            self._icrm_refuse_conversion(vals["survey_type"])
        if vals.keys() & CONTENT:
            self._icrm_refuse_change()
        return super().write(vals)

    def _icrm_refuse_conversion(self, kind):
        """A survey neither becomes one of ours nor ceases to be one."""
        for survey in self:
            if (survey.survey_type == "icrm") != (kind == "icrm"):
                raise UserError(
                    self.env._(
                        "The type of “%(survey)s” cannot change: create internal "
                        "customer surveys under Survey Templates.",
                        survey=survey.title,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_icrm_in_use(self):
        self._icrm_refuse_change()

    def _update_field_translations(self, field_name, *args, **kwargs):
        if field_name in CONTENT:
            self._icrm_refuse_change()
        return super()._update_field_translations(field_name, *args, **kwargs)

    # ------------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------------

    def get_formview_id(self, access_uid: int | None = None):
        """Open ours in the form that has what they need, wherever they are met."""
        if len(self) == 1 and self.survey_type == "icrm":
            return self.env.ref("icrm_internal.survey_survey_view_form_icrm").id
        return super().get_formview_id(
            access_uid=caller_values.id_of(access_uid) or None
        )

    def _icrm_form_action(self):
        self.ensure_one()
        return self._get_records_action(
            views=[(self.get_formview_id(), "form")], context={}
        )

    def _icrm_copy(self, title):
        """Return a copy that may be changed, called ``title(survey)`` in each language.

        :param title: takes the survey in one language, returns the copy's title
        """
        self.ensure_one()
        self.check_access("read")
        copy = self.copy({"user_id": self.env.uid})
        for code, _name in self.env["res.lang"].get_installed():
            name = title(self.with_context(lang=code))
            copy.with_context(lang=code).title = name
        copy.title = title(self)
        return copy

    def action_icrm_use_template(self):
        """Make an own survey of this one; return the action that opens it."""
        return self._icrm_copy(lambda survey: survey.title)._icrm_form_action()

    def action_icrm_new_version(self):
        """As :meth:`action_icrm_use_template`, for a survey that has been sent."""

        def title(survey):
            return survey.env._("%(survey)s (new version)", survey=survey.title)

        return self._icrm_copy(title)._icrm_form_action()

    def action_icrm_send(self):
        """Open a new campaign with this survey; refuse an incomplete one at once."""
        self.ensure_one()
        self._icrm_check_instrument()
        return open_form(
            self.env["icrm.campaign"],
            name=self.env._("New Campaign"),
            context={"default_survey_id": self.id, "default_name": self.title},
        )

    def action_icrm_open_campaigns(self):
        """Open the campaigns that send this survey, as the caller may see them."""
        self.ensure_one()
        return open_list(
            self.env["icrm.campaign"],
            self.env._("Campaigns"),
            [("survey_id", "=", self.id)],
            context={"default_survey_id": self.id},
        )

    def action_icrm_preview(self):
        """Open the survey as respondents see it, in a new tab; nothing is stored."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_url",
            "url": f"/survey/preview/{self.id}",
            "target": "new",
        }

    # -- Odoo's own entry points -----------------------------------------------------

    def _icrm_refuse_invitation(self):
        for survey in self:
            if survey.survey_type == "icrm":
                raise UserError(
                    self.env._(
                        "“%(survey)s” must be sent by a campaign: open one under "
                        "Surveys.",
                        survey=survey.title,
                    )
                )

    def action_send_survey(self):
        self._icrm_refuse_invitation()
        return super().action_send_survey()

    def action_test_survey(self):
        if self.survey_type == "icrm":
            return self.action_icrm_preview()
        return super().action_test_survey()

    # ------------------------------------------------------------------
    # Whether it can be counted: complete pairs, scales, weights
    # ------------------------------------------------------------------
    # What a question says by itself is refused when it is saved; see
    # ``survey.question``. What only the whole shows is a list of sentences while the
    # survey is being made, and refused when a campaign wants to send it.

    @api.depends(
        "survey_type",
        "question_and_page_ids.icrm_dimension_id",
        "question_and_page_ids.icrm_measure",
        "question_and_page_ids.icrm_pair",
        "question_and_page_ids.icrm_service_id",
        "question_and_page_ids.icrm_side",
        "question_and_page_ids.is_page",
        "question_and_page_ids.matrix_row_ids",
        "question_and_page_ids.question_type",
        "question_and_page_ids.scale_max",
        "question_and_page_ids.scale_min",
        "question_and_page_ids.sequence",
        "question_and_page_ids.suggested_answer_ids.icrm_value",
        "question_and_page_ids.title",
        "question_and_page_ids.triggering_answer_ids",
    )
    def _compute_icrm_problems(self):
        for survey in self:
            survey.icrm_problems = (
                survey._icrm_open_list(survey._icrm_instrument_problems())
                if survey.survey_type == "icrm"
                else False
            )

    def _icrm_check_instrument(self):
        """Refuse surveys whose answers could not be counted.

        :raise ValidationError: one sentence a problem, each naming the question and
            what to do about it
        """
        for survey in self:
            if problems := survey._icrm_instrument_problems():
                raise ValidationError(
                    self.env._(
                        "“%(survey)s” is not complete. %(problems)s",
                        survey=survey.title,
                        problems=survey._icrm_open_list(problems),
                    )
                )

    def _icrm_open_list(self, problems):
        shown = problems[:SHOWN]
        if len(problems) > SHOWN:
            shown.append(self.env._("And %s more.", len(problems) - SHOWN))
        return "\n".join(shown)

    def _icrm_instrument_problems(self):
        """Return the sentences that say what is missing, the most basic first."""
        self.ensure_one()
        if self.survey_type != "icrm":
            return [
                self.env._(
                    "“%(survey)s” is not an internal customer survey: create one "
                    "under Survey Templates.",
                    survey=self.title,
                )
            ]
        questions = self.question_ids
        if not questions:
            return [
                self.env._(
                    "“%(survey)s” has no questions: add some.", survey=self.title
                )
            ]
        alone = [question._icrm_problem() for question in questions]
        return [
            *filter(None, alone),
            *self._icrm_choice_problems(questions),
            *self._icrm_condition_problems(questions),
            *self._icrm_single_problems(questions),
            *self._icrm_dimension_problems(questions),
            *self._icrm_scale_problems(questions),
            *self._icrm_pair_problems(questions),
            *self._icrm_weight_problems(questions),
        ]

    def _icrm_choice_problems(self, questions):
        for question in questions:
            if question.question_type not in (*CHOICES, "matrix"):
                continue
            if question.question_type == "matrix" and not question.matrix_row_ids:
                yield self.env._(
                    "“%(question)s” needs at least one row.",
                    question=question.title,
                )
            values = question.suggested_answer_ids.mapped("icrm_value")
            if len(values) < 2:
                yield self.env._(
                    "“%(question)s” needs at least two choices.",
                    question=question.title,
                )
            elif question.icrm_measure == "kano" and sorted(values) != [1, 2, 3, 4, 5]:
                yield self.env._(
                    "“%(question)s” needs five choices, valued 1 (I would like "
                    "it) to 5 (I would dislike it).",
                    question=question.title,
                )
            elif len(set(values)) < len(values):
                yield self.env._(
                    "“%(question)s” has two choices of the same value.",
                    question=question.title,
                )

    def _icrm_condition_problems(self, questions):
        """What decides whether a question is asked must be asked before it."""
        before = questions.browse()
        for question in questions.sorted():
            for trigger in question.triggering_answer_ids.question_id - before:
                yield self.env._(
                    "“%(question)s” depends on “%(other)s”: move it below, or remove "
                    "the condition.",
                    question=question.title,
                    other=trigger.title,
                )
            if question.question_type in CHOICES:
                before |= question

    def _icrm_single_problems(self, questions):
        for measure in SINGLE:
            _first, *others = questions.filtered(
                lambda question, measure=measure: question.icrm_measure == measure
            ) or [None]
            for question in others:
                yield self.env._(
                    "“%(question)s” is a second question for %(measure)s, which "
                    "allows one: mark it as a single item.",
                    question=question.title,
                    measure=self._icrm_measure_name(measure),
                )

    def _icrm_dimension_problems(self, questions):
        for question in questions:
            if (
                question.icrm_measure in NEEDS_DIMENSION
                and not question.icrm_dimension_id
            ):
                yield self.env._(
                    "“%(question)s” needs a dimension.",
                    question=question.title,
                )

    def _icrm_scale_problems(self, questions):
        """The items of one gap model have one scale; means of two would say nothing."""
        for measure in ("servqual", "servperf"):
            items = questions.filtered(
                lambda question, measure=measure: question.icrm_measure == measure
            )
            for question in items[1:]:
                first = items[0]
                scale = (question.scale_min, question.scale_max)
                if scale != (first.scale_min, first.scale_max):
                    yield self.env._(
                        "“%(question)s” has a scale from %(low)s to %(high)s, "
                        "“%(other)s” from %(min)s to %(max)s: use one scale for "
                        "%(measure)s.",
                        question=question.title,
                        low=scale[0],
                        high=scale[1],
                        other=first.title,
                        min=first.scale_min,
                        max=first.scale_max,
                        measure=self._icrm_measure_name(measure),
                    )

    def _icrm_pair_problems(self, questions):
        pairs = {}
        for question in questions:
            measure = question.icrm_measure
            if measure not in SIDES:
                continue
            if not question.icrm_side:
                yield self.env._(
                    "“%(question)s” needs a side: choose %(sides)s.",
                    question=question.title,
                    sides=self._icrm_side_names(SIDES[measure]),
                )
            elif measure in PAIRED and question.icrm_pair <= 0:
                yield self.env._(
                    "“%(question)s” needs a pair number, shared with its counterpart.",
                    question=question.title,
                )
            elif measure in PAIRED:
                pair = pairs.setdefault((measure, question.icrm_pair), {})
                pair.setdefault(question.icrm_side, []).append(question)
        for (measure, _number), sides in pairs.items():
            yield from self._icrm_one_pair_problems(measure, sides)

    def _icrm_one_pair_problems(self, measure, sides):
        """Yield what is wrong with one pair, ``{side: [questions]}``."""
        everything = [
            question for questions in sides.values() for question in questions
        ]
        for side in SIDES[measure]:
            asked = sides.get(side, [])
            if not asked:
                yield self.env._(
                    "“%(question)s” (pair %(pair)s) lacks its counterpart on the "
                    "side %(side)s: add or remove one.",
                    question=everything[0].title,
                    pair=everything[0].icrm_pair,
                    side=self._icrm_side_names([side]),
                )
            for question in asked[1:]:
                yield self.env._(
                    "“%(question)s” and “%(other)s” ask for the same side of "
                    "pair %(pair)s: change or remove one.",
                    question=question.title,
                    pair=question.icrm_pair,
                    other=asked[0].title,
                )
        first, *others = everything
        for question in others:
            if question.icrm_dimension_id != first.icrm_dimension_id:
                yield self.env._(
                    "“%(question)s” and “%(other)s” are a pair: choose the same "
                    "dimension.",
                    question=question.title,
                    other=first.title,
                )
            if question.icrm_service_id != first.icrm_service_id:
                yield self.env._(
                    "“%(question)s” and “%(other)s” are a pair: choose the same "
                    "service.",
                    question=question.title,
                    other=first.title,
                )

    def _icrm_weight_problems(self, questions):
        weights = questions.filtered(lambda question: question.icrm_measure == "weight")
        if not weights:
            return
        items = questions.filtered(
            lambda question: question.icrm_measure in ("servqual", "servperf")
        )
        weighted = {}
        for question in weights.filtered("icrm_dimension_id"):
            dimension = question.icrm_dimension_id
            if dimension in weighted:
                yield self.env._(
                    "“%(question)s” duplicates “%(other)s” for %(dimension)s: "
                    "remove one.",
                    question=question.title,
                    dimension=dimension.name,
                    other=weighted[dimension].title,
                )
            elif items and dimension not in items.icrm_dimension_id:
                yield self.env._(
                    "“%(question)s” gives points to %(dimension)s, which has no "
                    "questions: remove it or add some.",
                    question=question.title,
                    dimension=dimension.name,
                )
            weighted.setdefault(dimension, question)
        for dimension in items.icrm_dimension_id:
            if dimension not in weighted:
                yield self.env._(
                    "“%(question)s”: add a points question for %(dimension)s.",
                    question=weights[0].title,
                    dimension=dimension.name,
                )

    def _icrm_measure_name(self, measure):
        field = self.env["survey.question"]._fields["icrm_measure"]
        return dict(field._description_selection(self.env))[measure]

    def _icrm_side_names(self, sides):
        field = self.env["survey.question"]._fields["icrm_side"]
        names = dict(field._description_selection(self.env))
        return ", ".join(f"“{names[side]}”" for side in sides)

    # ------------------------------------------------------------------
    # Reading a sheet: the answers to all questions about one subject
    # ------------------------------------------------------------------

    def _icrm_read_response(self, raw):
        """Check a sheet; return ``(scores, texts, problems)``, keyed by question id.

        :param raw: ``{question id: answer}``; see ``survey.question._icrm_read``
        :return: problems are sentences naming their question; 0 is the whole sheet's
        """
        self.ensure_one()
        questions = self._icrm_get_questions()
        if not isinstance(raw, dict) or set(raw) - set(questions.ids):
            return {}, {}, {0: self.env._("A question belongs to another survey.")}
        scores, texts, problems = {}, {}, {}
        # What is not asked is neither demanded nor stored.
        questions = self._icrm_get_asked(raw)
        for question in questions:
            try:
                value = question._icrm_read(raw.get(question.id))
            except ValidationError as error:
                problems[question.id] = self.env._(
                    "“%(question)s”: %(problem)s",
                    question=question.title,
                    problem=error.args[0],
                )
                continue
            if value is None:
                continue
            if question.question_type in TEXTS:
                texts[question.id] = value
            else:
                scores[question.id] = value
        if not problems:
            problems = self._icrm_check_weights(questions, scores)
        return scores, texts, problems

    def _icrm_get_questions(self):
        """Return the questions a page can ask, in order."""
        return self.question_ids.filtered(
            lambda question: question.question_type in (*SCORED, *TEXTS)
        )

    def _icrm_get_asked(self, raw):
        """Return the questions that are asked, given unchecked answers.

        A question with conditions is asked if one of them was chosen, in answer to a
        question that is itself asked. The page's script says the same.

        :param raw: as :meth:`_icrm_read_response` takes it
        """
        chosen, asked = self.env["survey.question.answer"], []
        for question in self._icrm_get_questions():
            conditions = question.triggering_answer_ids
            if conditions and not conditions & chosen:
                continue
            asked.append(question.id)
            chosen |= question._icrm_get_chosen(raw.get(question.id))
        return self.env["survey.question"].browse(asked)

    def _icrm_check_weights(self, questions, scores):
        """The points of all dimensions are shared out to the last one."""
        weights = questions.filtered(lambda question: question.icrm_measure == "weight")
        given = {
            question.id: scores[question.id]
            for question in weights
            if question.id in scores
        }
        if not given:
            return {}
        for question in weights:
            points = given.get(question.id, 0)
            if not 0 <= points <= POINTS:
                return {
                    question.id: self.env._(
                        "“%(question)s”: enter 0 to 100 points.",
                        question=question.title,
                    )
                }
            scores[question.id] = points
        total = sum(given.values())
        if not adds_up(given.values(), POINTS):
            return {
                weights[0].id: self.env._(
                    "“%(question)s”: your points add up to %(total)s instead of 100.",
                    question=weights[0].title,
                    total=f"{total:g}",
                )
            }
        return {}

    # ------------------------------------------------------------------
    # What is counted together
    # ------------------------------------------------------------------

    def _icrm_get_blocks(self):
        """Return the :class:`Block` list: what is counted together, see ``tally``.

        In the order of the survey. Pairs of which one side is missing are left out.
        """
        self.ensure_one()
        blocks = {}
        measured = self.question_ids.filtered("icrm_measure")
        others = {
            (question.icrm_measure, question.icrm_pair): question
            for question in measured
            if question.icrm_side in ("expectation", "dysfunctional")
        }
        for question in measured:
            measure = question.icrm_measure
            other = None
            if measure in FIRST_SIDES:
                other = others.get((measure, question.icrm_pair))
                if question.icrm_side != FIRST_SIDES[measure] or not other:
                    continue
            several = question._icrm_has_several()
            dimension = question.icrm_dimension_id
            # Each row of a matrix is a question of its own.
            for row_id in question._icrm_get_rows():
                if measure == "weight":
                    key = measure
                elif dimension and measure != "kano" and not several:
                    key = (measure, dimension.id)
                else:
                    key = (question.id, row_id)
                item = Item(
                    question.id,
                    *question._icrm_get_range(),
                    other and other.id,
                    several,
                    row_id,
                )
                blocks.setdefault(key, []).append((question, item))
        return [self._icrm_make_block(rows) for rows in blocks.values()]

    def _icrm_make_block(self, rows):
        question, _item = rows[0]
        measure = question.icrm_measure
        items = tuple(item for _question, item in rows)
        if measure == "weight":
            dimensions = tuple(
                question.icrm_dimension_id.id for question, _item in rows
            )
            return Block(measure, items, None, dimensions)
        return Block(measure, items, question.icrm_dimension_id.id or None)
