# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from werkzeug.exceptions import NotFound

from odoo import http
from odoo.http import request

from odoo.addons.survey.controllers.main import Survey
from odoo.addons.survey.controllers.survey_session_manage import UserInputSession


class SurveyCoreBlock(Survey):
    """To Odoo's own pages of surveys, ours do not exist: they would store names."""

    def _fetch_from_access_token(self, survey_token, answer_token):
        survey_sudo, answer_sudo = super()._fetch_from_access_token(
            survey_token, answer_token
        )
        if survey_sudo.survey_type == "icrm":
            return survey_sudo.browse(), answer_sudo.browse()
        return survey_sudo, answer_sudo

    @http.route()
    def survey_report(self, survey, answer_token=None, **post):
        # sudo: which kind of survey; the visitor is refused or sent on.
        if survey.sudo().survey_type == "icrm":
            raise NotFound()
        return super().survey_report(survey, answer_token=answer_token, **post)


class SurveySessionBlock(UserInputSession):
    """Nor have they live sessions."""

    def _fetch_from_token(self, survey_token):
        survey = super()._fetch_from_token(survey_token)
        return survey.filtered(lambda one: one.survey_type != "icrm")

    def _fetch_from_session_code(self, session_code):
        # sudo: whether the code is one of ours; the visitor is refused.
        found = (
            request.env["survey.survey"]
            .sudo()
            .search_count(
                [("session_code", "=", session_code), ("survey_type", "=", "icrm")],
                limit=1,
            )
        )
        if session_code and found:
            return None, {"error": "survey_wrong"}
        return super()._fetch_from_session_code(session_code)
