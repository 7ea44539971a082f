# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from odoo.addons.icrm_internal.measures.servqual import ITEMS, SHORT_ITEMS

from .test_instrument import InstrumentCommon

NAMES = (
    "servqual",
    "servqual_short",
    "servperf",
    "kano",
    "csat",
    "csat_detail",
    "nps",
    "ces",
    "complaint",
    "collaboration",
    "needs",
    "pulse",
    "enps",
    "engagement",
)


@tagged("post_install", "-at_install")
class TestSurveyTemplates(InstrumentCommon):
    """The ready surveys can be sent as they are, or copied and changed."""

    def _template(self, name):
        return self.env.ref(f"icrm_internal.survey_{name}").with_user(self.officer)

    def test_each_is_complete(self):
        for name in NAMES:
            with self.subTest(name):
                survey = self._template(name)
                self.assertTrue(survey.icrm_is_template)
                survey._icrm_check_instrument()
                last = survey.question_ids[-1]
                self.assertEqual(last.title, "What should we do better?")
                self.assertEqual(last.question_type, "text_box")
                measured = survey.question_ids.filtered("icrm_measure")
                self.assertTrue(all(measured.mapped("constr_mandatory")))
                self.assertTrue(
                    all(
                        question.icrm_label or question.icrm_measure == "weight"
                        for question in measured
                    )
                )

    def test_an_update_leaves_them_alone(self):
        """Odoo writes what comes from CSV again, unless it is marked."""
        models = ("survey.survey", "survey.question", "survey.question.answer")
        data = self.env["ir.model.data"].search(
            [("module", "=", "icrm_internal"), ("model", "in", models)]
        )
        self.assertEqual(set(data.mapped("model")), set(models))
        self.assertTrue(all(data.mapped("noupdate")))

    def test_items_are_those_of_the_measure(self):
        """The pairs' numbers and dimensions are those that measures/servqual knows."""
        for name, items, sides in (
            ("servqual", ITEMS, 2),
            ("servqual_short", SHORT_ITEMS, 2),
            ("servperf", ITEMS, 1),
        ):
            questions = self._template(name).question_ids.filtered("icrm_side")
            found = {}
            for question in questions:
                numbers = found.setdefault(question.icrm_dimension_id.code, [])
                numbers.append(question.icrm_pair)
            self.assertEqual(
                {code: sorted(numbers) for code, numbers in found.items()},
                {code: sorted([*numbers] * sides) for code, numbers in items.items()},
            )

    def test_use_a_template(self):
        template = self._template("servqual_short")
        with self.assertRaisesRegex(UserError, "Use Template"):
            template.title = "Mine"
        with self.assertRaisesRegex(UserError, "Use Template"):
            template.question_ids[0].unlink()
        own = self.Survey.browse(template.action_icrm_use_template()["res_id"])
        self.assertEqual(own.title, template.title)
        self.assertEqual(own.user_id, self.officer)
        self.assertFalse(own.icrm_is_template)
        self.assertEqual(own.question_count, template.question_count)
        self.assertFalse(own.icrm_problems)
        own.question_ids[0].unlink()
        self.assertTrue(own.icrm_problems)

    def test_languages_are_copied(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        template = self._template("nps")
        question = template.question_ids[0]
        question.sudo().with_context(lang="fr_FR").title = "Recommandez-vous ?"
        template.sudo().with_context(lang="fr_FR").title = "Recommandation"
        own = self.Survey.browse(template.action_icrm_use_template()["res_id"])
        french = own.with_context(lang="fr_FR")
        self.assertEqual(french.title, "Recommandation")
        self.assertEqual(french.question_ids[0].title, "Recommandez-vous ?")
        self.assertEqual(own.title, template.title)

    def test_others_design_nothing(self):
        for user in (self.staff, self.it_head, self.auditor):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self._template("nps").with_user(user).action_icrm_use_template()
        self.assertTrue(self._template("nps").with_user(self.auditor).title)

    # -- adding standard questions ------------------------------------------------

    def _add(self, survey, kind, **values):
        form = Form(
            self.env["icrm.survey.add"]
            .with_user(self.officer)
            .with_context(default_survey_id=survey.id, default_kind=kind)
        )
        for service in values.get("services", ()):
            form.service_ids.add(service)
        if values.get("functional"):
            form.functional = values["functional"]
        form.save().action_add()

    def test_each_kind_can_be_added(self):
        Add = self.env["icrm.survey.add"]
        for kind, _label in Add._fields["kind"].selection:
            if kind == "bank":
                continue
            survey = self._survey()
            services = self.service if kind == "kano_service" else ()
            self._add(survey, kind, services=services)
            with self.subTest(kind):
                self.assertTrue(survey.question_ids)
                self.assertFalse(survey.icrm_problems)
            if kind not in ("kano", "text"):
                with self.subTest(kind), self.assertRaisesRegex(UserError, "already"):
                    self._add(survey, kind, services=services)

    def test_picked_from_other_surveys(self):
        """Of a pair both, numbered after those that are there; templates stay."""
        one, other = self._survey(), self._survey()
        self._add(one, "kano")
        self._add(other, "kano_service", services=self.service)
        self._add(other, "csat")
        picked = one.question_ids[0] | other.question_ids[-1]
        Add = self.env["icrm.survey.add"].with_user(self.officer)
        survey = self._survey()
        self._add(survey, "kano_service", services=self.service)

        def pick(questions):
            Add.create(
                {
                    "survey_id": survey.id,
                    "kind": "bank",
                    "question_ids": [Command.set(questions.ids)],
                }
            ).action_add()

        with self.assertRaisesRegex(UserError, "Choose the questions"):
            pick(picked.browse())
        pick(picked)
        self.assertEqual(survey.question_ids.mapped("icrm_pair"), [1, 1, 2, 2, 0])
        self.assertFalse(survey.icrm_problems)
        self.assertEqual(len(one.question_ids), 16)
        with self.assertRaisesRegex(UserError, "already has these"):
            pick(other.question_ids[-1])
        stranger = self.env["survey.survey"].create(
            {
                "title": "Theirs",
                "question_and_page_ids": [
                    Command.create({"title": "x", "question_type": "char_box"})
                ],
            }
        )
        with self.assertRaises(AccessError):
            pick(stranger.question_ids)

    def test_kano_pairs_of_services(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.service.with_context(lang="fr_FR").name = "Portable"
        survey = self._survey()
        self._add(survey, "kano")
        self._add(
            survey,
            "kano_service",
            services=self.service,
            functional="And with {service}?",
        )
        with_it, without = survey.question_ids[-2:]
        self.assertEqual(with_it.title, f"And with {self.service.name}?")
        self.assertEqual(with_it.with_context(lang="fr_FR").title, "And with Portable?")
        self.assertIn("“Portable”", without.with_context(lang="fr_FR").title)
        self.assertEqual((with_it.icrm_pair, without.icrm_pair), (9, 9))
        self.assertEqual((with_it | without).icrm_service_id, self.service)
        self.assertEqual(
            without.suggested_answer_ids.mapped("icrm_value"), [1, 2, 3, 4, 5]
        )
        other = self._service("Headset")
        with self.assertRaisesRegex(UserError, "{service}"):
            self._add(survey, "kano_service", services=other, functional="And?")

    def test_nothing_is_added_to_a_template(self):
        with self.assertRaisesRegex(UserError, "Use Template"):
            self._add(self._template("csat"), "nps")

    def test_the_measure_fits_the_question(self):
        """Choosing a measure in the form sets the scale it is counted on."""
        question = Form(
            self.env["survey.question"]
            .with_user(self.officer)
            .with_context(default_survey_id=self._survey().id),
            "icrm_internal.survey_question_view_form_icrm",
        )
        question.title = "Recommend?"
        question.icrm_measure = "nps"
        record = question.save()
        self.assertEqual((record.scale_min, record.scale_max), (0, 10))
        self.assertTrue(record.constr_mandatory)
