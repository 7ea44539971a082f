# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models
from odoo.exceptions import UserError

from .icrm_complaint import LEVELS, TEXT_LIMIT
from .icrm_complaint_followup import CHANNELS, OUTCOMES


class IcrmComplaint(models.Model):
    """Asking afterwards: without it nothing is closed, and "no" goes one level up."""

    _inherit = "icrm.complaint"

    def action_follow_up(self, values):
        """Write down whether the complainant is satisfied.

        :param dict values: ``outcome`` ("yes", "no", or "no_answer" once the time to
            follow up has run out), ``score`` (1 to 5, or nothing), ``opinion``, and
            ``channel`` ("talk", "phone", "mail", "page") unless the caller is the
            complainant
        """
        complaint_sudo = self._check_role("mine", "desk", "handler")
        if not isinstance(values, dict):
            raise UserError(self.env._("A follow-up needs named values."))
        if self.is_mine:
            complaint_sudo._follow_up({**values, "channel": "page"})
        else:
            complaint_sudo._follow_up(values, asked_by=self.env.user)

    def _follow_up(self, values, asked_by=None):
        """Store a follow-up and do what follows from it. In sudo, the caller decided.

        :param asked_by: who asked; nobody if the complainant answers himself
        """
        _ = self.env._
        self._check_state("decided")
        outcome, score = values.get("outcome"), values.get("score") or 0
        if outcome not in [*dict(OUTCOMES)] or (
            outcome == "no_answer" and not asked_by
        ):
            raise UserError(_("Please say whether you are satisfied or not."))
        if type(score) is not int or not 0 <= score <= 5:
            raise UserError(_("Satisfaction: from 1 to 5."))
        if values.get("channel") not in [*dict(CHANNELS)]:
            raise UserError(_("How: in a talk, by phone, by mail or on the page."))
        opinion = self._check_words(
            _("Opinion"),
            values.get("opinion"),
            TEXT_LIMIT,
            required=outcome == "no_answer",
        )
        if outcome == "no_answer" and not self.is_overdue:
            raise UserError(
                _("There is time left to ask the complainant. Please try once more.")
            )
        self.env["icrm.complaint.followup"].create(
            {
                "complaint_id": self.id,
                "position": self._next_position("followup"),
                "level": self.level,
                "day": self._today(),
                "asked_by_id": asked_by.id if asked_by else False,
                "channel": values["channel"],
                "outcome": outcome,
                "score": score,
                "opinion": opinion or False,
            }
        )
        self.write({"satisfied": outcome, "score": score})
        if outcome == "no" and self.level != LEVELS[-1][0]:
            self._reopen()
        else:
            self._close()
