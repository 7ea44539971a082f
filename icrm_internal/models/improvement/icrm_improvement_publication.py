# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import is_html_empty, plaintext2html

FEEDBACK = frozenset({"feedback_heard", "feedback_done", "feedback_result"})


class IcrmImprovement(models.Model):
    """ "You said, we did": what everybody in the company is told of an improvement.

    Once it is closed, success or failure, a published one stands on that page, too;
    one that began with an idea, in the idea's entry.
    """

    _inherit = "icrm.improvement"

    published = fields.Boolean(
        string="For Everybody",
        readonly=True,
        copy=False,
        tracking=True,
        help="Everybody in the company reads this improvement, but not what is said "
        "about it in the conversation.",
    )
    published_on = fields.Date(readonly=True, copy=False)
    feedback_heard = fields.Text(
        string="What We Heard",
        copy=False,
        translate=True,
        help="In words that name nobody.",
    )
    feedback_done = fields.Text(string="What We Did", copy=False, translate=True)
    feedback_result = fields.Text(string="What Came of It", copy=False, translate=True)

    def action_publish(self):
        """Show this to everybody in the company, success or failure."""
        self.check_access("write")
        self._check_lead()
        self._check_feedback()
        self.sudo()._store(
            {"published": True, "published_on": fields.Date.context_today(self)}
        )
        self.sudo()._publish_answer()
        return True

    def action_unpublish(self):
        """Show it no more to those who have no part in it."""
        self.check_access("write")
        self._check_lead()
        self.sudo()._store({"published": False, "published_on": False})
        # sudo: who leads the improvement takes back what it says; what the department
        # answered to an idea stays
        for answer_sudo in (
            self.env["icrm.public.answer"]
            .sudo()
            .search([("improvement_id", "in", self.ids)])
        ):
            if answer_sudo.idea_id.state in ("done", "declined"):
                answer_sudo.result = False
            else:
                answer_sudo.state = "draft"
        return True

    def write(self, vals):
        result = super().write(vals)
        if not FEEDBACK.isdisjoint(vals):
            published = self.filtered("published")
            published._check_feedback()
            # sudo: the words of what all can read; write() has decided
            published.sudo()._publish_answer()
        return result

    def _end(self, state):
        result = super()._end(state)
        self._publish_answer()
        return result

    def _check_feedback(self):
        """Refuse what has not all its words for everybody."""
        for improvement in self:
            tests = [
                (improvement.feedback_heard, "feedback_heard"),
                (improvement.feedback_done, "feedback_done"),
                (improvement.is_open or improvement.feedback_result, "feedback_result"),
            ]
            missing = [name for told, name in tests if not told]
            if missing:
                raise UserError(
                    self.env._(
                        "“%(name)s”: before everybody reads it, please fill in: "
                        "%(fields)s",
                        name=improvement.name,
                        fields=self._get_labels(missing),
                    )
                )

    def _publish_answer(self):
        """Keep the entry of "You said, we did" of what is closed and published.

        In sudo: the caller has decided that everybody is told.
        """
        Answer = self.env["icrm.public.answer"]
        for improvement in self:
            if not (improvement.published and improvement.state == "done"):
                continue
            improvement._tell_source()
            idea = self.env["icrm.idea"]
            # sudo: what it began with, to tell in the words of the idea.
            improvement_sudo = improvement.sudo()
            if improvement_sudo.origin_model == idea._name:
                idea = idea.browse(improvement_sudo.origin_id).exists()
            values = {
                "heard": idea.name or " ".join(improvement.feedback_heard.split()),
                "answer": plaintext2html(improvement.feedback_done),
                "result": plaintext2html(improvement.feedback_result),
                "department_id": improvement.department_id.id,
                "service_id": improvement.service_id.id,
                "company_id": improvement.company_id.id,
                "improvement_id": improvement.id,
                "idea_id": idea.id,
                "source": "idea" if idea else "improvement",
                "state": "published",
            }
            if not is_html_empty(idea.answer):
                values["answer"] = idea.answer
            known = Answer.search(
                Domain("improvement_id", "=", improvement.id)
                | (Domain("idea_id", "in", idea.ids)),
                limit=1,
            )
            if known:
                known.write(values)
            else:
                Answer.create(values)

    @api.model
    def _get_missing_depends(self):
        return (*super()._get_missing_depends(), "published", "feedback_result")

    def _get_missing_act(self):
        missing = super()._get_missing_act()
        if self.published and not self.feedback_result:
            missing.append(self.env._("What came of it, for everybody who read of it?"))
        return missing

    def _mail_get_operation_for_mail_message_operation(self, message_operation):
        """Who may read it only because it is published, does not read what is said."""
        if message_operation == "read" and not self.env.user.has_group(
            "icrm_internal.group_icrm_auditor"
        ):
            return dict.fromkeys(self, "write")
        return super()._mail_get_operation_for_mail_message_operation(message_operation)
