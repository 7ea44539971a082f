# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models
from odoo.exceptions import UserError

from ..access import given


class SurveySurvey(models.Model):
    """What an officer does with a survey, and what nobody does with one of ours."""

    _inherit = "survey.survey"

    def get_formview_id(self, access_uid=None):
        """Open ours in the form that has what they need, wherever they are met."""
        if len(self) == 1 and self.survey_type == "icrm":
            return self.env.ref("icrm_internal.survey_survey_view_form_icrm").id
        return super().get_formview_id(access_uid=given.id_of(access_uid) or None)

    def _icrm_form_action(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "views": [(self.get_formview_id(), "form")],
        }

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
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("New Campaign"),
            "res_model": "icrm.campaign",
            "view_mode": "form",
            "context": {"default_survey_id": self.id, "default_name": self.title},
        }

    def action_icrm_open_campaigns(self):
        """Open the campaigns that send this survey, as the caller may see them."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Campaigns"),
            "res_model": "icrm.campaign",
            "view_mode": "list,form",
            "domain": [("survey_id", "=", self.id)],
            "context": {"default_survey_id": self.id},
        }

    def action_icrm_preview(self):
        """Open the survey as respondents see it, in a new tab; nothing is stored."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_url",
            "url": f"/survey/preview/{self.id}",
            "target": "new",
        }

    # -- Odoo's own doors ------------------------------------------------------------

    def _icrm_refuse_invitation(self):
        for survey in self:
            if survey.survey_type == "icrm":
                raise UserError(
                    self.env._(
                        "“%(survey)s” is sent by a campaign, which keeps answers apart "
                        "from names: open one under Voice of the Customer.",
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
