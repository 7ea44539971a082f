# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models
from odoo.exceptions import AccessError, UserError
from odoo.tools import is_html_empty, plaintext2html
from odoo.tools.mail import html_to_inner_content

from .finding_text import finding


class IcrmIdea(models.Model):
    """From an idea to a trial to what everybody does: an improvement tries it out.

    The idea is on trial once the plan is approved, and done when the trial worked and
    everybody was notified. A failure does not end it: the department says whether it is
    tried another way, or not now.
    """

    _name = "icrm.idea"
    _inherit = ["icrm.idea", "icrm.improvement.source.mixin"]

    def _check_improver(self):
        super()._check_improver()
        if not self.can_answer:
            raise AccessError(self.env._("Only its department can do this."))
        if not self.department_id:
            raise UserError(self.env._("Set the idea's department first."))

    def _prepare_improvement(self):
        return {
            "name": self.name,
            "kind": "innovation",
            "department_id": self.department_id.id,
            "service_id": self.service_id.id,
            "company_id": self.company_id.id,
            "origin": "idea",
            "origin_values": finding("idea", votes=self.vote_count),
            "goal": html_to_inner_content(self.description or "") or False,
            "feedback_heard": self.name,
        }

    def _follow_improvement(self, improvement):
        if improvement.state == "plan" and self.state == "new":
            self.state = "considered"
        elif improvement.state == "do" and self.state in ("new", "considered"):
            self.state = "trial"
        elif improvement.state == "done" and improvement.published:
            if improvement.outcome == "success" and self.state != "done":
                answer = self.answer
                if is_html_empty(answer):
                    answer = plaintext2html(improvement.feedback_done)
                self.write({"state": "done", "answer": answer})
