# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain


class IcrmServiceQuestion(models.Model):
    """Questions whose answers plans pass on or wait for."""

    _inherit = "icrm.service.question"

    @api.constrains("question_type")
    def _check_waited_for(self):
        # sudo: whose plan it is, no matter whether the editor sees it
        step_sudo = (
            self.env["icrm.fulfilment.step"]
            .sudo()
            .search([("not_before_question_id", "in", self.ids)])
            .filtered(lambda step: step.not_before_question_id.question_type != "date")
        )[:1]
        if step_sudo:
            raise ValidationError(
                self.env._(
                    "Step “%(step)s” waits for the day of “%(question)s”: it must "
                    "ask for a date.",
                    step=step_sudo.name,
                    question=step_sudo.not_before_question_id.label,
                )
            )

    @api.ondelete(at_uninstall=False)
    def _check_passed_on(self):
        """Keep what plans in force pass on while the form without it is a draft.

        The form is held back, its plan and those of other services are not: customers
        still answer the question, and steps would no longer get the answer.
        """
        held = self.filtered("service_id.form_held")
        if not held:
            return
        # sudo: whose plan it is, no matter whether the editor sees it
        passed_sudo = (
            self.env["icrm.fulfilment.answer"]
            .sudo()
            .search(
                Domain("source_id", "in", held.ids)
                | Domain("question_id", "in", held.ids),
                limit=1,
            )
        )
        # sudo: as above
        dated_sudo = (
            self.env["icrm.fulfilment.step"]
            .sudo()
            .search([("not_before_question_id", "in", held.ids)], limit=1)
        )
        if dated_sudo:
            raise UserError(
                self.env._(
                    "Step “%(step)s” of the plan, which is in use, waits for "
                    "“%(question)s”. Take it out of the plan first.",
                    step=dated_sudo.name,
                    question=dated_sudo.not_before_question_id.label,
                )
            )
        if passed_sudo:
            question_sudo = (passed_sudo.source_id | passed_sudo.question_id) & held
            raise UserError(
                self.env._(
                    "“%(question)s” is passed on by the plan of “%(service)s”, "
                    "which is in use. Take it out of the plan first.",
                    question=question_sudo[:1].label,
                    service=passed_sudo.step_id.service_id.name,
                )
            )
