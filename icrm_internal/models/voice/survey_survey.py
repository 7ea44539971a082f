# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.base.models.ir_model import MODULE_UNINSTALL_FLAG

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


class SurveySurvey(models.Model):
    """A questionnaire of the internal customers' voice: sent by campaigns only."""

    _inherit = "survey.survey"

    survey_type = fields.Selection(
        selection_add=[("icrm", "Internal Customers")],
        ondelete={"icrm": "set default"},
    )
    icrm_campaign_ids = fields.One2many("icrm.campaign", "survey_id")
    icrm_is_template = fields.Boolean(
        string="Ready Template",
        copy=False,
        help="Kept as it is: it can be sent, or copied to make an own survey of it.",
    )
    icrm_sequence = fields.Integer(string="Order", default=500, copy=False)
    icrm_about = fields.Text(
        string="For the Office",
        translate=True,
        help="When to use the survey, and where it comes from. Respondents do not see "
        "it.",
    )
    icrm_measures = fields.Char(
        string="Measures", compute="_compute_icrm_measures", search="_search_measures"
    )
    icrm_is_locked = fields.Boolean(
        compute="_compute_icrm_is_locked",
        help="Sent by a campaign, or kept as a template: nothing in it changes.",
    )
    icrm_campaign_count = fields.Integer(compute="_compute_icrm_campaign_count")

    @api.depends("question_and_page_ids.icrm_measure")
    def _compute_icrm_measures(self):
        field = self.env["survey.question"]._fields["icrm_measure"]
        names = dict(field._description_selection(self.env))
        for survey in self:
            asked = set(survey.question_ids.mapped("icrm_measure"))
            survey.icrm_measures = ", ".join(
                name for measure, name in names.items() if measure in asked
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

    # -- what holds at each save ---------------------------------------------------

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
        for survey in self.filtered(lambda one: one.survey_type == "icrm"):
            for wrong, sentence in (
                (
                    survey.certification or survey.scoring_type != "no_scoring",
                    self.env._("nobody is graded; switch scoring off."),
                ),
                (
                    survey.is_time_limited or survey.session_speed_rating,
                    self.env._(
                        "people answer in their own time; remove the time limit."
                    ),
                ),
                (
                    survey.is_attempts_limited or survey.users_login_required,
                    self.env._(
                        "the campaign decides who answers, and that everybody does so "
                        "once; remove the limits for participants."
                    ),
                ),
                (
                    survey.session_state,
                    self.env._("it has no live sessions; a campaign sends it."),
                ),
                (
                    survey.questions_selection == "random",
                    self.env._("everybody is asked the same; show all questions."),
                ),
            ):
                if wrong:
                    raise ValidationError(
                        self.env._(
                            "“%(survey)s” is a survey of internal customers: "
                            "%(sentence)s",
                            survey=survey.title,
                            sentence=sentence,
                        )
                    )

    # -- what is being answered stays as it is ---------------------------------------

    def _icrm_used(self):
        """Return those of which a campaign has been opened, whoever may see it."""
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
                    "“%(survey)s” has been sent to people; what they are asked does "
                    "not change any more. Use “New Version” to make a copy, and change "
                    "that.",
                    survey=survey.sudo().title,
                )
            )
        for survey in ours if not self.env.su else ():
            if survey.icrm_is_template:
                raise UserError(
                    self.env._(
                        "“%(survey)s” is a ready template and stays as it is. Press "
                        "“Use Template” to make an own survey of it, and change that.",
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
                        "“%(survey)s” keeps its type: surveys of internal customers "
                        "are made under Voice of the Customer, others in Surveys.",
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
